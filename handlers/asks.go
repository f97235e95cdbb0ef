package handlers

import (
	"fmt"
	"hash/fnv"
	"slices"
	"strconv"

	"dandang/filing"
)

// A Blank is one numbered place of a paper on its check page, for a channel that has windows to fill in: saying 「改」 with
// its number and then the value fills it.
type Blank struct {
	Number  int
	Section string
	Label   string
}

// asks is the mark of what waits for an answer: the question of the matter, or the field or page of the open paper; ""
// when nothing does. Other questions have other marks, so that an answer is never taken for that to another question.
func (t *turn) asks() string {
	h := fnv.New32a()
	if p := t.paper; p != nil && p.at < len(t.talk.Drafts) && t.talk.Drafts[p.at].Open {
		fmt.Fprint(h, t.talk.Drafts[p.at].ID, p.page)
		if q, open := p.draft.Next(); open {
			fmt.Fprint(h, "|", q.Field.ID, q.Mode)
		}
		return strconv.FormatUint(uint64(h.Sum32()), 36)
	}
	q := t.pending()
	if q == nil {
		return ""
	}
	fmt.Fprint(h, q.ID, "|", q.Ask)
	return strconv.FormatUint(uint64(h.Sum32()), 36)
}

// outdated reports whether the button pressed stood under another question than the one that waits.
func (t *turn) outdated() bool {
	m := t.message
	return m.Press != "" && m.Asks != "" && m.Asks != t.asks()
}

// answersPaper are the buttons that answer the question of a paper, whichever it is, besides its choices.
var answersPaper = []string{pressYes, pressAllRight, pressEach, pressSkip, pressUndo, pressKeep, pressNoMore, pressNothing, "有", "是", "否"}

// outdatedAnswer reports whether the button pressed answered another field than the one that is open.
func (t *turn) outdatedAnswer(label string) bool {
	if !t.outdated() {
		return false
	}
	q, open := t.paper.draft.Next()
	return slices.Contains(answersPaper, label) || open && slices.ContainsFunc(q.Field.Choices, func(c filing.Choice) bool { return c.Label == label })
}

// options are the choices of a field that has too many of them for buttons.
func options(f *filing.Field) []string {
	if len(f.Choices) <= mostChoiceButtons {
		return nil
	}
	var out []string
	for _, c := range f.Choices {
		out = append(out, c.Label)
	}
	return out
}
