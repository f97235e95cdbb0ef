package store

import (
	"errors"
	"fmt"
	"reflect"
	"sync"
	"testing"
	"time"

	"dandang/store/redistest"
)

func TestCommitsThatStandTogetherGoTogether(t *testing.T) {
	commit := func(n int) *request {
		return &request{script: commitScript, keys: []string{fmt.Sprint("k", n)}, args: []string{fmt.Sprint("a", n), "b"}}
	}
	other := &request{script: doneScript, keys: []string{"k"}, args: []string{"x"}}
	many := make([]*request, mostJoined+1)
	for i := range many {
		many[i] = commit(i)
	}
	for name, row := range map[string]struct {
		batch []*request
		want  [][]string // arguments of each call
	}{
		"none":                      {nil, nil},
		"one":                       {[]*request{commit(1)}, [][]string{{"1", "2", "a1", "b"}}},
		"two":                       {[]*request{commit(1), commit(2)}, [][]string{{"2", "2", "a1", "b", "2", "a2", "b"}}},
		"one of another in between": {[]*request{commit(1), other, commit(2)}, [][]string{{"1", "2", "a1", "b"}, {"x"}, {"1", "2", "a2", "b"}}},
	} {
		var got [][]string
		for _, c := range join(row.batch) {
			got = append(got, c.args)
		}
		if !reflect.DeepEqual(got, row.want) {
			t.Errorf("%s: got %q, want %q", name, got, row.want)
		}
	}
	if calls := join(many); len(calls) != 2 || len(calls[0].requests) != mostJoined || len(calls[0].keys) != mostJoined {
		t.Errorf("%d commits make %d calls", len(many), len(calls))
	}
}

func TestAFailingTurnLeavesTheOthersOfItsCallAlone(t *testing.T) {
	eachStore(t, func(t *testing.T, p *place) {
		s := p.open()
		if err := s.client.LPush(t.Context(), conversationKey(unit, "b"), "not a conversation").Err(); err != nil {
			t.Fatal(err)
		}
		var batch []*request
		var turns []prepared
		for _, id := range []string{"a", "b", "c", "a"} {
			p, err := s.prepare(turn(Conversation{ID: id}, "e", "x"))
			if err != nil {
				t.Fatal(err)
			}
			turns = append(turns, p)
			batch = append(batch, &request{script: commitScript, keys: p.keys, args: p.args})
		}
		c := join(batch)[0]
		v, err := runNow(t, s, c)
		if err != nil {
			t.Fatal(err)
		}
		for i, want := range []error{nil, ErrCorrupt, nil, nil} {
			r, err := s.settle(turns[i], v.([]any)[i])
			if !errors.Is(err, want) || err == nil && r.Version != 1 {
				t.Errorf("turn %d: %+v, %v, want %v", i, r, err, want)
			}
			if r.Repeated != (i == 3) {
				t.Errorf("turn %d: repeated %v", i, r.Repeated)
			}
		}
	})
}

// runNow makes a call past the queue.
func runNow(t *testing.T, s *Store, c call) (any, error) {
	t.Helper()
	list := make([]any, len(c.args))
	for i, a := range c.args {
		list[i] = a
	}
	return c.script.Run(t.Context(), s.client, c.keys, list...).Result()
}

func TestTurnsOfManyUnits(t *testing.T) {
	server := redistest.Start(t)
	s := openWith(t, Options{URL: server.URL})
	const units, turns = 20, 10
	var wait sync.WaitGroup
	for u := range units {
		for w := range 3 {
			wait.Go(func() {
				for i := range turns {
					c, err := s.Load(t.Context(), fmt.Sprint("4104", u), fmt.Sprint("w", w))
					if err != nil {
						t.Error(err)
						return
					}
					next := turn(c, fmt.Sprint(i), words(i))
					next.Conversation.Unit = c.Unit
					if _, err := s.Commit(t.Context(), next); err != nil {
						t.Error(err)
						return
					}
				}
			})
		}
	}
	wait.Wait()
	if r := mustVerify(t, s); r.Units != units || r.Lines != units*3*turns || r.Conversations != units*3 {
		t.Errorf("got %+v", r)
	}
}

func TestAQueueThatDoesNotMoveIsLeft(t *testing.T) {
	began := time.Now()
	_, err := submit(t.Context(), make(chan *request), nil, 20*time.Millisecond, &request{})
	if !errors.Is(err, ErrAway) || time.Since(began) > 10*time.Second {
		t.Errorf("got %v after %v, want ErrAway", err, time.Since(began))
	}
}
