package handlers

import (
	"slices"
	"strconv"
	"strings"

	"dandang/knowledge"
)

// stages are what the choices of the stage question stand for, in their order.
var stages = [...]knowledge.Stage{knowledge.Planned, knowledge.Ongoing, knowledge.Done, knowledge.Inquiry}

// answers reports whether the reading answers the open question: by picking a choice, by a plain yes, no or
// 「不清楚」, or by telling a fact that the question is about.
func (t *turn) answers(q *knowledge.Question, r knowledge.Reading) bool {
	if q == nil {
		return false
	}
	switch {
	case special(q):
		return t.choice(q) > 0 || slices.ContainsFunc(t.lines(q.ID), func(id string) bool { return speakOf(r.Facts, id) })
	case r.Choice > 0:
		return !elsewhere(q, r, t.message.Text)
	case q.ID == whichID || q.ID == whichSuspectID:
		return len(t.chosen(q)) > 0
	case q.ID == knowledge.StageID:
		return r.Stage != knowledge.StageUnknown
	case r.Slot == knowledge.SlotYes, r.Slot == knowledge.SlotNo:
		return len(r.Facts) == 0 || about(q, r.Facts) // 「研究过的」 is no yes to a question about something else
	case r.Slot == knowledge.SlotUnknown, r.Slot == knowledge.SlotSkip:
		return true
	}
	return about(q, r.Facts)
}

// elsewhere reports whether the words, though they could pass for a plain yes or no, speak of something else than the
// question: 「还没研究」 to a question about the reason.
func elsewhere(q *knowledge.Question, r knowledge.Reading, text string) bool {
	if len(r.Facts) == 0 || about(q, r.Facts) || r.Slot != knowledge.SlotYes && r.Slot != knowledge.SlotNo {
		return false
	}
	return !strings.Contains(text, q.Choices[r.Choice-1].Label)
}

// special reports whether several red lines are asked about at once.
func special(q *knowledge.Question) bool {
	return q.ID == knowledge.DeclarationID || q.ID == knowledge.SuspicionID
}

// speakOf reports whether one of the facts is the one of that id.
func speakOf(facts []knowledge.Fact, id string) bool {
	return slices.ContainsFunc(facts, func(f knowledge.Fact) bool { return f.ID == id })
}

// about reports whether one of the facts is among those that the question settles.
func about(q *knowledge.Question, facts []knowledge.Fact) bool {
	for _, f := range facts {
		if contains(q.Settles, f.ID) {
			return true
		}
		for _, c := range q.Choices {
			for _, s := range c.Sets {
				if s.Fact == f.ID {
					return true
				}
			}
		}
	}
	return false
}

// answer takes in the answer to the open question, and whatever else the message tells.
func (t *turn) answer(q *knowledge.Question) {
	switch {
	case special(q):
		t.declared(q)
	case q.ID == whichID || q.ID == whichSuspectID:
		t.confessed(q)
	case q.ID == knowledge.StageID:
		t.staged(q)
	default:
		t.chose(q)
	}
}

// choice is which answer the reading gives, from 1. Several red lines are settled at once by a button or a plain word alone.
func (t *turn) choice(q *knowledge.Question) int {
	if special(q) && t.message.Press == "" {
		return declares(t.message.Text, q.ID == knowledge.SuspicionID)
	}
	return t.read.Choice
}

// chose sets what the chosen answer settles, in the person's own words, and learns the rest of the message.
func (t *turn) chose(q *knowledge.Question) {
	words, set := t.words(), []knowledge.Fact{}
	switch n := t.choice(q); {
	case n > 0 && n <= len(q.Choices):
		c := q.Choices[n-1]
		for _, s := range c.Sets {
			set = append(set, knowledge.Fact{ID: s.Fact, Holds: s.Holds, Quote: words})
		}
		for _, s := range c.Hints {
			set = append(set, knowledge.Fact{ID: s.Fact, Holds: s.Holds, Hint: true, Quote: words})
		}
		if len(set) == 0 {
			t.vain(q.ID)
		}
	case about(q, t.read.Facts):
	case t.read.Slot == knowledge.SlotYes, t.read.Slot == knowledge.SlotNo:
		if len(q.Settles) > 0 {
			set = append(set, knowledge.Fact{ID: q.Settles[0], Holds: t.read.Slot == knowledge.SlotYes, Quote: words})
		}
	default:
		t.vain(q.ID)
	}
	t.learn(set, knowledge.Answered)
	t.learn(except(t.read.Facts, set), knowledge.Answered)
	if t.read.Stage == knowledge.Inquiry {
		t.restage(knowledge.Inquiry)
	}
}

// except leaves out what the chosen answer has already settled: the choice is the plainer word.
func except(facts, set []knowledge.Fact) []knowledge.Fact {
	out := facts[:0:0]
	for _, f := range facts {
		known := false
		for _, s := range set {
			known = known || s.ID == f.ID
		}
		if !known {
			out = append(out, f)
		}
	}
	return out
}

// staged takes in how far the matter has gone.
func (t *turn) staged(q *knowledge.Question) {
	switch n := t.read.Choice; {
	case n > 0 && n <= len(stages):
		t.talk.Matter.Stage = stages[n-1]
	case t.read.Stage != knowledge.StageUnknown:
		t.talk.Matter.Stage = t.read.Stage
	default:
		t.vain(q.ID)
	}
	t.learn(t.read.Facts, knowledge.Answered)
}

// declared takes in that none of several red lines is there, or that one is.
func (t *turn) declared(q *knowledge.Question) {
	via := knowledge.Declared
	if q.ID == knowledge.SuspicionID {
		via = knowledge.Answered
	}
	switch t.choice(q) {
	case 1:
		var set []knowledge.Fact
		for _, id := range t.lines(q.ID) {
			set = append(set, knowledge.Fact{ID: id, Quote: t.words()})
		}
		t.learn(set, via)
	case 2: // which one is asked next
	default:
		if len(t.read.Facts) == 0 {
			t.vain(q.ID)
		}
	}
	t.learn(t.read.Facts, knowledge.Answered)
}

// confessed takes in which of the red lines is there.
func (t *turn) confessed(q *knowledge.Question) {
	numbers := t.chosen(q)
	if len(numbers) == 0 {
		t.vain(knowledge.DeclarationID)
		return
	}
	lines := t.lines(q.ID)
	var set []knowledge.Fact
	for _, n := range numbers {
		id := lines[n-1]
		set = append(set, knowledge.Fact{ID: id, Holds: true, Quote: t.base.Item(id).Declare})
	}
	t.learn(set, knowledge.Answered)
}

// chosen are the red lines of the list just shown that an answer names, by number, from 1, or by its words.
func (t *turn) chosen(q *knowledge.Question) []int {
	lines := t.lines(q.ID)
	most := len(lines)
	var out []int
	for _, f := range strings.FieldsFunc(t.message.Text, func(r rune) bool { return r < '0' || r > '9' }) {
		if n, err := strconv.Atoi(f); err == nil && n >= 1 && n <= most {
			out = append(out, n)
		}
	}
	if len(out) > 0 {
		return out
	}
	for i, id := range lines {
		if said := strings.TrimSpace(t.message.Text); len(out) == 0 && said != "" && strings.Contains(t.base.Item(id).Declare, said) {
			out = append(out, i+1)
		}
	}
	for _, it := range t.base.Lookup(t.message.Text) {
		if i := slices.Index(lines, it.ID); i >= 0 && len(out) == 0 {
			out = append(out, i+1)
		}
	}
	for _, f := range t.read.Facts {
		if i := slices.Index(lines, f.ID); i >= 0 && f.Holds && len(out) == 0 {
			out = append(out, i+1)
		}
	}
	return out
}

// vain notes that the person cannot answer the question.
func (t *turn) vain(id string) {
	if !contains(t.talk.Matter.Vain, id) {
		t.talk.Matter.Vain = append(t.talk.Matter.Vain, id)
	}
}

// words are the person's own words in this message, as quoted for an answer.
func (t *turn) words() string {
	if t.message.Press != "" {
		return t.message.Press
	}
	const most = 60
	w := []rune(strings.TrimSpace(t.masked))
	return string(w[:min(len(w), most)])
}
