package filing

import (
	"math/big"
	"regexp"
	"strconv"
	"strings"
)

// A Bound says how an amount of money is meant.
type Bound uint8

const (
	Exact   Bound = iota
	About         // 320万元左右
	AtMost        // 不超过
	AtLeast       // 不少于
	Between       // 300万元至500万元
)

// Money is an amount, or a range of amounts, in fen.
type Money struct {
	Least, Most int64 // equal unless Bound is Between; AtMost has Least 0, AtLeast has Most 0
	Bound       Bound
}

// mostFen is ten thousand 亿 yuan; nothing a county does costs more.
const mostFen = int64(1e12) * 100

const moneyExample = "320万元；或者：不超过500万元"

// ReadMoney reads an amount of renminbi: 三百二十万, 50w, 1.2亿, 3,200,000元, 320万元左右, 叁佰贰拾万元整, 五万二, 300-500万,
// 不超过80万. 不涉及资金 is nought. A bare number is refused, since 320 may be yuan or 万元; so is 几十万. The error is a *Mistake.
func ReadMoney(said string) (Money, error) {
	s := strings.TrimRight(folded(said), "。.!,;、")
	if noMoney.MatchString(s) {
		return Money{}, nil
	}
	if w := foreign.FindString(s); w != "" {
		return Money{}, mistake(moneyExample, sayForeign, w)
	}
	if w := vagueMoney.FindString(s); w != "" {
		return Money{}, mistake(moneyExample, sayVagueMoney, w)
	}
	s = moneyLead.ReplaceAllString(s, "")
	m := Money{}
	for _, form := range moneyBounds {
		if g := form.re.FindStringSubmatch(s); g != nil {
			s, m.Bound = g[1], form.bound
			break
		}
	}
	if a, b, ok := rangeOfMoney(s); ok {
		return between(a, b)
	}
	fen, err := amount(s)
	if err != nil {
		return Money{}, err
	}
	m.Least, m.Most = fen, fen
	switch m.Bound {
	case AtMost:
		m.Least = 0
	case AtLeast:
		m.Most = 0
	}
	return m, nil
}

var (
	noMoney    = regexp.MustCompile(`^(无|没有|不涉及|不涉及资金|不涉及钱|不用钱|不花钱|没有钱|无资金|没花钱|一分钱不花|〇|0|〇元|0元|0万元|〇元整)$`)
	foreign    = regexp.MustCompile(`美元|美金|欧元|日元|港币|港元|英镑|\$|€|usd`)
	vagueMoney = regexp.MustCompile(`[几数多](十|百|千|万|亿|块)|[上近]?[百千万]把?[来多]万|[十百千万亿][来多余几][万亿元块]|[0-9十百千万亿][来多余][万亿元块]?$|万(多|余)|很多|不多|大几|上[百千亿]万?`)
	moneyLead  = regexp.MustCompile(`^(总投资|投资额?|总价款?|总额|金额|预算|概算|资金|合同价|合同额|总共|一共|共计|合计|共|计|大写|小写|人民币|rmb|￥|¥|:|是|为|约定|花费|花了|花)+`)
)

var moneyBounds = []struct {
	re    *regexp.Regexp
	bound Bound
}{
	{regexp.MustCompile(`^(?:不超过|不超|不高于|最多|至多|上限|控制在|限额)(.+?)(?:以内|之内|以下|内)?$`), AtMost},
	{regexp.MustCompile(`^(.+?)(?:以内|之内|以下|封顶)$`), AtMost},
	{regexp.MustCompile(`^(?:不少于|不低于|至少|最少|起码)(.+?)(?:以上)?$`), AtLeast},
	{regexp.MustCompile(`^(.+?)(?:以上|起)$`), AtLeast},
	{regexp.MustCompile(`^(?:大约|大概|约|估计|差不多|预计|估算|将近|接近|近)(.+?)(?:左右|上下)?$`), About},
	{regexp.MustCompile(`^(.+?)(?:左右|上下|的样子)$`), About},
}

var moneyRange = regexp.MustCompile(`^(.+?)(?:至|到|~|-+|—+|–)(.+)$`)
var twoDigits = regexp.MustCompile(`^([一二三四五六七八九])([二三四五六七八九])([十百千]?[万亿]元?|[百千]元|[百千]块钱?)$`)

// rangeOfMoney splits 300-500万 and 三五百万. A first part without a unit has that of the second.
func rangeOfMoney(s string) (a, b string, ok bool) {
	if g := twoDigits.FindStringSubmatch(s); g != nil && hanDigit[[]rune(g[1])[0]] < hanDigit[[]rune(g[2])[0]] {
		return g[1] + g[3], g[2] + g[3], true
	}
	g := moneyRange.FindStringSubmatch(s)
	if g == nil {
		return "", "", false
	}
	a, b = g[1], g[2]
	r := []rune(a)
	if n, ok := scanNumber(r); ok && n.runes == len(r) && n.unit < 1e4 {
		for i, c := range []rune(b) {
			if strings.ContainsRune("万亿元块wk", c) {
				a += string([]rune(b)[i:])
				break
			}
		}
	}
	return a, b, true
}

func between(a, b string) (Money, error) {
	least, err := amount(a)
	if err != nil {
		return Money{}, err
	}
	most, err := amount(b)
	if err != nil {
		return Money{}, err
	}
	if least >= most {
		return Money{}, mistake("300万元至500万元", sayMoneyBackwards, yuan(least), yuan(most))
	}
	return Money{least, most, Between}, nil
}

// amount reads one amount in full, in fen.
func amount(s string) (int64, error) {
	r := []rune(s)
	if len(r) > 0 && r[0] == '-' || strings.HasPrefix(s, "负") {
		return 0, mistake(moneyExample, sayNegative)
	}
	n, ok := scanNumber(r)
	if !ok {
		return 0, mistake(moneyExample, sayNoMoney, clip(s, 20))
	}
	rest := string(r[n.runes:])
	sum := n.value
	if small := smallMoney.FindStringSubmatch(s); small != nil {
		sum, rest = new(big.Rat), "元"+small[1]+small[2]
	}
	switch g := moneyTail.FindStringSubmatch(rest); {
	case g != nil:
		for i, worth := range []int64{10, 100} {
			if d := g[i+1]; d != "" {
				k, _ := wholeNumber(strings.TrimRight(d, "角毛分"))
				sum = new(big.Rat).Add(sum, big.NewRat(int64(k), worth))
			}
		}
	case rest == "" && n.unit >= 1e4:
	case rest == "":
		return 0, mistake(clip(s, 12)+"元，或者"+clip(s, 12)+"万元", sayNoMoneyUnit, clip(s, 20))
	default:
		return 0, mistake(moneyExample, sayNoMoney, clip(s, 20))
	}
	fen := new(big.Rat).Mul(sum, big.NewRat(100, 1))
	if !fen.IsInt() {
		return 0, mistake(moneyExample, sayTooFine, clip(s, 20))
	}
	if fen.Cmp(new(big.Rat).SetInt64(mostFen)) > 0 {
		return 0, mistake(moneyExample, sayTooMuch, clip(s, 20))
	}
	return fen.Num().Int64(), nil
}

var moneyTail = regexp.MustCompile(`^(?:元人民币|元钱|元|块钱|块|的)(?:整|正)?〇?([0-9一二两三四五六七八九][角毛])?〇?([0-9一二两三四五六七八九]分)?(?:整|正|人民币)?$`)

// smallMoney is less than a yuan: 伍角, 五角三分, 1分.
var smallMoney = regexp.MustCompile(`^([0-9一二两三四五六七八九][角毛])?([0-9一二两三四五六七八九]分)?整?$`)

// String is the amount as it stands in a document: 320万元, 约1.2亿元, 300万元至500万元, 不涉及资金.
func (m Money) String() string {
	switch {
	case m.Least == 0 && m.Most == 0:
		return "不涉及资金"
	case m.Bound == About:
		return "约" + yuan(m.Most)
	case m.Bound == AtMost:
		return "不超过" + yuan(m.Most)
	case m.Bound == AtLeast:
		return "不少于" + yuan(m.Least)
	case m.Bound == Between:
		return yuan(m.Least) + "至" + yuan(m.Most)
	}
	return yuan(m.Most)
}

// Capital is the amount in the numerals used on papers of value: 人民币叁佰贰拾万元整. A range gives both ends.
func (m Money) Capital() string {
	switch m.Bound {
	case Between:
		return "人民币" + Capital(m.Least) + "至" + Capital(m.Most)
	case AtLeast:
		return "人民币" + Capital(m.Least)
	}
	return "人民币" + Capital(m.Most)
}

// yuan writes an amount in the largest unit that keeps it exact within two decimals: 1.2亿元, 320万元, 3205元, 12.50元.
func yuan(fen int64) string {
	for _, u := range []struct {
		fen  int64
		name string
	}{{1e10, "亿元"}, {1e6, "万元"}} {
		if fen >= u.fen && fen%(u.fen/100) == 0 {
			return decimal(fen, u.fen) + u.name
		}
	}
	if fen%100 == 0 {
		return strconv.FormatInt(fen/100, 10) + "元"
	}
	return new(big.Rat).SetFrac64(fen, 100).FloatString(2) + "元"
}

func decimal(n, unit int64) string {
	return strings.TrimRight(strings.TrimRight(new(big.Rat).SetFrac64(n, unit).FloatString(2), "0"), ".")
}
