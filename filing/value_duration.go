package filing

import (
	"fmt"
	"regexp"
	"strings"
	"time"
)

// A DurationUnit is what a duration counts.
type DurationUnit string

const (
	Days     DurationUnit = "日"
	WorkDays DurationUnit = "个工作日"
	Months   DurationUnit = "个月"
	Years    DurationUnit = "年"
)

// A Duration is how long something lasts.
type Duration struct {
	N    int
	Unit DurationUnit
}

// String is the duration as it stands in a document: 6个月, 20个工作日, 2年.
func (d Duration) String() string {
	if d.N == 0 {
		return ""
	}
	return fmt.Sprintf("%d%s", d.N, d.Unit)
}

// after is the day on which d is over when it begins with t. Working days need a calendar and are counted as days.
func (d Duration) after(t time.Time) time.Time {
	switch d.Unit {
	case Months:
		return addMonths(t, d.N)
	case Years:
		return addMonths(t, 12*d.N)
	}
	return t.AddDate(0, 0, d.N)
}

const durationExample = "3个月；或者：20个工作日"

var (
	duration     = regexp.MustCompile(`^(?:为期|期限|工期|时间|大概|约|共|需要?|要)*[:是为]?(半|[0-9〇一二两三四五六七八九十百]{1,5})(个半)?个?(工作日|自然日|日历天|天|日|周|星期|礼拜|季度|月|年)(半)?(?:时间|之内|以内|内|左右)?$`)
	vaguePeriod  = regexp.MustCompile(`几[天日个周年]|[0-9一二三四五六七八九十][来多]|尽快|长期|一直|永久|不定|一段时间|一阵|暂时|短期|若干|数[天日月年]`)
	yearAndMonth = regexp.MustCompile(`^(` + num + `{1,2})年零?(` + num + `{1,2})个?月$`)
)

// ReadDuration reads how long: 半年, 三个月, 20个工作日, 两年, 一年半, 两周. Nothing vague. The error is a *Mistake.
func ReadDuration(said string) (Duration, error) {
	s := strings.TrimRight(folded(said), "。.,;吧")
	if g := yearAndMonth.FindStringSubmatch(s); g != nil {
		y, _ := wholeNumber(g[1])
		m, _ := wholeNumber(g[2])
		if m >= 1 && m <= 11 {
			return sized(Duration{12*y + m, Months}, said)
		}
	}
	g := duration.FindStringSubmatch(s)
	if g == nil {
		if w := vaguePeriod.FindString(s); w != "" {
			return Duration{}, mistake(durationExample, sayVagueDuration, w)
		}
		return Duration{}, mistake(durationExample, sayNoDuration, clip(said, 20))
	}
	half := g[2] != "" || g[4] != ""
	if g[1] == "半" {
		return halfOf(g[3], said)
	}
	n, ok := wholeNumber(g[1])
	if !ok || n == 0 {
		return Duration{}, mistake(durationExample, sayNoDuration, clip(said, 20))
	}
	return sized(whole(n, half, g[3]), said)
}

// halfOf is 半年, 半个月, 半天.
func halfOf(unit, said string) (Duration, error) {
	switch unit {
	case "年":
		return Duration{6, Months}, nil
	case "月":
		return Duration{15, Days}, nil
	}
	return Duration{}, mistake(durationExample, sayNoDuration, clip(said, 20))
}

func whole(n int, half bool, unit string) Duration {
	switch unit {
	case "工作日":
		return Duration{n, WorkDays}
	case "周", "星期", "礼拜":
		return Duration{7 * n, Days}
	case "季度":
		return Duration{3 * n, Months}
	case "月":
		if half {
			return Duration{30*n + 15, Days}
		}
		return Duration{n, Months}
	case "年":
		if half {
			return Duration{12*n + 6, Months}
		}
		return Duration{n, Years}
	}
	return Duration{n, Days}
}

// sized refuses what is longer than ten years: nothing is filed for that long.
func sized(d Duration, said string) (Duration, error) {
	start := time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)
	if d.after(start).After(start.AddDate(10, 0, 0)) {
		return Duration{}, mistake(durationExample, sayLongDuration, clip(said, 20))
	}
	return d, nil
}
