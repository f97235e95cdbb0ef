package store

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

var noon = time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC)

func TestSpend(t *testing.T) {
	eachStore(t, func(t *testing.T, p *place) {
		s := p.open()
		at := time.Now()
		steps := []struct {
			name, person string
			at           time.Time
			tokens       int
			want         Spent
		}{
			{"within both", "1", at, 60, Spent{Person: 60, Unit: 60}},
			{"beyond the person's", "1", at, 41, Spent{Refused: true, Person: 60, Unit: 60}},
			{"somebody else's is his own", "2", at, 90, Spent{Person: 90, Unit: 150}},
			{"beyond the unit's", "3", at, 60, Spent{Refused: true, Unit: 150}},
			{"what was not used is given back", "1", at, -50, Spent{Person: 10, Unit: 100}},
			{"and can be used", "3", at, 60, Spent{Person: 60, Unit: 160}},
			{"more given back than was taken leaves none", "3", at, -99, Spent{Person: 0, Unit: 61}},
			{"the next day begins anew", "1", at.AddDate(0, 0, 1), 100, Spent{Person: 100, Unit: 100}},
		}
		for _, x := range steps {
			got, err := s.Spend(t.Context(), unit, x.person, x.at, x.tokens, Budget{Person: 100, Unit: 200})
			if err != nil || got != x.want {
				t.Fatalf("%s: %+v, %v; want %+v", x.name, got, err, x.want)
			}
		}
		got, err := p.reopen(s).Spend(t.Context(), unit, "1", at, 0, Budget{})
		if err != nil || p.server == nil && got != (Spent{Person: 10, Unit: 61}) {
			t.Errorf("after a restart: %+v, %v", got, err)
		}
	})
}

// TestSpendExpires holds the counts of a past day to their end.
func TestSpendExpires(t *testing.T) {
	eachStore(t, func(t *testing.T, p *place) {
		s := p.open()
		old := time.Now().AddDate(0, 0, -3)
		if _, err := s.Spend(t.Context(), unit, "1", old, 5, Budget{}); err != nil {
			t.Fatal(err)
		}
		if got, err := s.Spend(t.Context(), unit, "1", old, 0, Budget{}); err != nil || got.Unit != 0 {
			t.Errorf("three days ago there are still %+v, %v", got, err)
		}
	})
}

// TestSpendTogether has many book at once through two processes: not one token too many.
func TestSpendTogether(t *testing.T) {
	eachStore(t, func(t *testing.T, p *place) {
		stores := []*Store{p.open()}
		if p.server != nil {
			stores = append(stores, p.open())
		}
		var booked atomic.Int64
		var all sync.WaitGroup
		for i := range 200 {
			all.Go(func() {
				got, err := stores[i%len(stores)].Spend(context.Background(), unit, "1", noon.AddDate(10, 0, 0), 10, Budget{Person: 1000})
				if err != nil {
					t.Error(err)
				}
				if !got.Refused {
					booked.Add(10)
				}
			})
		}
		all.Wait()
		if booked.Load() != 1000 {
			t.Errorf("%d tokens booked, want 1000", booked.Load())
		}
	})
}

// TestSpendSentAgain: a booking that is sent again, as when its answer was lost, counts once, whatever came between.
func TestSpendSentAgain(t *testing.T) {
	eachStore(t, func(t *testing.T, p *place) {
		s := p.open()
		at := time.Now()
		for _, tokens := range []int{60, -20} {
			keys, args := s.booking(unit, "1", at, tokens, Budget{Person: 100})
			for range 2 {
				if _, err := s.keeper.run(t.Context(), spendScript, keys, args...); err != nil {
					t.Fatal(err)
				}
				if _, err := s.Spend(t.Context(), unit, "2", at, 1, Budget{}); err != nil {
					t.Fatal(err)
				}
			}
		}
		got, err := s.Spend(t.Context(), unit, "1", at, 0, Budget{})
		if want := (Spent{Person: 40, Unit: 44}); err != nil || got != want {
			t.Errorf("got %+v, %v; want %+v", got, err, want)
		}
	})
}
