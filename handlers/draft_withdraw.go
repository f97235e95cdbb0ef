package handlers

import (
	"context"
	"fmt"

	"dandang/filing"
	"dandang/store"
)

// takeBack withdraws a filing for good, after the person has said so twice.
func (t *turn) takeBack(ctx context.Context, words string) error {
	return t.withFiling(ctx, words, func(c filing.Case) error {
		done, err := t.desk.Store.Withdraw(ctx, t.message.Unit, c.Number, store.Audit{
			At: t.message.At, Who: t.message.From.ID, What: "withdraw", Detail: c.Number,
		})
		switch {
		case err != nil:
			return fmt.Errorf("withdraw %s: %w", c.Number, err)
		case !done:
			c, _, err = t.desk.Store.Case(ctx, t.message.Unit, c.Number)
			if err != nil {
				return fmt.Errorf("read filing: %w", err)
			}
			t.reply = notWithdrawn(c)
			return nil
		}
		t.reply = withdrawn(c.Number)
		return nil
	})
}
