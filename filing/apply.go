package filing

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Begin opens a case: it stands in the first state of its road, its first clocks run, and those who wait for it are
// told. by must be one of those who may open the kind; RoleAsker may for himself alone, c.From. c.Opened is the time.
// The number comes later, from the store. Errors are as of Apply.
func Begin(c Case, by Actor, r Rules) (Case, []Event, error) {
	w, err := r.road(c)
	if err != nil {
		return c, nil, err
	}
	if !w.mayOpen(by, c) {
		return c, nil, NoCase
	}
	return begin(c, by.ID, r)
}

// mayOpen reports whether a person may open the case.
func (w *Workflow) mayOpen(by Actor, c Case) bool {
	return slices.Contains(w.Openers, RoleAsker) && by.RelationTo(c) == Own ||
		slices.ContainsFunc(StaffRoles, func(role Role) bool {
			return slices.Contains(w.Openers, role) && by.Has(role) && by.RelationTo(c) != Own
		})
}

func begin(c Case, by string, r Rules) (Case, []Event, error) {
	w, err := r.road(c)
	if err != nil {
		return c, nil, err
	}
	c = c.clone()
	c.State = w.First
	c.Record = append(c.Record, Entry{At: c.Opened, Who: by, Action: OpenAction, To: c.State})
	late := c.tick(OpenAction, 0, c.Opened, w, r)
	events := c.tell(w.Opening, tellings{rules: r, road: w})
	return c, append(events, late...), nil
}

// road is the workflow of a case.
func (r Rules) road(c Case) (*Workflow, error) {
	if w := r.Workflows.Of(c.Kind); w != nil {
		return w, nil
	}
	return nil, fmt.Errorf("case %s: no workflow of kind %q", c.Number, c.Kind)
}

// Apply does an action. It is pure: the case that it gets stays as it is, and the same action on the same case comes
// out the same. Every change appends an Entry. Version stays, since the store counts it. The error is a *Refusal, or a
// *Mistake for a value that was not understood; then nothing was done.
func (c Case) Apply(a Action, r Rules) (Case, []Event, error) {
	w, err := r.road(c)
	if err != nil {
		return c, nil, err
	}
	next := c.clone()
	var events []Event
	switch a.ID {
	case MarkAction:
		events, err = next.mark(a, w, r)
	case AmendAction:
		events, err = next.amend(a, w, r)
	case ConfirmAction:
		events, err = next.confirm(a, w, r)
	case RejectAction:
		events, err = next.reject(a, w, r)
	default:
		events, err = next.act(a, w, r)
	}
	if err != nil {
		return c, nil, err
	}
	return next, events, nil
}

// act does an action of the file.
func (c *Case) act(a Action, w *Workflow, r Rules) ([]Event, error) {
	m, ok := w.Move(a.ID)
	if !ok {
		return nil, NoCase
	}
	if err := c.permits(a.By, m, w); err != nil {
		return nil, err
	}
	if err := c.ready(a.By, m, w); err != nil {
		return nil, err
	}
	if err := c.transfer(a, m, w); err != nil {
		return nil, err
	}
	values, err := c.given(a, m, w)
	if err != nil {
		return nil, err
	}
	if m.second(*c) {
		return c.propose(a, m, values, w, r), nil
	}
	return c.do(a, m, values, w, r)
}

// do carries out what was found to be in order.
func (c *Case) do(a Action, m Move, values map[string]string, w *Workflow, r Rules) ([]Event, error) {
	was, _ := w.Stop(c.State)
	e := Entry{At: a.At, Who: a.By.ID, Action: m.ID, From: was.ID, To: was.ID, Text: a.Text, Note: a.Note, Data: sortedKeys(values)}
	if a.Proposed != a.Text {
		e.Proposed = a.Proposed
	}
	row := c.keep(values)
	left := m.Effect == StandsBack && c.Holder != "" && c.Holder != a.By.ID // whoever has the case keeps it
	c.effect(a, m)
	now := was
	if m.To != "" && !left {
		now, _ = w.Stop(m.To)
		c.Proposal = nil
	}
	c.State, e.To = now.ID, now.ID
	c.Record = append(c.Record, e)
	c.stop(now, a.At, w, r)
	late := c.tick(m.ID, row, a.At, w, r)
	if c.Done = now.Ends; c.Done {
		c.note(a.At, func(Clock) bool { return true })
		c.end()
	}
	t := tellings{rules: r, road: w, text: a.Text}
	events := append(c.tell(m.Tells, t), late...)
	events = slices.DeleteFunc(events, func(e Event) bool { return e.To == ToHolder && e.Who == a.By.ID }) // it is his own doing
	if m.Paper != "" {
		events = append(events, Event{Paper: m.Paper})
	}
	if x := c.amendment(a, m, values); x != nil {
		events = append(events, Event{Amends: x})
	}
	if m.Opens == "" {
		return events, nil
	}
	further, err := c.open(m.Opens, a, r)
	return append(events, further...), err
}

// keep records the values and returns the row that the action ends, 0 for none.
func (c *Case) keep(values map[string]string) (row int) {
	for id, v := range values {
		if id == needRow {
			row, _ = wholeNumber(v)
			continue
		}
		if c.Values == nil {
			c.Values = map[string]string{}
		}
		c.Values[id] = v
	}
	return row
}

// end stops all that runs.
func (c *Case) end() {
	c.Clocks, c.Proposal, c.Stopped = nil, nil, time.Time{}
}

// effect changes who has the case.
func (c *Case) effect(a Action, m Move) {
	switch m.Effect {
	case Claims:
		c.Holder = a.By.ID
	case Releases:
		c.Holder = ""
	case Transfers:
		c.Holder = a.To.ID
	case StandsBack:
		c.Avoid = append(c.Avoid, a.By.ID)
		if c.Holder == a.By.ID {
			c.Holder = ""
		}
	case Hurries:
		c.Urgent = !c.Urgent
	}
}

// open begins a further case. Those who dealt with this one stand back from it when it comes of an objection: an
// action of the asker after the end.
func (c *Case) open(kind Kind, a Action, r Rules) ([]Event, error) {
	child := Case{
		Unit: c.Unit, Kind: kind, From: c.From, Conversation: c.Conversation, Opened: a.At, Question: c.Question,
		Matter: c.Matter, Outcome: c.Outcome, Reason: c.Reason, Summary: c.Summary, Lists: c.Lists, Item: c.Item,
		Office: c.Office, Parent: c.Number, Form: c.Form,
	}
	if text := strings.TrimSpace(a.Text); text != "" {
		child.Question = text + "\n" + c.Question
	}
	if c.Done && a.By.RelationTo(*c) == Own {
		child.Avoid = c.handlers()
	}
	child, events, err := begin(child, a.By.ID, r)
	if err != nil {
		return nil, err
	}
	for i := range events {
		events[i].Child = true
	}
	return append([]Event{{Opens: &child}}, events...), nil
}

// handlers are the staff who dealt with the case.
func (c Case) handlers() []string {
	all := slices.Clone(c.Avoid)
	for _, e := range c.Record {
		if e.Who != "" && e.Who != c.From && !slices.Contains(all, e.Who) {
			all = append(all, e.Who)
		}
	}
	return all
}
