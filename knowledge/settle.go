package knowledge

import (
	"cmp"
	"slices"
)

// A standing is how one fact stands after everything that was said about it.
type standing uint8

const (
	silent   standing = iota // nobody spoke of it
	denied                   // said not to be so
	hinted                   // raised, not settled
	clashing                 // said both ways
	holds                    // said to be so
)

// An point is what is known about one fact id; fact is the words that show it.
type point struct {
	state standing
	fact  *Fact
}

// known is what is settled, by fact id, in order of id.
type known []point

// settle reduces what was said to one point an id. What is said later replaces what was said before, with two
// exceptions that keep a red line from being talked away: an absolute line that held is only taken back by a
// correction, and a suspicion, or a line that counts only in combination, only by an answer to it, never by the
// blanket declaration.
func settle(b *Base, facts []Fact) known {
	sorted := make([]*Fact, len(facts))
	for i := range facts {
		sorted[i] = &facts[i]
	}
	slices.SortStableFunc(sorted, func(a, b *Fact) int {
		return cmp.Or(cmp.Compare(a.ID, b.ID), cmp.Compare(a.Turn, b.Turn), order(a, b), cmp.Compare(a.Quote, b.Quote))
	})
	k := make(known, 0, len(sorted))
	for _, f := range sorted {
		if n := len(k); n > 0 && k[n-1].fact.ID == f.ID {
			k[n-1] = k[n-1].then(b, f)
			continue
		}
		k = append(k, point{stateOf(f), f})
	}
	return k
}

// order puts denials before hints before holdings within one turn, so that the gravest is heard last.
func order(a, b *Fact) int { return cmp.Compare(stateOf(a), stateOf(b)) }

func stateOf(f *Fact) standing {
	switch {
	case f.Hint:
		return hinted
	case f.Holds:
		return holds
	}
	return denied
}

// then is what is known after f is heard on top of e.
func (e point) then(b *Base, f *Fact) point {
	if isRedLine(f.ID) {
		return e.thenRedLine(f, combines(b, f.ID))
	}
	s := stateOf(f)
	switch {
	case s == hinted && e.state != silent:
		return e // a hint adds nothing to what was said outright
	case f.Turn == e.fact.Turn && f.Via == e.fact.Via && s != e.state && e.state != hinted:
		return point{clashing, e.fact}
	}
	return point{s, f}
}

// thenRedLine is then for a red line; combines says that it is one that counts only in combination.
func (e point) thenRedLine(f *Fact, combines bool) point {
	s := stateOf(f)
	switch {
	case s == holds:
		if e.state == holds {
			return e // the first words stand
		}
		return point{holds, f}
	case s == hinted:
		if e.state == holds || e.state == hinted || e.state == clashing {
			return e
		}
		return point{hinted, f}
	case f.Via == Corrected || f.Via == ByStaff:
		return point{denied, f}
	case combines && f.Via == Answered && f.Turn > e.fact.Turn:
		return point{denied, f}
	case e.state == holds || e.state == clashing:
		return point{clashing, e.fact}
	case e.state == hinted && f.Via != Answered:
		return e
	}
	return point{denied, f}
}

// isRedLine reports whether the id names a red line.
func isRedLine(id string) bool { return len(id) > 4 && id[:4] == "neg-" }

// combines reports whether the id names a red line that counts only in combination.
func combines(b *Base, id string) bool {
	it := b.Item(id)
	return it != nil && it.Negative && !it.Absolute
}

// look returns the point of id; silent when nobody spoke of it.
func (k known) look(id string) point {
	i, ok := slices.BinarySearchFunc(k, id, func(e point, id string) int { return cmp.Compare(e.fact.ID, id) })
	if !ok {
		return point{}
	}
	return k[i]
}

// clash returns the first condition that was said both ways, or "".
func (k known) clash() string {
	for _, e := range k {
		if e.state == clashing && !isRedLine(e.fact.ID) {
			return e.fact.ID
		}
	}
	return ""
}

// meets tells how a need stands: met by any of its signs, else not met when the first of them, the plainest, is
// said to be otherwise. A lesser sign that is absent leaves the need open: another may still meet it.
func (k known) meets(n *Need) (State, *Fact) {
	state, fact := NotSaid, (*Fact)(nil)
	for i, s := range n.AnyOf {
		e := k.look(s.Fact)
		switch {
		case e.state == holds && s.Holds, e.state == denied && !s.Holds:
			return Met, e.fact
		case e.state == clashing:
			state, fact = Clashes, e.fact
		case i == 0 && (e.state == holds || e.state == denied):
			state, fact = NotMet, e.fact
		}
	}
	return state, fact
}
