package reader

import (
	"embed"
	"sync"

	"dandang/knowledge"
)

//go:embed manner/*.txt
var mannerFiles embed.FS

// manners compiles, once, the small lexicon of how messages are meant.
var manners = sync.OnceValue(func() *Lexicon {
	l, err := compileLexicon(mannerFiles, "manner")
	if err != nil {
		panic(err) // the files are part of the program and compiled by its tests
	}
	return l
})

// Manner is how a message is meant, as far as rules can tell: sums of what its clauses say.
type Manner struct {
	Sums    map[string]float32
	Best    map[string]Cue // the strongest clause of each
	Clauses int

	cues []Cue // what was found, to be used again
}

// Of is the weight of one manner: "adv", "off", "vague", "greet", "thanks", "stage-…", "cmd-…".
func (m *Manner) Of(name string) float32 { return m.Sums[name] }

// MannerOf reads how a message is meant.
func MannerOf(t *Text, clauses []Span) Manner {
	var m Manner
	m.read(t, clauses)
	return m
}

// read is MannerOf into a manner that was used before.
func (m *Manner) read(t *Text, clauses []Span) {
	if m.Sums == nil {
		m.Sums, m.Best = make(map[string]float32, 8), make(map[string]Cue, 8)
	}
	clear(m.Sums)
	clear(m.Best)
	m.Clauses, m.cues = len(clauses), manners().Scan(t, clauses, m.cues[:0])
	for _, c := range m.cues {
		if !c.Holds {
			m.Sums[c.Fact] -= c.Weight
			continue
		}
		m.Sums[c.Fact] += c.Weight
		if b, ok := m.Best[c.Fact]; !ok || c.Weight > b.Weight {
			m.Best[c.Fact] = c
		}
	}
}

// stages in the order in which a tie is broken.
var stages = []struct {
	name  string
	stage knowledge.Stage
}{
	{"stage-ongoing", knowledge.Ongoing}, {"stage-planned", knowledge.Planned}, {"stage-done", knowledge.Done},
}

// inquiryWeight is from which weight on somebody is held to be looking into the matter.
const inquiryWeight = 0.75

// Stage tells how far the matter has gone, with the clause that shows it; StageUnknown and an empty span when nothing does.
func Stage(t *Text, clauses []Span) (knowledge.Stage, Span) {
	m := MannerOf(t, clauses)
	return m.Stage()
}

// Stage tells how far the matter has gone, with the words that show it.
func (m *Manner) Stage() (knowledge.Stage, Span) {
	if m.Sums["stage-inquiry"] >= inquiryWeight {
		b := m.Best["stage-inquiry"]
		return knowledge.Inquiry, Span{b.From, b.To}
	}
	best, at := float32(0), -1
	for i, s := range stages {
		if v := m.Sums[s.name]; v > best {
			best, at = v, i
		}
	}
	if at < 0 {
		return knowledge.StageUnknown, Span{}
	}
	b := m.Best[stages[at].name]
	return stages[at].stage, Span{b.From, b.To}
}
