package handlers

import (
	"context"
	"fmt"
	"regexp"
	"strings"

	"dandang/filing"
	"dandang/knowledge"
)

// A draftLine is one draft as it is listed.
type draftLine struct {
	id        int
	title     string
	done, all int
	seen      string
	open      bool
}

func (t *turn) drafts() []draftLine {
	var out []draftLine
	for _, kept := range t.talk.Drafts {
		l := draftLine{id: kept.ID, seen: dayOf(kept.Seen.In(t.message.At.Location())), open: kept.Open}
		if d, err := filing.DecodeDraft(kept.Data, t.form); err == nil {
			l.title, l.done, l.all = titled(d)
		}
		out = append(out, l)
	}
	return out
}

// titled is what a draft is called and how far it is.
func titled(d filing.Draft) (title string, done, all int) {
	done, all = d.Progress()
	return d.Values["matter"].Formal, done, all
}

// mine lists the person's matters, drafts and filings.
func (t *turn) mine(ctx context.Context) error {
	var filed []filing.Case
	for _, f := range t.talk.Filed {
		c, ok, err := t.desk.Store.Case(ctx, t.message.Unit, f.Number)
		if err != nil {
			return fmt.Errorf("list filings: %w", err)
		}
		if ok {
			filed = append(filed, c)
		}
	}
	r := myPapers(t.base, t.talk, t.drafts(), filed, t.stateOf, func(c filing.Case) string { return t.nextDay(c) })
	if t.paper != nil {
		r = t.backToPaper(r)
	}
	t.reply = r
	return nil
}

// nextDay is the next day that a filing has to be thought of, "" for none.
func (t *turn) nextDay(c filing.Case) string {
	if len(c.Clocks) > 0 && !c.Clocks[0].Due.IsZero() {
		return "，" + c.Clocks[0].What + "：" + day(c.Clocks[0].Due) + "到期"
	}
	d, err := filing.DecodeDraft(c.Form, t.form)
	if err != nil {
		return ""
	}
	today := knowledge.Date(t.message.At.Format("2006-01-02"))
	var best knowledge.Date
	what := ""
	for _, row := range d.Values["permits"].Rows {
		if due := row["due"].To; due >= today && (best == "" || due < best) {
			best, what = due, row["permit"].Formal
		}
	}
	if end := d.Values["period"].To; end >= today && (best == "" || end < best) {
		best, what = end, ""
	}
	if best == "" {
		return ""
	}
	return nextDayLine(best, what)
}

// filed is the number of the person's filing that the words mean, "" for none; no words mean the last one.
func (t *turn) filed(words string) string {
	words = strings.TrimSpace(words)
	for i := len(t.talk.Filed) - 1; i >= 0; i-- {
		number := t.talk.Filed[i].Number
		if words == "" || words == number || countOnly.MatchString(words) && serial(words) == serial(number) {
			return number
		}
	}
	return ""
}

var countOnly = regexp.MustCompile(`^第?\d+号?$`)

var serialEnd = regexp.MustCompile(`^(?:第|.*\D)?0*(\d+)号?$`)

// serial is the count at the end of a number, 13 in 宝纪备〔2026〕13号, 第13号 and 13; "" for words that are none. Words that
// hold more than the count have to be the whole number.
func serial(s string) string {
	g := serialEnd.FindStringSubmatch(s)
	if g == nil {
		return ""
	}
	return g[1]
}

// withFiling does something with one of the person's own filings.
func (t *turn) withFiling(ctx context.Context, words string, do func(filing.Case) error) error {
	number := t.filed(words)
	if number == "" {
		t.reply = noSuchFiling(t.talk.Filed)
		return nil
	}
	c, ok, err := t.desk.Store.Case(ctx, t.message.Unit, number)
	if err != nil {
		return fmt.Errorf("read filing: %w", err)
	}
	if !ok {
		t.reply = noSuchFiling(t.talk.Filed)
		return nil
	}
	return do(c)
}

// copyFiling begins a new draft from a filing.
func (t *turn) copyFiling(c filing.Case) error {
	d, err := filing.DecodeDraft(c.Form, t.form)
	if err != nil {
		t.reply = draftUnreadable()
		return nil
	}
	if len(t.talk.Drafts) >= mostDrafts {
		t.reply = tooManyDrafts(t.drafts())
		return nil
	}
	next, cleared, flagged := d.Copy(t.when())
	if err := t.newDraft(next, pageQuestion); err != nil {
		return err
	}
	t.reply = t.ask()
	t.reply.Text = copied(c.Number, cleared, flagged) + "\n" + t.reply.Text
	return nil
}

// reprint makes the document of a filing once more.
func (t *turn) reprint(ctx context.Context, c filing.Case) error {
	d, err := filing.DecodeDraft(c.Form, t.form)
	if err != nil {
		t.reply = draftUnreadable()
		return nil
	}
	file, err := t.write(ctx, d, c.Number)
	t.reply = documentAgain(c.Number, file, err)
	return nil
}
