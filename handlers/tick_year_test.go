package handlers_test

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"dandang/filing"
	"dandang/handlers"
	"dandang/knowledge"
	"dandang/store"
	"dandang/store/redistest"
)

// beijing is the time of all offices.
var beijing = time.FixedZone("CST", 8*3600)

// A year is one simulated year of a unit: two desks, as of two processes, on one Redis.
type year struct {
	t     *testing.T
	desks [2]*handlers.Desk
	dice  *rand.Rand
	plan  []planned // what people do, not in order
	turns int
	told  map[string][]telling
}

// planned is something that somebody does at a time. It returns what is done next.
type planned struct {
	at time.Time
	do func(at time.Time) []planned
}

// A telling is a reminder as it was handed out.
type telling struct {
	at time.Time
	to string
}

// TestAYearWithTwoThousandCases lets two desks on one store live through 2026 by the hour: consultations that are
// answered soon, late or never, some asked for more, and reminders with a day to put things right. A slow count of
// working minutes says which reminders there must be, to whom and when: none is missed and none comes twice, over both
// desks, one of which begins anew each month.
func TestAYearWithTwoThousandCases(t *testing.T) {
	const step = time.Hour
	redis := redistest.Start(t)
	y := &year{t: t, dice: rand.New(rand.NewPCG(7, 26)), told: map[string][]telling{}}
	y.desks[0] = y.begins(redis.URL)
	y.desks[1] = y.begins(redis.URL)
	minutes := workingMinutes(t, y.desks[0].Rules.Calendar)
	want := map[string][]due{}
	from, to := time.Date(2026, 1, 4, 0, 0, 0, 0, beijing), time.Date(2026, 11, 20, 0, 0, 0, 0, beijing)
	for i := range yearConsultations {
		y.plan = append(y.plan, y.consultation(fmt.Sprintf("p%d", i), y.between(from, to), minutes, want))
	}
	for i := range yearReminders {
		y.plan = append(y.plan, y.reminder(fmt.Sprintf("q%d", i), y.between(from, to), minutes, want))
	}
	y.live(from, time.Date(2026, 12, 31, 0, 0, 0, 0, beijing), step, redis.URL)
	y.compare(want, step)
	report, err := y.desks[0].Store.(*store.Store).VerifyAudit(t.Context())
	if err != nil || len(report.Faults) > 0 {
		t.Errorf("the audit: %v, %v", report.Faults, err)
	}
}

// begins is a desk as a new process has it.
func (y *year) begins(url string) *handlers.Desk {
	y.t.Helper()
	d := y.desks[0]
	s, err := store.Open(y.t.Context(), store.Options{URL: url, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		y.t.Fatal(err)
	}
	y.t.Cleanup(func() { _ = s.Close() })
	if d == nil {
		d, _, _, _ = bench(y.t)
	}
	return &handlers.Desk{Lists: d.Lists, Reader: d.Reader, Store: s, Rules: d.Rules, Forms: d.Forms, Log: slog.New(slog.DiscardHandler)}
}

func (y *year) between(from, to time.Time) time.Time {
	return from.Add(time.Duration(y.dice.IntN(int(to.Sub(from)/time.Minute))) * time.Minute)
}

// says has somebody say something at one of the desks and returns the answer.
func (y *year) says(who, text string, at time.Time) string {
	y.t.Helper()
	y.turns++
	m := handlers.Message{ID: fmt.Sprintf("y%d", y.turns), Unit: "demo", Conversation: "year:" + who,
		From: handlers.Person{ID: who, Staff: who[0] == 'r'}, At: at}
	if strings.HasPrefix(text, "[") {
		m.Press = strings.Trim(text, "[]")
	} else {
		m.Text = text
	}
	replies, err := y.desks[y.turns%2].Handle(y.t.Context(), m)
	if err != nil || len(replies) != 1 {
		y.t.Fatalf("%s: %q at %s: %v, %v", who, text, at, replies, err)
	}
	return replies[0].Text
}

// must is says, and the answer has to hold some words.
func (y *year) must(who, text string, at time.Time, words string) string {
	y.t.Helper()
	got := y.says(who, text, at)
	if !strings.Contains(got, words) {
		y.t.Fatalf("%s: %q at %s: %q, want %q in it", who, text, at, got, words)
	}
	return got
}

// numberIn is the number of a case in an answer.
func numberIn(text string) string {
	i := strings.IndexAny(text, "ZT")
	return text[i : i+len("ZX-2026-0000")]
}

// live lets the time pass: before anything is done, and every step, both desks look for deadlines at once.
func (y *year) live(from, to time.Time, step time.Duration, url string) {
	month := from.Month()
	next := from
	for next.Before(to) {
		slices.SortStableFunc(y.plan, func(a, b planned) int { return a.at.Compare(b.at) })
		if len(y.plan) > 0 && y.plan[0].at.Before(next) {
			p := y.plan[0]
			y.tick(p.at)
			y.plan = append(y.plan[1:], p.do(p.at)...)
			continue
		}
		y.tick(next)
		if next.Month() != month {
			month = next.Month()
			_ = y.desks[1].Store.(*store.Store).Close()
			y.desks[1] = y.begins(url)
		}
		next = next.Add(step)
	}
}

// tick has both desks look for deadlines at the same time, and one of them deliver what is to be told.
func (y *year) tick(at time.Time) {
	y.t.Helper()
	var wait sync.WaitGroup
	var errs [2]error
	for i, d := range y.desks {
		wait.Go(func() { _, errs[i] = d.Tick(context.Background(), "demo", at) })
	}
	wait.Wait()
	d := y.desks[y.dice.IntN(2)]
	notes, err := d.Notes(y.t.Context(), "demo", 1000, time.Hour)
	if err := cmp.Or(errs[0], errs[1], err); err != nil {
		y.t.Fatalf("at %s: %v", at, err)
	}
	var ids []string
	for _, n := range notes {
		ids = append(ids, n.ID)
		if mark := markOf(n.Reply.Text); mark != "" {
			key := n.Case + " " + mark
			y.told[key] = append(y.told[key], telling{at, n.Reply.To})
		}
	}
	if err := d.Noted(y.t.Context(), "demo", ids...); err != nil {
		y.t.Fatal(err)
	}
}

// markWords are words by which each reminder is told from all others; the first that fits.
var markWords = []struct{ words, mark string }{
	{"答复期限过半", "answer 50%"}, {"到期还没有答复。", "answer 100%"}, {"超过期限一半以上，还没有答复", "answer 150%"},
	{"做完以后请报告情况", "put-right -3d"}, {"整改今天到期", "put-right 0d"}, {"请马上报告情况", "put-right 1d"},
	{"到期3个工作日", "put-right 3d"}, {"到期10个工作日", "put-right 10d"}, {"已经到期，还没有收到报告", "put-right 1d holder"},
	{"的整改报告还没有核实", "check 50%"}, {"整改报告到期还没有核实", "check 100%"}, {"超过核实期限一半", "check 150%"},
}

// markOf is the reminder that a text is, "" for something else.
func markOf(text string) string {
	for _, m := range markWords {
		if strings.Contains(text, m.words) {
			return m.mark
		}
	}
	return ""
}

// A due is a reminder that there must be.
type due struct {
	mark string
	to   string
	at   time.Time
}

// consultation is somebody who asks for a person, and what comes of it.
func (y *year) consultation(who string, opened time.Time, m minutes, want map[string][]due) planned {
	reviewer := fmt.Sprintf("r%d", y.dice.IntN(9))
	claims, asks, never := y.dice.IntN(30) > 0, y.dice.IntN(4) == 0, y.dice.IntN(30) == 0
	pause := func(days int) time.Duration { return time.Duration(1+y.dice.IntN(days*24*60)) * time.Minute }
	claimed := opened.Add(pause(1))
	asked := claimed.Add(pause(2))
	supplied := asked.Add(pause(12))
	answered := claimed.Add(pause(9))
	if asks {
		answered = supplied.Add(pause(6))
	}
	return planned{opened, func(at time.Time) []planned {
		number := numberIn(y.must(who, "[转人工]", at, "前答复您"))
		var stood []span
		var next []planned
		holder := "staff"
		if claims {
			holder = reviewer
			next = append(next, planned{claimed, func(at time.Time) []planned {
				y.must(reviewer, "认领 "+number, at, "办好了")
				return nil
			}})
		}
		if claims && asks {
			stood = []span{{asked, supplied}}
			next = append(next, planned{asked, func(at time.Time) []planned {
				y.must(reviewer, "请补充 "+number+" 请说明由谁决定。", at, "办好了")
				return nil
			}}, planned{supplied, func(at time.Time) []planned {
				y.must(who, "镇党委会定的，有纪要。", at, "已经转给经办的人")
				return nil
			}})
		}
		end := time.Date(2027, 1, 1, 0, 0, 0, 0, beijing)
		if claims && !never {
			end = answered
			next = append(next, planned{answered, func(at time.Time) []planned {
				y.must(reviewer, "答复 "+number+" 可以申请备案。", at, "一致吗")
				y.must(reviewer, "[先跳过]", at, "办好了")
				return nil
			}})
		}
		to := map[int]string{50: holder, 100: "lead", 150: "head"}
		for percent, moment := range m.parts(opened, 3, stood, 50, 100, 150) {
			if moment.After(end) {
				continue
			}
			whom := to[percent]
			if percent == 50 && moment.Before(claimed) {
				whom = "staff"
			}
			want[number] = append(want[number], due{fmt.Sprintf("answer %d%%", percent), whom, moment})
		}
		return next
	}}
}

// reminder is something to be put right by a day.
func (y *year) reminder(who string, opened time.Time, m minutes, want map[string][]due) planned {
	reviewer, second := fmt.Sprintf("r%d", y.dice.IntN(5)), fmt.Sprintf("r%d", 5+y.dice.IntN(4))
	day := opened.AddDate(0, 0, 3+y.dice.IntN(20))
	reported := opened.Add(time.Duration(2*24*60+y.dice.IntN(30*24*60)) * time.Minute)
	closed := reported.Add(time.Duration(1+y.dice.IntN(12*24*60)) * time.Minute)
	never := y.dice.IntN(15) == 0
	return planned{opened, func(at time.Time) []planned {
		number := numberIn(y.must(reviewer, "新建 提醒 给"+who+"：窗口工作时间无人值守", at, "待发函"))
		y.must(reviewer, "认领 "+number, at, "办好了")
		y.must(reviewer, "发提醒函 "+number+" 窗口无人值守｜现场记录｜落实AB岗", at, "哪一天")
		y.must(reviewer, day.Format("2006年1月2日"), at, "另一个人确认")
		y.must(second, "同意 "+number, at, "办好了")
		end := time.Date(2027, 1, 1, 0, 0, 0, 0, beijing)
		var next []planned
		if !never {
			end = reported
			next = []planned{{reported, func(at time.Time) []planned {
				y.must(who, "报告整改 "+number+" 已经落实AB岗。", at, "依据")
				y.must(who, "在岗公示照片", at, "已经转给经办的人")
				return nil
			}}, {closed, func(at time.Time) []planned {
				y.must(reviewer, "整改到位，办结 "+number+" 现场看过，已经落实。", at, "核实过")
				y.must(reviewer, "[都核对过了]", at, "办好了")
				return nil
			}}}
			for percent, moment := range m.parts(reported, 5, nil, 50, 100, 150) {
				if !moment.After(closed) {
					want[number] = append(want[number], due{fmt.Sprintf("check %d%%", percent), map[int]string{50: reviewer, 100: "lead", 150: "head"}[percent], moment})
				}
			}
		}
		for _, x := range []struct {
			days     int
			mark, to string
		}{{-3, "put-right -3d", who}, {0, "put-right 0d", who}, {1, "put-right 1d", who}, {1, "put-right 1d holder", reviewer}, {3, "put-right 3d", "lead"}, {10, "put-right 10d", "head"}} {
			moment := m.opensOn(day, x.days)
			if !moment.Before(at) && !moment.After(end) {
				want[number] = append(want[number], due{x.mark, x.to, moment})
			}
		}
		return next
	}}
}

// compare holds what was told against what must be.
func (y *year) compare(want map[string][]due, step time.Duration) {
	y.t.Helper()
	expected := map[string]bool{}
	missed, doubled, wrong, all := 0, 0, 0, 0
	cases := 0
	if err := y.desks[0].Store.AllCases(y.t.Context(), "demo", func(filing.Case) error { cases++; return nil }); err != nil {
		y.t.Fatal(err)
	}
	for number, dues := range want {
		for _, w := range dues {
			all++
			key := number + " " + w.mark
			expected[key] = true
			got := y.told[key]
			switch {
			case len(got) == 0:
				missed++
				y.t.Logf("%s, to be told at %s, was not", key, w.at)
			case len(got) > 1:
				doubled++
				y.t.Logf("%s was told %v", key, got)
			case got[0].to != w.to || got[0].at.Before(w.at) || got[0].at.After(w.at.Add(step)):
				wrong++
				y.t.Logf("%s was told %v, want %s at %s", key, got, w.to, w.at)
			}
		}
	}
	for key, got := range y.told {
		if !expected[key] {
			wrong++
			y.t.Logf("%s was told %v, and there was no need", key, got)
		}
	}
	y.t.Logf("%d cases, %d turns, %d reminders: %d missed, %d doubled, %d wrong", cases, y.turns, all, missed, doubled, wrong)
	if missed+doubled+wrong > 0 || all < cases {
		y.t.Errorf("%d missed, %d doubled, %d wrong of %d", missed, doubled, wrong, all)
	}
}

// A span is a time during which a deadline stands still.
type span struct{ from, to time.Time }

// minutes are the working minutes of a year, counted one by one.
type minutes struct {
	ends  []time.Time // of each working minute
	opens []time.Time // the beginning of each working day
}

// workingMinutes counts the working minutes of 2026: those of the office hours on days that are no free days.
func workingMinutes(t *testing.T, days *filing.Calendar) minutes {
	t.Helper()
	var all minutes
	for day := time.Date(2026, 1, 1, 0, 0, 0, 0, beijing); day.Year() == 2026; day = day.AddDate(0, 0, 1) {
		works, err := days.Working(knowledge.Date(day.Format(time.DateOnly)))
		if err != nil {
			t.Fatal(err)
		}
		for _, hours := range [][2]int{{8*60 + 30, 12 * 60}, {14*60 + 30, 18 * 60}} {
			for m := hours[0] + 1; works && m <= hours[1]; m++ {
				all.ends = append(all.ends, day.Add(time.Duration(m)*time.Minute))
			}
		}
		if works {
			all.opens = append(all.opens, day.Add(8*time.Hour+30*time.Minute))
		}
	}
	return all
}

// after are the ends of the minutes that end after a time.
func (m minutes) after(t time.Time) []time.Time {
	i, _ := slices.BinarySearchFunc(m.ends, t.Add(1), time.Time.Compare)
	return m.ends[i:]
}

// parts are the moments at which so many hundredths have gone by of the working time to the end of the working day
// that lies so many after the opening, without the minutes that lie in stood.
func (m minutes) parts(opened time.Time, days int, stood []span, percents ...int) map[int]time.Time {
	last := opened.Format(time.DateOnly)
	total, gone := 0, 0
	for _, end := range m.after(opened) {
		if d := end.Format(time.DateOnly); d != last {
			if days == 0 {
				break
			}
			last, days = d, days-1
		}
		total++
	}
	at := map[int]time.Time{}
	for _, end := range m.after(opened) {
		if slices.ContainsFunc(stood, func(s span) bool { return end.After(s.from) && !end.After(s.to) }) {
			continue
		}
		gone++
		for _, p := range percents {
			if _, done := at[p]; !done && gone*100 >= total*p {
				at[p] = end
			}
		}
		if len(at) == len(percents) {
			break
		}
	}
	return at
}

// opensOn is when office hours begin so many working days from a day; for a free day itself it is the last one before.
func (m minutes) opensOn(day time.Time, days int) time.Time {
	midnight := time.Date(day.Year(), day.Month(), day.Day(), 0, 0, 0, 0, beijing)
	at, _ := slices.BinarySearchFunc(m.opens, midnight, time.Time.Compare)
	works := m.opens[at].Sub(midnight) < 24*time.Hour
	switch {
	case works:
	case days == 0:
		days = -1
	case days > 0:
		days--
	}
	return m.opens[at+days]
}
