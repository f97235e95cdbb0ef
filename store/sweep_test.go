package store

import (
	"fmt"
	"reflect"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"dandang/filing"
)

func TestWhatIsKeptLongEnoughGoes(t *testing.T) {
	eachStore(t, func(t *testing.T, p *place) {
		now := time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC)
		var clock atomic.Int64 // milliseconds
		clock.Store(now.UnixMilli())
		o := p.options()
		o.Now = func() time.Time { return time.UnixMilli(clock.Load()) }
		s := openWith(t, o)
		end := func(person string, kind filing.Kind, done bool) string {
			c := opened(t, s, person, "e")
			a := did(c, "end", "r1", "closed")
			a.Case.Kind, a.Case.Done = kind, done
			a.Outbox = []Note{{To: person, Text: "x"}}
			if !done {
				a.Case.Clocks = []filing.Clock{{ID: "c", Marks: []filing.Mark{{ID: "0d", At: now}}}}
			}
			mustAct(t, s, a)
			for i, who := range []string{"a", "b"} {
				if _, err := s.Rate(t.Context(), unit, c.Number, who, []Mark{Helped, Useless}[i]); err != nil {
					t.Fatal(err)
				}
			}
			return c.Number
		}
		asked, filed, running := end("p1", filing.Consultation, true), end("p2", filing.Filing, true), end("p3", filing.Filing, false)
		if err := s.Unmatched(t.Context(), unit, "食堂外包能不能备案", now); err != nil {
			t.Fatal(err)
		}
		var told []string
		for month := range 12 * 11 { // eleven years, a month at a time
			now = now.AddDate(0, 1, 0)
			clock.Store(now.UnixMilli())
			w, err := s.Sweep(t.Context(), unit, now)
			if err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(w, Swept{}) {
				told = append(told, fmt.Sprintf("%d: %v %d %d %d", month+1, w.Cases, w.Notes, w.Events, w.Questions))
			}
		}
		want := []string{
			"3: [] 3 3 0",  // notes and events after 90 days; March to June has 92
			"12: [] 0 0 1", // a question after a year, a consultation three years after its end, a filing ten
			"37: [" + asked + "] 0 0 0", "120: [" + filed + "] 0 0 0",
		}
		if !slices.Equal(told, want) {
			t.Errorf("swept %q, want %q", told, want)
		}
		if _, ok, err := s.Case(t.Context(), unit, asked); err != nil || ok {
			t.Errorf("still there: %v, %v", ok, err)
		}
		if c := mustCase(t, s, running); c.Number != running || len(mustDue(t, s, now)) != 1 {
			t.Error("a case that is open has gone")
		}
		for key, n := range map[string]int64{casesKey(unit): 1, openedKey(unit): 1, ratedKey(unit): 2, ratingsKey(unit): 2, actsKey(unit): 0, dueOfKey(unit): 1} {
			if got := s.client.HLen(t.Context(), key).Val(); got != n {
				t.Errorf("%s holds %d, want %d", key, got, n)
			}
		}
		s = p.reopen(s)
		if r := mustVerify(t, s); r.Cases != 1 {
			t.Errorf("audit %+v", r)
		}
		if c := opened(t, s, "p4", "e"); c.Number != "ZX-2026-0004" {
			t.Errorf("a number is given again: %s", c.Number)
		}
		if units, err := s.Units(t.Context()); err != nil || !slices.Equal(units, []string{unit}) {
			t.Errorf("units %v, %v", units, err)
		}
	})
}

func TestRetentionBelowZeroIsForEver(t *testing.T) {
	o := (&place{t: t, dir: t.TempDir()}).options()
	o.Retain = Retention{Filed: -1, Asked: -1, Notes: -1, Events: -1, Questions: -1}
	s := openWith(t, o)
	a := did(opened(t, s, "p1", "e"), "end", "r1", "closed")
	a.Case.Done, a.Outbox = true, []Note{{To: "p1", Text: "x"}}
	mustAct(t, s, a)
	if err := s.Unmatched(t.Context(), unit, "食堂外包能不能备案", time.Now()); err != nil {
		t.Fatal(err)
	}
	if w, err := s.Sweep(t.Context(), unit, time.Now().AddDate(100, 0, 0)); err != nil || !reflect.DeepEqual(w, Swept{}) {
		t.Errorf("swept %+v, %v", w, err)
	}
}
