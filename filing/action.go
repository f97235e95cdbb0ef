package filing

import (
	"errors"
	"time"
)

// An Action is something that is to be done to a case.
type Action struct {
	ID       string // of a Move of its workflow; ConfirmAction and RejectAction answer a Proposal, MarkAction is a Clock's
	By       Actor
	At       time.Time
	Values   map[string]string // what it needs, by id, in the person's own words: they are read by the type of the need
	To       Actor             // of a transfer: who is to have it
	Text     string            // what the asker is told, or told us; "" for none
	Proposed string            // what the assistant had proposed, kept when the text differs
	Note     string            // for staff alone
	Ticked   int               // how many points of the check list were ticked
	Clock    string            // of MarkAction: id of the clock
	Mark     string            // and of its mark
	Amends   *Amendment        // of AmendAction: what is set
}

// Actions that every road has and no file names.
const (
	OpenAction    = "open"    // the opening, see Begin
	ProposeAction = "propose" // in the record: a decision that waits for a second person; its note says which
	ConfirmAction = "confirm" // a second person agrees to the proposal
	RejectAction  = "reject"  // a second person does not, or the first takes it back; needs a note
	MarkAction    = "mark"    // a moment of a deadline has come
	AmendAction   = "amend"   // what was decided in a case that came from this one is set here
)

// Rules are what an action is measured by.
type Rules struct {
	Workflows *Workflows
	Calendar  *Calendar
	Hours     Hours                  // nil: OfficeHours
	Name      func(id string) string // a person's name or post as others read it; nil names nobody
}

// What is wrong with an action. It comes as a *Refusal, or, for a value that was not understood, as a *Mistake.
var (
	ErrNotPermitted = errors.New("not permitted")     // the actor may not; told as if there were no such case
	ErrNotNow       = errors.New("not in this state") // it is too late, or too early
	ErrTaken        = errors.New("held by another")   // another reviewer has it
	ErrStandBack    = errors.New("must stand back")   // 回避
	ErrSecond       = errors.New("needs another person")
	ErrMissing      = errors.New("something is missing")
)

// A Refusal is why an action was not done. It wraps one of the errors above.
type Refusal struct {
	Why  error
	Say  string // for the person, in Chinese
	Need string // id of the need that is missing, "" for none
}

func (r *Refusal) Error() string { return r.Say }

// Unwrap is the reason.
func (r *Refusal) Unwrap() error { return r.Why }

// NoCase is said alike when there is no such case and when it is none of the person's business.
var NoCase = &Refusal{Why: ErrNotPermitted, Say: sayNoCase}

func refuse(why error, format string, args ...any) error {
	return &Refusal{Why: why, Say: sayf(format, args...)}
}

// An Event is what comes of an action beside the changed case: somebody is told, a document is to be made, a further
// case is opened, or the case that this one came from is amended.
type Event struct {
	To    Audience // who is told; "" when it is a document or a further case
	Who   string   // the person's id where To is the asker or the holder
	Text  string   // placeholders filled in; NumberMark stands for a number that is not given yet
	Press []string // buttons under it
	Paper Paper    // document to be made, "" for none
	Opens *Case    // further case to open, begun already; nil for none
	Child bool     // Text is about the further case that is opened with it

	Amends *Amendment // to be done to the case that this one came from; nil for none
}

// NumberMark stands in the text of an Event for the number of a case that has none yet. The store puts it in.
const NumberMark = "{case}"
