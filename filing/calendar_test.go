package filing

import (
	"errors"
	"strings"
	"testing"
	"testing/fstest"

	"dandang/knowledge"
)

func calendar(t testing.TB) *Calendar {
	t.Helper()
	c, err := LoadCalendar(nil)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestWorkingDays(t *testing.T) {
	c := calendar(t)
	for _, r := range []struct {
		name string
		day  knowledge.Date
		want bool
	}{
		{"an ordinary Thursday", "2026-11-26", true},
		{"an ordinary Saturday", "2026-11-28", false},
		{"New Year's Day 2024 is a Monday", "2024-01-01", false},
		{"the eve of the spring festival 2024 was worked", "2024-02-09", true},
		{"a Sunday made up for the spring festival 2024", "2024-02-18", true},
		{"Qingming 2024", "2024-04-05", false},
		{"the Saturday of the holiday week 2024", "2024-05-11", true},
		{"the day after National Day 2024's week", "2024-10-08", true},
		{"the spring festival 2025 begins with its eve", "2025-01-28", false},
		{"the eighth day of the autumn holidays 2025", "2025-10-08", false},
		{"a Sunday made up in September 2025", "2025-09-28", true},
		{"the third of January 2026", "2026-01-03", false},
		{"the fourth of January 2026 is a worked Sunday", "2026-01-04", true},
		{"the ninth day of the spring festival 2026", "2026-02-23", false},
		{"the Saturday before the spring festival 2026", "2026-02-14", true},
		{"a Sunday made up before National Day 2026", "2026-09-20", true},
		{"the Saturday after National Day 2026", "2026-10-10", true},
	} {
		t.Run(r.name, func(t *testing.T) {
			if got, err := c.Working(r.day); err != nil || got != r.want {
				t.Errorf("Working(%s) = %v, %v, want %v", r.day, got, err, r.want)
			}
		})
	}
	// The days of the year less weekends and holidays, plus the made-up days; the first of January is free.
	for year, want := range map[string]int{"2024": 251, "2025": 248, "2026": 248} {
		n, err := c.Between(knowledge.Date(year+"-01-01"), knowledge.Date(year+"-12-31"))
		if err != nil || n != want {
			t.Errorf("%s has %d working days, %v, want %d", year, n, err, want)
		}
	}
}

func TestCountingWorkingDays(t *testing.T) {
	c := calendar(t)
	for _, r := range []struct {
		name string
		from knowledge.Date
		n    int
		want knowledge.Date
	}{
		{"Thursday and one day is Friday", "2026-11-26", 1, "2026-11-27"},
		{"Friday and one day is Monday", "2026-11-27", 1, "2026-11-30"},
		{"ten days over two weekends", "2026-11-26", 10, "2026-12-10"},
		{"over National Day with a made-up Saturday", "2026-09-30", 3, "2026-10-10"},
		{"over the spring festival", "2026-02-13", 2, "2026-02-24"},
		{"nought days", "2026-11-28", 0, "2026-11-28"},
		{"three days before a Monday", "2026-11-30", -3, "2026-11-25"},
	} {
		t.Run(r.name, func(t *testing.T) {
			got, err := c.After(r.from, r.n)
			if err != nil || got != r.want {
				t.Errorf("After(%s, %d) = %s, %v, want %s", r.from, r.n, got, err, r.want)
			}
			if working, _ := c.Working(r.from); !working {
				return
			}
			if n, err := c.Between(r.from, got); err != nil || n != r.n {
				t.Errorf("Between(%s, %s) = %d, %v, want %d", r.from, got, n, err, r.n)
			}
		})
	}
	if _, err := c.After("2026-12-28", 10); !errors.Is(err, ErrNoCalendar) || !strings.Contains(err.Error(), "2027") {
		t.Errorf("past the last known year: %v", err)
	}
	if _, err := c.Working("tomorrow"); err == nil {
		t.Error("a day that is no day was taken")
	}
}

func TestAYearCanBeAddedAndIsChecked(t *testing.T) {
	sound := "year: 2027\nsource: 样例\nholidays:\n  - {name: 元旦, from: 2027-01-01, to: 2027-01-03}\nwork: [2027-01-09]\n"
	c, err := LoadCalendar(fstest.MapFS{"2027.yaml": {Data: []byte(sound)}})
	if err != nil {
		t.Fatal(err)
	}
	if got, err := c.After("2026-12-31", 6); err != nil || got != "2027-01-09" {
		t.Errorf("over the turn of the year: %s, %v", got, err)
	}
	if len(c.Years()) != 4 || c.Source(2026) == "" {
		t.Errorf("years %v", c.Years())
	}
	for _, r := range []struct{ name, from, to, want string }{
		{"no source", "source: 样例\n", "", "缺少 source"},
		{"a day of another year", "2027-01-09", "2028-01-09", "不是2027年"},
		{"work on a week day", "2027-01-09", "2027-01-08", "不是周六"},
		{"free and worked", "2027-01-09", "2027-01-02", "既放假又上班"},
		{"a holiday that ends before it begins", "to: 2027-01-03", "to: 2026-12-03", "to 不能早于"},
		{"no day", "2027-01-09", "someday", "不是日期"},
	} {
		t.Run(r.name, func(t *testing.T) {
			_, err := LoadCalendar(fstest.MapFS{"2027.yaml": {Data: []byte(strings.Replace(sound, r.from, r.to, 1))}})
			if err == nil || !strings.Contains(err.Error(), r.want) || !strings.Contains(err.Error(), "2027.yaml:") {
				t.Errorf("the error is %v, want %q", err, r.want)
			}
		})
	}
}
