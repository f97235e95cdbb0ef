package knowledge

import (
	"cmp"
	"slices"
)

// faqs merges the procedure entries: the lowest answer stands, every way of asking is kept.
func (m *merger) faqs() []FAQ {
	var all []FAQ
	for _, id := range idsOf(m.chain, func(l *layer) []faq { return l.FAQs }, func(q faq) string { return q.ID }) {
		var q FAQ
		for _, l := range m.chain {
			if here := l.faq(id); here != nil {
				q = here.over(q, l.Info.ID)
			}
		}
		q.Numbers = m.numbers(q)
		all = append(all, q)
	}
	return all
}

// over is the entry as a lower layer has it; what it leaves out is taken from the one above.
func (q faq) over(above FAQ, layer string) FAQ {
	merged := FAQ{
		ID: q.ID, Title: cmp.Or(q.Title, above.Title), Answer: cmp.Or(q.Answer, above.Answer), Route: cmp.Or(q.Route, above.Route),
		Ask: concat(q.Ask, above.Ask), Sources: concat(q.Sources, above.Sources), Local: above.Local,
		Layer: layer, Status: q.Status, Place: q.Place,
		Numbers: over(slices.Clone(above.Numbers), q.Numbers, func(n Number) string { return n.ID }),
	}
	if q.Local != nil {
		merged.Local = *q.Local
	}
	return merged
}

// numbers hides every figure that the county itself has not confirmed.
func (m *merger) numbers(q FAQ) []Number {
	county := m.chain[len(m.chain)-1].faq(q.ID)
	numbers := slices.Clone(q.Numbers)
	for i := range numbers {
		n := &numbers[i]
		if county == nil || !slices.Contains(county.Numbers, *n) || !m.answered(n.Confirmed) {
			n.Value, n.Confirmed = "", Confirmation{}
		}
	}
	return numbers
}

// placeholders are shown as "not public"; one that a county has filled is left out.
func (m *merger) placeholders(b *Base) []Item {
	var all []Item
	for _, l := range m.chain {
		for _, p := range l.Placeholders {
			filled := slices.ContainsFunc(b.Positive, func(i Item) bool { return i.ID == p.ID }) ||
				slices.ContainsFunc(b.Negative, func(i Item) bool { return i.ID == p.ID })
			if !filled {
				all = append(all, Item{ID: p.ID, Title: p.Of, Description: p.Note, Layer: l.Info.ID, Status: Unknown, Place: p.Place})
			}
		}
	}
	return all
}
