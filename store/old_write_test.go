package store

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"dandang/filing"
	"dandang/knowledge"
)

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
		withPapers(t, s)
		backup := mustBackUp(t, s)
		told := strings.Join(tellings(t, s, entries(t, backup)), "\n") + "\n"
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
			to := func(name string) string { return filepath.Join("testdata", name+"-"+newest) }
			if err := errors.Join(os.WriteFile(to("backup")+".bin", backup, 0o644), os.WriteFile(to("kept")+".txt", []byte(told), 0o644)); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// withPapers adds talks with all that a talk can hold: a draft, a filing handed in, then an act begun, then a place to go on.
func withPapers(t *testing.T, s *Store) {
	t.Helper()
	for i, more := range []struct{ work, elsewhere string }{{"", ""}, {"claim", ""}, {"claim", "console:1"}} {
		id := fmt.Sprint("papers:", i)
		c := turn(mustLoad(t, s, id), id, words(41+i))
		talk := &c.Conversation
		talk.Stage, talk.Pending, talk.Work, talk.Elsewhere = "q-stage", "q-decided", more.work, more.elsewhere
		talk.Matter.Items = []knowledge.Candidate{{ID: "pos-legacy", Score: 0.5}}
		talk.Past = []Past{{First: 0, Last: 1, Item: "pos-legacy", Outcome: knowledge.Outcome("fits")}}
		talk.Drafts = []Draft{{ID: 1, Data: []byte(`{"v":1}`), Began: writtenAt(), Seen: writtenAt(), Open: true, Page: "check"}}
		talk.Filed = []Filed{{At: writtenAt(), Draft: 1}}
		c.Open = &filing.Case{Unit: unit, From: talk.Person, Opened: writtenAt(), Question: words(41 + i)}
		if _, err := s.Commit(t.Context(), c); err != nil {
			t.Fatal(err)
		}
	}
}
