package filing

import (
	"slices"
	"strings"
	"time"
)

// A Taken is one thing that a message told, for the reply.
type Taken struct {
	Field  string
	Label  string
	Formal string
	State  Standing // Filled, or Prefilled when it still has to be confirmed
}

// Take takes everything that one message tells: what is named by a field's label, the answer to the question that is
// open, and dates, sums, telephones, document numbers and units that fit one open field by their kind and the words
// around them. What fits several fields comes back as a Problem with the fields to choose from; what fits one by its
// kind only is taken as prefilled and asked for a yes. One Undo takes the whole message back.
func (d Draft) Take(said string, now time.Time) (Draft, []Taken, []Problem) {
	t := taking{draft: d, now: now, set: map[string]Value{}}
	q, open := d.Next()
	rest := said
	if open && q.Field.Type == TypeList {
		t.list = q.Field
	}
	if t.list == nil || !strings.ContainsAny(strings.TrimSpace(said), "\t|\n") || d.ByName(said) { // else a table belongs to the list as a whole
		rest = t.labelled(said)
	}
	if open && strings.TrimSpace(rest) != "" {
		if next, done := t.simple(q, rest); done {
			return t.finish(next)
		}
		t.answer(q.Field, rest)
	}
	t.mentions(rest, open && q.Field.Type == TypeText)
	return t.finish(d)
}

// A taking is what one message has told so far.
type taking struct {
	draft    Draft
	now      time.Time
	list     *Field // the open field when it is a list; its columns have names of their own
	sentence string // in which names are looked for
	set      map[string]Value
	order    []string
	answered *Field // the open field, when the rest of the message answered it
	used     string // the mention that did, "" when the whole rest did
	problems []Problem
	replied  bool // the open question was answered
}

func (t *taking) put(f *Field, v Value) {
	if _, known := t.set[f.ID]; !known {
		t.order = append(t.order, f.ID)
	}
	t.set[f.ID] = v
}

// simple answers that concern the open field only: 对, 不对, rows of a list.
func (t *taking) simple(q Question, rest string) (Draft, bool) {
	plain := strings.TrimRight(folded(rest), "。.!,;~")
	confirms := t.draft.waits(q.Value) && (agreed.MatchString(plain) || refused.MatchString(plain))
	if !confirms && q.Field.Type != TypeList {
		return Draft{}, false
	}
	next, problems := t.draft.Fill(q.Field.ID, rest, t.now)
	t.problems = append(t.problems, problems...)
	if v := next.Values[q.Field.ID]; len(problems) == 0 || next.Version != t.draft.Version {
		t.order = append(t.order, q.Field.ID)
		if v.State == Filled {
			t.set[q.Field.ID] = v
		}
	}
	t.replied = true
	return next, true
}

// finish makes one change of all that was taken and lists it.
func (t *taking) finish(d Draft) (Draft, []Taken, []Problem) {
	next := d
	if len(t.set) > 0 && (!t.replied || len(t.order) > 1) {
		at := d.At
		if _, answered := t.set[at]; answered {
			at = ""
		}
		next = d.change(t.order[0], at, t.set)
	}
	var taken []Taken
	for _, id := range t.order {
		f := d.Form.Field(id)
		v := next.Values[id]
		taken = append(taken, Taken{id, f.Label, v.text(), v.State})
	}
	return next, taken, t.problems
}

// answer reads the rest of the message as the answer to the open field.
func (t *taking) answer(f *Field, rest string) {
	v, err := take(f, rest, t.now)
	if err == nil {
		t.put(f, v)
		t.answered = f
		return
	}
	if f.Type != TypeText {
		var fit []Mention
		for _, m := range Mentions(rest, t.now) {
			if m.fits(f) {
				fit = append(fit, m)
			}
		}
		if len(fit) == 1 {
			if v, err := take(f, fit[0].Text, t.now); err == nil {
				t.put(f, v)
				t.answered, t.used = f, fit[0].Text
				return
			}
		}
	}
	if len(t.set) == 0 || f.Type == TypeText {
		t.problems = append(t.problems, Problem{Field: f.ID, Text: err.Error()})
	}
}

// mentions gives every date, sum … of the rest to the open field that it fits.
func (t *taking) mentions(rest string, story bool) {
	for _, m := range Mentions(rest, t.now) {
		if t.answered != nil && (m.Text == t.used || t.used == "" && m.fits(t.answered)) {
			continue // it was the answer
		}
		fields, sure := t.candidates(m)
		if len(fields) > 1 && !story {
			t.ambiguous(m, fields)
		}
		if len(fields) != 1 {
			continue
		}
		v, err := take(fields[0], m.Text, t.now)
		if err != nil {
			continue
		}
		if !sure {
			v.State, v.Origin = Prefilled, &Origin{Turn: -1, Quote: m.Text}
		}
		t.put(fields[0], v)
		t.problems = slices.DeleteFunc(t.problems, func(p Problem) bool { return p.Field != "" && len(p.Options) == 0 && !story })
	}
}

func (t *taking) ambiguous(m Mention, fields []*Field) {
	var ids, names []string
	for _, f := range fields {
		ids = append(ids, f.ID)
		names = append(names, f.Label)
	}
	t.problems = append(t.problems, Problem{Text: sayf(sayWhichField, m.Text, strings.Join(names, "、")), Options: ids})
}

// candidates are the open fields that a mention fits. sure says that words around it point to the only one.
func (t *taking) candidates(m Mention) (fields []*Field, sure bool) {
	var cued []*Field
	around := strings.Replace(m.near, string(fold(m.Text)), " ", 1) // its own words point nowhere
	for _, f := range t.draft.Form.flat {
		if _, taken := t.set[f.ID]; taken || f.Office || t.draft.Values[f.ID].State != Blank || !m.fits(f) || !t.draft.Applies(f) {
			continue
		}
		fields = append(fields, f)
		if f.cuedBy(around) {
			cued = append(cued, f)
		}
	}
	if len(cued) == 1 {
		return cued, true
	}
	if len(cued) > 1 {
		return cued, false
	}
	return fields, false
}

// cuedBy reports whether the text has the field's label or one of its cues. The form is shared by all talks: nothing is
// appended to its slices.
func (f *Field) cuedBy(text string) bool {
	says := func(cue string) bool { return contains(text, folded(cue)) }
	return says(f.Label) || slices.ContainsFunc(f.Cues, says)
}

// fits reports whether the kind of the mention is that of the field.
func (m Mention) fits(f *Field) bool {
	return m.Type == f.Type || m.Type == TypeDate && f.Type == TypeDeadline
}

func contains(s, part string) bool { return part != "" && strings.Contains(s, part) }
