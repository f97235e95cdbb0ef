package handlers

import (
	"context"
	"errors"

	"dandang/filing"
)

// withdrawMove is the action by which a person takes a case back.
const withdrawMove = "withdraw"

// takeBack withdraws a filing for good, after the person has said so twice.
func (t *turn) takeBack(ctx context.Context, words string) error {
	return t.withFiling(words, func(c filing.Case) error {
		_, err := t.desk.act(ctx, t.base, t.message.Unit, c.Number, t.message.ID, filing.Action{
			ID: withdrawMove, By: t.desk.actor(t.message), At: t.message.At,
		})
		var no *filing.Refusal
		if errors.As(err, &no) {
			t.reply = notWithdrawn(c, t.stateOf(c))
			return nil
		}
		t.reply = withdrawn(c.Number)
		return err
	})
}

// stateOf is how far a case of the person has gone, in words.
func (t *turn) stateOf(c filing.Case) string { return c.StateTitle(t.desk.Rules.Workflows.Of(c.Kind)) }

// canWithdraw reports whether the person may still take the case back.
func (t *turn) canWithdraw(c filing.Case) bool {
	_, ok := moveOf(c.Actions(t.desk.actor(t.message), t.desk.rules(t.message.Unit)), withdrawMove)
	return ok
}
