package knowledge

import (
	"regexp"
	"slices"
	"strings"
)

// A named is an entry of any kind, for the rules about ids.
type named struct {
	id, kind string
	place    Place
}

// names lists every entry that the layer has; an override names the same kind as what it overrides.
func (l *layer) names() []named {
	var all []named
	for _, e := range l.Positive {
		all = append(all, named{e.ID, "positive", e.Place})
	}
	for _, e := range l.Negative {
		all = append(all, named{e.ID, "negative", e.Place})
	}
	for _, e := range l.Conditions {
		all = append(all, named{e.ID, "conditions", e.Place})
	}
	for _, e := range l.Needs {
		all = append(all, named{e.ID, "needs", e.Place})
	}
	for _, e := range l.Questions {
		all = append(all, named{e.ID, "questions", e.Place})
	}
	for _, e := range l.Elements {
		all = append(all, named{e.ID, "elements", e.Place})
	}
	for _, e := range l.Boundaries {
		all = append(all, named{e.ID, "boundaries", e.Place})
	}
	for _, e := range l.FAQs {
		all = append(all, named{e.ID, "faqs", e.Place})
	}
	for _, e := range l.Placeholders {
		all = append(all, named{e.ID, "placeholders", e.Place})
	}
	return all
}

// entries lists what the items of both lists have in common.
func (l *layer) entries() []entry {
	var all []entry
	for _, e := range l.Positive {
		all = append(all, e.entry)
	}
	for _, e := range l.Negative {
		all = append(all, e.entry)
	}
	return all
}

func idDuplicate(s *survey) []Fault {
	var faults []Fault
	first := map[string]named{}
	for _, l := range s.chain {
		for _, n := range l.names() {
			known, ok := first[n.id]
			filled := known.kind == "placeholders" && known.place.File != n.place.File // a lower layer fills it
			switch {
			case !ok:
				first[n.id] = n
			case l == s.layer && !filled && (known.kind != n.kind || slices.Contains(l.names(), known)):
				faults = append(faults, fault(n.place, sayIDTwice, n.id, known.kind, known.place))
			}
		}
	}
	return faults
}

// idUnknown finds references to what neither the layer nor one above it has.
func idUnknown(s *survey) []Fault {
	kinds := map[string]string{}
	for _, l := range s.chain {
		for _, n := range l.names() {
			kinds[n.id] = n.kind
		}
	}
	var faults []Fault
	refer := func(at Place, id string, want ...string) {
		if !slices.Contains(want, kinds[id]) {
			faults = append(faults, fault(at, sayIDUnknown, id, strings.Join(want, "、")))
		}
	}
	signs := func(at Place, all []Sign) {
		for _, sign := range all {
			refer(at, sign.Fact, "conditions", "negative")
		}
	}
	for _, p := range s.layer.Positive {
		for _, need := range p.Needs {
			refer(p.Place, need, "needs")
		}
	}
	for _, n := range s.layer.Needs {
		signs(n.Place, n.AnyOf)
		if n.Question != "" {
			refer(n.Place, n.Question, "questions")
		}
	}
	for _, q := range s.layer.Questions {
		for _, fact := range q.Settles {
			refer(q.Place, fact, "conditions", "negative")
		}
		for _, c := range q.Choices {
			signs(q.Place, c.Sets)
			signs(q.Place, c.Hints)
		}
	}
	s.referRest(refer)
	return faults
}

// referRest follows the references that no verdict depends on.
func (s *survey) referRest(refer func(at Place, id string, want ...string)) {
	for _, c := range s.layer.Conditions {
		if c.Element != "" {
			refer(c.Place, c.Element, "elements")
		}
	}
	for _, e := range s.layer.Elements {
		for _, fact := range e.Facts {
			refer(e.Place, fact, "conditions", "negative")
		}
	}
	id := regexp.MustCompile(`^(pos|neg|c|el|faq)-[a-z0-9-]+$`)
	for _, b := range s.layer.Boundaries {
		for _, side := range []string{b.Looks, b.Is} {
			if id.MatchString(side) {
				refer(b.Place, side, "positive", "negative", "conditions", "elements", "faqs")
			}
		}
	}
	for _, c := range s.layer.Confirm {
		if !c.All {
			refer(c.Place, c.Item, "positive", "negative")
		}
	}
}

func dateReversed(s *survey) []Fault {
	var faults []Fault
	for _, e := range s.layer.entries() {
		if e.From != "" && e.Until != "" && e.Until < e.From {
			faults = append(faults, fault(e.Place, sayReversed, e.ID, string(e.Until), string(e.From)))
		}
	}
	return faults
}

func dateExpired(s *survey) []Fault {
	var faults []Fault
	for _, e := range s.layer.entries() {
		if reversed := e.Until < e.From; e.Until != "" && e.Until < s.on && !reversed {
			faults = append(faults, fault(e.Place, sayExpired, e.ID, string(e.Until)))
		}
	}
	return faults
}

// A sourced is an entry that says where it is from.
type sourced struct {
	id      string
	status  Status
	sources []Source
	place   Place
}

func (l *layer) sourced() []sourced {
	var all []sourced
	for _, e := range l.entries() {
		all = append(all, sourced{e.ID, e.Status, e.Sources, e.Place})
	}
	for _, q := range l.FAQs {
		all = append(all, sourced{q.ID, q.Status, q.Sources, q.Place})
	}
	return all
}

func sourceMissing(s *survey) []Fault {
	var faults []Fault
	for _, e := range s.layer.sourced() {
		if (e.status == Seed || e.status == Sourced) && len(e.sources) == 0 {
			faults = append(faults, fault(e.place, sayNoSource, e.id, string(e.status)))
		}
	}
	return faults
}

func sourceSeed(s *survey) []Fault {
	var faults []Fault
	for _, e := range s.layer.sourced() {
		seed := slices.ContainsFunc(e.sources, func(s Source) bool { return strings.HasPrefix(s.Ref, "seed:") })
		if e.status == Seed && len(e.sources) > 0 && !seed {
			faults = append(faults, fault(e.place, sayNoSeed, e.id))
		}
	}
	return faults
}

// statusConfirmed finds entries that pass for confirmed by the county and name nobody who did it.
func statusConfirmed(s *survey) []Fault {
	var faults []Fault
	for _, e := range s.layer.entries() {
		elsewhere := slices.ContainsFunc(s.layer.Confirm, func(c confirm) bool { return c.All || c.Item == e.ID })
		if e.Status == Confirmed && e.Confirmed == (Confirmation{}) && !elsewhere {
			faults = append(faults, fault(e.Place, sayWhoConfirmed, e.ID))
		}
	}
	return faults
}
