package reader

import "math"

// scratch is what reading one message needs and the next one can use again.
type scratch struct {
	text  Text
	spans []Span
	cues  []Cue
	keys  []uint64

	own, after, before [3][]int32 // sums of weights for the last three clauses
	norm               [3]int     // sums of the squared rarities of their grams
	row                []float32  // the scores of one clause
	msg, knd           []int32    // sums for the whole message
	message, kinds     []float32  // the scores of the whole message
	sum                *summary
	signals            []signal  // by fact
	suspect, hold      []float32 // by red line: the scores that it is raised, that it holds
	pair, whole        []float32
}

func newScratch(s *labels) *scratch {
	sc := &scratch{
		row: make([]float32, s.clause), msg: make([]int32, s.message), knd: make([]int32, s.kind),
		message: make([]float32, s.message), kinds: make([]float32, s.kind),
		sum: newSummary(s), signals: make([]signal, len(s.facts)),
		suspect: make([]float32, s.reds), hold: make([]float32, s.reds),
		pair: make([]float32, pairSize), whole: make([]float32, wholeSize),
	}
	for i := range 3 {
		sc.own[i], sc.after[i], sc.before[i] = make([]int32, s.clause), make([]int32, s.clause), make([]int32, s.clause)
	}
	return sc
}

// Weights of what is not a gram of the clause itself.
const (
	neighbour = .5  // grams of the clauses before and after
	cueWeight = .4  // a cue of the lexicon
	endWeight = .35 // how a message begins and ends, and how long it is
)

// inverseRoot is 1/√n, and 1 for nothing.
func inverseRoot(n int) float32 { return float32(1 / math.Sqrt(float64(max(n, 1)))) }

// score reads the clauses of sc.text with the weights: sc.sum, sc.message and sc.kinds are the result. Sums are of whole
// numbers, so that they are the same on every machine.
func (w *weights) score(sc *scratch) {
	sc.sum.reset()
	clear(sc.msg)
	clear(sc.knd)
	norm, cue := 0, 0
	for c, sp := range sc.spans {
		sc.keys = appendGrams(sc.keys[:0], sc.text.Runes[sp.From:sp.To])
		w.clause(sc, c%3)
		norm += sc.norm[c%3]
		if c > 0 {
			cue = w.finish(sc, c-1, true, cue)
		}
	}
	if n := len(sc.spans); n > 0 {
		w.finish(sc, n-1, false, cue)
	}
	f := inverseRoot(norm)
	for l, x := range sc.msg {
		sc.message[l] = float32(x) * float32(f*w.scale[secMessage])
	}
	for l, x := range sc.knd {
		sc.kinds[l] = float32(x) * float32(f*w.scale[secKind])
	}
	sc.keys = appendEnds(sc.keys[:0], &sc.text, len(sc.spans))
	for _, key := range sc.keys {
		w.addFixed(key, secKind, endWeight, sc.kinds)
	}
}

// clause sums the weights of the grams in sc.keys into the buffers number b and those of the message.
func (w *weights) clause(sc *scratch, b int) {
	clear(sc.own[b])
	clear(sc.after[b])
	clear(sc.before[b])
	norm := 0
	to := [sections][]int32{sc.own[b], sc.after[b], sc.before[b], sc.msg, sc.knd}
	for _, key := range sc.keys {
		p := w.find(key)
		if p == nil {
			continue
		}
		norm += int(p[0]) * int(p[0])
		at := atPairs
		for s, sums := range to {
			end := at + 2*int(p[atCounts+s])
			for pairs := p[at:end]; len(pairs) >= 2; pairs = pairs[2:] {
				sums[pairs[0]] += int32(int8(pairs[1]))
			}
			at = end
		}
	}
	sc.norm[b] = norm
}

// finish adds up the scores of clause c from its own grams, its neighbours' and its cues, and hands them to the summary.
// cue is the number of the first cue not yet used; it returns the next.
func (w *weights) finish(sc *scratch, c int, next bool, cue int) int {
	own := sc.own[c%3]
	f := inverseRoot(sc.norm[c%3]) * w.scale[secOwn]
	row := sc.row[:len(own)]
	for l, x := range own {
		row[l] = float32(x) * f
	}
	if c > 0 {
		b := (c - 1) % 3
		add(row, sc.after[b], neighbour*inverseRoot(sc.norm[b])*w.scale[secAfter])
	}
	if next {
		b := (c + 1) % 3
		add(row, sc.before[b], neighbour*inverseRoot(sc.norm[b])*w.scale[secBefore])
	}
	for ; cue < len(sc.cues) && int(sc.cues[cue].Clause) <= c; cue++ {
		w.addFixed(cueKey(w.labels, &sc.cues[cue]), secOwn, cueWeight, row)
	}
	sc.sum.add(w.labels, row)
	return cue
}

func add(row []float32, sums []int32, f float32) {
	row = row[:len(sums)]
	for l, x := range sums {
		row[l] += float32(float32(x) * f)
	}
}

// addFixed adds the weights that a feature of a fixed value has in one section.
func (w *weights) addFixed(key uint64, section int, value float32, row []float32) {
	p := w.find(key)
	if p == nil {
		return
	}
	at := atPairs
	for s := range section {
		at += 2 * int(p[atCounts+s])
	}
	f := value * w.scale[section] / fixedRarity
	for end := at + 2*int(p[atCounts+section]); at < end; at += 2 {
		row[p[at]] += float32(float32(int8(p[at+1])) * f)
	}
}
