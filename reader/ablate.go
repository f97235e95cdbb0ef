package reader

import "dandang/knowledge"

// factsByCues are the facts that the lexicon tells by itself: what the reader comes to without the weights. It serves
// only to measure what they are worth.
func (w *weights) factsByCues(sc *scratch) []knowledge.Fact {
	w.labels.signals(sc.cues, sc.signals)
	var out []knowledge.Fact
	lines := 0
	for f, id := range w.labels.facts {
		sg := sc.signals[f]
		red := f < w.labels.reds
		switch {
		case sg.holds >= Strong:
			out = append(out, w.cued(sc, id, true, false))
		case red && max(sg.holds, sg.hint) > 0 && lines < mostNamed:
			out = append(out, w.cued(sc, id, true, true))
		case sg.denied >= Strong:
			out = append(out, w.cued(sc, id, false, false))
			continue
		default:
			continue
		}
		lines += int(flag(red))
	}
	return out
}

// cued is a fact with the clause of its strongest cue.
func (w *weights) cued(sc *scratch, id string, holds, hint bool) knowledge.Fact {
	best, at := float32(0), 0
	for i := range sc.cues {
		if c := &sc.cues[i]; c.Fact == id && c.Holds == holds && c.Weight > best {
			best, at = c.Weight, int(c.Clause)
		}
	}
	return knowledge.Fact{ID: id, Holds: holds, Hint: hint, Quote: sc.quote(at)}
}
