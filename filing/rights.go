package filing

import (
	"maps"
	"slices"
)

// Actions are the moves that a person may do to a case now, in the order of the road; the program's own, to confirm and
// to reject, come first. Nobody learns of a move that is none of theirs.
func (c Case) Actions(by Actor, r Rules) []Move {
	w := r.Workflows.Of(c.Kind)
	if w == nil {
		return nil
	}
	moves := c.secondMoves(by, w)
	for _, m := range w.Actions {
		if c.permits(by, m, w) == nil && c.ready(by, m, w) == nil {
			moves = append(moves, m)
		}
	}
	return moves
}

// secondMoves are the answers to a proposal that a person may give.
func (c Case) secondMoves(by Actor, w *Workflow) []Move {
	if c.Proposal == nil {
		return nil
	}
	note := Need{ID: needNote, Label: sayRejectNote, Ask: sayRejectWhy, Type: TypeText}
	reject := Move{ID: RejectAction, Title: sayReject, Needs: []Need{note}}
	_, err := c.answers(by, w)
	switch {
	case c.Proposal.Who == by.ID && !c.standsBack(by, w):
		reject.Title = sayTakeBack
		return []Move{reject}
	case err == nil:
		return []Move{{ID: ConfirmAction, Title: sayConfirm}, reject}
	}
	return nil
}

// A Sight is how much of a case a person may see.
type Sight string

// What may be seen.
const (
	SeesNothing Sight = ""      // not even that there is such a case
	SeesTold    Sight = "told"  // the own case: what was said and told, no notes, proposals, holders' names or other cases
	SeesWhole   Sight = "whole" // everything
)

// Sight tells how much of the case a person may see. Staff see whole cases in the roles that act on them; curators and
// administrators see none, nor does whoever must stand back.
func (c Case) Sight(by Actor, r Rules) Sight {
	w := r.Workflows.Of(c.Kind)
	switch {
	case by.RelationTo(c) == Own:
		return SeesTold
	case w == nil || by.ID == "" || c.standsBack(by, w) || !by.ReadsCases():
		return SeesNothing
	}
	return SeesWhole
}

// ReadsCases reports whether the person has a role that reads other people's cases at all.
func (a Actor) ReadsCases() bool { return a.Has(RoleReviewer, RoleLead, RoleHead) }

// Told is the case as the asker may see it: no notes, no proposals, no clock's doings, nobody's ids but the own one, and
// of the values those that the asker gave or was told.
func (c Case) Told(w *Workflow) Case {
	c = c.clone()
	c.Holder, c.Avoid, c.Proposal = "", nil, nil
	told := w.toldValues()
	var record []Entry
	for _, e := range c.Record {
		if e.Who == c.From {
			told = append(told, e.Data...)
		} else {
			e.Who = ""
		}
		if e.Action == MarkAction || e.Text == "" && e.From == e.To {
			continue
		}
		e.Note, e.Proposed, e.Data, e.Late = "", "", nil, false
		record = append(record, e)
	}
	c.Record = record
	maps.DeleteFunc(c.Values, func(id, _ string) bool { return !slices.Contains(told, id) })
	return c
}

// toldValues are the ids of the values that texts to the asker speak of.
func (w *Workflow) toldValues() []string {
	var ids []string
	for _, m := range w.Actions {
		for _, t := range m.Tells {
			if t.To != ToAsker {
				continue
			}
			for _, g := range placeholder.FindAllStringSubmatch(t.Text, -1) {
				ids = append(ids, g[1])
			}
		}
	}
	return ids
}
