package discord

import (
	"context"
	"strings"
	"time"

	"dandang/handlers"
)

// Said takes a message that somebody wrote: to the bot directly, or mentioning it. It returns at once. All others are none
// of its business.
func (b *bridge) Said(m Said) {
	if m.Bot || m.User == b.self || m.Guild != "" && !m.Mentioned {
		return
	}
	key := "discord:" + m.User
	if u, err := b.unitOf(m.Guild, m.User, ""); err == nil {
		key = u.ID + "/" + key
	}
	err := b.queue.add(key, func() { b.heard(m) })
	if err != nil {
		b.aside(func(ctx context.Context) { b.send(ctx, m.Channel, m.ID, plain(refusal(err))) })
	}
}

// heard answers a message.
func (b *bridge) heard(m Said) {
	ctx, cancel := context.WithCancel(b.work)
	defer cancel()
	u, err := b.home(ctx, m)
	if err != nil {
		q := plain(sayNoUnit)
		if m.Guild == "" {
			q = b.unitQuestion(m.User, m.ID)
		}
		b.send(ctx, m.Channel, m.ID, q)
		return
	}
	who := speaker{unit: u.ID, person: m.User}
	if m.Guild != "" {
		b.people.note(u.Guild, m.User, m.Roles, b.now())
	}
	who = b.resolved(ctx, who)
	who.acts = len(who.roles) > 0
	typing := make(chan struct{})
	go func() { defer close(typing); b.typing(ctx, m.Channel) }()
	replies := b.replies(ctx, who, m)
	if forgets(replies) {
		b.forget(ctx, who)
	}
	messages := b.messages(who, false, 0, replies)
	cancel()
	<-typing
	ctx, done := context.WithTimeout(b.work, time.Minute)
	defer done()
	messages = append(messages, b.held.take(who.person)...)
	if m.Guild != "" {
		b.mentioned(ctx, who, m, messages)
		return
	}
	for i, x := range messages {
		b.send(ctx, m.Channel, eventID(m.ID, i), x)
	}
}

// replies are what is said to a message, and before that to those that nobody heard.
func (b *bridge) replies(ctx context.Context, who speaker, m Said) []handlers.Reply {
	if strings.TrimSpace(m.Text) == "" && m.Attachments == 0 {
		return []handlers.Reply{b.hello(who.unit)}
	}
	var out []handlers.Reply
	missed, stranger := b.missed(ctx, m)
	if stranger && !who.acts && m.Attachments == 0 {
		out = append(out, b.hello(who.unit))
	}
	for _, x := range missed {
		out = append(out, b.asked(ctx, who, x)...)
	}
	if m.Attachments > 0 {
		out = append(out, handlers.Reply{Text: sayNoAttached})
	}
	if strings.TrimSpace(m.Text) == "" {
		return out
	}
	return append(out, b.asked(ctx, who, m)...)
}

// asked is what the desk says to a message.
func (b *bridge) asked(ctx context.Context, who speaker, m Said) []handlers.Reply {
	got, _ := b.desk.Handle(ctx, who.message(eventID(m.ID, 0), said{text: strings.TrimSpace(m.Text)}, "", b.now())) // the desk has logged the error; its replies tell it
	return b.addressed(who, got)
}

// home finds the county of a message. Of somebody who writes directly it may stand in what they were last sent.
func (b *bridge) home(ctx context.Context, m Said) (Unit, error) {
	u, err := b.unitOf(m.Guild, m.User, "")
	if err == nil || m.Guild != "" {
		return u, err
	}
	recent, failed := b.api.Recent(ctx, m.Channel)
	if failed != nil {
		b.log.WarnContext(ctx, "read direct channel", "err", failed)
	}
	for _, r := range recent {
		if r.Author != b.self {
			continue
		}
		for _, id := range r.CustomIDs {
			c, err := b.keys.decode(id)
			if err != nil {
				continue
			}
			if u, ok := b.units.ByID(c.Unit); ok {
				b.people.settle(m.User, u.ID)
				return u, nil
			}
		}
	}
	return Unit{}, err
}

// typing shows that something is coming, until ctx is done.
func (b *bridge) typing(ctx context.Context, channel string) {
	for {
		if err := b.api.Typing(ctx, channel); err != nil {
			return
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(8 * time.Second):
		}
	}
}

// mentioned answers where others read: the answer goes to the person alone, the channel gets a line without content.
func (b *bridge) mentioned(ctx context.Context, who speaker, m Said, messages []Message) {
	if b.direct(ctx, who, m.ID, messages) {
		b.send(ctx, m.Channel, m.ID+"-", plain(sayPrivate))
		return
	}
	b.held.put(who.person, messages)
	line := plain(sayClosed)
	c := b.control(who, verbRead)
	c.Label = sayShow
	line.Components = []Row{{Type: typeRow, Components: []Component{{Type: typeButton, Style: stylePrimary, Label: sayShow, CustomID: b.keys.encode(c)}}}}
	b.send(ctx, m.Channel, m.ID+"-", line)
}

// read shows what could not be brought.
func (b *bridge) read(in Interaction, who speaker) {
	b.take(in, who, func(_ context.Context, who speaker) []handlers.Reply {
		if b.held.has(who.person) {
			return nil // show adds what is held
		}
		return []handlers.Reply{{Text: sayNotHere}}
	})
}
