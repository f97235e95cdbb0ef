package knowledge

import (
	"slices"
	"strings"
)

// settling lists the facts that an answer to the question can settle.
func (q *Question) settling() []string {
	facts := slices.Clone(q.Settles)
	for _, c := range q.Choices {
		for _, sign := range c.Sets {
			facts = append(facts, sign.Fact)
		}
	}
	return facts
}

// choiceEmpty finds buttons that say nothing: neither does one settle a fact nor raise one, nor is it the way out.
func choiceEmpty(s *survey) []Fault {
	var faults []Fault
	for _, q := range s.layer.Questions {
		for _, c := range q.Choices {
			out := slices.ContainsFunc([]string{"不清楚", "不知道", "说不准", "不确定", "都不是"}, func(w string) bool { return strings.Contains(c.Label, w) })
			if len(c.Sets) == 0 && len(c.Hints) == 0 && !out && q.ID != StageID {
				faults = append(faults, fault(q.Place, sayChoiceEmpty, q.ID, c.Label))
			}
		}
	}
	return faults
}

// questionUnasked finds questions that no need leads to and that clear up no suspicion of a red line.
func questionUnasked(s *survey) []Fault {
	var faults []Fault
	for _, q := range s.layer.Questions {
		clears := strings.HasPrefix(q.ID, "q-neg-")
		asked := slices.ContainsFunc(s.lib.layers, func(l layer) bool {
			return slices.ContainsFunc(l.Needs, func(n Need) bool { return n.Question == q.ID })
		})
		if !asked && !clears && q.ID != StageID {
			faults = append(faults, fault(q.Place, sayQuestionUnasked, q.ID))
		}
	}
	return faults
}

func needUnused(s *survey) []Fault {
	var faults []Fault
	for _, n := range s.layer.Needs {
		used := slices.ContainsFunc(s.lib.layers, func(l layer) bool {
			return slices.ContainsFunc(l.Positive, func(p positive) bool { return slices.Contains(p.Needs, n.ID) })
		})
		if !used {
			faults = append(faults, fault(n.Place, sayNeedUnused, n.ID))
		}
	}
	return faults
}

// conditionUnlearnable finds conditions that neither a question of the assistant nor the staff's own can bring out.
func conditionUnlearnable(s *survey) []Fault {
	var learnt []string
	for i := range s.base.Questions {
		learnt = append(learnt, s.base.Questions[i].settling()...)
	}
	for _, e := range s.base.Elements {
		if len(e.Questions) > 0 {
			learnt = append(learnt, e.Facts...)
		}
	}
	var faults []Fault
	for _, c := range s.base.Conditions {
		if !slices.Contains(learnt, c.ID) {
			faults = append(faults, fault(c.Place, sayUnlearnable, c.ID))
		}
	}
	return faults
}

// needsMissing finds items that could be granted without a single condition.
func needsMissing(s *survey) []Fault {
	var faults []Fault
	for _, p := range s.base.Positive {
		if len(p.Needs) == 0 {
			faults = append(faults, fault(p.Place, sayNoNeeds, p.ID))
		}
	}
	return faults
}

// needUnasked finds needs that nothing can settle: no question, or one whose answers have nothing to do with it,
// and no red line that the declaration would deny.
func needUnasked(s *survey) []Fault {
	var faults []Fault
	for i := range s.base.Needs {
		n := &s.base.Needs[i]
		if len(n.AnyOf) == 0 { // told by item-unreachable
			continue
		}
		if n.Question == "" {
			if !declarable(s.base, n) {
				faults = append(faults, fault(n.Place, sayNeedUnasked, n.ID))
			}
			continue
		}
		q := s.base.Question(n.Question)
		if q == nil { // told by id-unknown
			continue
		}
		settles := q.settling()
		if !slices.ContainsFunc(n.AnyOf, func(sign Sign) bool { return slices.Contains(settles, sign.Fact) }) {
			faults = append(faults, fault(n.Place, sayNeedOther, n.ID, n.Question))
		}
	}
	return faults
}

// needBarred finds needs that only a red line could meet: whoever meets them is barred.
func needBarred(s *survey) []Fault {
	var faults []Fault
	for _, n := range s.base.Needs {
		crossing := func(sign Sign) bool {
			it := s.base.Item(sign.Fact)
			return sign.Holds && it != nil && it.Negative && it.Absolute
		}
		if i := slices.IndexFunc(n.AnyOf, crossing); i >= 0 {
			faults = append(faults, fault(n.Place, sayNeedBarred, n.ID, n.AnyOf[i].Fact))
		}
	}
	return faults
}

// itemUnreachable finds items that can never carry an answer: needs without a sign, needs that exclude one another,
// and an item that stands in the shadow of another of the same name.
func itemUnreachable(s *survey) []Fault {
	var faults []Fault
	for i := range s.base.Positive {
		p := &s.base.Positive[i]
		only := map[string]Sign{} // facts that a need rests on alone
		for _, id := range p.Needs {
			n := s.base.Need(id)
			switch {
			case n == nil: // told by id-unknown
			case len(n.AnyOf) == 0:
				faults = append(faults, fault(n.Place, sayNeedEmpty, n.ID, p.ID))
			case len(n.AnyOf) == 1:
				sign := n.AnyOf[0]
				if other, ok := only[sign.Fact]; ok && other.Holds != sign.Holds {
					faults = append(faults, fault(p.Place, sayNeedsClash, p.ID, sign.Fact))
				}
				only[sign.Fact] = sign
			}
		}
		for j := range i {
			if other := &s.base.Positive[j]; plain(other.Title) == plain(p.Title) {
				faults = append(faults, fault(p.Place, sayShadowed, p.ID, other.ID, p.Title))
			}
		}
	}
	return faults
}

// tooManyQuestions finds items whose needs cost more questions than may be asked. Those that the declaration can
// meet are not counted: it comes last and is always put.
func tooManyQuestions(s *survey) []Fault {
	var faults []Fault
	for _, p := range s.base.Positive {
		var questions []string
		for _, id := range p.Needs {
			if n := s.base.Need(id); n != nil && n.Question != "" && !declarable(s.base, n) {
				questions = appendNew(questions, n.Question)
			}
		}
		if len(questions) > MostQuestions {
			faults = append(faults, fault(p.Place, sayTooMany, p.ID, len(questions), MostQuestions))
		}
	}
	return faults
}
