package discord

import (
	"errors"
	"fmt"
)

// Why something could not be done on Discord, to be told apart by errors.Is. Every call of a Line returns one of these, the error
// of its context, or a Refused that is none of them. What can pass by itself was tried again before.
var (
	ErrLate      = errors.New("too late for this interaction")            // three seconds to the first answer, 15 minutes to the others
	ErrAnswered  = errors.New("this interaction is answered already")     // by another process, or when the event came twice
	ErrNoDirect  = errors.New("the person takes no direct messages")      // from this bot or from this server
	ErrGone      = errors.New("the message or the channel is not there")  // deleted, or never seen by the bot
	ErrForbidden = errors.New("the bot lacks a permission there")         // see docs/discord.md for those it needs
	ErrTooLarge  = errors.New("the files are too large for this channel") // Interaction.FileLimit tells how large they may be
	ErrAway      = errors.New("no way to Discord, or it asks for quiet")
)

// A Refused is an answer of Discord that says no.
type Refused struct {
	Status int    // of HTTP; 401 when the token is not accepted, by the gateway as well
	Code   int    // of Discord's own numbers, or that with which the gateway closed; 0 for none
	What   string // Discord's words, English
}

func (r Refused) Error() string {
	return fmt.Sprintf("Discord refuses: %d, code %d: %s", r.Status, r.Code, r.What)
}

// meant are the answers that have a name, by Discord's numbers.
var meant = map[int]error{
	10003: ErrGone, 10008: ErrGone, // channel, message
	10015: ErrLate, 10062: ErrLate, 50027: ErrLate, // webhook, interaction, token
	40005: ErrTooLarge,
	40060: ErrAnswered,
	50001: ErrForbidden, 50013: ErrForbidden, 50278: ErrNoDirect, 50007: ErrNoDirect,
}

// Is tells which of the named errors this is.
func (r Refused) Is(target error) bool {
	switch {
	case r.Status >= 500:
		return target == ErrAway
	case r.Status == 413:
		return target == ErrTooLarge
	}
	return meant[r.Code] == target && target != nil
}
