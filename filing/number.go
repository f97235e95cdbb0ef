package filing

import (
	"math/big"
	"strings"
	"unicode"
)

// fold makes text comparable rune for rune: full-width letters, digits and marks become half-width, letters small,
// the capital and traditional forms of numerals plain. The result has as many runes as text, so that a place found
// in it is a place in the original.
func fold(text string) []rune {
	out := []rune(text)
	for i, r := range out {
		switch {
		case r >= '！' && r <= '～':
			r -= 0xFEE0
		case r == '　' || unicode.IsSpace(r) && r != '\n' && r != '\t':
			r = ' '
		}
		r = unicode.ToLower(r)
		if plain, ok := plainNumeral[r]; ok {
			r = plain
		}
		out[i] = r
	}
	return out
}

// folded is fold without blanks, for readers that take the whole of what was said.
func folded(text string) string {
	var b strings.Builder
	for _, r := range fold(text) {
		if !unicode.IsSpace(r) && !invisible(r) {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// invisible reports characters that print nothing and come along when text is copied.
func invisible(r rune) bool {
	return r == '\u00ad' || r == '\ufeff' || r >= '\u200b' && r <= '\u200f' || r >= '\u202a' && r <= '\u202e' || r >= '\u2060' && r <= '\u2069' || unicode.IsControl(r) && r != '\n' && r != '\t'
}

var plainNumeral = map[rune]rune{
	'壹': '一', '贰': '二', '貳': '二', '叁': '三', '參': '三', '肆': '四', '伍': '五', '陆': '六', '陸': '六', '柒': '七', '捌': '八', '玖': '九',
	'拾': '十', '佰': '百', '仟': '千', '萬': '万', '億': '亿', '零': '〇', '○': '〇', '兩': '两', '圓': '元', '圆': '元', '號': '号', '個': '个', '塊': '块',
}

var hanDigit = map[rune]int64{'〇': 0, '一': 1, '二': 2, '两': 2, '三': 3, '四': 4, '五': 5, '六': 6, '七': 7, '八': 8, '九': 9}

var hanUnit = map[rune]int64{'十': 10, '百': 100, '千': 1000, '万': 1e4, '亿': 1e8}

// mostDigits is how many characters a number may have; longer ones are no amounts anybody writes.
const mostDigits = 32

// A scanned number is what scanNumber found.
type scanned struct {
	value *big.Rat
	runes int   // how many it took
	unit  int64 // the last unit written (万, 亿 …), 1 for none
}

// scanNumber reads the number at the start of folded text: Arabic digits with thousands marks and decimals, Chinese
// numerals, and mixtures as people type them (3百万, 五万二, 1.2亿, 50w, 1个亿). ok is false when there is none.
func scanNumber(s []rune) (n scanned, ok bool) {
	c := counter{total: new(big.Rat), section: new(big.Rat), last: 1, lowest: 1e5}
	i := 0
	for i < len(s) && i < mostDigits {
		if s[i] == '个' && i+1 < len(s) && s[i+1] == '亿' && c.digit != nil {
			i++
			continue
		}
		if d, length, han := scanDigits(s[i:]); length > 0 {
			if c.digit != nil || !c.take(d, length, han) {
				return scanned{}, false
			}
			i += length
			continue
		}
		u, isUnit := hanUnit[s[i]]
		if !isUnit {
			u, isUnit = latinUnit(s, i)
		}
		if !isUnit {
			break
		}
		if !c.multiply(u) {
			return scanned{}, false
		}
		i++
	}
	if i == 0 {
		return scanned{}, false
	}
	return scanned{c.sum(), i, c.last}, true
}

// latinUnit knows 50w and 50k, and nothing that goes on as a word.
func latinUnit(s []rune, i int) (int64, bool) {
	if i == 0 || !asciiDigit(s[i-1]) || i+1 < len(s) && (s[i+1] >= 'a' && s[i+1] <= 'z' || asciiDigit(s[i+1])) {
		return 0, false
	}
	switch s[i] {
	case 'w':
		return 1e4, true
	case 'k':
		return 1e3, true
	}
	return 0, false
}

func asciiDigit(r rune) bool { return r >= '0' && r <= '9' }

// scanDigits reads a run of digits: 3,200,000 or 1.25 or 二〇二六 or 三点五.
func scanDigits(s []rune) (value *big.Rat, length int, han bool) {
	var digits strings.Builder
	point := false
	for i, r := range s {
		d, isHan := hanDigit[r]
		switch {
		case asciiDigit(r) && (length == 0 || !han):
			digits.WriteRune(r)
		case isHan && (length == 0 || han):
			han = true
			digits.WriteByte(byte('0' + d))
		case (r == '.' && !han || r == '点' && han) && !point && length > 0 && i+1 < len(s) && sameDigit(s[i+1], han):
			point = true
			digits.WriteByte('.')
		case r == ',' && !han && !point && length > 0 && threeDigits(s[i+1:]):
		default:
			return ratOf(digits.String()), length, han
		}
		length++
		if length > mostDigits {
			return nil, 0, false
		}
	}
	return ratOf(digits.String()), length, han
}

func sameDigit(r rune, han bool) bool {
	_, isHan := hanDigit[r]
	return han && isHan || !han && asciiDigit(r)
}

// threeDigits reports whether exactly three digits follow a thousands mark.
func threeDigits(s []rune) bool {
	return len(s) >= 3 && asciiDigit(s[0]) && asciiDigit(s[1]) && asciiDigit(s[2]) && (len(s) == 3 || !asciiDigit(s[3]))
}

func ratOf(digits string) *big.Rat {
	r, ok := new(big.Rat).SetString(digits)
	if !ok {
		return new(big.Rat)
	}
	return r
}

// A counter adds up a number with units: total holds what stands before 万 and 亿, section what stands below.
type counter struct {
	total, section *big.Rat
	digit          *big.Rat // the digits not yet multiplied
	single         bool     // they are one digit, which after a unit may be short for tenths of it: 五万二
	zero           bool     // 零 stands before them
	last, lowest   int64    // the last unit; the lowest unit of the section so far
	big            int64    // the lowest of 万, 亿 so far, 0 for none
}

func (c *counter) take(d *big.Rat, length int, han bool) bool {
	if han && length > 1 && d.Cmp(big.NewRat(10, 1)) < 0 && c.last > 1 {
		c.digit, c.single, c.zero = d, false, true // 一万零五
		return length == 2
	}
	if d.Sign() == 0 && c.last > 1 && length == 1 {
		c.zero = true
		return true // 一百零 (五)
	}
	c.digit, c.single = d, length == 1
	return true
}

func (c *counter) multiply(u int64) bool {
	unit := new(big.Rat).SetInt64(u)
	if u < 1e4 {
		if u >= c.lowest {
			return false
		}
		d := c.digit
		if d == nil {
			if u != 10 {
				return false
			}
			d = big.NewRat(1, 1)
		}
		c.section = new(big.Rat).Add(c.section, unit.Mul(unit, d))
		c.digit, c.last, c.lowest, c.zero = nil, u, u, false
		return true
	}
	if c.digit != nil && c.single && !c.zero && c.lowest < 1e5 && c.lowest > 10 {
		return false // 三百二万: twenty or two?
	}
	head := c.section
	if c.digit != nil {
		head = new(big.Rat).Add(head, c.digit)
	}
	switch {
	case u == 1e8 && c.big != 1e8:
		c.total = unit.Mul(unit, new(big.Rat).Add(c.total, head))
	case u == 1e4 && c.big != 1e4:
		c.total = new(big.Rat).Add(c.total, unit.Mul(unit, head))
	default:
		return false
	}
	if c.total.Sign() == 0 && head.Sign() == 0 && c.digit == nil {
		return false // 万 alone
	}
	c.section, c.digit, c.last, c.lowest, c.big, c.zero = new(big.Rat), nil, u, 1e5, u, false
	return true
}

func (c *counter) sum() *big.Rat {
	all := new(big.Rat).Add(c.total, c.section)
	if c.digit == nil {
		return all
	}
	if c.single && !c.zero && c.last > 10 {
		tenth := new(big.Rat).SetInt64(c.last / 10)
		return all.Add(all, tenth.Mul(tenth, c.digit))
	}
	return all.Add(all, c.digit)
}

// wholeNumber reads all of folded text as a whole number, e.g. a day or a count.
func wholeNumber(s string) (int, bool) {
	r := []rune(s)
	n, ok := scanNumber(r)
	if !ok || n.runes != len(r) || !n.value.IsInt() || !n.value.Num().IsInt64() {
		return 0, false
	}
	v := n.value.Num().Int64()
	if v < 0 || v > 1e9 {
		return 0, false
	}
	return int(v), true
}
