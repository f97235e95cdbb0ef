package handlers

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"strings"
	"time"

	"dandang/filing"
	"dandang/knowledge"
	"dandang/store"
)

// A Store keeps talks. *store.Store is the one there is; the desk calls these of its methods.
type Store interface {
	// Load returns the talk as last committed, a zero one with Version 0 when there is none.
	Load(ctx context.Context, unit, id string) (store.Conversation, error)
	// Newest is Load that never answers from memory.
	Newest(ctx context.Context, unit, id string) (store.Conversation, error)
	// Talks returns all conversations of a person, newest as they are.
	Talks(ctx context.Context, unit, person string) ([]store.Conversation, error)
	// Commit writes a turn, all or nothing. It returns store.ErrConflict when the talk has moved on since it was
	// loaded, and a Result with Repeated set when the event was committed before.
	Commit(ctx context.Context, c store.Commit) (store.Result, error)
	// Cases returns the cases of a unit that wait for a person, the longest waiting first.
	Cases(ctx context.Context, unit string) ([]filing.Case, error)
	// Case returns one case of a unit, ok false when there is none of that number.
	Case(ctx context.Context, unit, number string) (c filing.Case, ok bool, err error)
	// CasesOf returns all cases of a person, ended ones too.
	CasesOf(ctx context.Context, unit, person string) ([]filing.Case, error)
	// AllCases goes through all cases of a unit in no order.
	AllCases(ctx context.Context, unit string, yield func(filing.Case) error) error
	// EachCase is AllCases that reads none unasked; mark is another one after any change of a case.
	EachCase(ctx context.Context, unit string, yield func(number string, mark uint64, read func() (filing.Case, error)) error) error
	// Act writes a change of a case with all that comes of it, once for an event; store.ErrConflict when it has changed.
	Act(ctx context.Context, a store.Act) (store.Acted, error)
	// Due returns the moments of deadlines that have come by a time, the earliest first.
	Due(ctx context.Context, unit string, until time.Time, most int) ([]store.Due, error)
	// Switches are those that are on for a unit; SwitchOn and SwitchOff put one.
	Switches(ctx context.Context, unit string) (store.Switches, error)
	SwitchOn(ctx context.Context, unit string, w store.Switch, a store.Audit) error
	SwitchOff(ctx context.Context, unit string, w store.Switch, a store.Audit) error
	// Export returns everything that is kept of a person, Forget removes what may be removed.
	Export(ctx context.Context, unit, person string) (store.Person, error)
	Forget(ctx context.Context, unit, person string) (store.Forgotten, error)
	// Propose keeps what a case teaches, Settle takes it a step further.
	Propose(ctx context.Context, unit string, l store.Lesson) (id string, err error)
	Settle(ctx context.Context, unit, id string, step store.Step) (store.Lesson, error)
	// Unmatched counts a question that nothing matched; Gaps lists them, CloseGap takes one off.
	Unmatched(ctx context.Context, unit, question string, at time.Time) error
	Gaps(ctx context.Context, unit string) ([]store.Gap, error)
	CloseGap(ctx context.Context, unit, id string) error
	// Lessons returns the standing answers and precedents of a unit, whatever their state.
	Lessons(ctx context.Context, unit string) ([]store.Lesson, error)
	// Outbox takes notes that nobody is delivering; Delivered takes them off.
	Outbox(ctx context.Context, unit string, most int, hold time.Duration) ([]store.Delivery, error)
	Delivered(ctx context.Context, unit string, ids ...string) error
	// Register notes a document before it is handed out, once however often.
	Register(ctx context.Context, unit string, p filing.Issued, a store.Audit) error
	// Issued finds a document that was handed out by its hash or the code in its footer, ok false when there is none.
	Issued(ctx context.Context, unit, hash string) (p filing.Issued, ok bool, err error)
}

// A Desk answers messages. It is the only door between the channels and everything else.
type Desk struct {
	Lists  func(unit string, on knowledge.Date) (*knowledge.Base, error) // the lists in force
	Reader Reader                                                        // turns words into facts
	Store  Store                                                         // keeps talks
	Log    *slog.Logger                                                  // one line a message, never its content
	Keep   time.Duration                                                 // how long a silent talk is kept; 0 for ever

	Aid     *Aid       // a language model beside the rules; nil: none
	Observe func(Turn) // told of every turn, for counting; nil: nobody

	// Drafted finds lists that are being edited and not in force yet, for a trial; fs.ErrNotExist when there are none.
	// nil: there never are.
	Drafted func(unit string, on knowledge.Date) (*knowledge.Base, error)

	Forms     *filing.Forms      // the papers that can be filled in; nil: none
	Templates *filing.Templates  // what documents are made from
	Documents string             // folder that documents are written into; "": none are written
	Rules     filing.Rules       // how each kind of case goes, and working days
	Roster    Roster             // who of staff is what; nil: each is everything
	Escalate  []knowledge.Reason // for which a matter goes to a person without being asked
	rested    rested
	closed    closedCases
	Numbers   string // form of a filing's number: year, then count, both %d; "": by the county's name
}

// mostTries is how often a turn is taken again when another process was quicker.
const mostTries = 4

// Handle answers one message. The replies are to be shown even when an error comes with them: they tell the person,
// in plain words, what the error means to them. A turn is acknowledged only after the store has it.
func (d *Desk) Handle(ctx context.Context, m Message) (replies []Reply, err error) {
	began, t := time.Now(), &turn{}
	defer func() {
		if p := recover(); p != nil {
			replies, err = to(m.From.ID, readerAway()), fmt.Errorf("turn of %s: panic: %v\n%s", m.Conversation, p, debug.Stack())
		}
		d.Log.InfoContext(ctx, "turn", "unit", m.Unit, "conversation", m.Conversation, "kind", t.read.Kind,
			"outcome", t.verdict.Outcome, "reason", t.verdict.Reason, "took", time.Since(began))
		if err != nil {
			d.Log.ErrorContext(ctx, "turn failed", "unit", m.Unit, "conversation", m.Conversation, "err", err)
		}
		d.observe(m, t, time.Since(began), err)
	}()
	b, err := d.Lists(m.Unit, knowledge.Date(m.At.Format(time.DateOnly)))
	if err != nil {
		return to(m.From.ID, listsAway()), fmt.Errorf("lists of %s: %w", m.Unit, err)
	}
	if m.Press == "" {
		if r, bad := unreadable(b, m.Text); bad && !isTable(m.Text) {
			return to(m.From.ID, r), nil
		}
	}
	if r, ok, err := d.verified(ctx, m, b.County.Decider); ok && m.From.Staff {
		if err != nil {
			r = storeAway(err)
		}
		return to(m.From.ID, r), err
	}
	if m.From.Staff {
		return d.review(ctx, b, m)
	}
	t, replies, err = d.across(ctx, b, m)
	return replies, err
}

// take takes the turn, again when another process was quicker.
func (d *Desk) take(ctx context.Context, b *knowledge.Base, m Message) (*turn, []Reply, error) {
	var t *turn
	for range mostTries {
		c, err := d.Store.Load(ctx, m.Unit, m.Conversation)
		t = &turn{base: b, desk: d, message: m, talk: c}
		if err != nil {
			return t, to(m.From.ID, storeAway(err)), fmt.Errorf("load talk: %w", err)
		}
		if there, moved := d.elsewhere(ctx, m, c); moved {
			return d.take(ctx, b, there)
		}
		t.talk.Elsewhere = ""
		if r, off := d.off(ctx, b, m, c); off {
			return t, to(m.From.ID, r), nil
		}
		if err := t.aided(ctx); err != nil {
			return t, to(m.From.ID, readerAway()), err
		}
		if err := t.standing(ctx); err != nil {
			return t, to(m.From.ID, storeAway(err)), err
		}
		t.reply.Asks = t.asks()
		if !t.changed {
			return t, to(m.From.ID, t.reply), nil
		}
		t.gather()
		if t.open != nil {
			told, err := d.begin(m, t.open)
			if err != nil {
				return t, to(m.From.ID, readerAway()), err
			}
			t.notes = append(t.notes, told...)
			t.reply.Text = strings.ReplaceAll(t.reply.Text, dueMark, dueWords(*t.open))
		}
		result, err := d.Store.Commit(ctx, t.commit(d.Keep))
		switch {
		case errors.Is(err, store.ErrConflict):
			continue
		case err != nil:
			return t, to(m.From.ID, storeAway(err)), fmt.Errorf("commit turn: %w", err)
		case result.Repeated:
			return t, t.again(ctx, d), nil
		}
		t.numbered(ctx, result.Number)
		return t, to(m.From.ID, t.reply), nil
	}
	return t, to(m.From.ID, busy()), fmt.Errorf("talk %s: %w after %d tries", m.Conversation, store.ErrConflict, mostTries)
}

// again answers an event that was committed before, by rendering where the talk stands now.
func (t *turn) again(ctx context.Context, d *Desk) []Reply {
	c, err := d.Store.Load(ctx, t.message.Unit, t.message.Conversation)
	if err != nil {
		return to(t.message.From.ID, storeAway(err))
	}
	t.talk = c
	t.read.Kind = knowledge.Command
	if r, ok := t.standPaper(); ok {
		return to(t.message.From.ID, r)
	}
	return to(t.message.From.ID, t.stand())
}

func to(person string, r Reply) []Reply {
	r.To = person
	return []Reply{r}
}
