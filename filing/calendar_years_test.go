package filing

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// notices are the State Council's notices for three years, day by day: the days from Monday to Friday that are free,
// and the Saturdays and Sundays that are worked. They are written down apart from the files.
var notices = map[int]struct{ source, free, worked string }{
	2024: {"国办发明电〔2023〕7号",
		"01-01 02-12 02-13 02-14 02-15 02-16 04-04 04-05 05-01 05-02 05-03 06-10 09-16 09-17 10-01 10-02 10-03 10-04 10-07",
		"02-04 02-18 04-07 04-28 05-11 09-14 09-29 10-12"},
	2025: {"国办发明电〔2024〕12号",
		"01-01 01-28 01-29 01-30 01-31 02-03 02-04 04-04 05-01 05-02 05-05 06-02 10-01 10-02 10-03 10-06 10-07 10-08",
		"01-26 02-08 04-27 09-28 10-11"},
	2026: {"国办发明电〔2025〕7号",
		"01-01 01-02 02-16 02-17 02-18 02-19 02-20 02-23 04-06 05-01 05-04 05-05 06-19 09-25 10-01 10-02 10-05 10-06 10-07",
		"01-04 02-14 02-28 05-09 09-20 10-10"},
}

// TestEveryDayOfThreeYears compares all 1096 days of the shipped years with the notices.
func TestEveryDayOfThreeYears(t *testing.T) {
	c := calendar(t)
	days := 0
	for year, n := range notices {
		free, worked := strings.Fields(n.free), strings.Fields(n.worked)
		for d := time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC); d.Year() == year; d = d.AddDate(0, 0, 1) {
			want := !isWeekend(d)
			switch day := d.Format("01-02"); {
			case slices.Contains(free, day):
				want = false
			case slices.Contains(worked, day):
				want = true
			}
			if got, err := c.Working(dateOf(d)); err != nil || got != want {
				t.Errorf("%s: working %v, %v, want %v", dateOf(d), got, err, want)
			}
			days++
		}
		if c.Source(year) != n.source {
			t.Errorf("%d is taken from %q", year, c.Source(year))
		}
	}
	if days != 1096 || !slices.Equal(c.Years(), []int{2024, 2025, 2026}) {
		t.Errorf("%d days, years %v", days, c.Years())
	}
}
