package store

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"dandang/filing"
)

// opened is a case that person has just opened in a talk of their own.
func opened(t testing.TB, s *Store, person, event string) filing.Case {
	t.Helper()
	c := turn(mustLoad(t, s, "talk of "+person), event, "转人工")
	c.Conversation.Person, c.Audit.Who = person, person
	c.Open = &filing.Case{Unit: unit, Kind: filing.Consultation, From: person, Conversation: c.Conversation.ID, Opened: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC), Question: "能备案不？"}
	c.Number = "ZX-%d-%04d"
	r, err := s.Commit(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	return mustCase(t, s, r.Number)
}

func mustCase(t testing.TB, s *Store, number string) filing.Case {
	t.Helper()
	c, ok, err := s.Case(t.Context(), unit, number)
	if err != nil || !ok {
		t.Fatalf("case %s: %v, %v", number, ok, err)
	}
	return c
}

// did is an act by who that moves the case to a state.
func did(c filing.Case, event, who string, to filing.State) Act {
	at := time.Date(2026, 3, 3, 9, 0, 0, 0, time.UTC)
	c.Record = append(slices.Clone(c.Record), filing.Entry{At: at, Who: who, Action: event, From: c.State, To: to})
	c.State = to
	return Act{Event: event, Case: c, Audit: Audit{At: at, Who: who, What: event}}
}

func mustAct(t testing.TB, s *Store, a Act) Acted {
	t.Helper()
	got, err := s.Act(t.Context(), a)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func mustDue(t testing.TB, s *Store, until time.Time) []Due {
	t.Helper()
	list, err := s.Due(t.Context(), unit, until, 100)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func TestAnActIsWrittenWholeAndOnce(t *testing.T) {
	eachStore(t, func(t *testing.T, p *place) {
		s := p.open()
		first := opened(t, s, "p1", "e1")
		at := time.Date(2026, 3, 4, 1, 0, 0, 0, time.UTC)
		a := did(first, "claim", "r1", "working")
		a.Case.Holder = "r1"
		a.Case.Clocks = []filing.Clock{{ID: "first", From: at, Due: at.Add(time.Hour), Marks: []filing.Mark{{ID: "50%", At: at.Add(time.Minute)}, {ID: "100%", At: at.Add(time.Hour)}}}}
		a.Outbox = []Note{{To: "p1", Text: "已认领 " + CaseMark}}
		before := s.Trips()
		if got := mustAct(t, s, a); got.Version != 1 || got.Repeated || got.Numbers != nil {
			t.Errorf("got %+v", got)
		}
		if n := s.Trips() - before; n != 1 {
			t.Errorf("%d round trips, want 1", n)
		}
		if got := mustAct(t, s, a); !got.Repeated || got.Version != 1 {
			t.Errorf("the same event again: %+v", got)
		}
		late := did(first, "refuse", "r2", "closed")
		if _, err := s.Act(t.Context(), late); !errors.Is(err, ErrConflict) {
			t.Errorf("from an old version: got %v, want ErrConflict", err)
		}
		s = p.reopen(s)
		want := a.Case
		got := mustCase(t, s, first.Number)
		want.Version, want.Last = 1, got.Last
		if !reflect.DeepEqual(got, want) || got.Last == "" {
			t.Errorf("case\n%+v, want\n%+v", got, want)
		}
		notes, err := s.Outbox(t.Context(), unit, 10, time.Minute)
		if err != nil || len(notes) != 1 || notes[0].Text != "已认领 "+first.Number || notes[0].Case != first.Number {
			t.Errorf("notes %+v, %v", notes, err)
		}
		if list := mustDue(t, s, at.Add(2*time.Hour)); len(list) != 2 || list[0] != (Due{At: at.Add(time.Minute), Case: first.Number, Clock: "first", Mark: "50%"}) {
			t.Errorf("due %+v", list)
		}
		if list := mustDue(t, s, at); len(list) != 0 {
			t.Errorf("too early: %+v", list)
		}
		if r := mustVerify(t, s); r.Lines != 2 || r.Cases != 1 {
			t.Errorf("audit %+v", r)
		}
	})
}

func TestAnActOpensFurtherCases(t *testing.T) {
	eachStore(t, func(t *testing.T, p *place) {
		s := p.open()
		first := opened(t, s, "p1", "e1")
		child := func(kind filing.Kind) filing.Case {
			return filing.Case{Unit: unit, Kind: kind, From: "p1", Parent: first.Number, Opened: first.Opened,
				Clocks: []filing.Clock{{ID: "c", Marks: []filing.Mark{{ID: "0d", At: first.Opened}}}}}
		}
		a := did(first, "decide", "r1", "closed")
		a.Case.Done = true
		a.Opens = []Opening{{child(filing.Visit), "HF-%d-%04d"}, {child(filing.Change), "BG-%d-%04d"}, {child(filing.Visit), "HF-%d-%04d"}}
		a.Outbox = []Note{{To: "staff", Text: "新的 " + CaseMark}, {To: "p1", Text: "办结 " + CaseMark, Case: first.Number}}
		want := []string{"HF-2026-0001", "BG-2026-0001", "HF-2026-0002"}
		if got := mustAct(t, s, a); !reflect.DeepEqual(got.Numbers, want) {
			t.Errorf("opened %v, want %v", got.Numbers, want)
		}
		if got := mustAct(t, s, a); !got.Repeated || !reflect.DeepEqual(got.Numbers, want) {
			t.Errorf("again %+v, want %v", got, want)
		}
		s = p.reopen(s)
		if r := mustVerify(t, s); r.Lines != 5 || r.Cases != 4 {
			t.Errorf("audit %+v", r)
		}
		cases, err := s.Cases(t.Context(), unit)
		if err != nil || len(cases) != 3 {
			t.Fatalf("open: %v, %v", cases, err)
		}
		of, err := s.CasesOf(t.Context(), unit, "p1")
		if err != nil || len(of) != 4 {
			t.Errorf("of the person: %v, %v", of, err)
		}
		if list := mustDue(t, s, first.Opened); len(list) != 3 {
			t.Errorf("due %+v", list)
		}
		notes, err := s.Outbox(t.Context(), unit, 10, time.Minute)
		if err != nil || len(notes) != 2 || notes[0].Text != "新的 HF-2026-0001" || notes[1].Text != "办结 "+first.Number {
			t.Errorf("notes %+v, %v", notes, err)
		}
		next := did(mustCase(t, s, "HF-2026-0002"), "visit", "r1", "visited")
		mustAct(t, s, next)
		mustVerify(t, s)
	})
}

// several opens the place several times over, as several processes would; an embedded store belongs to one.
func several(p *place, n int) []*Store {
	all := []*Store{p.open()}
	for len(all) < n && p.server != nil {
		all = append(all, p.open())
	}
	return all
}

func TestOfFiveHundredClaimsOneSucceeds(t *testing.T) {
	eachStore(t, func(t *testing.T, p *place) {
		stores := several(p, 4)
		c := opened(t, stores[0], "p1", "e1")
		var won, lost atomic.Int64
		var wait sync.WaitGroup
		for i := range 500 {
			wait.Go(func() {
				who := fmt.Sprint("r", i)
				a := did(c, "claim by "+who, who, "working")
				a.Case.Holder = who
				switch _, err := stores[i%len(stores)].Act(t.Context(), a); {
				case err == nil:
					won.Add(1)
				case errors.Is(err, ErrConflict):
					lost.Add(1)
				default:
					t.Error(err)
				}
			})
		}
		wait.Wait()
		if won.Load() != 1 || lost.Load() != 499 {
			t.Errorf("%d won and %d lost, want 1 and 499", won.Load(), lost.Load())
		}
		if r := mustVerify(t, stores[0]); r.Lines != 2 {
			t.Errorf("%d audit lines, want 2", r.Lines)
		}
	})
}

func TestMomentsFollowTheCase(t *testing.T) {
	eachStore(t, func(t *testing.T, p *place) {
		s := p.open()
		c := opened(t, s, "p1", "e1")
		at := time.Date(2026, 3, 4, 1, 0, 0, 0, time.UTC)
		end := at.AddDate(1, 0, 0)
		marks := func(ids ...string) []filing.Clock {
			clock := filing.Clock{ID: "first"}
			for i, id := range ids {
				clock.Marks = append(clock.Marks, filing.Mark{ID: id, At: at.Add(time.Duration(i) * time.Hour)})
			}
			return []filing.Clock{clock}
		}
		for i, row := range []struct {
			what   string
			change func(*filing.Case)
			want   int
		}{
			{"two marks", func(c *filing.Case) { c.Clocks = marks("50%", "100%") }, 2},
			{"another in their place", func(c *filing.Case) { c.Clocks = marks("150%") }, 1},
			{"the clock stands still", func(c *filing.Case) { c.Stopped, c.Clocks = at, marks() }, 0},
			{"one for which a day was set runs on", func(c *filing.Case) { c.Clocks = marks("-5d") }, 1},
			{"they run again", func(c *filing.Case) { c.Stopped = time.Time{}; c.Clocks = marks("50%", "100%", "150%") }, 3},
			{"the road is at an end", func(c *filing.Case) { c.Done = true }, 0},
		} {
			a := did(mustCase(t, s, c.Number), fmt.Sprint("a", i), "r1", "working")
			row.change(&a.Case)
			mustAct(t, s, a)
			if list := mustDue(t, s, end); len(list) != row.want {
				t.Errorf("%s: due %+v, want %d", row.what, list, row.want)
			}
		}
		if n := s.client.Exists(t.Context(), dueKey(unit), dueOfKey(unit), openCasesKey(unit)).Val(); n != 0 {
			t.Errorf("%d keys of what runs are left when nothing runs", n)
		}
	})
}

func TestAMomentIsTakenOnce(t *testing.T) {
	eachStore(t, func(t *testing.T, p *place) {
		s := p.open()
		c := opened(t, s, "p1", "e1")
		at := time.Date(2026, 3, 4, 1, 0, 0, 0, time.UTC)
		a := did(c, "claim", "r1", "working")
		a.Case.Clocks = []filing.Clock{{ID: "first", Marks: []filing.Mark{{ID: "50%", At: at}}}}
		mustAct(t, s, a)
		due := mustDue(t, s, at)
		fire := did(mustCase(t, s, c.Number), "tick 1", "", "working")
		fire.Case.Clocks, fire.Fired = nil, &due[0]
		if got := mustAct(t, s, fire); got.Repeated {
			t.Errorf("the first time: %+v", got)
		}
		fire.Event = "tick 2" // another process, with an event of its own
		if got := mustAct(t, s, fire); !got.Repeated {
			t.Errorf("the second time: %+v", got)
		}
		again := did(mustCase(t, s, c.Number), "again", "r1", "working")
		again.Case.Clocks = []filing.Clock{{ID: "first", Marks: []filing.Mark{{ID: "50%", At: at.Add(time.Hour)}}}}
		mustAct(t, s, again)
		fire = did(mustCase(t, s, c.Number), "tick 3", "", "working")
		fire.Fired = &due[0]
		if got := mustAct(t, s, fire); !got.Repeated {
			t.Errorf("the moment of a clock that was set anew: %+v", got)
		}
	})
}

func TestAnActThatCannotBeKeptIsRefused(t *testing.T) {
	s := (&place{t: t, dir: t.TempDir()}).open()
	c := opened(t, s, "p1", "e1")
	for name, spoil := range map[string]func(*Act){
		"no event":                  func(a *Act) { a.Event = "" },
		"no number":                 func(a *Act) { a.Case.Number = "" },
		"no unit":                   func(a *Act) { a.Case.Unit = "" },
		"a version below zero":      func(a *Act) { a.Case.Version = -1 },
		"a head that is no hash":    func(a *Act) { a.Case.Head = "zz" },
		"a person with a tab":       func(a *Act) { a.Case.From = "a\tb" },
		"a clock without a name":    func(a *Act) { a.Case.Clocks = []filing.Clock{{Marks: []filing.Mark{{ID: "x"}}}} },
		"a mark with a line end":    func(a *Act) { a.Case.Clocks = []filing.Clock{{ID: "c", Marks: []filing.Mark{{ID: "x\n"}}}} },
		"a line that removes it":    func(a *Act) { a.Audit.What = whatRemoved },
		"opens in another unit":     func(a *Act) { a.Opens = []Opening{{Case: filing.Case{Unit: "x"}}} },
		"opens with a number of no": func(a *Act) { a.Opens = []Opening{{filing.Case{Unit: unit}, "ZX"}} },
	} {
		a := did(c, "x", "r1", "working")
		spoil(&a)
		if _, err := s.Act(t.Context(), a); !errors.Is(err, ErrInvalid) {
			t.Errorf("%s: got %v, want ErrInvalid", name, err)
		}
	}
	gone := did(c, "x", "r1", "working")
	gone.Case.Number = "ZX-2026-0099"
	if _, err := s.Act(t.Context(), gone); !errors.Is(err, ErrConflict) {
		t.Errorf("a case that is not there: got %v, want ErrConflict", err)
	}
	mustVerify(t, s)
}

// Cases from before there were acts have no version and are in no index by person.
func TestOldCasesAreGoneOnWith(t *testing.T) {
	p := &place{t: t, dir: t.TempDir()}
	if err := os.CopyFS(filepath.Join(p.dir, "store"), os.DirFS("testdata/store-2")); err != nil {
		t.Fatal(err)
	}
	s := p.open()
	if got := mustVerify(t, s); got.Lines != 10 || got.Cases != 5 {
		t.Errorf("audit %+v", got)
	}
	of, err := s.CasesOf(t.Context(), unit, "p-console:0")
	if err != nil || len(of) != 2 || of[0].Number != "ZX-2026-0001" || of[1].Number != "ZX-2026-0004" {
		t.Errorf("of a person: %v, %v", of, err)
	}
	n := 0
	if err := s.AllCases(t.Context(), unit, func(filing.Case) error { n++; return nil }); err != nil || n != 5 {
		t.Errorf("%d cases, %v", n, err)
	}
	if c := mustCase(t, s, "ZX-2026-0002"); c.State != filing.Withdrawn || c.Version != 0 {
		t.Errorf("withdrawn before: %+v", c)
	}
	mustAct(t, s, did(mustCase(t, s, "ZX-2026-0001"), "claim", "r1", "working"))
	withdrawn := did(mustCase(t, s, "ZX-2026-0003"), "withdraw", "p", filing.Withdrawn)
	withdrawn.Case.Done = true
	mustAct(t, s, withdrawn)
	s = p.reopen(s)
	mustVerify(t, s)
	if c := mustCase(t, s, "ZX-2026-0001"); c.Version != 1 || c.State != "working" || c.Holder != "" {
		t.Errorf("got %+v", c)
	}
	if open, err := s.Cases(t.Context(), unit); err != nil || len(open) != 3 {
		t.Errorf("open %v, %v", open, err)
	}
}
