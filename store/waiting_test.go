package store

import (
	"testing"
	"time"
)

func TestTheBacklogTellsSinceWhen(t *testing.T) {
	eachStore(t, func(t *testing.T, p *place) {
		s := p.open()
		if b, err := s.Backlog(t.Context(), unit); err != nil || b != (Backlog{}) {
			t.Fatalf("an empty outbox: %+v, %v", b, err)
		}
		mustSay(t, s, "console:1", "e0", "x")
		at := time.Now().Add(-time.Hour).Truncate(time.Millisecond)
		for i, event := range []string{"e1", "e2"} {
			c := turn(mustLoad(t, s, "console:1"), event, "y")
			c.Audit.At = at.Add(time.Duration(i) * time.Minute)
			c.Outbox = []Note{{To: "staff", Text: "x"}, {To: "p", Text: "y"}}
			if _, err := s.Commit(t.Context(), c); err != nil {
				t.Fatal(err)
			}
		}
		if b, err := s.Backlog(t.Context(), unit); err != nil || b.Notes != 4 || !b.Oldest.Equal(at) {
			t.Fatalf("got %+v, %v; want 4 notes since %v", b, err, at)
		}
		taken, err := s.Outbox(t.Context(), unit, 2, time.Hour)
		if err != nil || len(taken) != 2 {
			t.Fatal(taken, err)
		}
		if b, err := s.Backlog(t.Context(), unit); err != nil || b.Notes != 4 {
			t.Errorf("notes being delivered still wait: %+v, %v", b, err)
		}
		if err := s.Delivered(t.Context(), unit, taken[0].ID, taken[1].ID); err != nil {
			t.Fatal(err)
		}
		if b, err := s.Backlog(t.Context(), unit); err != nil || b.Notes != 2 || !b.Oldest.Equal(at.Add(time.Minute)) {
			t.Errorf("got %+v, %v; want 2 notes of the second turn", b, err)
		}
	})
}
