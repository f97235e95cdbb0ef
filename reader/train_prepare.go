package reader

import (
	"sort"
	"strings"
)

// A prepared line is a line of the corpus with its clauses, features and targets.
type prepared struct {
	*labelled
	text    *Text
	spans   []Span
	cues    []Cue
	seen    []noted
	manner  Manner
	grams   [][]int32 // for each clause, ids of its features in the vocabulary
	classes [][]int32 // for each clause, the same of the classes of words in it; nil without the lexicon
	ends    []int32   // features of the whole message, for its kind

	cueIDs []int32 // for each cue with a label, its feature
	cueAt  []int16 // and its clause

	y    [][]int8 // for each clause
	msg  []int8
	kind []int8
	gold golden
}

// golden is what the labels say of the message as a whole.
type golden struct {
	red, hint []bool // by red line
	anyRed    bool
	anyAbs    bool
	suspect   bool
	unclear   bool // refer for a reason the labels do not name
}

// A vocabulary numbers features in the order in which they are met.
type vocabulary struct {
	ids  map[uint64]int32
	keys []uint64
}

func (v *vocabulary) id(key uint64) int32 {
	if id, ok := v.ids[key]; ok {
		return id
	}
	id := int32(len(v.keys))
	v.ids[key] = id
	v.keys = append(v.keys, key)
	return id
}

func prepare(lines []labelled, s *labels, v *vocabulary, lex *Lexicon) []prepared {
	out := make([]prepared, len(lines))
	var keys []uint64
	for i := range lines {
		p := &out[i]
		p.labelled = &lines[i]
		p.text = Normalise(p.Text)
		if p.Fact != "" {
			p.spans = []Span{whole(p.text)}
		} else {
			p.spans = p.text.Clauses(nil)
		}
		if lex != nil {
			p.cues, p.seen = lex.scanNoting(p.text, p.spans, nil, nil)
			p.classes = make([][]int32, len(p.spans))
			for _, n := range p.seen {
				p.classes[n.clause] = append(p.classes[n.clause], v.id(lex.keys[n.class]))
			}
		}
		for k := range p.cues {
			if key := cueKey(s, &p.cues[k]); key != 0 {
				p.cueIDs, p.cueAt = append(p.cueIDs, v.id(key)), append(p.cueAt, p.cues[k].Clause)
			}
		}
		for _, sp := range p.spans {
			keys = appendGrams(keys[:0], p.text.Runes[sp.From:sp.To])
			ids := make([]int32, len(keys))
			for k, key := range keys {
				ids[k] = v.id(key)
			}
			p.grams = append(p.grams, ids)
		}
		keys = appendEnds(keys[:0], p.text, len(p.spans))
		if p.Kind != "" {
			p.manner = MannerOf(p.text, p.spans)
			keys = appendManner(keys, &p.manner)
		}
		for _, k := range keys {
			p.ends = append(p.ends, v.id(k))
		}
		p.targets(s)
	}
	return out
}

// cuesOf are the features of the cues in clause c; cues come in the order of the clauses.
func (p *prepared) cuesOf(c int) []int32 {
	from := sort.Search(len(p.cueAt), func(i int) bool { return int(p.cueAt[i]) >= c })
	to := from
	for to < len(p.cueAt) && int(p.cueAt[to]) == c {
		to++
	}
	return p.cueIDs[from:to]
}

func whole(t *Text) Span { return Span{0, int32(len(t.Runes))} }

func fill(n int, v int8) []int8 {
	y := make([]int8, n)
	for i := range y {
		y[i] = v
	}
	return y
}

func (p *prepared) targets(s *labels) {
	p.gold = golden{red: make([]bool, s.reds), hint: make([]bool, s.reds)}
	st, bank := p.bank()
	switch {
	case bank:
		y := bankTargets(s, s.factAt[p.Fact], st)
		p.y = [][]int8{y}
		p.msg = fill(s.message, -1)
		copy(p.msg, y)
	case p.Kind == "plan":
		p.planTargets(s)
	case p.Kind == "" && p.Positive != nil:
		p.msg = fill(s.message, -1)
		p.itemTargets(s)
	}
	if p.Kind != "" {
		p.kind = fill(s.kind, -1)
		for k := range s.kinds {
			p.kind[k] = 0
		}
		p.kind[s.kindAt[p.Kind]] = 1
		if p.Kind == "procedure" && p.Intent != "" {
			for q := range s.faqs {
				p.kind[s.faq(q)] = 0
			}
			p.kind[s.faq(s.faqAt[p.Intent])] = 1
		}
		if p.Kind == "plan" && p.Stage != "" {
			for i := range s.stages {
				p.kind[s.stage(i)] = flag(s.stages[i] == p.Stage)
			}
		}
	}
}

func bankTargets(s *labels, f int, st stand) []int8 {
	y := fill(s.clause, -1)
	y[s.hold(f)], y[s.deny(f)] = 0, 0
	red := f < s.reds
	switch st {
	case standsTrue:
		y[s.hold(f)] = 1
	case standsFalse:
		y[s.deny(f)] = 1
	}
	if !red {
		return y
	}
	y[s.hint(f)] = 0
	switch st {
	case standsTrue:
		y[s.hint(f)] = -1
		y[s.pool(anyRed)], y[s.pool(anySuspect)] = 1, 1
		y[s.pool(anyBar)] = flag(!combination(s.facts[f]))
	case standsRaised:
		y[s.hint(f)] = 1
		y[s.pool(anySuspect)] = 1
	default:
		y[s.pool(anyRed)], y[s.pool(anySuspect)], y[s.pool(anyBar)] = 0, 0, 0
	}
	if st == standsTrue || st == standsRaised {
		for r := 0; r < s.reds; r++ {
			y[s.which(r)] = flag(r == f)
		}
	}
	return y
}

func (p *prepared) planTargets(s *labels) {
	p.y = make([][]int8, len(p.spans))
	for c := range p.y {
		p.y[c] = fill(s.clause, 0)
		for r := 0; r < s.reds; r++ {
			p.y[c][s.which(r)] = -1
		}
	}
	p.msg = fill(s.message, 0)
	for r := 0; r < s.reds; r++ {
		p.msg[s.which(r)] = -1
	}
	for _, m := range p.Facts {
		f := s.factAt[m.ID]
		l := s.deny(f)
		st := standsFalse
		if m.Holds {
			l, st = s.hold(f), standsTrue
		}
		p.mark(s, f, st, l, m.Quote)
	}
	for _, m := range p.Hints {
		f := s.factAt[m.ID]
		p.mark(s, f, standsRaised, s.hint(f), m.Quote)
	}
	g := &p.gold
	g.unclear = p.Expect == "refer" && !g.suspect
	if g.unclear {
		for _, y := range append(p.y, p.msg) {
			for k := 0; k < pools; k++ {
				y[s.pool(k)] = -1
			}
		}
	}
	p.itemTargets(s)
}

func (p *prepared) itemTargets(s *labels) {
	for i := range s.items {
		p.msg[s.item(i)] = 0
	}
	for _, id := range p.Positive {
		p.msg[s.item(s.itemAt[id])] = 1
	}
}

func (p *prepared) mark(s *labels, f int, st stand, l int, quote string) {
	touch := func(y []int8) {
		y[l] = 1
		if f >= s.reds || st == standsFalse {
			return
		}
		for r := 0; r < s.reds; r++ {
			y[s.which(r)] = max(y[s.which(r)], 0)
		}
		y[s.which(f)] = 1
		y[s.pool(anySuspect)] = 1
		if st == standsRaised {
			if y[s.pool(anyRed)] == 0 {
				y[s.pool(anyRed)], y[s.pool(anyBar)] = -1, -1
			}
			return
		}
		if y[s.hint(f)] == 0 {
			y[s.hint(f)] = -1
		}
		y[s.pool(anyRed)] = 1
		if !combination(s.facts[f]) {
			y[s.pool(anyBar)] = 1
		}
	}
	touch(p.msg)
	if f < s.reds && st != standsFalse {
		p.gold.suspect = true
		if st == standsTrue {
			p.gold.red[f] = true
			p.gold.anyRed = true
			p.gold.anyAbs = p.gold.anyAbs || !combination(s.facts[f])
		} else {
			p.gold.hint[f] = true
		}
	}
	from, to := p.text.stretch(quote)
	for c, sp := range p.spans {
		o := min(sp.To, to) - max(sp.From, from)
		switch {
		case o <= 0:
		case 2*o >= sp.To-sp.From || 2*o >= to-from:
			touch(p.y[c])
		case p.y[c][l] == 0:
			p.y[c][l] = -1
			if f < s.reds && st != standsFalse {
				for k := 0; k < pools; k++ {
					if p.y[c][s.pool(k)] == 0 {
						p.y[c][s.pool(k)] = -1
					}
				}
			}
		}
	}
}

// runeAt is the number of the first rune that starts at or after byte at.
func (t *Text) runeAt(at int) int32 {
	return int32(sort.Search(len(t.Runes), func(i int) bool { return int(t.Pos[i]) >= at }))
}

// stretch is where a quote lies in the text, in runes; nothing when it does not occur.
func (t *Text) stretch(quote string) (from, to int32) {
	at := strings.Index(t.Raw, quote)
	if at < 0 || quote == "" {
		return 0, 0
	}
	return t.runeAt(at), t.runeAt(at + len(quote))
}
