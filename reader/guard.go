package reader

import (
	"strings"
	"unicode/utf8"

	"dandang/knowledge"
)

// Limits of what is taken of a model's reading.
const (
	leastModelQuote = 2  // characters of a quote
	mostModelQuote  = 80 // a longer one shows nothing
	mostClaims      = 60 // facts looked at in one reply
	mostModelItems  = 3  // items that a reply may name
	mostDoubts      = 2  // red lines that the model alone sees and that are therefore asked about
)

// Thresholds on calibrated chances at which a quote, read by itself, backs what a model says of it. They are below
// those of the offline reading: here two have seen the same.
const (
	backCondition = 0.30
	backRedLine   = 0.60
)

// Dropped counts what a model said and what was not taken, by why.
type Dropped struct {
	Unquoted      int `json:"unquoted"`       // the quote is not in the text, too short or too long
	Unlisted      int `json:"unlisted"`       // the id is not in the closed list
	Unsigned      int `json:"unsigned"`       // no polarity
	Unbacked      int `json:"unbacked"`       // a favourable fact whose quote does not bear it
	Overruled     int `json:"overruled"`      // a red line denied by the model: only a person can rule one out
	UnlistedItems int `json:"unlisted_items"` // items that are not in the closed list
}

// Add adds what another reading dropped.
func (d *Dropped) Add(o Dropped) {
	d.Unquoted += o.Unquoted
	d.Unlisted += o.Unlisted
	d.Unsigned += o.Unsigned
	d.Unbacked += o.Unbacked
	d.Overruled += o.Overruled
	d.UnlistedItems += o.UnlistedItems
}

// quoted keeps of a reply the facts that are on the list, have a polarity, and whose quote stands in the text. The quotes
// come back as they were typed, with what was veiled lifted.
func (c *catalogue) quoted(r reply, v Veil, text string) ([]knowledge.Fact, []string, Dropped) {
	var out []knowledge.Fact
	var d Dropped
	t := Normalise(text)
	folded := t.String()
	for _, f := range r.Facts[:min(len(r.Facts), mostClaims)] {
		quote, ok := t.find(folded, v.Lift(f.Quote))
		switch {
		case !c.facts[f.ID]:
			d.Unlisted++
		case f.Holds == nil:
			d.Unsigned++
		case !ok:
			d.Unquoted++
		default:
			out = append(out, knowledge.Fact{ID: f.ID, Holds: *f.Holds, Quote: quote})
		}
	}
	var items []string
	if len(r.Items) > mostModelItems { // whoever names everything names nothing
		r.Items = nil
	}
	for _, id := range r.Items {
		if !c.items[id] {
			d.UnlistedItems++
			continue
		}
		items = append(items, id)
	}
	return out, items, d
}

// find returns the words of the text that a quote repeats, as they were typed; ok is false when they are not there.
// folded is t.String().
func (t *Text) find(folded, quote string) (string, bool) {
	q := strings.Trim(Normalise(quote).String(), Breaks)
	if n := utf8.RuneCountInString(q); n < leastModelQuote || n > mostModelQuote {
		return "", false
	}
	i := strings.Index(folded, q)
	if i < 0 {
		return "", false
	}
	from := utf8.RuneCountInString(folded[:i])
	return t.Quote(from, from+utf8.RuneCountInString(q)), true
}

// backs tells whether a quote, read by itself with the lexicon and the weights, bears a fact: so that a model cannot
// make a fact out of any words that happen to stand in the text.
func (o *Offline) backs(quote, id string, holds bool) bool {
	sc := o.scratch()
	defer o.release(sc, len(quote))
	w := o.weights
	NormaliseInto(&sc.text, quote)
	sc.spans = sc.text.Clauses(sc.spans[:0])
	sc.cues, sc.seen = o.lexicon.scanNoting(&sc.text, sc.spans, sc.cues[:0], sc.seen[:0])
	sc.manner = MannerOf(&sc.text, sc.spans)
	switch {
	case len(sc.spans) == 0 || sc.manner.Of("adv") >= Strong: // words meant for the machine show nothing
		return false
	case sc.cued(id, holds):
		return true
	case sc.cued(id, !holds), holds && condition(id) && strings.ContainsAny(sc.text.String(), "没未无不非"):
		return false // a denial that the lexicon does not know is no yes
	}
	w.score(sc, o.lexicon.keys)
	red, _ := w.judge(sc) // fills in the signals too
	for f, name := range w.labels.facts {
		if name != id {
			continue
		}
		if f < w.labels.reds {
			return holds && red >= backRedLine && chance(sc.hold[f]) >= backRedLine
		}
		met, unmet := w.says(sc, f, true, stackMet), w.says(sc, f, false, stackUnmet)
		if holds {
			return met >= backCondition && met > unmet
		}
		return unmet >= backCondition && unmet > met
	}
	return false
}
