package handlers

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"dandang/filing"
	"dandang/knowledge"
	"dandang/store"
)

// handedIn is what the audit calls a paper that was handed in.
const handedIn = "filed"

// findings are what keeps the draft from being handed in, so far as it shows without reading it again.
func (t *turn) findings() []filing.Finding { return t.paper.draft.Check(t.when(), nil) }

// held is why the judge keeps the paper from being handed in, "" when it does not.
func (t *turn) held() knowledge.Reason {
	if !t.hasMatter() {
		return ""
	}
	if v := t.present(); t.keptBack(v) {
		return v.Reason
	}
	return ""
}

// handIn hands the draft in: one case, one number. What is not in order, or what the judge keeps back, is told
// instead.
func (t *turn) handIn(ctx context.Context) error {
	d := t.paper.draft.Edit("")
	var failed error
	findings := d.Check(t.when(), func(text string, name bool) []string {
		lines, err := t.redLinesIn(ctx, text, name)
		failed = errors.Join(failed, err)
		return lines
	})
	if failed != nil {
		return fmt.Errorf("read the draft: %w", failed)
	}
	if len(findings) > 0 {
		t.paper.draft, t.paper.page = d, pageCheck
		if err := t.keep(); err != nil {
			return err
		}
		t.reply = notYet(d, findings, t.held())
		return nil
	}
	v := t.present()
	if t.hasMatter() && t.keptBack(v) {
		t.verdict = v
		t.reply = heldBack(t.base, v)
		return nil
	}
	doubts, err := t.doubts(ctx, d)
	if err != nil {
		return fmt.Errorf("read the draft: %w", err)
	}
	c, err := t.application(d, v, doubts)
	if err != nil {
		return err
	}
	t.open, t.verdict = c, v
	kept := t.talk.Drafts[t.paper.at]
	t.talk.Drafts = slices.Delete(slices.Clone(t.talk.Drafts), t.paper.at, t.paper.at+1)
	t.talk.Filed = append(slices.Clone(t.talk.Filed), store.Filed{At: t.message.At, Draft: kept.ID})
	t.paper.draft = d
	t.changed, t.audit = true, handedIn
	t.reply = filedReply(t.base, t.hasMatter(), v, doubts)
	if c.Kind != filing.Filing {
		t.reply = otherFiled(t.base, d.Form.Title)
	}
	return nil
}

// redLinesIn are the red lines that a text of the paper tells outright, by name; a mere name tells of no deed.
func (t *turn) redLinesIn(ctx context.Context, text string, name bool) ([]string, error) {
	r, err := t.desk.Reader.Read(ctx, t.base, shortened(text), nil)
	if err != nil {
		return nil, err
	}
	var out []string
	if !name {
		for _, f := range hold(r.Facts) {
			out = append(out, crosses(titleOf(t.base, f.ID), f.Quote))
		}
	}
	if secret(r) {
		out = append(out, looksSecret())
	}
	return out, nil
}

// application is the case that the draft becomes.
func (t *turn) application(d filing.Draft, v knowledge.Verdict, doubts []string) (*filing.Case, error) {
	c, err := t.escalation()
	if err != nil {
		return nil, err
	}
	form, err := d.Encode()
	if err != nil {
		return nil, fmt.Errorf("write application: %w", err)
	}
	c.Kind, c.Form, c.Summary = kindOf[filing.Paper(d.Form.ID)], json.RawMessage(form), subject(d)
	if c.Kind != filing.Filing { // about something else than the matter in hand
		c.Question, c.Matter, c.Outcome, c.Reason = c.Summary, nil, "", ""
		return c, nil
	}
	if !t.hasMatter() {
		c.Question, c.Outcome, c.Reason = c.Summary, "", ""
	} else {
		c.Outcome, c.Reason = v.Outcome, v.Reason
	}
	if t.admitted != nil {
		c.Parent = t.admitted.Number
	}
	if len(doubts) > 0 {
		c.Question += "\n" + doubtsNote(doubts)
	}
	return c, nil
}

// doubts are the red lines that the texts of the paper only hint at. They keep nothing back, but whoever decides is
// told.
func (t *turn) doubts(ctx context.Context, d filing.Draft) ([]string, error) {
	var out []string
	for _, f := range d.Form.Fields() {
		v := d.Values[f.ID]
		if f.Type != filing.TypeText || f.Office || !d.Applies(f) || v.State != filing.Filled || len([]rune(v.Formal)) < 6 {
			continue
		}
		r, err := t.desk.Reader.Read(ctx, t.base, shortened(v.Formal), nil)
		if err != nil {
			return nil, err
		}
		for _, fact := range r.Facts {
			if fact.Holds && fact.Hint && strings.HasPrefix(fact.ID, "neg-") {
				out = append(out, doubt(f.Label, titleOf(t.base, fact.ID)))
			}
		}
	}
	return out, nil
}

// numberForm is how a case of this turn is numbered, "" when none is opened.
func (t *turn) numberForm() string {
	if t.open == nil {
		return ""
	}
	return t.desk.numberOf(t.base, t.open.Kind)
}

// handOver makes the document of a paper just handed in and puts it to the reply. The paper is handed in whether that
// works or not: the document can be made again.
func (t *turn) handOver(ctx context.Context, number string) {
	if t.open == nil || t.audit != handedIn {
		return
	}
	file, err := t.write(ctx, t.paper.draft, number)
	if err != nil {
		t.desk.Log.ErrorContext(ctx, "document not made", "unit", t.message.Unit, "case", number, "err", err)
	}
	t.reply.File = file
	t.reply.Text = strings.ReplaceAll(t.reply.Text, documentMark, documentLine(file, err))
}

// write makes the document, registers it and writes it into the folder of documents, for its owner's eyes only. Without
// a folder it returns "". What the register does not have is not handed out.
func (t *turn) write(ctx context.Context, d filing.Draft, number string) (string, error) {
	if t.desk.Documents == "" || t.desk.Templates == nil {
		return "", nil
	}
	data := d.Data()
	data.Number, data.Version = number, 1
	file, err := t.desk.Templates.Render(filing.Paper(d.Form.ID), data)
	if err != nil {
		return "", fmt.Errorf("make document: %w", err)
	}
	if err := t.desk.register(ctx, t.message.Unit, file, store.Audit{At: t.message.At, Who: t.message.From.ID, What: "paper"}); err != nil {
		return "", err
	}
	return t.desk.keepFile(t.message.Unit, number+" "+d.Form.Title+".docx", file)
}

// fileName is s without what no file may be called.
func fileName(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || strings.ContainsRune(`/\:*?"<>|`, r) {
			return '_'
		}
		return r
	}, s)
}
