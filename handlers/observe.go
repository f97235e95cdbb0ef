package handlers

import (
	"time"

	"dandang/knowledge"
)

// A Turn is what there is to count about one message answered. It never holds what was said, nor who said it.
type Turn struct {
	Unit    string
	Kind    knowledge.Kind    // what the message was; "" when it was not read: a button, staff
	Outcome knowledge.Outcome // of the verdict given; "" when none was
	Took    time.Duration     // from the message to the reply
	Err     error             // why it was not acknowledged, nil when it was
}

// observe tells whoever counts turns.
func (d *Desk) observe(m Message, t *turn, took time.Duration, err error) {
	if d.Observe != nil {
		d.Observe(Turn{Unit: m.Unit, Kind: t.read.Kind, Outcome: t.verdict.Outcome, Took: took, Err: err})
	}
}
