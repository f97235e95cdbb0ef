package reader

// A noted is a class of words with an occurrence in a clause.
type noted struct {
	class  uint16
	clause int16
}

// classKeys are the classes as features, by their numbers: the key is that of the name, so that a class keeps its weights
// when others are added.
func classKeys(names map[string]uint16, n int) []uint64 {
	keys := make([]uint64, n)
	for name, id := range names {
		h := saltClass
		for _, r := range name {
			h = mix(h, r)
		}
		keys[id] = h
	}
	return keys
}

// scanNoting does what Scan does and also appends to seen which classes of words occur in which clause.
func (l *Lexicon) scanNoting(t *Text, clauses []Span, dst []Cue, seen []noted) ([]Cue, []noted) {
	s, _ := l.pool.Get().(*scan)
	if s == nil {
		s = newScan(len(l.anchored.from) - 1)
	}
	s.lex, s.text, s.clauses, s.first, s.cues = l, t, clauses, len(dst), dst
	s.collect()
	for _, c := range s.touched {
		last := int16(-1)
		for n := s.lists[c].head; n != 0; n = s.nodes[n].next {
			if at := s.occs[s.nodes[n].occ].clause; at != last {
				seen = append(seen, noted{c, at})
				last = at
			}
		}
		for _, p := range l.anchored.of(c) {
			if s.may(p) {
				s.try(&l.patterns[p])
			}
		}
	}
	dst = s.cues
	sortCues(dst[s.first:])
	s.reset()
	l.pool.Put(s)
	return dst, seen
}

// byClause orders what was noted by clause; at[c] is where clause c begins in the result.
func byClause(seen []noted, clauses int, at []int32, into []uint16) ([]int32, []uint16) {
	at = append(at[:0], make([]int32, clauses+1)...)
	for _, n := range seen {
		at[n.clause+1]++
	}
	for c := range clauses {
		at[c+1] += at[c]
	}
	into = append(into[:0], make([]uint16, len(seen))...)
	for i := len(seen) - 1; i >= 0; i-- {
		c := seen[i].clause + 1
		at[c]--
		into[at[c]] = seen[i].class
	}
	return shiftDown(at, len(seen)), into
}

// shiftDown turns the beginnings that stand one place too far up into their own places.
func shiftDown(at []int32, n int) []int32 {
	copy(at, at[1:])
	at[len(at)-1] = int32(n)
	return at
}
