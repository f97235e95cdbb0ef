package discord

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"
)

// missedLife is how far back messages count that nobody heard: later their matter is settled elsewhere.
const missedLife = 24 * time.Hour

// missed are the messages that somebody wrote directly, before m and behind our last one, the oldest first: no process listened then, and
// Discord sends them to none that starts later. stranger reports whether nothing of ours stands there: then nothing is missed, for it may
// be that the person had everything removed. Each process looks once for a person; the desk takes a message once, whoever brings it.
func (b *bridge) missed(ctx context.Context, m Said) (all []Said, stranger bool) {
	if m.Guild != "" || !b.people.meet(m.User) {
		return nil, false
	}
	recent, err := b.api.Recent(ctx, m.Channel)
	if err != nil {
		b.log.WarnContext(ctx, "read direct channel", "err", err)
		return nil, false
	}
	last := slices.IndexFunc(recent, func(r Shown) bool { return r.Author == b.self })
	if last < 0 {
		return nil, true
	}
	for _, r := range slices.Backward(recent[:last]) {
		before := writtenAt(m.ID).Sub(writtenAt(r.ID))
		if r.Author == m.User && before > 0 && before < missedLife && strings.TrimSpace(r.Content) != "" {
			all = append(all, Said{ID: r.ID, Channel: m.Channel, User: m.User, Text: r.Content})
		}
	}
	return all, false
}

// discordEpoch is when the time within Discord's ids begins, Unix milliseconds (developers/reference, Snowflakes).
const discordEpoch = 1420070400000

// writtenAt is when a message was written, by its id; long ago for what is none.
func writtenAt(id string) time.Time {
	n, _ := strconv.ParseInt(id, 10, 64) // 0 is long ago
	return time.UnixMilli(n>>22 + discordEpoch)
}
