package handlers

import (
	"context"
	"fmt"
	"strings"
	"time"

	"dandang/knowledge"
)

// An Aid is a language model beside the rules. It reads and words; it decides nothing, and the desk does without it when
// it fails.
type Aid struct {
	Patience time.Duration // how long a turn waits for the model in all
	// Read reads a person's fresh message with the model beside the rules.
	Read func(person string) Reader
	// Late returns what a model that answered after the turn adds to the reading of a message or changes in it, none
	// while it has not answered.
	Late func(ctx context.Context, b *knowledge.Base, text string, open *knowledge.Question) ([]knowledge.Fact, error)
	// Explain says in plain words what a verdict cites; nothing and no error when that is switched off.
	Explain func(ctx context.Context, b *knowledge.Base, person string, v knowledge.Verdict) ([]Sentence, error)
	// Near are the indexes of the texts that are like another one, the likest first; none when it cannot tell. nil: never.
	Near func(ctx context.Context, unit, person, about string, texts []string) []int
	// Polish words an answer to a field of a form, at most so many characters; names are persons named elsewhere in the
	// form, to be hidden. An error when what came back does not say the same.
	Polish func(ctx context.Context, b *knowledge.Base, person, label, said string, most int, names []string) (string, error)
}

// A Sentence explains one item of the lists.
type Sentence = struct{ Item, Text string }

// aided takes the turn with the model beside it: first what it found late, at the end what it explains.
func (t *turn) aided(ctx context.Context) error {
	if t.desk.Aid == nil {
		return t.answered(ctx)
	}
	from, until := t.talk.From, time.Now().Add(t.desk.Aid.Patience)
	late, err := t.late(ctx)
	if err != nil {
		return err
	}
	if err := t.answered(ctx); err != nil {
		return err
	}
	if late != "" && t.talk.From == from {
		t.reply.Text = late + "\n" + t.reply.Text
		t.changed = true
	}
	if line := veiledLine(t.read.Veiled, t.read.Sensitive); line != "" {
		t.reply.Text += "\n" + line
	}
	if t.explainable() {
		ctx, cancel := context.WithDeadline(ctx, until)
		defer cancel()
		said, err := t.desk.Aid.Explain(ctx, t.base, t.message.From.ID, t.verdict)
		t.reply.Text += explanation(t.base, said, err)
	}
	return nil
}

// fresh reads the message of the turn.
func (t *turn) fresh(ctx context.Context, q *knowledge.Question) (knowledge.Reading, error) {
	r := t.desk.Reader
	if t.desk.Aid != nil {
		r = t.desk.Aid.Read(t.message.From.ID)
	}
	return r.Read(ctx, t.base, t.message.Text, q)
}

// explainable reports whether the reply shows a verdict that is final, or lays one open.
func (t *turn) explainable() bool {
	v := t.verdict
	if t.desk.Aid.Explain == nil || len(v.Citations) == 0 || t.paper != nil || !strings.Contains(t.reply.Text, headline(t.base, v)) {
		return false
	}
	asked := t.message.Press == pressWhy || t.read.Intent == knowledge.IntentWhy
	return asked || v.Question == ""
}

// late takes in what the model found in the last messages of the matter after they were answered by the rules alone,
// and returns what is to be said of it. What changes nothing that matters is left out.
func (t *turn) late(ctx context.Context) (string, error) {
	if t.talk.Case != "" { // it is with a person: what the assistant would add now is thrown away
		return "", nil
	}
	const back = 3 // messages
	m := t.talk.Matter
	facts := append([]knowledge.Fact(nil), m.Facts...)
	var found []knowledge.Fact
	for i := max(t.talk.From, len(t.talk.Said)-back); t.hasMatter() && i < len(t.talk.Said); i++ {
		s := t.talk.Said[i]
		if s.Pressed || !counted(s) || strings.HasPrefix(s.Asked, draftMark) {
			continue
		}
		more, err := t.desk.Aid.Late(ctx, t.base, s.Text, t.openAt(i))
		if err != nil {
			return "", fmt.Errorf("read what the model said late: %w", err)
		}
		for _, f := range more {
			f.Turn = i - t.talk.From
			var news bool
			if facts, news = heard(facts, f); news {
				found = append(found, f)
			}
		}
	}
	if len(found) == 0 {
		return "", nil
	}
	was := t.present()
	t.talk.Matter.Facts = facts
	is := t.present()
	if !differs(was, is) {
		t.talk.Matter = m
		return "", nil
	}
	return lateLine(t.base, was, is, found), nil
}

// openAt is the question that waited when message i was said, nil for none.
func (t *turn) openAt(i int) *knowledge.Question {
	if i == t.talk.From {
		return nil
	}
	id := t.talk.Said[i-1].Asked
	return questionOf(t.base, id, t.lines(id))
}

// heard puts a fact of an earlier message among the facts, in place of what that message was taken to say of it, and
// reports whether that is news.
func heard(facts []knowledge.Fact, f knowledge.Fact) ([]knowledge.Fact, bool) {
	for i, g := range facts {
		if g.ID == f.ID && g.Turn == f.Turn {
			if g.Holds == f.Holds && g.Hint == f.Hint {
				return facts, false
			}
			f.Via = g.Via
			facts[i] = f
			return facts, true
		}
	}
	return append(facts, f), true
}

// differs reports whether two verdicts differ in what matters to the person: the outcome, a red line, how a need
// stands, or what is asked.
func differs(a, b knowledge.Verdict) bool {
	if a.Outcome != b.Outcome || a.Reason != b.Reason || a.Question != b.Question || len(a.Negative) != len(b.Negative) || len(a.Trace) != len(b.Trace) {
		return true
	}
	for i, h := range a.Negative {
		if h.ID != b.Negative[i].ID || h.Suspected != b.Negative[i].Suspected {
			return true
		}
	}
	for i, s := range a.Trace {
		if s.Need != b.Trace[i].Need || s.State != b.Trace[i].State {
			return true
		}
	}
	return false
}
