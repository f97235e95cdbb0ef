package reader

import "strings"

// An Amount is a sum of money in a text.
type Amount struct {
	From, To int32
	Yuan     float64 // the lower bound of what is meant: 十几万 is 130,000, 两三万 is 20,000
	Bare     bool    // a number without 元, 块, 万 or the like, which may be something else
}

// Amounts appends the sums of money in t to dst: 50w, 三百二十万, 1.2亿, 五万多, 2.3个亿, 三万二, 叁万元整, 12,000.
func (t *Text) Amounts(dst []Amount) []Amount {
	for i := 0; i < len(t.Runes); {
		if numeral(t.Runes[i]) < 0 {
			i++
			continue
		}
		a, next := t.amountAt(i)
		if a.To > a.From {
			dst = append(dst, a)
		}
		i = next
	}
	return dst
}

// numeral is the digit or unit that r writes, -1 for any other rune.
func numeral(r rune) int {
	if isDigit(r) {
		return int(r - '0')
	}
	if r < 0x3000 {
		return -1
	}
	switch r {
	case '〇', '零':
		return 0
	case '一', '壹', '幺':
		return 1
	case '二', '两', '贰', '俩':
		return 2
	case '三', '叁', '仨':
		return 3
	case '四', '肆':
		return 4
	case '五', '伍':
		return 5
	case '六', '陆':
		return 6
	case '七', '柒':
		return 7
	case '八', '捌':
		return 8
	case '九', '玖':
		return 9
	case '十', '拾':
		return 10
	case '百', '佰':
		return 100
	case '千', '仟':
		return 1000
	case '万', '萬':
		return 10000
	case '亿':
		return 1e8
	case '几', '数':
		return 3
	}
	return -1
}

// A counter reads one number, digit by digit and unit by unit.
type counter struct {
	total, section, digit float64
	have                  bool    // a digit waits for its unit
	unit                  float64 // the last unit read, for 三万二
	money                 bool    // a unit from 百 up, 元, 块 or the like was read
	decimal               float64 // place of the next decimal digit, 0 outside decimals
	latin                 bool    // the digit was written with Arabic figures
}

func (c *counter) figure(d float64, latin bool) {
	if d == 0 && !latin {
		return // 零 only fills a place
	}
	switch {
	case c.decimal > 0:
		c.digit += d * c.decimal
		c.decimal /= 10
	case latin && c.have && c.latin:
		c.digit = c.digit*10 + d
	case c.have && !latin:
		// 两三万: the lower of the two
	default:
		c.digit = d
	}
	c.have, c.latin = true, latin
}

func (c *counter) multiply(u float64) {
	if !c.have && c.section == 0 && (u < 10000 || c.total == 0) {
		c.digit = 1
	}
	switch {
	case u >= 10000:
		c.section += c.digit
		if u > 10000 || c.total < 1e8 {
			c.total = (c.total + c.section) * u
		} else {
			c.total += c.section * u
		}
		c.section = 0
	default:
		c.section += c.digit * u
	}
	c.digit, c.have, c.decimal, c.unit = 0, false, 0, u
}

func (c *counter) value() float64 {
	v := c.total + c.section
	if c.have && c.unit >= 100 && !c.latin && c.digit < 10 && c.decimal == 0 {
		return v + c.digit*c.unit/10 // 三万二, 两千八
	}
	return v + c.digit
}

// amountAt reads the number at i. The amount is empty when the number counts something else than money; next is where to
// go on.
func (t *Text) amountAt(i int) (a Amount, next int) {
	var c counter
	for j := i; ; j++ {
		if j == len(t.Runes) || !t.count(&c, i, j) {
			return t.closeAmount(i, j, &c)
		}
	}
}

// count takes the rune at j into the number that began at i; false when it is no part of it.
func (t *Text) count(c *counter, i, j int) bool {
	r := t.Runes[j]
	n := numeral(r)
	if j > i && (r == '数' || r == '几' && c.have) {
		n = -1
	}
	switch {
	case n >= 0 && n < 10:
		c.figure(float64(n), isDigit(r))
	case n >= 10:
		c.multiply(float64(n))
		c.money = c.money || n >= 10000
	case r == 'w' && c.have && !t.letter(j+1):
		c.multiply(10000)
		c.money = true
	case r == '.' && c.latin && c.have, r == '点' && c.have && !c.latin && j+1 < len(t.Runes) && between(numeral(t.Runes[j+1]), 0, 9):
		c.decimal = 0.1
	case j > i && strings.ContainsRune("来多余把个好", r) && j+1 < len(t.Runes) && strings.ContainsRune("万亿千百块元w钱", t.Runes[j+1]):
		// 三十来万, 2.3个亿
	default:
		return false
	}
	return true
}

func between(n, low, high int) bool { return low <= n && n <= high }

func (t *Text) letter(i int) bool {
	return i < len(t.Runes) && 'a' <= t.Runes[i] && t.Runes[i] <= 'z'
}

// closeAmount looks at what stands around the number i … j and decides whether it is money.
func (t *Text) closeAmount(i, j int, c *counter) (Amount, int) {
	a := Amount{From: int32(i), To: int32(j), Yuan: c.value()}
	for j < len(t.Runes) && strings.ContainsRune("多来余把好", t.Runes[j]) && c.unit > 0 {
		j++
	}
	if j < len(t.Runes) {
		switch r := t.Runes[j]; {
		case strings.ContainsRune("元块圆", r) && !t.isNot(j):
			return t.jiao(a, j)
		case strings.ContainsRune(counted, r), r == '%', !c.money && strings.ContainsRune("成折分点倍", r), r == '/', 'a' <= r && r <= 'z':
			return Amount{}, j + 1
		}
	}
	if i > 0 {
		if r := t.Runes[i-1]; r == '之' || r == '第' || r == '-' || 'a' <= r && r <= 'z' {
			return Amount{}, j
		}
	}
	a.To = int32(j)
	a.Bare = !c.money
	if a.Bare && (a.Yuan < 100 || c.latin && (a.Yuan >= 1900 && a.Yuan < 2100 || a.Yuan > 9999999) || !c.latin && c.unit < 100) {
		return Amount{}, j
	}
	return a, j
}

// jiao ends an amount at its 元 or 块 at j, with the tenth after it: 一块五.
func (t *Text) jiao(a Amount, j int) (Amount, int) {
	a.To = int32(j + 1)
	if t.Runes[j] == '块' && j+1 < len(t.Runes) {
		if n := numeral(t.Runes[j+1]); between(n, 1, 9) && (j+2 == len(t.Runes) || numeral(t.Runes[j+2]) < 2) {
			a.Yuan += float64(n) / 10
			a.To++
		}
	}
	return a, int(a.To)
}

// counted are the measures that make a number something else than money.
const counted = "户人亩天个张条份吨斤台套本册票棵株只头匹平方米公里年月日号点分秒次回家村所名位辆座栋间层处项条批宗期岁斗升度瓦字页枚瓶箱袋桶双对排场卷封师科级届周小时千克"

// isNot tells whether 元 or 块 at j begins another word: 一块地, 两块牌子, 元旦.
func (t *Text) isNot(j int) bool {
	if j+1 >= len(t.Runes) {
		return false
	}
	return t.Runes[j] == '块' && strings.ContainsRune("地田牌石板砖布肉玉板菜草荒田玻荒水林空", t.Runes[j+1]) || t.Runes[j] == '元' && strings.ContainsRune("旦月宵老素件", t.Runes[j+1])
}
