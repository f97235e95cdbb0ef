package reader

import (
	"fmt"
	"io"
	"sort"
	"text/tabwriter"

	"dandang/knowledge"
)

// A Count is what was found, what was there, and what of it was found.
type Count struct {
	Found int `json:"found"`
	There int `json:"there"`
	Right int `json:"right"`
}

func (c *Count) add(found, there bool) {
	c.Found += int(flag(found))
	c.There += int(flag(there))
	c.Right += int(flag(found && there))
}

// Precision, Recall and F1 are 0 when there is nothing to divide by.
func (c Count) Precision() float64 { return ratio(c.Right, c.Found) }

// Recall is the share of what was there that was found.
func (c Count) Recall() float64 { return ratio(c.Right, c.There) }

// F1 is the harmonic mean of precision and recall.
func (c Count) F1() float64 { return ratio(2*c.Right, c.Found+c.There) }

func ratio(a, b int) float64 {
	if b == 0 {
		return 0
	}
	return float64(a) / float64(b)
}

// A Share is how many of how many.
type Share struct {
	N  int `json:"n"`
	Of int `json:"of"`
}

func (s *Share) count(hit bool) { s.Of++; s.N += int(flag(hit)) }

func (s Share) String() string {
	if s.Of == 0 {
		return "–"
	}
	return fmt.Sprintf("%d/%d = %.1f%%", s.N, s.Of, 100*ratio(s.N, s.Of))
}

// Stops is how messages of one sort were stopped: what the judge will make of the red lines named.
type Stops struct {
	Barred  Share `json:"barred"`            // an absolute line holds
	Stopped Share `json:"barred_or_refer"`   // or some line is raised, or one of the combination lines holds
	Right   Share `json:"stopped_and_right"` // and a right line is among those named
}

// Figures are the result of a cross-validation.
type Figures struct {
	Split   string   `json:"split"`
	Without []string `json:"without,omitempty"`

	Holds  map[string]*Count `json:"holds"`  // by fact
	Denied map[string]*Count `json:"denied"` // by fact
	Kinds  map[string]*Count `json:"kinds"`
	Stages map[string]*Count `json:"stages"`

	Punished map[string]*Stops `json:"punished"` // an absolute line holds; by manner of the text, see manner, and by length
	Soft     map[string]*Stops `json:"soft"`     // only combination lines or hints, or to be referred for another reason
	Harmless map[string]*Stops `json:"harmless"` // no red line at all

	ItemFirst, ItemThree map[string]*Share // the first item listed, by manner
	FAQFirst, FAQThree   Share
	PlanAsPlan           Share // plans read as plans
	OtherAsOther         Share // what is no plan not read as one
	Quotes               Share // facts rightly found whose quote touches the labelled one
}

func newFigures(o CrossOptions) *Figures {
	f := &Figures{Split: "grouped", Without: o.Without,
		Holds: map[string]*Count{}, Denied: map[string]*Count{}, Kinds: map[string]*Count{}, Stages: map[string]*Count{},
		Punished: map[string]*Stops{}, Soft: map[string]*Stops{}, Harmless: map[string]*Stops{},
		ItemFirst: map[string]*Share{}, ItemThree: map[string]*Share{}}
	if o.ByWriter {
		f.Split = "writer"
	}
	return f
}

// at is the entry of m under key, made when there is none.
func at[T any](m map[string]*T, key string) *T {
	if m[key] == nil {
		m[key] = new(T)
	}
	return m[key]
}

// manner is what sort of text the writer wrote.
func manner(writer string) string {
	switch writer {
	case "w9", "w10", "w11", "w12", "w6":
		return "poisoned look-alikes (w6, w9-w12)"
	}
	if writer[0] == 'r' {
		return "after published cases (r)"
	}
	return "invented stories (w1-w5, w8)"
}

// band is the length of a text in characters.
func band(text string) string {
	switch n := len([]rune(text)); {
	case n < 60:
		return "length below 60"
	case n < 90:
		return "length 60-89"
	case n < 120:
		return "length 90-119"
	case n < 150:
		return "length 120-149"
	}
	return "length 150 and more"
}

// take counts one reading of a held-out line.
func (f *Figures) take(p *prepared, s *labels, r knowledge.Reading) {
	for _, k := range allKinds {
		at(f.Kinds, k).add(string(r.Kind) == k, p.Kind == k)
	}
	if p.Kind != string(knowledge.Plan) {
		f.OtherAsOther.count(r.Kind != knowledge.Plan)
		f.faq(p, r)
		return
	}
	f.PlanAsPlan.count(r.Kind == knowledge.Plan)
	for _, st := range allStages {
		if p.Stage != "" {
			at(f.Stages, st).add(string(r.Stage) == st, p.Stage == st)
		}
	}
	f.facts(p, s, r)
	f.stops(p, r)
	if len(p.Positive) > 0 {
		rank := rankOf(r.Items, p.Positive[0])
		for _, key := range []string{manner(p.writer), band(p.Text)} {
			at(f.ItemFirst, key).count(rank == 0)
			at(f.ItemThree, key).count(rank >= 0 && rank < 3)
		}
	}
}

func (f *Figures) faq(p *prepared, r knowledge.Reading) {
	if p.Kind != string(knowledge.Procedure) || p.Intent == "" {
		return
	}
	rank := -1
	for i, id := range r.FAQ {
		if id == p.Intent {
			rank = i
		}
	}
	f.FAQFirst.count(rank == 0)
	f.FAQThree.count(rank >= 0 && rank < 3)
}

func rankOf(items []knowledge.Candidate, id string) int {
	for i, c := range items {
		if c.ID == id {
			return i
		}
	}
	return -1
}

// facts counts what holds and what is denied, and how the quotes lie.
func (f *Figures) facts(p *prepared, s *labels, r knowledge.Reading) {
	for n, id := range s.facts {
		got, denied := -1, -1
		for i, x := range r.Facts {
			switch {
			case x.ID != id || x.Hint:
			case x.Holds:
				got = i
			default:
				denied = i
			}
		}
		holds, denies := p.msg[s.hold(n)] == 1, p.msg[s.deny(n)] == 1
		at(f.Holds, id).add(got >= 0, holds)
		at(f.Denied, id).add(denied >= 0, denies)
		if got >= 0 && holds {
			f.Quotes.count(p.touches(id, true, r.Facts[got].Quote))
		}
		if denied >= 0 && denies {
			f.Quotes.count(p.touches(id, false, r.Facts[denied].Quote))
		}
	}
}

// stops counts whether the message is stopped, and rightly.
func (f *Figures) stops(p *prepared, r knowledge.Reading) {
	right := map[string]bool{}
	for _, m := range p.Facts {
		right[m.ID] = right[m.ID] || m.Holds
	}
	for _, m := range p.Hints {
		right[m.ID] = true
	}
	barred, stopped, named := false, false, false
	for _, x := range r.Facts {
		if !redLine(x.ID) || !x.Holds {
			continue
		}
		stopped = true
		barred = barred || !x.Hint && !combination(x.ID)
		named = named || right[x.ID]
	}
	sort := f.Harmless
	switch {
	case p.gold.anyAbs:
		sort = f.Punished
	case p.gold.suspect || p.gold.unclear:
		sort = f.Soft
	}
	for _, key := range []string{manner(p.writer), band(p.Text)} {
		st := at(sort, key)
		st.Barred.count(barred)
		st.Stopped.count(stopped)
		st.Right.count(stopped && named)
	}
}

// touches tells whether a quote overlaps a labelled one of the same fact.
func (p *prepared) touches(id string, holds bool, quote string) bool {
	from, to := p.text.stretch(quote)
	for _, m := range p.Facts {
		if m.ID != id || m.Holds != holds {
			continue
		}
		if a, b := p.text.stretch(m.Quote); a < to && from < b {
			return true
		}
	}
	return false
}

// Table writes the figures for people.
func (f Figures) Table(w io.Writer) error {
	t := tabwriter.NewWriter(w, 0, 4, 2, ' ', 0)
	fmt.Fprintf(t, "split\t%s\twithout %v\n", f.Split, f.Without)
	for _, x := range []struct {
		name string
		m    map[string]*Stops
	}{{"punished", f.Punished}, {"soft", f.Soft}, {"harmless", f.Harmless}} {
		for _, k := range keys(x.m) {
			s := x.m[k]
			fmt.Fprintf(t, "%s, %s\tbarred %v\tbarred or refer %v\tand a right line %v\n", x.name, k, s.Barred, s.Stopped, s.Right)
		}
	}
	for _, k := range keys(f.ItemFirst) {
		fmt.Fprintf(t, "item, %s\tfirst %v\tfirst three %v\n", k, f.ItemFirst[k], f.ItemThree[k])
	}
	fmt.Fprintf(t, "procedure entry\tfirst %v\tfirst three %v\n", f.FAQFirst, f.FAQThree)
	fmt.Fprintf(t, "plans read as plans\t%v\n", f.PlanAsPlan)
	fmt.Fprintf(t, "others not read as plans\t%v\n", f.OtherAsOther)
	fmt.Fprintf(t, "quotes touching the labelled one\t%v\n", f.Quotes)
	for _, x := range []struct {
		name string
		m    map[string]*Count
	}{{"kind", f.Kinds}, {"stage", f.Stages}, {"holds", f.Holds}, {"denied", f.Denied}} {
		var macro float64
		for _, k := range keys(x.m) {
			c := x.m[k]
			macro += c.F1()
			fmt.Fprintf(t, "%s %s\tn %d\tP %.2f\tR %.2f\tF1 %.2f\n", x.name, k, c.There, c.Precision(), c.Recall(), c.F1())
		}
		fmt.Fprintf(t, "%s macro\t\t\t\tF1 %.3f\n", x.name, macro/float64(max(len(x.m), 1)))
	}
	return t.Flush()
}

func keys[T any](m map[string]*T) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	sort.Strings(out)
	return out
}
