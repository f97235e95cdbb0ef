package store

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"dandang/store/redistest"
)

// update writes the files of the newest version anew. Those of former versions are never written again.
var update = flag.Bool("update", false, "write the newest of the old data files anew")

// An oldData is what a former version of the program left: the folder of an embedded store, or a backup. Each change of a
// format adds a row, with files that the program writes as it then is; see docs/operate.md.
type oldData struct {
	name   string
	since  string // what was new
	keys   [][]byte
	report Report // what there is
	kept   string // the file that tells of every talk and case in it
}

// newest is the last version: today's program writes it with -update.
const newest = "3"

var oldKey = []byte("0123456789abcdef0123456789abcdef")

var oldDatas = []oldData{
	{"store-1", "talks, cases, audit, outbox", nil, Report{Units: 2, Lines: 41, Chains: 20, Conversations: 20, Cases: 8}, "kept-1.txt"},
	{"backup-1.bin", "the same as a backup", nil, Report{Units: 2, Lines: 41, Chains: 20, Conversations: 20, Cases: 8}, "kept-1.txt"},
	{"store-2", "cases withdrawn", nil, Report{Units: 1, Lines: 10, Chains: 4, Conversations: 3, Cases: 5}, "kept-2.txt"},
	{"store-3", "drafts and filings, acts on cases with deadlines and an index by person, documents handed out, lessons, marks, questions, switches", nil, Report{Units: 2, Lines: 49, Chains: 28, Conversations: 24, Cases: 13}, "kept-3.txt"},
	{"backup-3.bin", "the same as a backup", nil, Report{Units: 2, Lines: 49, Chains: 28, Conversations: 24, Cases: 13}, "kept-3.txt"},
	{"store-3-sealed", "what is said sealed with DATA_KEY", [][]byte{oldKey}, Report{Units: 2, Lines: 49, Chains: 28, Conversations: 24, Cases: 13}, "kept-3.txt"},
}

// writtenAt is when the program that left them wrote them.
func writtenAt() time.Time { return time.Date(2026, 11, 26, 5, 0, 0, 0, time.UTC) }

// TestOldDataGoesOn opens what every former version left, on the embedded store and in a Redis: all of it is there, people
// and staff go on with it, the audit stays whole, and a backup of it restores to the same.
func TestOldDataGoesOn(t *testing.T) {
	if *update {
		writeNewest(t)
	}
	for _, old := range oldDatas {
		for _, redis := range []bool{false, true} {
			t.Run(old.name+map[bool]string{false: " embedded", true: " redis"}[redis], func(t *testing.T) {
				t.Parallel()
				s := old.open(t, redis)
				got := mustVerify(t, s)
				if redis { // a Redis has its own clock, by which the talks are over
					got.Conversations = old.report.Conversations
				}
				if !reflect.DeepEqual(got, old.report) {
					t.Errorf("got %+v, want %+v", got, old.report)
				}
				old.tells(t, s, redis)
				first := mustCase(t, s, "ZX-2026-0001")
				if of, err := s.CasesOf(t.Context(), unit, first.From); err != nil || len(of) == 0 || of[0].Number != first.Number {
					t.Errorf("of its asker: %v, %v", of, err)
				}
				mustSay(t, s, "console:1", "an event of today", "接着说")
				mustAct(t, s, did(first, "note", "r1", first.State))
				mustVerify(t, s)
				old.restoresTheSame(t, s)
			})
		}
	}
}

// open opens the data where it is to be gone on with.
func (old oldData) open(t *testing.T, redis bool) *Store {
	t.Helper()
	file := filepath.Join("testdata", old.name)
	p := &place{t: t, dir: t.TempDir()}
	if !strings.HasSuffix(old.name, ".bin") {
		if err := os.CopyFS(filepath.Join(p.dir, "store"), os.DirFS(file)); err != nil {
			t.Fatal(err)
		}
	}
	s := openWith(t, old.options(p))
	if strings.HasSuffix(old.name, ".bin") {
		restoreInto(t, s, mustRead(t, file))
	}
	if !redis {
		return s
	}
	r := openWith(t, old.options(&place{t: t, server: redistest.Start(t)}))
	restoreInto(t, r, mustBackUp(t, s))
	return r
}

func (old oldData) options(p *place) Options {
	o := p.options()
	o.Keys = old.keys
	if p.server == nil {
		o.Now = writtenAt
	}
	return o
}

func mustRead(t *testing.T, file string) []byte {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func restoreInto(t *testing.T, s *Store, backup []byte) {
	t.Helper()
	if err := s.Restore(t.Context(), bytes.NewReader(backup)); err != nil {
		t.Fatal(err)
	}
}

// restoresTheSame restores a backup of s elsewhere and compares.
func (old oldData) restoresTheSame(t *testing.T, s *Store) {
	t.Helper()
	backup := mustBackUp(t, s)
	r := openWith(t, old.options(&place{t: t, dir: t.TempDir()}))
	restoreInto(t, r, backup)
	if got, want := entries(t, mustBackUp(t, r)), entries(t, backup); !reflect.DeepEqual(got, want) {
		t.Errorf("restored\n%v\nwant\n%v", got, want)
	}
	mustVerify(t, r)
}
