package store

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"dandang/store/redistest"
)

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
