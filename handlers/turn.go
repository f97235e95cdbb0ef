package handlers

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"dandang/filing"
	"dandang/knowledge"
	"dandang/store"
)

// A turn is one message being answered: what was there before, what it says, and what comes of it.
type turn struct {
	desk    *Desk
	base    *knowledge.Base
	message Message
	talk    store.Conversation // as loaded, changed as the turn goes on
	read    knowledge.Reading
	masked  string // the message with personal numbers blotted out: what is kept

	verdict knowledge.Verdict
	reply   Reply
	changed bool // there is something to commit
	audit   string
	open    *filing.Case  // an escalation or a filing to write down
	notes   []store.Note  // what others are to be told of it
	others  []otherDraft  // drafts in other conversations of the person, when they were looked up
	filings []filing.Case // papers that the person has handed in, when they were looked up
	opens   int           // the draft to be opened in the talk that is Elsewhere, 0 for none
	paper   *paper        // the draft that the talk is about, nil for none

	admitted *filing.Case // the question by which a person let the matter be applied for, nil for none
}

// answered is run, with the way back to the paper that a command was said in the middle of.
func (t *turn) answered(ctx context.Context) error {
	err := t.run(ctx)
	if p := t.paper; err == nil && t.message.Command && p != nil && p.at < len(t.talk.Drafts) && t.talk.Drafts[p.at].Open && !strings.Contains(t.reply.Text, backToForm()) {
		t.reply = t.backToPaper(t.reply)
	}
	return err
}

// run takes the message through the stages: buttons and commands first, since they are good at any time, then
// what the message is, then the question that it may answer.
func (t *turn) run(ctx context.Context) error {
	t.audit = "said"
	if err := t.lookAdmitted(ctx); err != nil {
		return err
	}
	if done, err := t.ownData(ctx); done || err != nil {
		return err
	}
	if done, err := t.papers(ctx); done || err != nil {
		return err
	}
	if done, err := t.cases(ctx); done || err != nil {
		return err
	}
	if t.message.Press != "" {
		return t.pressed(ctx, t.message.Press)
	}
	q := t.pending()
	r, err := t.fresh(ctx, q)
	if err != nil {
		return fmt.Errorf("read message: %w", err)
	}
	t.read, t.masked = r, masked(t.message.Text, r)
	awaited, err := t.awaited(ctx)
	switch {
	case err != nil:
		return err
	case secret(r):
		t.reply = secretReply(t.base)
		return nil
	case awaited && r.Kind != knowledge.Command && r.Kind != knowledge.Adversarial:
		return t.told(ctx, q)
	case r.Kind == knowledge.Command:
		return t.command(ctx, r.Intent)
	case r.Kind == knowledge.Adversarial:
		t.attacked()
		return nil
	case r.Kind == knowledge.Procedure && !t.answers(q, r):
		t.aside(faqReply(t.base, r.FAQ))
		return nil
	case r.Kind == knowledge.OffTopic && !t.answers(q, r):
		t.aside(plainReply(t.base, r))
		return nil
	}
	return t.told(ctx, q)
}

// told takes in something said about a matter: an answer, more of the same story, or a new matter.
func (t *turn) told(ctx context.Context, q *knowledge.Question) error {
	if done, err := t.withPerson(ctx); done || err != nil {
		return err
	}
	defer t.offerApart(t.strange(), t.talk.From)
	switch {
	case t.wholeStory():
		t.begin()
	case q != nil && t.answers(q, t.read):
		t.answer(q)
		t.follow(q, t.choice(q))
		return nil
	case t.newMatter(q):
		t.begin()
	case t.talk.Matter.Items == nil && t.read.Kind != knowledge.Plan:
		t.aside(plainReply(t.base, t.read))
		return nil
	case q != nil && len(t.read.Facts) == 0 && t.read.Kind != knowledge.Plan:
		t.aside(notUnderstood())
		return nil
	default:
		if err := t.add(ctx); err != nil {
			return err
		}
		if q != nil { // it was not answered, so it may be put again
			t.talk.Matter.Asked = without(t.talk.Matter.Asked, q.ID)
		}
	}
	t.decide()
	return nil
}

// offerApart offers to take a strange message out of the matter that it was counted to.
func (t *turn) offerApart(strange bool, from int) {
	if strange && t.talk.From == from {
		t.reply.Text = countedLine() + "\n" + t.reply.Text
		t.reply.Buttons = append(t.reply.Buttons, pressApart)
	}
}

// decide judges the matter as it now stands and says so.
func (t *turn) decide() {
	first := t.talk.From == len(t.talk.Said)
	t.judge()
	l := brief
	if first {
		l = full
	}
	t.reply = verdictReply(t.base, t.verdict, l)
	if first && len(t.talk.Past) > 0 {
		t.reply.Text = newMatterLine() + "\n" + t.reply.Text
		t.reply.Buttons = append(t.reply.Buttons, pressSame)
	}
	if line := maskedLine(t.read.Sensitive); line != "" {
		t.reply.Text += "\n" + line
	}
	t.say(t.verdict.Question)
}

// judge weighs the matter and notes the question put.
func (t *turn) judge() {
	m := &t.talk.Matter
	t.verdict = knowledge.Judge(t.base, *m)
	t.talk.Pending = t.verdict.Question
	t.talk.Lists = t.base.Hash
	if q := t.verdict.Question; q != "" && !contains(m.Asked, q) {
		m.Asked = append(m.Asked, q)
	}
}

// say notes the message among what was said, with the question put after it.
func (t *turn) say(asked string) {
	text := t.masked
	if t.message.Press != "" {
		text = t.message.Press
	}
	t.talk.Said = append(t.talk.Said, store.Said{
		At: t.message.At, Text: text, Pressed: t.message.Press != "", Kind: t.read.Kind, Asked: asked, FAQ: t.read.FAQ,
	})
	t.changed = true
}

// aside answers something beside the matter and comes back to the open question.
func (t *turn) aside(r Reply) {
	q := t.pending()
	if q != nil {
		r.Text += "\n" + backTo(t.base, q)
		r.Buttons = append(append([]string{}, labels(q)...), r.Buttons...)
	}
	t.reply = r
	t.say(t.talk.Pending)
}

// attacked meets an attempt on the assistant. A deed told with it goes to a person; the matter in hand is not touched.
func (t *turn) attacked() {
	t.reply = plainReply(t.base, t.read)
	if told(t.read.Facts) {
		t.verdict = knowledge.Judge(t.base, matterOf(t.read))
		t.reply = verdictReply(t.base, t.verdict, brief)
	}
	if q := t.pending(); q != nil {
		t.reply.Text += "\n" + backTo(t.base, q)
		t.reply.Buttons = append(append([]string{}, labels(q)...), t.reply.Buttons...)
	}
	t.say(t.talk.Pending)
}

// pending is the question that waits for an answer, nil when none does.
func (t *turn) pending() *knowledge.Question {
	return questionOf(t.base, t.talk.Pending, t.lines(t.talk.Pending))
}

// lines are the red lines that a question of that id is about: those suspected, or those still to be ruled out.
func (t *turn) lines(id string) []string {
	m := t.talk.Matter
	switch id {
	case knowledge.SuspicionID, whichSuspectID:
		m.Asked = without(m.Asked, knowledge.SuspicionID)
		return knowledge.Judge(t.base, m).Declare
	case knowledge.DeclarationID, whichID:
		return knowledge.Undeclared(t.base, m)
	}
	return nil
}

// present is the verdict as it stands, with the question that waits for an answer still to be put.
func (t *turn) present() knowledge.Verdict {
	m := t.talk.Matter
	m.Asked = without(m.Asked, t.talk.Pending)
	v := knowledge.Judge(t.base, m)
	if t.talk.Pending == whichID || t.talk.Pending == whichSuspectID {
		v.Question, v.Declare = t.talk.Pending, t.lines(t.talk.Pending)
	}
	return v
}

// stand says where the talk stands, as a verdict when there is a matter.
func (t *turn) stand() Reply {
	if !t.hasMatter() {
		return commandAlone(t.base, "")
	}
	t.verdict = t.present()
	return verdictReply(t.base, t.verdict, brief)
}

// commit is what the store has to write for this turn.
func (t *turn) commit(keep time.Duration) store.Commit {
	c := t.talk
	c.Unit, c.ID, c.Person = t.message.Unit, t.message.Conversation, t.message.From.ID
	if c.Began.IsZero() {
		c.Began = t.message.At
	}
	c.Seen = t.message.At
	return store.Commit{
		Event:        t.message.ID,
		Conversation: c,
		Audit: store.Audit{At: t.message.At, Who: t.message.From.ID, What: t.audit,
			Detail: strings.TrimSpace(fmt.Sprintf("%s %s %s", t.verdict.Outcome, t.verdict.Reason, t.verdict.Item))},
		Open:   t.open,
		Outbox: t.notes,
		Number: t.numberForm(),
		TTL:    keep,
	}
}

// numbered puts the number of the escalation, known only once it is written, into the reply.
func (t *turn) numbered(ctx context.Context, number string) {
	if t.open != nil {
		t.reply.Text = strings.ReplaceAll(t.reply.Text, numberMark, number)
		t.handOver(ctx, number)
	}
}

// escalation writes the matter down for a person: what was said, what is known, and why it comes to them.
func (t *turn) escalation() (*filing.Case, error) {
	v := t.present()
	facts, err := json.Marshal(t.talk.Matter)
	if err != nil {
		return nil, fmt.Errorf("write down matter: %w", err)
	}
	var words []string
	for _, s := range t.talk.Said[min(t.talk.From, len(t.talk.Said)):] {
		words = append(words, s.Text)
	}
	return &filing.Case{
		Unit: t.message.Unit, Kind: filing.Consultation, From: t.message.From.ID,
		Conversation: t.message.Conversation, Opened: t.message.At, Item: v.Item, Rests: restsOn(t.base, v.Item),
		Question: strings.Join(words, "\n"), Matter: facts, Outcome: v.Outcome, Reason: v.Reason, Lists: t.base.Hash,
	}, nil
}
