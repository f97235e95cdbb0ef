package reader

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// Kinds of what must not be stored or sent on, as knowledge.Reading.Sensitive names them.
const (
	IDCard   = "idcard"   // 身份证号, also one whose check digit is wrong
	Phone    = "phone"    // 手机号
	BankCard = "bankcard" // 银行卡号 or account number
	Secret   = "secret"   // a secrecy marking, or words that say that what follows is classified
)

// A Finding is something in a message that must not be kept as it is.
type Finding struct {
	Kind     string
	From, To int  // bytes in the message
	Valid    bool // the check digit fits; always true for phones and secrets
}

// Sensitive finds what must not be kept in a message, in order and without overlap. Figures may be written full width, in
// Chinese, and in groups parted by spaces or hyphens.
func Sensitive(t *Text) []Finding {
	var out []Finding
	for i := 0; i < len(t.Runes); {
		digits, end := t.figures(i)
		if digits == "" {
			i++
			continue
		}
		if f, ok := judgeFigures(digits); ok {
			f.From, f.To = int(t.Pos[i]), t.endOf(end-1)
			out = append(out, f)
		}
		i = end
	}
	return mergeFindings(out, t.secrets())
}

// figures reads the run of figures at rune i, over single spaces and hyphens between groups; "" when there is none or a
// figure stands before it.
func (t *Text) figures(i int) (string, int) {
	if t.figure(i) == 0 || i > 0 && t.figure(i-1) != 0 {
		return "", i + 1
	}
	var b strings.Builder
	end := i
	for j := i; j < len(t.Runes); j++ {
		d := t.figure(j)
		if d != 0 {
			if d == 'x' && b.Len() != 17 {
				break
			}
			b.WriteByte(d)
			end = j + 1
			continue
		}
		if r := t.Runes[j]; (r == ' ' || r == '-' || r == ',') && j+1 < len(t.Runes) && t.figure(j+1) != 0 && j+1-end <= 1 {
			continue
		}
		break
	}
	return b.String(), end
}

// figure is the ASCII figure that rune i writes, 'x' for the last place of an identity number, 0 for none.
func (t *Text) figure(i int) byte {
	switch r := t.Runes[i]; {
	case isDigit(r):
		return byte(r)
	case r == 'x':
		return 'x'
	case r >= 0x3000:
		if n := numeral(r); between(n, 0, 9) && r != '几' && r != '数' && r != '两' && r != '俩' && r != '仨' {
			return byte('0' + n)
		}
	}
	return 0
}

// endOf is the byte behind rune i.
func (t *Text) endOf(i int) int {
	_, n := utf8.DecodeRuneInString(t.Raw[t.Pos[i]:])
	return int(t.Pos[i]) + n
}

// judgeFigures tells what a run of figures is.
func judgeFigures(d string) (Finding, bool) {
	switch n := len(d); {
	case n == 18 && plausibleBirth(d[6:14]):
		return Finding{Kind: IDCard, Valid: idChecks(d)}, true
	case n == 15 && plausibleBirth("19"+d[6:12]) && strings.IndexByte("123456", d[0]) >= 0:
		return Finding{Kind: IDCard}, true
	case strings.ContainsRune(d, 'x'):
		return Finding{}, false
	case n == 11 && d[0] == '1' && d[1] >= '3':
		return Finding{Kind: Phone, Valid: true}, true
	case n == 13 && d[:2] == "86" && d[2] == '1' && d[3] >= '3':
		return Finding{Kind: Phone, Valid: true}, true
	case n >= 13 && n <= 19 && luhn(d):
		return Finding{Kind: BankCard, Valid: true}, true
	case n >= 16 && n <= 19 && strings.IndexByte("3456", d[0]) >= 0:
		return Finding{Kind: BankCard}, true
	}
	return Finding{}, false
}

// plausibleBirth tells whether yyyymmdd could be a birthday.
func plausibleBirth(s string) bool {
	return (strings.HasPrefix(s, "19") || strings.HasPrefix(s, "20")) && s[4:6] >= "01" && s[4:6] <= "12" && s[6:8] >= "01" && s[6:8] <= "31"
}

// idChecks tells whether the check digit of an identity number fits (GB 11643-1999).
func idChecks(d string) bool {
	sum := 0
	for i, w := range [...]int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2} {
		if d[i] == 'x' {
			return false
		}
		sum += int(d[i]-'0') * w
	}
	return "10x98765432"[sum%11] == d[17]
}

// luhn tells whether the check digit of a card number fits (ISO/IEC 7812-1).
func luhn(d string) bool {
	sum := 0
	for i := range len(d) {
		n := int(d[len(d)-1-i] - '0')
		if i%2 == 1 {
			if n *= 2; n > 9 {
				n -= 9
			}
		}
		sum += n
	}
	return sum%10 == 0 && strings.Trim(d, "0") != ""
}

// secretMarks are markings and phrases of classified papers, folded.
var secretMarks = []string{
	"机密★", "绝密★", "秘密★", "机密级", "绝密级", "秘密级", "绝密文件", "机密文件", "秘密文件", "阅后收回", "密级:", "密级为", "盖着秘密", "盖着机密",
	"盖着绝密", "写着机密", "写着绝密", "写着秘密", "标着机密", "标着绝密", "标着秘密", "印着机密", "印着绝密", "印着秘密", "绝密章", "机密章", "秘密章", "密字章",
	"密件", "密文", "涉密文件", "涉密内容", "涉密件", "密级的", "带密级", "部队番号", "保密柜里那份", "内部掌握不得外传", "机密件", "绝密件",
}

// inSecretMark tells the characters of which every mark has one; folding leaves them as they are.
func inSecretMark(r rune) bool { return r == '密' || r == '阅' || r == '番' || r == '掌' }

// notSecret stand where the marks do not mean a paper at hand.
var notSecret = []string{"不涉密", "没涉密", "未涉密", "非涉密", "不带密", "无密级", "没有密级", "不是密件", "涉密人员", "解密", "脱密", "商业秘密", "商业机密"}

// secrets finds the marks of classified papers. A star after 机密, 绝密 or 秘密 is looked for in the message as typed,
// where folding has not turned it into a comma.
func (t *Text) secrets() []Finding {
	if !slices.ContainsFunc(t.Runes, inSecretMark) { // most messages by far
		return nil
	}
	s := t.String()
	if hasAny(s, notSecret...) {
		return nil
	}
	var out []Finding
	for _, m := range secretMarks {
		if i := strings.Index(s, m); i >= 0 {
			r := utf8.RuneCountInString(s[:i])
			out = append(out, Finding{Kind: Secret, From: int(t.Pos[r]), To: t.endOf(r + utf8.RuneCountInString(m) - 1), Valid: true})
			break
		}
		if i := strings.Index(t.Raw, m); i >= 0 {
			out = append(out, Finding{Kind: Secret, From: i, To: i + len(m), Valid: true})
			break
		}
	}
	return out
}

// mergeFindings puts two lists without overlap each into one, in order; of two that overlap the first list wins.
func mergeFindings(a, b []Finding) []Finding {
	for _, f := range b {
		at, clash := len(a), false
		for i, g := range a {
			if f.From < g.To && g.From < f.To {
				clash = true
			}
			if g.From > f.From && at > i {
				at = i
			}
		}
		if !clash {
			a = append(a[:at], append([]Finding{f}, a[at:]...)...)
		}
	}
	return a
}

// Kinds names what was found, each kind once, in order of appearance.
func Kinds(found []Finding) []string {
	var out []string
	for _, f := range found {
		if !strings.Contains(strings.Join(out, " "), f.Kind) {
			out = append(out, f.Kind)
		}
	}
	return out
}

// Mask replaces what was found in s, keeping the last four figures of a number and nothing of a marking.
func Mask(s string, found []Finding) string {
	if len(found) == 0 {
		return s
	}
	var b strings.Builder
	at := 0
	for _, f := range found {
		if f.From < at || f.To > len(s) {
			continue
		}
		b.WriteString(s[at:f.From])
		b.WriteString(masked(f.Kind, s[f.From:f.To]))
		at = f.To
	}
	b.WriteString(s[at:])
	return b.String()
}

// masked is what stands in the place of a finding.
func masked(kind, was string) string {
	name := map[string]string{IDCard: "身份证号", Phone: "手机号", BankCard: "银行卡号", Secret: "密级标志"}[kind]
	if kind == Secret {
		return "【" + name + "已隐去】"
	}
	last := was
	for utf8.RuneCountInString(last) > 4 {
		_, n := utf8.DecodeRuneInString(last)
		last = last[n:]
	}
	return "【" + name + "尾号" + last + "】"
}
