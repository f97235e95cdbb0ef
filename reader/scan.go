package reader

import "strings"

// A scan is the working memory of one Scan.
type scan struct {
	lex     *Lexicon
	text    *Text
	clauses []Span
	occs    []occ
	touched []uint16 // classes with a list
	nodes   []node
	lists   []list // by class
	hidden  []hidden
	sums    []Amount
	cues    []Cue
	first   int // of cues: those before belong to the caller
}

// An occ is one occurrence of a word.
type occ struct {
	from, to int32
	clause   int16
	word     uint16
}

// A node links the occurrences of one class in order.
type node struct {
	occ  int32
	next int32 // 0 is the end
}

type list struct{ head, tail int32 } // 0 is none; node 0 is not used

type hidden struct {
	class    uint16
	from, to int32
}

func newScan(classes int) *scan {
	return &scan{lists: make([]list, classes), nodes: make([]node, 1, 256)}
}

func (s *scan) reset() {
	for _, c := range s.touched {
		s.lists[c] = list{}
	}
	s.occs, s.nodes, s.touched, s.hidden = s.occs[:0], s.nodes[:1], s.touched[:0], s.hidden[:0]
	s.lex, s.text, s.clauses, s.cues = nil, nil, nil, nil
}

// collect finds every word of every class. A word may run over the border of clauses that no punctuation parts.
func (s *scan) collect() {
	w := &s.lex.words
	s.sums = s.text.Amounts(s.sums[:0])
	sums, covered := s.sums, int32(0)
	for ci := range s.clauses {
		end := ci
		for end+1 < len(s.clauses) && s.clauses[end].To == s.clauses[end+1].From {
			end++
		}
		limit := s.clauses[end].To
		for i := s.clauses[ci].From; i < s.clauses[ci].To; i++ {
			r := s.text.Runes[i]
			if i+1 < limit {
				for _, e := range w.find(r, s.text.Runes[i+1]) {
					if w.fits(e, s.text.Runes[i+2:limit]) {
						if s.lex.common[e.id] {
							covered = max(covered, i+int32(e.len))
						}
						s.found(occ{i, i + int32(e.len), int16(ci), e.id})
					}
				}
			}
			for len(sums) > 0 && sums[0].From <= i {
				word := s.lex.small
				if sums[0].Yuan >= HugeLoss {
					word = s.lex.huge
				}
				s.found(occ{i, sums[0].To, int16(ci), word})
				sums = sums[1:]
			}
			if i < covered {
				continue
			}
			for _, e := range w.find(r, 0) {
				s.found(occ{i, i + 1, int16(ci), e.id})
			}
		}
	}
	for _, h := range s.hidden {
		s.hide(h)
	}
}

// may tells whether every term of a pattern occurs.
func (s *scan) may(p uint16) bool {
	for _, c := range s.lex.need[p] {
		if s.lists[c].head == 0 {
			return false
		}
	}
	return true
}

// found notes an occurrence in the lists of its classes.
func (s *scan) found(o occ) {
	for _, c := range s.lex.shadows.of(o.word) {
		s.hidden = append(s.hidden, hidden{c, o.from, o.to})
	}
	classes := s.lex.classes.of(o.word)
	if len(classes) == 0 {
		return
	}
	at := int32(len(s.occs))
	s.occs = append(s.occs, o)
	for _, c := range classes {
		n := int32(len(s.nodes))
		s.nodes = append(s.nodes, node{occ: at})
		l := &s.lists[c]
		if l.head == 0 {
			l.head = n
			s.touched = append(s.touched, c)
		} else {
			s.nodes[l.tail].next = n
		}
		l.tail = n
	}
}

// hide takes the occurrences inside h out of the list of its class.
func (s *scan) hide(h hidden) {
	l := &s.lists[h.class]
	prev := int32(0)
	for n := l.head; n != 0; n = s.nodes[n].next {
		o := s.occs[s.nodes[n].occ]
		if o.from < h.from || o.to > h.to {
			prev = n
			continue
		}
		if prev == 0 {
			l.head = s.nodes[n].next
		} else {
			s.nodes[prev].next = s.nodes[n].next
		}
		if l.tail == n {
			l.tail = prev
		}
	}
}

// longestPattern bounds the number of terms.
const longestPattern = 8

// A match is the occurrences that the terms of a pattern took.
type match struct {
	occs [longestPattern]occ
	n    int
}

// try finds the places where p matches, at most one for each clause that its first term stands in.
func (s *scan) try(p *pattern) {
	last := int16(-1)
	for n := s.lists[p.terms[0].class].head; n != 0; n = s.nodes[n].next {
		o := s.occs[s.nodes[n].occ]
		if o.clause == last {
			continue
		}
		m := match{n: 1}
		m.occs[0] = o
		if s.extend(p, &m) && !s.blocked(p, &m) {
			s.judge(p, &m)
			last = o.clause
		}
	}
}

// extend finds occurrences for the remaining terms, the nearest first.
func (s *scan) extend(p *pattern, m *match) bool {
	if m.n == len(p.terms) {
		return true
	}
	t, prev := p.terms[m.n], m.occs[m.n-1]
	for n := s.lists[t.class].head; n != 0; n = s.nodes[n].next {
		o := s.occs[s.nodes[n].occ]
		if o.from < prev.to {
			continue
		}
		if o.from-prev.to > int32(t.gap) || o.clause > prev.clause+int16(t.cross) || !s.oneSentence(prev.clause, o.clause) {
			break
		}
		m.occs[m.n] = o
		m.n++
		if s.extend(p, m) {
			return true
		}
		m.n--
	}
	return false
}

// oneSentence tells whether no full stop, question or exclamation mark parts two clauses.
func (s *scan) oneSentence(a, b int16) bool {
	for ; a < b; a++ {
		for _, r := range s.text.Runes[s.clauses[a].To:s.clauses[a+1].From] {
			if r == '。' || r == '?' || r == '!' {
				return false
			}
		}
	}
	return true
}

// blocked tells whether a class that p forbids stands in the clauses of m.
func (s *scan) blocked(p *pattern, m *match) bool {
	for _, c := range p.block {
		for n := s.lists[c].head; n != 0; n = s.nodes[n].next {
			if o := s.occs[s.nodes[n].occ]; o.clause >= m.occs[0].clause && o.clause <= m.occs[m.n-1].clause {
				return true
			}
		}
	}
	return false
}

// condition tells whether fact is a condition that helps the cadre, not a red line.
func condition(fact string) bool { return strings.HasPrefix(fact, "c-") }
