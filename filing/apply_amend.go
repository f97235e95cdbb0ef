package filing

import (
	"cmp"
	"slices"
	"strings"
)

// An Amendment is what a decision in one case sets in the place of what stands in another, the one it came from. It is
// carried out there by AmendAction.
type Amendment struct {
	Of     string            // number of the case that is amended
	By     string            // who decided it
	From   string            // number of the case in which it was decided
	Values map[string]string // by id, in formal words
}

// amendment is what an action sets in the case that this one came from, nil for nothing.
func (c *Case) amendment(a Action, m Move, values map[string]string) *Amendment {
	set := map[string]string{}
	for _, id := range m.Amends {
		if v := values[id]; v != "" {
			set[id] = v
		}
	}
	if c.Parent == "" || len(set) == 0 {
		return nil
	}
	return &Amendment{Of: c.Parent, By: a.By.ID, From: c.Number, Values: set}
}

// amend sets what was decided in another case: the values and the deadlines that hang on them. The asker and the holder
// are told the old and the new. It is nobody's to do but the program's; two people have decided it already.
func (c *Case) amend(a Action, w *Workflow, r Rules) ([]Event, error) {
	stop, _ := w.Stop(c.State)
	switch {
	case !a.By.Has(RoleClock) || a.Amends == nil:
		return nil, NoCase
	case stop.Ends:
		return nil, refuse(ErrNotNow, sayNotNow, stop.Title, sayAmend)
	}
	var changed, words []string
	for _, n := range w.recorded() {
		if v := a.Amends.Values[n.ID]; v != "" && v != c.Values[n.ID] {
			changed = append(changed, n.ID)
			words = append(words, sayf(sayAmended, n.Label, quotable(cmp.Or(c.Values[n.ID], sayNothing)), quotable(v)))
		}
	}
	if len(changed) == 0 {
		return nil, refuse(ErrNotNow, saySame)
	}
	text := sayf(sayAmendedBy, a.Amends.From, strings.Join(words, "；"))
	for _, id := range changed {
		c.keep(map[string]string{id: a.Amends.Values[id]})
	}
	c.Record = append(c.Record, Entry{At: a.At, Who: a.Amends.By, Action: AmendAction, From: stop.ID, To: stop.ID, Text: text, Data: changed})
	late := c.outdated(changed, w)
	for _, d := range w.Deadlines {
		running := slices.ContainsFunc(c.Clocks, func(k Clock) bool { return clockName(k.ID) == d.ID })
		if running && slices.Contains(changed, d.On) {
			late = append(late, c.run(d, a.At, w, r)...)
		}
	}
	c.sortClocks()
	told := []Telling{{To: ToAsker, Text: sayAmendment}, {To: ToHolder, Text: sayAmendment, Press: []string{pressQueue}}}
	return append(c.tell(told, tellings{rules: r, road: w, text: text}), late...), nil
}

// outdated drops what was proposed about a value that has just changed: whoever proposed it had the former one before
// them, and confirmed it would undo what two people have agreed. They are told, and propose it again if it still holds.
func (c *Case) outdated(changed []string, w *Workflow) []Event {
	p := c.Proposal
	if p == nil || !slices.ContainsFunc(changed, func(id string) bool { return p.Values[id] != "" }) {
		return nil
	}
	m, _ := w.Move(p.Action)
	last := &c.Record[len(c.Record)-1]
	last.Note = sayf(sayOutdated, m.Title)
	c.Proposal = nil
	return []Event{{To: ToHolder, Who: p.Who, Text: c.Number + " " + last.Note, Press: []string{pressQueue}}}
}

// quotable is a value as it stands inside a sentence.
func quotable(v string) string { return strings.TrimRight(rowsAsText.Replace(v), "。") }

// recorded are the needs that the road keeps as values, each id once, in the order of the actions.
func (w *Workflow) recorded() []Need {
	var all []Need
	for _, m := range w.Actions {
		for _, n := range m.Needs {
			if n.isValue() && !slices.ContainsFunc(all, func(o Need) bool { return o.ID == n.ID }) {
				all = append(all, n)
			}
		}
	}
	return all
}
