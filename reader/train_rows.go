package reader

// A row is what the stacks see of one message.
type row struct {
	line    *prepared
	fold    int
	sum     *summary
	out     *output
	signals []signal
	pairs   [][]float32 // by red line
	suspect []float32   // by red line, filled by the first stacks
	hold    []float32
	whole   []float32
}

// rows are the plan messages that were held out.
func (t *training) rows(outs []output, folds []int) []row {
	var rows []row
	s := t.labels
	for i := range t.lines {
		p := &t.lines[i]
		if p.Kind != "plan" || outs[i].message == nil {
			continue
		}
		o := &outs[i]
		r := row{line: p, fold: folds[i], out: o, sum: o.sum, signals: make([]signal, len(s.facts)),
			suspect: make([]float32, s.reds), hold: make([]float32, s.reds), whole: make([]float32, wholeSize)}
		s.signals(p.cues, r.signals)
		lw := logSum(o.message[s.which(0) : s.which(0)+s.reds])
		for red := range s.reds {
			x := make([]float32, pairSize)
			s.pair(r.sum, o.message, lw, r.signals[red], red, x)
			r.pairs = append(r.pairs, x)
		}
		rows = append(rows, r)
	}
	return rows
}

// Stacks, in the order in which they lie in the weights file.
const (
	stackSuspect  = iota // a line is raised or holds
	stackHold            // a line holds
	stackAny             // some line is raised or holds
	stackBar             // some absolute line holds
	stackMet             // a condition is met
	stackUnmet           // a condition is told to be absent
	stackInnocent        // a red line is denied
	stackCount
)

// realWeight is how much a message written after the manner of published cases counts against any other.
const realWeight = 2

func (r *row) weight() float32 {
	if r.line.writer[0] == 'r' {
		return realWeight
	}
	return 1
}

// learnStacks learns the stacks from the rows outside fold without (-1: from all).
func (t *training) learnStacks(rows []row, without int) []logistic {
	stacks := make([]logistic, stackCount)
	var suspect, hold, whole, bar sample
	for i := range rows {
		r := &rows[i]
		if r.fold == without || r.line.gold.unclear {
			continue
		}
		for red, x := range r.pairs {
			g := &r.line.gold
			suspect.add(x, g.red[red] || g.hint[red], r.weight())
			hold.add(x, g.red[red], r.weight())
		}
	}
	stacks[stackSuspect], stacks[stackHold] = suspect.fit(), hold.fit()
	for i := range rows {
		r := &rows[i]
		t.stackPairs(r, stacks)
		if r.fold == without || r.line.gold.unclear {
			continue
		}
		whole.add(r.whole, r.line.gold.suspect, r.weight())
		bar.add(r.whole, r.line.gold.anyAbs, r.weight())
	}
	stacks[stackAny], stacks[stackBar] = whole.fit(), bar.fit()
	t.learnConditions(rows, without, stacks)
	return stacks
}

// stackPairs fills in what the pair stacks say of a row.
func (t *training) stackPairs(r *row, stacks []logistic) {
	for red, x := range r.pairs {
		r.suspect[red], r.hold[red] = stacks[stackSuspect].score(x), stacks[stackHold].score(x)
	}
	r.whole = make([]float32, wholeSize)
	t.labels.whole(r.sum, r.out.message, r.suspect, r.hold, r.signals, r.whole)
}

// learnConditions learns when a condition is met or absent, and when a red line is denied.
func (t *training) learnConditions(rows []row, without int, stacks []logistic) {
	s := t.labels
	var met, unmet, innocent sample
	for i := range rows {
		r := &rows[i]
		if r.fold == without {
			continue
		}
		for f := range s.facts {
			hold, deny := make([]float32, factSize), make([]float32, factSize)
			s.fact(r.sum, r.out.message, r.signals[f], f, true, hold)
			s.fact(r.sum, r.out.message, r.signals[f], f, false, deny)
			if f < s.reds {
				innocent.add(deny, r.line.msg[s.deny(f)] == 1, 1)
				continue
			}
			met.add(hold, r.line.msg[s.hold(f)] == 1, 1)
			unmet.add(deny, r.line.msg[s.deny(f)] == 1, 1)
		}
	}
	stacks[stackMet], stacks[stackUnmet], stacks[stackInnocent] = met.fit(), unmet.fit(), innocent.fit()
}

// A sample is what a small logistic regression is learnt from.
type sample struct {
	x      [][]float32
	y      []bool
	weight []float32
}

func (s *sample) add(x []float32, y bool, weight float32) {
	s.x, s.y, s.weight = append(s.x, x), append(s.y, y), append(s.weight, weight)
}

func (s *sample) fit() logistic { return fitLogistic(s.x, s.y, s.weight) }
