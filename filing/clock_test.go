package filing

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"
)

func TestDeadlinesAreCountedInWorkingDays(t *testing.T) {
	r := rules(t)
	for _, row := range []struct {
		name string
		from string
		days int
		want string
	}{
		{"Monday morning and three days", "2026-07-06 09:00", 3, "2026-07-09 18:00"},
		{"the minute does not matter", "2026-07-06 17:59", 3, "2026-07-09 18:00"},
		{"after hours it is still that day", "2026-07-06 22:00", 1, "2026-07-07 18:00"},
		{"Saturday and one day is Monday", "2026-07-11 10:00", 1, "2026-07-13 18:00"},
		{"Friday and one day is Monday", "2026-07-10 10:00", 1, "2026-07-13 18:00"},
		{"a made-up Saturday counts", "2026-05-08 10:00", 1, "2026-05-09 18:00"},
		{"over the first of May 2026", "2026-04-30 10:00", 1, "2026-05-06 18:00"},
		{"over the spring festival 2024, whose eve was worked", "2024-02-08 10:00", 2, "2024-02-18 18:00"},
		{"over the spring festival 2025", "2025-01-27 10:00", 1, "2025-02-05 18:00"},
		{"over eight days of autumn 2025", "2025-09-30 10:00", 2, "2025-10-10 18:00"},
		{"into a made-up Saturday after them", "2025-09-30 10:00", 3, "2025-10-11 18:00"},
		{"over the Dragon Boat festival 2024", "2024-06-07 10:00", 1, "2024-06-11 18:00"},
		{"over the New Year 2026, whose fourth is a worked Sunday", "2025-12-31 10:00", 1, "2026-01-04 18:00"},
	} {
		t.Run(row.name, func(t *testing.T) {
			got, err := r.DueAfter(at(t, row.from), row.days)
			if err != nil || !got.Equal(at(t, row.want)) {
				t.Errorf("due %s, %v, want %s", got, err, row.want)
			}
		})
	}
}

func TestWorkingTime(t *testing.T) {
	r := rules(t)
	for _, row := range []struct {
		name, from, to string
		want           time.Duration
	}{
		{"a morning with its lunch", "2026-07-06 08:30", "2026-07-06 14:30", 3*time.Hour + 30*time.Minute},
		{"a day", "2026-07-06 00:00", "2026-07-07 00:00", 7 * time.Hour},
		{"a weekend", "2026-07-10 18:00", "2026-07-13 08:30", 0},
		{"over a weekend", "2026-07-10 17:00", "2026-07-13 09:30", 2 * time.Hour},
		{"the spring festival 2026", "2026-02-14 18:00", "2026-02-24 08:30", 0},
		{"backwards", "2026-07-13 09:30", "2026-07-10 17:00", 0},
	} {
		t.Run(row.name, func(t *testing.T) {
			got, err := r.Worked(at(t, row.from), at(t, row.to))
			if err != nil || got != row.want {
				t.Errorf("%s, %v, want %s", got, err, row.want)
			}
			if back, err := r.After(at(t, row.from), got); err != nil || got > 0 && back.After(at(t, row.to)) {
				t.Errorf("%s later is %s, %v", got, back, err)
			}
		})
	}
	if got, _ := r.Worked(at(t, "2026-07-06 08:30").UTC(), at(t, "2026-07-06 09:30").UTC()); got != time.Hour {
		t.Errorf("the same hour in UTC is %s", got)
	}
}

func TestParseHours(t *testing.T) {
	h, err := ParseHours("8:00-12:00, 15:00-18:30")
	if err != nil || h.Length() != 7*time.Hour+30*time.Minute {
		t.Errorf("%v, %v", h, err)
	}
	for _, text := range []string{"", "8-12", "12:00-8:00", "8:00-12:00,11:00-18:00", "8:00-25:00", "8:00-8:00"} {
		if h, err := ParseHours(text); err == nil || !strings.Contains(err.Error(), "8:30-12:00") {
			t.Errorf("%q is %v, %v", text, h, err)
		}
	}
}

func TestAMissingYearIsSaid(t *testing.T) {
	r := rules(t)
	_, err := r.DueAfter(at(t, "2026-12-30 10:00"), 3)
	if !errors.Is(err, ErrNoCalendar) || err.Error() != "2027年的放假安排还没有录入，算不出工作日。请把国务院办公厅的通知录入日历文件 2027.yaml。" {
		t.Errorf("%v", err)
	}
	if _, err := r.After(at(t, "2026-12-31 17:00"), 2*time.Hour); !errors.Is(err, ErrNoCalendar) {
		t.Errorf("%v", err)
	}
	if _, err := r.Worked(at(t, "2026-12-31 17:00"), at(t, "2027-01-05 10:00")); !errors.Is(err, ErrNoCalendar) {
		t.Errorf("%v", err)
	}
}

// TestADeadlineWaitsForItsYear opens a case whose deadline reaches a year that is not known: the question is taken, the
// lead hears which year is missing, nothing is guessed, and the deadline is reckoned once the year is there.
func TestADeadlineWaitsForItsYear(t *testing.T) {
	r := rules(t)
	c, events, err := Begin(Case{Number: "ZX-2026-0001", Kind: Consultation, From: "cadre", Opened: at(t, "2026-12-30 10:00")}, people["cadre"], r)
	if err != nil || !c.Clocks[0].Due.IsZero() || len(c.Clocks[0].Marks) != 1 || c.Clocks[0].Marks[0].ID != CalendarMark {
		t.Fatalf("%+v, %v", c, err)
	}
	if last := events[len(events)-1]; last.To != ToLead || !strings.Contains(last.Text, "ZX-2026-0001 的期限“答复”还排不出来：2027年") {
		t.Errorf("told %+v", events)
	}
	look := Action{ID: MarkAction, By: Actor{Roles: []Role{RoleClock}}, Clock: "answer", Mark: CalendarMark, At: at(t, "2027-01-06 10:00")}
	c, events, err = c.Apply(look, r)
	if err != nil || len(events) != 1 || len(c.Clocks[0].Marks) != 1 {
		t.Fatalf("still missing: %+v, %+v, %v", c.Clocks, events, err)
	}
	r.Calendar = with2027(t)
	look.At = at(t, "2027-01-13 10:00")
	c, events, err = c.Apply(look, r)
	if err != nil || len(events) != 0 || !c.Clocks[0].Due.Equal(at(t, "2027-01-05 18:00")) || len(c.Clocks[0].Marks) != 3 {
		t.Errorf("with the year: %+v, %+v, %v", c.Clocks, events, err)
	}
}

// with2027 is a calendar with a made-up year beside the shipped ones.
func with2027(t *testing.T) *Calendar {
	t.Helper()
	c, err := LoadCalendar(fstest.MapFS{"2027.yaml": {Data: []byte("year: 2027\nsource: 样例\nholidays:\n  - {name: 元旦, from: 2027-01-01, to: 2027-01-03}\n")}})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// implemented is a filing that is being carried out, with two permits to be made up.
func implemented(t *testing.T, r Rules) Case {
	t.Helper()
	w := r.Workflows.Of(Filing)
	m, _ := w.Move("approve")
	now := at(t, "2026-07-10 10:00")
	a := fitting(m, people["head"], now)
	a.Values["permits"] = "建设用地批准手续｜县自然资源局｜2026年9月30日前\n建筑工程施工许可证，县住建局，12月15日前"
	a.Values["visit-on"], a.Values["until"] = "2026年9月26日", "2026年12月31日"
	c := standing(m, w, people["head"], "cadre", "", now)
	c.Holder = "one"
	c, _, err := c.Apply(a, r)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func marksOf(c Case, id string) []string {
	for _, k := range c.Clocks {
		if k.ID == id {
			var out []string
			for _, m := range k.Marks {
				out = append(out, m.ID+" "+m.At.Format("01-02 15:04"))
			}
			return out
		}
	}
	return nil
}

func TestOneClockRunsForEachPermit(t *testing.T) {
	r := rules(t)
	c := implemented(t, r)
	ids := []string{}
	for _, k := range c.Clocks {
		ids = append(ids, k.ID)
	}
	if want := []string{"visit", "permits/1", "permits/2", "term"}; !slices.Equal(ids, want) {
		t.Fatalf("clocks %v, want %v", ids, want)
	}
	if got := c.Clocks[1].What; got != "补办手续：建设用地批准手续，县自然资源局" {
		t.Errorf("the clock is of %q", got)
	}
	// The first of October begins a week off, so that the day after the end is the eighth.
	if got, want := marksOf(c, "permits/1"), []string{"-5d 09-22 08:30", "1d 10-08 08:30", "5d 10-13 08:30"}; !slices.Equal(got, want) {
		t.Errorf("marks %v, want %v", got, want)
	}
	// The visit was set for a Saturday that is part of the mid-autumn holidays.
	if got, want := marksOf(c, "visit"), []string{"-5d 09-20 08:30", "1d 09-28 08:30", "5d 10-09 08:30"}; !slices.Equal(got, want) {
		t.Errorf("marks of the visit %v, want %v", got, want)
	}
	// The filing ends with the year; the day after hangs on a year that is not known.
	if got, want := marksOf(c, "term"), []string{"calendar 12-01 09:00", "-10d 12-17 08:30", "0d 12-31 08:30"}; !slices.Equal(got, want) {
		t.Errorf("marks of the term %v, want %v", got, want)
	}
	w := r.Workflows.Of(Filing)
	m, _ := w.Move("obtained")
	a := fitting(m, people["cadre"], at(t, "2026-09-01 10:00"))
	a.Values["row"] = "施工许可证"
	c, _, err := c.Apply(a, r)
	if err != nil || marksOf(c, "permits/2") != nil || marksOf(c, "permits/1") == nil {
		t.Fatalf("obtained the second: %+v, %v", c.Clocks, err)
	}
	m, _ = w.Move("permits")
	a = fitting(m, people["one"], at(t, "2026-09-02 10:00"))
	a.Values["permits"] = "建设用地批准手续｜县自然资源局｜2026年10月30日前"
	if c, _, err = c.Apply(a, r); err != nil || !slices.Equal(marksOf(c, "permits/1"), []string{"-5d 10-23 08:30", "1d 11-02 08:30", "5d 11-06 08:30"}) {
		t.Errorf("a date that moved: %v, %v", marksOf(c, "permits/1"), err)
	}
	a.Values["permits"] = "建设用地批准手续｜县自然资源局｜2026年8月30日前"
	var m2 *Mistake
	if _, _, err := c.Apply(a, r); !errors.As(err, &m2) || !strings.Contains(err.Error(), "已经过了") {
		t.Errorf("a day that has gone by: %v", err)
	}
}

func TestTheVisitComesAgain(t *testing.T) {
	r := rules(t)
	c := implemented(t, r)
	w := r.Workflows.Of(Filing)
	m, _ := w.Move("visited")
	for _, row := range []struct{ now, next string }{{"2026-09-28 10:00", "2026-12-26"}, {"2027-01-20 10:00", "2027-03-26"}} {
		a := fitting(m, people["one"], at(t, row.now))
		a.Values["visited-on"] = row.now[:10]
		var err error
		if c, _, err = c.Apply(a, r); err != nil {
			t.Fatal(err)
		}
		i := slices.IndexFunc(c.Clocks, func(k Clock) bool { return k.ID == "visit" })
		if i < 0 || string(c.Clocks[i].Day) != row.next {
			t.Errorf("visited on %s: %+v, want %s", row.now, c.Clocks, row.next)
		}
	}
}

func TestAMarkTellsOnceWhomItConcerns(t *testing.T) {
	r := rules(t)
	clock := Actor{Roles: []Role{RoleClock}}
	c, _, _ := Begin(Case{Number: "ZX-2026-0001", Kind: Consultation, From: "cadre", Opened: at(t, "2026-07-06 08:30")}, people["cadre"], r)
	// Three days after this one are four days of seven hours; half of them is two days.
	if got, want := marksOf(c, "answer"), []string{"50% 07-07 18:00", "100% 07-09 18:00", "150% 07-13 18:00"}; !slices.Equal(got, want) {
		t.Fatalf("marks %v, want %v", got, want)
	}
	half := Action{ID: MarkAction, By: clock, Clock: "answer", Mark: "50%", At: at(t, "2026-07-07 18:00")}
	early := half
	early.At = at(t, "2026-07-07 17:59")
	if _, _, err := c.Apply(early, r); !errors.Is(err, ErrNotNow) {
		t.Errorf("before its time: %v", err)
	}
	next, events, err := c.Apply(half, r)
	if err != nil || len(events) != 1 || events[0].To != ToStaff || events[0].Who != "" || events[0].Text != "ZX-2026-0001 的答复期限过半，2026年7月9日前答复。" {
		t.Fatalf("nobody holds it: %+v, %v", events, err)
	}
	if _, _, err := next.Apply(half, r); !errors.Is(err, ErrNotNow) {
		t.Errorf("a second time: %v", err)
	}
	held, _, err := c.Apply(Action{ID: "claim", By: people["one"], At: at(t, "2026-07-06 09:00")}, r)
	if err != nil {
		t.Fatal(err)
	}
	if _, events, err = held.Apply(half, r); err != nil || events[0].To != ToHolder || events[0].Who != "one" {
		t.Errorf("one holds it: %+v, %v", events, err)
	}
	full := Action{ID: MarkAction, By: clock, Clock: "answer", Mark: "150%", At: at(t, "2026-07-20 10:00")}
	if _, events, err = held.Apply(full, r); err != nil || events[0].To != ToHead {
		t.Errorf("far over time: %+v, %v", events, err)
	}
}

func TestADayThatWasSetRunsOnWhileOthersStandStill(t *testing.T) {
	r := rules(t)
	w := r.Workflows.Of(Filing)
	c, _, _ := Begin(Case{Number: "1", Kind: Filing, From: "cadre", Opened: at(t, "2026-07-06 10:00")}, people["cadre"], r)
	c, _, _ = c.Apply(Action{ID: "claim", By: people["one"], At: at(t, "2026-07-06 11:00")}, r)
	m, _ := w.Move("supplement")
	a := fitting(m, people["one"], at(t, "2026-07-07 10:00"))
	a.Values["supply-by"] = "2026年7月20日前"
	c, _, err := c.Apply(a, r)
	if err != nil || len(marksOf(c, "accept")) != 0 || !slices.Equal(marksOf(c, "supply"), []string{"-2d 07-16 08:30", "1d 07-21 08:30"}) {
		t.Fatalf("%v %v, %v", marksOf(c, "accept"), marksOf(c, "supply"), err)
	}
	m, _ = w.Move("supply")
	c, _, err = c.Apply(fitting(m, people["cadre"], at(t, "2026-07-15 10:00")), r)
	if err != nil || marksOf(c, "supply") != nil || !c.Clocks[0].Due.Equal(at(t, "2026-07-21 18:00")) {
		t.Errorf("six working days later: %+v, %v", c.Clocks, err)
	}
}

// TestVisitsCountFromTheEffect: no day was set, so that they come every six months from the day of the decision.
func TestVisitsCountFromTheEffect(t *testing.T) {
	r := rules(t)
	w := r.Workflows.Of(Visit)
	now := at(t, "2026-02-02 10:00")
	c, _, err := Begin(Case{Number: "HF-1", Kind: Visit, Opened: now}, people["one"], r)
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range []struct{ action, now, next string }{
		{"claim", "2026-02-02 10:00", ""}, {"schedule", "2026-02-02 11:00", "2026-05-10"}, {"study", "2026-04-20 10:00", "2026-05-10"},
		{"tailor", "2026-04-21 10:00", "2026-05-10"}, {"visited", "2026-05-12 10:00", "2026-11-10"}, {"feedback", "2026-05-15 10:00", "2026-11-10"},
	} {
		m, _ := w.Move(row.action)
		a := fitting(m, people["one"], at(t, row.now))
		if a.Values["effective"] != "" {
			a.Values["effective"] = "2025年11月10日"
		}
		delete(a.Values, "next-on")
		if c, _, err = c.Apply(a, r); err != nil {
			t.Fatalf("%s: %v", row.action, err)
		}
		next := ""
		for _, k := range c.Clocks {
			if k.ID == "visit" {
				next = string(k.Day)
			}
		}
		if next != row.next {
			t.Errorf("after %s the next visit is on %q, want %q", row.action, next, row.next)
		}
	}
}
