package reader

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"dandang/knowledge"
)

// A Beside reads with the rules first and a model beside them. It implements the desk's Reader: without an answer of
// the model in time the reading is the offline one, to the byte.
type Beside struct {
	Offline  *Offline
	Model    source        // *Model, or a *Record of what one said
	Person   string        // on whose account calls go
	Patience time.Duration // how long a reading waits for the model: below 0 to the end, 0 takes only what is remembered

	// Note is told of each reply, with the message as it was written; nil: nobody. It is for evaluations.
	Note func(text string, reply json.RawMessage)
}

// A Comparison is one message read both ways, and together.
type Comparison struct {
	Offline  knowledge.Reading
	Model    []knowledge.Fact // facts of the model that are on the list, signed and quoted
	Merged   knowledge.Reading
	Asked    bool // the model was to be asked
	Err      error
	Dropped  Dropped
	Disagree []string // ids on which the two differ
}

// Read reads a message; see Offline.Read.
func (r *Beside) Read(ctx context.Context, b *knowledge.Base, text string, open *knowledge.Question) (knowledge.Reading, error) {
	c, err := r.Compare(ctx, b, text, open)
	return c.Merged, err
}

// Compare reads a message both ways. The error is that of the offline reading; the model's is in the comparison.
func (r *Beside) Compare(ctx context.Context, b *knowledge.Base, text string, open *knowledge.Question) (Comparison, error) {
	off, err := r.Offline.Read(ctx, b, text, open)
	c := Comparison{Offline: off, Merged: off}
	if err != nil || !worthAsking(text, off) {
		return c, err
	}
	typed := text
	if off.Masked != "" {
		text = off.Masked
	}
	c.Asked = true
	v := NewVeil(text)
	said, err := r.Model.reading(ctx, payer{b.County.ID, r.Person}, b, v.Text, open, r.Patience)
	if c.Err = err; err == nil || c.Late() && r.Patience != 0 {
		c.Merged.Veiled = v.Kinds // it was shown, or is being shown, to the model
	}
	if err != nil {
		return c, nil
	}
	if r.Note != nil {
		if raw, err := json.Marshal(said); err == nil { // plain strings always marshal
			r.Note(typed, raw)
		}
	}
	cat := r.Model.catalogue(b)
	facts, items, dropped := cat.quoted(said, v, text)
	c.Model, c.Dropped = facts, dropped
	m := merger{backs: r.Offline.backs, dropped: &c.Dropped}
	c.Merged.Facts = m.facts(off.Facts, facts)
	c.Disagree = m.disagree
	if off.Kind == knowledge.Plan {
		c.Merged.Items = r.fused(ctx, b, v.Text, off.Items, items)
	}
	return c, nil
}

// Late returns what the model's reading of a message adds to the rules' own or changes in it, when it is there by now.
func (r *Beside) Late(ctx context.Context, b *knowledge.Base, text string, open *knowledge.Question) ([]knowledge.Fact, error) {
	now := *r
	now.Patience = 0
	c, err := now.Compare(ctx, b, text, open)
	if err != nil || c.Err != nil {
		return nil, err
	}
	return slices.DeleteFunc(slices.Clone(c.Merged.Facts), func(f knowledge.Fact) bool { return slices.Contains(c.Offline.Facts, f) }), nil
}

// worthAsking tells whether a model may and should see the message: something told of a matter, more than a plain
// answer, and nothing classified.
func worthAsking(text string, r knowledge.Reading) bool {
	const shortest = 8
	switch r.Kind {
	case knowledge.Plan, knowledge.Reply, knowledge.Vague:
	default:
		return false
	}
	return r.Choice == 0 && Normalise(text).letters() >= shortest && !Classified(text)
}

// Late reports whether a comparison's error is only that the model has not answered yet.
func (c Comparison) Late() bool { return errors.Is(c.Err, errLate) }

// A shelf remembers the closed lists of bases; they are the same for the same lists.
type shelf struct{ memo *memo[*catalogue] }

func newShelf() shelf { return shelf{newMemo[*catalogue](32)} }

func (s shelf) catalogue(b *knowledge.Base) *catalogue {
	key := fmt.Sprint(b.Hash, b.County.ID, b.On)
	if c, ok := s.memo.get(key); ok {
		return c
	}
	c := catalogueOf(b)
	s.memo.put(key, c)
	return c
}
