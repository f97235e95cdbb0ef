package reader

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// Kinds of what is hidden from a language model beside those of Sensitive. They may be kept, but do not leave the process.
const (
	Address = "address" // 住址, down to the house
	Email   = "email"
	Name    = "name" // of a person, where a label marks it
)

// veilNames are how each kind is written in its placeholder, 【手机号1】.
var veilNames = map[string]string{
	IDCard: "身份证号", Phone: "手机号", BankCard: "银行卡号", Address: "住址", Email: "邮箱", Name: "姓名",
}

// A Veil is a text with personal data replaced by placeholders, and the way back.
type Veil struct {
	Text  string   // what may leave the process
	Kinds []string // what was hidden, each kind once, in order of appearance

	back []string // placeholder, original, placeholder, …
}

// NewVeil hides the personal data in s. names are persons known from fields of a form; they are hidden wherever they stand.
func NewVeil(s string, names ...string) Veil {
	v := Veil{}
	known := map[string]string{} // original → placeholder
	var b strings.Builder
	at := 0
	for _, f := range personal(s, names) {
		was := s[f.From:f.To]
		mark := known[was]
		if mark == "" {
			mark = freeMark(s, f.Kind, len(known)+1)
			known[was] = mark
			v.back = append(v.back, mark, was)
		}
		b.WriteString(s[at:f.From])
		b.WriteString(mark)
		at = f.To
		if !slices.Contains(v.Kinds, f.Kind) {
			v.Kinds = append(v.Kinds, f.Kind)
		}
	}
	b.WriteString(s[at:])
	v.Text = b.String()
	return v
}

// freeMark is a placeholder that does not stand in s.
func freeMark(s, kind string, n int) string {
	for ; ; n++ {
		if mark := fmt.Sprintf("【%s%d】", veilNames[kind], n); !strings.Contains(s, mark) {
			return mark
		}
	}
}

// Lift puts the originals back into what came from outside.
func (v Veil) Lift(s string) string { return strings.NewReplacer(v.back...).Replace(s) }

// personal finds all personal data in s, in order, without overlap.
func personal(s string, names []string) []Finding {
	var found []Finding
	for _, f := range Sensitive(Normalise(apart.Replace(s))) {
		if f.Kind != Secret {
			found = append(found, f)
		}
	}
	for _, list := range [][]Finding{halfMasked(s), matches(Email, s, email), labelledNames(s), namesIn(Name, s, names), addresses(s)} {
		found = mergeFindings(found, list)
	}
	for _, f := range slices.Clone(found) { // the same again where other figures run into it
		found = mergeFindings(found, namesIn(f.Kind, s, []string{s[f.From:f.To]}))
	}
	return found
}

// apart keeps figures before and after a bracket from running into one number. Both are three bytes long, so that places stay.
var apart = strings.NewReplacer("【", "。", "】", "。", "「", "。", "」", "。", "“", "。", "”", "。")

// half is a number that was masked before it was kept; its last figures stay inside too.
var half = regexp.MustCompile(`【(身份证号|手机号|银行卡号)尾号[^】]{1,16}】`)

func halfMasked(s string) []Finding {
	var out []Finding
	for _, m := range half.FindAllStringSubmatchIndex(s, -1) {
		for kind, name := range veilNames {
			if name == s[m[2]:m[3]] {
				out = append(out, Finding{Kind: kind, From: m[0], To: m[1]})
			}
		}
	}
	return out
}

var email = regexp.MustCompile(`[A-Za-z0-9][A-Za-z0-9._%+\-]*[@＠][A-Za-z0-9.\-]+\.[A-Za-z]{2,}`)

func matches(kind, s string, re *regexp.Regexp) []Finding {
	var out []Finding
	for _, m := range re.FindAllStringIndex(s, -1) {
		out = append(out, Finding{Kind: kind, From: m[0], To: m[1]})
	}
	return out
}

// surnames are the common family names; a label alone does not make the next two characters a name.
const surnames = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤司欧诸上皇尉慕令夏温康施牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农"

// nameLabel is a label that a person's name follows, with a colon, 是 or 为; 姓名 also with a space.
var nameLabel = regexp.MustCompile(`(?:姓名(?:\s*[:：]\s*|[是为]| +)?|(?:联系人|经办人|申请人|法定代表人|法人代表|当事人|收款人|负责人|举报人|受益人|户主|开户人|填报人|责任人)(?:\s*[:：]\s*|[是为]))([\p{Han}·]{2,4})`)

// notName are characters that stand in words and in hardly any name: what follows the label is then no name.
var notName = regexp.MustCompile(`[不权还都先会单县镇乡村局委企业公司科室制度政府群众已各主要]|信息|方便`)

func labelledNames(s string) []Finding {
	var out []Finding
	for _, m := range nameLabel.FindAllStringSubmatchIndex(s, -1) {
		word := s[m[2]:m[3]]
		first := []rune(word)[0]
		if !strings.ContainsRune(surnames, first) || notName.MatchString(word) {
			continue
		}
		out = append(out, Finding{Kind: Name, From: m[2], To: m[3]})
	}
	return out
}

// namesIn finds words wherever they stand; single characters are left alone.
func namesIn(kind, s string, names []string) []Finding {
	var out []Finding
	for _, n := range names {
		if len([]rune(n)) < 2 {
			continue
		}
		out = mergeFindings(out, matches(kind, s, regexp.MustCompile(regexp.QuoteMeta(n))))
	}
	return out
}

const (
	figure = `[0-9０-９一二三四五六七八九十东西南北A-Z]`
	// house is a stretch that ends at somebody's door.
	house = `(?:` + figure + `{1,5}(?:号院|号楼|号|栋|幢|单元|组|排|室|楼|层|户|村民组)|家属院|[东西中南北]户|民组)`
)

var (
	// livesAt is what follows a label of an address.
	livesAt = regexp.MustCompile(`(?:住址(?:是|为)?|家庭地址|户籍地址|居住地址(?:是|为)?|收件地址|邮寄地址|通讯地址|地址)[\s:：]*|(?:家住|现住|[他她]住|，住|户籍在|我家在|家在|人在|寄到)`)
	// place is a written address: no break, and at least one door in it.
	place = regexp.MustCompile(`^[\p{Han}0-9０-９A-Za-z\-（）()]*?` + house + `(?:[\p{Han}0-9０-９A-Za-z\-]{0,8}?` + house + `)*(?:[0-9０-９]{3,4})?`)
	// door is an address without a label: two or more doors one behind the other, the first behind a street or an estate.
	door = regexp.MustCompile(`[\p{Han}]{2,16}?(?:路|街|大道|巷|小区|家园|花园|村)(?:[东西南北中]段)?` + figure + `{1,5}(?:号院|号楼|号|栋|幢|组)[\p{Han}0-9０-９]{0,3}?(?:` + figure + `{1,3}(?:号楼|栋|幢|单元|号)){1,3}(?:[0-9０-９]{3,4}室?)?`)
	// trailing are words behind an address that are no part of it.
	trailing = regexp.MustCompile(`(?:住着|住的|住)$`)
)

// addresses finds where people live. A road, a village or a plot alone is a place and nobody's address.
func addresses(s string) []Finding {
	var out []Finding
	for _, m := range livesAt.FindAllStringIndex(s, -1) {
		rest := s[m[1]:]
		n := len(trailing.ReplaceAllString(place.FindString(rest), ""))
		if n > 0 {
			out = mergeFindings(out, []Finding{{Kind: Address, From: m[1], To: m[1] + n}})
		}
	}
	return mergeFindings(out, matches(Address, s, door))
}

// classified are words at which nothing leaves the process, however they are meant: a call saved costs only its help.
var classified = []string{"涉密", "机密", "绝密", "国家秘密", "工作秘密", "密级", "密件", "密文", "阅后收回", "内部掌握", "部队番号", "军事秘密", "保密文件"}

// Classified tells whether the words speak of classified matter, so that no model may see them.
func Classified(s string) bool {
	t := Normalise(s)
	return hasAny(t.String(), classified...) || slices.Contains(Kinds(Sensitive(t)), Secret)
}
