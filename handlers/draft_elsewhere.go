package handlers

import (
	"context"
	"fmt"
	"slices"

	"dandang/knowledge"
	"dandang/store"
)

// A person may begin a draft in one conversation and go on in another: on a telephone, in another channel. The draft
// stays where it was begun, with the matter that it is about, so that there is never more than one of it. The other
// conversation only notes where it goes on, and what is said there is taken as said in the conversation of the draft
// for as long as the draft is open.

// An otherDraft is a draft in another conversation of the person.
type otherDraft struct {
	talk  string // the conversation
	draft store.Draft
	shown int // its number in lists here
}

// look finds the drafts in the person's other conversations.
func (t *turn) look(ctx context.Context) error {
	talks, err := t.desk.Store.Talks(ctx, t.message.Unit, t.message.From.ID)
	if err != nil {
		return fmt.Errorf("list drafts: %w", err)
	}
	shown := 0
	for _, d := range t.talk.Drafts {
		shown = max(shown, d.ID)
	}
	t.others = nil
	for _, c := range talks {
		if c.ID == t.message.Conversation {
			continue
		}
		for _, d := range c.Drafts {
			shown++
			t.others = append(t.others, otherDraft{talk: c.ID, draft: d, shown: shown})
		}
	}
	return nil
}

// otherDraft is the draft in another conversation that has that number here, nil for none.
func (t *turn) otherDraft(shown int) *otherDraft {
	i := slices.IndexFunc(t.others, func(o otherDraft) bool { return o.shown == shown })
	if i < 0 {
		return nil
	}
	return &t.others[i]
}

// goOnElsewhere notes that the person goes on with a draft of another conversation; it is opened there once that is
// written.
func (t *turn) goOnElsewhere(o otherDraft) {
	t.talk.Drafts = slices.Clone(t.talk.Drafts)
	for i := range t.talk.Drafts {
		t.talk.Drafts[i].Open = false
	}
	t.talk.Elsewhere = o.talk
	t.changed, t.audit = true, "elsewhere"
	t.opens = o.draft.ID
}

// elsewhere is the message as it goes to the conversation in which the person goes on with a draft; moved is false when
// it stays here, since no draft is open there. A conversation that cannot be read is left to the turn that will say so.
func (d *Desk) elsewhere(ctx context.Context, m Message, here store.Conversation) (there Message, moved bool) {
	if m.sent || here.Elsewhere == "" {
		return m, false
	}
	c, err := d.Store.Newest(ctx, m.Unit, here.Elsewhere)
	open := slices.ContainsFunc(c.Drafts, func(d store.Draft) bool { return d.Open })
	if err != nil || !open || c.Person != m.From.ID {
		return m, false
	}
	return sent(m, c.ID), true
}

// sent is a message as if it were said in another conversation. Its event stays its own.
func sent(m Message, to string) Message {
	m.ID, m.Conversation, m.sent = m.Conversation+"/"+m.ID, to, true
	return m
}

// across takes a turn, and when it is to go on with a draft of another conversation, opens that there.
func (d *Desk) across(ctx context.Context, b *knowledge.Base, m Message) (*turn, []Reply, error) {
	t, replies, err := d.take(ctx, b, m)
	if err != nil || t.opens == 0 {
		return t, replies, err
	}
	m = sent(t.message, t.talk.Elsewhere)
	m.Press, m.Text = "", fmt.Sprintf("%s %d", pressContinue, t.opens)
	return d.take(ctx, b, m)
}
