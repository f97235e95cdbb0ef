package filing

import (
	"errors"
	"testing"
	"time"
)

// roads are those that the program carries.
func roads(t testing.TB) *Workflows {
	t.Helper()
	w, err := LoadWorkflows(nil)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// rules are those of the program with the shipped roads and calendar.
func rules(t testing.TB) Rules {
	t.Helper()
	return Rules{Workflows: roads(t), Calendar: calendar(t)}
}

// at is a moment in Beijing: 2026-07-06 09:00.
func at(t testing.TB, text string) time.Time {
	t.Helper()
	m, err := time.ParseInLocation("2006-01-02 15:04", text, beijing)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestAConsultationIsClaimedAskedAndAnswered(t *testing.T) {
	r := rules(t)
	cadre := Actor{ID: "cadre"}
	one, two := Actor{ID: "one", Roles: StaffRoles}, Actor{ID: "two", Roles: StaffRoles}
	c, events, err := Begin(Case{Number: "ZX-2026-0001", Kind: Consultation, From: "cadre", Question: "能先开工吗？", Opened: at(t, "2026-07-06 09:00")}, cadre, r)
	if err != nil || c.State != "waiting" || len(events) != 1 || events[0].Text != "新的咨询 ZX-2026-0001：能先开工吗？" {
		t.Fatalf("begun as %+v, %+v, %v", c, events, err)
	}
	if got := sayDay(c.Clocks[0].Due, OfficeHours); got != "2026年7月9日" {
		t.Errorf("due on %s", got)
	}
	c, events, err = c.Apply(Action{ID: "claim", By: one, At: at(t, "2026-07-06 10:00")}, r)
	if err != nil || c.Holder != "one" || len(events) != 1 || events[0].Text != "ZX-2026-0001 已经有人在看，2026年7月9日前答复您。" {
		t.Fatalf("claimed: %+v, %+v, %v", c, events, err)
	}
	if _, _, err := c.Apply(Action{ID: "reply", By: two, At: at(t, "2026-07-06 10:00"), Text: "能"}, r); !errors.Is(err, ErrTaken) {
		t.Errorf("another one replied: %v", err)
	}
	c, _, err = c.Apply(Action{ID: "ask", By: one, At: at(t, "2026-07-06 11:00"), Text: "哪天开工？"}, r)
	if err != nil || c.Stopped.IsZero() || len(c.Clocks[0].Marks) != 0 {
		t.Fatalf("asked: %+v, %v", c, err)
	}
	c, _, err = c.Apply(Action{ID: "supply", By: cadre, At: at(t, "2026-07-07 11:00"), Text: "八月一日。"}, r)
	if err != nil || !c.Stopped.IsZero() || sayDay(c.Clocks[0].Due, OfficeHours) != "2026年7月10日" || len(c.Clocks[0].Marks) != 3 {
		t.Fatalf("supplied: %+v, %v", c, err)
	}
	c, events, err = c.Apply(Action{ID: "reply", By: one, At: at(t, "2026-07-08 11:00"), Text: "不能。", Note: "机密"}, r)
	if err != nil || !c.Done || len(c.Clocks) != 0 || events[0].Who != "cadre" || events[0].Text != "ZX-2026-0001 的答复：\n不能。" {
		t.Fatalf("replied: %+v, %+v, %v", c, events, err)
	}
}
