package filing

import "strings"

const (
	capitalDigits = "零壹贰叁肆伍陆柒捌玖"
	capitalUnits  = " 拾佰仟"
)

// Capital writes an amount in fen in capital numerals: 叁佰贰拾万元整, 壹仟零伍元伍角, 零元整. fen must not be negative.
func Capital(fen int64) string {
	yuan, jiao, cent := fen/100, fen/10%10, fen%10
	var b strings.Builder
	if yuan > 0 || fen == 0 {
		b.WriteString(capitalWhole(yuan) + "元")
	}
	switch digits := []rune(capitalDigits); {
	case jiao == 0 && cent == 0:
		b.WriteString("整")
	case jiao == 0 && yuan > 0:
		b.WriteString("零" + string(digits[cent]) + "分")
	default:
		if jiao > 0 {
			b.WriteString(string(digits[jiao]) + "角")
		}
		if cent > 0 {
			b.WriteString(string(digits[cent]) + "分")
		}
	}
	return b.String()
}

// capitalWhole writes a whole number by groups of four digits. One 零 stands for every gap.
func capitalWhole(n int64) string {
	if n == 0 {
		return "零"
	}
	out, gap := "", false
	for _, group := range []struct {
		worth int64
		name  string
	}{{1e12, "万亿"}, {1e8, "亿"}, {1e4, "万"}, {1, ""}} {
		part := n / group.worth % 1e4
		if group.worth == 1e12 {
			part = n / group.worth
		}
		if part == 0 {
			gap = out != ""
			continue
		}
		if out != "" && (gap || part < 1000) {
			out += "零"
		}
		out += capitalGroup(part)
		if group.worth == 1e12 && n/1e8%1e4 != 0 {
			out += "万"
		} else {
			out += group.name
		}
		gap = false
	}
	return out
}

// capitalGroup writes 1 to 9999.
func capitalGroup(n int64) string {
	digits, units := []rune(capitalDigits), []rune(capitalUnits)
	out, gap := "", false
	for place := 3; place >= 0; place-- {
		d := n
		for range place {
			d /= 10
		}
		d %= 10
		if d == 0 {
			gap = out != ""
			continue
		}
		if gap {
			out += "零"
		}
		out += string(digits[d])
		if place > 0 {
			out += string(units[place])
		}
		gap = false
	}
	return out
}
