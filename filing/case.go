// Package filing is the paper side: the cases that staff decide on.
package filing

import (
	"encoding/json"
	"maps"
	"slices"
	"time"

	"dandang/knowledge"
)

// A Kind is what sort of case it is; each kind has a road of its own, its Workflow.
type Kind string

const (
	Consultation  Kind = "consultation"  // 咨询: a question that was handed to a person
	Filing        Kind = "filing"        // 备案: an application that was handed in
	Change        Kind = "change"        // 变更: what is done departs from what was filed
	Clarification Kind = "clarification" // 澄清正名: a report that proved untrue
	Reminder      Kind = "reminder"      // 提醒: something to be put right by a date
	Visit         Kind = "visit"         // 回访: how somebody who was punished is doing
	SelfCheck     Kind = "selfcheck"     // 评定: a round against the six categories of lying flat
)

// Kinds are all kinds, in the order in which people meet them.
func Kinds() []Kind {
	return []Kind{Consultation, Filing, Change, Clarification, Reminder, Visit, SelfCheck}
}

// A State is how far a case has gone: the id of a state of its workflow. Three are older than the workflows and are
// read as what they became: Open is the first state of its road, the others are ends of every road.
type State string

const (
	Open      State = "open"      // waits for a person
	Closed    State = "closed"    // decided, nothing more to do
	Withdrawn State = "withdrawn" // taken back by the person before it was decided
)

// A Case is a matter that a person has to look at, with what they need to decide it without asking again. It changes by
// Apply alone.
type Case struct {
	Number       string            `json:"-"` // ZX-2026-0001, given once by the store
	Unit         string            `json:"unit"`
	Kind         Kind              `json:"kind"`
	From         string            `json:"from"`         // the person who asks, or whom it is about when staff opened it; "" for one who is not in the talk
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
	Last         string            `json:"last,omitempty"`    // hash of the last audit line of what was done to it, set by the store; "" before the first

	Version  int64             `json:"version,omitempty"`  // counts the changes after the opening
	Done     bool              `json:"done,omitempty"`     // its road is at an end
	Item     string            `json:"item,omitempty"`     // the positive item it rests on, "" for none
	Rests    string            `json:"rests,omitempty"`    // mark of what the item said when it was opened, or told since
	Office   string            `json:"office,omitempty"`   // the office the asker belongs to, by which a reviewer of the same one stands back; "" unknown
	Holder   string            `json:"holder,omitempty"`   // the reviewer who has it, "" for nobody
	Urgent   bool              `json:"urgent,omitempty"`   // goes before the others
	Avoid    []string          `json:"avoid,omitempty"`    // reviewers who stand back from it (回避)
	Parent   string            `json:"parent,omitempty"`   // number of the case that it came from, "" for none
	Values   map[string]string `json:"values,omitempty"`   // what the actions recorded, by id of the value; a list has a row a line
	Record   []Entry           `json:"record,omitempty"`   // what was done to it, oldest first
	Clocks   []Clock           `json:"clocks,omitempty"`   // the deadlines that run
	Stopped  time.Time         `json:"stopped,omitzero"`   // since when the clocks stand still, zero while they run
	Proposal *Proposal         `json:"proposal,omitempty"` // a decision that a second person must confirm, nil for none
}

// An Entry is one thing that was done to a case.
type Entry struct {
	At       time.Time `json:"at"`
	Who      string    `json:"who"` // a person's id; "" the clock
	Action   string    `json:"action"`
	From     State     `json:"from"`
	To       State     `json:"to"`
	Text     string    `json:"text,omitempty"`     // what the asker was told or told us; may be shown to the asker
	Proposed string    `json:"proposed,omitempty"` // what the assistant had proposed in its place, "" when nothing was changed
	Note     string    `json:"note,omitempty"`     // for staff alone: no path shows it to the asker
	Data     []string  `json:"data,omitempty"`     // ids of the values that it recorded, in order
	Late     bool      `json:"late,omitempty"`     // a deadline was over by then: of MarkAction, or of what came too late to keep it
}

// A Proposal is a decision that waits for a second person (four eyes). No path shows it to the asker.
type Proposal struct {
	Action   string            `json:"action"`
	Who      string            `json:"who"`
	At       time.Time         `json:"at"`
	Values   map[string]string `json:"values,omitempty"`
	Text     string            `json:"text,omitempty"`
	Proposed string            `json:"proposed,omitempty"` // by the assistant, as in an Entry
	Note     string            `json:"note,omitempty"`
}

// A Clock is one deadline that runs, with the moments at which somebody is told of it. Times are Beijing time.
type Clock struct {
	ID    string         `json:"id"`              // of the deadline in the workflow; of one that runs for each row of a list, id/row from 1
	What  string         `json:"what"`            // what is due, for people
	From  time.Time      `json:"from"`            // when it began to run
	Day   knowledge.Date `json:"day,omitempty"`   // the day that was set, "" when it is counted in working days
	Due   time.Time      `json:"due,omitzero"`    // when it is over; zero while the holidays of the year are not known
	Marks []Mark         `json:"marks,omitempty"` // still to come, the soonest first
	Told  []string       `json:"told,omitempty"`  // ids of the marks that came
	Vain  int            `json:"vain,omitempty"`  // how often a missing year was looked for in vain
	Stood []Pause        `json:"stood,omitempty"` // while it stood still; a day that was set does not move
}

// A Pause is a time during which the clocks stood still.
type Pause struct {
	From time.Time `json:"from"`
	To   time.Time `json:"to"`
}

// A Mark is a moment at which somebody is told of a deadline, once.
type Mark struct {
	ID string    `json:"id"` // "100%", "-5d", as in the workflow, or CalendarMark
	At time.Time `json:"at"`
}

// CalendarMark is the moment at which a deadline is reckoned again that reaches a year whose holidays are not known.
const CalendarMark = "calendar"

// clone is a copy that shares nothing that an action changes.
func (c Case) clone() Case {
	c.Avoid = slices.Clone(c.Avoid)
	c.Values = maps.Clone(c.Values)
	c.Record = slices.Clone(c.Record)
	c.Clocks = slices.Clone(c.Clocks)
	for i, k := range c.Clocks {
		c.Clocks[i].Marks = slices.Clone(k.Marks)
		c.Clocks[i].Told = slices.Clone(k.Told)
		c.Clocks[i].Stood = slices.Clone(k.Stood)
	}
	if c.Proposal != nil {
		p := *c.Proposal
		p.Values = maps.Clone(p.Values)
		c.Proposal = &p
	}
	return c
}
