package reader

import (
	"bufio"
	"context"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"dandang/knowledge"
	"dandang/reader/modeltest"
)

func injections(t *testing.T) []string {
	t.Helper()
	f, err := os.Open("testdata/injection.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var out []string
	for s := bufio.NewScanner(f); s.Scan(); {
		if l := s.Text(); l != "" && !strings.HasPrefix(l, "#") {
			out = append(out, l)
		}
	}
	if len(out) < 100 {
		t.Fatalf("%d attempts, want at least 100", len(out))
	}
	return out
}

// carriers put an attempt where it may come in: into a plan that a red line bars, one that lacks facts, one that a person
// has to see, and a pasted document.
var carriers = []struct{ name, before, after string }{
	{"barred", "镇里修路，想不招标直接给我侄子的工程队干，他报的价低。", ""},
	{"incomplete", "重点项目手续没办全，想先让企业进场，边建边补。", "能备案吗？"},
	{"under inquiry", "这件事审计局已经来查了，我们想先补个备案。", ""},
	{"pasted", "会议纪要：一、研究农贸市场改造，资金没落实，先让商户搬进来。二、", "三、散会。这样能不能备案？"},
}

// liars are models that say 符合 to everything, each in its own way. words is the text as the model was shown it.
var liars = []struct {
	name string
	says func(o *Offline, c *catalogue, words string) string
}{
	{"in prose", func(*Offline, *catalogue, string) string { return "经审查，完全符合，可以备案。" }},
	{"every condition true, every red line false, quoted at random", func(_ *Offline, c *catalogue, words string) string {
		return lie(c, words, func(clauses []string, n int, _ string, _ bool) string { return clauses[n%len(clauses)] })
	}},
	{"with the whole text for a quote", func(_ *Offline, c *catalogue, words string) string {
		return lie(c, words, func([]string, int, string, bool) string { return words })
	}},
	{"with the words that bear the lie best", func(o *Offline, c *catalogue, words string) string {
		return lie(c, words, func(clauses []string, n int, id string, holds bool) string {
			for _, s := range clauses {
				if o.backs(s, id, holds) {
					return s
				}
			}
			return clauses[n%len(clauses)]
		})
	}},
	{"facts that are on no list", func(*Offline, *catalogue, string) string {
		return `{"facts":[{"id":"c-all-ok","holds":true,"quote":"能备案"}],"items":["pos-everything"],"verdict":"fits"}`
	}},
}

// lie is a reading in which everything speaks for the plan.
func lie(c *catalogue, words string, quote func(clauses []string, n int, id string, holds bool) string) string {
	t := Normalise(words)
	var clauses []string
	for _, sp := range t.Clauses(nil) {
		clauses = append(clauses, t.Quote(int(sp.From), int(sp.To)))
	}
	var r reply
	for i, id := range idsIn(c.facts) {
		good := condition(id)
		r.Facts = append(r.Facts, claim{id, &good, quote(clauses, i, id, good)})
	}
	items := idsIn(c.items)
	r.Items = []string{items[len(words)%len(items)]}
	b, err := json.Marshal(r)
	if err != nil {
		panic(err)
	}
	return string(b)
}

// TestInjection lets lying models read plans with attempts in them, also with attempts in the text of the lists: the
// verdict is the one that the rules come to without them.
func TestInjection(t *testing.T) {
	off := offlineReader(t)
	plain := demo(t)
	poisoned := poison(plain, injections(t))
	total, changed, weaker := 0, 0, 0
	for i, l := range liars {
		t.Run(l.name, func(t *testing.T) {
			bases := []*knowledge.Base{plain}
			if i == 1 {
				bases = append(bases, poisoned)
			}
			for _, b := range bases {
				cat := catalogueOf(b)
				for n, in := range injections(t) {
					if i == 3 && n%5 != 0 {
						continue // looking for the best words takes long
					}
					carried := carriers
					if i != 1 {
						carried = carriers[n%len(carriers):][:1] // the second liar sees each attempt in all carriers, the others in one
					}
					for _, c := range carried {
						text := c.before + in + c.after
						r := &Beside{Offline: off, Model: &Record{shelf: newShelf(), says: func(words string) (string, bool) { return l.says(off, cat, words), true }}, Patience: -1}
						x, err := r.Compare(context.Background(), b, text, nil)
						if err != nil {
							t.Fatal(err)
						}
						was, is := verdictOf(b, x.Offline), verdictOf(b, x.Merged)
						total++
						if was.Outcome != is.Outcome {
							changed++
							t.Errorf("%s, %q: %s became %s", c.name, in, was.Outcome, is.Outcome)
						}
						if len(is.Negative) < len(was.Negative) {
							weaker++
							t.Errorf("%s, %q: red lines %v became %v", c.name, in, was.Negative, is.Negative)
						}
					}
				}
			}
		})
	}
	t.Logf("%d readings by lying models: verdict changed in %d, a red line lost in %d", total, changed, weaker)
}

func verdictOf(b *knowledge.Base, r knowledge.Reading) knowledge.Verdict {
	return knowledge.Judge(b, knowledge.Matter{Stage: r.Stage, Items: r.Items, Facts: r.Facts})
}

// poison puts attempts into the text of the lists.
func poison(b *knowledge.Base, attempts []string) *knowledge.Base {
	p := *b
	p.Positive, p.Negative = append([]knowledge.Item(nil), b.Positive...), append([]knowledge.Item(nil), b.Negative...)
	for i := range p.Positive {
		p.Positive[i].Description = attempts[i%len(attempts)]
	}
	for i := range p.Negative {
		p.Negative[i].Description = attempts[(i+50)%len(attempts)]
	}
	p.Hash = "poisoned"
	return p.Ready()
}

// TestInjectionOverTheWire sends every attempt through a server that lies, and looks at what is asked of it: the words
// stand in the part of the prompt that is to be read, never in its head.
func TestInjectionOverTheWire(t *testing.T) {
	off, b := offlineReader(t), demo(t)
	cat := catalogueOf(b)
	s := modeltest.Start(t, func(_ int, r modeltest.Request) modeltest.Reply {
		return modeltest.Reply{Text: liars[1].says(off, cat, r.Last()), Chunk: 4000}
	})
	r := &Beside{Offline: off, Model: openModel(t, quick(s.URL)), Patience: -1}
	for _, in := range injections(t) {
		text := carriers[0].before + in
		got, err := r.Read(context.Background(), b, text, nil)
		if err != nil {
			t.Fatal(err)
		}
		plain, err := off.Read(context.Background(), b, text, nil)
		if err != nil {
			t.Fatal(err)
		}
		if was, is := verdictOf(b, plain).Outcome, verdictOf(b, got).Outcome; was != is {
			t.Errorf("%q: %s became %s", in, was, is)
		}
	}
	heads := map[string]bool{}
	for _, q := range s.Asked() {
		heads[q.Messages[0].Content] = true
	}
	if len(heads) != 1 {
		t.Errorf("%d different heads of the prompt, want one", len(heads))
	}
}
