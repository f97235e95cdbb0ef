package discord

import (
	"context"

	"dandang/handlers"
)

// askUnit asks somebody who called a command in a direct message which county they belong to.
func (b *bridge) askUnit(in Interaction) {
	if in.Guild != "" {
		b.tell(in, sayNoUnit)
		return
	}
	b.respond(in, b.unitQuestion(in.User, ""))
}

// unitQuestion is the question which county somebody belongs to, with those there are to choose from. message is the id of what was
// said, to be taken up once the county is known; "" for none.
func (b *bridge) unitQuestion(user, message string) Message {
	m := plain(sayWhichUnit)
	var labels []string
	for _, u := range b.units {
		labels = append(labels, u.ID)
	}
	names := map[string]string{}
	for _, id := range labels {
		names[id] = b.titled(id)
	}
	c := control{Verb: verbUnit, Person: user, Label: message}
	for start := 0; start < len(labels) && len(m.Components) < mostRows; start += mostOptions {
		c.Asks = string(rune('a' + len(m.Components)))
		s := Component{Type: typeSelect, CustomID: b.keys.encode(c), Placeholder: sayChoose}
		for _, id := range labels[start:min(start+mostOptions, len(labels))] {
			s.Options = append(s.Options, Select{Label: shorten(names[id], mostOption), Value: id})
		}
		m.Components = append(m.Components, Row{Type: typeRow, Components: []Component{s}})
	}
	return m
}

// titled is what a county is called; b.hello begins with its lists.
func (b *bridge) titled(unit string) string {
	if b.title == nil {
		return unit
	}
	return b.title(unit)
}

// choseUnit takes up what was said before the county was known.
func (b *bridge) choseUnit(in Interaction, c control) {
	if len(in.Values) != 1 {
		b.tell(in, sayOldButton)
		return
	}
	u, ok := b.units.ByID(in.Values[0])
	if !ok {
		b.tell(in, sayOldButton)
		return
	}
	b.people.settle(in.User, u.ID)
	who := speaker{unit: u.ID, person: in.User}
	b.take(in, who, func(ctx context.Context, who speaker) []handlers.Reply {
		text := b.saidIn(ctx, in.Channel, c.Label)
		if text == "" {
			return []handlers.Reply{b.hello(u.ID)}
		}
		replies, _ := b.desk.Handle(ctx, who.message(eventID(c.Label, 0), said{text: text}, "", b.now())) // the desk has logged the error
		return b.addressed(who, replies)
	})
}

// saidIn is what a message in a direct channel says, "" when it is not there any more.
func (b *bridge) saidIn(ctx context.Context, channel, message string) string {
	if message == "" {
		return ""
	}
	recent, err := b.api.Recent(ctx, channel)
	if err != nil {
		b.log.WarnContext(ctx, "read direct channel", "err", err)
	}
	for _, m := range recent {
		if m.ID == message {
			return m.Content
		}
	}
	return ""
}
