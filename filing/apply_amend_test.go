package filing

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"dandang/knowledge"
)

// TestAChangeAmendsTheFiling agrees to a change and sets in the filing what was agreed.
func TestAChangeAmendsTheFiling(t *testing.T) {
	r := rules(t)
	now := at(t, "2026-11-26 10:00")
	program := Actor{Roles: []Role{RoleClock}}
	for _, row := range []struct {
		name   string
		by     Actor
		state  State
		set    map[string]string
		why    error
		text   string // what the asker is told
		due    knowledge.Date
		values int // recorded by the entry
	}{
		{"scope and period", program, "approved", map[string]string{"scope": "二十五户", "until": "2026年12月25日前"}, nil,
			"X-1 按 BG-2026-0001 同意的变更，备案范围由“二十三户”改为“二十五户”；备案期限由“2026年12月15日前”改为“2026年12月25日前”。别的没有变。", "2026-12-25", 2},
		{"what stays the same is not told", program, "approved", map[string]string{"scope": "二十五户", "until": "2026年12月15日前"}, nil,
			"X-1 按 BG-2026-0001 同意的变更，备案范围由“二十三户”改为“二十五户”。别的没有变。", "2026-12-15", 1},
		{"nothing changes", program, "approved", map[string]string{"scope": "二十三户。"}, ErrNotNow, "", "2026-12-15", 0},
		{"a value that the filing does not have", program, "approved", map[string]string{"since": "2026年12月1日"}, ErrNotNow, "", "2026-12-15", 0},
		{"the filing has ended meanwhile", program, "revoked", map[string]string{"scope": "二十五户"}, ErrNotNow, "", "", 0},
		{"by hand", people["head"], "approved", map[string]string{"scope": "二十五户"}, ErrNotPermitted, "", "2026-12-15", 0},
		{"by the asker", people["cadre"], "approved", map[string]string{"scope": "二十五户"}, ErrNotPermitted, "", "2026-12-15", 0},
	} {
		t.Run(row.name, func(t *testing.T) {
			c := approved(t, r, "二十三户。", "2026年12月15日前")
			if row.state == "revoked" {
				c.State, c.Done, c.Clocks = row.state, true, nil
			}
			next, events, err := c.Apply(Action{ID: AmendAction, By: row.by, At: now, Amends: &Amendment{Of: "X-1", By: "head", From: "BG-2026-0001", Values: row.set}}, r)
			if !errors.Is(err, row.why) || row.why == nil && err != nil {
				t.Fatalf("%v, want %v", err, row.why)
			}
			told := ""
			for _, e := range events {
				if e.To == ToAsker {
					told = e.Text
				}
			}
			if told != row.text {
				t.Errorf("told %q", told)
			}
			var day knowledge.Date
			for _, k := range next.Clocks {
				if k.ID == "term" {
					day = k.Day
				}
			}
			if day != row.due {
				t.Errorf("the filing ends %q", day)
			}
			if row.why != nil {
				return
			}
			last := next.Record[len(next.Record)-1]
			if last.Who != "head" || last.Action != AmendAction || last.From != last.To || len(last.Data) != row.values {
				t.Errorf("the record says %+v", last)
			}
			if !slices.ContainsFunc(next.Told(r.Workflows.Of(Filing)).Record, func(e Entry) bool { return e.Action == AmendAction && e.Who == "" }) {
				t.Error("the asker does not find it in the record, or finds who did it")
			}
		})
	}
}

// TestAChangeOutdatesWhatWasProposed has somebody propose a longer period while a change is agreed.
func TestAChangeOutdatesWhatWasProposed(t *testing.T) {
	r := rules(t)
	now := at(t, "2026-11-26 10:00")
	w := r.Workflows.Of(Filing)
	prolong, _ := w.Move("prolong")
	for _, row := range []struct {
		name  string
		set   map[string]string
		stays bool
	}{
		{"the same value", map[string]string{"until": "2026年12月25日前"}, false},
		{"another value", map[string]string{"scope": "二十五户"}, true},
	} {
		t.Run(row.name, func(t *testing.T) {
			c := approved(t, r, "二十三户。", "2026年12月15日前")
			a := fitting(prolong, people["head"], now)
			a.Values["until"] = "2026年12月31日前"
			c, _, err := c.Apply(a, r)
			if err != nil || c.Proposal == nil {
				t.Fatalf("%+v, %v", c.Proposal, err)
			}
			c, events, err := c.Apply(Action{ID: AmendAction, By: Actor{Roles: []Role{RoleClock}}, At: now, Amends: &Amendment{Of: "X-1", By: "head", From: "BG-2026-0001", Values: row.set}}, r)
			if err != nil {
				t.Fatal(err)
			}
			told := slices.ContainsFunc(events, func(e Event) bool { return e.Who == "head" && strings.Contains(e.Text, "不再算数") })
			if told == row.stays || (c.Proposal != nil) != row.stays {
				t.Errorf("told %v, proposal %+v", told, c.Proposal)
			}
			for _, e := range events {
				if e.To == ToAsker && strings.Contains(e.Text, "不再算数") {
					t.Errorf("the asker is told what was proposed: %q", e.Text)
				}
			}
			if _, _, err := c.Apply(Action{ID: ConfirmAction, By: people["two"], At: now}, r); row.stays != (err == nil) {
				t.Errorf("confirmed: %v", err)
			}
		})
	}
}

// approved is a filing under way.
func approved(t *testing.T, r Rules, scope, until string) Case {
	t.Helper()
	now := at(t, "2026-11-25 10:00")
	approve, _ := r.Workflows.Of(Filing).Move("approve")
	c := standing(approve, r.Workflows.Of(Filing), people["head"], "cadre", "", now)
	a := fitting(approve, people["head"], now)
	a.Values["scope"], a.Values["until"], a.Values["permits"], a.Values["visit-on"] = scope, until, "", "2026年12月10日"
	c, _, err := c.Apply(a, r)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// TestOnlyTheSecondPersonAmends sees that the filing hears of a change when it is confirmed and not before.
func TestOnlyTheSecondPersonAmends(t *testing.T) {
	r := rules(t)
	now := at(t, "2026-11-26 10:00")
	w := r.Workflows.Of(Change)
	agree, _ := w.Move("agree")
	lead := Actor{ID: "lead", Roles: []Role{RoleLead}}
	c := standing(agree, w, lead, "cadre", "", now)
	c.Number, c.Parent = "BG-2026-0001", "X-1"
	a := fitting(agree, lead, now)
	a.Values["scope"] = "二十五户"
	c, events, err := c.Apply(a, r)
	if err != nil || c.Proposal == nil || slices.ContainsFunc(events, func(e Event) bool { return e.Amends != nil }) {
		t.Fatalf("proposed: %+v, %v", events, err)
	}
	_, events, err = c.Apply(Action{ID: ConfirmAction, By: people["head"], At: now}, r)
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(events, func(e Event) bool { return e.Amends != nil })
	if i < 0 {
		t.Fatalf("nothing is amended: %+v", events)
	}
	if x := events[i].Amends; x.Of != "X-1" || x.From != "BG-2026-0001" || x.By != "lead" || x.Values["scope"] != "二十五户" || x.Values["until"] == "" || len(x.Values) != 2 {
		t.Errorf("%+v", x)
	}
	c.Parent = ""
	if _, events, err = c.Apply(Action{ID: ConfirmAction, By: people["head"], At: now}, r); err != nil || slices.ContainsFunc(events, func(e Event) bool { return e.Amends != nil }) {
		t.Errorf("a change of nothing amends: %+v, %v", events, err)
	}
}

// TestWhatIsAmendedMustBeThere refuses roads in which a change sets what the filing does not keep.
func TestWhatIsAmendedMustBeThere(t *testing.T) {
	file, err := workflowFiles.ReadFile("workflows/change.yaml")
	if err != nil {
		t.Fatal(err)
	}
	changed := strings.Replace(string(file), "amends: [scope, until]", "amends: [since]", 1)
	_, err = LoadWorkflows(fstest.MapFS{"change.yaml": {Data: []byte(changed)}})
	if err == nil || !strings.Contains(err.Error(), "那边没有动作记录它") {
		t.Errorf("%v", err)
	}
}
