package chaostest

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"log"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"dandang/handlers"
	"dandang/store"
	"dandang/store/redistest"
)

// What a child process of these tests, which is the test binary itself, is told by its surroundings.
const (
	childURL   = "DANDANG_CHAOS_URL"   // its Redis; "" for the embedded store
	childDir   = "DANDANG_CHAOS_DIR"   // its folder; "" when this is no child
	childTalks = "DANDANG_CHAOS_TALKS" // the talks to hold, each with how much of it was acknowledged before: name=3 name=0
)

func TestMain(m *testing.M) {
	if os.Getenv(childDir) == "" {
		os.Exit(m.Run())
	}
	if err := child(context.Background()); err != nil {
		log.Fatal(err)
	}
}

// child holds talks, all at once, tells of each message that was acknowledged, and ends when all are held.
func child(ctx context.Context) error {
	d, s, err := open(ctx, store.Options{URL: os.Getenv(childURL), Dir: os.Getenv(childDir), Now: at})
	if err != nil {
		return err
	}
	list, err := written()
	if err != nil {
		return err
	}
	fmt.Println("open")
	known := map[string]talk{}
	for _, k := range list {
		known[k.name] = k
	}
	var wait sync.WaitGroup
	for _, field := range strings.Fields(os.Getenv(childTalks)) {
		name, skip, _ := strings.Cut(field, "=")
		p := &person{desks: []*handlers.Desk{d}, name: name, patient: time.Minute, seen: &seen{},
			acked: func(n int) {
				fmt.Println("ack", name, n)
				time.Sleep(5 * time.Millisecond) // it is read before the next message
			}}
		if _, err := fmt.Sscan(skip, &p.skip); err != nil {
			return err
		}
		wait.Go(func() {
			if err := p.hold(ctx, known[name]); err != nil {
				log.Fatal(err)
			}
			fmt.Println("held", name)
		})
	}
	wait.Wait()
	return s.Close()
}

// A process holds talks in a child that is killed and started again until all are held.
type process struct {
	t        *testing.T
	url, dir string
	acked    map[string]int // of each talk that is not held yet, how many messages were acknowledged
	killed   atomic.Int64
	messages int

	mu  sync.Mutex
	cmd *exec.Cmd

	attempt, writes int // of the message under way: how often its sender was killed, and its writes in this attempt
}

// turn says what happens at the next write: the attempts of a message are killed before its first write, after it,
// before its second, and so on, until one comes to its end.
func (p *process) turn() moment {
	p.mu.Lock()
	defer p.mu.Unlock()
	here := p.attempt/2 == p.writes
	p.writes++
	if !here {
		return never
	}
	p.attempt++
	return before + moment((p.attempt-1)%2)
}

// next begins the count of the next attempt; attempt is 0 for one of another message.
func (p *process) next(attempt int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.attempt, p.writes = attempt, 0
}

// kill ends the child as a power cut does.
func (p *process) kill() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.cmd != nil && p.cmd.Process.Kill() == nil {
		p.killed.Add(1)
	}
}

// run starts a child and follows it to its end; opened is called when its store is open.
func (p *process) run(opened func()) {
	p.t.Helper()
	p.next(p.attempt)
	cmd := exec.Command(os.Args[0])
	var told []string
	for name, n := range p.acked {
		told = append(told, fmt.Sprintf("%s=%d", name, n))
	}
	cmd.Env = append(os.Environ(), childURL+"="+p.url, childDir+"="+p.dir, childTalks+"="+strings.Join(told, " "))
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		p.t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		p.t.Fatal(err)
	}
	p.mu.Lock()
	p.cmd = cmd
	p.mu.Unlock()
	for lines := bufio.NewScanner(out); lines.Scan(); {
		var name string
		var n int
		switch line := lines.Text(); {
		case line == "open":
			opened()
		case scanned(fmt.Sscanf(line, "ack %s %d", &name, &n)) == 2:
			p.acked[name] = n
			p.messages++
			p.next(0)
		case scanned(fmt.Sscanf(line, "held %s", &name)) == 1:
			delete(p.acked, name)
		}
	}
	_ = cmd.Wait()
}

func scanned(n int, _ error) int { return n }

// at is a clock that stands still, so that two backups of the same data are the same bytes.
func at() time.Time { return begin }

// backup is everything that is kept.
func backup(t *testing.T, s *store.Store) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := s.Backup(t.Context(), &b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestKilledAtEveryWrite kills the process at every write of a talk that ends in a filing: once before the write has
// reached Redis, once after Redis has done it and before the answer is back. In the end the store holds, byte for byte,
// what it holds when nobody is killed.
func TestKilledAtEveryWrite(t *testing.T) {
	kills, messages := 0, 0
	list, err := written()
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range list {
		// An act of staff and which case they have in hand are two writes: killed between them they open it again.
		if k.staff || os.Getenv("DANDANG_LONG") == "" && k.name != "check-page" {
			continue
		}
		d, s := mustOpen(t, store.Options{Dir: t.TempDir(), Now: at})
		if err := (&person{desks: []*handlers.Desk{d}, name: k.name, seen: &seen{}}).hold(t.Context(), k); err != nil {
			t.Fatal(err)
		}
		want := backup(t, s)

		server := redistest.Start(t)
		p := &process{t: t, dir: t.TempDir(), acked: map[string]int{k.name: 0}}
		p.url = newProxy(t, server.Addr(), func() moment {
			switch m := p.turn(); m {
			case before:
				p.kill()
				return m
			case after:
				time.AfterFunc(20*time.Millisecond, p.kill) // Redis needs less
				return m
			}
			return never
		}).url()
		for starts := 0; len(p.acked) > 0; starts++ {
			if p.run(func() {}); starts > 200 {
				t.Fatalf("talk %s does not come to its end", k.name)
			}
		}
		_, look := mustOpen(t, store.Options{URL: server.URL, Now: at})
		if got := backup(t, look); !bytes.Equal(got, want) {
			t.Errorf("talk %s: what is kept is not what is kept without kills:\n%s", k.name, differ(t, got, want))
		}
		kills, messages = kills+int(p.killed.Load()), messages+p.messages
	}
	t.Logf("%d kills, one before and one after each write; %d messages acknowledged; the same bytes in the end", kills, messages)
	if kills < 10 {
		t.Errorf("only %d kills: the test shows little", kills)
	}
}

// differ is where two backups part, opened as stores since a backup is not for reading.
func differ(t *testing.T, got, want []byte) string {
	t.Helper()
	var parts [2]string
	for i, b := range [][]byte{got, want} {
		_, s := mustOpen(t, store.Options{Dir: t.TempDir(), Now: at})
		if err := s.Restore(t.Context(), bytes.NewReader(b)); err != nil {
			return err.Error()
		}
		r, err := s.VerifyAudit(t.Context())
		parts[i] = fmt.Sprintf("%d bytes, %+v, %v", len(b), r, err)
	}
	return strings.Join(parts[:], "\n")
}

// TestKilledOnItsOwnDisk kills a process with the embedded store at any time while it holds all talks at once.
func TestKilledOnItsOwnDisk(t *testing.T) {
	x := newTrial(t)
	p := &process{t: t, dir: t.TempDir(), acked: map[string]int{}}
	names := map[string]talk{}
	for _, k := range x.talks {
		p.acked[k.name], names[k.name] = 0, k
	}
	for most := long(6, 60); len(p.acked) > 0; {
		p.run(func() {
			if int(p.killed.Load()) < most {
				time.AfterFunc(time.Duration(5+rand.IntN(60))*time.Millisecond, p.kill)
			}
		})
	}
	_, s := mustOpen(t, store.Options{Dir: p.dir})
	x.whole(t, s, names)
	t.Logf("%d kills, %d talks with %d messages acknowledged, none lost or doubled", p.killed.Load(), len(names), p.messages)
	if p.killed.Load() < 3 {
		t.Errorf("only %d kills: the test shows little", p.killed.Load())
	}
}
