package filing

import (
	"math/rand/v2"
	"testing"
	"time"
)

// TestAYearOfDeadlines lets 400 consultations run through a year, asked for more at random moments, and never answered.
// Each mark comes once, when just its part of the working time has gone by without the time that stood still.
func TestAYearOfDeadlines(t *testing.T) {
	r := rules(t)
	dice := rand.New(rand.NewPCG(3, 3))
	clock := Actor{Roles: []Role{RoleClock}}
	fired := 0
	for range 400 {
		now := at(t, "2026-01-01 00:00").Add(time.Duration(dice.IntN(330*24*60)) * time.Minute)
		c, _, err := Begin(Case{Number: "1", Kind: Consultation, From: "cadre", Opened: now}, people["cadre"], r)
		if err != nil {
			t.Fatal(err)
		}
		do := func(a Action) {
			if c, _, err = c.Apply(a, r); err != nil {
				t.Fatalf("%s at %s: %v", a.ID, a.At, err)
			}
		}
		do(Action{ID: "claim", By: people["one"], At: now})
		start, end := now, c.Clocks[0].Due
		total, _ := r.Worked(start, end)
		var stood time.Duration
		told := map[string]int{}
		asks := dice.IntN(4)
		for len(c.Clocks) > 0 && len(c.Clocks[0].Marks) > 0 {
			m := c.Clocks[0].Marks[0]
			if wait := time.Duration(dice.IntN(40)) * time.Hour; asks > 0 && now.Add(wait).Before(m.At) {
				asks--
				now = now.Add(wait)
				do(Action{ID: "ask", By: people["one"], At: now, Text: "哪天？"})
				back := now.Add(time.Duration(dice.IntN(10*24*60)) * time.Minute)
				still, _ := r.Worked(now, back)
				stood, now = stood+still, back
				do(Action{ID: "supply", By: people["cadre"], At: now, Text: "今天。"})
				continue
			}
			now = m.At
			do(Action{ID: MarkAction, By: clock, At: now, Clock: "answer", Mark: m.ID})
			told[m.ID]++
			worked, _ := r.Worked(start, now)
			if want := total * time.Duration(markPercent(m.ID)) / 100; worked-stood != want {
				t.Fatalf("%s of a case of %s came after %s of working time, want %s", m.ID, start, worked-stood, want)
			}
		}
		for _, id := range []string{"50%", "100%", "150%"} {
			if told[id] != 1 {
				t.Errorf("%s of a case of %s came %d times", id, start, told[id])
			}
		}
		fired += len(told)
	}
	t.Logf("%d marks", fired)
}
