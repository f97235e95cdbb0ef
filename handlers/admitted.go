package handlers

import (
	"context"
	"fmt"
	"slices"

	"dandang/filing"
	"dandang/knowledge"
)

// admitMove is the action by which a person, asked about a matter, lets it be applied for whatever the lists made of it.
const admitMove = "admit"

// lookAdmitted looks for a person's word that the matter may be applied for, where the judge alone would keep it back.
func (t *turn) lookAdmitted(ctx context.Context) error {
	if t.talk.Case == "" || !t.hasMatter() || !stopped(t.present()) {
		return nil
	}
	c, ok, err := t.desk.Store.Case(ctx, t.message.Unit, t.talk.Case)
	if err != nil {
		return fmt.Errorf("read case: %w", err)
	}
	if ok && c.Done && slices.ContainsFunc(c.Record, func(e filing.Entry) bool { return e.Action == admitMove }) {
		t.admitted = &c
	}
	return nil
}

// admits reports whether the person who let the matter be applied for knew all that keeps it back now: every red line,
// and the reason. What came to light afterwards is for a person again.
func (t *turn) admits(v knowledge.Verdict) bool {
	if t.admitted == nil {
		return false
	}
	seen, ok := judged(t.base, *t.admitted)
	if !ok || v.Reason != seen.Reason && !slices.Contains(ofRedLines, v.Reason) {
		return false
	}
	return !slices.ContainsFunc(v.Negative, func(h knowledge.Hit) bool {
		return !slices.ContainsFunc(seen.Negative, func(s knowledge.Hit) bool { return s.ID == h.ID && (!s.Suspected || h.Suspected) })
	})
}

// ofRedLines are the reasons that say no more than which red lines there are.
var ofRedLines = []knowledge.Reason{knowledge.RedLine, knowledge.Combination, knowledge.Suspected}

// keptBack reports whether the paper cannot be handed in: the judge keeps it back and no person has let it through.
func (t *turn) keptBack(v knowledge.Verdict) bool { return stopped(v) && !t.admits(v) }
