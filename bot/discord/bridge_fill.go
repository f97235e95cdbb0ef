package discord

import (
	"context"
	"fmt"
	"strings"

	"dandang/handlers"
)

// openFill opens the window of the part of a form that was chosen.
func (b *bridge) openFill(in Interaction, c control) {
	if len(in.Values) == 1 {
		if w := b.keys.fillWindow(c, in.Values[0]); w != nil {
			b.open(in, w)
			return
		}
	}
	b.tell(in, sayOldButton)
}

// fill tells the desk what was written in the window of a form, place by place, as somebody would say it: 「改 7」 and then the
// words. What was left empty stays as it is. The answers to all but the last are told by their first lines.
func (b *bridge) fill(in Interaction, who speaker) {
	b.take(in, who, func(ctx context.Context, who speaker) []handlers.Reply {
		var first []string
		var last handlers.Reply
		n := 0
		tell := func(text string) handlers.Reply {
			got, _ := b.desk.Handle(ctx, who.message(eventID(in.ID, n), said{text: text}, "", b.now())) // the desk has logged the error; its replies tell it
			n++
			if got = b.addressed(who, got); len(got) == 0 {
				return handlers.Reply{}
			}
			return got[len(got)-1]
		}
		for _, i := range in.Inputs {
			number, label, _ := strings.Cut(i.ID, "|")
			if strings.TrimSpace(i.Value) == "" {
				continue
			}
			if last.Text != "" {
				gist, _, _ := strings.Cut(last.Text, "\n")
				first = append(first, gist)
			}
			asked := tell("改 " + number)
			if !strings.Contains(asked.Text, strings.TrimSuffix(label, "…")) {
				asked.Text = sayNotFilled + "\n" + asked.Text
				return []handlers.Reply{joined(first, asked)}
			}
			last = tell(i.Value)
		}
		if n == 0 {
			last = tell("核对")
		}
		return []handlers.Reply{joined(first, last)}
	})
}

// joined puts lines above a reply.
func joined(lines []string, r handlers.Reply) handlers.Reply {
	if len(lines) > 0 {
		r.Text = fmt.Sprintf("%s\n%s", strings.Join(lines, "\n"), r.Text)
	}
	return r
}
