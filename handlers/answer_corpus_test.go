package handlers

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"dandang/knowledge"
	"dandang/reader"
)

// TestAReplyAnswersWhatItSpeaksOf puts every labelled reply of the corpus after every question of the lists. Those that
// speak of what is asked must be taken, the others not: 还没顾上开会 is no answer to 有没有挪用专款. A plain 没有 or 有 is
// one to anything.
func TestAReplyAnswersWhatItSpeaksOf(t *testing.T) {
	lists, err := knowledge.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	base, err := lists.Base("demo", "2026-11-26")
	if err != nil {
		t.Fatal(err)
	}
	read, err := reader.NewOffline()
	if err != nil {
		t.Fatal(err)
	}
	replies := labelledReplies(t)
	var of, ofTaken, beside, besideTaken int
	for i := range base.Questions {
		q := &base.Questions[i]
		for _, r := range replies {
			got, err := read.Read(t.Context(), base, r.text, q)
			if err != nil {
				t.Fatal(err)
			}
			turn := &turn{base: base, message: Message{Text: r.text}}
			taken := turn.answers(q, got) && got.Slot != knowledge.SlotUnknown && got.Slot != knowledge.SlotSkip
			if about(q, r.facts) {
				of, ofTaken = of+1, ofTaken+count(taken)
			} else {
				beside, besideTaken = beside+1, besideTaken+count(taken)
			}
		}
	}
	t.Logf("taken: %d of %d that speak of it, %d of %d that do not", ofTaken, of, besideTaken, beside)
	if ofTaken*100 < of*85 {
		t.Errorf("only %d of %d replies to the question are taken", ofTaken, of)
	}
	if besideTaken*100 > beside*11 {
		t.Errorf("%d of %d replies that speak of something else are taken", besideTaken, beside)
	}
}

func count(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

type labelledReply struct {
	text  string
	facts []knowledge.Fact
}

// labelledReplies are the replies of the corpus of which it is known what they speak of.
func labelledReplies(t *testing.T) []labelledReply {
	t.Helper()
	files, err := filepath.Glob("../reader/corpus/*.jsonl")
	if err != nil || len(files) == 0 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	var all []labelledReply
	for _, file := range files {
		f, err := os.Open(file)
		if err != nil {
			t.Fatal(err)
		}
		lines := bufio.NewScanner(f)
		lines.Buffer(nil, 1<<20)
		for lines.Scan() {
			var x struct {
				Text, Kind string
				Facts      []struct{ ID string }
			}
			if err := json.Unmarshal(lines.Bytes(), &x); err != nil || x.Kind != "reply" || len(x.Facts) == 0 {
				continue // another sort of line
			}
			r := labelledReply{text: x.Text}
			for _, f := range x.Facts {
				r.facts = append(r.facts, knowledge.Fact{ID: f.ID})
			}
			all = append(all, r)
		}
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if len(all) < 50 {
		t.Fatalf("%d replies", len(all))
	}
	return all
}
