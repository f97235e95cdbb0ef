package handlers

import (
	"regexp"
	"strings"
)

// What somebody says to a declaration that none of several red lines is there, or asked which of several suspected ones
// is. It settles many lines at a blow, so nothing but a plain word counts: 前三年审计没提 denies something, and declares
// nothing.
const (
	declaresNothing = iota // it is no plain word
	declaresNone           // none of it is there
	declaresSome           // one of it is
	declaresUnsure         // the person cannot tell
)

var (
	noneOfIt = regexp.MustCompile(`^(以上|上面|上述|这些|这几条|这几项|那些|下面|我)?(情形|情况|的|几条|几项|事|问题)?(，|,)?(是|真|确实|绝对|肯定|保证|通通|统统|全部|全|均|都|也|一样|一条|一个|一项|哪条|哪一条)*(都|也)?(没有|不存在|没得|没|无|不涉及|木有|冇)(有)?(过|存在)?(以上|上面|上述|下面|任何|这些|这种|这样的|这几条|那些)?(情形|情况|事|问题|的事)?(的|了|啊|呢|吧|哦|嘞|滴|呀|哈|嘛)*$`)
	yesNone  = regexp.MustCompile(`^(对|对的|是|是的|嗯+|恩|中|确认|属实|没错|是这样|对头|yes|我声明)(啊|呢|吧|哦|呀|哈|嘛|，|,)*$`)
	someOfIt = regexp.MustCompile(`^(有|有的|有啊|存在|是有|确实有|(有|占|碰|沾)(其中)?(一|两|二|三|几)(条|项|个|样)(的)?|有其中一项|不对|不是|不是的|不全是|不完全是)(啊|呢|吧|的)*$`)
	unsure   = regexp.MustCompile(`^(不清楚|不太清楚|说不清|说不准|不知道|不好说|拿不准|不确定|不敢说|吃不准|不晓得|不大清楚|难说)(的|啊|呢|吧|哦)*$`)
	excepts  = regexp.MustCompile(`除了|除开|例外|只有|就第|但第|不过第`)
	noExcept = strings.NewReplacer("没有例外", "没有", "无例外", "没有")
)

// declares reads it from what was said. Of suspicions a plain 是 means that one is there.
func declares(said string, suspected bool) int {
	said = noExcept.Replace(strings.ToLower(strings.TrimSpace(said)))
	clauses := strings.FieldsFunc(said, func(r rune) bool { return strings.ContainsRune("，,。.！!；;：:、\n", r) })
	if len(clauses) == 0 || excepts.MatchString(said) {
		return declaresNothing
	}
	first, rest := clauses[0], clauses[1:]
	switch {
	case noneOfIt.MatchString(first):
		return declaresNone
	case yesNone.MatchString(first):
		switch {
		case len(rest) > 0 && noneOfIt.MatchString(rest[0]): // 是，都没有
			return declaresNone
		case suspected:
			return declaresSome
		case len(rest) == 0 || yesNone.MatchString(rest[0]):
			return declaresNone
		}
	case someOfIt.MatchString(first):
		return declaresSome
	case unsure.MatchString(first):
		return declaresUnsure
	}
	return declaresNothing
}
