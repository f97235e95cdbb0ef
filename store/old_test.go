package store

import (
	"bytes"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"dandang/filing"
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
	case1  string // what is asked in the first case
}

// newest is the last version: today's program writes it with -update.
const newest = "3"

var oldKey = []byte("0123456789abcdef0123456789abcdef")

var oldDatas = []oldData{
	{"store-1", "talks, cases, audit, outbox", nil, Report{Units: 2, Lines: 41, Chains: 20, Conversations: 20, Cases: 8}, "第5次会上定的，图纸这个月底前补报"},
	{"backup-1.bin", "the same as a backup", nil, Report{Units: 2, Lines: 41, Chains: 20, Conversations: 20, Cases: 8}, "第5次会上定的，图纸这个月底前补报"},
	{"store-2", "drafts and filings, cases withdrawn", nil, Report{Units: 1, Lines: 10, Chains: 4, Conversations: 3, Cases: 5}, "第0次会上定的，图纸这个月底前补报"},
	{"store-3", "acts on cases with deadlines and an index by person, documents handed out, lessons, marks, questions, switches", nil, Report{Units: 2, Lines: 46, Chains: 25, Conversations: 21, Cases: 10}, "第5次会上定的，图纸这个月底前补报"},
	{"backup-3.bin", "the same as a backup", nil, Report{Units: 2, Lines: 46, Chains: 25, Conversations: 21, Cases: 10}, "第5次会上定的，图纸这个月底前补报"},
	{"store-3-sealed", "what is said sealed with DATA_KEY", [][]byte{oldKey}, Report{Units: 2, Lines: 46, Chains: 25, Conversations: 21, Cases: 10}, "第5次会上定的，图纸这个月底前补报"},
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
				first := mustCase(t, s, "ZX-2026-0001")
				if first.Question != old.case1 {
					t.Errorf("the first case asks %q, want %q", first.Question, old.case1)
				}
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

// writeNewest writes what today's program leaves.
func writeNewest(t *testing.T) {
	t.Helper()
	for _, sealed := range []bool{false, true} {
		p := &place{t: t, dir: t.TempDir()}
		old, to := oldData{}, filepath.Join("testdata", "store-"+newest)
		if sealed {
			old.keys, to = [][]byte{oldKey}, to+"-sealed"
		}
		s := openWith(t, old.options(p))
		furnish(t, s)
		paper := filing.Issued{Paper: filing.PaperRequest, Number: "宝纪备〔2026〕1号", Version: 1, Hash: strings.Repeat("0123456789", 6) + "abcd"}
		if err := s.Register(t.Context(), unit, paper, Audit{At: writtenAt(), Who: "r1", What: "issue"}); err != nil {
			t.Fatal(err)
		}
		backup := mustBackUp(t, s)
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		if err := os.RemoveAll(to); err != nil {
			t.Fatal(err)
		}
		if err := os.CopyFS(to, os.DirFS(filepath.Join(p.dir, "store"))); err != nil {
			t.Fatal(err)
		}
		if !sealed {
			if err := os.WriteFile(filepath.Join("testdata", "backup-"+newest+".bin"), backup, 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// TestDataOfANewerProgramIsLeftAlone: what a newer program wrote is refused as such, not as damage, and stays byte for byte.
func TestDataOfANewerProgramIsLeftAlone(t *testing.T) {
	journal := func(o op, more ...byte) []byte { return appendFrame(nil, 0, append(appendOp(nil, o), more...)) }
	for _, row := range []struct {
		name, file string
		data       []byte
	}{
		{"an operation of the journal", "journal-0000000001", journal(op{kind: 99})},
		{"a script of the journal", "journal-0000000001", journal(op{kind: opCall, script: "commit99"})},
		{"a snapshot", "snapshot-0000000003", bytes.Replace(mustRead(t, "testdata/store-1/snapshot-0000000003"), []byte("backup 1"), []byte("backup 2"), 1)},
	} {
		t.Run(row.name, func(t *testing.T) {
			p := &place{t: t, dir: t.TempDir()}
			if row.file != "journal-0000000001" {
				if err := os.CopyFS(filepath.Join(p.dir, "store"), os.DirFS("testdata/store-1")); err != nil {
					t.Fatal(err)
				}
			}
			name := filepath.Join(p.dir, "store", row.file)
			if err := errors.Join(os.MkdirAll(filepath.Dir(name), 0o700), os.WriteFile(name, row.data, 0o600)); err != nil {
				t.Fatal(err)
			}
			if _, err := Open(t.Context(), p.options()); !errors.Is(err, ErrNewer) || !errors.Is(err, ErrCorrupt) {
				t.Errorf("got %v, want ErrNewer", err)
			}
			if !bytes.Equal(mustRead(t, name), row.data) {
				t.Error("the file was changed")
			}
		})
	}
	t.Run("a backup", func(t *testing.T) {
		p := &place{t: t, dir: t.TempDir()}
		b := bytes.Replace(mustRead(t, "testdata/backup-1.bin"), []byte("backup 1"), []byte("backup 2"), 1)
		if err := p.open().Restore(t.Context(), bytes.NewReader(b)); !errors.Is(err, ErrNewer) {
			t.Errorf("got %v, want ErrNewer", err)
		}
	})
	t.Run("a talk", func(t *testing.T) {
		blob := mustRead(t, "testdata/conversation-1.bin")
		blob[0] = 99
		if _, _, err := decode(nil, unit, "console:1", blob); !errors.Is(err, ErrNewer) {
			t.Errorf("got %v, want ErrNewer", err)
		}
	})
	t.Run("a talk with more at its end", func(t *testing.T) {
		whole := append(blobOf(Conversation{Version: 1, Work: "w", Elsewhere: "console:2"}, 0), 0)
		if _, _, err := decode(nil, unit, "console:1", whole); !errors.Is(err, ErrNewer) {
			t.Errorf("got %v, want ErrNewer", err)
		}
	})
	for name, file := range map[string]string{
		"a case": "\x63" + strings.Repeat("x", 20), "a case with a field more": "\x01" + strings.Repeat("\x00", 8) + `{"state":"open","mood":"good"}`,
		"a case with a field more inside": "\x01" + strings.Repeat("\x00", 8) + `{"record":[{"action":"claim","mood":"good"}]}`,
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := readCase(nil, unit, "ZX-2026-0001", file); !errors.Is(err, ErrNewer) || !errors.Is(err, ErrCorrupt) {
				t.Errorf("got %v, want ErrNewer", err)
			}
		})
	}
}

// TestANewerProgramsDataInARedisIsToldAtTheStart: a program put back to a former version says so before anybody is
// answered, and writes nothing.
func TestANewerProgramsDataInARedisIsToldAtTheStart(t *testing.T) {
	const lesson = `{"kind":"answer","question":"q","answer":"a","state":"proposed","by":"r1","at":"2026-03-03T09:00:00Z","mood":"good"}`
	talk := blobOf(longTalk(1, 3), 0)
	talk[0] = 99
	for name, write := range map[string]func(*Store) error{
		"a talk": func(s *Store) error { return s.client.Set(t.Context(), conversationKey(unit, "a"), talk, 0).Err() },
		"a case": func(s *Store) error {
			return s.client.HSet(t.Context(), casesKey(unit), "ZX-2026-0099", `{"mood":"good"}`).Err()
		},
		"a lesson":      func(s *Store) error { return s.client.HSet(t.Context(), lessonsKey(unit), "L0009", lesson).Err() },
		"an audit line": func(s *Store) error { return s.client.RPush(t.Context(), auditKey(unit), "\x63line").Err() },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := &place{t: t, server: redistest.Start(t)}
			s := p.open()
			furnish(t, s)
			if err := s.CheckKeys(t.Context()); err != nil {
				t.Fatalf("before: %v", err)
			}
			if err := write(s); err != nil {
				t.Fatal(err)
			}
			before, err := s.client.DBSize(t.Context()).Result()
			if err != nil {
				t.Fatal(err)
			}
			if err := s.CheckKeys(t.Context()); !errors.Is(err, ErrNewer) {
				t.Errorf("got %v, want ErrNewer", err)
			}
			if after, err := s.client.DBSize(t.Context()).Result(); err != nil || after != before {
				t.Errorf("%d keys, were %d, %v", after, before, err)
			}
		})
	}
}
