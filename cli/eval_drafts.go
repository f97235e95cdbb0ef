package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"dandang/filing"
	"dandang/handlers"
	"dandang/knowledge"
)

// drafting is how well forms are filled in: from what messages tell, in talks, and on paper.
type drafting struct {
	Lists  string            `json:"lists"`
	Stated share             `json:"prefilled"` // fields that a message states, and those of them rightly prefilled
	Fields map[string]*share `json:"fields"`    // the same by field

	Talks     int     `json:"talks"`    // talks about papers
	Finished  int     `json:"finished"` // papers handed in there
	Turns     []int   `json:"-"`        // messages to each of them
	TurnsP50  int     `json:"turns_p50"`
	TurnsMost int     `json:"turns_most"`
	Documents int     `json:"documents"` // made in the talks
	Pages     int     `json:"pages"`     // of them; 0 when there is no LibreOffice to count them
	P50       float64 `json:"document_ms_p50"`
	P95       float64 `json:"document_ms_p95"`

	labels map[string]string // of the fields, for people
}

// drafts measures drafting over labelled files and written talks.
func (c *evalCmd) drafts(ctx context.Context, p *program) error {
	b, r, err := p.bench(or(c.County, p.settings.County), c.On)
	if err != nil {
		return err
	}
	forms, err := p.forms()
	if err != nil {
		return err
	}
	d := &drafting{Lists: b.Hash, Fields: map[string]*share{}, labels: map[string]string{}}
	var talks []string
	for _, name := range c.Files {
		if strings.HasSuffix(name, ".txt") {
			talks = append(talks, name)
			continue
		}
		if err := eachLine(name, func(l labelled) error { return d.take(ctx, b, r, forms, l) }); err != nil {
			return fmt.Errorf("%s：%w", name, err)
		}
	}
	if err := d.play(ctx, p, c, talks); err != nil {
		return err
	}
	if err := d.press(p.templates()); err != nil {
		return err
	}
	return c.print(p.Out, d)
}

// take begins the form that a labelled plan leads to and compares it with the labels.
func (d *drafting) take(ctx context.Context, b *knowledge.Base, r handlers.Reader, forms *filing.Forms, l labelled) error {
	text := or(l.Question, l.Text)
	if l.Question == "" && (l.Kind != knowledge.Plan || l.Facts == nil) {
		return nil
	}
	draft, ok, err := handlers.BeginDraft(ctx, b, r, forms, text, time.Now())
	if err != nil || !ok {
		return err
	}
	s, err := statedBy(l, text, draft.Form)
	if err != nil {
		return err
	}
	for _, f := range draft.Form.Fields() {
		if right, ok := s[f.ID]; ok {
			d.labels[f.ID] = f.Label
			d.count(f.ID, right(draft))
		}
	}
	return nil
}

func (d *drafting) count(field string, hit bool) {
	if d.Fields[field] == nil {
		d.Fields[field] = &share{}
	}
	d.Fields[field].count(hit)
	d.Stated.count(hit)
}

// stated are the fields that a message states, by the labels, each with what makes the draft right.
type stated map[string]func(filing.Draft) bool

// statedBy reads the labels of a line. Sums are in no label: that one is written there is seen from the words, and any
// sum counts as right. Dates and units are not counted, since most that are told belong to no field.
func statedBy(l labelled, text string, form *filing.Form) (stated, error) {
	s := stated{}
	if l.Question != "" {
		s.elements(l, text)
	} else if err := s.facts(l, form); err != nil {
		return nil, err
	}
	for _, f := range form.Fields() {
		if f.Office || !slices.Contains(f.From, "mention") {
			continue
		}
		for _, m := range filing.Mentions(text, time.Now()) {
			if m.Type == filing.TypeMoney && f.Type == m.Type {
				s[f.ID] = func(d filing.Draft) bool { return d.Values[f.ID].Formal != "" }
			}
		}
	}
	return s, nil
}

// facts are the fields that labelled facts, the stage and the items of a story tell.
func (s stated) facts(l labelled, form *filing.Form) error {
	var facts []knowledge.Fact
	if err := json.Unmarshal(l.Facts, &facts); err != nil {
		return fmt.Errorf("facts: %w", err)
	}
	for _, f := range form.Fields() {
		for _, source := range f.From {
			switch {
			case source == "stage" && l.Stage != nil:
				want := map[string]string{"inquiry": "done"}[*l.Stage]
				s[f.ID] = func(d filing.Draft) bool { return slices.Equal(d.Values[f.ID].Picks, []string{or(want, *l.Stage)}) }
			case source == "item" && len(l.Positive) > 0:
				s[f.ID] = picks(f.ID, l.Positive)
			case f.Type == filing.TypeText || f.Type == filing.TypeYesNo:
				if quotes := quotesOf(facts, strings.Split(source, "+")); len(quotes) > 0 {
					s[f.ID] = tells([]string{f.ID}, quotes)
				}
			}
		}
	}
	return nil
}

// quotesOf are the quotes of labelled facts that a source of a field names, with =no behind those denied.
func quotesOf(facts []knowledge.Fact, sources []string) []string {
	var out []string
	for _, f := range facts {
		id := f.ID
		if !f.Holds {
			id += "=no"
		}
		if slices.Contains(sources, id) {
			out = append(out, f.Quote)
		}
	}
	return out
}

// elementFields are the fields in which what a published case tells of a judging element belongs.
var elementFields = map[string][]string{
	"动机态度": {"purpose", "integrity_text", "measures"}, "客观条件": {"conditions", "purpose"}, "程序方法": {"measures", "departs", "meeting", "review"},
	"后果影响": {"risks", "measures"}, "挽回损失": {"remedies", "controls"},
}

// elements are the fields that the elements of a published case tell, where the question tells them too: the elements
// are labelled on the case and not on the question made from it.
func (s stated) elements(l labelled, text string) {
	if right := scenarios[l.Scenario]; len(right) > 0 && l.Label != "excluded" {
		s["items"] = picks("items", right)
	}
	for name, fields := range elementFields {
		words := l.Elements[name]
		if words == nil || !share4(text, *words) {
			continue
		}
		s[fields[0]] = tells(fields, []string{*words})
	}
}

func picks(field string, right []string) func(filing.Draft) bool {
	return func(d filing.Draft) bool {
		picks := d.Values[field].Picks
		return len(picks) > 0 && slices.Contains(right, picks[0])
	}
}

// tells reports drafts in which one of the fields holds some of the words; any answer to a yes or no is one.
func tells(fields, quotes []string) func(filing.Draft) bool {
	return func(d filing.Draft) bool {
		return slices.ContainsFunc(fields, func(id string) bool {
			v := d.Values[id].Formal
			yesno := d.Form.Field(id).Type == filing.TypeYesNo
			return v != "" && (yesno || slices.ContainsFunc(quotes, func(q string) bool { return strings.Contains(v, q) || strings.Contains(q, v) || share4(v, q) }))
		})
	}
}

// share4 reports whether two texts have four characters in a row in common.
func share4(a, b string) bool {
	r := []rune(b)
	for i := 0; i+4 <= len(r); i++ {
		if strings.Contains(a, string(r[i:i+4])) {
			return true
		}
	}
	return false
}

// Table prints the figures for people.
func (d *drafting) Table(w io.Writer) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintf(t, "清单版本\t%s\n", d.Lists)
	if d.Stated.Of > 0 {
		fmt.Fprintf(t, "说到的栏目先填上了\t%s\t目标 ≥ 60%%\n", d.Stated)
		for _, id := range fieldsBySize(d.Fields) {
			fmt.Fprintf(t, "  %s\t%s\n", d.labels[id], d.Fields[id])
		}
	}
	if d.Talks > 0 {
		fmt.Fprintf(t, "起草的对话\t%d 个，提交了 %d 份\n", d.Talks, d.Finished)
		fmt.Fprintf(t, "从起草到提交\t中位 %d 句，最多 %d 句\n", d.TurnsP50, d.TurnsMost)
		pages := "，没有 LibreOffice，没有数页"
		if d.Pages > 0 {
			pages = fmt.Sprintf("，共 %d 页", d.Pages)
		}
		fmt.Fprintf(t, "出的文书\t%d 份%s\n", d.Documents, pages)
	}
	fmt.Fprintf(t, "百份同时出，每份\tp50 %.1f 毫秒，p95 %.1f 毫秒\t目标 p95 < 50\n", d.P50, d.P95)
	return t.Flush()
}

// fieldsBySize puts the fields stated most often first.
func fieldsBySize(fields map[string]*share) []string {
	ids := make([]string, 0, len(fields))
	for id := range fields {
		ids = append(ids, id)
	}
	slices.SortFunc(ids, func(a, b string) int {
		if n := fields[b].Of - fields[a].Of; n != 0 {
			return n
		}
		return strings.Compare(a, b)
	})
	return ids
}
