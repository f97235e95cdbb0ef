package store

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"dandang/filing"
	"dandang/store/redistest"
)

// TestEveryReminderOnce has three processes look for deadlines and deliver notes while Redis is killed and started
// again: every reminder is written exactly once, and delivered at least once.
func TestEveryReminderOnce(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t)
	var stores []*Store
	for range 3 {
		stores = append(stores, openWith(t, Options{URL: server.URL}))
	}
	s := stores[0]
	at := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	marks := []string{"50%", "80%", "100%"}
	cases := long(25, 400)
	for i := range cases {
		c := did(opened(t, s, fmt.Sprint("p", i), fmt.Sprint("e", i)), "claim", "r1", "working")
		clock := filing.Clock{ID: "first"}
		for _, m := range marks {
			clock.Marks = append(clock.Marks, filing.Mark{ID: m, At: at})
		}
		c.Case.Clocks = []filing.Clock{clock}
		mustAct(t, s, c)
	}
	var left, fired, repeated atomic.Int64
	left.Store(int64(cases * len(marks)))
	delivered := sync.Map{} // id of a note to its words
	var wait sync.WaitGroup
	for n, s := range stores {
		wait.Go(func() {
			for left.Load() > 0 {
				list, err := s.Due(t.Context(), unit, at, 50)
				for _, d := range list {
					if again, err := remind(t, s, d, n); err == nil && !again {
						fired.Add(1)
						left.Add(-1)
					} else if err == nil {
						repeated.Add(1)
					}
				}
				if err == nil && len(list) == 0 {
					return // also those written without an answer are gone
				}
			}
		})
		wait.Go(func() {
			for quiet := 0; quiet < 10; quiet++ {
				notes, err := s.Outbox(t.Context(), unit, 20, 200*time.Millisecond)
				for _, d := range notes {
					quiet = 0
					delivered.Store(d.ID, d.Case+" "+d.Text)
					_ = s.Delivered(t.Context(), unit, d.ID) // what is not noted comes again
				}
				if err != nil {
					quiet = 0
				}
				time.Sleep(30 * time.Millisecond)
			}
		})
	}
	for range long(3, 30) {
		time.Sleep(40 * time.Millisecond)
		server.Kill()
		server.Restart()
	}
	wait.Wait()
	seen := map[string]int{}
	delivered.Range(func(_, words any) bool { seen[words.(string)]++; return true })
	for words, n := range seen {
		if n != 1 {
			t.Errorf("%q was written %d times", words, n)
		}
	}
	if want := cases * len(marks); len(seen) != want {
		t.Errorf("%d reminders delivered, want %d", len(seen), want)
	}
	if list := mustDue(t, s, at); len(list) != 0 {
		t.Errorf("%d are still due", len(list))
	}
	mustVerify(t, s)
	t.Logf("%d reminders, each written once: %d seen written, %d times another was quicker", len(seen), fired.Load(), repeated.Load())
}

// remind fires a moment, and reports whether another process had.
func remind(t *testing.T, s *Store, d Due, n int) (again bool, err error) {
	for {
		c, ok, err := s.Case(t.Context(), unit, d.Case)
		if err != nil || !ok {
			return false, errors.Join(err, errors.New("no case"))
		}
		a := did(c, "remind", fmt.Sprint("process", n), c.State)
		a.Event = d.Clock + d.Mark
		var rest []filing.Mark
		for _, clock := range c.Clocks {
			rest = slices.DeleteFunc(slices.Clone(clock.Marks), func(m filing.Mark) bool { return m.ID == d.Mark })
			if len(rest) == len(clock.Marks) {
				return true, nil // it is gone from the case
			}
		}
		a.Case.Clocks = []filing.Clock{{ID: d.Clock, Marks: rest}}
		a.Fired = &d
		a.Outbox = []Note{{To: "r1", Text: d.Mark}}
		got, err := s.Act(t.Context(), a)
		if errors.Is(err, ErrConflict) {
			continue
		}
		return got.Repeated, err
	}
}
