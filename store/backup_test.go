package store

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"dandang/filing"
	"dandang/store/redistest"
)

// furnish gives a store something of everything, in two units.
func furnish(t testing.TB, s *Store) {
	t.Helper()
	for i := range 40 {
		c := turn(mustLoad(t, s, fmt.Sprint("console:", i%9)), fmt.Sprint(i), words(i))
		if i%3 == 0 {
			c.Conversation.Unit = "410422"
			c.Conversation.Version, c.Conversation.Head, c.Conversation.ID = 0, "", fmt.Sprint("other:", i)
		}
		if i%5 == 0 {
			c.Open = &filing.Case{Unit: c.Conversation.Unit, Opened: time.Now(), Question: words(i)}
			c.Outbox = []Note{{To: "staff", Text: CaseMark}, {To: "p", Text: "y"}}
		}
		if i%11 == 0 {
			c.TTL = 0
		}
		if _, err := s.Commit(t.Context(), c); err != nil {
			t.Fatal(err)
		}
	}
	furnishCases(t, s)
	if n, err := s.Outbox(t.Context(), unit, 3, time.Hour); err != nil || len(n) != 3 {
		t.Fatalf("notes %v, %v", n, err)
	}
}

// furnishCases has something done to cases, and everything that is learnt from them.
func furnishCases(t testing.TB, s *Store) {
	t.Helper()
	a := did(opened(t, s, "p1", "e"), "claim", "r1", "working")
	a.Case.Clocks = []filing.Clock{{ID: "first", Marks: []filing.Mark{{ID: "100%", At: a.Audit.At}}}}
	a.Opens = []Opening{{filing.Case{Unit: unit, From: "p1", Opened: a.Audit.At}, "HF-%d-%04d"}}
	mustAct(t, s, a)
	_, proposed := s.Propose(t.Context(), unit, learnt)
	_, rated := s.Rate(t.Context(), unit, "faq-01", "p1", Helped)
	for _, err := range []error{proposed, rated, s.SwitchOn(t.Context(), unit, NoModel, Audit{Who: "admin"}),
		s.Unmatched(t.Context(), unit, "食堂外包能不能备案", a.Audit.At)} {
		if err != nil {
			t.Fatal(err)
		}
	}
}

func mustBackUp(t testing.TB, s *Store) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := s.Backup(t.Context(), &b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// entries are those of a backup in the order of their keys; a time to expire is rounded, since a Redis tells how long
// is left and not until when.
func entries(t testing.TB, backup []byte) []entry {
	t.Helper()
	d, err := newDumpReader(bytes.NewReader(backup))
	if err != nil {
		t.Fatal(err)
	}
	var all []entry
	for {
		e, err := d.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if e.until > 0 {
			e.until = (e.until + 300_000) / 600_000
		}
		all = append(all, e)
	}
	slices.SortStableFunc(all, func(a, b entry) int { return strings.Compare(a.key, b.key) })
	return all
}

func TestABackupRestoresToTheSame(t *testing.T) {
	embeddedPlace := func(t *testing.T) *place { return &place{t: t, dir: t.TempDir()} }
	redisPlace := func(t *testing.T) *place { return &place{t: t, server: redistest.Start(t)} }
	kinds := map[string]func(*testing.T) *place{"embedded": embeddedPlace, "redis": redisPlace}
	for from, source := range kinds {
		for to, target := range kinds {
			t.Run(from+" to "+to, func(t *testing.T) {
				t.Parallel()
				s := source(t).open()
				furnish(t, s)
				backup := mustBackUp(t, s)
				report := mustVerify(t, s)
				p := target(t)
				r := p.open()
				if err := r.Restore(t.Context(), bytes.NewReader(backup)); err != nil {
					t.Fatal(err)
				}
				r = p.reopen(r)
				if got, want := entries(t, mustBackUp(t, r)), entries(t, backup); !reflect.DeepEqual(got, want) {
					t.Errorf("got\n%v\nwant\n%v", got, want)
				}
				if got := mustVerify(t, r); !reflect.DeepEqual(got, report) {
					t.Errorf("audit %+v, want %+v", got, report)
				}
				if got, want := mustLoad(t, r, "console:1"), fresh(t, s, "console:1"); !reflect.DeepEqual(got, want) {
					t.Errorf("got %+v, want %+v", got, want)
				}
				if n, err := r.Outbox(t.Context(), unit, 100, time.Hour); err != nil || len(n) == 0 || n[0].ID == "" {
					t.Errorf("notes %v, %v", n, err)
				}
				mustSay(t, r, "console:1", "after", "还接着说")
				if err := r.Restore(t.Context(), bytes.NewReader(backup)); !errors.Is(err, ErrNotEmpty) {
					t.Errorf("into a store with data: got %v, want ErrNotEmpty", err)
				}
				if err := r.Replace(t.Context(), bytes.NewReader(backup)); err != nil {
					t.Fatal(err)
				}
				if got, want := entries(t, mustBackUp(t, r)), entries(t, backup); !reflect.DeepEqual(got, want) {
					t.Error("replaced, it is not the same")
				}
				if c := mustLoad(t, r, "console:1"); c.Said[len(c.Said)-1].Text == "还接着说" {
					t.Error("memory still holds what was replaced")
				}
			})
		}
	}
}

func TestABackupCutShortOrDamagedIsRefused(t *testing.T) {
	eachStore(t, func(t *testing.T, p *place) {
		s := p.open()
		mustSay(t, s, "console:1", "e", "x")
		backup := mustBackUp(t, s)
		if err := s.keeper.load(t.Context(), listed(nil)); err != nil {
			t.Fatal(err)
		}
		refused := func(what string, b []byte) {
			t.Helper()
			if err := s.Restore(t.Context(), bytes.NewReader(b)); !errors.Is(err, ErrCorrupt) {
				t.Fatalf("%s: got %v, want ErrCorrupt", what, err)
			}
			if full, err := s.holdsData(t.Context()); err != nil || full {
				t.Fatalf("%s: something was written (%v)", what, err)
			}
		}
		for n := 0; n < len(backup); n += 1 + n/200 {
			refused(fmt.Sprintf("the first %d of %d bytes", n, len(backup)), backup[:n])
		}
		for range 200 {
			b := bytes.Clone(backup)
			at := rand.IntN(len(b))
			b[at] ^= byte(1 + rand.IntN(255))
			refused(fmt.Sprintf("byte %d changed", at), b)
		}
		refused("more after the end", append(bytes.Clone(backup), 0))
		refused("something else", []byte("hello, this is no backup"))
		if err := s.Restore(t.Context(), bytes.NewReader(backup)); err != nil {
			t.Errorf("the whole: %v", err)
		}
	})
}

func TestABackupMadeWhileTurnsAreTakenIsWhole(t *testing.T) {
	eachStore(t, func(t *testing.T, p *place) {
		s := p.open()
		stop := make(chan struct{})
		var wait sync.WaitGroup
		for who := range 4 {
			wait.Go(func() {
				for i := 0; ; i++ {
					select {
					case <-stop:
						return
					default:
					}
					c := turn(mustLoad(t, s, fmt.Sprint(who, "-", i%5)), fmt.Sprint(i), words(i))
					if i%3 == 0 {
						c.Open = &filing.Case{Unit: unit, Opened: time.Now()}
						c.Outbox = []Note{{To: "staff", Text: "x"}}
					}
					if _, err := s.Commit(t.Context(), c); err != nil {
						t.Error(err)
						return
					}
				}
			})
		}
		time.Sleep(50 * time.Millisecond)
		var backups [][]byte
		for range 5 {
			backups = append(backups, mustBackUp(t, s))
			mustVerify(t, s)
		}
		close(stop)
		wait.Wait()
		r := (&place{t: t, dir: t.TempDir()}).open()
		for i, b := range backups {
			if err := r.Replace(t.Context(), bytes.NewReader(b)); err != nil {
				t.Fatal(err)
			}
			if report := mustVerify(t, r); report.Conversations == 0 || report.Cases == 0 {
				t.Errorf("backup %d: %+v", i, report)
			}
		}
	})
}

func TestWhatExpiredIsNotRestored(t *testing.T) {
	eachStore(t, func(t *testing.T, p *place) {
		s := p.open()
		mustSay(t, s, "console:1", "e", "x")
		backup := mustBackUp(t, s)
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		o := p.options()
		o.Now = func() time.Time { return time.Now().Add(2 * time.Hour) }
		s = openWith(t, o)
		if err := s.Replace(t.Context(), bytes.NewReader(backup)); err != nil {
			t.Fatal(err)
		}
		if c := mustLoad(t, s, "console:1"); c.Version != 0 {
			t.Error("an expired conversation came back")
		}
		if r := mustVerify(t, s); r.Lines != 1 {
			t.Errorf("the audit has %d lines, want 1", r.Lines)
		}
	})
}

func TestALongKeyIsSplit(t *testing.T) {
	for _, row := range []struct {
		kind   keyKind
		values int
		parts  int
	}{{listKind, 1, 1}, {listKind, 400, 1}, {listKind, 401, 2}, {streamKind, 1200, 4}, {hashKind, 1000, 3}, {stringKind, 1, 1}} {
		e := entry{key: "k", kind: row.kind}
		for i := range row.values {
			e.values = append(e.values, fmt.Sprint(i))
		}
		parts := split(e)
		var all []string
		for _, p := range parts {
			if p.before != len(all) || len(p.values)%row.kind.width() != 0 {
				t.Errorf("%s: a part of %d values after %d", row.kind, len(p.values), p.before)
			}
			all = append(all, p.values...)
		}
		if len(parts) != row.parts || !slices.Equal(all, e.values) {
			t.Errorf("%d values of a %s: %d parts, want %d", row.values, row.kind, len(parts), row.parts)
		}
	}
}

func FuzzBackup(f *testing.F) {
	var b bytes.Buffer
	_, err := writeDump(&b, 1794000000000, listed([]entry{
		{key: conversationKey(unit, "a"), kind: stringKind, until: 1794000009000, values: []string{"x"}},
		{key: auditKey(unit), kind: listKind, values: []string{"a", "b"}},
		{key: outboxKey(unit), kind: streamKind, values: []string{"1-1", "", "y"}},
	}))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b.Bytes())
	f.Add([]byte(dumpMark + "\x01\x00\x00"))
	f.Fuzz(func(t *testing.T, in []byte) {
		_ = verifyBackup(bytes.NewReader(in))
		if e, err := readEntry(in); err == nil && len(split(e)) == 0 {
			t.Errorf("an entry without values: %+v", e)
		}
	})
}

func FuzzJournal(f *testing.F) {
	o := appendOp(nil, op{kind: opCall, script: "commit1", keys: []string{"k"}, args: []string{"a", ""}})
	whole := appendFrame(appendFrame(nil, 0, appendOp(nil, op{kind: opTime, at: 5})), 1, appendOp(o, op{kind: opClosed}))
	f.Add(whole)
	f.Add(whole[:len(whole)-3])
	f.Add(append(whole[3:], whole...))
	f.Fuzz(func(t *testing.T, in []byte) {
		ops, good, frames, err := scan(in)
		if good > len(in) || good < 0 {
			t.Fatalf("%d of %d bytes are good", good, len(in))
		}
		if err != nil {
			return
		}
		again, same, count, err := scan(in[:good])
		if err != nil || same != good || count != frames || !reflect.DeepEqual(again, ops) {
			t.Errorf("what was sound is read as %d bytes in %d frames, %v; was %d in %d", same, count, err, good, frames)
		}
	})
}
