// Package chaostest holds the whole program below the channels to its word while everything under it fails: what was
// acknowledged is there, once; nothing is half done; no number is given twice; the audit is whole.
//
// The short form runs with all tests. DANDANG_LONG=1 makes the same trouble many times over:
//
//	DANDANG_LONG=1 go test ./store/chaostest -v -timeout 30m
package chaostest

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"os"
	"slices"
	"sync"
	"testing"
	"time"

	"dandang/handlers"
	"dandang/store"
	"dandang/store/redistest"
)

// long is how often to make trouble, in the short form and in the long one.
func long(few, many int) int {
	if os.Getenv("DANDANG_LONG") != "" {
		return many
	}
	return few
}

// A trial is all talks held at once, once without trouble and then in it.
type trial struct {
	talks []talk
	want  map[string]string // state of each talk as it comes out without trouble
	pick  func() (*handlers.Desk, func())
	lossy bool // Redis may forget what it acknowledged last; then only that nothing is half done is asked for
}

func newTrial(t *testing.T) *trial {
	t.Helper()
	d, s := mustOpen(t, store.Options{Dir: t.TempDir()})
	x := &trial{want: map[string]string{}}
	for i, k := range talks(t) {
		if i%long(5, 1) != 0 {
			continue
		}
		x.talks = append(x.talks, k)
		p := &person{desks: []*handlers.Desk{d}, name: k.name, seen: &seen{}}
		if err := p.hold(t.Context(), k); err != nil {
			t.Fatal(err)
		}
		x.want[k.name] = state(t, s, k.name)
	}
	return x
}

// run holds all talks while trouble is made, again and again until it is over, and looks at what is left.
func (x *trial) run(t *testing.T, desks []*handlers.Desk, look *store.Store, twice bool, trouble func(ctx context.Context)) (refused int) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Duration(long(60, 600))*time.Second)
	defer cancel()
	saw := &seen{}
	over := make(chan struct{})
	go func() { defer close(over); trouble(ctx) }()
	var wait sync.WaitGroup
	var mu sync.Mutex
	names := map[string]talk{}
	for _, k := range x.talks {
		wait.Go(func() {
			for round := 0; ; round++ {
				name := fmt.Sprint(k.name, "+", round)
				p := &person{desks: desks, name: name, patient: 30 * time.Second, pick: x.pick, twice: twice, seen: saw}
				if err := p.hold(ctx, talk{name: name, steps: k.steps}); err != nil {
					t.Error(err)
					return
				}
				mu.Lock()
				names[name] = k
				mu.Unlock()
				select {
				case <-over:
					return
				default:
				}
			}
		})
	}
	wait.Wait()
	<-over
	x.whole(t, look, names)
	return saw.report(t, len(names))
}

// whole holds the store to what was acknowledged.
func (x *trial) whole(t *testing.T, s *store.Store, names map[string]talk) {
	t.Helper()
	lost := 0
	for name, k := range names {
		if x.lossy {
			if state(t, s, name) != x.want[k.name] {
				lost++
			}
			continue
		}
		if got, want := state(t, s, name), x.want[k.name]; got != want {
			at := 0
			for at < min(len(got), len(want)) && got[at] == want[at] {
				at++
			}
			at = max(0, at-100)
			t.Errorf("talk %s: lost, doubled or half done:\n got …%.300s\nwant …%.300s", name, got[at:], want[at:])
			return
		}
	}
	r, err := s.VerifyAudit(t.Context())
	if err != nil || len(r.Faults) > 0 {
		t.Errorf("audit: %v, %v", r.Faults, err)
	}
	if x.lossy {
		t.Logf("%d of %d talks lost something that was acknowledged", lost, len(names))
	} else if r.Conversations != len(names) {
		t.Errorf("%d talks are kept, %d were held", r.Conversations, len(names))
	}
	cases, err := s.Cases(t.Context(), county)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, c := range cases {
		if seen[c.Number] {
			t.Errorf("%s was given twice", c.Number)
		}
		seen[c.Number] = true
	}
}

// report logs what people saw and returns how often they were told to send again.
func (s *seen) report(t *testing.T, talks int) (again int) {
	t.Helper()
	for _, n := range s.refused {
		again += n
	}
	t.Logf("%d talks held, %d messages acknowledged; %d told to send again, one of them for %v; slowest answer %v",
		talks, s.answered.Load(), again, s.longest.Round(time.Millisecond), s.slowest.Round(time.Millisecond))
	for _, told := range slices.Sorted(maps.Keys(s.refused)) {
		t.Logf("  %d times: %s", s.refused[told], told)
	}
	return again
}

// repeat does it that often, with a pause before each, unless ctx ends.
func repeat(ctx context.Context, times int, pause time.Duration, do func()) {
	for range times {
		select {
		case <-ctx.Done():
			return
		case <-time.After(pause):
			do()
		}
	}
}

func TestTrouble(t *testing.T) {
	x := newTrial(t)
	for _, row := range []struct {
		name    string
		config  []string
		trouble func(ctx context.Context, server *redistest.Server, p *proxy)
	}{
		{"Redis is killed and started again, appendfsync always", nil, func(ctx context.Context, s *redistest.Server, _ *proxy) {
			repeat(ctx, long(3, 100), 150*time.Millisecond, func() { s.Kill(); time.Sleep(30 * time.Millisecond); s.Restart() })
		}},
		// While it syncs it may answer before it has written, so what it said in the last two seconds can be gone.
		{"Redis is killed and started again, appendfsync everysec", []string{"--appendfsync", "everysec"}, func(ctx context.Context, s *redistest.Server, _ *proxy) {
			repeat(ctx, long(3, 100), 150*time.Millisecond, func() { s.Kill(); time.Sleep(30 * time.Millisecond); s.Restart() })
		}},
		{"Redis hangs for a second", nil, func(ctx context.Context, s *redistest.Server, _ *proxy) {
			repeat(ctx, long(1, 20), 150*time.Millisecond, func() { s.Freeze(); time.Sleep(1200 * time.Millisecond); s.Thaw() })
		}},
		{"Redis has no memory left", nil, func(ctx context.Context, s *redistest.Server, _ *proxy) {
			c := s.Client()
			repeat(ctx, long(2, 50), 150*time.Millisecond, func() {
				c.ConfigSet(ctx, "maxmemory", "1mb")
				time.Sleep(100 * time.Millisecond)
				c.ConfigSet(ctx, "maxmemory", "0")
			})
		}},
		{"connections are cut in the middle", nil, func(ctx context.Context, _ *redistest.Server, p *proxy) {
			repeat(ctx, long(60, 5000), 10*time.Millisecond, p.cut)
		}},
		{"no connection can be made", nil, func(ctx context.Context, _ *redistest.Server, p *proxy) {
			repeat(ctx, long(2, 50), 100*time.Millisecond, func() { p.refuse(true); p.cut(); time.Sleep(150 * time.Millisecond); p.refuse(false) })
		}},
		{"answers take 40 ms, some two seconds", nil, func(ctx context.Context, _ *redistest.Server, p *proxy) {
			p.slow(40 * time.Millisecond)
			repeat(ctx, long(1, 20), 200*time.Millisecond, func() {
				p.slow(2 * time.Second)
				time.Sleep(300 * time.Millisecond)
				p.slow(40 * time.Millisecond)
			})
			p.slow(0)
		}},
	} {
		t.Run(row.name, func(t *testing.T) {
			server := redistest.Start(t, row.config...)
			p := newProxy(t, server.Addr(), nil)
			d, _ := mustOpen(t, store.Options{URL: p.url()})
			_, look := mustOpen(t, store.Options{URL: server.URL})
			x := &trial{talks: x.talks, want: x.want, lossy: len(row.config) > 0}
			x.run(t, []*handlers.Desk{d}, look, false, func(ctx context.Context) { row.trouble(ctx, server, p) })
		})
	}
}

// TestTwoProcesses has two processes on one Redis whose clocks are a day apart, each message arriving at both at once
// and a second time after the next.
func TestTwoProcesses(t *testing.T) {
	x := newTrial(t)
	server := redistest.Start(t)
	var desks []*handlers.Desk
	for _, skew := range []time.Duration{-12 * time.Hour, 12 * time.Hour} {
		d, _ := mustOpen(t, store.Options{URL: server.URL, Now: func() time.Time { return time.Now().Add(skew) }})
		desks = append(desks, d)
	}
	_, look := mustOpen(t, store.Options{URL: server.URL})
	x.run(t, desks, look, true, func(ctx context.Context) { repeat(ctx, long(1, 60), time.Second, func() {}) })
}

// A pool is processes of which one after the other is replaced.
type pool struct {
	t   *testing.T
	url string
	mu  sync.Mutex
	all []*running
}

// running is one process: what it answers with, and how many answers are under way.
type running struct {
	desk  *handlers.Desk
	store *store.Store
	wait  sync.WaitGroup
}

func (p *pool) start() {
	d, s := mustOpen(p.t, store.Options{URL: p.url})
	p.mu.Lock()
	defer p.mu.Unlock()
	p.all = append(p.all, &running{desk: d, store: s})
}

// pick gives work to the process that has run longest, which is the next to go.
func (p *pool) pick() (*handlers.Desk, func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	r := p.all[0]
	r.wait.Add(1)
	return r.desk, r.wait.Done
}

// stop takes the process that has run longest out, lets what is under way end, and closes it.
func (p *pool) stop() {
	p.mu.Lock()
	r := p.all[0]
	p.all = p.all[1:]
	p.mu.Unlock()
	r.wait.Wait()
	if err := r.store.Close(); err != nil {
		p.t.Error(err)
	}
}

// TestRollingRestart replaces two processes one after the other, again and again, while everybody talks, and meanwhile
// makes backups and restores them. Nobody is told to send anything again.
func TestRollingRestart(t *testing.T) {
	x := newTrial(t)
	server := redistest.Start(t)
	p := &pool{t: t, url: server.URL}
	p.start()
	p.start()
	x.pick = p.pick
	_, look := mustOpen(t, store.Options{URL: server.URL, Now: at})
	refused := x.run(t, nil, look, false, func(ctx context.Context) {
		repeat(ctx, long(2, 60), 100*time.Millisecond, func() {
			p.start()
			p.stop()
			restored(t, backup(t, look))
		})
	})
	if refused > 0 {
		t.Errorf("%d times somebody was told to send again", refused)
	}
	last := backup(t, look)
	if again := backup(t, restored(t, last)); !bytes.Equal(again, last) {
		t.Errorf("a backup of what was restored is another: %d and %d bytes", len(again), len(last))
	}
}

// restored is a fresh store with what a backup holds, found to be whole.
func restored(t *testing.T, backup []byte) *store.Store {
	t.Helper()
	_, s := mustOpen(t, store.Options{Dir: t.TempDir(), Now: at})
	if err := s.Restore(t.Context(), bytes.NewReader(backup)); err != nil {
		t.Error(err)
	}
	if r, err := s.VerifyAudit(t.Context()); err != nil || len(r.Faults) > 0 {
		t.Errorf("a backup made while people talk: %v, %v", r.Faults, err)
	}
	return s
}
