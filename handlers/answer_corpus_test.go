package handlers

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"dandang/filing"
	"dandang/knowledge"
	"dandang/reader"
	"dandang/store"
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

// TestNobodyIsLetThroughByAccident answers whatever is asked about a hundred plans of the corpus with replies drawn at
// random from it, but for those that declare in so many words that no red line is there. No plan may fit.
func TestNobodyIsLetThroughByAccident(t *testing.T) {
	lists, err := knowledge.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	read, err := reader.NewOffline()
	if err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.DiscardHandler)
	kept, err := store.Open(t.Context(), store.Options{Dir: t.TempDir(), Log: log})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = kept.Close() })
	rules, err := filing.ShippedRules()
	if err != nil {
		t.Fatal(err)
	}
	d := &Desk{Lists: lists.Base, Reader: read, Store: kept, Log: log, Rules: rules}
	var plans, replies []string
	for _, x := range corpus(t) {
		switch {
		case x.kind == "plan" && utf8.RuneCountInString(x.text) > 20:
			plans = append(plans, x.text)
		case x.kind == "reply" && declares(x.text, false) != declaresNone && declares(x.text, true) != declaresNone:
			replies = append(replies, x.text)
		}
	}
	r := rand.New(rand.NewPCG(1, 2))
	for i := range 100 {
		var talk strings.Builder
		say := func(n int, text string) string {
			m := Message{ID: fmt.Sprint(i, "/", n), Unit: "demo", Conversation: fmt.Sprint("talk:", i), From: Person{ID: fmt.Sprint(i)}, Text: text, At: time.Date(2026, 11, 26, 10, n, 0, 0, time.UTC)}
			answers, err := d.Handle(t.Context(), m)
			if err != nil {
				t.Fatal(err)
			}
			fmt.Fprintf(&talk, "> %s\n%s\n", text, answers[0].Text)
			return answers[0].Text
		}
		said := say(0, plans[r.IntN(len(plans))])
		for n := 1; n < 12 && !strings.Contains(said, "可以申请备案"); n++ {
			said = say(n, replies[r.IntN(len(replies))])
		}
		if strings.Contains(said, "可以申请备案") {
			t.Errorf("let through:\n%s", talk.String())
		}
	}
}

// A labelled is a message of the corpus and what it is known to say.
type labelled struct {
	text, kind string
	facts      []knowledge.Fact
}

// labelledReplies are the replies of the corpus of which it is known what they speak of.
func labelledReplies(t *testing.T) []labelled {
	t.Helper()
	return slices.DeleteFunc(corpus(t), func(x labelled) bool { return x.kind != "reply" || len(x.facts) == 0 })
}

// corpus is all that is labelled.
func corpus(t *testing.T) []labelled {
	t.Helper()
	files, err := filepath.Glob("../reader/corpus/*.jsonl")
	if err != nil || len(files) == 0 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	var all []labelled
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(data)) {
			var x struct {
				Text, Kind string
				Facts      []struct{ ID string }
			}
			if json.Unmarshal([]byte(line), &x) != nil {
				continue // another sort of line
			}
			l := labelled{text: x.Text, kind: x.Kind}
			for _, f := range x.Facts {
				l.facts = append(l.facts, knowledge.Fact{ID: f.ID})
			}
			all = append(all, l)
		}
	}
	return all
}
