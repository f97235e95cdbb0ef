package reader

import (
	"slices"

	"dandang/knowledge"
)

// IntentGreeting is the intent of small talk that is met with a greeting.
const IntentGreeting = "greeting"

// kind fills in what sort of message it is: a command or a greeting where the rules see one, otherwise what the weights
// make of the words and of what the rules found.
func (w *weights) kind(sc *scratch, r *knowledge.Reading) {
	s := w.labels
	best := 0
	for k := range s.kinds {
		if sc.kinds[k] > sc.kinds[best] {
			best = k
		}
	}
	r.Kind, r.Sure = knowledge.Kind(s.kinds[best]), float64(chance(sc.kinds[best]))
	switch {
	case len(sc.spans) == 0:
		r.Kind, r.Sure = knowledge.Vague, 1
		return
	case r.Kind == knowledge.Plan && r.Sure > .9:
		return
	}
	learned := chance(sc.kinds[s.kindAt[string(knowledge.Command)]])
	if c := sc.manner.Command(&sc.text); c != "" && (learned > commandFrom || sc.text.letters() <= plainCommand) {
		r.Kind, r.Sure, r.Intent = knowledge.Command, 1, c
		return
	}
	switch r.Kind {
	case knowledge.Procedure, knowledge.Vague:
		if shortPlan(sc.text.String()) {
			r.Kind = knowledge.Plan
		}
	case knowledge.Command:
		w.next(sc, r, best) // a command that no rule knows cannot be carried out
	case knowledge.OffTopic:
		if sc.manner.Greets(&sc.text) {
			r.Intent = IntentGreeting
		}
	}
	if r.Kind == knowledge.Reply && r.Slot == knowledge.SlotNone {
		r.Slot, _ = ShortAnswer(&sc.text)
	}
}

// next takes the second best kind.
func (w *weights) next(sc *scratch, r *knowledge.Reading, not int) {
	s := w.labels
	best := -1
	for k := range s.kinds {
		if k != not && (best < 0 || sc.kinds[k] > sc.kinds[best]) {
			best = k
		}
	}
	r.Kind, r.Sure = knowledge.Kind(s.kinds[best]), float64(chance(sc.kinds[best]))
}

// stage is how far the matter has gone, StageUnknown when the words do not tell.
func (w *weights) stage(sc *scratch) knowledge.Stage {
	s := w.labels
	if told, _ := sc.manner.Stage(); told == knowledge.Inquiry {
		return told
	}
	best := 0
	for i := range s.stages {
		if sc.kinds[s.stage(i)] > sc.kinds[s.stage(best)] {
			best = i
		}
	}
	if chance(sc.kinds[s.stage(best)]) < stageFrom {
		return knowledge.StageUnknown
	}
	return knowledge.Stage(s.stages[best])
}

const (
	commandFrom  = .1 // a command that the rules see may be one
	plainCommand = 6  // letters up to which it is one whatever the weights say
	stageFrom    = .4 // a stage is told
	mostEntries  = 3
	learnedEntry = .5 // weight of the learned chance beside the score of the search
)

// entries are the procedure entries that answer the message, best first: what the search over the lists finds, moved by
// what was learned of how people ask.
func (o *Offline) entries(sc *scratch, b *knowledge.Base) []string {
	if b == nil {
		return nil
	}
	var found []knowledge.Candidate
	if !o.without.retrieval {
		found = b.SearchFAQ(sc.text.String())
	}
	s := o.weights.labels
	for i, id := range s.faqs {
		if o.without.weights {
			break
		}
		x := learnedEntry * float64(chance(sc.kinds[s.faq(i)]))
		at := slices.IndexFunc(found, func(c knowledge.Candidate) bool { return c.ID == id })
		switch {
		case at >= 0:
			found[at].Score += x
		case x > learnedEntry/2 && b.FAQ(id) != nil:
			found = append(found, knowledge.Candidate{ID: id, Score: x})
		}
	}
	slices.SortStableFunc(found, func(a, c knowledge.Candidate) int {
		switch {
		case a.Score > c.Score:
			return -1
		case a.Score < c.Score:
			return 1
		}
		return 0
	})
	out := make([]string, 0, mostEntries)
	for _, c := range found[:min(len(found), mostEntries)] {
		out = append(out, c.ID)
	}
	return out
}
