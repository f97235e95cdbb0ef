package handlers_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"dandang/filing"
	"dandang/handlers"
	"dandang/store"
)

// hidden stands where staff alone may read, also of their own cases askers may not.
const hidden = "只给工作人员看的话"

var walkedAt = time.Date(2026, 11, 23, 10, 0, 0, 0, beijing)

// A walker is somebody in one role and one relation to the cases of the cadre "owner" of 规划局.
type walker struct {
	name string
	as   handlers.Person // as the channel knows them
	is   filing.Actor    // what the desk must take them for
}

// walkers are all roles in all relations, and those whom nobody knows. With a roster the channel knows of staff only that
// they are staff.
func walkers(listed bool) []walker {
	all := []walker{
		{"stranger", handlers.Person{ID: "stranger"}, filing.Actor{ID: "stranger"}},
		{"staff without a role", handlers.Person{ID: "rolenobody", Staff: true, Roles: []filing.Role{filing.RoleClock}}, filing.Actor{ID: "rolenobody"}},
	}
	if listed {
		all[1].as.Roles = nil // the roster does not know them
	}
	for _, role := range filing.Roles() {
		for _, relation := range filing.Relations() {
			id, office := string(role)+" "+string(relation), "水利局"
			switch relation {
			case filing.Own:
				id, office = "owner", "规划局"
			case filing.OwnUnit:
				office = "规划局"
			}
			w := walker{string(role) + ", " + string(relation), handlers.Person{ID: id, Office: office}, filing.Actor{ID: id, Office: office}}
			if role != filing.RoleAsker {
				w.as.Staff, w.as.Roles, w.is.Roles = true, []filing.Role{role}, []filing.Role{role}
			}
			if listed && relation != filing.Own { // "owner" cannot be on a roster in five roles
				w.as.Roles, w.as.Office = nil, ""
			}
			all = append(all, w)
		}
	}
	return all
}

// rosterOf is the roster that knows the walkers.
func rosterOf(all []walker) roster {
	r := roster{}
	for _, w := range all {
		if w.is.Office != "" && w.is.ID != "owner" {
			r[w.is.ID] = w.is
		}
	}
	return r
}

// standingAt is a case on which an action is possible for whoever may do it, marked wherever something can be read.
func standingAt(w *filing.Workflow, m filing.Move) filing.Case {
	c := filing.Case{
		Unit: "demo", Kind: w.Kind, From: "owner", Office: "规划局", Conversation: "test:owner", Opened: walkedAt.Add(-time.Hour),
		Question: marker, Summary: marker, State: m.From[0], Holder: "holder", Values: map[string]string{"scope": marker},
		Record: []filing.Entry{{At: walkedAt.Add(-time.Hour), Who: "owner", Action: filing.OpenAction, To: w.First, Text: marker, Note: hidden}},
	}
	for _, before := range m.After {
		c.Record = append(c.Record, filing.Entry{At: walkedAt, Who: "holder", Action: before, Note: hidden})
	}
	return c
}

// openAt puts a case into the store as it is, and returns its number.
func openAt(t testing.TB, s *store.Store, c filing.Case, event string) string {
	t.Helper()
	r, err := s.Commit(context.Background(), store.Commit{
		Event: event, Open: &c, Number: strings.ToUpper(string(c.Kind[:2])) + "-%d-%04d",
		Conversation: store.Conversation{Unit: "demo", ID: "test:owner " + event, Person: "owner"},
		Audit:        store.Audit{At: c.Opened, Who: "owner", What: "open"},
	})
	if err != nil {
		t.Fatal(err)
	}
	return r.Number
}

// TestEveryActionInEveryRoleAndRelation has everybody try every action of every road on a case on which it is possible,
// said and pressed, at a desk that has the case and at one that has none. Who may not see the case hears the same at
// both, to the letter; the asker reads nothing that is for staff; nothing is changed and nobody is told of an attempt.
func TestEveryActionInEveryRoleAndRelation(t *testing.T) {
	for _, listed := range []bool{false, true} {
		t.Run(fmt.Sprintf("roster %v", listed), func(t *testing.T) {
			full, _, s, _ := bench(t)
			empty, _, _, _ := bench(t)
			people := walkers(listed)
			if listed {
				full.Roster, empty.Roster = rosterOf(people), rosterOf(people)
			}
			sights := map[filing.Sight]int{}
			for _, road := range full.Rules.Workflows.All() {
				for _, m := range road.Actions {
					c := standingAt(road, m)
					c.Number = openAt(t, s, c, string(road.Kind)+" "+m.ID)
					for _, p := range people {
						sights[walkOne(t, full, empty, c, m, p)]++
					}
				}
			}
			unchanged(t, s)
			if sights[filing.SeesNothing] < 1000 || sights[filing.SeesTold] < 100 || sights[filing.SeesWhole] < 100 {
				t.Errorf("walked %v", sights)
			}
			t.Logf("walked %v", sights)
		})
	}
}

// walkOne has one person try one action on one case, and looks at what they read. Whoever may see the case reads its card
// only: what they may do is tested elsewhere.
func walkOne(t *testing.T, full, empty *handlers.Desk, c filing.Case, m filing.Move, p walker) filing.Sight {
	t.Helper()
	try := []handlers.Message{{Text: m.Title + " " + c.Number + " 说明"}, {Press: m.Title, Asks: c.Number}}
	sight := c.Sight(p.is, full.Rules)
	if sight != filing.SeesNothing {
		try = []handlers.Message{{Text: c.Number}}
	}
	for i, said := range try {
		said.ID, said.Unit, said.At, said.From = fmt.Sprint(c.Number, p.name, i), "demo", walkedAt, p.as
		said.Conversation = "leak:" + said.ID
		there := answers(t, full, said)
		switch sight {
		case filing.SeesWhole:
			if !strings.Contains(there, marker) || !strings.Contains(there, hidden) {
				t.Errorf("%s may see %s and is not shown it:\n%s", p.name, c.Number, there)
			}
		case filing.SeesTold:
			if strings.Contains(there, hidden) || !p.as.Staff && !strings.Contains(there, marker) {
				t.Errorf("%s reads of the own case:\n%s", p.name, there)
			}
		default:
			if gone := answers(t, empty, said); there != gone || strings.Contains(there, marker) {
				t.Errorf("%s: %q%q learns that %s is there:\n%s\nbut of one that is not:\n%s", p.name, said.Text, said.Press, c.Number, there, gone)
			}
		}
	}
	return sight
}

// unchanged holds the store to what was put there: no case was touched and nobody is to be told anything.
func unchanged(t *testing.T, s *store.Store) {
	t.Helper()
	err := s.AllCases(context.Background(), "demo", func(c filing.Case) error {
		if c.Version != 0 {
			t.Errorf("%s was changed: %+v", c.Number, c.Record)
		}
		return nil
	})
	notes, noteErr := s.Outbox(context.Background(), "demo", 1000, time.Minute)
	notes = slices.DeleteFunc(notes, func(n store.Delivery) bool { return n.To == "" }) // a question to be gathered
	if err != nil || noteErr != nil || len(notes) > 0 {
		t.Errorf("to be told: %+v (%v, %v)", notes, err, noteErr)
	}
}

// TestACadreWithFilingsReachesNobodyElses: who has filings of their own, and so commands that take a number, reaches no
// other case by them, by whole number or by count, and the answer is that of a number never given.
func TestACadreWithFilingsReachesNobodyElses(t *testing.T) {
	for _, papers := range []bool{false, true} {
		t.Run(fmt.Sprintf("with papers %v", papers), func(t *testing.T) { reachesNobodyElses(t, papers) })
	}
}

func reachesNobodyElses(t *testing.T, papers bool) {
	t.Helper()
	full, _, s, _ := bench(t)
	empty, _, other, _ := bench(t)
	road := full.Rules.Workflows.Of(filing.Filing)
	m, _ := road.Move("claim")
	form, err := filing.Start(full.Forms.Form(string(filing.PaperRequest)), nil).Encode()
	if err != nil {
		t.Fatal(err)
	}
	mine := standingAt(road, m)
	if papers {
		mine.Form = form
	}
	mine.From, mine.Conversation = "cadre", "test:cadre"
	own := openAt(t, s, mine, "own")
	if again := openAt(t, other, mine, "own"); own != again {
		t.Fatal(own, again)
	}
	number := openAt(t, s, standingAt(road, m), "theirs")
	cadre := handlers.Person{ID: "cadre", Office: "水利局"}
	for i, words := range []string{"我的备案 %s", "要文书 %s", "再要一份文书 %s", "撤回备案 %s", "确认撤回 %s", "复制 %s", "核验 %s", "进度 %s", "%s", "看 %s",
		"撤回 %s", "报告进展 %s", "有异议 %s", "撤回备案 2号", "复制 2", "要文书 第2号", "进度 2"} {
		said := handlers.Message{ID: fmt.Sprint("n", i), Unit: "demo", Conversation: fmt.Sprint("leak:", i), From: cadre, At: walkedAt, Text: words}
		if strings.Contains(words, "%s") {
			said.Text = fmt.Sprintf(words, number)
		}
		there, gone := answers(t, full, said), answers(t, empty, said)
		if there != gone {
			t.Errorf("%q: %s\nbut of one that is not:\n%s", said.Text, there, gone)
		}
	}
	unchanged(t, s)
	if shown := answers(t, full, handlers.Message{ID: "own", Unit: "demo", Conversation: "leak:own", From: cadre, At: walkedAt, Text: own}); !strings.Contains(shown, marker) {
		t.Errorf("the own filing is not shown: %s", shown)
	}
}

// aLongCase is a case whose reading takes its time.
func aLongCase(t testing.TB, d *handlers.Desk, s *store.Store) (number string) {
	t.Helper()
	road := d.Rules.Workflows.Of(filing.Filing)
	m, _ := road.Move("approve")
	c := standingAt(road, m)
	for range 60 {
		c.Record = append(c.Record, filing.Entry{At: walkedAt, Who: "holder", Action: "note", Note: strings.Repeat(hidden, 20)})
	}
	return openAt(t, s, c, "long")
}

// readNone are those whose roles read no cases of other people.
var readNone = []handlers.Person{
	{ID: "cadre"},
	{ID: "curator", Staff: true, Roles: []filing.Role{filing.RoleCurator}},
	{ID: "admin", Staff: true, Roles: []filing.Role{filing.RoleAdmin}},
	{ID: "nobody", Staff: true, Roles: []filing.Role{filing.RoleClock}}, // staff without a role
}

// TestAForbiddenCaseIsNotToldByItsTime: for whoever reads no cases of other people a case that is there is not even read:
// the answer costs the same round trips as that to a number never given, so its time tells nothing. (Staff who only stand
// back from this one case have it read, since the case says that they must; BenchmarkForbidden shows what that takes.)
func TestAForbiddenCaseIsNotToldByItsTime(t *testing.T) {
	d, f, s, _ := bench(t)
	number := aLongCase(t, d, s)
	missing := strings.Replace(number, "0001", "0009", 1)
	for _, p := range readNone {
		for i, words := range sayable(d.Rules.Workflows.Of(filing.Filing)) {
			var trips [2]int64
			for j, asked := range []string{number, missing} {
				said := handlers.Message{ID: fmt.Sprint("t", i, j), Unit: "demo", Conversation: fmt.Sprint("time:", p.ID, i, j), From: p, At: walkedAt, Text: fmt.Sprintf(words, asked)}
				before := s.Trips()
				answers(t, d, said)
				trips[j] = s.Trips() - before
			}
			if trips[0] != trips[1] {
				t.Errorf("%s says %q: %d round trips for a forbidden case, %d for a missing one", p.ID, words, trips[0], trips[1])
			}
		}
	}
	if slices.Contains(f.read, number) {
		t.Error("a forbidden case was read")
	}
}

// BenchmarkForbidden is how long the answer to the number of a case takes that one may not see, beside that to a number
// never given.
func BenchmarkForbidden(b *testing.B) {
	d, _, s, _ := bench(b)
	number := aLongCase(b, d, s)
	stands := handlers.Person{ID: "stands", Staff: true, Roles: filing.StaffRoles, Office: "规划局"}
	for _, p := range append(slices.Clone(readNone), stands) {
		for name, asked := range map[string]string{"forbidden": number, "missing": strings.Replace(number, "0001", "0009", 1)} {
			b.Run(p.ID+"/"+name, func(b *testing.B) {
				for i := range b.N {
					said := handlers.Message{ID: fmt.Sprint(name, b.N, i), Unit: "demo", Conversation: "time:" + p.ID, From: p, At: walkedAt, Text: asked}
					if _, err := d.Handle(b.Context(), said); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}
