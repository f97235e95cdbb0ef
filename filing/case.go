// Package filing is the paper side: the cases that staff decide on.
package filing

import (
	"encoding/json"
	"time"

	"dandang/knowledge"
)

// A Kind is what sort of case it is; each kind has a road of its own.
type Kind string

const (
	Consultation Kind = "consultation" // a question that was handed to a person
	Filing       Kind = "filing"       // an application that was handed in
)

// A State is how far a case has gone.
type State string

const (
	Open      State = "open"      // waits for a person
	Closed    State = "closed"    // decided, nothing more to do
	Withdrawn State = "withdrawn" // taken back by the person before it was decided
)

// A Case is a matter that a person has to look at, with what they need to decide it without asking again.
type Case struct {
	Number       string            `json:"-"` // ZX-2026-0001, given once by the store
	Unit         string            `json:"unit"`
	Kind         Kind              `json:"kind"`
	From         string            `json:"from"`         // the person who asks
	Conversation string            `json:"conversation"` // where the answer goes
	Opened       time.Time         `json:"opened"`
	State        State             `json:"state"`             // "" is Open
	Question     string            `json:"question"`          // what the person said about the matter, a message a line
	Matter       json.RawMessage   `json:"matter,omitempty"`  // the facts with their quotes, a knowledge.Matter
	Outcome      knowledge.Outcome `json:"outcome,omitempty"` // what the judge came to; "" when it was not asked
	Reason       knowledge.Reason  `json:"reason,omitempty"`  // by which rule
	Summary      string            `json:"summary,omitempty"` // the matter in one line, "" for none
	Lists        string            `json:"lists,omitempty"`   // version of the lists it was judged by
	Form         json.RawMessage   `json:"form,omitempty"`    // what was handed in, or filled in so far: a Draft as it encodes itself
	Head         string            `json:"head,omitempty"`    // hash of the audit line that opened it, hexadecimal
}
