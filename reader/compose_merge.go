package reader

import (
	"slices"
	"strings"

	"dandang/knowledge"
)

// A merger puts what a model read beside what the rules read. Whatever the model says, nothing that the rules hold
// against the plan goes away, and nothing becomes favourable that the quoted words do not bear.
type merger struct {
	backs    func(quote, id string, holds bool) bool
	dropped  *Dropped
	disagree []string // ids on which the two differ
	doubts   int
}

// facts merges; the offline facts come first, in their order.
func (m *merger) facts(offline, model []knowledge.Fact) []knowledge.Fact {
	out := slices.Clone(offline)
	for _, f := range model {
		at := slices.IndexFunc(out, func(o knowledge.Fact) bool { return o.ID == f.ID })
		switch {
		case strings.HasPrefix(f.ID, "neg-"):
			out = m.redLine(out, at, f)
		case at < 0:
			out = m.condition(out, f)
		case out[at].Holds != f.Holds:
			m.differ(&out[at], f)
		case out[at].Hint && m.backs(f.Quote, f.ID, f.Holds):
			out[at] = f
		}
	}
	return out
}

// condition takes a circumstance that only the model saw, if the quote bears it.
func (m *merger) condition(out []knowledge.Fact, f knowledge.Fact) []knowledge.Fact {
	if !m.backs(f.Quote, f.ID, f.Holds) {
		m.dropped.Unbacked++
		return out
	}
	return append(out, f)
}

// differ makes a circumstance on which the two disagree a matter to be asked, where the model's quote bears what it says.
func (m *merger) differ(o *knowledge.Fact, f knowledge.Fact) {
	m.disagree = append(m.disagree, f.ID)
	if m.backs(f.Quote, f.ID, f.Holds) {
		o.Hint = true
		return
	}
	m.dropped.Unbacked++
}

// redLine takes a red line that the model saw: it holds where the quote bears it, else it is asked about. One that the
// model denies is not taken: the rules may deny one, and in the end the person declares.
func (m *merger) redLine(out []knowledge.Fact, at int, f knowledge.Fact) []knowledge.Fact {
	if !f.Holds {
		m.dropped.Overruled++
		if at >= 0 && out[at].Holds {
			m.disagree = append(m.disagree, f.ID)
		}
		return out
	}
	f.Hint = !m.backs(f.Quote, f.ID, true)
	switch {
	case at >= 0 && out[at].Holds && (!out[at].Hint || f.Hint):
		return out // seen already, and at least as surely
	case at >= 0:
		if !out[at].Holds {
			m.disagree = append(m.disagree, f.ID)
			f.Hint = true
		}
		out[at] = f
		return out
	}
	m.disagree = append(m.disagree, f.ID)
	if f.Hint {
		if m.doubts == mostDoubts {
			return out
		}
		m.doubts++
	}
	return append(out, f)
}
