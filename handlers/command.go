package handlers

import (
	"context"
	"fmt"
	"strings"
	"unicode/utf8"

	"dandang/knowledge"
)

// intents are the commands that buttons stand for.
var intents = map[string]string{
	pressMore: knowledge.IntentMore, pressWhy: knowledge.IntentWhy, pressSource: knowledge.IntentSource,
	pressHuman: knowledge.IntentHuman, pressDraft: knowledge.IntentDraft, pressRestart: knowledge.IntentStart,
	pressUndo: knowledge.IntentUndo, pressHelp: knowledge.IntentHelp, pressLists: knowledge.IntentLists,
	pressSame: intentSame, pressApart: intentApart,
}

// intentSame and intentApart are commands that only a button gives: the message just taken for another matter belongs to
// the one before, and the other way round.
const (
	intentSame  = "same"
	intentApart = "apart"
)

// pressed answers a button: a choice of the open question, a command, or a question offered by an answer. A button
// of an earlier question is told so, and nothing changes.
func (t *turn) pressed(ctx context.Context, label string) error {
	t.read.Kind = knowledge.Reply
	if q := t.pending(); q != nil && !t.outdated() {
		for i, c := range q.Choices {
			if c.Label == label {
				t.read.Choice = i + 1
				t.answer(q)
				t.follow(q, i+1)
				return nil
			}
		}
	}
	if intent, ok := intents[label]; ok {
		t.read.Kind = knowledge.Command
		return t.command(ctx, intent)
	}
	for i := range t.base.FAQs {
		if t.base.FAQs[i].Title == label {
			t.read.Kind, t.read.FAQ = knowledge.Procedure, []string{t.base.FAQs[i].ID}
			t.aside(faqReply(t.base, t.read.FAQ))
			return nil
		}
	}
	t.reply = stale(label, t.stand())
	return nil
}

// follow goes on after an answer; 「有其中一项」 leads to the question which one.
func (t *turn) follow(q *knowledge.Question, choice int) {
	if choice != 2 || !special(q) || told(t.read.Facts) {
		t.decide()
		return
	}
	which := whichID
	if q.ID == knowledge.SuspicionID {
		which = whichSuspectID
	}
	t.askWhich(which)
}

// askWhich asks which of the red lines just named is there.
func (t *turn) askWhich(id string) {
	q := which(t.base, id, t.lines(id))
	t.reply = Reply{Text: q.Ask, Buttons: append(labels(q), pressHuman)}
	t.talk.Pending = id
	t.say(id)
}

// command carries out a command, good at any stage of the talk.
func (t *turn) command(ctx context.Context, intent string) error {
	switch intent {
	case knowledge.IntentStart, knowledge.IntentCancel:
		t.restart()
	case knowledge.IntentUndo:
		return t.back(ctx)
	case knowledge.IntentHuman:
		return t.human(ctx)
	case knowledge.IntentWhy:
		t.explain(whyReply)
	case knowledge.IntentSource:
		t.source()
	case knowledge.IntentSkip:
		t.skip()
	case intentSame:
		return t.same(ctx)
	case intentApart:
		return t.apart(ctx)
	case knowledge.IntentMyData:
		t.reply = dataReply(t.base, t.talk)
	case knowledge.IntentMine:
		return t.mine(ctx)
	case knowledge.IntentMore:
		t.reply = moreReply(t.base, t.pending())
	case knowledge.IntentDraft:
		return t.beginDraft()
	case knowledge.IntentSubmit:
		t.reply = nothingToHandIn(t.drafts())
	case knowledge.IntentHelp:
		t.reply = helpReply(t.base)
	case knowledge.IntentLists:
		t.reply = listsReply(t.base)
	default:
		t.reply = t.stand()
	}
	return nil
}

func (t *turn) hasMatter() bool {
	return len(t.talk.Matter.Items) > 0 || len(t.talk.Matter.Facts) > 0
}

// explain lays the present verdict open.
func (t *turn) explain(say func(*knowledge.Base, knowledge.Verdict) Reply) {
	if !t.hasMatter() {
		t.reply = commandAlone(t.base, "")
		return
	}
	t.verdict = t.present()
	t.reply = say(t.base, t.verdict)
}

// source shows the entry named after the command, else those that the present verdict cites.
func (t *turn) source() {
	if ids := named(t.base, t.message.Text); len(ids) > 0 {
		t.reply = sourceReply(t.base, ids)
		return
	}
	t.explain(func(b *knowledge.Base, v knowledge.Verdict) Reply {
		var ids []string
		for _, c := range v.Citations {
			ids = append(ids, c.Item)
		}
		return sourceReply(b, ids)
	})
}

// named are the entries that the words after the command point to.
func named(b *knowledge.Base, text string) []string {
	for _, w := range []string{"看原文", "原文", "看看", "看"} {
		text = strings.ReplaceAll(text, w, " ")
	}
	if utf8.RuneCountInString(strings.TrimSpace(text)) < 2 {
		return nil
	}
	var out []string
	for _, it := range b.Lookup(strings.TrimSpace(text)) {
		if len(out) < 3 {
			out = append(out, it.ID)
		}
	}
	return out
}

// restart ends the matter in hand and waits for another.
func (t *turn) restart() {
	t.shelve()
	t.talk.Matter, t.talk.Pending, t.talk.Case = knowledge.Matter{}, "", ""
	t.reply = commandAlone(t.base, knowledge.IntentStart)
	t.audit = "restart"
	t.masked = t.message.Text
	t.say("")
	t.talk.From = len(t.talk.Said)
}

// back takes back the last answer.
func (t *turn) back(ctx context.Context) error {
	if !t.hasMatter() {
		t.reply = nothingToUndo(t.stand())
		return nil
	}
	switch done, err := t.undo(ctx); {
	case err != nil:
		return err
	case !done:
		t.reply = nothingToUndo(t.stand())
		return nil
	}
	t.audit, t.changed = "undo", true
	t.judge()
	t.reply = undone(verdictReply(t.base, t.verdict, brief))
	return nil
}

// skip leaves the open question unanswered.
func (t *turn) skip() {
	q := t.pending()
	if q == nil {
		t.reply = t.stand()
		return
	}
	t.vain(q.ID)
	t.masked = t.message.Text
	t.decide()
}

// same puts the message that was taken for another matter back to the one before.
func (t *turn) same(ctx context.Context) error {
	n := len(t.talk.Past)
	if n == 0 || !t.hasMatter() {
		t.reply = t.stand()
		return nil
	}
	p := t.talk.Past[n-1]
	t.talk.Past = t.talk.Past[:n-1]
	t.talk.From = p.First
	t.talk.Matter = knowledge.Matter{}
	if err := t.replay(ctx); err != nil {
		return err
	}
	t.audit, t.changed = "same", true
	t.judge()
	t.reply = verdictReply(t.base, t.verdict, full)
	if last := len(t.talk.Said) - 1; last >= 0 {
		t.talk.Said[last].Asked = t.verdict.Question
	}
	return nil
}

// apart makes the message that was counted to the matter in hand a matter of its own; the one before is as if it had
// never been said.
func (t *turn) apart(ctx context.Context) error {
	said, last := t.talk.Said, len(t.talk.Said)-1
	if last <= t.talk.From || said[last].Pressed || said[last].Kind != knowledge.Plan {
		t.reply = stale(pressApart, t.stand())
		return nil
	}
	if _, err := t.undo(ctx); err != nil {
		return err
	}
	t.shelve()
	t.talk.Said, t.talk.From, t.talk.Case = said, last, ""
	if err := t.replay(ctx); err != nil {
		return err
	}
	t.audit, t.changed = "apart", true
	t.judge()
	t.reply = verdictReply(t.base, t.verdict, full)
	t.reply.Text = newMatterLine() + "\n" + t.reply.Text
	t.reply.Buttons = append(t.reply.Buttons, pressSame)
	t.talk.Said[last].Asked = t.verdict.Question
	return nil
}

// replay reads again what was said about the matter, message by message, answers in the light of their questions.
func (t *turn) replay(ctx context.Context) error {
	said := t.talk.Said
	message, read := t.message, t.read
	defer func() { t.message, t.read = message, read }()
	for i := t.talk.From; i < len(said); i++ {
		if !counted(said[i]) {
			continue
		}
		t.talk.Said = said[:i]
		t.talk.Pending = ""
		if i > t.talk.From {
			t.talk.Pending = said[i-1].Asked
		}
		if err := t.hear(ctx, said[i].Text, said[i].Pressed); err != nil {
			return err
		}
		t.verdict = knowledge.Judge(t.base, t.talk.Matter)
		if q := said[i].Asked; q != "" && !contains(t.talk.Matter.Asked, q) {
			t.talk.Matter.Asked = append(t.talk.Matter.Asked, q)
		}
	}
	t.talk.Said = said
	return nil
}

// hear takes in one message of a replay.
func (t *turn) hear(ctx context.Context, text string, pressed bool) error {
	q := t.pending()
	r, err := t.desk.Reader.Read(ctx, t.base, text, q)
	if err != nil {
		return fmt.Errorf("read the talk again: %w", err)
	}
	t.message.Text, t.message.Press, t.masked = text, "", text
	t.read = r
	if pressed && q != nil {
		t.message.Press = text
		for i, c := range q.Choices {
			if c.Label == text {
				t.read.Choice = i + 1
			}
		}
	}
	switch {
	case len(t.talk.Said) == t.talk.From:
		t.talk.Matter = matterOf(t.read)
	case q != nil && t.answers(q, t.read):
		t.answer(q)
	default:
		return t.add(ctx)
	}
	return nil
}

// human writes an escalation down, once a matter.
func (t *turn) human(ctx context.Context) error {
	if waiting, err := t.waiting(ctx); err != nil || waiting {
		return err
	}
	place, err := t.place(ctx)
	if err != nil {
		return err
	}
	t.masked = t.message.Text
	c, err := t.escalation()
	if err != nil {
		return err
	}
	t.open = c
	t.verdict = t.present()
	t.audit, t.changed = "handed to a person", true
	t.reply = handed(t.hasMatter() || t.paperNames(), place)
	return nil
}
