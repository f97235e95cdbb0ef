package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"dandang/filing"

	"pgregory.net/rapid"
)

// A badDisk is a disk that fails when told to.
type badDisk struct {
	room        atomic.Int64 // bytes that still fit; below zero: there is no end
	noSync      atomic.Bool
	noTruncate  atomic.Bool
	noSnapshots atomic.Bool
}

func newBadDisk() *badDisk {
	b := &badDisk{}
	b.room.Store(-1)
	return b
}

func (b *badDisk) in(dir string) disk {
	d := osDisk(dir)
	create := d.create
	d.create = func(name string) (diskFile, error) {
		if b.noSnapshots.Load() && strings.Contains(name, "snapshot") {
			return nil, syscall.ENOSPC
		}
		f, err := create(name)
		return &badFile{f, b}, err
	}
	return d
}

type badFile struct {
	diskFile
	b *badDisk
}

func (f *badFile) WriteAt(p []byte, at int64) (int, error) {
	room := f.b.room.Load()
	if room < 0 || int64(len(p)) <= room {
		return f.diskFile.WriteAt(p, at)
	}
	n, _ := f.diskFile.WriteAt(p[:room], at)
	return n, syscall.ENOSPC
}

func (f *badFile) Sync() error {
	if f.b.noSync.Load() {
		return syscall.EIO
	}
	return f.diskFile.Sync()
}

func (f *badFile) Truncate(n int64) error {
	if f.b.noTruncate.Load() {
		return syscall.EIO
	}
	return f.diskFile.Truncate(n)
}

func TestAFullDiskRefusesTheTurnAndLosesNothing(t *testing.T) {
	p := &place{t: t, dir: t.TempDir()}
	bad := newBadDisk()
	o := p.options()
	o.disk = bad.in
	s := openWith(t, o)
	mustSay(t, s, "console:1", "e1", "x")
	for room := range int64(60) {
		bad.room.Store(room)
		if _, err := say(t.Context(), s, "console:1", "e2", "y"); !errors.Is(err, ErrFull) || !errors.Is(err, syscall.ENOSPC) {
			t.Fatalf("room for %d bytes: got %v, want ErrFull", room, err)
		}
	}
	if c := fresh(t, s, "console:1"); c.Version != 1 {
		t.Errorf("memory ran ahead of the disk: version %d", c.Version)
	}
	if _, err := s.Outbox(t.Context(), unit, 1, time.Minute); err != nil {
		t.Errorf("reading: %v", err)
	}
	bad.room.Store(-1)
	if r := mustSay(t, s, "console:1", "e2", "y"); r.Version != 2 || r.Repeated {
		t.Errorf("with room again: %+v", r)
	}
	s = p.reopen(s)
	if c := mustLoad(t, s, "console:1"); c.Version != 2 {
		t.Errorf("after the restart: version %d", c.Version)
	}
	mustVerify(t, s)
}

func TestADiskThatCannotSyncMakesTheStoreReadOnly(t *testing.T) {
	for name, fail := range map[string]func(*badDisk){
		"the sync fails":                      func(b *badDisk) { b.noSync.Store(true) },
		"what was written cannot be cut off":  func(b *badDisk) { b.room.Store(5); b.noTruncate.Store(true) },
		"neither can be done, nor is it room": func(b *badDisk) { b.room.Store(9); b.noTruncate.Store(true); b.noSync.Store(true) },
	} {
		t.Run(name, func(t *testing.T) {
			p := &place{t: t, dir: t.TempDir()}
			bad := newBadDisk()
			o := p.options()
			o.disk = bad.in
			s := openWith(t, o)
			mustSay(t, s, "console:1", "e1", "x")
			fail(bad)
			if _, err := say(t.Context(), s, "console:1", "e2", "y"); !errors.Is(err, ErrFull) {
				t.Fatalf("got %v, want ErrFull", err)
			}
			bad.noSync.Store(false)
			bad.noTruncate.Store(false)
			bad.room.Store(-1)
			if _, err := say(t.Context(), s, "console:1", "e3", "y"); !errors.Is(err, ErrFull) {
				t.Errorf("the next turn: got %v, want ErrFull: nobody knows what is on the disk", err)
			}
			if c := fresh(t, s, "console:1"); c.Version != 1 {
				t.Errorf("memory ran ahead of the disk: version %d", c.Version)
			}
			s = p.reopen(s)
			if c := mustLoad(t, s, "console:1"); c.Said[0].Text != "x" {
				t.Errorf("after the restart: %+v", c)
			}
			mustSay(t, s, "console:1", "e4", "z")
			mustVerify(t, s)
		})
	}
}

func TestOneProcessPerFolder(t *testing.T) {
	p := &place{t: t, dir: t.TempDir()}
	s := p.open()
	if _, err := Open(t.Context(), p.options()); !errors.Is(err, ErrLocked) {
		t.Errorf("a second store: got %v, want ErrLocked", err)
	}
	mustSay(t, s, "console:1", "e", "x")
	s = p.reopen(s)
	if c := mustLoad(t, s, "console:1"); c.Version != 1 {
		t.Error("lost")
	}
}

func TestOnlyTheOwnerMayRead(t *testing.T) {
	p := &place{t: t, dir: t.TempDir()}
	s := p.open()
	mustSay(t, s, "console:1", "e", strings.Repeat("x", 100_000))
	s = p.reopen(s)
	mustSay(t, s, "console:1", "e2", "y")
	files := 0
	err := filepath.WalkDir(filepath.Join(p.dir, "store"), func(path string, d os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if mode := info.Mode().Perm(); mode&0o077 != 0 {
			t.Errorf("%s may be read by others: %v", path, mode)
		}
		files++
		return err
	})
	if err != nil || files < 4 {
		t.Errorf("looked at %d files, %v; want the folder, lock, journal and snapshot", files, err)
	}
}

func TestAClosedStoreSaysSo(t *testing.T) {
	s := (&place{t: t, dir: t.TempDir()}).open()
	if err := errors.Join(s.Close(), s.Close()); err != nil && !strings.Contains(err.Error(), "closed") {
		t.Fatal(err)
	}
	if _, err := s.Commit(t.Context(), turn(Conversation{ID: "x"}, "e", "x")); !errors.Is(err, ErrClosed) {
		t.Errorf("got %v, want ErrClosed", err)
	}
}

func TestACallWhoseCallerHasGoneIsNotMade(t *testing.T) {
	p := &place{t: t, dir: t.TempDir()}
	s := p.open()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Commit(ctx, turn(Conversation{ID: "x"}, "e", "x")); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want context.Canceled", err)
	}
	if c := fresh(t, p.reopen(s), "x"); c.Version != 0 {
		t.Errorf("version %d", c.Version)
	}
}

// crash leaves the folder as kill -9 does: nothing is finished. The lock goes with the process.
func crash(t *testing.T, s *Store) {
	t.Helper()
	e := s.keeper.(*embedded)
	err := e.exclusively(t.Context(), func() error {
		e.awaitCompaction()
		e.journal.broken = errors.New("crashed")
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	_ = s.Close()
}

func newestJournal(t *testing.T, dir string) string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "store", "journal-*"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no journal: %v", err)
	}
	return files[len(files)-1]
}

func TestAWriteCutShortIsDroppedAndToldOf(t *testing.T) {
	t.Parallel()
	p := &place{t: t, dir: t.TempDir()}
	s := p.open()
	file := newestJournal(t, p.dir)
	sizes := []int{size(t, file)}
	for i := range 3 {
		mustSay(t, s, "console:1", fmt.Sprint(i), "是")
		sizes = append(sizes, size(t, file))
	}
	crash(t, s)
	whole, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for n := sizes[2]; n <= len(whole); n++ {
		var log bytes.Buffer
		o := p.options()
		o.Log = slog.New(slog.NewTextHandler(&log, nil))
		if err := os.WriteFile(file, whole[:n], 0o600); err != nil {
			t.Fatal(err)
		}
		s := openWith(t, o)
		want := int64(2)
		if n == len(whole) {
			want = 3
		}
		if c := mustLoad(t, s, "console:1"); c.Version != want {
			t.Fatalf("%d of %d bytes: version %d, want %d", n, len(whole), c.Version, want)
		}
		if cut := strings.Contains(log.String(), "cut short"); cut != (n > sizes[2] && n < len(whole)) {
			t.Errorf("%d of %d bytes: told of it %v\n%s", n, len(whole), cut, &log)
		}
		if r := mustSay(t, s, "console:1", "next", "x"); r.Version != want+1 {
			t.Errorf("%d of %d bytes: next version %d", n, len(whole), r.Version)
		}
		if n%16 == 0 {
			mustVerify(t, s)
		}
		crash(t, s)
	}
}

func size(t *testing.T, file string) int {
	t.Helper()
	info, err := os.Stat(file)
	if err != nil {
		t.Fatal(err)
	}
	return int(info.Size())
}

func TestDamageInTheMiddleIsRefused(t *testing.T) {
	t.Parallel()
	p := &place{t: t, dir: t.TempDir()}
	s := p.open()
	file := newestJournal(t, p.dir)
	mustSay(t, s, "console:1", "e1", "x")
	middle := size(t, file)
	mustSay(t, s, "console:1", "e2", "y")
	crash(t, s)
	whole, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	refused := func(what string, damaged []byte) {
		t.Helper()
		if err := os.WriteFile(file, damaged, 0o600); err != nil {
			t.Fatal(err)
		}
		s, err := Open(t.Context(), p.options())
		if !errors.Is(err, ErrCorrupt) || !strings.Contains(err.Error(), file) || !strings.Contains(err.Error(), "byte ") {
			t.Errorf("%s: got %v, want ErrCorrupt naming the file and the byte", what, err)
		}
		if err == nil {
			_ = s.Close()
		}
		if after, err := os.ReadFile(file); err != nil || !bytes.Equal(after, damaged) {
			t.Errorf("%s: the file was touched (%v)", what, err)
		}
	}
	for at := range middle {
		damaged := bytes.Clone(whole)
		damaged[at] ^= 0x10
		refused(fmt.Sprintf("byte %d changed", at), damaged)
	}
	refused("a frame left out", append(bytes.Clone(whole[:34]), whole[middle:]...))
	refused("a frame doubled", append(bytes.Clone(whole), whole[middle:]...))

	if err := os.WriteFile(file, whole, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := p.open().Close(); err != nil {
		t.Fatal(err)
	}
	closed, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	damaged := bytes.Clone(closed)
	damaged[len(whole)-1] ^= 1
	refused("the last turn changed after the store was closed in order", damaged)
}

func TestAMissingFileIsRefused(t *testing.T) {
	p := &place{t: t, dir: t.TempDir()}
	bad := newBadDisk()
	bad.noSnapshots.Store(true)
	o := p.options()
	o.disk, o.compactAt = bad.in, 1
	s := openWith(t, o)
	for i := range 3 {
		mustSay(t, s, "console:1", fmt.Sprint(i), "x")
		settle(t, s)
	}
	crash(t, s)
	files, err := filepath.Glob(filepath.Join(p.dir, "store", "journal-*"))
	if err != nil || len(files) < 3 {
		t.Fatalf("journals %v, %v", files, err)
	}
	if err := os.Rename(files[1], files[1]+"x"); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(t.Context(), p.options()); !errors.Is(err, ErrCorrupt) || !strings.Contains(err.Error(), files[1]) {
		t.Errorf("got %v, want ErrCorrupt naming %s", err, files[1])
	}
	if err := os.Rename(files[1]+"x", files[1]); err != nil {
		t.Fatal(err)
	}
	if c := mustLoad(t, p.open(), "console:1"); c.Version != 3 {
		t.Errorf("put back: version %d", c.Version)
	}
}

// settle waits until no snapshot is being written.
func settle(t *testing.T, s *Store) {
	t.Helper()
	e := s.keeper.(*embedded)
	if err := e.exclusively(t.Context(), func() error { e.awaitCompaction(); return nil }); err != nil {
		t.Fatal(err)
	}
}

// state is all that an embedded store holds.
func state(t testing.TB, s *Store) []entry {
	t.Helper()
	var all []entry
	err := s.keeper.dump(context.Background(), func(e entry) error {
		all = append(all, e)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestAJournalReplaysToTheSameData(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	n := 0
	rapid.Check(t, func(r *rapid.T) {
		n++
		now := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
		p := &place{t: t, dir: filepath.Join(dir, fmt.Sprint(n))}
		o := p.options()
		o.Now = func() time.Time { return now }
		o.tick = time.Hour
		o.compactAt = rapid.SampledFrom([]int64{1, 3000, 1 << 30}).Draw(r, "compact at")
		s := openWith(t, o)
		for i := range rapid.IntRange(1, 10).Draw(r, "steps") {
			step(t, r, s, i)
			now = now.Add(time.Duration(rapid.IntRange(0, 50).Draw(r, "minutes")) * time.Minute)
			if rapid.IntRange(0, 4).Draw(r, "crash") > 0 {
				continue
			}
			tickNow(t, s)
			before := state(t, s)
			crash(t, s)
			s = openWith(t, o)
			if after := state(t, s); !reflect.DeepEqual(after, before) {
				r.Fatalf("after the crash\n%v\nbefore\n%v", after, before)
			}
		}
		mustVerify(t, s)
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	})
}

// step does one random thing to a store.
func step(t *testing.T, r *rapid.T, s *Store, i int) {
	id := rapid.SampledFrom([]string{"a", "b", "c"}).Draw(r, "who")
	switch rapid.IntRange(0, 9).Draw(r, "what") {
	case 7, 8, 9:
		stepCase(t, r, s, i)
	case 0:
		if _, err := s.Delete(t.Context(), unit, "p-"+id); err != nil {
			t.Fatal(err)
		}
	case 1:
		notes, err := s.Outbox(t.Context(), unit, 2, 10*time.Minute)
		if err != nil {
			t.Fatal(err)
		}
		for _, n := range notes {
			if err := s.Delivered(t.Context(), unit, n.ID); err != nil {
				t.Fatal(err)
			}
		}
	case 2:
		if _, err := s.Outbox(t.Context(), unit, 1, 10*time.Minute); err != nil {
			t.Fatal(err)
		}
	default:
		c := turn(mustLoad(t, s, id), fmt.Sprint("e", rapid.IntRange(i-1, i).Draw(r, "event")), words(i))
		c.Audit.At = s.now()
		c.TTL = time.Duration(rapid.IntRange(0, 3).Draw(r, "hours")) * time.Hour
		c.Outbox = []Note{{To: "staff", Text: "x"}}
		if _, err := s.Commit(t.Context(), c); err != nil {
			t.Fatal(err)
		}
	}
}

// stepCase does one random thing to a case of a store, or to what is learnt from it.
func stepCase(t *testing.T, r *rapid.T, s *Store, i int) {
	var err error
	switch rapid.IntRange(0, 5).Draw(r, "which") {
	case 0:
		_, err = s.Rate(t.Context(), unit, "faq-01", fmt.Sprint(i%2), []Mark{Helped, Useless}[i%2])
	case 1:
		_, err = s.Propose(t.Context(), unit, learnt)
	case 2:
		err = s.SwitchOn(t.Context(), unit, ReadOnly, Audit{Who: "admin"})
	case 3:
		_, err = s.Sweep(t.Context(), unit, s.now().AddDate(rapid.IntRange(0, 11).Draw(r, "years"), 0, 0))
	case 4:
		_, err = s.Forget(t.Context(), unit, "q")
	default:
		a := did(opened(t, s, "q", fmt.Sprint("open", i)), "claim", "r1", "working")
		a.Case.Done = rapid.Bool().Draw(r, "done")
		a.Case.Clocks = []filing.Clock{{ID: "c", Marks: []filing.Mark{{ID: "0d", At: s.now()}}}}
		a.Opens = []Opening{{filing.Case{Unit: unit, From: "q", Opened: s.now()}, "HF-%d-%04d"}}
		_, err = s.Act(t.Context(), a)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// tickNow lets due keys expire now.
func tickNow(t *testing.T, s *Store) {
	t.Helper()
	e := s.keeper.(*embedded)
	if err := e.exclusively(t.Context(), func() error { e.expire(); return nil }); err != nil {
		t.Fatal(err)
	}
}

func TestCompactionGoesOnBesideTurns(t *testing.T) {
	t.Parallel()
	p := &place{t: t, dir: t.TempDir()}
	o := p.options()
	o.compactAt = 20_000
	s := openWith(t, o)
	const turns = 300
	for i := range turns {
		mustSay(t, s, fmt.Sprint("console:", i%7), fmt.Sprint(i), words(i))
	}
	settle(t, s)
	files, err := filepath.Glob(filepath.Join(p.dir, "store", "*-*"))
	if err != nil || len(files) != 2 {
		t.Errorf("files %v, %v; want one snapshot and one journal", files, err)
	}
	if n := size(t, newestJournal(t, p.dir)); n > 200_000 {
		t.Errorf("the journal is %d bytes long", n)
	}
	before := state(t, s)
	crash(t, s)
	if err := os.WriteFile(filepath.Join(p.dir, "store", "snapshot-0000009999.part"), []byte("half"), 0o600); err != nil {
		t.Fatal(err)
	}
	s = p.open()
	if after := state(t, s); !reflect.DeepEqual(after, before) {
		t.Error("the data is another after the crash")
	}
	if r := mustVerify(t, s); r.Lines != turns {
		t.Errorf("%d audit lines, want %d", r.Lines, turns)
	}
	if half, _ := filepath.Glob(filepath.Join(p.dir, "store", "*.part")); len(half) > 0 {
		t.Errorf("left over: %v", half)
	}
}

func TestADamagedSnapshotIsRefused(t *testing.T) {
	p := &place{t: t, dir: t.TempDir()}
	s := p.open()
	mustSay(t, s, "console:1", "e", strings.Repeat("x", 100_000))
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(p.dir, "store", "snapshot-*"))
	if err != nil || len(files) != 1 {
		t.Fatalf("snapshots %v, %v", files, err)
	}
	whole, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	whole[len(whole)/2] ^= 1
	if err := os.WriteFile(files[0], whole, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(t.Context(), p.options()); !errors.Is(err, ErrCorrupt) || !strings.Contains(err.Error(), files[0]) {
		t.Errorf("got %v, want ErrCorrupt naming %s", err, files[0])
	}
}

func TestAClockPutBackLosesNothing(t *testing.T) {
	p := &place{t: t, dir: t.TempDir()}
	var ahead atomic.Int64 // of the clock; the store reads it on its own
	began := time.Now()
	set := func(t time.Time) { ahead.Store(int64(t.Sub(began))) }
	set(began.AddDate(10, 0, 0))
	o := p.options()
	o.Now = func() time.Time { return began.Add(time.Duration(ahead.Load())) }
	s := openWith(t, o)
	mustSay(t, s, "future", "e", "x")
	set(o.Now().Add(2 * time.Hour))
	tickNow(t, s)
	if c := fresh(t, s, "future"); c.Version != 0 {
		t.Error("did not expire")
	}
	mustSay(t, s, "kept", "e", "x")
	set(o.Now().AddDate(-10, 0, 0))
	tickNow(t, s)
	mustSay(t, s, "now", "e", "x")
	crash(t, s)
	s = openWith(t, o)
	for _, id := range []string{"kept", "now"} {
		if c := mustLoad(t, s, id); c.Version != 1 {
			t.Errorf("%s is lost", id)
		}
	}
}
