package filing

import (
	"regexp"
	"strings"
	"time"
)

// A dateRule reads one way to put a date. read gets the groups of re; errNoDate passes on to the next rule.
type dateRule struct {
	re   *regexp.Regexp
	read func(dateParser, []string) (Span, error)
}

const yearWord = `(?:(今年|明年|后年|去年|前年|本年|当年|[0-9]{4}年|[0-9]{2}年|[〇一二三四五六七八九]{4}年|[〇一二三四五六七八九]{2}年))?`

// dateRules are tried in order on folded words that must match in full.
var dateRules = []dateRule{
	{regexp.MustCompile(`^([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})日?$`), numeric},
	{regexp.MustCompile(`^([0-9]{4})([01][0-9])([0-3][0-9])$`), numeric},
	{regexp.MustCompile(`^([0-9]{2})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})$`), numeric},
	{regexp.MustCompile(`^(大前天|前天|前日|昨天|昨日|今天|今日|今儿|当天|明天|明日|明儿|后天|后日|大后天|现在)$`), relativeDay},
	{regexp.MustCompile(`^(上上|下下|上|下|本|这)?个?(?:周|星期|礼拜)([一二三四五六日天1-7末])$`), weekday},
	{regexp.MustCompile(`^(` + num + `{1,3}|半)个?(天|日|周|星期|礼拜|月|年)(?:之后|以后|后|之|以)?$`), later},
	{regexp.MustCompile(`^` + yearWord + `(` + num + `{1,3})月份?(?:(` + num + `{1,3})[日号]?|(月?底|末|月?初|上旬|中旬|下旬|中|上半月|下半月))?$`), monthDay},
	{regexp.MustCompile(`^` + yearWord + `(年?底|年?末|年?初|年?中|上半年|下半年|全年|第?[一二三四1-4]个?季度)$`), partOfYear},
	{regexp.MustCompile(`^(本|这个|这|当|下下个|下个|下|上个|上)?月(` + num + `{1,3}[日号]|底|末|初|中旬|上旬|下旬|中)?(?:份)?$`), thisMonth},
	{regexp.MustCompile(`^([0-9]{4}年|[〇一二三四五六七八九]{4}年|今年|明年|后年|去年|前年)$`), wholeYear},
	{regexp.MustCompile(`^([0-9]{1,2})[./-]([0-9]{1,2})$`), dotted},
	{regexp.MustCompile(`^(` + num + `{1,3})[日号]$`), dayAlone},
	{regexp.MustCompile(`^` + yearWord + `(元旦|五一|劳动节|六一|七一|八一|十一|国庆)(?:节|假期)?$`), festival},
}

func numeric(p dateParser, g []string) (Span, error) {
	y, _ := wholeNumber(g[1])
	m, _ := wholeNumber(g[2])
	d, _ := wholeNumber(g[3])
	if len(g[1]) == 2 {
		y += 2000
	}
	return exactDay(y, m, d)
}

// exactDay is a day that must exist.
func exactDay(y, m, d int) (Span, error) {
	if m < 1 || m > 12 {
		return Span{}, &Mistake{What: sayf(sayNoSuchMonth, m)}
	}
	t := time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC)
	if d < 1 || t.Day() != d {
		return Span{}, &Mistake{What: sayf(sayNoSuchDay, y, m, d)}
	}
	return single(t), nil
}

func relativeDay(p dateParser, g []string) (Span, error) {
	days := map[string]int{"大前天": -3, "前天": -2, "前日": -2, "昨天": -1, "昨日": -1, "明天": 1, "明日": 1, "明儿": 1, "后天": 2, "后日": 2, "大后天": 3}
	return single(p.now.AddDate(0, 0, days[g[1]])), nil
}

// weekday counts weeks from Monday. A day without 本 or 下 is the next one, or as the lean says.
func weekday(p dateParser, g []string) (Span, error) {
	weeks, named := map[string]int{"上上": -2, "上": -1, "本": 0, "这": 0, "下": 1, "下下": 2}[g[1]]
	monday := p.now.AddDate(0, 0, -(int(p.now.Weekday())+6)%7+7*weeks)
	if g[2] == "末" {
		return spanOf(monday.AddDate(0, 0, 5), monday.AddDate(0, 0, 6)), nil
	}
	day := map[string]int{"一": 0, "1": 0, "二": 1, "2": 1, "三": 2, "3": 2, "四": 3, "4": 3, "五": 4, "5": 4, "六": 5, "6": 5, "日": 6, "天": 6, "7": 6}
	t := monday.AddDate(0, 0, day[g[2]])
	if !named {
		if p.lean == Past && t.After(p.now) {
			t = t.AddDate(0, 0, -7)
		}
		if p.lean != Past && t.Before(p.now) {
			t = t.AddDate(0, 0, 7)
		}
	}
	return single(t), nil
}

// later reads 三天后 and, for deadlines, 20天(内).
func later(p dateParser, g []string) (Span, error) {
	n, ok := wholeNumber(g[1])
	if g[1] == "半" {
		switch g[2] {
		case "月":
			return single(p.now.AddDate(0, 0, 15)), nil
		case "年":
			return single(addMonths(p.now, 6)), nil
		}
		return Span{}, errNoDate
	}
	if !ok || n == 0 || n > 999 {
		return Span{}, errNoDate
	}
	if g[2] == "日" || g[2] == "年" && n > 99 || g[2] == "月" && !strings.Contains(g[0], "个") {
		return Span{}, errNoDate // 三日, 三月 are dates
	}
	switch g[2] {
	case "天":
		return single(p.now.AddDate(0, 0, n)), nil
	case "月":
		return single(addMonths(p.now, n)), nil
	case "年":
		return single(addMonths(p.now, 12*n)), nil
	}
	return single(p.now.AddDate(0, 0, 7*n)), nil
}

// addMonths keeps to the end of the month: 31 January and one month is 28 February.
func addMonths(t time.Time, n int) time.Time {
	first := time.Date(t.Year(), t.Month()+time.Month(n), 1, 0, 0, 0, 0, time.UTC)
	return first.AddDate(0, 0, min(t.Day(), monthEnd(first).Day())-1)
}

// years are the years that a word may mean; given when it says so outright.
func (p dateParser) years(word string) (years []int, given bool) {
	relative := map[string]int{"今年": 0, "本年": 0, "当年": 0, "明年": 1, "后年": 2, "去年": -1, "前年": -2}
	if n, ok := relative[word]; ok {
		return []int{p.now.Year() + n}, true
	}
	if word == "" {
		y := p.anchor.Year()
		return []int{y, y - 1, y + 1, y + 2, y + 3, y + 4}, false
	}
	digits := ""
	for _, r := range strings.TrimSuffix(word, "年") {
		if d, ok := hanDigit[r]; ok {
			r = rune('0' + d)
		}
		digits += string(r)
	}
	y, _ := wholeNumber(digits)
	if y < 100 {
		y += 2000
	}
	return []int{y}, true
}

// better reports whether a is meant rather than b when the year was left open.
func (p dateParser) better(a, b Span) bool {
	fits := func(s Span) bool {
		switch p.lean {
		case Past:
			return !dayOf(s.From).After(p.anchor)
		case Future:
			return !dayOf(s.To).Before(p.anchor)
		}
		return true
	}
	if fits(a) != fits(b) {
		return fits(a)
	}
	return gap(a, p.anchor) < gap(b, p.anchor)
}

func gap(s Span, t time.Time) time.Duration {
	switch from, to := dayOf(s.From), dayOf(s.To); {
	case t.Before(from):
		return from.Sub(t)
	case t.After(to):
		return t.Sub(to)
	}
	return 0
}
