package filing

import (
	"strings"
	"time"
)

// What follows reads months, parts of years and days of months; the table of rules names it.

func monthDay(p dateParser, g []string) (Span, error) {
	m, ok := wholeNumber(g[2])
	if !ok || m < 1 || m > 12 {
		return Span{}, &Mistake{What: sayf(sayNoSuchMonth, m)}
	}
	years, given := p.years(g[1])
	var best Span
	for _, y := range years {
		s, err := inMonth(y, m, g[3], g[4])
		if err != nil {
			if len(years) == 1 || g[3] == "" {
				return Span{}, err
			}
			continue // 29 February in another year
		}
		if best.To == "" || !given && p.better(s, best) {
			best = s
		}
	}
	if best.To == "" {
		d, _ := wholeNumber(g[3])
		return Span{}, &Mistake{What: sayf(sayNoSuchDay, years[0], m, d)}
	}
	return best, nil
}

// inMonth is a day or a part of a month.
func inMonth(y, m int, day, part string) (Span, error) {
	first := time.Date(y, time.Month(m), 1, 0, 0, 0, 0, time.UTC)
	if day != "" {
		d, ok := wholeNumber(strings.TrimRight(day, "日号"))
		if !ok {
			return Span{}, errNoDate
		}
		return exactDay(y, m, d)
	}
	switch strings.TrimPrefix(part, "月") {
	case "底", "末":
		return single(monthEnd(first)), nil
	case "初", "中":
		return Span{}, &Mistake{What: sayf(sayVagueDate, sayf("%d月", m)+part)}
	case "上旬":
		return spanOf(first, first.AddDate(0, 0, 9)), nil
	case "中旬":
		return spanOf(first.AddDate(0, 0, 10), first.AddDate(0, 0, 19)), nil
	case "下旬":
		return spanOf(first.AddDate(0, 0, 20), monthEnd(first)), nil
	case "上半月":
		return spanOf(first, first.AddDate(0, 0, 14)), nil
	case "下半月":
		return spanOf(first.AddDate(0, 0, 15), monthEnd(first)), nil
	}
	return spanOf(first, monthEnd(first)), nil
}

func partOfYear(p dateParser, g []string) (Span, error) {
	years, _ := p.years(g[1])
	y := p.anchor.Year()
	if g[1] != "" {
		y = years[0]
	}
	day := func(m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }
	switch part := strings.TrimPrefix(g[2], "年"); part {
	case "底", "末":
		if g[1] == "" && !strings.HasPrefix(g[2], "年") {
			return Span{}, errNoDate
		}
		return single(day(12, 31)), nil
	case "初", "中":
		return Span{}, &Mistake{What: sayf(sayVagueDate, g[0])}
	case "上半年":
		return spanOf(day(1, 1), day(6, 30)), nil
	case "下半年":
		return spanOf(day(7, 1), day(12, 31)), nil
	case "全年":
		return spanOf(day(1, 1), day(12, 31)), nil
	default:
		q, _ := wholeNumber(strings.Trim(part, "第个季度"))
		return spanOf(day(time.Month(3*q-2), 1), monthEnd(day(time.Month(3*q), 1))), nil
	}
}

func thisMonth(p dateParser, g []string) (Span, error) {
	months := map[string]int{"下": 1, "下个": 1, "下下个": 2, "上": -1, "上个": -1}[g[1]]
	if g[1] == "" && g[2] == "" {
		return Span{}, errNoDate
	}
	first := time.Date(p.now.Year(), p.now.Month()+time.Month(months), 1, 0, 0, 0, 0, time.UTC)
	if strings.ContainsAny(g[2], "日号") {
		return inMonth(first.Year(), int(first.Month()), g[2], "")
	}
	return inMonth(first.Year(), int(first.Month()), "", g[2])
}

func wholeYear(p dateParser, g []string) (Span, error) {
	years, _ := p.years(g[1])
	y := years[0]
	return spanOf(time.Date(y, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(y, 12, 31, 0, 0, 0, 0, time.UTC)), nil
}

func dotted(p dateParser, g []string) (Span, error) {
	return monthDay(p, []string{"", "", g[1], g[2], ""})
}

func dayAlone(p dateParser, g []string) (Span, error) {
	d, _ := wholeNumber(g[1])
	var best Span
	for months := -1; months <= 1; months++ {
		first := time.Date(p.anchor.Year(), p.anchor.Month()+time.Month(months), 1, 0, 0, 0, 0, time.UTC)
		s, err := exactDay(first.Year(), int(first.Month()), d)
		if err == nil && (best.To == "" || p.better(s, best)) {
			best = s
		}
	}
	if best.To == "" {
		return exactDay(p.anchor.Year(), int(p.anchor.Month()), d)
	}
	return best, nil
}

func festival(p dateParser, g []string) (Span, error) {
	day := map[string][2]string{"元旦": {"1", "1"}, "五一": {"5", "1"}, "劳动节": {"5", "1"}, "六一": {"6", "1"}, "七一": {"7", "1"}, "八一": {"8", "1"}, "十一": {"10", "1"}, "国庆": {"10", "1"}}[g[2]]
	return monthDay(p, []string{"", g[1], day[0], day[1], ""})
}
