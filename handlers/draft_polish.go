package handlers

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"dandang/filing"
)

var (
	polishes = regexp.MustCompile(`^(?:请|帮我|麻烦)?(?:把)?(.{0,12}?)(?:润色|改得正式(?:一点|些)?|写得正式(?:一点|些)?)(?:一下|下)?(?:吧)?(.{0,12})$`)
	ownWords = regexp.MustCompile(`^(用原话|用我的原话|用原来的|还是原话|还用原来的|不用改|不要改|改得不对|不对)$`)
)

// rewording is what the words do about other words for an answer, nil when they are about something else or there is no
// model to word it.
func (t *turn) rewording(plain string) func(context.Context) error {
	if t.desk.Aid == nil || t.desk.Aid.Polish == nil {
		return nil
	}
	d := t.paper.draft
	if q, open := d.Next(); open && q.Value.Origin != nil && q.Value.Origin.Turn == filing.Reworded && q.Mode == filing.ModeConfirm && ownWords.MatchString(plain) {
		return func(context.Context) error { return t.undoDraft() }
	}
	if plain == pressHelp {
		return func(context.Context) error {
			r := draftHelp()
			r.Text += "\n" + polishHelp()
			t.reply = t.backToPaper(r)
			return nil
		}
	}
	g := polishes.FindStringSubmatch(plain)
	if g == nil {
		return nil
	}
	return func(ctx context.Context) error { return t.polish(ctx, strings.TrimSpace(g[1]+g[2])) }
}

// polish puts the answer to a text field into plain official Chinese and shows both wordings.
func (t *turn) polish(ctx context.Context, name string) error {
	d := t.paper.draft
	f := t.polishable(name)
	if f == nil {
		t.reply = t.ask()
		t.reply.Text = polishWhat() + "\n" + t.reply.Text
		return nil
	}
	v := d.Values[f.ID]
	words := v.Said
	if words == "" {
		words = v.Formal
	}
	formal, err := t.desk.Aid.Polish(ctx, t.base, t.message.From.ID, f.Label, words, f.Max, t.named())
	if err != nil {
		return t.notPolished(polishFailed(f))
	}
	if formal == v.Formal {
		return t.notPolished(polishSame(f))
	}
	next, problems := d.Reword(f.ID, formal, t.when())
	if len(problems) > 0 {
		return t.notPolished(polishFailed(f))
	}
	t.paper.draft, t.paper.page = next, pageQuestion
	if err := t.keep(); err != nil {
		return err
	}
	t.reply = polished(f, words, next.Values[f.ID].Formal)
	return nil
}

func (t *turn) notPolished(line string) error {
	t.reply = t.ask()
	t.reply.Text = line + "\n" + t.reply.Text
	return nil
}

// polishable is the text field meant: the one named, else the one that is open, else the one answered last; nil for none.
func (t *turn) polishable(name string) *filing.Field {
	d := t.paper.draft
	able := d.Rewordable()
	if name != "" {
		return only(able, d.Form.Named(name))
	}
	if q, open := d.Next(); open && slices.Contains(able, q.Field) {
		return q.Field
	}
	if n := len(d.History); n > 0 {
		return only(able, []*filing.Field{d.Form.Field(d.History[n-1].Field)})
	}
	return nil
}

// only is the one field that is in both lists; nil when there is none or more than one.
func only(able, meant []*filing.Field) *filing.Field {
	var out *filing.Field
	for _, f := range meant {
		if f == nil || !slices.Contains(able, f) {
			continue
		}
		if out != nil {
			return nil
		}
		out = f
	}
	return out
}

// named are the persons that the draft names in fields of their own.
func (t *turn) named() []string {
	var out []string
	add := func(f *filing.Field, v filing.Value) {
		if f.Type != filing.TypePerson {
			return
		}
		if name := strings.FieldsFunc(v.Formal, func(r rune) bool { return !unicode.Is(unicode.Han, r) }); len(name) > 0 {
			out = append(out, name[0])
		}
	}
	d := t.paper.draft
	for _, f := range d.Form.Fields() {
		v := d.Values[f.ID]
		add(f, v)
		for _, row := range v.Rows {
			for i := range f.Columns {
				add(&f.Columns[i], row[f.Columns[i].ID])
			}
		}
	}
	return out
}
