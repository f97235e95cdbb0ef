package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"dandang/filing"
	"dandang/store/redistest"

	"github.com/redis/go-redis/v9"
)

func remotePlace(t *testing.T, config ...string) *place {
	t.Helper()
	t.Parallel()
	return &place{t: t, server: redistest.Start(t, config...)}
}

// soon fails the test when do takes longer than a person would wait.
func soon(t *testing.T, what string, do func() error) error {
	t.Helper()
	began := time.Now()
	err := do()
	if took := time.Since(began); took > 2500*time.Millisecond {
		t.Errorf("%s took %v", what, took)
	}
	return err
}

func TestRedisAwayIsToldSoonAndComesBack(t *testing.T) {
	for _, row := range []struct {
		name       string
		away, back func(*redistest.Server)
	}{
		{"it is down", (*redistest.Server).Kill, (*redistest.Server).Restart},
		{"it hangs", (*redistest.Server).Freeze, (*redistest.Server).Thaw},
	} {
		t.Run(row.name, func(t *testing.T) {
			p := remotePlace(t)
			s := p.open()
			mustSay(t, s, "console:1", "e0", "x")
			row.away(p.server)
			commit := turn(mustLoad(t, s, "console:1"), "e1", "y")
			for what, do := range map[string]func() error{
				"a commit": func() error { _, err := s.Commit(t.Context(), commit); return err },
				"a load":   func() error { _, err := s.Load(t.Context(), unit, "console:2"); return err },
				"a ping":   func() error { return s.Ping(t.Context()) },
			} {
				if err := soon(t, what, do); !errors.Is(err, ErrAway) {
					t.Errorf("%s: got %v, want ErrAway", what, err)
				}
			}
			row.back(p.server)
			var r Result
			err := errors.New("not tried")
			for end := time.Now().Add(5 * time.Second); err != nil && time.Now().Before(end); {
				r, err = s.Commit(t.Context(), commit)
			}
			if err != nil || r.Version != 2 {
				t.Errorf("after it came back: %+v, %v", r, err)
			}
			if c := fresh(t, s, "console:1"); c.Version != 2 || len(c.Said) != 2 {
				t.Errorf("version %d with %d messages", c.Version, len(c.Said))
			}
			mustVerify(t, s)
		})
	}
}

func TestADeadlineIsKept(t *testing.T) {
	p := remotePlace(t)
	s := p.open()
	p.server.Freeze()
	defer p.server.Thaw()
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	began := time.Now()
	_, err := say(ctx, s, "console:1", "e", "x")
	if took := time.Since(began); !errors.Is(err, ErrAway) || took > 2*time.Second {
		t.Errorf("got %v after %v, want ErrAway for the deadline of 100 ms", err, took)
	}
	gone, give := context.WithCancel(t.Context())
	give()
	if _, err := say(gone, s, "console:1", "e", "x"); !errors.Is(err, context.Canceled) || errors.Is(err, ErrAway) {
		t.Errorf("given up: got %v, want only context.Canceled", err)
	}
}

func TestOpeningWithoutRedisFails(t *testing.T) {
	for name, row := range map[string]struct {
		url  string
		want error
	}{
		"nothing listens there":    {"redis://127.0.0.1:1", ErrAway},
		"not an address":           {"redis://user:secret-word@bad host:6379/0", nil},
		"another kind of service":  {"http://127.0.0.1:1", nil},
		"a socket that is nowhere": {"unix:///nowhere/redis.sock", ErrAway},
	} {
		err := soon(t, name, func() error { _, err := Open(t.Context(), Options{URL: row.url}); return err })
		if err == nil || row.want != nil && !errors.Is(err, row.want) || strings.Contains(err.Error(), "secret-word") {
			t.Errorf("%s: got %v, want %v, and never the password", name, err, row.want)
		}
	}
}

func TestRedisKilledInTheMiddleLosesNothing(t *testing.T) {
	p := remotePlace(t)
	s := p.open()
	stop := make(chan struct{})
	acked := make(chan int64)
	go func() {
		var last int64
		defer func() { acked <- last }()
		for i := 0; ; i++ {
			select {
			case <-stop:
				return
			default:
			}
			for {
				r, err := say(t.Context(), s, "console:1", fmt.Sprint(i), words(i))
				if err == nil {
					last = r.Version
					break
				}
				if !errors.Is(err, ErrAway) && !errors.Is(err, ErrConflict) {
					t.Error(err)
					return
				}
			}
		}
	}()
	for range 5 {
		time.Sleep(50 * time.Millisecond)
		p.server.Kill()
		p.server.Restart()
	}
	time.Sleep(100 * time.Millisecond)
	close(stop)
	last := <-acked
	c := fresh(t, s, "console:1")
	if c.Version != last || len(c.Matter.Facts) != int(last) {
		t.Errorf("version %d with %d facts, %d were acknowledged", c.Version, len(c.Matter.Facts), last)
	}
	if r := mustVerify(t, s); r.Lines != int(last) {
		t.Errorf("%d audit lines for %d turns", r.Lines, last)
	}
}

func TestRedisOutOfMemoryIsFull(t *testing.T) {
	p := remotePlace(t, "--maxmemory", "3mb", "--maxmemory-policy", "noeviction")
	s := p.open()
	long := strings.Repeat("鑫淼焱垚犇", 2000)
	var err error
	turns := 0
	for ; err == nil && turns < 1000; turns++ {
		c := turn(Conversation{ID: fmt.Sprint(turns)}, "e", long)
		c.Outbox = []Note{{To: "staff", Text: "x"}}
		c.Open = &filing.Case{Unit: unit, Opened: time.Now()}
		_, err = s.Commit(t.Context(), c)
	}
	if !errors.Is(err, ErrFull) {
		t.Fatalf("after %d turns got %v, want ErrFull", turns, err)
	}
	refused := fmt.Sprint(turns - 1)
	if err := p.server.Client().ConfigSet(t.Context(), "maxmemory", "64mb").Err(); err != nil {
		t.Fatal(err)
	}
	if c := fresh(t, s, refused); c.Version != 0 {
		t.Error("the refused turn was written")
	}
	if r := mustVerify(t, s); r.Lines != turns-1 || r.Cases != turns-1 || r.Conversations != turns-1 {
		t.Errorf("after %d turns and a refused one: %+v", turns-1, r)
	}
	mustSay(t, s, refused, "e", "again")
}

// A cutConn loses the answers to as many commits as cut says: the request arrives, then the wire is cut.
type cutConn struct {
	net.Conn
	cut  *atomic.Int32
	lose *atomic.Bool
}

func (c cutConn) Write(b []byte) (int, error) {
	if bytes.Contains(b, []byte(commitScript.Hash())) && c.cut.Add(-1) >= 0 {
		c.lose.Store(true)
	}
	return c.Conn.Write(b)
}

func (c cutConn) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	if c.lose.Load() {
		_ = c.Close()
		return 0, errors.New("the wire is cut")
	}
	return n, err
}

func TestALostAnswerIsAskedForOnceMore(t *testing.T) {
	p := remotePlace(t)
	var cut atomic.Int32
	o := p.options()
	o.dialer = func(r *redis.Options) {
		r.Dialer = func(ctx context.Context, network, addr string) (net.Conn, error) {
			c, err := (&net.Dialer{}).DialContext(ctx, network, addr)
			return cutConn{c, &cut, &atomic.Bool{}}, err
		}
	}
	s := openWith(t, o)
	mustSay(t, s, "console:1", "e1", "x")
	cut.Store(1)
	if r := mustSay(t, s, "console:1", "e2", "y"); r.Version != 2 || !r.Repeated {
		t.Errorf("got %+v, want the second version, known from the first try", r)
	}
	if c := fresh(t, s, "console:1"); c.Version != 2 || len(c.Said) != 2 {
		t.Errorf("version %d, %d messages", c.Version, len(c.Said))
	}
	commit := turn(mustLoad(t, s, "console:1"), "e3", "z")
	cut.Store(2)
	before := s.Trips()
	if _, err := s.Commit(t.Context(), commit); !errors.Is(err, ErrAway) {
		t.Errorf("two answers lost: got %v, want ErrAway", err)
	}
	if n := s.Trips() - before; n != 2 {
		t.Errorf("%d tries, want 2", n)
	}
	if r, err := s.Commit(t.Context(), commit); err != nil || r.Version != 3 || !r.Repeated {
		t.Errorf("made again: %+v, %v", r, err)
	}
}

func TestJunkInRedisIsRefused(t *testing.T) {
	p := remotePlace(t)
	s := p.open()
	mustSay(t, s, "console:1", "e1", "x")
	c := p.server.Client()
	key := conversationKey(unit, "console:1")
	whole := c.Get(t.Context(), key).Val()
	for name, junk := range map[string]string{
		"cut short":      whole[:len(whole)-3],
		"overwritten":    whole[:20] + "junk" + whole[24:],
		"a later format": "\x09" + whole[1:],
		"something else": "hello",
	} {
		if err := c.Set(t.Context(), key, junk, 0).Err(); err != nil {
			t.Fatal(err)
		}
		s.cache.clear()
		if _, err := s.Load(t.Context(), unit, "console:1"); !errors.Is(err, ErrCorrupt) {
			t.Errorf("%s: got %v, want ErrCorrupt", name, err)
		}
	}
	if err := errors.Join(c.Del(t.Context(), key).Err(), c.LPush(t.Context(), key, "x").Err()); err != nil {
		t.Fatal(err)
	}
	s.cache.clear()
	if _, err := s.Load(t.Context(), unit, "console:1"); !errors.Is(err, ErrCorrupt) {
		t.Errorf("another type: got %v, want ErrCorrupt", err)
	}
}
