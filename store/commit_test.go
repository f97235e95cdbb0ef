package store

import (
	"errors"
	"fmt"
	"reflect"
	"sort"
	"sync"
	"testing"
	"time"

	"dandang/filing"
	"dandang/knowledge"
)

func TestACommittedTurnIsThereAfterARestart(t *testing.T) {
	eachStore(t, func(t *testing.T, p *place) {
		s := p.open()
		for i := range 3 {
			if r := mustSay(t, s, "console:1", fmt.Sprint("e", i), words(i)); r.Version != int64(i+1) || r.Repeated {
				t.Errorf("turn %d: got %+v", i, r)
			}
		}
		warm := mustLoad(t, s, "console:1")
		if cold := fresh(t, s, "console:1"); !reflect.DeepEqual(cold, warm) {
			t.Errorf("from the store\n%+v\nfrom memory\n%+v", cold, warm)
		}
		s = p.reopen(s)
		if after := mustLoad(t, s, "console:1"); !reflect.DeepEqual(after, warm) {
			t.Errorf("after the restart\n%+v\nbefore\n%+v", after, warm)
		}
		if r := mustVerify(t, s); r.Lines != 3 || r.Chains != 1 || r.Conversations != 1 {
			t.Errorf("audit: %+v", r)
		}
	})
}

func TestWhatIsNotThereIsZero(t *testing.T) {
	eachStore(t, func(t *testing.T, p *place) {
		got := mustLoad(t, p.open(), "console:1")
		if want := (Conversation{Unit: unit, ID: "console:1"}); !reflect.DeepEqual(got, want) {
			t.Errorf("got %+v, want %+v", got, want)
		}
	})
}

func TestOfTwoWritersOneIsTold(t *testing.T) {
	eachStore(t, func(t *testing.T, p *place) {
		s := p.open()
		first := mustLoad(t, s, "console:1")
		mustSay(t, s, "console:1", "e1", "先说的")
		lines := mustVerify(t, s).Lines
		late := turn(first, "e2", "后说的")
		late.Outbox = []Note{{To: "staff", Text: "x"}}
		late.Open = &filing.Case{Unit: unit, Opened: time.Now()}
		if _, err := s.Commit(t.Context(), late); !errors.Is(err, ErrConflict) {
			t.Fatalf("got %v, want ErrConflict", err)
		}
		if n := mustVerify(t, s).Lines; n != lines {
			t.Errorf("the refused turn left %d audit lines", n-lines)
		}
		if notes, err := s.Outbox(t.Context(), unit, 10, time.Minute); err != nil || len(notes) > 0 {
			t.Errorf("the refused turn left notes %v, %v", notes, err)
		}
		if cases, err := s.Cases(t.Context(), unit); err != nil || len(cases) > 0 {
			t.Errorf("the refused turn left cases %v, %v", cases, err)
		}
		before := s.Trips()
		if c := mustLoad(t, s, "console:1"); c.Version != 1 || c.Said[0].Text != "先说的" {
			t.Errorf("after the conflict got %+v", c)
		}
		if s.Trips() != before {
			t.Error("the newest version was not in memory after the conflict")
		}
		mustSay(t, s, "console:1", "e2", "后说的")
	})
}

func TestAnEventIsWrittenOnce(t *testing.T) {
	eachStore(t, func(t *testing.T, p *place) {
		s := p.open()
		open := turn(mustLoad(t, s, "console:1"), "e1", "转人工")
		open.Open = &filing.Case{Unit: unit, Kind: filing.Consultation, Opened: time.Now()}
		first, err := s.Commit(t.Context(), open)
		if err != nil || first.Number == "" {
			t.Fatalf("got %+v, %v", first, err)
		}
		again := func(when string) {
			t.Helper()
			if r, err := s.Commit(t.Context(), open); err != nil || r != (Result{Version: 1, Repeated: true, Number: first.Number}) {
				t.Errorf("%s: got %+v, %v, want version 1 and number %s, repeated", when, r, err, first.Number)
			}
		}
		again("at once")
		for i := range mostEvents + 5 {
			event := fmt.Sprint("f", i)
			r := mustSay(t, s, "console:1", event, words(i))
			twice, err := say(t.Context(), s, "console:1", event, words(i))
			if err != nil || !twice.Repeated || twice.Version != r.Version || twice.Number != "" {
				t.Fatalf("event %s again: got %+v, %v", event, twice, err)
			}
			if i == 10 {
				again("after eleven turns")
				early, err := say(t.Context(), s, "console:1", "f3", "重复")
				if err != nil || early != (Result{Version: 5, Repeated: true}) {
					t.Errorf("the fourth event again: got %+v, %v", early, err)
				}
			}
		}
		again("after more turns than events are kept")
		if cases, err := s.Cases(t.Context(), unit); err != nil || len(cases) != 1 {
			t.Errorf("cases %v, %v", cases, err)
		}
		if c := fresh(t, s, "console:1"); c.Version != mostEvents+6 {
			t.Errorf("version %d after %d events", c.Version, mostEvents+6)
		}
	})
}

func TestTheSameEventOfAnotherConversationIsAnother(t *testing.T) {
	eachStore(t, func(t *testing.T, p *place) {
		s := p.open()
		mustSay(t, s, "console:1", "1", "甲")
		if r := mustSay(t, s, "console:2", "1", "乙"); r.Repeated {
			t.Error("taken for the event of another conversation")
		}
	})
}

func TestAnEscalationIsWrittenWithItsTurn(t *testing.T) {
	eachStore(t, func(t *testing.T, p *place) {
		s := p.open()
		opened := time.Date(2026, 11, 22, 9, 0, 0, 0, time.FixedZone("CST", 8*3600))
		commit := turn(mustLoad(t, s, "console:1"), "e1", "转人工")
		commit.Conversation.Stage = Handed
		commit.Open = &filing.Case{
			Unit: unit, Kind: filing.Consultation, From: "p1", Conversation: "console:1", Opened: opened, Question: "能备案不？",
			Matter: []byte(`{"Stage":"planned"}`), Outcome: knowledge.Refer, Reason: knowledge.Suspected, Lists: "0123456789ab",
		}
		commit.Outbox = []Note{{To: "staff", Kind: "new", Text: "新咨询 " + CaseMark}, {To: "p9", Text: "别的", Case: "ZX-2026-0077"}}
		r, err := s.Commit(t.Context(), commit)
		if err != nil || r.Number != "ZX-2026-0001" {
			t.Fatalf("got %+v, %v", r, err)
		}
		warm := mustLoad(t, s, "console:1")
		if warm.Case != r.Number || warm.Stage != Handed {
			t.Errorf("conversation in memory: case %q, stage %q", warm.Case, warm.Stage)
		}
		if cold := fresh(t, s, "console:1"); !reflect.DeepEqual(cold, warm) {
			t.Errorf("from the store\n%+v\nfrom memory\n%+v", cold, warm)
		}
		want := *commit.Open
		want.Number, want.State, want.Head, want.Opened = r.Number, filing.Open, warm.Head, opened
		cases, err := s.Cases(t.Context(), unit)
		if err != nil || len(cases) != 1 {
			t.Fatalf("cases %v, %v", cases, err)
		}
		if !cases[0].Opened.Equal(opened) {
			t.Errorf("opened %v, want %v", cases[0].Opened, opened)
		}
		if cases[0].Opened = opened; !reflect.DeepEqual(cases[0], want) {
			t.Errorf("case\n%+v, want\n%+v", cases[0], want)
		}
		notes, err := s.Outbox(t.Context(), unit, 10, time.Minute)
		if err != nil || len(notes) != 2 {
			t.Fatalf("notes %v, %v", notes, err)
		}
		if got, want := notes[0].Note, (Note{To: "staff", Kind: "new", Text: "新咨询 ZX-2026-0001", Case: "ZX-2026-0001"}); !reflect.DeepEqual(got, want) {
			t.Errorf("note %+v, want %+v", got, want)
		}
		if notes[1].Case != "ZX-2026-0077" {
			t.Errorf("note of another case: %+v", notes[1])
		}
		mustVerify(t, s)
	})
}

func TestNumbersHaveNoGapsAndNoDoubles(t *testing.T) {
	eachStore(t, func(t *testing.T, p *place) {
		one := p.open()
		two := one
		if p.server != nil {
			two = p.open()
		}
		const openings = 200
		numbers := make([]string, openings)
		var wait sync.WaitGroup
		for i := range openings {
			wait.Go(func() {
				s := []*Store{one, two}[i%2]
				c := turn(Conversation{Unit: unit, ID: fmt.Sprint("console:", i)}, "e", "转人工")
				c.Open = &filing.Case{Unit: unit, Opened: time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC)}
				r, err := s.Commit(t.Context(), c)
				if err != nil {
					t.Error(err)
				}
				numbers[i] = r.Number
			})
		}
		wait.Wait()
		sort.Strings(numbers)
		for i, n := range numbers {
			if want := fmt.Sprintf("ZX-2026-%04d", i+1); n != want {
				t.Fatalf("number %d is %s, want %s", i, n, want)
			}
		}
		if cases, err := two.Cases(t.Context(), unit); err != nil || len(cases) != openings {
			t.Errorf("%d cases, %v", len(cases), err)
		}
		mustVerify(t, one)
	})
}

func TestFormsOfNumbers(t *testing.T) {
	in := func(year int) *filing.Case {
		return &filing.Case{Unit: unit, Opened: time.Date(year, 3, 1, 0, 0, 0, 0, time.UTC)}
	}
	eachStore(t, func(t *testing.T, p *place) {
		s := p.open()
		for i, row := range []struct {
			form string
			year int
			want string
		}{
			{"", 2026, "ZX-2026-0001"},
			{"", 2026, "ZX-2026-0002"},
			{"", 2027, "ZX-2027-0001"},
			{"宝容备〔%d〕%d号", 2026, "宝容备〔2026〕1号"},
			{"宝容备〔%d〕%d号", 2026, "宝容备〔2026〕2号"},
			{"", 2026, "ZX-2026-0003"},
		} {
			c := turn(Conversation{Unit: unit, ID: fmt.Sprint(i)}, "e", "转人工")
			c.Open, c.Number = in(row.year), row.form
			if r, err := s.Commit(t.Context(), c); err != nil || r.Number != row.want {
				t.Errorf("form %q in %d: got %q, %v, want %q", row.form, row.year, r.Number, err, row.want)
			}
		}
	})
}

func TestACommitThatCannotBeKeptIsRefused(t *testing.T) {
	s := (&place{t: t, dir: t.TempDir()}).open()
	for name, spoil := range map[string]func(*Commit){
		"no event":                 func(c *Commit) { c.Event = "" },
		"no conversation":          func(c *Commit) { c.Conversation.ID = "" },
		"no person":                func(c *Commit) { c.Conversation.Person = "" },
		"no unit":                  func(c *Commit) { c.Conversation.Unit = "" },
		"a unit with a brace":      func(c *Commit) { c.Conversation.Unit = "a}b" },
		"a version below zero":     func(c *Commit) { c.Conversation.Version = -1 },
		"a head that is no hash":   func(c *Commit) { c.Conversation.Head = "zz" },
		"a head that is too short": func(c *Commit) { c.Conversation.Head = "00ff" },
		"a life below zero":        func(c *Commit) { c.TTL = -time.Second },
		"a form without a count":   func(c *Commit) { c.Open, c.Number = &filing.Case{}, "ZX-%d" },
		"a form with a string":     func(c *Commit) { c.Open, c.Number = &filing.Case{}, "ZX-%d-%s" },
		"a form with two counts":   func(c *Commit) { c.Open, c.Number = &filing.Case{}, "ZX-%d-%d-%d" },
	} {
		c := turn(Conversation{ID: "console:1"}, "e", "x")
		spoil(&c)
		if _, err := s.Commit(t.Context(), c); !errors.Is(err, ErrInvalid) {
			t.Errorf("%s: got %v, want ErrInvalid", name, err)
		}
	}
}

func TestManyWriters(t *testing.T) {
	eachStore(t, func(t *testing.T, p *place) {
		s := p.open()
		const writers, turns = 64, 4
		var wait sync.WaitGroup
		for w := range writers {
			wait.Go(func() {
				for i := range turns {
					own := fmt.Sprint("console:", w)
					if _, err := say(t.Context(), s, own, fmt.Sprint(i), words(i)); err != nil {
						t.Error(err)
					}
				}
				for {
					_, err := say(t.Context(), s, "shared", fmt.Sprint("w", w), words(w))
					if err == nil {
						return
					}
					if !errors.Is(err, ErrConflict) {
						t.Error(err)
						return
					}
				}
			})
		}
		wait.Wait()
		s = p.reopen(s)
		for w := range writers {
			if c := mustLoad(t, s, fmt.Sprint("console:", w)); c.Version != turns || len(c.Said) != turns {
				t.Errorf("writer %d: version %d, %d messages", w, c.Version, len(c.Said))
			}
		}
		c := mustLoad(t, s, "shared")
		seen := map[string]bool{}
		for _, f := range c.Matter.Facts {
			seen[f.Quote] = true
		}
		if c.Version != writers || len(seen) != writers {
			t.Errorf("shared: version %d, facts of %d writers, want %d", c.Version, len(seen), writers)
		}
		mustVerify(t, s)
	})
}
