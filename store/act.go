package store

import (
	"time"

	"dandang/filing"
)

// An Act is a change of one case as it is to be written: all of it or nothing.
type Act struct {
	Event  string      // id of what set it off; the same event of a case is written once
	Case   filing.Case // as it shall stand; its Version is that it was loaded with, and goes up by one here
	Audit  Audit       // what is noted of it, in the chain of the case
	Outbox []Note      // what people are to be told; CaseMark in a note without a Case becomes the number of the first case opened
	Opens  []Opening   // further cases to open with it
	Fired  *Due        // the moment of a deadline that this is; it is gone afterwards, and an act whose moment is gone is Repeated
}

// An Opening is a case to open, with the form of its number.
type Opening struct {
	Case   filing.Case
	Number string
}

// An Acted is what came of an act.
type Acted struct {
	Version  int64    // that the case has now
	Repeated bool     // the event, or the moment, was written before; now nothing was
	Numbers  []string // of the cases opened
}

// A Due is a moment at which somebody is to be told of a deadline of a case.
type Due struct {
	At          time.Time
	Case        string // number
	Clock, Mark string // as in filing.Clock and filing.Mark
}
