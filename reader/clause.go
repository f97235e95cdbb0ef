package reader

import "slices"

// A Span is a stretch of runes of a Text, from From up to To.
type Span struct{ From, To int32 }

// Clause lengths, in runes.
const (
	longClause = 30 // longer stretches without punctuation are cut
	leastPart  = 6  // and no part of them is shorter
)

// Clauses appends the clauses of t to dst, in order and without overlap. Punctuation and spaces part them; a stretch
// longer than longClause is cut before the connectives in it, and by length where there are none.
func (t *Text) Clauses(dst []Span) []Span {
	n := int32(len(t.Runes))
	for i := int32(0); i < n; {
		if t.parts(i) {
			i++
			continue
		}
		j := i + 1
		for j < n && !t.parts(j) {
			j++
		}
		dst = t.cut(dst, Span{i, j})
		i = j
	}
	return dst
}

// parts tells whether the rune at i ends a clause. A space between two Latin words does not.
func (t *Text) parts(i int32) bool {
	r := t.Runes[i]
	if r == ' ' && i > 0 && int(i)+1 < len(t.Runes) {
		return t.Runes[i-1] >= 0x80 || t.Runes[i+1] >= 0x80
	}
	return strength(r) > 0
}

// cut appends s in parts of at most longClause runes, cut before connectives where it can be.
func (t *Text) cut(dst []Span, s Span) []Span {
	for s.To-s.From > longClause {
		at := t.connective(s.From+leastPart, min(s.From+longClause, s.To-leastPart))
		if at < 0 {
			at = min(s.From+longClause, s.To-leastPart)
		}
		dst = append(dst, Span{s.From, at})
		s.From = at
	}
	return append(dst, s)
}

// connective is the first place in from … to where a connective begins, or -1.
func (t *Text) connective(from, to int32) int32 {
	for i := from; i <= to; i++ {
		words := connectives[t.Runes[i]]
		for _, w := range words {
			if int(i)+len(w) <= len(t.Runes) && slices.Equal(t.Runes[i:int(i)+len(w)], w) {
				return i
			}
		}
	}
	return -1
}

// connectives by first rune: words that open a new clause in speech without punctuation.
var connectives = byFirst(
	"但是", "但", "就是", "然后", "不过", "所以", "因为", "而且", "想", "打算", "准备", "能不能", "可不可以", "只是", "可是", "结果",
	"后来", "现在", "目前", "如果", "要是", "再说", "反正", "另外", "还有", "并且", "同时", "于是", "因此", "虽然", "尽管", "可我们",
	"我们就", "俺们就", "就想", "就怕", "怕", "请问", "问一下", "想问", "这样", "这种", "这个算", "算不算", "行不行", "中不中", "咋",
)

// byFirst files words under their first rune.
func byFirst(words ...string) map[rune][][]rune {
	m := make(map[rune][][]rune, len(words))
	for _, w := range words {
		r := []rune(w)
		m[r[0]] = append(m[r[0]], r)
	}
	return m
}
