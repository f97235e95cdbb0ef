package reader

// A signal is the strongest cue of the lexicon for one fact, by how it stands; 0 where there is none.
type signal struct{ holds, hint, denied float32 }

// signals gathers the cues by fact.
func (s *labels) signals(cues []Cue, out []signal) {
	clear(out)
	for i := range cues {
		c := &cues[i]
		f, ok := s.factAt[c.Fact]
		if !ok {
			continue
		}
		w := min(c.Weight, 2)
		switch {
		case c.Hint:
			out[f].hint = max(out[f].hint, w)
		case c.Holds:
			out[f].holds = max(out[f].holds, w)
		default:
			out[f].denied = max(out[f].denied, w)
		}
	}
}

// cut bounds a score and brings it to the size of 1.
func cut(x float32) float32 { return min(max(x, lowest), -lowest) / 4 }

const pairSize = 20

// pair writes into out what speaks for and against red line r in one message: the scores of its best clause, of the
// whole message, and of the lexicon. lw is the logarithm of the sum over the lines of exp(which).
func (s *labels) pair(m *summary, msg []float32, lw float32, sg signal, r int, out []float32) {
	own, all := cut(m.best[s.hold(r)]), cut(msg[s.hold(r)])
	which, ofAll := m.which[r]/4, cut(msg[s.which(r)]-lw)
	out = out[:pairSize]
	out[0] = 1
	out[1] = own
	out[2] = cut(m.best[s.hint(r)])
	out[3] = cut(m.best[s.deny(r)])
	out[4] = which
	out[5] = all
	out[6] = cut(msg[s.hint(r)])
	out[7] = cut(msg[s.deny(r)])
	out[8] = ofAll
	out[9] = cut(m.best[s.pool(anySuspect)])
	out[10] = cut(m.best[s.pool(anyRed)])
	out[11] = cut(m.second)
	out[12] = cut(msg[s.pool(anySuspect)])
	out[13] = cut(msg[s.pool(anyRed)])
	out[14] = sg.holds
	out[15] = sg.hint
	out[16] = sg.denied
	out[17] = max(own, -1) * max(all, -1)
	out[18] = max(which, -1) * max(ofAll, -1)
	out[19] = float32(flag(combination(s.facts[r])))
}

const wholeSize = 12

// whole writes into out what speaks for a red line somewhere in the message, whichever it be: suspect and hold are the
// scores of the lines.
func (s *labels) whole(m *summary, msg []float32, suspect, hold []float32, sg []signal, out []float32) {
	var first, second, none, bar, cueHolds, cueHints float32 = lowest, lowest, 0, lowest, 0, 0
	for r, x := range suspect {
		none += logSigmoid(-x)
		if x > first {
			first, second = x, first
		} else if x > second {
			second = x
		}
		if !combination(s.facts[r]) {
			bar = max(bar, hold[r])
		}
		cueHolds, cueHints = max(cueHolds, sg[r].holds), max(cueHints, sg[r].hint)
	}
	out = out[:wholeSize]
	out[0] = 1
	out[1] = first
	out[2] = second
	out[3] = max(none, -8)
	out[4] = cut(m.best[s.pool(anySuspect)])
	out[5] = cut(m.second)
	out[6] = cut(msg[s.pool(anySuspect)])
	out[7] = cut(m.best[s.pool(anyRed)])
	out[8] = cut(msg[s.pool(anyRed)])
	out[9] = bar
	out[10] = cueHolds
	out[11] = cueHints
}

// A logistic is a small dense logistic regression.
type logistic []float32

func (w logistic) score(x []float32) float32 {
	var s float32
	for i, v := range x {
		s += float32(w[i] * v)
	}
	return s
}

const factSize = 8

// fact writes into out what speaks for fact f being so (or, with so false, being denied).
func (s *labels) fact(m *summary, msg []float32, sg signal, f int, so bool, out []float32) {
	l, other, cue, against := s.hold(f), s.deny(f), sg.holds, sg.denied
	if !so {
		l, other, cue, against = other, l, against, cue
	}
	best, all := cut(m.best[l]), cut(msg[l])
	out = out[:factSize]
	out[0] = 1
	out[1] = best
	out[2] = all
	out[3] = cut(m.best[other])
	out[4] = cut(msg[other])
	out[5] = cue
	out[6] = against
	out[7] = max(best, -1) * max(all, -1)
}
