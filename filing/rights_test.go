package filing

import (
	"errors"
	"flag"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"dandang/knowledge"
)

var update = flag.Bool("update", false, "write the golden files anew")

func TestRightsAreThoseOnPaper(t *testing.T) {
	const file = "testdata/rights.txt"
	got := roads(t).RightsText()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil || got != string(want) {
		t.Errorf("the table of rights is not that of %s (%v); go test ./filing -run Rights -update writes it anew:\n%s", file, err, got)
	}
}

// answerTo is a fit answer to a need.
func answerTo(n Need) string {
	later := "2026年12月25日"
	switch {
	case n.ID == needRow:
		return "1"
	case n.Rows && n.Type == TypeDeadline:
		return "施工许可证｜县住建局｜" + later
	case n.Type == TypeDate || n.Type == TypeDeadline:
		return later
	case n.Type == TypeChoice:
		return n.Choices[0]
	case n.Type == TypeYesNo:
		return "是"
	case n.Type != TypeText:
		return n.Example
	}
	return "按规定办理的说明"
}

// fitting is the action with all that it needs.
func fitting(m Move, by Actor, now time.Time) Action {
	a := Action{ID: m.ID, By: by, At: now, Values: map[string]string{}, Ticked: len(m.Checks), To: Actor{ID: "next", Roles: StaffRoles}}
	for _, n := range m.Needs {
		switch n.ID {
		case needText:
			a.Text = answerTo(n)
		case needNote:
			a.Note = answerTo(n)
		default:
			a.Values[n.ID] = answerTo(n)
		}
	}
	return a
}

// standing is a case on which the action is possible for whoever may do it: in the right state, held by him where that
// is asked for, after what comes first.
func standing(m Move, w *Workflow, by Actor, from, office string, now time.Time) Case {
	c := Case{Number: "X-1", Kind: w.Kind, From: from, Office: office, Opened: now.Add(-time.Hour), State: m.From[0]}
	if m.Held {
		c.Holder = by.ID
	}
	for _, before := range m.After {
		c.Record = append(c.Record, Entry{At: now, Who: "earlier", Action: before})
	}
	if slices.ContainsFunc(m.Needs, func(n Need) bool { return n.ID == needRow }) {
		for _, d := range w.Deadlines {
			if slices.Contains(d.Ends, m.ID) {
				c.Clocks = append(c.Clocks, Clock{ID: d.ID + "/1", What: "施工许可证", From: now, Day: "2026-12-25", Due: now.AddDate(0, 0, 9)})
			}
		}
	}
	return c
}

// TestEveryCellOfTheTableIsHeldTo does each action in each role to each sort of case.
func TestEveryCellOfTheTableIsHeldTo(t *testing.T) {
	r := rules(t)
	now := at(t, "2026-11-26 10:00")
	cells, allowed := 0, 0
	for _, right := range r.Workflows.Rights() {
		w := r.Workflows.Of(right.Kind)
		by := Actor{ID: "me", Office: "我的单位"}
		if right.Role != RoleAsker {
			by.Roles = []Role{right.Role}
		}
		from, office := "other", "别的单位"
		switch right.Relation {
		case Own:
			from, office = "me", "我的单位"
		case OwnUnit:
			office = "我的单位"
		}
		err := tryRight(right, w, by, from, office, now, r)
		cells++
		if right.Allowed {
			allowed++
		}
		if (err == nil) != right.Allowed {
			t.Errorf("%s %s as %s, %s case: allowed %v, but %v", right.Kind, right.Action, right.Role, right.Relation, right.Allowed, err)
		}
		if err != nil && !errors.Is(err, ErrNotPermitted) && !errors.Is(err, ErrStandBack) {
			t.Errorf("%s %s as %s, %s case: refused for another reason: %v", right.Kind, right.Action, right.Role, right.Relation, err)
		}
		if staff := by.Has(StaffRoles...); !staff && err != nil && err != error(NoCase) {
			t.Errorf("%s %s: somebody without a part in it hears %q", right.Kind, right.Action, err)
		}
	}
	t.Logf("%d cells, %d allowed", cells, allowed)
}

// tryRight does what a cell is about.
func tryRight(right Right, w *Workflow, by Actor, from, office string, now time.Time, r Rules) error {
	switch right.Action {
	case SeeAction:
		c := Case{Kind: w.Kind, From: from, Office: office}
		if c.Sight(by, r) != SeesWhole {
			return NoCase
		}
		return nil
	case OpenAction:
		_, _, err := Begin(Case{Kind: w.Kind, From: from, Office: office, Opened: now}, by, r)
		return err
	}
	if id, ok := strings.CutPrefix(right.Action, ConfirmAction+" "); ok {
		m, _ := w.Move(id)
		c := standing(m, w, by, from, office, now)
		c.Holder = "first"
		c.Proposal = &Proposal{Action: id, Who: "first", At: now, Text: "已定", Values: map[string]string{}}
		_, _, err := c.Apply(Action{ID: ConfirmAction, By: by, At: now}, r)
		return err
	}
	m, _ := w.Move(right.Action)
	c := standing(m, w, by, from, office, now)
	_, _, err := c.Apply(fitting(m, by, now), r)
	return err
}

// TestAColleagueActsWhereTheRoadLetsHim: a unit may write a road without standing back for one's own office.
func TestAColleagueActsWhereTheRoadLetsHim(t *testing.T) {
	colleague := Actor{ID: "colleague", Office: "甲局", Roles: StaffRoles}
	for _, row := range []struct {
		avoid string
		may   bool
	}{{"avoid: false\n", true}, {"avoid: true\n", false}} {
		w, err := LoadWorkflows(fstest.MapFS{"consultation.yaml": {Data: []byte(row.avoid + sound)}})
		if err != nil {
			t.Fatal(err)
		}
		r := Rules{Workflows: w, Calendar: calendar(t)}
		c := Case{Kind: Consultation, From: "cadre", Office: "甲局"}
		_, _, err = c.Apply(Action{ID: "claim", By: colleague, At: at(t, "2026-07-06 10:00")}, r)
		if row.may && err != nil || !row.may && !errors.Is(err, ErrStandBack) {
			t.Errorf("%s: %v", row.avoid, err)
		}
	}
}

func TestDenialTellsNothing(t *testing.T) {
	r := rules(t)
	now := at(t, "2026-11-26 10:00")
	stranger := Actor{ID: "stranger"}
	c, _, err := Begin(Case{Number: "ZX-2026-0001", Kind: Consultation, From: "cadre", Opened: now}, Actor{ID: "cadre"}, r)
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{"withdraw", "claim", "reply", "note", "no-such-action", ConfirmAction, RejectAction, MarkAction} {
		_, _, err := c.Apply(Action{ID: id, By: stranger, At: now, Text: "x", Note: "x", Clock: "answer", Mark: "50%"}, r)
		if err != error(NoCase) {
			t.Errorf("%s: a stranger hears %v", id, err)
		}
	}
	if moves := c.Actions(stranger, r); len(moves) != 0 {
		t.Errorf("a stranger is offered %v", moves)
	}
	if s := c.Sight(stranger, r); s != SeesNothing {
		t.Errorf("a stranger sees %q", s)
	}
}

func TestTheAskerSeesNoNotes(t *testing.T) {
	r := rules(t)
	now := at(t, "2026-11-26 10:00")
	staff := Actor{ID: "one", Roles: StaffRoles}
	c, _, _ := Begin(Case{Number: "ZX-2026-0001", Kind: Consultation, From: "cadre", Opened: now}, Actor{ID: "cadre"}, r)
	for _, a := range []Action{{ID: "claim"}, {ID: "note", Note: "SECRET"}, {ID: "ask", Text: "哪天？", Proposed: "SECRET", Note: "SECRET"}} {
		a.By, a.At = staff, now
		var err error
		if c, _, err = c.Apply(a, r); err != nil {
			t.Fatal(err)
		}
	}
	if s := c.Sight(Actor{ID: "cadre", Roles: StaffRoles}, r); s != SeesTold {
		t.Errorf("the own case is seen %q, by one of staff too", s)
	}
	told := c.Told(r.Workflows.Of(Consultation))
	if len(told.Record) != 3 || told.Record[2].Text != "哪天？" {
		t.Errorf("told: %+v", told.Record)
	}
	for _, e := range told.Record {
		if strings.Contains(e.Note+e.Proposed+e.Text, "SECRET") || e.Who == "one" {
			t.Errorf("the asker sees %+v", e)
		}
	}
}

func TestTheAskerSeesOnlyTheValuesThatWereTold(t *testing.T) {
	r := rules(t)
	w := r.Workflows.Of(Filing)
	now := at(t, "2026-11-26 10:00")
	c := Case{Number: "1", Kind: Filing, From: "cadre", State: "verifying", Holder: "one", Opened: now}
	verify, _ := w.Move("verify")
	approve, _ := w.Move("approve")
	report, _ := w.Move("obtained")
	for _, a := range []Action{fitting(verify, people["one"], now), fitting(approve, people["head"], now), fitting(report, people["cadre"], now)} {
		var err error
		if c, _, err = c.Apply(a, r); err != nil {
			t.Fatal(err)
		}
	}
	told := c.Told(w)
	if told.Values["scope"] == "" || told.Values["duties"] == "" || told.Values["permits"] == "" {
		t.Errorf("what the notice says is hidden: %v", told.Values)
	}
	for _, id := range []string{"redlines", "elements", "visit-on"} {
		if told.Values[id] != "" || c.Values[id] == "" {
			t.Errorf("the asker sees %s", id)
		}
	}
}

func TestTheJudgeIsOverriddenByTwo(t *testing.T) {
	r := rules(t)
	now := at(t, "2026-11-26 10:00")
	lead, head := Actor{ID: "lead", Roles: []Role{RoleLead}}, Actor{ID: "head", Roles: []Role{RoleHead}}
	w := r.Workflows.Of(Filing)
	approve, _ := w.Move("approve")
	refuse, _ := w.Move("refuse")
	for _, row := range []struct {
		name   string
		move   Move
		judged knowledge.Outcome
		found  string // of the red lines, by whoever verified it
		waits  bool
	}{
		{"approving what fits takes one", approve, knowledge.Fits, "规避招标｜否｜查招标公告", false},
		{"approving what was referred takes one", approve, knowledge.Refer, "规避招标｜不能确定｜待核", false},
		{"approving what was barred takes two", approve, knowledge.Barred, "规避招标｜否｜查招标公告", true},
		{"approving although a red line was found takes two", approve, knowledge.Fits, "谋取私利｜否｜走访\n规避招标｜是｜查招标公告", true},
		{"refusing takes two", refuse, knowledge.Barred, "", true},
		{"refusing what fits takes two", refuse, knowledge.Fits, "", true},
	} {
		t.Run(row.name, func(t *testing.T) {
			c := standing(row.move, w, lead, "cadre", "", now)
			c.Outcome, c.Values = row.judged, map[string]string{"redlines": row.found}
			a := fitting(row.move, lead, now)
			c, events, err := c.Apply(a, r)
			if err != nil || (c.Proposal != nil) != row.waits {
				t.Fatalf("%+v, %v", c, err)
			}
			if !row.waits {
				return
			}
			if slices.ContainsFunc(events, func(e Event) bool { return e.To == ToAsker }) {
				t.Error("the asker was told of a proposal")
			}
			if _, _, err := c.Apply(Action{ID: ConfirmAction, By: lead, At: now}, r); !errors.Is(err, ErrSecond) && !errors.Is(err, ErrNotPermitted) {
				t.Errorf("the same person confirmed: %v", err)
			}
			if _, _, err := c.Apply(Action{ID: RejectAction, By: head, At: now}, r); !errors.Is(err, ErrMissing) {
				t.Errorf("rejected without a reason: %v", err)
			}
			back, _, err := c.Apply(Action{ID: RejectAction, By: head, At: now, Note: "依据不足"}, r)
			if err != nil || back.Proposal != nil || back.State != c.State {
				t.Errorf("rejected: %+v, %v", back, err)
			}
			done, events, err := c.Apply(Action{ID: ConfirmAction, By: head, At: now}, r)
			if err != nil || done.State != row.move.To || done.Proposal != nil {
				t.Fatalf("confirmed: %+v, %v", done, err)
			}
			if last := done.Record[len(done.Record)-1]; last.Who != "lead" || last.Action != row.move.ID {
				t.Errorf("the record says %+v", last)
			}
			if !slices.ContainsFunc(events, func(e Event) bool { return e.Who == "cadre" }) {
				t.Errorf("the asker was not told: %+v", events)
			}
		})
	}
}

func TestFourEyesForFiveHundredClaims(t *testing.T) {
	r := rules(t)
	now := at(t, "2026-11-26 10:00")
	c, _, _ := Begin(Case{Number: "ZX-2026-0001", Kind: Consultation, From: "cadre", Opened: now}, Actor{ID: "cadre"}, r)
	won := 0
	for i := range 500 {
		next, _, err := c.Apply(Action{ID: "claim", By: Actor{ID: "r" + strconv.Itoa(i), Roles: StaffRoles}, At: now}, r)
		if err == nil {
			won, c = won+1, next
		}
	}
	if won != 1 || c.Holder != "r0" {
		t.Errorf("%d claims were taken, %s holds it", won, c.Holder)
	}
}
