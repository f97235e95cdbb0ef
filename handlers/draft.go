package handlers

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"dandang/filing"
	"dandang/store"
)

// What a draft shows when it does not show a question.
const (
	pageQuestion = ""      // the next question, in order
	pageStart    = "start" // all that was taken from the talk, to be confirmed at once
	pageCheck    = "check" // the whole paper by section; whoever edits a field from here comes back here
)

// A paper is the draft that the talk is about.
type paper struct {
	at    int // index in the talk's drafts
	draft filing.Draft
	page  string
	whole bool // the check page is to be shown in full, not only what is not in order
}

// papers takes the message when it is about a paper: a command for papers at any time, everything else while a draft
// is open. done is false when the message is for the rest of the desk.
//
// A turn about papers is always committed, even when it only shows something: another process may have gone on with the
// draft, and only a commit finds out that what this one knows is old.
func (t *turn) papers(ctx context.Context) (done bool, err error) {
	done, err = t.paperwork(ctx)
	if done && err == nil && !t.changed && t.talk.Version > 0 {
		t.changed, t.audit = true, "looked"
	}
	return done, err
}

func (t *turn) paperwork(ctx context.Context) (done bool, err error) {
	words := t.message.Text
	if t.message.Press != "" {
		words = t.message.Press
	}
	at := slices.IndexFunc(t.talk.Drafts, func(d store.Draft) bool { return d.Open })
	if r, ok, err := t.desk.verified(ctx, t.message, t.base.County.Decider); ok {
		if t.reply = r; at >= 0 && t.pick(at) == nil {
			t.reply = t.backToPaper(r)
		}
		return true, err
	}
	if at < 0 {
		if r, bad := unreadable(t.base, words); bad {
			t.reply = r
			return true, nil
		}
		return t.paperCommand(ctx, words)
	}
	if err := t.pick(at); err != nil {
		t.reply = draftUnreadable()
		t.talk.Drafts = slices.Clone(t.talk.Drafts)
		t.talk.Drafts[at].Open = false
		t.changed = true
		return true, nil
	}
	return t.drafting(ctx, words)
}

// pick makes a kept draft the one that the talk is about.
func (t *turn) pick(at int) error {
	kept := t.talk.Drafts[at]
	d, err := filing.DecodeDraft(kept.Data, t.form)
	if err != nil {
		return fmt.Errorf("draft %d: %w", kept.ID, err)
	}
	t.paper = &paper{at: at, draft: d, page: kept.Page}
	return nil
}

// form finds a form, with the county's own list among its choices.
func (t *turn) form(id string) *filing.Form {
	if t.desk.Forms == nil {
		return nil
	}
	f := t.desk.Forms.Form(id)
	if f == nil {
		return nil
	}
	return f.WithItems(t.base)
}

// keep puts the draft back into the talk, to be committed.
func (t *turn) keep() error {
	data, err := t.paper.draft.Encode()
	if err != nil {
		return fmt.Errorf("keep draft: %w", err)
	}
	t.talk.Drafts = slices.Clone(t.talk.Drafts)
	kept := &t.talk.Drafts[t.paper.at]
	kept.Data, kept.Page, kept.Seen = data, t.paper.page, t.message.At
	t.changed, t.audit = true, "draft"
	return nil
}

// drafting answers a message while a draft is open.
func (t *turn) drafting(ctx context.Context, words string) (done bool, err error) {
	if t.message.Press == "" {
		r, err := t.desk.Reader.Read(ctx, t.base, shortened(words), nil)
		if err != nil {
			return true, fmt.Errorf("read message: %w", err)
		}
		t.read, t.masked = r, masked(words, r)
		if secret(r) {
			t.reply = t.backToPaper(secretReply(t.base))
			return true, nil
		}
		if contains(r.Sensitive, "idcard") || contains(r.Sensitive, "bankcard") {
			t.reply = t.backToPaper(Reply{Text: noCardNumbers()})
			return true, nil
		}
	}
	plain := plainWords(words)
	if done, err := t.paperCommand(ctx, words); done || err != nil {
		return done, err
	}
	if t.outdatedAnswer(plain) {
		t.reply = stale(t.message.Press, t.ask())
		return true, nil
	}
	if step := t.step(plain); step != nil {
		return true, step(ctx)
	}
	if r, ok := t.beside(plain); ok {
		t.reply = t.backToPaper(r)
		return true, nil
	}
	if t.message.Command { // it answers no field; the paper stays open
		return false, nil
	}
	if t.leaves(plain) {
		t.setAside()
		return false, nil
	}
	return true, t.fill(ctx, words)
}

// shortened is what the reader looks at of a long paste.
func shortened(words string) string {
	r := []rune(words)
	return string(r[:min(len(r), mostRunes)])
}

// backToPaper adds to an answer beside the paper the question that waits.
func (t *turn) backToPaper(r Reply) Reply {
	q := t.ask()
	r.Text += "\n" + backToForm() + q.Text
	r.Buttons = append(slices.Clone(q.Buttons), without(r.Buttons, pressDraft)...)
	return r
}

// ask is what the draft shows now: the page or the next question.
func (t *turn) ask() Reply {
	d := t.paper.draft
	q, open := d.Next()
	switch {
	case t.paper.page == pageStart:
		return startPage(d)
	case t.paper.whole && (!open || t.paper.page == pageCheck && d.At == ""):
		return checkPage(d, t.findings(), t.held())
	case !open, t.paper.page == pageCheck && d.At == "":
		return checkBrief(d, t.findings(), t.held())
	}
	return question(d, q)
}

// show keeps the draft and shows it, with what just happened above.
func (t *turn) show(lead string) error {
	if _, open := t.paper.draft.Next(); !open && t.paper.page == pageQuestion {
		t.paper.page, t.paper.whole = pageCheck, true
	}
	if err := t.keep(); err != nil {
		return err
	}
	t.reply = t.ask()
	if lead != "" {
		t.reply.Text = lead + "\n" + t.reply.Text
	}
	return nil
}

// leaves reports whether the words end the talk about the paper for now: another matter, or a person.
func (t *turn) leaves(plain string) bool {
	return restart.MatchString(plain) || t.message.Press == pressRestart
}

// setAside keeps the draft for later.
func (t *turn) setAside() {
	t.talk.Drafts = slices.Clone(t.talk.Drafts)
	t.talk.Drafts[t.paper.at].Open = false
	t.changed = true
}

// mostTable is how many runes of a pasted table are read.
const mostTable = 20000

// standPaper says where the draft stands, or that it was handed in by this very message; ok is false when the talk is
// about no paper.
func (t *turn) standPaper() (r Reply, ok bool) {
	for i, d := range t.talk.Drafts {
		if d.Open && t.pick(i) == nil {
			return t.ask(), true
		}
	}
	if n := len(t.talk.Filed); n > 0 && t.talk.Filed[n-1].At.Equal(t.message.At.Truncate(time.Millisecond)) {
		return alreadyFiled(t.talk.Filed[n-1], t.message.At.Location()), true
	}
	return Reply{}, false
}

// isTable reports whether the text may be a table pasted into a list: many lines, and not beyond what is read.
func isTable(s string) bool {
	return strings.Count(strings.TrimSpace(s), "\n") >= 3 && utf8.RuneCountInString(s) <= mostTable && utf8.ValidString(s) && !strings.ContainsRune(s, 0)
}
