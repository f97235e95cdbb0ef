package store

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// long is how often to make trouble: few times, or, when DANDANG_LONG is set to anything, many. The short form always
// runs; both make the same trouble.
func long(few, many int) int {
	if os.Getenv("DANDANG_LONG") != "" {
		return many
	}
	return few
}

// killAt is the number of the touch of the disk, from 1, at which a child process of these tests kills itself.
const killAt = "DANDANG_TEST_KILL_AT"

// A mortalDisk kills the process at one touch of the disk: before or after a sync or a cut, before, in the middle of or
// after a write.
type mortalDisk struct {
	at      int64
	touches atomic.Int64
}

func (m *mortalDisk) touch() {
	if m.touches.Add(1) == m.at {
		_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
		select {}
	}
}

func (m *mortalDisk) in(dir string) disk {
	d := osDisk(dir)
	create := d.create
	d.create = func(name string) (diskFile, error) {
		m.touch()
		f, err := create(name)
		m.touch()
		return &mortalFile{f, m}, err
	}
	return d
}

type mortalFile struct {
	diskFile
	m *mortalDisk
}

func (f *mortalFile) WriteAt(p []byte, at int64) (int, error) {
	f.m.touch()
	half := len(p) / 2
	if n, err := f.diskFile.WriteAt(p[:half], at); err != nil {
		return n, err
	}
	f.m.touch()
	n, err := f.diskFile.WriteAt(p[half:], at+int64(half))
	f.m.touch()
	return half + n, err
}

func (f *mortalFile) Sync() error {
	f.m.touch()
	err := f.diskFile.Sync()
	f.m.touch()
	return err
}

func (f *mortalFile) Truncate(n int64) error {
	f.m.touch()
	err := f.diskFile.Truncate(n)
	f.m.touch()
	return err
}

// mortalChild opens the store, takes four turns, so few bytes making a snapshot that there are some, and closes it.
func mortalChild(dir, at string) error {
	n, err := strconv.ParseInt(at, 10, 64)
	if err != nil {
		return err
	}
	m := &mortalDisk{at: n}
	ctx := context.Background()
	s, err := Open(ctx, Options{Dir: dir, compactAt: 600, disk: m.in})
	if err != nil {
		return err
	}
	for range 4 {
		c, err := s.Load(ctx, unit, "console:1")
		if err != nil {
			return err
		}
		r, err := s.Commit(ctx, turn(c, strconv.FormatInt(c.Version, 10), words(int(c.Version))))
		if err != nil {
			return err
		}
		fmt.Println("ack", r.Version)
	}
	return s.Close()
}

// TestKilledAtEveryTouchOfTheDisk kills a process at each touch of its disk in turn, from the first of opening to the
// last of closing, snapshots and half written frames among them, always on the folder that the one before left.
func TestKilledAtEveryTouchOfTheDisk(t *testing.T) {
	t.Parallel()
	p := &place{t: t, dir: t.TempDir()}
	var acked, there int64 // there: the version that the last one left behind, acknowledged or not
	kills := 0
	for at, step := 1, long(5, 1); ; at += step {
		cmd, out := startChild(t, p.dir, killAt+"="+strconv.Itoa(at))
		for out.Scan() {
			n, err := strconv.ParseInt(strings.TrimPrefix(out.Text(), "ack "), 10, 64)
			if err != nil {
				t.Fatalf("child: %s", out.Text())
			}
			acked, there = n, n
		}
		err := cmd.Wait()
		s := p.open()
		c := mustLoad(t, s, "console:1")
		if c.Version < there || c.Version > there+1 {
			t.Fatalf("killed at touch %d: version %d after %d, %d acknowledged", at, c.Version, there, acked)
		}
		there = c.Version
		for i, f := range c.Matter.Facts {
			if f.Quote != words(i) {
				t.Fatalf("killed at touch %d: fact %d is %q", at, i, f.Quote)
			}
		}
		mustVerify(t, s)
		if e := s.Close(); e != nil {
			t.Fatal(e)
		}
		if err == nil {
			break // it came to its end before the touch
		}
		kills++
	}
	t.Logf("%d kills, %d turns acknowledged, none lost", kills, acked)
	if kills < 5 {
		t.Error("the test shows little")
	}
}

// TestABackupWaits has Redis hang longer than any person would wait while everything is read.
func TestABackupWaits(t *testing.T) {
	p := remotePlace(t)
	s := p.open()
	furnish(t, s)
	p.server.Freeze()
	thawed := time.AfterFunc(1500*time.Millisecond, p.server.Thaw)
	defer thawed.Stop()
	began := time.Now()
	mustBackUp(t, s)
	if time.Since(began) < time.Second {
		t.Error("it did not hang")
	}
}
