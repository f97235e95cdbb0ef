package reader

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// Reasons why words of a model are refused.
var (
	errEmpty   = errors.New("it says nothing")
	errLong    = errors.New("it is too long")
	errFigure  = errors.New("a number or a date is not in the source")
	errNamed   = errors.New("a name, a unit or a document is not in the source")
	errOrnate  = errors.New("it holds an empty phrase")
	errVerdict = errors.New("it passes a judgement")
	errMeaning = errors.New("it says something else than the source")
	errMarked  = errors.New("it holds marks of a machine")
)

// ornate are phrases that say nothing.
var ornate = []string{
	"高度重视", "切实加强", "深入贯彻", "扎实推进", "有力保障", "坚强保障", "坚决贯彻", "全面落实", "统筹推进", "积极作为", "主动担当", "勇于担当", "敢于担当",
	"大力推动", "进一步加强", "进一步提升", "凝心聚力", "真抓实干", "砥砺奋进", "不忘初心", "高质量发展", "新征程", "新篇章", "提供有力支撑", "奠定坚实基础",
	"注入强劲动力", "取得显著成效", "得到广泛好评", "赋能", "抓手", "落地见效", "走深走实", "以人民为中心", "高站位", "强担当", "压实责任", "夯实基础",
}

// judging are words that only the verdict may say.
var judging = []string{"符合", "可以备案", "能备案", "不能备案", "可以免责", "容错", "免责", "追责", "问责", "免于", "免予", "从轻", "保证不", "一定能", "合规", "合法", "违规", "违纪", "违法"}

var (
	digits   = regexp.MustCompile(`[0-9]+(?:\.[0-9]+)?%?`)
	numerals = regexp.MustCompile(`[零〇一二三四五六七八九十百千万亿两]+`)
	// moments are words for a day that only the writer's own day gives a meaning.
	moments = []string{"今天", "明天", "昨天", "前天", "后天", "今年", "去年", "明年", "前年", "本月", "上月", "下月", "上周", "下周", "本周", "月初", "月底", "年初", "年底", "上半年", "下半年", "上旬", "中旬", "下旬", "季度", "春节", "国庆", "汛期"}
	titled  = regexp.MustCompile(`《[^》]{1,60}》`)
	latin   = regexp.MustCompile(`[A-Za-z]{2,}`)
	person  = regexp.MustCompile(`([\p{Han}]{2})(?:局长|县长|市长|区长|书记|镇长|乡长|主任|经理|科长|所长|校长|院长|主席|部长|同志|先生|女士)`)
	body    = regexp.MustCompile(`厅|纪委|监委|总队|支队|大队|协会|局|镇|乡|县|区|市|村|公司|集团|委员会|政府|办公室|学校|医院|中心|银行|管委会|法院|街道|厂`)
	machine = regexp.MustCompile("```|\\*\\*|^#|<[a-z/]+>|\\{|\\}")
)

// owns are what may stand before a kind of body without naming one.
const owns = "我本该各全贵此每外同两有和及、，。与至在到由向日号月年前后底经"

// faithful checks that words of a model bring in nothing: every number, date, name, unit and document in them stands in
// the source. most is how many characters they may have, 0 for no limit.
func faithful(words, source string, most int) error {
	plain := Normalise(words).String()
	from := Normalise(source).String()
	switch n := utf8.RuneCountInString(words); {
	case strings.TrimSpace(words) == "":
		return errEmpty
	case most > 0 && n > most:
		return fmt.Errorf("%w: %d characters of %d", errLong, n, most)
	case machine.MatchString(words):
		return errMarked
	case hasAny(plain, ornate...):
		return errOrnate
	}
	if err := strangeFigures(plain, from); err != nil {
		return err
	}
	for _, w := range titled.FindAllString(words, -1) {
		if !strings.Contains(source, w) {
			return errNamed
		}
	}
	if strangeNames(plain, from) {
		return errNamed
	}
	return nil
}

// strangeFigures tells whether there is a number or a day in words that is not in the source, written the same way.
func strangeFigures(words, source string) error {
	for _, re := range []*regexp.Regexp{digits, numerals} {
		have := re.FindAllString(source, -1)
		for _, n := range re.FindAllString(words, -1) {
			if n != "一" && !slices.Contains(have, n) {
				return errFigure
			}
		}
	}
	for _, w := range moments {
		if strings.Contains(words, w) && !strings.Contains(source, w) {
			return errFigure
		}
	}
	return nil
}

// strangeNames tells whether a person, a unit or a foreign word is named in words and not in the source.
func strangeNames(words, source string) bool {
	for _, m := range person.FindAllString(words, -1) {
		if !strings.Contains(source, m) && !strings.ContainsAny(m[:3], owns) {
			return true
		}
	}
	for _, w := range latin.FindAllString(words, -1) {
		if !strings.Contains(source, w) {
			return true
		}
	}
	for _, at := range body.FindAllStringIndex(words, -1) {
		before := []rune(words[:at[0]])
		if len(before) == 0 || strings.ContainsRune(owns, before[len(before)-1]) {
			continue
		}
		tail := string(before[max(0, len(before)-2):]) + words[at[0]:at[1]]
		if !strings.Contains(source, tail) && !strings.Contains(source, tail[len(string([]rune(tail)[:1])):]) {
			return true
		}
	}
	return false
}

// judges tells whether words pass a judgement that the source does not speak of.
func judges(words, source string) bool {
	for _, w := range judging {
		if strings.Contains(words, w) && !strings.Contains(source, w) {
			return true
		}
	}
	return false
}
