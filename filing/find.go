package filing

import (
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// A Mention is a date, sum, number … that stands somewhere in a text.
type Mention struct {
	Type       Type   // date, deadline, period, money, phone, number or unit
	Text       string // verbatim
	Start, End int    // in runes
	span       Span
	near       string // folded words around it, for cues
}

const monthWord = `(?:` + num + `{1,3}月份?(?:` + num + `{1,3}[日号]|月?底|末|上旬|中旬|下旬)?|年?底|上半年|下半年)`

var (
	dateWords = `(?:[0-9]{4}[-/.][0-9]{1,2}[-/.][0-9]{1,2}|(?:今年|明年|后年|去年|前年|本年|[0-9]{4}年|[〇一二三四五六七八九]{4}年)` + monthWord +
		`|` + num + `{1,3}月(?:` + num + `{1,3}[日号]|底|末)|` + num + `{1,3}月份|大前天|前天|昨天|今天|明天|大?后天|(?:上上|下下|上|下|本|这)个?(?:周|星期|礼拜)[一二三四五六日天]|(?:本|这个|下个|上个)月(?:` + num + `{1,3}[日号]|底)?|年底|月底)`
	dateFind   = regexp.MustCompile(`(?:从|自)?` + dateWords + `(?:(?:起|开始)?(?:至|到|-|~|—+)(?:` + dateWords + `|` + num + `{1,3}[日号]))?(?:之前|以前|前)?`)
	phoneFind  = regexp.MustCompile(`(?:\+?86[- ]?)?1[3-9][0-9][- ]?[0-9]{4}[- ]?[0-9]{4}|\(?0[1-9][0-9]{1,2}\)?[- ]?[2-8][0-9]{6,7}(?:转[0-9]{1,6})?`)
	numberFind = regexp.MustCompile(`\p{Han}{0,8}?[〔\[(【] ?(?:19|20)[0-9]{2} ?年?[〕\])】] ?第?[0-9]{1,5} ?号`)
	numberLead = regexp.MustCompile(`^.*(?:按照|依照|参照|根据|依据|文件|文号|会议|纪要是|通知|批复|印发的?|的|据|按|见|是|了|有)`)
	unitFind   = regexp.MustCompile(`\p{Han}{2,5}?(?:省|市|县|区|镇|乡|街道)\p{Han}{0,14}?(?:委员会|人民政府|政府办公室|办事处|管理局|服务中心|有限公司|局)`)
	unitLead   = regexp.MustCompile(`^(?:我们|咱们|我|咱|俺|是|由|在|和|跟|与|向|从|经|请|让|给|找|到|对|把|单位|申请|这是|这里是)+`)
	moneyAfter = regexp.MustCompile(`^(?:元|块|圆|左右|上下|以内|以下|以上|封顶|的?(?:资金|款|贷款|补助|补贴|预算|投资|合同|缺口|经费|专项|工程款|债))`)
	moneyCue   = regexp.MustCompile(`(?:资金|投资|经费|款|预算|花|概算|总价|合同价?|补助|补贴|贷|造价|金额|拿出|给|共|约|不超过|借|垫|付|值|价)[了出着约大概需要计为是:：]{0,3}$`)
)

// Mentions finds the telephones, document numbers, dates, sums and full names of units in a text, in the order in
// which they stand. What a reader does not accept is no mention.
func Mentions(text string, now time.Time) []Mention {
	text = clip(text, mostSaid)
	f := fold(text)
	s := string(f)
	var all []Mention
	claim := func(t Type, start, end int, span Span) {
		if slices.ContainsFunc(all, func(m Mention) bool { return start < m.End && m.Start < end }) {
			return
		}
		all = append(all, Mention{t, string([]rune(text)[start:end]), start, end, span, string(f[max(0, start-14):min(len(f), end+8)])})
	}
	for _, at := range numberFind.FindAllStringIndex(s, -1) {
		start := at[0] + len(numberLead.FindString(s[at[0]:at[1]]))
		if n, err := ReadDocNumber(s[start:at[1]], now); err == nil && n.No > 0 {
			claim(TypeNumber, runesBefore(s, start), runesBefore(s, at[1]), Span{})
		}
	}
	for _, at := range phoneFind.FindAllStringIndex(s, -1) {
		if at[0] > 0 && asciiDigit(rune(s[at[0]-1])) || at[1] < len(s) && asciiDigit(rune(s[at[1]])) {
			continue
		}
		if _, err := ReadPhone(s[at[0]:at[1]]); err == nil {
			claim(TypePhone, runesBefore(s, at[0]), runesBefore(s, at[1]), Span{})
		}
	}
	for _, at := range dateFind.FindAllStringIndex(s, -1) {
		if span, err := readSpan(s[at[0]:at[1]], now, Nearest, ""); err == nil {
			claim(spanType(span), runesBefore(s, at[0]), runesBefore(s, at[1]), span)
		}
	}
	for _, m := range findMoney(f) {
		claim(TypeMoney, m[0], m[1], Span{})
	}
	for _, at := range unitFind.FindAllStringIndex(s, -1) {
		start := at[0] + len(unitLead.FindString(s[at[0]:at[1]]))
		if _, err := ReadUnit(s[start:at[1]], nil); err == nil {
			claim(TypeUnit, runesBefore(s, start), runesBefore(s, at[1]), Span{})
		}
	}
	slices.SortFunc(all, func(a, b Mention) int { return a.Start - b.Start })
	return all
}

func runesBefore(s string, at int) int { return utf8.RuneCountInString(s[:at]) }

func spanType(s Span) Type {
	switch {
	case s.By:
		return TypeDeadline
	case s.From == s.To:
		return TypeDate
	}
	return TypePeriod
}

// findMoney finds sums: a number with 元 or 块 behind it, or one in 万 or 亿 that is followed by no other measure.
func findMoney(f []rune) (found [][2]int) {
	for i := 0; i < len(f); {
		if _, han := hanDigit[f[i]]; !asciiDigit(f[i]) && !han && f[i] != '十' {
			i++
			continue
		}
		n, ok := scanNumber(f[i:])
		if !ok {
			i++
			continue
		}
		end := i + n.runes
		if i > 0 && strings.ContainsRune("几数好上第", f[i-1]) {
			i = end // 几十万 is no ten, 上百万 no hundred
			continue
		}
		rest := string(f[end:min(len(f), end+6)])
		unit := moneyAfter.FindString(rest)
		worth := strings.HasPrefix(unit, "元") || strings.HasPrefix(unit, "块")
		large := n.unit >= 1e4 && (unit != "" || end == len(f) || strings.ContainsRune("，。,.;；、!?！？)） \n", f[end]) || moneyCue.MatchString(string(f[max(0, i-6):i])) && !measure(rest))
		if worth || large {
			if strings.HasPrefix(unit, "块") && !worthInKuai(rest) {
				i = end
				continue
			}
			if worth {
				end++
			}
			found = append(found, [2]int{i, end})
		}
		i = end
	}
	return found
}

// kuaiAfter is what may follow 块 when it is money and not a piece of something.
var kuaiAfter = regexp.MustCompile(`^块(?:$|[，。,.;；、!?！？)）\s]|钱|左右|上下|以内|以上)`)

func worthInKuai(rest string) bool { return kuaiAfter.MatchString(rest) }

var measureWords = regexp.MustCompile(`^(?:多|余|来)?(?:亩|平|方|人|户|吨|名|条|个|公|米|份|次|只|头|株|棵|件|家|套|千瓦|度|立|斤|辆|间|张|册|场|天|年|月|多)`)

func measure(rest string) bool { return measureWords.MatchString(rest) }
