package filing

import (
	"fmt"
	"strings"
	"time"

	"dandang/knowledge"
)

// A Lean says which year or week is meant when the words leave it open: 3月15号.
type Lean string

const (
	Nearest Lean = ""       // the one nearest to today
	Past    Lean = "past"   // the last one: a meeting that was held
	Future  Lean = "future" // the next one: a deadline
)

// A Span is a day, a deadline or a period, both ends inclusive.
type Span struct {
	From, To knowledge.Date
	By       bool   // by To at the latest; From is ""
	Part     string // 上午, 下午 … of a single day, "" for none
}

const (
	dayExample      = "2026年3月15日，也可以说“下周三”"
	deadlineExample = "2026年3月底前，或者“3月15日前”"
	periodExample   = "2026年3月1日至2026年6月30日，或者“即日起三个月”"
)

// ReadDate reads one day: 今天下午, 下周三, 3月15号, 二〇二六年三月一日, 26.3.15, 月底. Words that leave the year open are
// taken as lean says, seen from now. A month, a deadline, the lunar calendar and days that do not exist are refused
// with a *Mistake that says why.
func ReadDate(said string, now time.Time, lean Lean) (Span, error) {
	s, err := readSpan(said, now, lean, dayExample)
	switch {
	case err != nil:
		return Span{}, err
	case s.By:
		return Span{}, mistake(dayExample, sayDayNotDeadline, s)
	case s.From != s.To:
		return Span{}, mistake(dayExample, sayDayNotPeriod, s)
	}
	return s, nil
}

// ReadDeadline reads by when a thing must be done: 2026年3月底前, 本月底前, 3月15日, 20天内. A day alone is the last day.
func ReadDeadline(said string, now time.Time, lean Lean) (Span, error) {
	if lean == Nearest {
		lean = Future
	}
	s, err := readSpan(said, now, lean, deadlineExample)
	if err != nil {
		return Span{}, err
	}
	return Span{To: s.To, By: true}, nil
}

// ReadPeriod reads from when to when: 3月1日至6月30日, 即日起三个月, 2026年上半年. A single day or deadline is refused.
func ReadPeriod(said string, now time.Time, lean Lean) (Span, error) {
	s, err := readSpan(said, now, lean, periodExample)
	switch {
	case err != nil:
		return Span{}, err
	case s.By:
		return Span{}, mistake(periodExample, sayNoStart, s)
	case s.From == s.To:
		return Span{}, mistake(periodExample, sayNoEnd, s)
	}
	return s, nil
}

// String is the span as it stands in a document: 2026年3月15日下午, 2026年3月31日前, 2026年3月1日至6月30日.
func (s Span) String() string {
	switch from, to := dayOf(s.From), dayOf(s.To); {
	case s.By:
		return formalDay(to) + "前"
	case s.From == s.To:
		return formalDay(from) + s.Part
	case from.Year() == to.Year():
		return formalDay(from) + "至" + strings.TrimPrefix(formalDay(to), fmt.Sprintf("%d年", to.Year()))
	default:
		return formalDay(from) + "至" + formalDay(to)
	}
}

// FormalDate is a day as it stands in a document: 2026年3月5日. An unreadable date gives "".
func FormalDate(d knowledge.Date) string {
	if _, err := time.Parse(time.DateOnly, string(d)); err != nil {
		return ""
	}
	return formalDay(dayOf(d))
}

func formalDay(t time.Time) string {
	return fmt.Sprintf("%d年%d月%d日", t.Year(), t.Month(), t.Day())
}

func dayOf(d knowledge.Date) time.Time {
	t, _ := time.Parse(time.DateOnly, string(d)) // dates made here are always readable
	return t
}

func dateOf(t time.Time) knowledge.Date { return knowledge.Date(t.Format(time.DateOnly)) }

// midnight is the day of t as the person who speaks sees it.
func midnight(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
}

func single(t time.Time) Span { return Span{From: dateOf(t), To: dateOf(t)} }

func spanOf(from, to time.Time) Span { return Span{From: dateOf(from), To: dateOf(to)} }

// monthEnd is the last day of t's month.
func monthEnd(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month()+1, 0, 0, 0, 0, 0, time.UTC)
}

// readSpan reads all of what was said.
func readSpan(said string, now time.Time, lean Lean, example string) (Span, error) {
	s := strings.TrimRight(folded(said), "。.!,;、的吧呢")
	if s == "" {
		return Span{}, mistake(example, sayNoDate, "")
	}
	if len([]rune(s)) > 60 {
		return Span{}, mistake(example, sayDateTooLong)
	}
	if w := lunar.FindString(s); w != "" {
		if len([]rune(s)) <= 8 {
			w = s
		}
		return Span{}, mistake(example, sayLunar, w)
	}
	p := dateParser{now: midnight(now), anchor: midnight(now), lean: lean}
	span, err := p.period(s)
	if err == nil {
		return span, checkYears(span, example)
	}
	if m, ok := err.(*Mistake); ok && m.Example == "" {
		return Span{}, &Mistake{m.What, example}
	}
	if w := vagueDate.FindString(s); w != "" {
		return Span{}, mistake(example, sayVagueDate, w)
	}
	return Span{}, mistake(example, sayNoDate, clip(said, 20))
}

func checkYears(s Span, example string) error {
	for _, d := range []knowledge.Date{s.From, s.To} {
		if d != "" && (d < "1949-10-01" || d > "2099-12-31") {
			return mistake(example, sayYearFar, dayOf(d).Year())
		}
	}
	return nil
}
