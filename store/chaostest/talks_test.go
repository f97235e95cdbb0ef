package chaostest

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"dandang/bot"
	"dandang/filing"
	"dandang/handlers"
	"dandang/knowledge"
	"dandang/reader"
	"dandang/store"
)

// county is where all talks are held.
const county = "demo"

// begin is when every talk begins.
var begin = time.Date(2026, 11, 22, 9, 0, 0, 0, time.FixedZone("CST", 8*3600))

// A talk is a written talk of the console's tests: a story, or a paper from the first question to its number.
type talk struct {
	name  string
	steps []bot.Step
	alone bool // comes out otherwise when many are held at once: people name numbers of papers, or staff look at all
	staff bool // staff act in it
}

var namesNumbers = regexp.MustCompile(`\d号|ZX-|待办`)

// written are the written talks, all of them.
func written() ([]talk, error) {
	files, err := filepath.Glob("../../bot/testdata/*/*.txt")
	if err != nil || len(files) < 50 {
		return nil, fmt.Errorf("%d talks, %w", len(files), err)
	}
	var list []talk
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		steps, err := bot.ParseTalk(bytes.NewReader(text))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		k := talk{name: strings.TrimSuffix(filepath.Base(file), ".txt"), steps: steps}
		for _, s := range steps {
			k.staff = k.staff || strings.HasPrefix(s.Person, "staff")
			k.alone = k.alone || k.staff || namesNumbers.MatchString(s.Text)
		}
		list = append(list, k)
	}
	return list, nil
}

// talks are those that can be held at the same time on one store.
func talks(tb testing.TB) []talk {
	tb.Helper()
	list, err := written()
	if err != nil {
		tb.Fatal(err)
	}
	return slices.DeleteFunc(list, func(k talk) bool { return k.alone })
}

// bare is a desk without a store: what is read once and shared by all.
var bare = sync.OnceValues(func() (handlers.Desk, error) {
	lists, err := knowledge.Embedded()
	if err != nil {
		return handlers.Desk{}, err
	}
	r, err := reader.NewOffline()
	if err != nil {
		return handlers.Desk{}, err
	}
	rules, err := filing.ShippedRules()
	if err != nil {
		return handlers.Desk{}, err
	}
	forms, err := filing.LoadForms(nil)
	return handlers.Desk{Lists: lists.Base, Reader: r, Rules: rules, Forms: forms, Templates: &filing.Templates{}}, err
})

// open opens a store and the desk before it. Everything about it is what people use.
func open(ctx context.Context, o store.Options) (*handlers.Desk, *store.Store, error) {
	d, err := bare()
	if err != nil {
		return nil, nil, err
	}
	o.Log = slog.New(slog.DiscardHandler)
	s, err := store.Open(ctx, o)
	if err != nil {
		return nil, nil, err
	}
	d.Store, d.Log = s, o.Log
	return &d, s, nil
}

func mustOpen(tb testing.TB, o store.Options) (*handlers.Desk, *store.Store) {
	tb.Helper()
	d, s, err := open(tb.Context(), o)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = s.Close() })
	return d, s
}

// A person holds a talk: sends each message until it is acknowledged, as the desk tells people to do.
type person struct {
	desks   []*handlers.Desk                       // tried in turn
	pick    func() (d *handlers.Desk, done func()) // which to try instead; nil: those
	name    string                                 // of the talk
	patient time.Duration                          // how long a message is sent again before the person gives up
	twice   bool                                   // every message arrives at every desk at once, and the last that was kept once more afterwards
	skip    int                                    // messages that were acknowledged before
	acked   func(n int)                            // told of each message acknowledged, by its number from 1; nil: nobody
	seen    *seen

	last    handlers.Message // that changed something
	version int64            // of the talk
	sent    int
}

// seen is what people saw.
type seen struct {
	answered atomic.Int64
	mu       sync.Mutex
	refused  map[string]int // what they were told when a message was not taken, and how often
	longest  time.Duration  // one message was sent again
	slowest  time.Duration  // one answer took
}

func (s *seen) note(replies []handlers.Reply, took time.Duration, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.slowest = max(s.slowest, took)
	if err == nil {
		return
	}
	told := "nothing"
	if len(replies) > 0 {
		told = replies[0].Text
	}
	if s.refused == nil {
		s.refused = map[string]int{}
	}
	s.refused[told]++
}

func (p *person) Handle(ctx context.Context, m handlers.Message) ([]handlers.Reply, error) {
	m.From.ID = p.name + ":" + m.From.ID
	p.sent++
	if p.sent <= p.skip {
		return nil, nil
	}
	began := time.Now()
	for try := 0; ; try++ {
		replies, err := p.once(ctx, m, try)
		if err == nil {
			p.seen.answered.Add(1)
			p.seen.mu.Lock()
			p.seen.longest = max(p.seen.longest, time.Since(began))
			p.seen.mu.Unlock()
			p.remember(ctx, m)
			if p.acked != nil {
				p.acked(p.sent)
			}
			return replies, nil
		}
		if ctx.Err() != nil || time.Since(began) > p.patient {
			return nil, fmt.Errorf("talk %s, message %d: given up after %v: %w", p.name, p.sent, time.Since(began), err)
		}
		time.Sleep(20 * time.Millisecond)
	}
}

func (p *person) once(ctx context.Context, m handlers.Message, try int) ([]handlers.Reply, error) {
	var d *handlers.Desk
	if p.pick != nil {
		picked, done := p.pick()
		defer done()
		d = picked
	} else {
		d = p.desks[(p.sent+try)%len(p.desks)]
	}
	if p.twice {
		var wait sync.WaitGroup
		for _, other := range p.desks {
			wait.Go(func() { _, _ = other.Handle(ctx, m) })
		}
		defer wait.Wait()
	}
	began := time.Now()
	replies, err := d.Handle(ctx, m)
	p.seen.note(replies, time.Since(began), err)
	if p.twice && err == nil && p.last.ID != "" {
		_, _ = d.Handle(ctx, p.last)
	}
	return replies, err
}

// remember notes a message that changed something. One that did not is not known to have been there: coming a second
// time it is answered as things then stand.
func (p *person) remember(ctx context.Context, m handlers.Message) {
	for _, d := range p.desks {
		if c, err := d.Store.Load(ctx, m.Unit, m.Conversation); err == nil && c.Version > p.version {
			p.version, p.last = c.Version, m
		}
	}
}

// hold holds the talk to its end.
func (p *person) hold(ctx context.Context, t talk) error {
	return (&bot.Player{Desk: p, Unit: county, Start: begin, Name: t.name, Out: io.Discard}).Play(ctx, t.steps)
}

// number is a number of a case or a paper, which depends on who was first.
var number = regexp.MustCompile(`ZX-2026-\d+|〔2026〕\d+号`)

// state is all that is kept of a talk, without numbers and the name.
func state(tb testing.TB, s *store.Store, name string) string {
	tb.Helper()
	c, err := s.Load(tb.Context(), county, "talk:"+name+":1")
	if err != nil {
		tb.Fatal(err)
	}
	c.Head = "" // its chain bears the name; VerifyAudit looks at it
	b, err := json.Marshal(c)
	if err != nil {
		tb.Fatal(err)
	}
	return strings.ReplaceAll(number.ReplaceAllString(string(b), "#"), name, "talk")
}
