package filing

import (
	"slices"
	"strings"
	"testing"
)

// A step of a walk: who does what, and where the case stands afterwards.
type step struct {
	who    string // cadre, one, two or head
	action string
	to     State // "" as before
}

// people are who walk.
var people = map[string]Actor{
	"cadre": {ID: "cadre"}, "one": {ID: "one", Roles: []Role{RoleReviewer}},
	"two": {ID: "two", Roles: []Role{RoleLead}}, "head": {ID: "head", Roles: []Role{RoleHead}},
}

// TestEveryKindIsWalkedToItsEnds walks each road as an office would, with all that the actions need.
func TestEveryKindIsWalkedToItsEnds(t *testing.T) {
	for _, walk := range []struct {
		name  string
		kind  Kind
		steps []step
	}{
		{"a consultation is answered after a question, and objected to", Consultation, []step{
			{"one", "claim", "working"}, {"one", "ask", "asked"}, {"cadre", "supply", "working"}, {"one", "reply", "answered"},
			{"cadre", "rate", ""}, {"cadre", "object", ""}}},
		{"a consultation changes hands", Consultation, []step{
			{"one", "claim", "working"}, {"one", "avoid", "waiting"}, {"two", "assign", "working"}, {"cadre", "withdraw", "withdrawn"}}},
		{"a filing is supplemented, approved, carried out and finished", Filing, []step{
			{"one", "claim", ""}, {"one", "supplement", "supplement"}, {"cadre", "supply", "submitted"}, {"one", "accept", "verifying"},
			{"one", "ask", "asked"}, {"cadre", "answer", "verifying"}, {"one", "verify", ""}, {"two", "approve", "approved"},
			{"cadre", "report", ""}, {"cadre", "obtained", ""}, {"one", "permits", ""}, {"one", "visited", ""}, {"two", "prolong", ""},
			{"head", "confirm", ""}, {"cadre", "change", ""}, {"one", "finish", "finished"}, {"cadre", "rate", ""}}},
		{"a filing is refused by two", Filing, []step{
			{"one", "claim", ""}, {"one", "accept", "verifying"}, {"one", "verify", ""}, {"one", "refuse", ""}, {"two", "reject", ""},
			{"one", "refuse", ""}, {"head", "confirm", "refused"}, {"cadre", "object", ""}}},
		{"a filing is not taken", Filing, []step{{"one", "claim", ""}, {"one", "decline", ""}, {"two", "confirm", "declined"}}},
		{"a filing is revoked", Filing, []step{
			{"one", "claim", ""}, {"one", "accept", "verifying"}, {"one", "verify", ""}, {"two", "approve", "approved"},
			{"two", "revoke", ""}, {"head", "confirm", "revoked"}}},
		{"a filing is passed on", Filing, []step{
			{"one", "claim", ""}, {"one", "accept", "verifying"}, {"one", "pass-on", ""}, {"two", "confirm", "passed-on"}}},
		{"a change is agreed to", Change, []step{
			{"one", "claim", ""}, {"one", "start", "verifying"}, {"one", "ask", "asked"}, {"cadre", "supply", "verifying"}, {"one", "compare", ""},
			{"two", "agree", ""}, {"head", "confirm", "agreed"}}},
		{"a change is not agreed to", Change, []step{
			{"one", "claim", ""}, {"one", "start", "verifying"}, {"one", "compare", ""}, {"one", "keep", ""}, {"two", "confirm", "kept"},
			{"cadre", "object", ""}}},
		{"a change is so large that it is filed anew", Change, []step{
			{"one", "claim", ""}, {"one", "start", "verifying"}, {"one", "compare", ""}, {"one", "refile", "refile"}}},
		{"a name is cleared and the slander passed up", Clarification, []step{
			{"one", "claim", ""}, {"one", "incomplete", "incomplete"}, {"cadre", "supply", "submitted"}, {"one", "accept", "verifying"},
			{"two", "found", ""}, {"head", "confirm", "clarifying"}, {"two", "refer-up", ""}, {"head", "confirm", ""},
			{"one", "clarified", "following"}, {"one", "archive", "archived"}, {"cadre", "rate", ""}}},
		{"a name is not cleared", Clarification, []step{
			{"one", "claim", ""}, {"one", "accept", "verifying"}, {"one", "refuse", ""}, {"head", "confirm", "unfounded"}, {"cadre", "object", ""}}},
		{"a reminder is answered, returned and closed", Reminder, []step{
			{"one", "claim", ""}, {"one", "send", ""}, {"two", "confirm", "sent"}, {"cadre", "report", "answered"}, {"one", "return", "sent"},
			{"one", "reported", "answered"}, {"one", "close", "closed"}}},
		{"a reminder is passed on", Reminder, []step{
			{"one", "claim", ""}, {"one", "send", ""}, {"two", "confirm", "sent"}, {"one", "pass-on", ""}, {"head", "confirm", "passed-on"}}},
		{"somebody punished is visited twice", Visit, []step{
			{"one", "claim", ""}, {"one", "schedule", "waiting"}, {"one", "study", "studying"}, {"one", "tailor", "visiting"},
			{"one", "visited", "feeding-back"}, {"one", "feedback", "waiting"}, {"one", "study", "studying"}, {"one", "tailor", "visiting"},
			{"one", "visited", "feeding-back"}, {"one", "end", "finished"}}},
		{"a round of rating", SelfCheck, []step{
			{"one", "claim", ""}, {"one", "items", ""}, {"one", "checked", "rating"}, {"one", "rated", ""}, {"two", "confirm", "educating"},
			{"one", "educated", "correcting"}, {"one", "corrected", "firming"}, {"one", "take-off", ""}, {"head", "confirm", ""},
			{"two", "close", "closed"}}},
	} {
		t.Run(walk.name, func(t *testing.T) {
			r := rules(t)
			w := r.Workflows.Of(walk.kind)
			now := at(t, "2026-11-02 09:00")
			opener := people["cadre"]
			if !slices.Contains(w.Openers, RoleAsker) {
				opener = people["one"]
			}
			c, _, err := Begin(Case{Number: "X-1", Kind: walk.kind, From: "cadre", Opened: now, Question: "先开工后补手续"}, opener, r)
			if err != nil {
				t.Fatal(err)
			}
			for _, s := range walk.steps {
				now, _ = r.After(now, OfficeHours.Length()/4)
				a := Action{ID: s.action, By: people[s.who], At: now, Note: "说明"}
				if m, ok := w.Move(s.action); ok {
					a = fitting(m, people[s.who], now)
				}
				was := c
				if c, _, err = c.Apply(a, r); err != nil {
					t.Fatalf("%s by %s in %s: %v", s.action, s.who, was.State, err)
				}
				if s.to == "" {
					s.to = was.State
				}
				if c.State != s.to || len(c.Record) <= len(was.Record) {
					t.Fatalf("after %s the case is %s, want %s; record %d", s.action, c.State, s.to, len(c.Record))
				}
			}
			if !c.Done || len(c.Clocks) != 0 || c.Proposal != nil {
				t.Errorf("the walk ends with %+v", c)
			}
		})
	}
}

// TestAChangeGoesFromTheFiling follows a further case: it knows where it came from, and an objection is for others.
func TestAFurtherCaseIsOpened(t *testing.T) {
	r := rules(t)
	now := at(t, "2026-11-02 09:00")
	for _, row := range []struct {
		kind   Kind
		state  State
		action string
		opens  Kind
		avoid  []string
	}{
		{Filing, "approved", "change", Change, nil},
		{Filing, "refused", "object", Consultation, []string{"one", "two"}},
	} {
		w := r.Workflows.Of(row.kind)
		m, _ := w.Move(row.action)
		c := Case{Number: "宝纪备〔2026〕3号", Kind: row.kind, From: "cadre", State: row.state, Question: "先开工", Done: row.state == "refused",
			Record: []Entry{{Who: "cadre", Action: OpenAction}, {Who: "one", Action: "refuse"}, {Who: "two", Action: ConfirmAction}}}
		if row.avoid == nil {
			c.Record = nil
		}
		next, events, err := c.Apply(fitting(m, people["cadre"], now), r)
		if err != nil {
			t.Fatal(err)
		}
		i := slices.IndexFunc(events, func(e Event) bool { return e.Opens != nil })
		if i < 0 {
			t.Fatalf("no further case in %+v", events)
		}
		child := events[i].Opens
		if child.Kind != row.opens || child.Parent != c.Number || child.State == "" || len(child.Clocks) == 0 || !slices.Equal(child.Avoid, row.avoid) {
			t.Errorf("opened %+v", child)
		}
		if told := events[i+1]; !told.Child || !strings.Contains(told.Text, NumberMark) {
			t.Errorf("told of it: %+v", told)
		}
		if next.State != row.state {
			t.Errorf("the first case is now %s", next.State)
		}
	}
}
