package discord

import (
	"context"
	"time"
)

// A Finder offers what autocompletion may choose from.
type Finder interface {
	// Entries are the entries of a county's lists; Cases are its open cases, for staff alone.
	Entries(unit string) *Index
	Cases(ctx context.Context, unit string) (*Index, error)
}

// completeLife is how long an autocompletion may look things up: Discord waits three seconds.
const completeLife = 1500 * time.Millisecond

// complete answers an autocompletion; what takes too long or may not be seen offers nothing.
func (b *bridge) complete(ctx context.Context, in Interaction) {
	ctx, cancel := context.WithTimeout(ctx, completeLife)
	choices := b.choices(ctx, in)
	cancel()
	ctx, cancel = context.WithTimeout(b.work, patience)
	defer cancel()
	if err := b.api.Complete(ctx, in, choices); err != nil {
		b.log.WarnContext(ctx, "complete", "err", err)
	}
}

func (b *bridge) choices(ctx context.Context, in Interaction) []Choice {
	c, ok := commandNamed(in.Command)
	if !ok || c.option == nil || b.find == nil {
		return []Choice{}
	}
	who, err := b.speaker(in, control{Staff: c.staff})
	if who = b.resolved(ctx, who); err != nil || who.denied() {
		return []Choice{}
	}
	var x *Index
	switch c.option.from {
	case fromLists:
		x = b.find.Entries(who.unit)
	case fromCases:
		if x, err = b.find.Cases(ctx, who.unit); err != nil {
			b.log.WarnContext(ctx, "look up cases", "err", err)
		}
	}
	if x == nil {
		return []Choice{}
	}
	out := x.Find(in.Part)
	for i := range out {
		out[i] = Choice{Name: shorten(out[i].Name, mostOption), Value: shorten(out[i].Value, mostOption)}
	}
	return out
}
