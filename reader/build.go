package reader

// filed enters a pattern, to be filed under its rarest class at the end.
func (b *builder) filed(p pattern) {
	b.filings = append(b.filings, filing{pattern: uint16(len(b.lex.patterns))})
	b.lex.patterns = append(b.lex.patterns, p)
}

// finish builds the tables.
func (b *builder) finish() {
	l := b.lex
	for name, at := range map[string]*uint16{
		"NEG": &l.scope.neg, "NONEG": &l.scope.noneg, "UNDO": &l.scope.undo, "RUMOUR": &l.scope.rumour, "UNPROVEN": &l.scope.unproven,
		"FEAR": &l.scope.fear, "RESOLVE": &l.scope.resolve, "OTHERS": &l.scope.others, "ASKS": &l.scope.asks,
	} {
		id, ok := b.classes[name]
		if !ok {
			id = b.newClass(name)
		}
		*at = id
	}
	for i := range b.filings {
		f := &b.filings[i]
		terms := l.patterns[f.pattern].terms
		f.class = terms[0].class
		for _, t := range terms {
			if b.size[t.class] < b.size[f.class] {
				f.class = t.class
			}
		}
	}
	l.anchored = group(len(b.size), len(b.filings), func(i int) (uint16, uint16) { return b.filings[i].class, b.filings[i].pattern })
	l.classes = group(len(b.list), len(b.entries), func(i int) (uint16, uint16) { return b.entries[i].word, b.entries[i].class })
	l.shadows = group(len(b.list), len(b.shadows), func(i int) (uint16, uint16) { return b.shadows[i].word, b.shadows[i].class })
	l.common = make([]bool, len(b.list))
	if id, ok := b.classes["COMMON"]; ok {
		for _, w := range b.members[id] {
			l.common[w] = true
		}
	}
	l.need = make([][4]uint16, len(l.patterns))
	for i, p := range l.patterns {
		for j := range l.need[i] {
			l.need[i][j] = p.terms[min(j, len(p.terms)-1)].class
		}
	}
	l.words = newWordTable(b.list)
	l.keys = classKeys(b.classes, len(b.size))
}

// A grouped is lists of numbers under numbers, one after another.
type grouped struct {
	from []uint32 // list i is items[from[i]:from[i+1]]
	all  []uint16
}

func (g *grouped) of(i uint16) []uint16 { return g.all[g.from[i]:g.from[i+1]] }

// group gathers n pairs by their first number.
func group(keys, n int, pair func(i int) (key, value uint16)) grouped {
	g := grouped{from: make([]uint32, keys+1), all: make([]uint16, n)}
	for i := range n {
		k, _ := pair(i)
		g.from[k+1]++
	}
	for k := range keys {
		g.from[k+1] += g.from[k]
	}
	next := make([]uint32, keys)
	copy(next, g.from)
	for i := range n {
		k, v := pair(i)
		g.all[next[k]] = v
		next[k]++
	}
	return g
}
