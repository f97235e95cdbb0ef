package discord

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

func TestAQueueKeepsTheOrderOfAConversation(t *testing.T) {
	q := newQueue(100, 10_000, 16, time.Minute)
	var mu sync.Mutex
	got := map[string][]int{}
	for i := range 50 {
		for _, who := range []string{"a", "b", "c"} {
			if err := q.add(who, func() {
				mu.Lock()
				got[who] = append(got[who], i)
				mu.Unlock()
			}); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := q.close(context.Background()); err != nil {
		t.Fatal(err)
	}
	for who, order := range got {
		for i, n := range order {
			if n != i {
				t.Fatalf("%s: %v", who, order)
			}
		}
		if len(order) != 50 {
			t.Errorf("%s: %d jobs done", who, len(order))
		}
	}
}

func TestConversationsGoSideBySide(t *testing.T) {
	q := newQueue(10, 100, 4, time.Minute)
	held, done := make(chan struct{}), make(chan struct{})
	if err := errors.Join(q.add("slow", func() { <-held }), q.add("quick", func() { close(done) })); err != nil {
		t.Fatal(err)
	}
	select {
	case <-done:
	case <-time.After(5 * time.Second):
		t.Error("a conversation waits for another one")
	}
	close(held)
}

func TestAFullQueueSaysSo(t *testing.T) {
	q := newQueue(2, 4, 1, time.Minute)
	held := make(chan struct{})
	started := make(chan struct{})
	if err := q.add("a", func() { close(started); <-held }); err != nil {
		t.Fatal(err)
	}
	<-started
	for i := range 2 {
		if err := q.add("a", func() {}); err != nil {
			t.Fatal(i, err)
		}
	}
	if err := q.add("a", func() {}); !errors.Is(err, errBusy) {
		t.Errorf("a third waits in one conversation: %v", err)
	}
	if err := q.add("b", func() {}); err != nil {
		t.Errorf("another conversation is refused: %v", err)
	}
	if err := q.add("c", func() {}); !errors.Is(err, errCrowd) {
		t.Errorf("a fifth in all: %v", err)
	}
	close(held)
	if err := q.close(context.Background()); err != nil {
		t.Error(err)
	}
	if err := q.add("a", func() {}); !errors.Is(err, errClosing) {
		t.Errorf("after the end: %v", err)
	}
}

// TestNobodyWaitsLongerThanThatInACrowd: while one has waited too long for a worker no other is taken; one that follows in
// its own conversation does not count as waiting for one.
func TestNobodyWaitsLongerThanThatInACrowd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := newQueue(10, 100, 1, time.Second)
		held, over := make(chan struct{}), make(chan struct{})
		do := func(who string, want error, job func()) {
			t.Helper()
			if err := q.add(who, job); !errors.Is(err, want) {
				t.Errorf("%s: %v, want %v", who, err, want)
			}
			synctest.Wait()
		}
		do("slow", nil, func() { <-held })
		do("slow", nil, func() { <-over })
		time.Sleep(time.Minute)
		do("first", nil, func() {}) // the one worker is busy with a single conversation, which is no crowd
		time.Sleep(time.Second)
		do("second", nil, func() {})
		time.Sleep(time.Millisecond)
		do("third", errCrowd, nil)
		do("slow", errCrowd, nil)
		close(held) // first is let in, then second
		close(over)
		synctest.Wait()
		do("third", nil, func() {})
		if err := q.close(context.Background()); err != nil {
			t.Error(err)
		}
	})
}

func TestAQueueThatIsClosedTwiceOrTooSoon(t *testing.T) {
	q := newQueue(2, 4, 1, time.Minute)
	held := make(chan struct{})
	if err := q.add("a", func() { <-held }); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Millisecond)
	defer cancel()
	if err := q.close(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
	close(held)
	if err := q.close(context.Background()); err != nil {
		t.Errorf("got %v", err)
	}
}
