package discord

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"dandang/filing"
	"dandang/handlers"
)

// box is an outbox in memory that gives notes out again when they were held too long.
type box struct {
	mu    sync.Mutex
	notes map[string][]handlers.Notice // by county
	until map[string]time.Time
	now   time.Time
	ticks int
	lost  int // so many reports of what was brought are lost
}

func (b *box) Tick(context.Context, string, time.Time) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.ticks++
	return 0, nil
}

func (b *box) Notes(_ context.Context, unit string, most int, hold time.Duration) ([]handlers.Notice, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	var out []handlers.Notice
	for _, n := range b.notes[unit] {
		if len(out) < most && !b.now.Before(b.until[n.ID]) {
			b.until[n.ID] = b.now.Add(hold)
			out = append(out, n)
		}
	}
	return out, nil
}

func (b *box) Noted(_ context.Context, unit string, ids ...string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.lost > 0 {
		b.lost--
		return errors.New("the store is away")
	}
	var left []handlers.Notice
	for _, n := range b.notes[unit] {
		gone := false
		for _, id := range ids {
			gone = gone || n.ID == id
		}
		if !gone {
			left = append(left, n)
		}
	}
	b.notes[unit] = left
	return nil
}

func newBox(notes ...handlers.Notice) *box {
	return &box{notes: map[string][]handlers.Notice{"demo": notes}, until: map[string]time.Time{}, now: talkStart}
}

func newCourier(s *stage, b *box) *courier {
	return &courier{outbox: b, post: s, keys: testKeys, units: testUnits, threads: newThreads(s), log: slog.New(slog.DiscardHandler), every: time.Millisecond, now: time.Now,
		roles: func(_ context.Context, u Unit, person string) ([]filing.Role, string) {
			return u.standing(s.roles[person])
		}}
}

func note(id, to, number, text string, buttons ...string) handlers.Notice {
	return handlers.Notice{ID: id, Case: number, Reply: handlers.Reply{To: to, Text: text, Buttons: buttons, Asks: number}}
}

func TestNotesComeWhereTheyBelong(t *testing.T) {
	s := &stage{roles: map[string][]string{clerk: {helper}}}
	b := newBox(
		note("1", "staff", "ZX-1", "新来一件", "认领"), note("2", "lead", "ZX-1", "超期一件", "认领"), note("3", cadre, "ZX-1", "已经受理", "为什么"),
		note("4", clerk, "ZX-1", "还剩一天", "办理"), note("5", cadre, "", "清单改了"),
	)
	if err := newCourier(s, b).round(context.Background(), testUnits[0]); err != nil {
		t.Fatal(err)
	}
	got := s.done("send")
	where := []string{"222222222222222222", "222222222222222222", "t0", "t1", "dm" + cadre}
	if len(got) != len(where) || len(b.notes["demo"]) > 0 {
		t.Fatalf("%d messages, %d notes are left", len(got), len(b.notes["demo"]))
	}
	for i, c := range got {
		if c.id != where[i] {
			t.Errorf("note %d is in %s, want %s", i+1, c.id, where[i])
		}
	}
	if !strings.Contains(got[1].message.Content, "请室主任看") {
		t.Errorf("whom the second is for is not told: %+v", got[1].message)
	}
	for i, want := range []control{
		{verbPress, true, "demo", anyStaff, "ZX-1", "认领"}, {verbPress, true, "demo", anyStaff, "ZX-1", "认领"},
		{verbPress, false, "demo", cadre, "ZX-1", "为什么"}, {verbPress, true, "demo", clerk, "ZX-1", "办理"},
	} {
		if c, err := testKeys.decode(got[i].message.Components[0].Components[0].CustomID); err != nil || c != want {
			t.Errorf("the button of note %d carries %+v, %v", i+1, c, err)
		}
	}
	if s.threads[0].Name == s.threads[1].Name {
		t.Error("asker and reviewer share a thread")
	}
}

func TestAThreadIsFoundAgain(t *testing.T) {
	s := &stage{}
	c := newCourier(s, newBox())
	first, err := c.threads.of(context.Background(), testUnits[0], "ZX-1", cadre)
	if err != nil {
		t.Fatal(err)
	}
	s.threads = append(s.threads, Thread{"t9", threadName("ZX-1", cadre)}) // made by another process at the same time
	again, err := newThreads(s).of(context.Background(), testUnits[0], "ZX-1", cadre)
	if err != nil || again != first || len(s.threads) != 2 {
		t.Errorf("got %s, %v, want %s", again, err, first)
	}
}

// TestWhenAThreadCannotBeUsed: the note goes directly; when that is closed too it stays in the outbox and is brought later.
func TestWhenAThreadCannotBeUsed(t *testing.T) {
	denied := errors.New("50013")
	s := &stage{fail: map[string]error{"thread": denied}}
	b := newBox(note("1", cadre, "ZX-1", "已经受理"))
	c := newCourier(s, b)
	if err := c.round(context.Background(), testUnits[0]); err != nil || len(s.done("send")) != 1 || s.done("send")[0].id != "dm"+cadre {
		t.Errorf("%v, %+v", err, s.done("send"))
	}
	s.fail["send dm"+cadre] = errors.New("50007")
	b.notes["demo"] = []handlers.Notice{note("2", cadre, "ZX-1", "已经办结"), note("3", "staff", "ZX-1", "别的")}
	if err := c.round(context.Background(), testUnits[0]); err != nil || len(b.notes["demo"]) != 1 {
		t.Fatalf("%v, %d notes are left", err, len(b.notes["demo"]))
	}
	s.fail = nil
	if err := c.round(context.Background(), testUnits[0]); err != nil || len(b.notes["demo"]) != 1 {
		t.Errorf("%v: it is brought while another process may hold it", err)
	}
	b.now = b.now.Add(holdNote)
	if err := c.round(context.Background(), testUnits[0]); err != nil || len(b.notes["demo"]) > 0 {
		t.Errorf("%v, %d notes are left", err, len(b.notes["demo"]))
	}
}

// TestShownOnce: several couriers, reports that are lost, notes given out again: each note is shown once.
func TestShownOnce(t *testing.T) {
	var notes []handlers.Notice
	const many = 60
	for i := range many {
		notes = append(notes, note(fmt.Sprint("n", i), cadre, "", fmt.Sprint("第", i, "条")))
	}
	s, b := &stage{}, newBox(notes...)
	b.lost = 4
	var couriers sync.WaitGroup
	for range 3 {
		couriers.Go(func() { _ = newCourier(s, b).round(context.Background(), testUnits[0]) })
	}
	couriers.Wait()
	for len(b.notes["demo"]) > 0 {
		b.now = b.now.Add(holdNote)
		if err := newCourier(s, b).round(context.Background(), testUnits[0]); err != nil && b.lost < 0 {
			t.Fatal(err)
		}
	}
	shown := map[string]int{}
	for _, c := range s.done("send") {
		shown[c.message.Content]++
		if !c.message.EnforceNonce || c.message.Nonce == "" || len(c.message.Nonce) > 25 {
			t.Fatalf("sent without a nonce: %+v", c.message)
		}
	}
	for text, n := range shown {
		if n != 1 {
			t.Errorf("%s is shown %d times", text, n)
		}
	}
	if len(shown) != many || len(b.notes["demo"]) > 0 {
		t.Errorf("%d of %d are shown, %d are left", len(shown), many, len(b.notes["demo"]))
	}
}

func TestACourierEndsWhenItIsTold(t *testing.T) {
	s, b := &stage{}, newBox(note("1", "staff", "", "一件"))
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { defer close(done); newCourier(s, b).run(ctx) }()
	s.wait(t, 1, "send")
	cancel()
	select {
	case <-done:
	case <-time.After(5 * time.Second):
		t.Error("it goes on")
	}
}
