package store

import (
	"errors"
	"fmt"
	"testing"
	"time"
)

func TestASilentConversationExpires(t *testing.T) {
	eachStore(t, func(t *testing.T, p *place) {
		s := p.open()
		short := turn(Conversation{ID: "short"}, "e", "x")
		short.TTL = 150 * time.Millisecond
		for _, c := range []Commit{short, turn(Conversation{ID: "long"}, "e", "x")} {
			if _, err := s.Commit(t.Context(), c); err != nil {
				t.Fatal(err)
			}
		}
		forever := turn(Conversation{ID: "forever"}, "e", "x")
		forever.TTL = 0
		if _, err := s.Commit(t.Context(), forever); err != nil {
			t.Fatal(err)
		}
		if c := fresh(t, s, "short"); c.Version != 1 {
			t.Error("gone too soon")
		}
		for end := time.Now().Add(5 * time.Second); mustLoad(t, s, "short").Version != 0; time.Sleep(5 * time.Millisecond) {
			if time.Now().After(end) {
				t.Fatal("still there five seconds later")
			}
		}
		if n, err := s.client.Exists(t.Context(), personKey(unit, "p-short")).Result(); err != nil || n != 0 {
			t.Errorf("the index of the person is still there: %d, %v", n, err)
		}
		s = p.reopen(s)
		for id, want := range map[string]int64{"short": 0, "long": 1, "forever": 1} {
			if c := mustLoad(t, s, id); c.Version != want {
				t.Errorf("%s: version %d after the restart, want %d", id, c.Version, want)
			}
		}
		if ttl := s.client.PTTL(t.Context(), conversationKey(unit, "long")).Val(); ttl <= 0 || ttl > time.Hour {
			t.Errorf("an hour's life has become %v", ttl)
		}
		if ttl := s.client.PTTL(t.Context(), conversationKey(unit, "forever")).Val(); ttl != -1 {
			t.Errorf("a life without end has become %v", ttl)
		}
		mustVerify(t, s)
		if r := mustSay(t, s, "short", "e", "again"); r.Version != 1 || r.Repeated {
			t.Errorf("begun again: %+v", r)
		}
		mustVerify(t, s)
	})
}

func TestAPersonIsForgotten(t *testing.T) {
	eachStore(t, func(t *testing.T, p *place) {
		s := p.open()
		const person = "p-console:1"
		for _, id := range []string{"console:1", "web:1", "console:2"} {
			c := turn(Conversation{ID: id}, "e", "x")
			if id == "web:1" {
				c.Conversation.Person = person
			}
			if _, err := s.Commit(t.Context(), c); err != nil {
				t.Fatal(err)
			}
		}
		if n, err := s.Delete(t.Context(), unit, person); err != nil || n != 2 {
			t.Fatalf("deleted %d, %v, want 2", n, err)
		}
		if n, err := s.Delete(t.Context(), unit, person); err != nil || n != 0 {
			t.Errorf("deleted again %d, %v", n, err)
		}
		s = p.reopen(s)
		for id, want := range map[string]int64{"console:1": 0, "web:1": 0, "console:2": 1} {
			if c := mustLoad(t, s, id); c.Version != want {
				t.Errorf("%s: version %d, want %d", id, c.Version, want)
			}
		}
		if n := s.client.Exists(t.Context(), personKey(unit, person)).Val(); n != 0 {
			t.Error("the index of the person is still there")
		}
		if r := mustVerify(t, s); r.Lines != 5 {
			t.Errorf("%d audit lines, want 3 turns and 2 removals", r.Lines)
		}
	})
}

func TestANoteIsDeliveredAtLeastOnce(t *testing.T) {
	eachStore(t, func(t *testing.T, p *place) {
		s := p.open()
		const all = 250
		for i := range all / 50 {
			c := turn(mustLoad(t, s, "console:1"), fmt.Sprint(i), "x")
			for k := range 50 {
				c.Outbox = append(c.Outbox, Note{To: "staff", Text: fmt.Sprint(i*50 + k)})
			}
			if _, err := s.Commit(t.Context(), c); err != nil {
				t.Fatal(err)
			}
		}
		take := func(most int, hold time.Duration) []Delivery {
			t.Helper()
			got, err := s.Outbox(t.Context(), unit, most, hold)
			if err != nil {
				t.Fatal(err)
			}
			return got
		}
		seen := map[string]bool{}
		next := 0
		for _, most := range []int{200, 1, 30, 30} {
			for _, d := range take(most, time.Hour) {
				if d.Text != fmt.Sprint(next) {
					t.Fatalf("note %s where %d belongs", d.Text, next)
				}
				next++
				if err := s.Delivered(t.Context(), unit, d.ID); err != nil {
					t.Fatal(err)
				}
				if seen[d.ID] {
					t.Errorf("note %s given twice", d.ID)
				}
				seen[d.ID] = true
			}
			if next == 200 {
				s = p.reopen(s)
			}
		}
		if next != all || len(take(10, time.Hour)) != 0 {
			t.Errorf("%d notes, then more", next)
		}
		c := turn(mustLoad(t, s, "console:1"), "late", "x")
		c.Outbox = []Note{{To: "p1", Text: "held"}}
		if _, err := s.Commit(t.Context(), c); err != nil {
			t.Fatal(err)
		}
		if got := take(10, 50*time.Millisecond); len(got) != 1 {
			t.Fatalf("got %v", got)
		}
		if got := take(10, time.Hour); len(got) != 0 {
			t.Errorf("given away while somebody delivers it: %v", got)
		}
		time.Sleep(60 * time.Millisecond)
		s = p.reopen(s)
		if got := take(10, time.Hour); len(got) != 1 || got[0].Text != "held" {
			t.Errorf("a note nobody delivered is not given again: %v", got)
		}
	})
}

func TestATurnIsOneTripWarmAndTwoCold(t *testing.T) {
	eachStore(t, func(t *testing.T, p *place) {
		s := p.open()
		trips := func(what string, want int64, do func()) {
			t.Helper()
			before := s.Trips()
			if do(); s.Trips()-before != want {
				t.Errorf("%s: %d trips, want %d", what, s.Trips()-before, want)
			}
		}
		trips("first turn", 2, func() { mustSay(t, s, "console:1", "e1", "x") })
		trips("warm turn", 1, func() { mustSay(t, s, "console:1", "e2", "x") })
		trips("the same event again", 1, func() { mustSay(t, s, "console:1", "e2", "x") })
		s.cache.clear()
		trips("cold turn", 2, func() { mustSay(t, s, "console:1", "e3", "x") })
		stale := turn(Conversation{ID: "console:1"}, "e4", "x")
		trips("turn made from an old version", 1, func() {
			if _, err := s.Commit(t.Context(), stale); !errors.Is(err, ErrConflict) {
				t.Errorf("got %v, want ErrConflict", err)
			}
		})
		trips("and taken again", 1, func() { mustSay(t, s, "console:1", "e4", "x") })
		trips("empty outbox", 1, func() {
			if _, err := s.Outbox(t.Context(), unit, 10, time.Minute); err != nil {
				t.Error(err)
			}
		})
		if p.server == nil {
			return
		}
		if err := p.server.Client().ScriptFlush(t.Context()).Err(); err != nil {
			t.Fatal(err)
		}
		trips("turn after Redis forgot the scripts", 2, func() { mustSay(t, s, "console:1", "e5", "x") })
		trips("the next turn", 1, func() { mustSay(t, s, "console:1", "e6", "x") })
		p.server.Kill()
		p.server.Restart()
		mustSay(t, s, "console:1", "e7", "x")
		trips("a while after a restart of Redis", 1, func() { mustSay(t, s, "console:1", "e8", "x") })
	})
}

func TestMemoryKeepsTheLastUsed(t *testing.T) {
	k := newCache(2)
	for _, id := range []string{"a", "b"} {
		k.put(Conversation{Unit: unit, ID: id, Version: 1}, 0)
	}
	k.get(unit, "a", 0)
	k.put(Conversation{Unit: unit, ID: "c", Version: 1}, 100)
	for id, want := range map[string]bool{"a": true, "b": false, "c": true} {
		if _, ok := k.get(unit, id, 99); ok != want {
			t.Errorf("%s kept: %v, want %v", id, ok, want)
		}
	}
	if _, ok := k.get(unit, "c", 100); ok {
		t.Error("kept after it expired")
	}
	k.put(Conversation{Unit: unit, ID: "a", Version: 3}, 0)
	k.put(Conversation{Unit: unit, ID: "a", Version: 2}, 0)
	if c, _ := k.get(unit, "a", 0); c.Version != 3 {
		t.Errorf("version %d took the place of 3", c.Version)
	}
}

func TestWhatIsLoadedBelongsToTheCaller(t *testing.T) {
	s := (&place{t: t, dir: t.TempDir()}).open()
	mustSay(t, s, "console:1", "e", "x")
	c := mustLoad(t, s, "console:1")
	c.Said[0].Text, c.Matter.Facts[0].Quote = "y", "y"
	if again := mustLoad(t, s, "console:1"); again.Said[0].Text != "x" || again.Matter.Facts[0].Quote != "x" {
		t.Error("changing what was loaded changed what is kept")
	}
}
