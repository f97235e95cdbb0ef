package reader

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// The corpus, and which of it the lexicon's writer has read: readFiles were studied, unreadFiles never opened, so that
// figures on them show what a new writer's words come to.
var (
	readFiles   = []string{"w1", "w2", "w3", "w4", "w5", "w9", "w10"}
	unreadFiles = []string{"w6", "w8", "w11", "w12", "r1", "r2", "r3", "r4", "r5"}
	bankFiles   = []string{"clauses-1", "clauses-2", "clauses-3", "clauses-4", "clauses-5", "clauses-6"}
)

// A bankLine is one clause of the clause bank.
type bankLine struct {
	Fact  string `json:"fact"`
	Holds any    `json:"holds"` // true, false, "hint" or "none"
	Text  string `json:"text"`
}

// A story is one labelled message.
type story struct {
	Text   string `json:"text"`
	Kind   string `json:"kind"`
	Intent string `json:"intent"`
	Slot   string `json:"slot"`
	Stage  string `json:"stage"`
	Expect string `json:"expect"`
	Facts  []struct {
		ID    string `json:"id"`
		Holds bool   `json:"holds"`
		Quote string `json:"quote"`
	} `json:"facts"`
}

func (s *story) says(fact string, holds bool) bool {
	for _, f := range s.Facts {
		if f.ID == fact && f.Holds == holds {
			return true
		}
	}
	return false
}

func corpusLines[T any](t testing.TB, names []string) []T {
	t.Helper()
	var out []T
	for _, n := range names {
		f, err := os.Open(filepath.Join("corpus", n+".jsonl"))
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		sc := bufio.NewScanner(f)
		sc.Buffer(nil, 1<<20)
		for sc.Scan() {
			var v T
			if err := json.Unmarshal(sc.Bytes(), &v); err != nil {
				t.Fatalf("%s: %v", n, err)
			}
			out = append(out, v)
		}
	}
	return out
}

// A tally counts how often a reading was right.
type tally struct{ right, wrong, missed int }

func (c tally) precision() float64 { return shareOf(c.right, c.right+c.wrong) }
func (c tally) recall() float64    { return shareOf(c.right, c.right+c.missed) }

func (c tally) String() string {
	return fmt.Sprintf("n=%d precision %.2f recall %.2f", c.right+c.missed, c.precision(), c.recall())
}

func shareOf(a, b int) float64 {
	if b == 0 {
		return 0
	}
	return float64(a) / float64(b)
}

// scanned is what the cues of a message come to by fact: the strongest that holds, and whether it is denied.
func scanned(l *Lexicon, text string) (held map[string]float32, denied map[string]bool) {
	x := Normalise(text)
	held, denied = make(map[string]float32), make(map[string]bool)
	for _, c := range l.Scan(x, x.Clauses(nil), nil) {
		switch {
		case !c.Holds:
			denied[c.Fact] = true
		case !c.Hint:
			held[c.Fact] = max(held[c.Fact], c.Weight)
		}
	}
	return held, denied
}

func TestLexiconOnClauseBank(t *testing.T) {
	l := testLexicon(t)
	byFact := make(map[string]*tally)
	for _, b := range corpusLines[bankLine](t, bankFiles) {
		if b.Holds == "hint" || !strings.HasPrefix(b.Fact, "neg-") {
			continue
		}
		c := byFact[b.Fact]
		if c == nil {
			c = &tally{}
			byFact[b.Fact] = c
		}
		held, _ := scanned(l, b.Text)
		switch found := held[b.Fact] >= Strong; {
		case found && b.Holds == true:
			c.right++
		case found:
			c.wrong++
		case b.Holds == true:
			c.missed++
		}
	}
	all := sum(t, byFact, "")
	if all.precision() < 0.90 || all.recall() < 0.25 {
		t.Errorf("red lines on the clause bank: %v, want precision 0.90 and recall 0.25", all)
	}
}

// tallies count by fact, "denied " before it for denials.
type tallies map[string]*tally

func (c tallies) at(id string) *tally {
	if c[id] == nil {
		c[id] = &tally{}
	}
	return c[id]
}

// count adds one story: what the lexicon holds and denies against what the story's labels say.
func (c tallies) count(m *story, held map[string]float32, denied map[string]bool) {
	for id, w := range held {
		if w >= Strong && !m.says(id, true) {
			c.at(id).wrong++
		}
	}
	for id := range denied {
		if m.says(id, true) {
			c.at("denied "+id).wrong++
		}
	}
	for _, f := range m.Facts {
		id, found := f.ID, held[f.ID] >= Strong
		if !f.Holds {
			id, found = "denied "+f.ID, denied[f.ID]
		}
		if found {
			c.at(id).right++
		} else {
			c.at(id).missed++
		}
	}
}

// sum adds up and logs tallies by fact, of those whose name begins with prefix.
func sum(t *testing.T, by map[string]*tally, prefix string) tally {
	t.Helper()
	var all tally
	for _, id := range sortedKeys(by) {
		c := by[id]
		t.Logf("%-24s %v", id, *c)
		if strings.HasPrefix(id, prefix) {
			all.right, all.wrong, all.missed = all.right+c.right, all.wrong+c.wrong, all.missed+c.missed
		}
	}
	t.Logf("%-24s %v", prefix+"all", all)
	return all
}

func TestLexiconOnUnreadStories(t *testing.T) {
	l := testLexicon(t)
	byFact := make(tallies)
	bars := make(tallies) // of messages by outcome: right counts those with a strong red cue
	for _, m := range corpusLines[story](t, unreadFiles) {
		if m.Kind != "plan" {
			continue
		}
		held, denied := scanned(l, m.Text)
		byFact.count(&m, held, denied)
		red := false
		for id, w := range held {
			red = red || w >= Strong && strings.HasPrefix(id, "neg-")
		}
		if red {
			bars.at(m.Expect).right++
		} else {
			bars.at(m.Expect).missed++
		}
	}
	all := sum(t, byFact, "neg-")
	for _, e := range sortedKeys(bars) {
		t.Logf("%-12s %.2f of %d with a strong red cue", e, bars[e].recall(), bars[e].right+bars[e].missed)
	}
	if all.precision() < 0.45 || all.recall() < 0.15 {
		t.Errorf("red lines on unread stories: %v, want precision 0.45 and recall 0.15", all)
	}
	if c := byFact.at("c-collective"); c.precision() < 0.80 || c.recall() < 0.65 {
		t.Errorf("c-collective on unread stories: %v", c)
	}
}

func sortedKeys[T any](m map[string]T) []string {
	var keys []string
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
