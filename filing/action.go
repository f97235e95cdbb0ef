package filing

import (
	"errors"
	"time"
)

// An Action is something that is to be done to a case.
type Action struct {
	ID       string // of a Move of its workflow; ConfirmAction and RejectAction answer a Proposal
	By       Actor
	At       time.Time
	Values   map[string]string // what it needs, by id; "to" of a transfer is a person's id
	Text     string            // what the asker is told, "" for none
	Proposed string            // what the assistant had proposed, kept when the text differs
	Note     string            // for staff alone
	Ticked   int               // how many points of the check list were ticked
	Clock    string            // of a deadline that has come: id of the clock
	Mark     string            // and of its mark
}

// Actions that every road has and no file names.
const (
	ConfirmAction = "confirm" // a second person agrees to the proposal
	RejectAction  = "reject"  // a second person does not: the case goes back to whoever held it
	MarkAction    = "mark"    // a moment of a deadline has come
)

// Rules are what an action is measured by.
type Rules struct {
	Workflow *Workflow
	Calendar *Calendar
	Hours    Hours
}

// What is wrong with an action. The message beside it is for the person, in Chinese.
var (
	ErrNotPermitted = errors.New("not permitted")     // the actor may not; told as if there were no such case
	ErrNotNow       = errors.New("not in this state") // it is too late, or too early
	ErrTaken        = errors.New("held by another")   // another reviewer has it
	ErrStandBack    = errors.New("must stand back")   // 回避
	ErrMissing      = errors.New("something is missing")
)

// An Event is what comes of an action beside the changed case.
type Event struct {
	To    Audience // who is told; "" when it is a document or a further case
	Who   string   // the person's id where To is the asker or a holder
	Text  string   // placeholders filled in, but for store.CaseMark
	Press []string // buttons under it
	Paper Paper    // document to be made, "" for none
	Opens *Case    // further case to open, nil for none
}
