package reader

import (
	"slices"
	"unicode/utf8"

	"dandang/knowledge"
)

// Thresholds on calibrated chances. A red line bars only where lexicon and weights agree or one of them is very sure;
// below that it is a suspicion, which asks or calls a person.
const (
	suspectFrom  = 0.50 // some red line is raised
	suspectShort = 0.80 // the same in a message that is no plan of its own
	barFrom      = 0.95 // some absolute line holds, by the weights alone
	barWithCue   = 0.88 // the same, where a strong cue says so too
	holdFrom     = 0.40 // this line holds, given that some line bars
	comboFrom    = 0.60 // a line that counts only in combination holds
	alsoFrom     = 0.02 // a further suspicion is named
	alsoShare    = 0.02 // … and is at least this much of the first
	alsoCombo    = 0.20 // … or this much where the first is a line in combination that holds: it goes to a person anyway
	leastQuote   = 4    // characters; a shorter clause shows no suspicion by itself
	mostNamed    = 3    // red lines named in one reading
	metFrom      = 0.50 // a condition is met
	metAsked     = 0.35 // the same, where it was just asked about
	unmetFrom    = 0.50 // a condition is absent
	innocentFrom = 0.60 // a red line is denied
)

// chance turns a score into a chance.
func chance(x float32) float32 { return sigmoid(x) }

// judge fills in the scores that the red lines hold or are raised in the message read into sc.
func (w *weights) judge(sc *scratch) (suspect, bar float32) {
	s := w.labels
	s.signals(sc.cues, sc.signals)
	lw := logSum(sc.message[s.which(0) : s.which(0)+s.reds])
	for r := range s.reds {
		s.pair(sc.sum, sc.message, lw, sc.signals[r], r, sc.pair)
		sc.suspect[r] = w.stacks[stackSuspect].score(sc.pair)
		sc.hold[r] = w.stacks[stackHold].score(sc.pair)
	}
	s.whole(sc.sum, sc.message, sc.suspect, sc.hold, sc.signals, sc.whole)
	return chance(w.stacks[stackAny].score(sc.whole)), chance(w.stacks[stackBar].score(sc.whole))
}

// A named is one red line that is to be reported.
type named struct {
	line int
	hint bool
}

// redLines chooses the red lines to name, those that hold first, each group best first; from is the chance from which some line is named.
func (w *weights) redLines(sc *scratch, from float32, dst []named) []named {
	suspect, bar := w.judge(sc)
	s := w.labels
	cued := false
	for r := range s.reds {
		cued = cued || sc.signals[r].holds >= Strong && !combination(s.facts[r])
	}
	bars := bar >= barFrom || cued && bar >= barWithCue
	if suspect < from && !bars {
		return dst
	}
	for len(dst) < mostNamed {
		best := -1
		for r, x := range sc.suspect {
			if !taken(dst, r) && (best < 0 || x > sc.suspect[best]) {
				best = r
			}
		}
		if len(dst) > 0 && !w.alsoNamed(sc, dst[0], best) {
			break
		}
		dst = append(dst, named{line: best, hint: !w.standsFirm(sc, best, bars)})
	}
	return firmFirst(dst)
}

// alsoNamed tells whether red line r is likely enough to be named beside the first.
func (w *weights) alsoNamed(sc *scratch, first named, r int) bool {
	p := chance(sc.suspect[r])
	if !first.hint && combination(w.labels.facts[first.line]) {
		return p >= alsoCombo
	}
	return p >= alsoFrom && p >= alsoShare*chance(sc.suspect[first.line])
}

// standsFirm tells whether a red line holds, and is not only raised.
func (w *weights) standsFirm(sc *scratch, r int, bars bool) bool {
	p := chance(sc.hold[r])
	if combination(w.labels.facts[r]) {
		return p >= comboFrom
	}
	return bars && p >= holdFrom
}

func taken(list []named, r int) bool {
	for _, n := range list {
		if n.line == r {
			return true
		}
	}
	return false
}

// firmFirst moves what holds before what is only raised and keeps the order otherwise.
func firmFirst(list []named) []named {
	var out [mostNamed]named
	n := 0
	for _, hint := range [...]bool{false, true} {
		for _, x := range list {
			if x.hint == hint {
				out[n] = x
				n++
			}
		}
	}
	return append(list[:0], out[:n]...)
}

// facts are what the message settles or raises, each with its quote.
func (w *weights) facts(sc *scratch, kind knowledge.Kind, open *knowledge.Question) []knowledge.Fact {
	s := w.labels
	var few [mostNamed]named
	from := float32(suspectFrom)
	if kind != knowledge.Plan {
		from = suspectShort
	}
	lines := w.redLines(sc, from, few[:0])
	out := make([]knowledge.Fact, 0, 8)
	for _, n := range lines {
		quote := w.quoteRed(sc, n.line)
		if n.hint && utf8.RuneCountInString(quote) < leastQuote {
			continue
		}
		out = append(out, knowledge.Fact{ID: s.facts[n.line], Holds: true, Hint: n.hint, Quote: quote})
	}
	for f := range s.facts {
		if f < s.reds {
			if !taken(lines, f) && w.says(sc, f, false, stackInnocent) >= innocentFrom {
				out = append(out, w.told(sc, f, false))
			}
			continue
		}
		met, unmet := w.says(sc, f, true, stackMet), w.says(sc, f, false, stackUnmet)
		from := float32(metFrom)
		if open != nil && speaksOf(open, s.facts[f]) {
			from = metAsked
		}
		switch {
		case met >= from && met >= unmet:
			out = append(out, w.told(sc, f, true))
		case unmet >= unmetFrom:
			out = append(out, w.told(sc, f, false))
		}
	}
	return slices.DeleteFunc(out, func(f knowledge.Fact) bool { return takesBack[f.Quote] })
}

// takesBack are clauses that take something back and tell nothing themselves: no fact rests on them alone.
var takesBack = map[string]bool{"不对": true, "不是": true, "错了": true, "说错了": true, "不对不对": true, "不是不是": true}

// says is the chance that fact f is said to be so, or not so.
func (w *weights) says(sc *scratch, f int, so bool, stack int) float32 {
	w.labels.fact(sc.sum, sc.message, sc.signals[f], f, so, sc.pair)
	return chance(w.stacks[stack].score(sc.pair[:factSize]))
}

// told is fact f with the clause that tells it as its quote.
func (w *weights) told(sc *scratch, f int, so bool) knowledge.Fact {
	l := w.labels.hold(f)
	if !so {
		l = w.labels.deny(f)
	}
	id := w.labels.facts[f]
	for i := range sc.cues {
		if c := &sc.cues[i]; c.Fact == id && c.Holds == so && !c.Hint && c.Weight >= Strong {
			return knowledge.Fact{ID: id, Holds: so, Quote: sc.quote(int(c.Clause))}
		}
	}
	return knowledge.Fact{ID: id, Holds: so, Quote: sc.quote(int(sc.sum.at[l]))}
}

// quoteRed is the clause that most speaks for red line r.
func (w *weights) quoteRed(sc *scratch, r int) string {
	s := w.labels
	id := s.facts[r]
	best, at := float32(0), -1
	for i := range sc.cues {
		if c := &sc.cues[i]; c.Fact == id && c.Holds && c.Weight > best {
			best, at = c.Weight, int(c.Clause)
		}
	}
	if at >= 0 && best >= Strong {
		return sc.quote(at)
	}
	if sc.sum.best[s.hold(r)] > -1 {
		return sc.quote(int(sc.sum.at[s.hold(r)]))
	}
	return sc.quote(int(sc.sum.whichAt[r]))
}

// quote is clause c as it was typed.
func (sc *scratch) quote(c int) string {
	sp := sc.spans[c]
	return sc.text.Quote(int(sp.From), int(sp.To))
}
