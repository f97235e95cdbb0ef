package reader

import "sort"

// Labels numbers what the learned models tell: how each fact stands, pooled suspicions, positive items, stages, kinds and
// procedure entries. Two labels a fact, never one with a sign: a denial in one clause must not cancel a deed in another.
type labels struct {
	facts  []string // red lines first, then conditions
	reds   int      // how many of the facts are red lines
	items  []string
	stages []string
	faqs   []string
	kinds  []string

	factAt, itemAt, stageAt, faqAt, kindAt map[string]int

	clause  int // number of labels of a clause
	message int // of a message: those of a clause, then items
	kind    int // of its kind: kinds, then stages, then procedure entries
}

// Pooled labels: what the single red lines, starved of examples, cannot tell one by one.
const (
	anyRed     = iota // some red line holds
	anyBar            // some absolute red line holds
	anySuspect        // some red line holds or is raised
	pools
)

// allKinds and allStages are the classes of a message in the order of their labels.
var (
	allKinds  = []string{"plan", "procedure", "offtopic", "adversarial", "vague", "reply", "command"}
	allStages = []string{"planned", "ongoing", "done", "inquiry"}
)

// newLabels collects the labels that the corpus uses.
func newLabels(lines []labelled) *labels {
	facts, items, faqs := map[string]bool{}, map[string]bool{}, map[string]bool{}
	for i := range lines {
		l := &lines[i]
		if l.Fact != "" {
			facts[l.Fact] = true
		}
		for _, f := range l.Facts {
			facts[f.ID] = true
		}
		for _, p := range l.Positive {
			items[p] = true
		}
		if l.Kind == "procedure" && l.Intent != "" {
			faqs[l.Intent] = true
		}
	}
	all := sorted(facts)
	sort.SliceStable(all, func(i, j int) bool { return redLine(all[i]) && !redLine(all[j]) })
	reds := sort.Search(len(all), func(i int) bool { return !redLine(all[i]) })
	return makeLabels(all, reds, sorted(items), allStages, sorted(faqs), allKinds)
}

func makeLabels(facts []string, reds int, items, stages, faqs, kinds []string) *labels {
	s := &labels{facts: facts, reds: reds, items: items, stages: stages, faqs: faqs, kinds: kinds}
	s.factAt, s.itemAt, s.stageAt = numbered(facts), numbered(items), numbered(stages)
	s.faqAt, s.kindAt = numbered(faqs), numbered(kinds)
	s.clause = 2*len(facts) + 2*reds + pools
	s.message = s.clause + len(items)
	s.kind = len(kinds) + len(stages) + len(faqs)
	return s
}

func (s *labels) hold(f int) int  { return f }
func (s *labels) deny(f int) int  { return len(s.facts) + f }
func (s *labels) hint(r int) int  { return 2*len(s.facts) + r }
func (s *labels) which(r int) int { return 2*len(s.facts) + s.reds + r }
func (s *labels) pool(p int) int  { return 2*len(s.facts) + 2*s.reds + p }
func (s *labels) item(i int) int  { return s.clause + i }
func (s *labels) stage(i int) int { return len(s.kinds) + i }
func (s *labels) faq(i int) int   { return len(s.kinds) + len(s.stages) + i }

// redLine tells whether a fact is a red line and not a condition.
func redLine(fact string) bool { return len(fact) > 4 && fact[:4] == "neg-" }

// combination tells whether a red line counts only in combination, so that it never bars by itself.
func combination(id string) bool {
	switch id {
	case "neg-mass-incident", "neg-no-collective", "neg-repeat", "neg-substitute-permit":
		return true
	}
	return false
}

func sorted(set map[string]bool) []string {
	out := make([]string, 0, len(set))
	for k := range set {
		out = append(out, k)
	}
	sort.Strings(out)
	return out
}

func numbered(ids []string) map[string]int {
	m := make(map[string]int, len(ids))
	for i, id := range ids {
		m[id] = i
	}
	return m
}
