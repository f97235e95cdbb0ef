package filing

import (
	"encoding/json"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"dandang/knowledge"

	"pgregory.net/rapid"
)

// secret stands in everything that the asker must not see.
const secret = "只限内部"

// TestAnythingMayHappenToACase does actions at random, fit and unfit, by all sorts of people, over all kinds, and looks
// after each at what must always hold.
func TestAnythingMayHappenToACase(t *testing.T) {
	r := rules(t)
	crowd := []Actor{
		{ID: "cadre", Office: "甲局"}, {ID: "cadre", Office: "甲局", Roles: StaffRoles}, {ID: "stranger"},
		{ID: "one", Roles: []Role{RoleReviewer}}, {ID: "two", Roles: []Role{RoleLead}}, {ID: "three", Roles: []Role{RoleHead}},
		{ID: "four", Roles: StaffRoles}, {ID: "colleague", Office: "甲局", Roles: StaffRoles},
		{ID: "curator", Roles: []Role{RoleCurator, RoleAdmin}}, {Roles: []Role{RoleClock}}, {},
	}
	kinds, did := map[Kind]int{}, map[string]int{}
	rapid.Check(t, func(rt *rapid.T) {
		w := rapid.SampledFrom(r.Workflows.All()).Draw(rt, "kind")
		now := at(t, "2026-01-05 09:00").Add(time.Duration(rapid.IntRange(0, 250*24).Draw(rt, "hour")) * time.Hour)
		opener := crowd[0]
		if !slices.Contains(w.Openers, RoleAsker) {
			opener = crowd[3]
		}
		outcome := rapid.SampledFrom([]knowledge.Outcome{"", knowledge.Fits, knowledge.Barred, knowledge.Refer}).Draw(rt, "outcome")
		c, events, err := Begin(Case{Number: "X-1", Kind: w.Kind, From: "cadre", Office: "甲局", Question: "先开工", Opened: now, Outcome: outcome}, opener, r)
		if err != nil {
			rt.Fatal(err)
		}
		holds(rt, c, events, w)
		dice := rand.New(rand.NewPCG(rapid.Uint64().Draw(rt, "dice"), 1)) // rapid's own draws keep to what comes first
		for range 40 {
			now = now.Add(time.Duration(rapid.IntRange(0, 72).Draw(rt, "wait")) * time.Hour)
			a := anyAction(dice, c, w, crowd, r, now)
			offered := slices.ContainsFunc(c.Actions(a.By, r), func(m Move) bool { return m.ID == a.ID })
			before := written(rt, c)
			next, events, err := c.Apply(a, r)
			if written(rt, c) != before {
				rt.Fatalf("%s changed the case that it was given", a.ID)
			}
			if again, events2, err2 := read(rt, before).Apply(a, r); written(rt, again) != written(rt, next) || len(events2) != len(events) || (err2 == nil) != (err == nil) {
				rt.Fatalf("%s comes out otherwise on the same case", a.ID)
			}
			if err != nil {
				if written(rt, next) != before || len(events) > 0 {
					rt.Fatalf("%s was refused (%v) and did something", a.ID, err)
				}
				continue
			}
			if a.ID != MarkAction && !offered {
				rt.Fatalf("%s was done by %+v, but was not offered", a.ID, a.By)
			}
			moved(rt, c, next, a, w)
			for _, e := range next.Record[len(c.Record):] {
				did[e.Action]++
			}
			holds(rt, next, events, w)
			c = next
		}
		kinds[w.Kind]++
	})
	for _, k := range Kinds() {
		if kinds[k] == 0 {
			t.Errorf("%s was not walked", k)
		}
	}
	if did[ConfirmAction] == 0 || did[RejectAction] == 0 || did[MarkAction] == 0 {
		t.Errorf("too little happened: %v", did)
	}
	t.Logf("%d different things happened", len(did))
}

// anyAction is one at random: mostly one that is offered to somebody, with what it needs or with something missing.
func anyAction(dice *rand.Rand, c Case, w *Workflow, crowd []Actor, r Rules, now time.Time) Action {
	type offer struct {
		by Actor
		m  Move
	}
	var offers []offer
	for _, by := range crowd {
		for _, m := range c.Actions(by, r) {
			if s, _ := w.Stop(m.To); m.Effect != Hurries && m.Effect != Notes && (!s.Ends || m.Second != SecondNever) {
				offers = append(offers, offer{by, m}, offer{by, m}, offer{by, m})
			}
			offers = append(offers, offer{by, m})
		}
	}
	o := offer{by: oneOf(dice, crowd)}
	how := dice.IntN(10)
	switch {
	case how == 9 || len(offers) == 0:
		o.m = oneOf(dice, append(slices.Clone(w.Actions), Move{ID: ConfirmAction}, Move{ID: RejectAction}, Move{ID: MarkAction}, Move{ID: "nonsense"}))
	case how == 8 && len(c.Clocks) > 0:
		k := oneOf(dice, c.Clocks)
		a := Action{ID: MarkAction, By: Actor{Roles: []Role{RoleClock}}, At: now, Clock: k.ID, Mark: "none"}
		if len(k.Marks) > 0 {
			a.Mark, a.At = k.Marks[0].ID, latest(now, k.Marks[0].At)
		}
		return a
	default:
		o = oneOf(dice, offers)
	}
	a := fitting(o.m, o.by, now)
	a.Note, a.Proposed = secret, secret
	a.To = oneOf(dice, crowd)
	switch dice.IntN(16) {
	case 12:
		a.Text = ""
	case 13:
		a.Values = nil
	case 14:
		a.Ticked = 0
	case 15:
		a.Values = map[string]string{"until": "昨天", "permits": "没有日子", "due": secret, "row": "9"}
	}
	return a
}

func oneOf[T any](dice *rand.Rand, all []T) T { return all[dice.IntN(len(all))] }

func written(rt *rapid.T, c Case) string {
	b, err := json.Marshal(c)
	if err != nil {
		rt.Fatal(err)
	}
	return string(b)
}

func read(rt *rapid.T, text string) Case {
	c := Case{Number: "X-1"}
	if err := json.Unmarshal([]byte(text), &c); err != nil {
		rt.Fatal(err)
	}
	return c
}

// moved is what holds of every change.
func moved(rt *rapid.T, was, now Case, a Action, w *Workflow) {
	if len(now.Record) <= len(was.Record) || !reflect.DeepEqual(now.Record[:len(was.Record)], was.Record) {
		rt.Fatalf("%s left the record at %d entries", a.ID, len(now.Record))
	}
	if now.Version != was.Version {
		rt.Fatalf("%s counted the version", a.ID)
	}
	if was.Holder != "" && now.Holder != was.Holder && now.Holder == a.By.ID && a.To.ID != a.By.ID {
		rt.Fatalf("%s took the case from %s", a.ID, was.Holder)
	}
	for _, e := range now.Record[len(was.Record):] {
		m, ok := w.Move(e.Action)
		switch {
		case !ok && e.From != e.To:
			rt.Fatalf("%s moved the case from %s to %s", e.Action, e.From, e.To)
		case ok && (!slices.Contains(m.From, e.From) || e.To != m.To && e.To != e.From):
			rt.Fatalf("%s moved the case from %s to %s, which the road does not have", e.Action, e.From, e.To)
		}
	}
	if a.By.ID != was.From && a.By.Office == "甲局" || a.By.ID == "stranger" || a.By.ID == "curator" || slices.Contains(was.Avoid, a.By.ID) {
		rt.Fatalf("%s was done by %s", a.ID, a.By.ID)
	}
	if m, ok := w.Move(a.ID); ok && a.By.ID == was.From && !slices.Contains(m.Who, RoleAsker) {
		rt.Fatalf("the asker did %s", a.ID)
	}
	if p := was.Proposal; p != nil && a.ID == ConfirmAction && p.Who == a.By.ID {
		rt.Fatal("one person proposed and confirmed")
	}
}

// holds is what holds of every case.
func holds(rt *rapid.T, c Case, events []Event, w *Workflow) {
	stop, ok := w.Stop(c.State)
	if !ok {
		rt.Fatalf("the state %q is none of the road", c.State)
	}
	if c.Done != stop.Ends || c.Done && (len(c.Clocks) > 0 || c.Proposal != nil || !c.Stopped.IsZero()) {
		rt.Fatalf("at %s the case is %+v", c.State, c)
	}
	if !c.Done && c.Stopped.IsZero() == stop.Frozen {
		rt.Fatalf("at %s the clocks stand since %s", c.State, c.Stopped)
	}
	if c.Holder == c.From || c.Holder != "" && slices.Contains(c.Avoid, c.Holder) {
		rt.Fatalf("%s holds the case", c.Holder)
	}
	if !slices.IsSortedFunc(c.Clocks, func(a, b Clock) int {
		if a.Due.IsZero() || b.Due.IsZero() {
			return 0
		}
		return a.Due.Compare(b.Due)
	}) {
		rt.Fatalf("the clocks are out of order: %+v", c.Clocks)
	}
	for _, k := range c.Clocks {
		frozen := !c.Stopped.IsZero() && k.Day == ""
		if frozen && len(k.Marks) > 0 || !k.Due.IsZero() && k.Due.Before(k.From) && k.Day == "" {
			rt.Fatalf("the clock %+v, stopped %s", k, c.Stopped)
		}
		for _, m := range k.Marks {
			if m.At.Before(k.From) || slices.Contains(k.Told, m.ID) {
				rt.Fatalf("the clock %+v has the mark %+v", k, m)
			}
		}
	}
	for _, e := range events {
		if e.To == ToAsker && (strings.Contains(e.Text, secret) || e.Who != c.From) {
			rt.Fatalf("the asker is told %+v", e)
		}
		if strings.ContainsAny(e.Text, "{}") && !strings.Contains(e.Text, NumberMark) {
			rt.Fatalf("a placeholder is left in %q", e.Text)
		}
	}
	for _, e := range c.Told(w).Record {
		if strings.Contains(e.Text+e.Note+e.Proposed, secret) {
			rt.Fatalf("the asker sees %+v", e)
		}
	}
}
