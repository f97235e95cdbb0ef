package handlers

import (
	"regexp"

	"dandang/filing"
	"dandang/knowledge"
)

// kindOf is what sort of case a paper becomes when it is handed in.
var kindOf = map[filing.Paper]filing.Kind{
	filing.PaperRequest:       filing.Filing,
	filing.PaperClarification: filing.Clarification,
	filing.PaperDetermination: filing.Consultation, // a matter that is done already goes to a person
}

// otherPapers are the words by which a person begins a paper that is no application for filing.
var otherPapers = []struct {
	words *regexp.Regexp
	paper filing.Paper
}{
	{regexp.MustCompile(`^(?:我要|我想|帮我|请帮我|起草|填写|填)*(?:申请|起草|填)(?:失实举报)?澄清(?:正名)?(?:申请|申请表)?$`), filing.PaperClarification},
	{regexp.MustCompile(`^(?:我要|我想|帮我|请帮我|起草|填写|填)*(?:申请|起草|填)容错认定(?:申请|申请书)?$`), filing.PaperDetermination},
}

// otherPaper begins a paper other than an application for filing; ok is false when the words ask for none. The matter
// in hand is not put into it: it is about something else.
func (t *turn) otherPaper(plain string) (ok bool, err error) {
	for _, o := range otherPapers {
		if !o.words.MatchString(plain) {
			continue
		}
		f := t.form(string(o.paper))
		switch {
		case t.desk.Forms == nil || f == nil:
			t.reply = noForms()
			return true, nil
		case len(t.talk.Drafts) >= mostDrafts:
			t.reply = tooManyDrafts(t.drafts())
			return true, nil
		}
		d := filing.Start(f, filing.PrefillFrom(f, knowledge.Matter{}, nil, t.when()))
		if err := t.newDraft(d, pageQuestion); err != nil {
			return true, err
		}
		t.reply = t.ask()
		t.reply.Text = join([]string{begun(d), t.reply.Text, decides(t.base)})
		return true, nil
	}
	return false, nil
}

// subject is what a paper is about, in one line.
func subject(d filing.Draft) string {
	for _, id := range []string{"matter", "facts", "story"} {
		if v := d.Values[id].Formal; v != "" {
			return shorten(oneLine(v), 40)
		}
	}
	return d.Form.Title
}
