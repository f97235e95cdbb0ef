package discord

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"dandang/filing"
	"dandang/handlers"
)

// A Poster puts messages where people who said nothing find them. Threads of cases need a place that the county names.
type Poster interface {
	// Threads are the private threads below a channel, open and archived ones.
	Threads(ctx context.Context, guild, channel string) ([]Thread, error)
	// OpenThread makes a private thread below a channel, with one person in it.
	OpenThread(ctx context.Context, channel, name, person string) (Thread, error)
	// Post puts a message into a channel or thread; the same nonce again within minutes shows nothing twice.
	Send(ctx context.Context, channel string, m Message) (id string, err error)
	// Direct returns the channel in which a person is written to directly.
	Direct(ctx context.Context, user string) (channel string, err error)
}

// A Thread is a private thread.
type Thread struct{ ID, Name string }

// A courier brings notes to people: at least once, and shown once, since a message that is sent again carries the same
// nonce. Any number of couriers may work on one outbox.
type courier struct {
	outbox  Outbox
	post    Poster
	keys    Keys
	units   Units
	threads *threads
	roles   func(ctx context.Context, u Unit, person string) (roles []filing.Role, office string) // nil: nobody is staff
	log     *slog.Logger
	every   time.Duration // how often each county is looked at
	now     func() time.Time
}

// How notes are taken.
const (
	mostNotes = 20
	holdNote  = time.Minute // shorter than Discord remembers a nonce
	lookEvery = 2 * time.Second
	tickEvery = 10 // looks between two looks for deadlines that have come
)

// run delivers until ctx is done. What was begun is finished.
func (c *courier) run(ctx context.Context) {
	for n := 0; ; n++ {
		for _, u := range c.units {
			if n%tickEvery == 0 {
				if _, err := c.outbox.Tick(ctx, u.ID, c.now()); err != nil && ctx.Err() == nil {
					c.log.WarnContext(ctx, "look for deadlines", "unit", u.ID, "err", err)
				}
			}
			if err := c.round(ctx, u); err != nil && ctx.Err() == nil {
				c.log.WarnContext(ctx, "deliver notes", "unit", u.ID, "err", err)
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(c.every):
		}
	}
}

// round delivers what waits in one county. A note that cannot be brought is tried again later by whoever takes it then.
func (c *courier) round(ctx context.Context, u Unit) error {
	for ctx.Err() == nil {
		notes, err := c.outbox.Notes(ctx, u.ID, mostNotes, holdNote)
		if err != nil || len(notes) == 0 {
			return err
		}
		var done []string
		begun, cancel := context.WithTimeout(context.WithoutCancel(ctx), holdNote)
		for _, n := range notes {
			if err := c.bring(begun, u, n); err != nil {
				c.log.WarnContext(ctx, "bring note", "unit", u.ID, "err", err)
				continue
			}
			done = append(done, n.ID)
		}
		err = c.outbox.Noted(begun, u.ID, done...)
		cancel()
		if err != nil || len(done) < len(notes) {
			return err
		}
	}
	return nil
}

// errNoStaff keeps a note for staff waiting until there is a place for it.
var errNoStaff = errors.New("no channel for staff: a units file names it")

// toStaff are the addresses that are no person: a note for them is a card in the channel of staff, which any of them may take
// up. What stands before it tells whom it is meant for.
var toStaff = map[string]string{"staff": "", "lead": sayForLead, "head": sayForHead}

// bring puts a note where it belongs: one for staff into their channel, one for a person into the thread of its case, or
// directly where there is none or it cannot be used.
func (c *courier) bring(ctx context.Context, u Unit, n handlers.Notice) error {
	if lead, staff := toStaff[n.Reply.To]; staff {
		n.Reply.Text = lead + n.Reply.Text
		if u.StaffChannel == "" {
			return errNoStaff
		}
		return c.put(ctx, u.StaffChannel, n, place{unit: u.ID, person: anyStaff, staff: true})
	}
	at := place{unit: u.ID, person: n.Reply.To, staff: c.acts(ctx, u, n)}
	if u.CaseChannel != "" && n.Case != "" {
		thread, err := c.threads.of(ctx, u, n.Case, n.Reply.To)
		if err == nil {
			at.write = true
			if err = c.put(ctx, thread, n, at); err == nil {
				return nil
			}
			c.threads.forget(u, n.Case, n.Reply.To)
			at.write = false
		}
		c.log.WarnContext(ctx, "thread of a case", "unit", u.ID, "err", err, "needs", sayThreadRights)
	}
	channel, err := c.post.Direct(ctx, n.Reply.To)
	if err != nil {
		return err
	}
	return c.put(ctx, channel, n, at)
}

// acts reports whether a person is told something as staff: a reviewer is told of cases of others.
func (c *courier) acts(ctx context.Context, u Unit, n handlers.Notice) bool {
	if c.roles == nil {
		return false
	}
	roles, _ := c.roles(ctx, u, n.Reply.To)
	return len(roles) > 0
}

func (c *courier) put(ctx context.Context, channel string, n handlers.Notice, at place) error {
	for i, m := range c.keys.render(n.Reply, at, fileLimit) {
		m.Nonce, m.EnforceNonce = nonce(eventID("note:"+n.ID, i)), true
		if _, err := c.post.Send(ctx, channel, m); err != nil {
			return err
		}
	}
	return nil
}
