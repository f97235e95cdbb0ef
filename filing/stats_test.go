package filing

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"dandang/knowledge"
)

// answered is a consultation that was claimed and answered so many working hours after it was opened.
func answered(t *testing.T, r Rules, opened string, claim, reply time.Duration, judged knowledge.Outcome, agrees string) Case {
	t.Helper()
	start := at(t, opened)
	c, _, err := Begin(Case{Number: "ZX-" + opened, Kind: Consultation, From: "cadre", Question: "能备案吗？", Opened: start, Outcome: judged, Item: "pos-x"}, people["cadre"], r)
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range []Action{{ID: "claim", At: worked(t, r, start, claim)}, {ID: "reply", Text: "这样办。", At: worked(t, r, start, reply), Values: map[string]string{"agrees": agrees}}} {
		a.By = people["one"]
		if c, _, err = c.Apply(a, r); err != nil {
			t.Fatal(err)
		}
	}
	return c
}

func worked(t *testing.T, r Rules, from time.Time, d time.Duration) time.Time {
	t.Helper()
	to, err := r.After(from, d)
	if err != nil {
		t.Fatal(err)
	}
	return to
}

func TestFigures(t *testing.T) {
	r := rules(t)
	var cases []Case
	for i := range 20 { // from one to twenty hours
		cases = append(cases, answered(t, r, "2026-07-06 08:30", time.Hour/2, time.Duration(i+1)*time.Hour, knowledge.Refer, "一致"))
	}
	cases = append(cases, answered(t, r, "2026-08-03 08:30", time.Hour, 40*time.Hour, knowledge.Fits, "不一致"))
	helpful, _, err := cases[0].Apply(Action{ID: "rate", By: people["cadre"], At: at(t, "2026-07-10 10:00"), Values: map[string]string{"helpful": "有帮助"}}, r)
	if err != nil {
		t.Fatal(err)
	}
	cases[0] = helpful
	waiting, _, _ := Begin(Case{Number: "ZX-9", Kind: Consultation, From: "cadre", Opened: at(t, "2026-08-20 09:00")}, people["cadre"], r)
	early, _, _ := Begin(Case{Number: "ZX-0", Kind: Consultation, From: "cadre", Opened: at(t, "2026-06-20 09:00")}, people["cadre"], r)
	s := Count(append(cases, waiting, early), at(t, "2026-07-01 00:00"), at(t, "2026-09-01 00:00"), at(t, "2026-08-28 09:00"), r)
	if s.All.Opened != 22 || s.All.Ended != 21 || s.All.Running != 1 || s.All.Decided != 21 || s.All.Overdue != 1 || s.All.Late != 2 || s.All.Overturned != 1 || s.All.Helpful != 1 {
		t.Errorf("%+v", s.All)
	}
	d := s.ByItem[0].Decision
	if s.ByItem[0].ID != "pos-x" || d.N != 21 || d.Median != 11*time.Hour || d.P95 != 20*time.Hour {
		t.Errorf("by item %+v", s.ByItem[0])
	}
	if first := s.All.First; first.N != 21 || first.Median != time.Hour/2 {
		t.Errorf("first answers %+v", first)
	}
	if len(s.Months) != 2 || s.Months[0].Month != "2026-07" || s.Months[0].Opened != 20 || s.Months[1].Decided != 1 {
		t.Errorf("months %+v", s.Months)
	}
	table := s.Table()
	if got := strings.Join(table[1], ","); got != "合计,全部,22,21,1,21,1,2,1,9.1%,4.8%,1,0,0.5,0.5,11.0,20.0" {
		t.Errorf("the first row is %s", got)
	}
	for _, row := range table {
		if len(row) != len(table[0]) {
			t.Errorf("a row of %d cells under %d heads: %v", len(row), len(table[0]), row)
		}
	}
}

func TestTimesLeaveOutWhatStoodStill(t *testing.T) {
	r := rules(t)
	c, _, _ := Begin(Case{Number: "1", Kind: Consultation, From: "cadre", Opened: at(t, "2026-07-06 08:30")}, people["cadre"], r)
	for _, a := range []Action{
		{ID: "claim", By: people["one"], At: at(t, "2026-07-06 09:30")}, {ID: "ask", By: people["one"], At: at(t, "2026-07-06 10:30"), Text: "哪天？"},
		{ID: "supply", By: people["cadre"], At: at(t, "2026-07-20 10:30"), Text: "今天。"}, {ID: "reply", By: people["one"], At: at(t, "2026-07-20 11:30"), Text: "好。"},
	} {
		var err error
		if c, _, err = c.Apply(a, r); err != nil {
			t.Fatal(err)
		}
	}
	s := Count([]Case{c}, at(t, "2026-07-01 00:00"), at(t, "2026-08-01 00:00"), at(t, "2026-08-01 00:00"), r)
	if s.All.Decision.Median != 3*time.Hour || s.All.Late != 0 {
		t.Errorf("%+v", s.All)
	}
}

// TestFiguresAgreeWithTheRecords counts what happened at random to cases of all kinds once more, plainly.
func TestFiguresAgreeWithTheRecords(t *testing.T) {
	r := rules(t)
	dice := rand.New(rand.NewPCG(7, 7))
	crowd := []Actor{people["cadre"], people["one"], people["two"], people["head"], {ID: "four", Roles: StaffRoles}}
	var cases []Case
	acts := map[string]int{}
	overturned, ended := 0, 0
	for range 300 {
		w := oneOf(dice, r.Workflows.All())
		now := at(t, "2026-01-05 09:00").Add(time.Duration(dice.IntN(200*24)) * time.Hour)
		opener := people["cadre"]
		if w.Openers[0] != RoleAsker {
			opener = people["one"]
		}
		c, _, err := Begin(Case{Number: "X", Kind: w.Kind, From: "cadre", Opened: now, Outcome: oneOf(dice, []knowledge.Outcome{knowledge.Fits, knowledge.Barred, ""})}, opener, r)
		if err != nil {
			t.Fatal(err)
		}
		for range 10 + dice.IntN(50) {
			now = now.Add(time.Duration(dice.IntN(12)) * time.Hour)
			if next, _, err := c.Apply(anyAction(dice, c, w, crowd, r, now), r); err == nil {
				c = next
			}
		}
		cases = append(cases, c)
		against, over := false, false
		for _, e := range c.Record {
			acts[e.Action]++
			over = over || e.To != e.From && e.Who != "cadre" && (c.Kind == Filing && (e.Action == "approve" || e.Action == "refuse") ||
				c.Kind == Change && (e.Action == "agree" || e.Action == "keep") || c.Kind == Consultation && e.Action == "admit")
			against = against || over && (c.Outcome == knowledge.Fits && (e.Action == "refuse" || e.Action == "keep") ||
				c.Outcome == knowledge.Barred && (e.Action == "approve" || e.Action == "agree" || e.Action == "admit"))
		}
		if against || c.Values["agrees"] == "不一致" {
			overturned++
		}
		if c.Done {
			ended++
		}
	}
	s := Count(cases, at(t, "2026-01-01 00:00"), at(t, "2027-01-01 00:00"), at(t, "2026-12-01 00:00"), r)
	if s.All.Opened != len(cases) || s.All.Ended != ended || s.All.Opened != s.All.Ended+s.All.Running || s.All.Overturned != overturned || overturned == 0 {
		t.Errorf("%+v, want %d cases, %d ended, %d overturned", s.All, len(cases), ended, overturned)
	}
	for _, groups := range [][]Group{s.ByKind, s.ByEnd, s.ByJudged, s.ByItem} {
		var sum Figures
		for _, g := range groups {
			sum.add(g.Figures)
		}
		if sum.Opened != s.All.Opened || sum.Decided != s.All.Decided || sum.Late != s.All.Late || sum.Overdue != s.All.Overdue || len(sum.Decision.all) != s.All.Decision.N {
			t.Errorf("the groups add up to %+v, not to %+v", sum, s.All)
		}
	}
	if len(acts) != len(s.Acts) {
		t.Errorf("acts %v, want %v", s.Acts, acts)
	}
	for action, n := range acts {
		if s.Acts[action] != n {
			t.Errorf("%s happened %d times, counted %d", action, n, s.Acts[action])
		}
	}
}
