package store

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"dandang/filing"
	"dandang/knowledge"

	"pgregory.net/rapid"
)

// keyOf is a key for tests.
func keyOf(n byte) []byte { return bytes.Repeat([]byte{n}, KeyBytes) }

// marker is a word that is kept as it is by every code that does not seal; digits are not.
func marker(i int) string {
	return "Marker" + strings.Map(func(r rune) rune { return r - '0' + 'a' }, fmt.Sprintf("%03d", i)) + "Qz"
}

// plant says and decides a hundred markers, in every place that takes words.
func plant(t testing.TB, s *Store) {
	t.Helper()
	n := 0
	next := func() string { n++; return marker(n - 1) }
	at := time.Date(2026, 3, 4, 1, 0, 0, 0, time.UTC)
	for i := range 5 {
		c := turn(mustLoad(t, s, fmt.Sprint("console:", i)), "e", next())
		c.Conversation.Matter.Facts = append(c.Conversation.Matter.Facts, knowledge.Fact{ID: "c-basis", Quote: next(), Turn: -1})
		c.Conversation.Work, c.Conversation.Drafts = next(), []Draft{{ID: 1, Data: []byte(next()), Began: at, Seen: at}}
		c.Open = &filing.Case{Unit: unit, Kind: filing.Consultation, From: c.Conversation.Person, Opened: at, Question: next(), Summary: next(),
			Matter: []byte(`{"Stage":"` + next() + `"}`), Form: []byte(`"` + next() + `"`)}
		c.Outbox = []Note{{To: "staff", Text: next()}}
		r, err := s.Commit(t.Context(), c)
		if err != nil {
			t.Fatal(err)
		}
		a := did(mustCase(t, s, r.Number), "claim", "r1", "working")
		a.Case.Values = map[string]string{"why": next()}
		a.Case.Record[0].Text, a.Case.Record[0].Note, a.Case.Record[0].Proposed = next(), next(), next()
		a.Case.Proposal = &filing.Proposal{Values: map[string]string{"x": next()}}
		a.Outbox = []Note{{To: "p", Text: next()}}
		a.Opens = []Opening{{filing.Case{Unit: unit, From: "p", Opened: at, Question: next()}, "HF-%d-%04d"}}
		mustAct(t, s, a)
		l := learnt
		l.Question, l.Answer = next(), next()
		id, err := s.Propose(t.Context(), unit, l)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.Settle(t.Context(), unit, id, Step{Who: "r2", To: InForce, Note: next()}); err != nil {
			t.Fatal(err)
		}
		if err := s.Unmatched(t.Context(), unit, next(), at); err != nil {
			t.Fatal(err)
		}
	}
	if n != 100 {
		t.Fatalf("%d markers", n)
	}
}

// found counts the markers in everything that is kept: keys and values, a backup, and the files on disk.
func (p *place) found(s *Store) int {
	p.t.Helper()
	all := mustBackUp(p.t, s)
	dir := p.dir
	if p.server != nil {
		c := p.server.Client()
		if err := c.Save(p.t.Context()).Err(); err != nil {
			p.t.Fatal(err)
		}
		dir = c.ConfigGet(p.t.Context(), "dir").Val()["dir"]
	}
	files := 0
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		b, err := os.ReadFile(path)
		all, files = append(all, b...), files+1
		return err
	})
	if err != nil || files == 0 {
		p.t.Fatalf("%d files, %v", files, err)
	}
	n := 0
	for i := range 100 {
		if bytes.Contains(all, []byte(marker(i))) {
			n++
		}
	}
	return n
}

func (p *place) openSealed(keys ...[]byte) *Store {
	p.t.Helper()
	o := p.options()
	o.Keys = keys
	return openWith(p.t, o)
}

func TestADumpShowsNoneOfAHundredMarkers(t *testing.T) {
	eachStore(t, func(t *testing.T, p *place) {
		plain := &place{t: t, dir: t.TempDir()}
		s := plain.open()
		plant(t, s)
		if n := plain.found(s); n < 90 {
			t.Fatalf("without a key %d of 100 markers show: the test shows little", n)
		}
		sealed := p.openSealed(keyOf(1))
		plant(t, sealed)
		if n := p.found(sealed); n > 0 {
			t.Errorf("%d of 100 markers show", n)
		}
		mustVerify(t, sealed)
		sealed.cache.clear()
		if c := mustLoad(t, sealed, "console:0"); c.Said[0].Text != marker(0) || c.Work != marker(2) {
			t.Errorf("read again: %+v", c)
		}
		if notes, err := sealed.Outbox(t.Context(), unit, 1, time.Minute); err != nil || notes[0].Text != marker(8) {
			t.Errorf("note %+v, %v", notes, err)
		}
	})
}

func TestAKeyIsChangedWhileTalksGoOn(t *testing.T) {
	eachStore(t, func(t *testing.T, p *place) {
		s := p.open()
		plant(t, s)
		want, wantCases := fresh(t, s, "console:1"), mustCase(t, s, "ZX-2026-0002")
		notes, err := s.Outbox(t.Context(), unit, 100, time.Millisecond)
		if err != nil {
			t.Fatal(err)
		}
		for _, n := range notes {
			if err := s.Delivered(t.Context(), unit, n.ID); err != nil {
				t.Fatal(err)
			}
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		for round, keys := range [][][]byte{{keyOf(1)}, {keyOf(2), keyOf(1)}} {
			s = p.openSealed(keys...)
			var wait sync.WaitGroup
			for who := range 4 {
				wait.Go(func() {
					for i := range 20 {
						if _, err := say(t.Context(), s, fmt.Sprint("busy:", who), fmt.Sprint(round, i), words(i)); err != nil {
							t.Error(err)
						}
					}
				})
			}
			told := 0
			r, err := s.Reseal(t.Context(), func(n int) { told = n })
			if err != nil || r.Written == 0 || r.Waiting != 0 {
				t.Errorf("round %d: %+v, %v", round, r, err)
			}
			wait.Wait()
			if told > r.Read {
				t.Errorf("told of %d of %d", told, r.Read)
			}
			again, err := s.Reseal(t.Context(), nil)
			if err != nil || again.Written != 0 || again.Read < r.Written {
				t.Errorf("round %d again: %+v, %v", round, again, err)
			}
			mustVerify(t, s)
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
		}
		s = p.openSealed(keyOf(2))
		if got := mustLoad(t, s, "console:1"); !reflect.DeepEqual(got, want) {
			t.Errorf("got %+v, want %+v", got, want)
		}
		if got := mustCase(t, s, "ZX-2026-0002"); !reflect.DeepEqual(got, wantCases) {
			t.Errorf("got %+v, want %+v", got, wantCases)
		}
		if l, err := s.Lessons(t.Context(), unit); err != nil || len(l) != 5 {
			t.Errorf("lessons %v, %v", l, err)
		}
		if ttl := s.client.PTTL(t.Context(), conversationKey(unit, "console:1")).Val(); ttl <= 0 || ttl > time.Hour+time.Minute {
			t.Errorf("an hour's life has become %v", ttl)
		}
		if p.server == nil {
			if n := p.found(s); n > 0 {
				t.Errorf("%d markers of before there was a key are still on disk", n)
			}
		}
	})
}

func TestWithoutItsKeyNothingIsRead(t *testing.T) {
	eachStore(t, func(t *testing.T, p *place) {
		s := p.openSealed(keyOf(1))
		plant(t, s)
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		for name, keys := range map[string][][]byte{"none": nil, "another": {keyOf(3)}} {
			s := p.openSealed(keys...)
			_, load := s.Load(t.Context(), unit, "console:1")
			_, _, read := s.Case(t.Context(), unit, "ZX-2026-0001")
			_, all := s.Cases(t.Context(), unit)
			_, notes := s.Outbox(t.Context(), unit, 1, time.Millisecond)
			_, lessons := s.Lessons(t.Context(), unit)
			_, gaps := s.Gaps(t.Context(), unit)
			for i, err := range []error{load, read, all, notes, lessons, gaps} {
				if !errors.Is(err, ErrNoKey) || errors.Is(err, ErrCorrupt) {
					t.Errorf("%s key, reading %d: got %v, want ErrNoKey", name, i, err)
				}
			}
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
		}
		s = p.openSealed(keyOf(3), keyOf(1))
		mustSay(t, s, "console:1", "after", "还接着说")
		mustVerify(t, s)
		if r, err := s.Reseal(t.Context(), nil); err != nil || r.Waiting != 10 {
			t.Errorf("%+v, %v, want ten notes waiting under the old key", r, err)
		}
	})
}

// A wrong key is noticed at once, whatever little there is; a right one, among others too, and none where nothing is
// sealed, are not complained of.
func TestKeysAreCheckedAtOnce(t *testing.T) {
	eachStore(t, func(t *testing.T, p *place) {
		check := func(name string, want error, keys ...[]byte) {
			t.Helper()
			s := p.openSealed(keys...)
			if err := s.CheckKeys(t.Context()); !errors.Is(err, want) || want == nil && err != nil {
				t.Errorf("%s: %v, want %v", name, err, want)
			}
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
		}
		check("nothing is kept", nil, keyOf(1))
		s := p.openSealed()
		mustSay(t, s, "console:1", "a", "没有加密")
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		check("nothing is sealed, no key", nil)
		check("nothing is sealed, a key", nil, keyOf(1))
		s = p.openSealed(keyOf(1))
		mustSay(t, s, "console:2", "b", "加密了")
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		check("one talk is sealed, no key", ErrNoKey)
		check("one talk is sealed, another key", ErrNoKey, keyOf(2))
		check("one talk is sealed, its key", nil, keyOf(1))
		s = p.openSealed(keyOf(1))
		plant(t, s)
		for i := range 3 * mostChecked {
			mustSay(t, s, fmt.Sprint("console:more:", i), "c", "很多")
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		check("much is sealed, another key", ErrNoKey, keyOf(2))
		check("much is sealed, its key behind a new one", nil, keyOf(2), keyOf(1))
	})
}

// The same turn made twice seals differently and is written once.
func TestSealingDoesNotMakeAnEventTwo(t *testing.T) {
	eachStore(t, func(t *testing.T, p *place) {
		s := p.openSealed(keyOf(1))
		for i := range 3 {
			r, err := s.Commit(t.Context(), turn(Conversation{ID: "console:1"}, "e", "x"))
			if err != nil || r.Repeated != (i > 0) {
				t.Errorf("time %d: %+v, %v", i, r, err)
			}
		}
		c := opened(t, s, "p1", "e1")
		for i := range 3 {
			if got := mustAct(t, s, did(c, "claim", "r1", "working")); got.Repeated != (i > 0) {
				t.Errorf("time %d: %+v", i, got)
			}
		}
		mustVerify(t, s)
	})
}

func TestWhatWasSealedIsReadAsNothingElse(t *testing.T) {
	k, err := newRing([][]byte{keyOf(1), keyOf(2)})
	if err != nil {
		t.Fatal(err)
	}
	old, err := newRing([][]byte{keyOf(2)})
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		plain := rapid.SliceOf(rapid.Byte()).Draw(t, "plain")
		by := rapid.SampledFrom([]ring{k, old}).Draw(t, "by")
		b, sealed := by.seal("x", plain)
		got, err := k.open("x", b)
		if !sealed || err != nil || !bytes.Equal(got, plain) {
			t.Fatalf("got %q, %v, want %q", got, err, plain)
		}
		if _, err := k.open("y", b); !errors.Is(err, ErrCorrupt) {
			t.Fatalf("read as something else: %v", err)
		}
		at := rapid.IntRange(0, len(b)-1).Draw(t, "at")
		if _, err := k.open("x", b[:at]); err == nil {
			t.Fatal("cut short and opened")
		}
		b[at] ^= byte(rapid.IntRange(1, 255).Draw(t, "bits"))
		if _, err := k.open("x", b); err == nil {
			t.Fatal("changed and opened")
		}
	})
	for _, keys := range [][][]byte{{keyOf(1)[:31]}, {nil}, {keyOf(1), append(keyOf(2), 0)}} {
		if _, err := newRing(keys); !errors.Is(err, ErrInvalid) {
			t.Errorf("keys of a wrong length: got %v", err)
		}
	}
}
