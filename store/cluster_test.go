package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"dandang/filing"
	"dandang/store/redistest"
)

func TestAddresses(t *testing.T) {
	for _, row := range []struct {
		text, hosts, user string
		kind              string
		replicas          int
	}{
		{"redis://u:p@h:1/3", "h:1", "u:p", "one", 0},
		{"redis://h:1?replicas=1", "h:1", ":", "one", 1},
		{"unix:///run/redis.sock", "/run/redis.sock", ":", "one", 0},
		{"redis://u:p@a:1?master_name=m&addr=b:2&addr=c:3&replicas=2", "a:1, b:2, c:3", "u:p", "pair", 2},
		{"redis://a:1?master_name=m&sentinel_username=s&sentinel_password=t", "a:1", ":", "pair", 0},
		{"rediss://u:p@a:1?addr=b:2", "a:1, b:2", "u:p", "cluster", 0},
	} {
		a, err := readAddress(row.text)
		if err != nil {
			t.Errorf("%s: %v", row.text, err)
			continue
		}
		kind := "one"
		if a.master != "" {
			kind = "pair"
		} else if a.cluster() {
			kind = "cluster"
		}
		if a.String() != row.hosts || a.options.Username+":"+a.options.Password != row.user || kind != row.kind || a.replicas != row.replicas {
			t.Errorf("%s: got %s, %s:%s, %s, %d replicas", row.text, a, a.options.Username, a.options.Password, kind, a.replicas)
		}
		if (a.options.TLSConfig != nil) != strings.HasPrefix(row.text, "rediss:") {
			t.Errorf("%s: TLS %v", row.text, a.options.TLSConfig)
		}
		_ = a.client().Close()
	}
	for _, text := range []string{"redis://u:secret@a:1?replicas=x", "redis://u:secret@a:1?replicas=0", "redis://u:secret@a:1?addr=b:2&replicas=1",
		"redis://u:secret@a:1/4?addr=b:2", "redis://u:secret@a b", "ftp://u:secret@a", "redis://u:secret@a:1?unheard=1"} {
		if _, err := readAddress(text); err == nil || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: got %v, want an error without the password", text, err)
		}
	}
}

// A crowd is people who talk and open cases at full speed while things go wrong, each in a unit of several.
type crowd struct {
	acked   []int64 // version acknowledged, by person
	cases   []atomic.Int64
	numbers sync.Map // unit and number of every case acknowledged, to the person
	refused atomic.Int64
	longest atomic.Int64 // that anybody waited for one answer, nanoseconds
	outage  atomic.Int64 // that anybody was told to send again, at the longest, nanoseconds
}

func unitOfPerson(who int) string { return fmt.Sprint(410421 + who%3) }

// talk lets people talk until stop is closed. A turn that was refused is sent again as it was, until it is taken.
func (k *crowd) talk(t *testing.T, stop <-chan struct{}, people int, stores ...*Store) {
	k.acked, k.cases = make([]int64, people), make([]atomic.Int64, people)
	var wait sync.WaitGroup
	for who := range people {
		wait.Go(func() {
			for i := 0; ; i++ {
				first := time.Now()
				for try := 0; ; try++ {
					select {
					case <-stop:
						return
					default:
					}
					began := time.Now()
					done := k.say(t, stores[(i+try)%len(stores)], who, i)
					k.longest.Store(max(k.longest.Load(), int64(time.Since(began))))
					if done {
						k.outage.Store(max(k.outage.Load(), int64(time.Since(first))))
						break
					}
					k.refused.Add(1)
				}
			}
		})
	}
	wait.Wait()
}

// say sends one event and reports whether it was acknowledged.
func (k *crowd) say(t *testing.T, s *Store, who, i int) bool {
	id, u := fmt.Sprint("console:", who), unitOfPerson(who)
	c, err := s.Load(t.Context(), u, id)
	if err == nil {
		commit := turn(c, fmt.Sprint(i), words(i))
		commit.Conversation.Unit = u
		if i%5 == 4 {
			commit.Open = &filing.Case{Unit: u, Opened: time.Now(), From: commit.Conversation.Person, Question: words(i)}
			commit.Outbox = []Note{{To: "staff", Text: CaseMark}}
		}
		var r Result
		if r, err = s.Commit(t.Context(), commit); err == nil {
			k.acked[who] = int64(i + 1)
			if i%5 == 4 {
				k.cases[who].Add(1)
				if other, twice := k.numbers.LoadOrStore(u+r.Number, [2]int{who, i}); twice && other != [2]int{who, i} {
					t.Errorf("%s is the number of two cases: %v and %v", r.Number, other, [2]int{who, i})
				}
			}
			return true
		}
	}
	if !errors.Is(err, ErrAway) && !errors.Is(err, ErrConflict) && !errors.Is(err, ErrFull) {
		t.Errorf("%s, event %d: %v", id, i, err)
	}
	return false
}

// whole holds the store to what was acknowledged: all of it is there, once, in order; numbers run from 1 without a gap;
// each case has its note; the audit is whole.
func (k *crowd) whole(t *testing.T, s *Store) (turns, cases int) {
	t.Helper()
	for who, n := range k.acked {
		s.cache.clear()
		c, err := s.Load(t.Context(), unitOfPerson(who), fmt.Sprint("console:", who))
		if err != nil {
			t.Fatal(err)
		}
		// The last turn may have been written without an answer reaching anybody.
		if c.Version != n && c.Version != n+1 {
			t.Errorf("person %d: version %d, %d acknowledged", who, c.Version, n)
		}
		for i, f := range c.Matter.Facts {
			if f.Quote != words(i) {
				t.Errorf("person %d: message %d is %q: lost, doubled or out of order", who, i, f.Quote)
				break
			}
		}
		turns += int(n)
	}
	for u := range 3 {
		open, err := s.Cases(t.Context(), unitOfPerson(u))
		if err != nil {
			t.Fatal(err)
		}
		seen := map[string]bool{}
		for _, c := range open {
			seen[c.Number] = true
		}
		for i := range open {
			if number := fmt.Sprintf("ZX-%d-%04d", time.Now().Year(), i+1); !seen[number] {
				t.Errorf("unit %d: %d cases and no %s", u, len(open), number)
				break
			}
		}
		notes, err := s.Backlog(t.Context(), unitOfPerson(u))
		if err != nil || int(notes.Notes) != len(open) {
			t.Errorf("unit %d: %d notes for %d cases, %v", u, notes.Notes, len(open), err)
		}
		cases += len(open)
	}
	acked := 0
	for i := range k.cases {
		acked += int(k.cases[i].Load())
	}
	if cases < acked || cases > acked+len(k.acked) {
		t.Errorf("%d cases, %d acknowledged", cases, acked)
	}
	mustVerify(t, s)
	return turns, cases
}

// during lets a crowd talk while trouble is made, a moment before and after.
func during(t *testing.T, people int, stores []*Store, trouble func()) *crowd {
	t.Helper()
	var k crowd
	stop, ended := make(chan struct{}), make(chan struct{})
	go func() { k.talk(t, stop, people, stores...); close(ended) }()
	defer func() { close(stop); <-ended }()
	time.Sleep(100 * time.Millisecond)
	trouble()
	time.Sleep(100 * time.Millisecond)
	return &k
}

// settled waits until s takes turns again, a minute at most.
func settled(t *testing.T, s *Store) {
	t.Helper()
	_, err := say(t.Context(), s, "last", "e", "x")
	for end := time.Now().Add(time.Minute); err != nil && time.Now().Before(end); _, err = say(t.Context(), s, "last", "e", "x") {
	}
	if err != nil {
		t.Fatal(err)
	}
}

func (k *crowd) report(t *testing.T, what string, s *Store) {
	t.Helper()
	settled(t, s)
	turns, cases := k.whole(t, s)
	t.Logf("%s: %d turns and %d cases acknowledged, none lost; %d times told to send again, for %v at the longest; longest wait for one answer %v",
		what, turns, cases, k.refused.Load(), time.Duration(k.outage.Load()).Round(time.Millisecond), time.Duration(k.longest.Load()).Round(time.Millisecond))
	if turns < 50 {
		t.Errorf("only %d turns: the test shows little", turns)
	}
}

// TestAReplicaTakesOver kills the master of a pair under load. With replicas=1 nothing acknowledged is lost.
func TestAReplicaTakesOver(t *testing.T) {
	t.Parallel()
	pair := redistest.StartPair(t)
	s := openWith(t, Options{URL: pair.URL + "&replicas=1"})
	mustSay(t, s, "first", "e", "x")
	before := s.Trips()
	mustSay(t, s, "first", "e1", "x")
	if n := s.Trips() - before; n != 1 {
		t.Errorf("a warm turn with a replica costs %d round trips, want 1", n)
	}
	rounds := long(1, 10)
	k := during(t, 12, []*Store{s}, func() {
		for range rounds {
			pair.Failover()
			time.Sleep(300 * time.Millisecond)
		}
	})
	k.report(t, fmt.Sprintf("master killed %d times", rounds), s)
}

// TestWithoutAReplicaNothingCounts holds replicas=1 to its word when the replica is the one that is away.
func TestWithoutAReplicaNothingCounts(t *testing.T) {
	t.Parallel()
	pair := redistest.StartPair(t)
	s := openWith(t, Options{URL: pair.URL + "&replicas=1"})
	mustSay(t, s, "console:1", "e1", "x")
	pair.Replica.Kill()
	c := turn(mustLoad(t, s, "console:1"), "e2", "y")
	err := soon(t, "a commit", func() error { _, err := s.Commit(t.Context(), c); return err })
	if !errors.Is(err, ErrAway) {
		t.Errorf("got %v, want ErrAway", err)
	}
	pair.Replica.Restart()
	end := time.Now().Add(10 * time.Second)
	r, err := s.Commit(t.Context(), c)
	for ; err != nil && time.Now().Before(end); r, err = s.Commit(t.Context(), c) {
	}
	if err != nil || r.Version != 2 || !r.Repeated {
		t.Errorf("with the replica back: %+v, %v; want the second version, known from the first try", r, err)
	}
}

// TestAClusterByCounty has three counties on three nodes, moves slots and restarts nodes under load, and backs all up.
func TestAClusterByCounty(t *testing.T) {
	t.Parallel()
	cluster := redistest.StartCluster(t)
	s := openWith(t, Options{URL: cluster.URL})
	nodes := map[int]bool{}
	for u := range 3 {
		nodes[cluster.Owner(auditKey(unitOfPerson(u)))] = true
	}
	if len(nodes) < 2 {
		t.Errorf("all counties are on node %v", nodes)
	}
	rounds := long(1, 10)
	k := during(t, 12, []*Store{s}, func() {
		for i := range rounds {
			cluster.Move(auditKey(unitOfPerson(i)))
			node := cluster.Nodes[i%3]
			node.Kill()
			time.Sleep(50 * time.Millisecond)
			node.Restart()
			cluster.Await()
			time.Sleep(100 * time.Millisecond)
		}
	})
	k.report(t, fmt.Sprintf("%d slots moved and as many nodes killed", rounds), s)
	var b bytes.Buffer
	if err := s.Backup(t.Context(), &b); err != nil {
		t.Fatal(err)
	}
	one := openWith(t, Options{Dir: t.TempDir()})
	if err := one.Restore(t.Context(), bytes.NewReader(b.Bytes())); err != nil {
		t.Fatal(err)
	}
	if got, want := mustVerify(t, one), mustVerify(t, s); got.Lines != want.Lines || got.Units != 3 || got.Cases != want.Cases {
		t.Errorf("restored %+v, want %+v", got, want)
	}
	if err := s.Restore(context.Background(), bytes.NewReader(b.Bytes())); !errors.Is(err, ErrNotEmpty) {
		t.Errorf("restore into a cluster that holds data: %v", err)
	}
	if err := s.Replace(t.Context(), bytes.NewReader(b.Bytes())); err != nil {
		t.Error(err)
	}
	k.whole(t, s)
}
