package filing

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// permits says whether a person may do an action to this case at all, whatever its state. Whoever has no part in it
// hears what he would hear if there were no such case.
func (c Case) permits(by Actor, m Move, w *Workflow) error {
	own := by.RelationTo(c) == Own
	if own && slices.Contains(m.Who, RoleAsker) {
		return nil
	}
	return c.staff(by, m.Who, w)
}

// staff says whether a person may act on this case in one of the roles of staff.
func (c Case) staff(by Actor, roles []Role, w *Workflow) error {
	if !slices.ContainsFunc(roles, func(r Role) bool { return r != RoleAsker && by.Has(r) }) || by.ID == "" {
		return NoCase
	}
	if c.standsBack(by, w) {
		return refuse(ErrStandBack, sayStandBack)
	}
	return nil
}

// standsBack reports whether a person of staff must leave the case to others: it is the own one, one of the own office
// where the road says so, or one that was left before.
func (c Case) standsBack(by Actor, w *Workflow) bool {
	relation := by.RelationTo(c)
	return relation == Own || relation == OwnUnit && w.Avoid || slices.Contains(c.Avoid, by.ID)
}

// ready says whether the action can be done as the case stands.
func (c Case) ready(by Actor, m Move, w *Workflow) error {
	stop, _ := w.Stop(c.State)
	switch {
	case !slices.Contains(m.From, stop.ID):
		return refuse(ErrNotNow, sayNotNow, stop.Title, m.Title)
	case m.Once && c.did(m.ID):
		return refuse(ErrNotNow, sayOnce, m.Title)
	case c.Proposal != nil && m.waits():
		p, _ := w.Move(c.Proposal.Action)
		return refuse(ErrNotNow, sayProposed, p.Title)
	case m.Effect == Claims && c.Holder == by.ID:
		return refuse(ErrNotNow, sayYours)
	case (m.Effect == Claims || m.Held) && c.Holder != "" && c.Holder != by.ID:
		return refuse(ErrTaken, sayTaken)
	case m.Held && c.Holder == "":
		return refuse(ErrNotNow, sayUnclaimed, m.Title)
	}
	for _, before := range m.After {
		if first, _ := w.Move(before); !c.did(before) {
			return refuse(ErrNotNow, sayFirst, first.Title, m.Title)
		}
	}
	return nil
}

// waits reports whether the action has to wait until a proposal is answered. The asker need not, nor a note.
func (m Move) waits() bool {
	return !slices.Contains(m.Who, RoleAsker) && m.Effect != Notes && m.Effect != Hurries
}

// did reports whether the action was done before.
func (c Case) did(action string) bool {
	return slices.ContainsFunc(c.Record, func(e Entry) bool { return e.Action == action })
}

// transfer says whether the one who is to have the case may have it.
func (c Case) transfer(a Action, m Move, w *Workflow) error {
	if m.Effect != Transfers {
		return nil
	}
	switch {
	case a.To.ID == "":
		return &Refusal{Why: ErrMissing, Say: sayToWhom, Need: "to"}
	case a.To.ID == c.Holder:
		return refuse(ErrNotNow, sayHasIt)
	}
	err := c.staff(a.To, holders(w), w)
	switch {
	case err == NoCase:
		return refuse(ErrNotPermitted, sayCannotHold)
	case err != nil:
		return refuse(ErrStandBack, sayToStandsBack)
	}
	return nil
}

// holders are the roles that may claim a case.
func holders(w *Workflow) []Role {
	for _, m := range w.Actions {
		if m.Effect == Claims {
			return m.Who
		}
	}
	return nil
}

// given reads what the action needs. The values are in formal words.
func (c Case) given(a Action, m Move, w *Workflow) (map[string]string, error) {
	if a.Ticked < len(m.Checks) {
		return nil, &Refusal{Why: ErrMissing, Say: sayf(sayTick, len(m.Checks)-a.Ticked), Need: "checks"}
	}
	values := map[string]string{}
	for _, n := range m.Needs {
		said := strings.TrimSpace(a.Values[n.ID])
		switch n.ID {
		case needText:
			said = strings.TrimSpace(a.Text)
		case needNote:
			said = strings.TrimSpace(a.Note)
		}
		if said == "" && !n.Optional {
			return nil, &Refusal{Why: ErrMissing, Say: sayf(sayNeed, n.Label, n.Ask), Need: n.ID}
		}
		if said == "" || n.ID == needText || n.ID == needNote {
			continue
		}
		formal, err := c.value(n, said, m, a.At, w)
		if err != nil {
			return nil, err
		}
		values[n.ID] = formal
	}
	return values, nil
}

// value reads one value; the error is a *Mistake.
func (c Case) value(n Need, said string, m Move, now time.Time, w *Workflow) (string, error) {
	if n.ID == needRow {
		return c.rowSaid(said, m, w)
	}
	if !n.Rows {
		v, err := readNeed(n, said, now)
		if err == nil && w.starts(n.ID, m.ID) && v.To < dateOf(midnightOf(now)) {
			err = mistake(n.Example, sayPastDay, FormalDate(v.To))
		}
		return v.Formal, err
	}
	var rows []string
	for line := range strings.Lines(said) {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		row, err := readLine(n, line, now)
		if err != nil {
			return "", err
		}
		rows = append(rows, row)
	}
	return strings.Join(rows, "\n"), nil
}

// starts reports whether an action that records the value makes a deadline run that it tells the day of.
func (w *Workflow) starts(value, action string) bool {
	return slices.ContainsFunc(w.Deadlines, func(d Deadline) bool { return d.On == value && slices.Contains(d.Starts, action) })
}

// rowSaid finds which row of a list is meant, among those whose clocks run.
func (c Case) rowSaid(said string, m Move, w *Workflow) (string, error) {
	var rows []Choice
	for _, k := range c.Clocks {
		d, _ := w.deadline(k.ID)
		if _, row := clockRow(k.ID); row > 0 && slices.Contains(d.Ends, m.ID) {
			rows = append(rows, Choice{ID: strconv.Itoa(row), Label: k.What})
		}
	}
	if len(rows) == 0 {
		return "", refuse(ErrNotNow, sayNoRows)
	}
	ids, err := ReadChoice(said, rows, false)
	if err != nil {
		return "", err
	}
	return ids[0], nil
}
