package handlers

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"dandang/filing"
	"dandang/knowledge"
	"dandang/store"
)

// A draftLine is one draft as it is listed.
type draftLine struct {
	id        int
	title     string
	done, all int
	seen      string
	open      bool
	elsewhere bool // in another conversation
}

// drafts are the drafts of this talk, then those of the person's other conversations, if they were looked up; the
// numbers of these go on where the talk's end.
func (t *turn) drafts() []draftLine {
	var out []draftLine
	for _, kept := range t.talk.Drafts {
		out = append(out, t.draftLine(kept, kept.ID))
	}
	for _, o := range t.others {
		l := t.draftLine(o.draft, o.shown)
		l.elsewhere = true
		out = append(out, l)
	}
	return out
}

func (t *turn) draftLine(kept store.Draft, id int) draftLine {
	l := draftLine{id: id, seen: dayOf(kept.Seen.In(t.message.At.Location())), open: kept.Open}
	if d, err := filing.DecodeDraft(kept.Data, t.form); err == nil {
		l.title, l.done, l.all = titled(d)
	}
	return l
}

// titled is what a draft is called and how far it is.
func titled(d filing.Draft) (title string, done, all int) {
	done, all = d.Progress()
	return d.Values["matter"].Formal, done, all
}

// mine lists the person's matters, drafts and filings, those of other conversations too.
func (t *turn) mine(ctx context.Context) error {
	if err := errors.Join(t.look(ctx), t.lookUpFilings(ctx)); err != nil {
		return err
	}
	r := myPapers(t.base, t.talk, t.drafts(), t.filings, t.stateOf, func(c filing.Case) string { return t.nextDay(c) })
	if t.paper != nil {
		r = t.backToPaper(r)
	}
	t.reply = r
	return nil
}

// lookUpFilings finds the papers that the person has handed in, wherever that was, the oldest first.
func (t *turn) lookUpFilings(ctx context.Context) error {
	all, err := t.desk.Store.CasesOf(ctx, t.message.Unit, t.message.From.ID)
	if err != nil {
		return fmt.Errorf("list filings: %w", err)
	}
	t.filings = slices.DeleteFunc(all, func(c filing.Case) bool {
		here := slices.ContainsFunc(t.talk.Filed, func(f store.Filed) bool { return f.Number == c.Number })
		return !here && (c.Kind != filing.Filing && c.Kind != filing.Clarification || len(c.Form) == 0)
	})
	slices.SortStableFunc(t.filings, func(a, b filing.Case) int { return a.Opened.Compare(b.Opened) })
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
	for i := len(t.filings) - 1; i >= 0; i-- {
		number := t.filings[i].Number
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
func (t *turn) withFiling(words string, do func(filing.Case) error) error {
	number := t.filed(words)
	i := slices.IndexFunc(t.filings, func(c filing.Case) bool { return c.Number == number })
	if number == "" || i < 0 {
		t.reply = noSuchFiling(t.filings)
		return nil
	}
	return do(t.filings[i])
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
