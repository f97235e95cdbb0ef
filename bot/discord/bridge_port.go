package discord

import (
	"context"
	"errors"
	"time"

	"dandang/filing"
	"dandang/handlers"
)

// A Desk answers what is said. *handlers.Desk is the one there is.
type Desk interface {
	// Handle answers one message. The replies are to be shown even when an error comes with them.
	Handle(ctx context.Context, m handlers.Message) ([]handlers.Reply, error)
}

// An Outbox holds what people are to be told who did not ask just now. *handlers.Desk is the one there is.
type Outbox interface {
	// Tick tells of the deadlines of a county that have come by a time, each once.
	Tick(ctx context.Context, unit string, now time.Time) (int, error)
	// Notes takes up to most notices of a county that nobody is bringing; they are the caller's for that long.
	Notes(ctx context.Context, unit string, most int, hold time.Duration) ([]handlers.Notice, error)
	// Noted reports notices as brought.
	Noted(ctx context.Context, unit string, ids ...string) error
}

// A speaker is who says something, and what they are to the county.
type speaker struct {
	unit   string
	person string
	acts   bool // acts as staff, if their roles let them
	known  bool // the roles and the office are known
	roles  []filing.Role
	office string
}

// staff reports whether the speaker acts as staff and may.
func (s speaker) staff() bool { return s.acts && len(s.roles) > 0 }

// denied reports whether the speaker acts as staff and is known to be none.
func (s speaker) denied() bool { return s.acts && s.known && len(s.roles) == 0 }

// conversation is the talk that a speaker has: one with a person of a county, wherever on Discord it is gone on with, and
// another one where the same person acts as staff.
func (s speaker) conversation() string {
	if s.acts {
		return "discord:staff:" + s.person
	}
	return "discord:" + s.person
}

// message is what the desk is told.
func (s speaker) message(id string, x said, asks string, at time.Time) handlers.Message {
	return handlers.Message{ID: id, Unit: s.unit, Conversation: s.conversation(),
		From: handlers.Person{ID: s.person, Staff: s.staff(), Roles: s.roles, Office: s.office},
		Text: x.text, Command: x.command, Press: x.press, Asks: asks, At: at}
}

var errNoUnit = errors.New("no county is known of the person")

// An API is what the bridge does on Discord. Every call has an end: it returns by ctx, or when the limits of Discord let it.
type API interface {
	// Defer acknowledges an interaction: Discord shows that something is coming. It decides whether only the person sees it.
	Defer(ctx context.Context, in Interaction, ephemeral bool) error
	// Respond answers an interaction at once, instead of Defer.
	Respond(ctx context.Context, in Interaction, m Message) error
	// Open answers an interaction with a window to write in, instead of Defer.
	Open(ctx context.Context, in Interaction, w Modal) error
	// Complete answers an autocompletion.
	Complete(ctx context.Context, in Interaction, choices []Choice) error
	// Edit writes the answer of an interaction that was deferred; FollowUp says more behind it.
	Edit(ctx context.Context, in Interaction, m Message) error
	FollowUp(ctx context.Context, in Interaction, m Message) error
	// Send puts a message into a channel or a thread and returns its id.
	Send(ctx context.Context, channel string, m Message) (id string, err error)
	// Direct returns the channel in which a person is written to directly.
	Direct(ctx context.Context, user string) (channel string, err error)
	// Typing shows for some seconds that something is coming.
	Typing(ctx context.Context, channel string) error
	// Roles returns the Discord roles of a member of a server, none when the person is no member.
	Roles(ctx context.Context, guild, user string) ([]string, error)
	// Recent returns the last messages of a channel, the newest first.
	Recent(ctx context.Context, channel string) ([]Shown, error)
	// Delete removes one message of our own.
	Delete(ctx context.Context, channel, message string) error
}
