package knowledge

import (
	"cmp"
	"slices"
)

// A merger lays the layers of one county over one another for one day.
type merger struct {
	chain    []*layer  // from central to the county
	own      []string  // the layers whose positive list the county uses as its own
	confirms []confirm // what the county has confirmed of the layers above
	on       Date      // "" leaves nothing out
}

// county is the county's description; what it does not say of names and elements is taken from the layers above.
func (m *merger) county() LayerInfo {
	info := m.chain[len(m.chain)-1].Info
	for _, l := range slices.Backward(m.chain) {
		info.Filing = cmp.Or(info.Filing, l.Info.Filing)
		info.Document = cmp.Or(info.Document, l.Info.Document)
		info.Elements = cmp.Or(info.Elements, l.Info.Elements)
	}
	return info
}

// positive merges the positive lists. Of one id the lowest entry in force on the day stands; what it leaves out
// it has from the entry above it, whose source follows its own. A disabled entry hides the item.
func (m *merger) positive() []Item {
	var items []Item
	for _, id := range idsOf(m.chain, func(l *layer) []positive { return l.Positive }, func(p positive) string { return p.ID }) {
		if item, ok := m.positiveItem(id); ok {
			items = append(items, item)
		}
	}
	return items
}

func (m *merger) positiveItem(id string) (Item, bool) {
	var item Item
	var above positive
	found := false
	for _, l := range m.chain {
		p := l.positive(id)
		if p == nil {
			continue
		}
		above = p.over(above)
		if !inForce(p.From, p.Until, m.on) {
			continue
		}
		found = !p.Disabled
		sources := concat(p.Sources, item.Sources)
		item = above.entry.item(l.Info.ID)
		item.Sources = sources
		item.Needs = above.Needs
		item.Broad = above.Broad != nil && *above.Broad
		item.PriorFiling = above.PriorFiling == nil || *above.PriorFiling
	}
	if !found {
		return Item{}, false
	}
	if !slices.Contains(m.own, item.Layer) {
		item.Confirmed = Confirmation{} // another layer's word is not the county's
	}
	m.confirm(&item, m.confirms)
	item.Counts = slices.Contains(m.own, item.Layer) && item.Status == Seed || m.answered(item.Confirmed) && item.Status != Unknown
	return item, true
}

// over returns p with what it leaves out taken from the entry above.
func (p positive) over(above positive) positive {
	p.entry = p.entry.over(above.entry)
	p.Title = cmp.Or(p.Title, above.Title)
	p.Description = cmp.Or(p.Description, above.Description)
	if len(p.Needs) == 0 {
		p.Needs = above.Needs
	}
	p.Broad = cmp.Or(p.Broad, above.Broad)
	p.PriorFiling = cmp.Or(p.PriorFiling, above.PriorFiling)
	return p
}

// over adds the ways in which people put an entry.
func (e entry) over(above entry) entry {
	e.Phrases = concat(e.Phrases, above.Phrases)
	return e
}

// negative merges the red lines: they add up and never subtract. A lower layer may add a line, a source or
// phrases, make a line absolute and answer for it; what would take away or weaken one is passed over here and told by Check.
func (m *merger) negative() []Item {
	var items []Item
	for _, id := range idsOf(m.chain, func(l *layer) []negative { return l.Negative }, func(n negative) string { return n.ID }) {
		if item, ok := m.negativeItem(id); ok {
			items = append(items, item)
		}
	}
	return items
}

func (m *merger) negativeItem(id string) (Item, bool) {
	var item Item
	var above negative
	found, absolute, strict := false, false, false
	status := Unknown
	for _, l := range m.chain {
		n := l.negative(id)
		if n == nil {
			continue
		}
		above = n.over(above)
		if !inForce(n.From, n.Until, m.on) || n.Disabled {
			continue
		}
		found = true
		sources, confirmed := concat(n.Sources, item.Sources), item.Confirmed
		item = above.entry.item(l.Info.ID)
		item.Sources = sources
		item.Combine, item.Declare, item.Group = above.Combine, above.Declare, above.Group
		if !m.answered(n.Confirmed) {
			item.Confirmed = confirmed
		}
		here := n.Absolute != nil && *n.Absolute
		absolute = absolute || here
		strict = strict || here && m.standing(n).relied()
		status = stronger(status, m.standing(n))
	}
	if !found {
		return Item{}, false
	}
	item.Negative = true
	for _, l := range m.chain {
		m.confirm(&item, l.Confirm)
	}
	item.Status = stronger(status, item.Status)
	item.Counts = item.Status.relied()
	item.Absolute = strict || absolute && (!item.Counts || m.answered(item.Confirmed)) // a belief makes no line stricter
	return item, true
}

// standing is the status of a red line in one layer: a belief that somebody answers for is one no longer.
func (m *merger) standing(n *negative) Status {
	if n.Status == Local && m.answered(n.Confirmed) {
		return Confirmed
	}
	return n.Status
}

// over returns n with the words of the red line where it was first drawn.
func (n negative) over(above negative) negative {
	n.entry = n.entry.over(above.entry)
	n.Title = cmp.Or(above.Title, n.Title)
	n.Description = cmp.Or(above.Description, n.Description)
	n.Combine = cmp.Or(above.Combine, n.Combine)
	n.Declare = cmp.Or(above.Declare, n.Declare)
	n.Group = cmp.Or(above.Group, n.Group)
	return n
}

// item is the entry as a layer has it.
func (e entry) item(layer string) Item {
	return Item{
		ID: e.ID, Title: e.Title, Description: e.Description, Layer: layer, Status: e.Status,
		From: e.From, Until: e.Until, Confirmed: e.Confirmed, Phrases: e.Phrases, Place: e.Place,
	}
}

// confirm sets who answers for the item. A belief that somebody answers for is one no longer.
func (m *merger) confirm(item *Item, confirms []confirm) {
	for _, c := range confirms {
		if by := (Confirmation{By: c.By, On: c.On}); (c.All || c.Item == item.ID) && m.answered(by) {
			item.Confirmed = by
		}
	}
	if !m.answered(item.Confirmed) {
		item.Confirmed = Confirmation{}
		return
	}
	if item.Status == Local {
		item.Status = Confirmed
	}
}

// answered reports whether somebody answered for an entry by the day.
func (m *merger) answered(c Confirmation) bool {
	return c.By != "" && c.On != "" && (m.on == "" || c.On <= m.on)
}

// inForce reports whether the day lies between from and until, both inclusive; "" is no limit.
func inForce(from, until, on Date) bool {
	return on == "" || (from == "" || from <= on) && (until == "" || on <= until)
}

// relied reports whether an entry of that status may bar.
func (s Status) relied() bool { return s == Seed || s == Sourced || s == Confirmed }

// stronger returns the status that says more for an entry.
func stronger(a, b Status) Status {
	order := []Status{Unknown, Local, Sourced, Confirmed, Seed}
	if slices.Index(order, b) > slices.Index(order, a) {
		return b
	}
	return a
}

// idsOf lists the ids of one kind of entry along the chain, each once, in the order of the files.
func idsOf[T any](chain []*layer, entries func(*layer) []T, id func(T) string) []string {
	var ids []string
	seen := map[string]bool{}
	for _, l := range chain {
		for _, e := range entries(l) {
			if !seen[id(e)] {
				seen[id(e)] = true
				ids = append(ids, id(e))
			}
		}
	}
	return ids
}

// concat is a new slice of a followed by what of b is not in a.
func concat[T comparable](a, b []T) []T {
	if len(b) == 0 {
		return slices.Clip(a)
	}
	all := slices.Clone(a)
	for _, each := range b {
		if !slices.Contains(a, each) {
			all = append(all, each)
		}
	}
	return all
}
