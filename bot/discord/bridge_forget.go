package discord

import (
	"context"

	"dandang/handlers"
)

// forget takes away what the bot wrote to a person directly, after they had their data removed. What they wrote themselves only they
// can take away; answers that they alone saw in a channel are gone by themselves.
func (b *bridge) forget(ctx context.Context, who speaker) {
	b.held.take(who.person)
	channel, err := b.api.Direct(ctx, who.person)
	if err != nil {
		b.log.WarnContext(ctx, "open direct channel", "err", err)
		return
	}
	for range mostForgotten {
		gone := 0
		recent, err := b.api.Recent(ctx, channel)
		if err != nil {
			b.log.WarnContext(ctx, "read direct channel", "err", err)
			return
		}
		for _, m := range recent {
			if m.Author != b.self {
				continue
			}
			if err := b.api.Delete(ctx, channel, m.ID); err != nil {
				b.log.WarnContext(ctx, "delete message", "err", err)
				return
			}
			gone++
		}
		if gone == 0 {
			return
		}
	}
}

// mostForgotten is how many pages of messages are taken away at most.
const mostForgotten = 50

// forgets reports whether one of the replies says that the person's data are removed.
func forgets(all []handlers.Reply) bool {
	for _, r := range all {
		if r.Forget {
			return true
		}
	}
	return false
}
