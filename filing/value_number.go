package filing

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// A DocNumber is an official document's number: 宝纪函〔2026〕3号.
type DocNumber struct {
	Code string // 机关代字, e.g. 宝纪函; "" when it was not given
	Year int
	No   int
}

// String is the number with six-corner brackets, no 第 and no leading nought.
func (n DocNumber) String() string {
	if n.Year == 0 {
		return ""
	}
	return fmt.Sprintf("%s〔%d〕%d号", n.Code, n.Year, n.No)
}

const numberExample = "宝纪函〔2026〕3号"

var (
	docNumber  = regexp.MustCompile(`^(?:文号|发文字号|编号)?[:是为]?([\p{Han}a-z]*?)[〔\[(【{<〈《]?([0-9]{2,4}|[〇一二三四五六七八九]{4})年?[〕\])】}>〉》]?[-,]?第?([0-9]+|[一二三四五六七八九十百]+)号?(?:文件?)?$`)
	bareNumber = regexp.MustCompile(`^([\p{Han}]*?)第?([0-9]+|[一二三四五六七八九十百]+)号(?:文件?)?$`)
)

// ReadDocNumber reads a document number however the brackets were typed: [2025]3号, (2025)3号, 2025年第3号. Year and
// serial number are required; the organ's code is kept when it is given. The error is a *Mistake.
func ReadDocNumber(said string, now time.Time) (DocNumber, error) {
	s := strings.TrimRight(strings.Trim(folded(said), "《》“”\"'"), "。.,;")
	g := docNumber.FindStringSubmatch(s)
	if g == nil {
		if g := bareNumber.FindStringSubmatch(s); g != nil {
			return DocNumber{}, mistake(numberExample, sayNumberNoYear, clip(said, 20))
		}
		return DocNumber{}, mistake(numberExample, sayNoNumber, clip(said, 20))
	}
	years, _ := dateParser{now: now}.years(g[2])
	if len([]rune(g[2])) != 4 {
		return DocNumber{}, mistake(numberExample, sayNumberShortYear, g[2])
	}
	if years[0] < 1949 || years[0] > now.Year()+1 {
		return DocNumber{}, mistake(numberExample, sayNumberYear, years[0])
	}
	no, ok := wholeNumber(g[3])
	if !ok || no < 1 || no > 99999 {
		return DocNumber{}, mistake(numberExample, sayNumberNo, g[3])
	}
	return DocNumber{strings.TrimSuffix(g[1], "字"), years[0], no}, nil
}

// Next is the number after n in the same year, for registers.
func (n DocNumber) Next() DocNumber { return DocNumber{n.Code, n.Year, n.No + 1} }

var (
	mobile   = regexp.MustCompile(`^(?:\+?86-?)?(1[3-9][0-9])-?([0-9]{4})-?([0-9]{4})$`)
	landline = regexp.MustCompile(`^\(?(0[1-9][0-9]{1,2})\)?-?([2-8][0-9]{6,7})(?:(?:转|-|分机|ext\.?)+([0-9]{1,6}))?$`)
	local    = regexp.MustCompile(`^[2-8][0-9]{6,7}(?:(?:转|-|分机)[0-9]{1,6})?$`)
	service  = regexp.MustCompile(`^(400|800)-?([0-9]{3})-?([0-9]{4})$`)
	phoneCut = regexp.MustCompile(`^(联系电话|联系方式|电话号码|手机号码|办公电话|座机|固话|手机号|电话|手机)?[:是为]?`)
)

const phoneExample = "13812345678，或者 0375-6512345，有分机写成 0375-6512345转802"

// ReadPhone reads a mobile number or a landline with its area code, however it was spaced, with an extension. The
// formal text is 13812345678 or 0375-6512345转802. The error is a *Mistake.
func ReadPhone(said string) (string, error) {
	s := strings.TrimRight(strings.NewReplacer("—", "-", "–", "-", "·", "").Replace(folded(said)), "。.,;")
	s = s[len(phoneCut.FindString(s)):]
	if g := mobile.FindStringSubmatch(s); g != nil {
		return g[1] + g[2] + g[3], nil
	}
	if g := service.FindStringSubmatch(s); g != nil {
		return strings.Join(g[1:], "-"), nil
	}
	if g := landline.FindStringSubmatch(s); g != nil {
		return landlineOf(s, g)
	}
	digits := strings.Map(func(r rune) rune {
		if asciiDigit(r) {
			return r
		}
		return -1
	}, s)
	switch {
	case local.MatchString(s):
		return "", mistake("0375-"+clip(digits, 8), sayNoAreaCode)
	case strings.HasPrefix(digits, "1") && len(digits) == len(s) && len(s) > 6:
		return "", mistake(phoneExample, sayMobileLength, strconv.Itoa(len(digits)))
	}
	return "", mistake(phoneExample, sayNoPhone, clip(said, 20))
}

// landlineOf tells a three-digit area code (010, 02x) from a four-digit one when no mark stands between.
func landlineOf(s string, g []string) (string, error) {
	digits := g[1] + g[2]
	code := digits[:4]
	if digits[1] == '1' || digits[1] == '2' {
		code = digits[:3]
	}
	number := digits[len(code):]
	if n := len(number); n != 8 && (n != 7 || len(code) == 3) || number[0] < '2' {
		return "", mistake(phoneExample, sayLandlineLength, code, n)
	}
	if g[3] != "" {
		return code + "-" + number + "转" + g[3], nil
	}
	return code + "-" + number, nil
}
