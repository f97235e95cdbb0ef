// Package handlers is what is said back: a message goes in, replies come out.
// It knows no channel and no client library; it declares the small interfaces that it needs.
package handlers

import (
	"time"

	"dandang/filing"
)

// A Message is one thing said or pressed, as a channel hands it over.
type Message struct {
	ID           string    // of the event; the same event twice is answered once
	Unit         string    // the county whose lists apply
	Conversation string    // one person in one place, e.g. "console:1"
	From         Person    // who says it
	Text         string    // what was typed; empty when a button was pressed
	Command      bool      // Text is a command of the channel's own, never the answer to what was asked
	Press        string    // the label of the button pressed; empty when typed
	Asks         string    // Reply.Asks of the reply that the button stood under; "" when the channel does not know
	At           time.Time // when

	sent bool // from the conversation in which it was said to that of a draft; not sent on
}

// A Person is whoever speaks to the desk.
type Person struct {
	ID     string
	Staff  bool          // may act as a reviewer
	Roles  []filing.Role // of staff, as the channel knows them; nil: as the roster says
	Office string        // the office the person belongs to, by which colleagues stand back; "" unknown
}

// A Reply is one thing to be said, to the asker or to somebody else.
type Reply struct {
	To      string   // Person.ID, or "staff", "lead", "head": whoever has that role
	Text    string   // plain Chinese; the first line is the gist, sections open with 【…】
	Buttons []string // labels, in order
	Options []string // choices that are too many for buttons, to be pressed like them where a channel can show them
	Blanks  []Blank  // places of the paper that is shown, nil when none is
	Asks    string   // mark of the question that waits for an answer, or number of the case shown; "" for none
	File    string   // path of a document handed over, "" for none
	Forget  bool     // the person's data are removed: a channel takes away what it can of what it showed them
}
