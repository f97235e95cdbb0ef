package filing

import (
	"cmp"
	"slices"
	"time"

	"dandang/knowledge"
)

// Stats are the figures of the cases that were opened in a time. Every case counts once, in one group of each kind of
// grouping, so that the groups of a kind add up to All.
type Stats struct {
	From, To time.Time // opened from From on, before To
	At       time.Time // as they stood then
	All      Figures
	ByKind   []Group // in the order of Kinds
	ByEnd    []Group // by the end that they came to; those still open under their state
	ByJudged []Group // by what the judge had come to
	ByItem   []Group // by the positive item that they rest on, the most frequent first
	Months   []Month
	Acts     map[string]int // entries of the records, by action: as many as there are audit lines of them
}

// A Group is the figures of some of the cases.
type Group struct {
	ID    string // kind, state, outcome or item; "" for none
	Title string // for people; of an item its id, whose title the lists know
	Figures
}

// Figures are what is counted of some cases.
type Figures struct {
	Opened     int
	Ended      int   // their road is at an end
	Running    int   // it is not; Opened is Ended and Running
	Decided    int   // a decision was made: it said fits or barred, or the road came to an end by staff
	Overdue    int   // a deadline of it is over now
	Late       int   // a deadline of it was over once
	Overturned int   // it was decided against what the judge had come to, or the answer says it was not the same
	Helpful    int   // the asker said that it helped
	Unhelpful  int   // or that it did not
	First      Times // from the opening to the first answer
	Decision   Times // from the opening to the decision, without the time for which the clocks stood still
}

// Times are figures of times, in working time. A time that reaches a year whose holidays are not known is not among them.
type Times struct {
	N           int
	Median, P95 time.Duration
	all         []time.Duration
}

// A Month is what a chart draws.
type Month struct {
	Month   string // 2026-07
	Opened  int
	Decided int // of those opened in the month
	Late    int
	Median  time.Duration // of Decision
}

// Share is how many of all n are, from 0 to 1; 0 of none.
func Share(n, all int) float64 {
	if all == 0 {
		return 0
	}
	return float64(n) / float64(all)
}

// Count makes the figures of the cases opened from from on and before to, as they stand at now. It is pure.
func Count(cases []Case, from, to, now time.Time, r Rules) Stats {
	s := Stats{From: from, To: to, At: now, Acts: map[string]int{}}
	months := map[string]*Figures{}
	groups := map[string]map[string]*Group{"kind": {}, "end": {}, "judged": {}, "item": {}}
	for _, c := range cases {
		w := r.Workflows.Of(c.Kind)
		if w == nil || c.Opened.Before(from) || !c.Opened.Before(to) {
			continue
		}
		f := c.figures(w, now, r)
		s.All.add(f)
		month := c.Opened.In(beijing).Format("2006-01")
		if months[month] == nil {
			months[month] = &Figures{}
		}
		months[month].add(f)
		stop, _ := w.Stop(c.State)
		add(groups["kind"], string(c.Kind), w.Title, f)
		add(groups["end"], string(c.Kind)+" "+string(stop.ID), w.Title+"："+stop.Title, f)
		add(groups["judged"], string(c.Outcome), sayJudged(c.Outcome), f)
		add(groups["item"], c.Item, cmp.Or(c.Item, sayNoItem), f)
		for _, e := range c.Record {
			s.Acts[e.Action]++
		}
	}
	s.All.reckon()
	s.ByKind, s.ByEnd = sorted(groups["kind"]), sorted(groups["end"])
	s.ByJudged, s.ByItem = sorted(groups["judged"]), sorted(groups["item"])
	slices.SortStableFunc(s.ByKind, func(a, b Group) int {
		return slices.Index(Kinds(), Kind(a.ID)) - slices.Index(Kinds(), Kind(b.ID))
	})
	slices.SortStableFunc(s.ByItem, func(a, b Group) int { return b.Opened - a.Opened })
	for _, name := range sortedKeys(months) {
		f := months[name]
		f.reckon()
		s.Months = append(s.Months, Month{name, f.Opened, f.Decided, f.Late, f.Decision.Median})
	}
	return s
}

// figures are those of one case.
func (c Case) figures(w *Workflow, now time.Time, r Rules) Figures {
	f := Figures{Opened: 1, Running: 1}
	if stop, _ := w.Stop(c.State); stop.Ends {
		f.Ended, f.Running = 1, 0
	}
	f.Overdue = one(slices.ContainsFunc(c.Clocks, func(k Clock) bool { return c.runs(k) && k.Due.Before(now) }))
	f.Late = max(f.Overdue, one(c.wasLate()))
	f.Helpful = one(c.Values[valueHelpful] == sayHelpful)
	f.Unhelpful = one(c.Values[valueHelpful] == sayUnhelpful)
	f.Overturned = one(c.Values[valueAgrees] == sayDisagrees)
	if e, ok := c.firstAnswer(w); ok {
		f.First.add(r.Worked(c.Opened, e.At))
	}
	if e, m, ok := c.decision(w); ok {
		f.Decided = 1
		f.Overturned = max(f.Overturned, one(m.Against(c.Outcome)))
		f.Decision.add(c.active(e.At, w, r))
	}
	return f
}

// runs reports whether a clock can be overdue: it has an end, and does not stand still.
func (c Case) runs(k Clock) bool { return !k.Due.IsZero() && (c.Stopped.IsZero() || k.Day != "") }

// wasLate reports whether a moment at or after the end of a deadline came while it ran.
func (c Case) wasLate() bool {
	return slices.ContainsFunc(c.Record, func(e Entry) bool { return e.Late })
}

// firstAnswer is the first thing that staff did of which the asker was told.
func (c Case) firstAnswer(w *Workflow) (Entry, bool) {
	for _, e := range c.Record {
		m, ok := w.Move(e.Action)
		if ok && e.Who != c.From && slices.ContainsFunc(m.Tells, func(t Telling) bool { return t.To == ToAsker }) {
			return e, true
		}
	}
	return Entry{}, false
}

// decision is the first action of staff that says what the matter is, or that ends the road.
func (c Case) decision(w *Workflow) (Entry, Move, bool) {
	for _, e := range c.Record {
		m, ok := w.Move(e.Action)
		stop, _ := w.Stop(e.To)
		if ok && e.Who != c.From && e.From != e.To && (m.Means != "" || stop.Ends) {
			return e, m, true
		}
	}
	return Entry{}, Move{}, false
}

// active is the working time from the opening to a moment during which the clocks did not stand still.
func (c Case) active(to time.Time, w *Workflow, r Rules) (time.Duration, error) {
	var sum time.Duration
	since, frozen := c.Opened, false
	for _, e := range append(slices.Clone(c.Record), Entry{At: to, To: c.State}) {
		if e.At.After(to) {
			break
		}
		if !frozen {
			work, err := r.Worked(since, e.At)
			if err != nil {
				return 0, err
			}
			sum += work
		}
		stop, _ := w.Stop(e.To)
		since, frozen = e.At, stop.Frozen
	}
	return sum, nil
}

func one(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

// add puts figures into the group of that id.
func add(groups map[string]*Group, id, title string, f Figures) {
	if groups[id] == nil {
		groups[id] = &Group{ID: id, Title: title}
	}
	groups[id].add(f)
}

// sorted are the groups by id, with their times reckoned.
func sorted(groups map[string]*Group) []Group {
	var all []Group
	for _, id := range sortedKeys(groups) {
		groups[id].reckon()
		all = append(all, *groups[id])
	}
	return all
}

func (f *Figures) add(g Figures) {
	f.Opened += g.Opened
	f.Ended += g.Ended
	f.Running += g.Running
	f.Decided += g.Decided
	f.Overdue += g.Overdue
	f.Late += g.Late
	f.Overturned += g.Overturned
	f.Helpful += g.Helpful
	f.Unhelpful += g.Unhelpful
	f.First.all = append(f.First.all, g.First.all...)
	f.Decision.all = append(f.Decision.all, g.Decision.all...)
}

func (f *Figures) reckon() {
	f.First.reckon()
	f.Decision.reckon()
}

// add takes one time, if it could be reckoned.
func (t *Times) add(d time.Duration, err error) {
	if err == nil {
		t.all = append(t.all, d)
	}
}

// reckon finds the median and the 95th percentile: the time that so large a part of all does not exceed.
func (t *Times) reckon() {
	slices.Sort(t.all)
	t.N = len(t.all)
	if t.N == 0 {
		return
	}
	t.Median, t.P95 = t.all[(t.N+1)/2-1], t.all[(t.N*95+99)/100-1]
}

// sayJudged is what the judge came to, for people.
func sayJudged(o knowledge.Outcome) string { return cmp.Or(sayOutcome[o], sayNotJudged) }
