package handlers

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"dandang/filing"
	"dandang/knowledge"
	"dandang/store"
)

// A done is an action that was carried out and written down.
type done struct {
	Case   filing.Case
	Events []filing.Event
	Opened []string // numbers of further cases
	Again  bool     // it had been done before by the same message, and was not done twice
}

// act does an action on a case and writes it down, with what people are to be told, in one commit. When another
// process was quicker the case is read again and the action measured anew. Errors are *filing.Refusal and
// *filing.Mistake as of Apply, filing.NoCase when there is no such case, and those of the store.
func (d *Desk) act(ctx context.Context, b *knowledge.Base, unit, number, event string, a filing.Action) (done, error) {
	rules := d.rules(unit)
	for range mostTries {
		c, ok, err := d.Store.Case(ctx, unit, number)
		if err != nil {
			return done{}, fmt.Errorf("read case: %w", err)
		}
		if !ok {
			return done{}, filing.NoCase
		}
		next, events, err := c.Apply(a, rules)
		if err != nil && doneBy(c, a) {
			return done{Case: c, Again: true}, nil
		}
		if err != nil {
			return done{Case: c}, err
		}
		acted, err := d.Store.Act(ctx, d.written(b, c, next, event, a, events))
		switch {
		case errors.Is(err, store.ErrConflict):
			continue
		case err != nil:
			return done{Case: c}, fmt.Errorf("write action: %w", err)
		case acted.Repeated:
			return done{Case: c, Again: true}, nil
		}
		next.Version = acted.Version
		return done{Case: next, Events: events, Opened: acted.Numbers}, nil
	}
	return done{}, fmt.Errorf("case %s: %w after %d tries", number, store.ErrConflict, mostTries)
}

// doneBy reports whether the case already holds an action as the same message did it: the message came twice, or its
// turn was taken again.
func doneBy(c filing.Case, a filing.Action) bool {
	return slices.ContainsFunc(c.Record, func(e filing.Entry) bool { return e.Action == a.ID && e.Who == a.By.ID && e.At.Equal(a.At) })
}

// written is what the store has to write for an action.
func (d *Desk) written(b *knowledge.Base, old, next filing.Case, event string, a filing.Action, events []filing.Event) store.Act {
	line := store.Audit{At: a.At, Who: a.By.ID, What: a.ID, Detail: strings.TrimSpace(string(old.State) + " " + string(next.State))}
	if len(next.Record) > len(old.Record) && lastEntry(next).Action == filing.ProposeAction { // it was not done, only proposed
		line.What, line.Detail = filing.ProposeAction, a.ID+" "+line.Detail
	}
	act := store.Act{Event: event, Case: next, Outbox: d.notes(next, a.By.ID, events), Audit: line}
	for _, e := range events {
		if e.Opens != nil {
			act.Opens = append(act.Opens, store.Opening{Case: *e.Opens, Number: d.numberOf(b, e.Opens.Kind)})
		}
	}
	return act
}

// numberOf is how a case of a kind is numbered: as its road says, a filing as the county does.
func (d *Desk) numberOf(b *knowledge.Base, k filing.Kind) string {
	if w := d.Rules.Workflows.Of(k); w != nil && w.Number != "" {
		return w.Number
	}
	if d.Numbers != "" || b == nil {
		return d.Numbers
	}
	if b.County.FilingNumber != "" {
		return b.County.FilingNumber
	}
	return string([]rune(b.County.Title + "本")[:1]) + filingNumber
}

// notes are what people are to be told of what was done to a case. A document for the asker goes with what they are
// told of it. Whoever acted hears of it in the reply, and not once more.
func (d *Desk) notes(c filing.Case, by string, events []filing.Event) []store.Note {
	var paper filing.Paper
	for _, e := range events {
		if e.Paper != "" && forAsker[e.Paper] {
			paper = e.Paper
		}
	}
	var notes []store.Note
	for _, e := range events {
		if e.Amends != nil {
			notes = append(notes, amends(*e.Amends, lastEntry(c).At))
		}
		if e.To == "" || e.Who != "" && e.Who == by && !e.Child {
			continue
		}
		n := store.Note{To: address(e), Kind: "case", Text: e.Text, Press: e.Press, Case: c.Number}
		if e.Child {
			n.Case = "" // the one that is opened
		}
		if e.To == filing.ToAsker && !e.Child {
			n.Paper = string(paper)
		}
		notes = append(notes, n)
	}
	return notes
}

// forAsker are the documents that go to whoever asked; the others stay with staff.
var forAsker = map[filing.Paper]bool{
	filing.PaperNotice: true, filing.PaperRefusal: true, filing.PaperSupplement: true, filing.PaperReminder: true,
}

// address is whom a note goes to: a person's id, or "staff", "lead" or "head".
func address(e filing.Event) string {
	switch e.To {
	case filing.ToAsker, filing.ToHolder:
		return e.Who
	}
	return string(e.To)
}

// begin opens a case of a turn: as its road begins, with those who are told.
func (d *Desk) begin(m Message, c *filing.Case) ([]store.Note, error) {
	by := d.actor(m)
	c.Office = by.Office
	begun, events, err := filing.Begin(*c, by, d.rules(m.Unit))
	if err != nil {
		return nil, fmt.Errorf("open case: %w", err)
	}
	*c = begun
	return d.notes(begun, by.ID, events), nil
}

// Tick tells people of the deadlines of a unit that have come by a time, each once whatever number of processes do
// this, and returns how many moments there were. What came while nobody ticked is told as of now.
func (d *Desk) Tick(ctx context.Context, unit string, now time.Time) (fired int, err error) {
	if fired, err = d.Recheck(ctx, unit, now); err != nil {
		return fired, err
	}
	const most = 200
	for {
		due, err := d.Store.Due(ctx, unit, now, most)
		if err != nil {
			return fired, fmt.Errorf("look for deadlines: %w", err)
		}
		for _, x := range due {
			ok, err := d.fire(ctx, unit, x, now)
			if err != nil {
				return fired, err
			}
			if ok {
				fired++
			}
		}
		if len(due) < most {
			return fired, nil
		}
	}
}

// lateBy is how long after its moment a deadline is told as of its moment; what comes later is told as of now.
const lateBy = 24 * time.Hour

// fire tells of one moment; ok is false when another process did.
func (d *Desk) fire(ctx context.Context, unit string, x store.Due, now time.Time) (ok bool, err error) {
	at := x.At
	if now.Sub(at) > lateBy {
		at = now
	}
	for range mostTries {
		c, found, err := d.Store.Case(ctx, unit, x.Case)
		if err != nil || !found {
			return false, err
		}
		a := filing.Action{ID: filing.MarkAction, By: filing.Actor{Roles: []filing.Role{filing.RoleClock}}, At: at, Clock: x.Clock, Mark: x.Mark}
		next, events, err := c.Apply(a, d.rules(unit))
		if err != nil { // the case has no such moment any more: writing it as it is takes the moment away
			next, events = c, nil
		}
		act := d.written(nil, c, next, fmt.Sprintf("due %s %s %d", x.Clock, x.Mark, x.At.UnixMilli()), a, events)
		act.Fired = &x
		acted, err := d.Store.Act(ctx, act)
		if errors.Is(err, store.ErrConflict) {
			continue
		}
		if err != nil {
			return false, fmt.Errorf("tell of a deadline of %s: %w", x.Case, err)
		}
		return !acted.Repeated, nil
	}
	return false, nil // somebody is at the case: the next tick finds the moment again
}

// A Notice is something to be told to somebody who did not ask just now.
type Notice struct {
	ID    string // for Noted
	Case  string // number of the case that it is about
	Reply Reply
}

// Notes takes up to most notices of a unit that nobody is delivering, for that long; what is not reported by Noted
// until then is given out again.
func (d *Desk) Notes(ctx context.Context, unit string, most int, hold time.Duration) ([]Notice, error) {
	taken, err := d.Store.Outbox(ctx, unit, most, hold)
	if err != nil {
		return nil, fmt.Errorf("take notices: %w", err)
	}
	var out []Notice
	carried := 0
	for _, n := range taken {
		if n.Kind == kindGap || n.Kind == kindAmend {
			told, err := d.carryOut(ctx, unit, n)
			switch {
			case err != nil: // it is taken again
				d.Log.WarnContext(ctx, "note not carried out", "unit", unit, "kind", n.Kind, "err", err)
			case told.Text != "":
				out = append(out, Notice{ID: n.ID, Case: n.Case, Reply: told})
			default:
				carried++
			}
			continue
		}
		r := Reply{To: n.To, Text: n.Text, Buttons: n.Press, Asks: n.Case}
		if n.Paper != "" {
			file, err := d.paperOf(ctx, unit, n.Case, filing.Paper(n.Paper))
			if err != nil {
				d.Log.ErrorContext(ctx, "document not made", "unit", unit, "case", n.Case, "err", err)
			}
			r.File = file
		}
		out = append(out, Notice{ID: n.ID, Case: n.Case, Reply: r})
	}
	if carried > 0 && len(out) < most { // what that tells people is there by now
		more, err := d.Notes(ctx, unit, most-len(out), hold)
		return append(out, more...), err
	}
	return out, nil
}

// carryOut does what a note that is for nobody asks for, and takes it off the outbox, unless somebody is to be told that
// it could not be done.
func (d *Desk) carryOut(ctx context.Context, unit string, n store.Delivery) (told Reply, err error) {
	if n.Kind == kindAmend {
		told, err = d.amended(ctx, unit, n.Text)
	} else {
		err = d.gathered(ctx, unit, n.Text)
	}
	if err != nil || told.Text != "" {
		return told, err
	}
	return told, d.Noted(ctx, unit, n.ID)
}

// Noted reports notices as delivered.
func (d *Desk) Noted(ctx context.Context, unit string, ids ...string) error {
	return d.Store.Delivered(ctx, unit, ids...)
}
