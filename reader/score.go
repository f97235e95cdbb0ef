package reader

import (
	"encoding/binary"
	"math"
)

// scratch is what reading one message needs and the next one can use again.
type scratch struct {
	text   Text
	spans  []Span
	cues   []Cue
	keys   []uint64
	places []uint32

	manner  Manner
	seen    []noted  // classes of words
	classes []uint16 // the same by clause
	classAt []int32  // where those of a clause begin

	own, after, before [3][]int32 // sums of weights for the last three clauses
	norm               [3]int     // sums of the squared rarities of their grams
	row                []float32  // the scores of one clause
	msg, knd           []int32    // sums for the whole message
	lanes              [sections]lanes
	message, kinds     []float32 // the scores of the whole message
	sum                *summary
	signals            []signal  // by fact
	suspect, hold      []float32 // by red line: the scores that it is raised, that it holds
	pair, whole        []float32
}

func (w *weights) newScratch() *scratch {
	s := w.labels
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
	for i, n := range w.width {
		sc.lanes[i] = newLanes(n)
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
// classKeys are those of the lexicon.
func (w *weights) score(sc *scratch, classKeys []uint64) {
	sc.classAt, sc.classes = byClause(sc.seen, len(sc.spans), sc.classAt, sc.classes)
	sc.sum.reset()
	clear(sc.msg)
	clear(sc.knd)
	norm, cue := 0, 0
	for c, sp := range sc.spans {
		sc.keys = appendGrams(sc.keys[:0], sc.text.Runes[sp.From:sp.To])
		norm += w.clause(sc, c%3, sc.classes[sc.classAt[c]:sc.classAt[c+1]], classKeys)
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
	sc.keys = appendManner(appendEnds(sc.keys[:0], &sc.text, len(sc.spans)), &sc.manner)
	for _, key := range sc.keys {
		w.addFixed(key, secKind, endWeight, sc.kinds)
	}
}

// clause sums the weights of the grams in sc.keys and of the classes of words into the buffers number b and those of the
// message. It returns the sum of the squared rarities of the grams alone.
func (w *weights) clause(sc *scratch, b int, classes []uint16, classKeys []uint64) int {
	clear(sc.own[b])
	clear(sc.after[b])
	clear(sc.before[b])
	grams, all := 0, 0
	to := [sections][]int32{sc.own[b], sc.after[b], sc.before[b], sc.msg, sc.knd}
	n := len(sc.keys)
	for _, c := range classes {
		sc.keys = append(sc.keys, classKeys[c])
	}
	sc.places = w.places(sc.keys, sc.places[:0])
	for i, at := range sc.places {
		if at == 0 {
			continue
		}
		if q := w.take(sc, w.postings[at-1:], &to); i < n {
			grams += q
		} else {
			all += q
		}
	}
	for s, sums := range to {
		sc.lanes[s].flush(sums)
	}
	sc.norm[b] = grams + all
	return grams
}

// take adds the weights of one feature, whose postings are p, and returns its rarity squared.
func (w *weights) take(sc *scratch, p []byte, to *[sections][]int32) int {
	at := atPairs
	for s, sums := range to {
		n := p[atCounts+s]
		if n == denseRow {
			l := &sc.lanes[s]
			if l.rows == mostRows {
				l.flush(sums)
			}
			l.add(p[at : at+l.bytes])
			at += l.bytes
			continue
		}
		end := at + 2*int(n)
		for pairs := p[at:end]; len(pairs) >= 2; pairs = pairs[2:] {
			sums[pairs[0]] += int32(int8(pairs[1]))
		}
		at = end
	}
	return int(p[0]) * int(p[0])
}

// Lanes sum dense rows, four labels in a word: weights are written as 0 to 255, so that up to 257 rows cannot overflow
// the sixteen bits of a lane.
type lanes struct {
	even, odd []uint64
	rows      int32
	bytes     int
}

const mostRows = 256

func newLanes(width int) lanes {
	n := (width + 7) / 8
	return lanes{even: make([]uint64, n), odd: make([]uint64, n), bytes: 8 * n}
}

// add takes in one row.
func (a *lanes) add(row []byte) {
	even, odd := a.even, a.odd[:len(a.even)]
	for i := range even {
		x := binary.LittleEndian.Uint64(row)
		row = row[8:]
		even[i] += x & 0x00ff00ff00ff00ff
		odd[i] += x >> 8 & 0x00ff00ff00ff00ff
	}
	a.rows++
}

// flush adds the sums to those of the labels and begins again.
func (a *lanes) flush(sums []int32) {
	if a.rows == 0 {
		return
	}
	zero := denseZero * a.rows
	for i, e := range a.even {
		o := a.odd[i]
		a.even[i], a.odd[i] = 0, 0
		if 8*i+8 > len(sums) {
			var rest [8]int32
			unpack(&rest, e, o, zero)
			for k := range sums[8*i:] {
				sums[8*i+k] += rest[k]
			}
			break
		}
		unpack((*[8]int32)(sums[8*i:]), e, o, zero)
	}
	a.rows = 0
}

// unpack adds eight lanes less zero.
func unpack(to *[8]int32, e, o uint64, zero int32) {
	to[0] += int32(uint16(e)) - zero
	to[1] += int32(uint16(o)) - zero
	to[2] += int32(uint16(e>>16)) - zero
	to[3] += int32(uint16(o>>16)) - zero
	to[4] += int32(uint16(e>>32)) - zero
	to[5] += int32(uint16(o>>32)) - zero
	to[6] += int32(uint16(e>>48)) - zero
	to[7] += int32(uint16(o>>48)) - zero
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
		at += w.rowBytes(s, p[atCounts+s])
	}
	n := p[atCounts+section]
	pairs := p[at : at+w.rowBytes(section, n)]
	f := value * w.scale[section] / fixedRarity
	if n == denseRow {
		for l := range row {
			row[l] += float32(float32(int(pairs[l])-denseZero) * f)
		}
		return
	}
	for ; len(pairs) >= 2; pairs = pairs[2:] {
		row[pairs[0]] += float32(float32(int8(pairs[1])) * f)
	}
}
