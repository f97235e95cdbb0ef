package reader

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"dandang/knowledge"
)

// A Polisher puts what a person wrote into plain official Chinese. What comes back says the same or does not come back.
type Polisher struct {
	Offline *Offline
	Model   *Model
}

// growth is how much longer the words of the form may be than those of the person.
const growth = 3 // halves

var polishSchema = schemaOf(object{"text": object{"type": "string"}})

// Polish words the answer to a field. label is the field's name, most how many characters it takes, 0 for no limit; names are persons to be hidden.
// Every number, date, name and document number of the result stands in said; what the rules read in both is the same.
func (p *Polisher) Polish(ctx context.Context, b *knowledge.Base, who, label, said string, most int, names []string) (string, error) {
	limit := utf8.RuneCountInString(said)*growth/2 + 20
	if most > 0 {
		limit = min(limit, most)
	}
	v := NewVeil(said, names...)
	var out string
	check := func(s string) error {
		var a struct {
			Text string `json:"text"`
		}
		if err := decodeAnswer(s, "text", &a); err != nil {
			return err
		}
		out = strings.TrimSpace(visible(v.Lift(a.Text)))
		return p.same(ctx, b, out, said, limit)
	}
	head := written("polish", struct {
		Label string
		Most  int
	}{label, limit})
	_, err := p.Model.say(ctx, payer{b.County.ID, who}, task{name: "wording", head: head, about: promptOf(v.Text, nil), schema: polishSchema, check: check}, -1)
	if err != nil {
		return "", err
	}
	return out, nil
}

// same checks that words say what the source says.
func (p *Polisher) same(ctx context.Context, b *knowledge.Base, words, source string, most int) error {
	if err := faithful(words, source, most); err != nil {
		return err
	}
	if judges(words, source) {
		return errVerdict
	}
	was, err := p.Offline.Read(ctx, b, source, nil)
	if err != nil {
		return err
	}
	is, err := p.Offline.Read(ctx, b, words, nil)
	if err != nil {
		return err
	}
	return p.sameFacts(was.Facts, is.Facts, p.Offline.outright(words), source)
}

// sameFacts fails when words say outright what the source does not, or no longer say what speaks against the plan. What
// the weights alone make of other wording is not held against it.
func (p *Polisher) sameFacts(was, is, outright []knowledge.Fact, source string) error {
	among := func(list []knowledge.Fact, x knowledge.Fact) bool {
		return slices.ContainsFunc(list, func(f knowledge.Fact) bool { return f.ID == x.ID && f.Holds == x.Holds })
	}
	for _, f := range outright {
		if !among(was, f) && !p.Offline.backs(source, f.ID, f.Holds) {
			return fmt.Errorf("%w: %s", errMeaning, f.ID)
		}
	}
	for _, w := range was {
		if against := w.Holds != condition(w.ID) && !w.Hint; against && !among(is, w) && !among(outright, w) {
			return fmt.Errorf("%w: %s is gone", errMeaning, w.ID)
		}
	}
	return nil
}

// outright are the facts of which the lexicon alone is sure.
func (o *Offline) outright(text string) []knowledge.Fact {
	t := Normalise(text)
	var out []knowledge.Fact
	for _, c := range o.lexicon.Scan(t, t.Clauses(nil), nil) {
		if c.Weight >= Strong && !c.Hint {
			out = append(out, knowledge.Fact{ID: c.Fact, Holds: c.Holds})
		}
	}
	return out
}

// A Sentence explains one item that a verdict cites.
type Sentence = struct{ Item, Text string }

const (
	mostSentences = 4
	mostSentence  = 80 // characters
)

// Explain says in plain words what the items are that a verdict cites. It is an aid to reading and says nothing of the
// outcome; a sentence that cites another item, brings in a number, a name or a judgement is left out. patience as in
// Beside.
func (m *Model) Explain(ctx context.Context, b *knowledge.Base, who string, v knowledge.Verdict, patience time.Duration) ([]Sentence, error) {
	sources := sourcesOf(b, v)
	if len(sources) == 0 {
		return nil, fmt.Errorf("%w: nothing is cited", ErrModelAnswer)
	}
	ids := make([]string, 0, len(sources))
	var about strings.Builder
	for _, s := range sources {
		ids = append(ids, s.ID)
		fmt.Fprintf(&about, "%s：%s\n", s.ID, s.Text)
	}
	schema := schemaOf(object{"sentences": object{"type": "array", "items": closed(object{
		"item": object{"type": "string", "enum": ids}, "text": object{"type": "string"},
	})}})
	said, err := m.say(ctx, payer{b.County.ID, who}, task{name: "explanation", head: written("explain", nil), about: about.String(), schema: schema,
		check: func(s string) error {
			_, err := explanation(s, sources)
			return err
		}}, patience)
	if err != nil {
		return nil, err
	}
	return explanation(said, sources)
}

// sourcesOf are the items that a verdict cites, with all that the lists say of each.
func sourcesOf(b *knowledge.Base, v knowledge.Verdict) []listed {
	var out []listed
	for _, c := range v.Citations {
		it := b.Item(c.Item)
		if it == nil {
			continue
		}
		text := it.Title + "。" + it.Description + it.Combine
		for _, s := range it.Sources {
			text += s.Document + s.Number + s.Clause + s.Quote
		}
		out = append(out, listed{c.Item, text})
	}
	return out
}

// explanation reads an explanation and keeps the sentences that stand up to their source.
func explanation(s string, sources []listed) ([]Sentence, error) {
	var a struct {
		Sentences []Sentence `json:"sentences"`
	}
	if err := decodeAnswer(s, "sentences", &a); err != nil {
		return nil, err
	}
	var out []Sentence
	why := errEmpty
	for _, x := range a.Sentences {
		at := slices.IndexFunc(sources, func(s listed) bool { return s.ID == x.Item })
		x.Text = strings.TrimSpace(visible(x.Text))
		switch {
		case at < 0:
			why = errNamed
			continue
		case judges(x.Text, ""):
			why = errVerdict
			continue
		}
		if err := faithful(x.Text, sources[at].Text, mostSentence); err != nil {
			why = err
			continue
		}
		if out = append(out, x); len(out) == mostSentences {
			break
		}
	}
	if len(out) == 0 {
		return nil, why
	}
	return out, nil
}

// say asks for words, those asked for before from memory.
func (m *Model) say(ctx context.Context, p payer, t task, patience time.Duration) (string, error) {
	key := hashOf(promptVersion, m.o.Name, t.name, t.head, t.about)
	if s, ok := m.words.get(key); ok && t.check(s) == nil {
		m.used.cached.Add(1)
		return s, nil
	}
	if patience == 0 {
		return "", errLate
	}
	mine, f := m.words.begin(key)
	if mine {
		m.background(ctx, func(ctx context.Context) {
			s, err := m.ask(ctx, p, t)
			if err == nil {
				m.words.put(key, s)
			}
			m.words.end(key, err)
		})
	}
	if err := waitFor(ctx, f.done, patience); err != nil {
		return "", err
	}
	s, ok := m.words.get(key)
	switch {
	case !ok && f.err == nil:
		return "", errLate
	case !ok:
		return "", f.err
	}
	return s, t.check(s)
}
