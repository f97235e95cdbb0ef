package store

import (
	"context"
	"fmt"
	"log/slog"
	"testing"
	"time"

	"dandang/knowledge"
	"dandang/store/redistest"
)

// A place is where a store keeps its data in a test: a folder, or a Redis of the test's own.
type place struct {
	t      *testing.T
	dir    string
	server *redistest.Server // nil for the embedded store
}

// eachStore runs the test on the embedded store and on a real Redis.
func eachStore(t *testing.T, test func(t *testing.T, p *place)) {
	t.Helper()
	t.Run("embedded", func(t *testing.T) {
		t.Parallel()
		test(t, &place{t: t, dir: t.TempDir()})
	})
	t.Run("redis", func(t *testing.T) {
		t.Parallel()
		test(t, &place{t: t, server: redistest.Start(t)})
	})
}

// options name the place.
func (p *place) options() Options {
	o := Options{Dir: p.dir, Log: slog.New(slog.DiscardHandler), tick: 10 * time.Millisecond}
	if p.server != nil {
		o.URL = p.server.URL
	}
	return o
}

// open opens a store there that is closed with the test, if not before.
func (p *place) open() *Store {
	p.t.Helper()
	return openWith(p.t, p.options())
}

func openWith(t testing.TB, o Options) *Store {
	t.Helper()
	s, err := Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// reopen closes s and opens the place again; a Redis is killed and started in between.
func (p *place) reopen(s *Store) *Store {
	p.t.Helper()
	if err := s.Close(); err != nil {
		p.t.Fatal(err)
	}
	if p.server != nil {
		p.server.Kill()
		p.server.Restart()
	}
	return p.open()
}

const unit = "410421"

// turn is a commit that adds a message to c.
func turn(c Conversation, event, text string) Commit {
	now := time.Now()
	c.Unit, c.Person = unit, "p-"+c.ID
	if c.Began.IsZero() {
		c.Began = now
	}
	c.Seen = now
	c.Said = append(copied(c.Said), Said{At: now, Text: text, Kind: knowledge.Plan, Asked: "q-decided"})
	c.Matter.Facts = append(copied(c.Matter.Facts), knowledge.Fact{ID: "c-collective", Holds: true, Quote: text, Turn: len(c.Said) - 1})
	return Commit{Event: event, Conversation: c, Audit: Audit{At: now, Who: c.Person, What: "turn", Detail: "needs_facts"}, TTL: time.Hour}
}

// say loads, adds a message and commits.
func say(ctx context.Context, s *Store, id, event, text string) (Result, error) {
	c, err := s.Load(ctx, unit, id)
	if err != nil {
		return Result{}, err
	}
	return s.Commit(ctx, turn(c, event, text))
}

func mustSay(t testing.TB, s *Store, id, event, text string) Result {
	t.Helper()
	r, err := say(t.Context(), s, id, event, text)
	if err != nil {
		t.Fatalf("say %q: %v", text, err)
	}
	return r
}

func mustLoad(t testing.TB, s *Store, id string) Conversation {
	t.Helper()
	c, err := s.Load(t.Context(), unit, id)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// fresh loads past the memory of s.
func fresh(t testing.TB, s *Store, id string) Conversation {
	t.Helper()
	s.cache.clear()
	return mustLoad(t, s, id)
}

// mustVerify fails the test when the audit is not whole.
func mustVerify(t testing.TB, s *Store) Report {
	t.Helper()
	r, err := s.VerifyAudit(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Faults) > 0 {
		t.Fatalf("audit: %v", r.Faults)
	}
	return r
}

func words(n int) string { return fmt.Sprintf("第%d次会上定的，图纸这个月底前补报", n) }
