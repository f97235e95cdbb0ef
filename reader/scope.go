package reader

import (
	"cmp"
	"slices"
	"strings"
)

// scopeClasses are the word classes that turn what a pattern says.
type scopeClasses struct {
	neg      uint16 // 没, 不, 从未
	noneg    uint16 // words in which a negation does not negate: 不过, 能不能, 没想到
	undo     uint16 // 回绝了, 退了, 避开了: after the match, also in the next clause
	rumour   uint16 // 听说, 好像: before the match
	unproven uint16 // 没核实, 说不清: in its clause or the next
	fear     uint16 // 怕, 万一, 防止: before the match
	resolve  uint16 // 想, 打算, 就: takes fear back when it stands between
	others   uint16 // 前任, 邻县: opening the clause
	asks     uint16 // 怎么, 哪个科: a question about rules
}

// Weights are lowered by these when the clause only asks, or only says so by hearsay.
const (
	askedWeight  = 0.6
	rumourWeight = 0.6
	agreeBonus   = 0.2 // for every further pattern that says the same
	mostBonus    = 0.4
)

// seeThrough are the runes that may stand between a negation and what it negates.
const seeThrough = "让给跟把被和与有任何一分毛块元钱个过人我们俺咱那这他她它谁哪半点丝毫拿去会想敢能要打算准备用找从向往真的地得再曾也都就为替在对因搞干部领导家里头是什么啥手条文件规定说写见所图村镇乡县局院班成员职工亲戚属朋友"

// judge turns a match into a cue, by what stands around it.
func (s *scan) judge(p *pattern, m *match) {
	fact, says, weight := s.lex.facts[p.fact], p.says, p.weight
	c := condition(fact)
	turned := !p.rigid && (s.negated(m) || !c && says != denies && s.undone(m))
	switch {
	case turned && says != holds:
		return // a denial denied, or a suspicion denied, says nothing
	case turned:
		says = denies
	}
	if !p.rigid && (s.feared(m) || s.ofOthers(m)) {
		return
	}
	if !p.rigid && !p.asking && s.rumoured(m) {
		if c || says == denies {
			return
		}
		says, weight = hints, weight*rumourWeight
	}
	if !p.rigid && !p.asking && s.asked(m) {
		if c {
			return
		}
		weight *= askedWeight
	}
	cue := Cue{
		From: m.occs[0].from, To: m.occs[m.n-1].to, Clause: m.occs[0].clause, Fact: fact,
		Holds: says != denies, Hint: says == hints || says == holds && weight < Strong && !c, Weight: weight,
	}
	if s.lex.seen != nil {
		s.lex.seen(p, cue)
	}
	s.enter(cue)
}

// enter adds a cue, or strengthens the one of the same clause, fact and direction.
func (s *scan) enter(c Cue) {
	for i := s.first; i < len(s.cues); i++ {
		d := &s.cues[i]
		if d.Fact != c.Fact || d.Clause != c.Clause || d.Holds != c.Holds {
			continue
		}
		strong, weak := *d, c
		if c.Weight > d.Weight {
			strong, weak = c, *d
		}
		if weak.Weight > 0 && strong.Weight < Strong+mostBonus {
			strong.Weight += agreeBonus * weak.Weight
		}
		strong.Hint = strong.Hint && strong.Weight < Strong
		*d = strong
		return
	}
	s.cues = append(s.cues, c)
}

// negated tells whether a negation reaches one of the words of m.
func (s *scan) negated(m *match) bool {
	for n := s.lists[s.lex.scope.neg].head; n != 0; n = s.nodes[n].next {
		o := s.occs[s.nodes[n].occ]
		if o.clause < m.occs[0].clause || o.clause > m.occs[m.n-1].clause || s.within(o, s.lex.scope.noneg) {
			continue
		}
		if last := m.occs[m.n-1]; o.from >= last.to && o.to == s.clauses[o.clause].To && s.text.Runes[o.from] != '不' && s.through(last.to, o.from) {
			return true // 账外一分钱没有
		}
		for i := range m.n {
			a := m.occs[i]
			if o.from < a.to && a.from < o.to {
				break // the negation is part of the pattern
			}
			if a.from >= o.to {
				if a.clause == o.clause && s.through(o.to, a.from) {
					return true
				}
				break
			}
		}
	}
	return false
}

// through tells whether a negation reaches over the runes from … to.
func (s *scan) through(from, to int32) bool {
	if to-from > 10 {
		return false
	}
	for _, r := range s.text.Runes[from:to] {
		if !strings.ContainsRune(seeThrough, r) {
			return false
		}
	}
	return true
}

// within tells whether o lies inside an occurrence of class.
func (s *scan) within(o occ, class uint16) bool {
	for n := s.lists[class].head; n != 0; n = s.nodes[n].next {
		if d := s.occs[s.nodes[n].occ]; d.from <= o.from && o.to <= d.to {
			return true
		}
	}
	return false
}

// any tells whether an occurrence of class that is no part of m satisfies ok.
func (s *scan) any(class uint16, m *match, ok func(occ) bool) bool {
	for n := s.lists[class].head; n != 0; n = s.nodes[n].next {
		o := s.occs[s.nodes[n].occ]
		if !m.overlaps(o) && ok(o) {
			return true
		}
	}
	return false
}

func (m *match) overlaps(o occ) bool {
	for i := range m.n {
		if a := m.occs[i]; o.from < a.to && a.from < o.to {
			return true
		}
	}
	return false
}

// undone tells whether the deed was refused or given back: said after it, in its clause or the next.
func (s *scan) undone(m *match) bool {
	last := m.occs[m.n-1]
	return s.any(s.lex.scope.undo, m, func(o occ) bool {
		return o.from >= last.from && o.clause <= last.clause+1 && o.from-last.to < 14
	})
}

// feared tells whether the deed is only feared or supposed.
func (s *scan) feared(m *match) bool {
	first := m.occs[0]
	return s.any(s.lex.scope.fear, m, func(o occ) bool {
		return o.clause == first.clause && o.to <= first.from && !s.any(s.lex.scope.resolve, m, func(r occ) bool {
			return r.from >= o.to && r.to <= m.occs[m.n-1].from && r.clause == o.clause
		})
	})
}

// ofOthers tells whether the clause opens with somebody else's name for the deed.
func (s *scan) ofOthers(m *match) bool {
	first := m.occs[0]
	return s.any(s.lex.scope.others, m, func(o occ) bool {
		return o.clause == first.clause && o.to <= first.from && o.from == s.clauses[o.clause].From
	})
}

// rumoured tells whether the deed is hearsay or unproven.
func (s *scan) rumoured(m *match) bool {
	first, last := m.occs[0], m.occs[m.n-1]
	if s.any(s.lex.scope.rumour, m, func(o occ) bool {
		if o.clause == first.clause {
			return o.from < last.to
		}
		return o.clause == first.clause-1 && o.from-s.clauses[o.clause].From <= 4
	}) {
		return true
	}
	return s.any(s.lex.scope.unproven, m, func(o occ) bool { return o.clause == last.clause || o.clause == last.clause+1 })
}

// asked tells whether the clause asks about a rule.
func (s *scan) asked(m *match) bool {
	return s.any(s.lex.scope.asks, m, func(o occ) bool { return o.clause == m.occs[m.n-1].clause })
}

// sortCues orders cues by clause, then by fact, those that hold first.
func sortCues(cues []Cue) {
	slices.SortStableFunc(cues, func(a, b Cue) int {
		byHold := 0
		if a.Holds != b.Holds {
			byHold = 1
			if a.Holds {
				byHold = -1
			}
		}
		return cmp.Or(cmp.Compare(a.Clause, b.Clause), cmp.Compare(a.Fact, b.Fact), byHold)
	})
}
