package handlers

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"dandang/filing"
	"dandang/store"
)

// kindAmend is the kind of a note that is for nobody: what a decision sets in the case that its own came from. It goes
// through the outbox, so that it is written with the decision or not at all, and is carried out once by whichever
// process takes it, however often it is taken.
const kindAmend = "amend"

// An amending is an amendment as the outbox keeps it, with when it was decided: two tries are one act.
type amending struct {
	filing.Amendment
	At time.Time `json:"at"`
}

// amends is the note of an amendment.
func amends(x filing.Amendment, at time.Time) store.Note {
	b, err := json.Marshal(amending{x, at})
	if err != nil {
		panic(err) // strings and a time always encode
	}
	return store.Note{Kind: kindAmend, Case: x.Of, Text: string(b)}
}

// amended carries out an amendment. Where the case has ended since, whoever leads is told.
func (d *Desk) amended(ctx context.Context, unit, text string) (told Reply, err error) {
	var x amending
	if err := json.Unmarshal([]byte(text), &x); err != nil {
		return Reply{}, fmt.Errorf("read amendment: %w", err)
	}
	a := filing.Action{ID: filing.AmendAction, By: filing.Actor{ID: x.By, Roles: []filing.Role{filing.RoleClock}}, At: x.At, Amends: &x.Amendment}
	did, err := d.act(ctx, nil, unit, x.Of, kindAmend+" "+x.From, a)
	var no *filing.Refusal
	switch {
	case errors.As(err, &no) && did.Case.Done:
		return notAmended(x.Amendment, did.Case.StateTitle(d.Rules.Workflows.Of(did.Case.Kind))), nil
	case errors.As(err, &no): // it stands so already, or the case is gone
		return Reply{}, nil
	}
	return Reply{}, err
}

// notAmended tells whoever leads that a case had ended before what was agreed could be set in it.
func notAmended(x filing.Amendment, state string) Reply {
	return Reply{To: string(filing.ToLead), Text: x.Of + " 现在是“" + state + "”，" + x.From + " 同意的变更没有改进去。请看一看要不要另外处理。", Buttons: []string{pressTodo}, Asks: x.Of}
}
