package reader

import (
	"fmt"
	"strconv"
	"strings"
)

// The language of the lexicon files, one entry a line, "#" beginning a comment:
//
//	@KIN 哥 弟 小舅子 @INLAW -哥们儿     a class: words, other classes, and after "-" words in which its words do not count
//	[neg-private-gain]                   the fact that the patterns below speak of
//	+1.2 KIN GETWORK ~4 价|钱            a pattern: what it weighs, then its terms
//
// A pattern begins with "+" (the fact holds), "?" (it is raised, not settled) or "-" (it is denied) and a weight; 1 and
// more is enough to act on alone. A term is a class, a word, or several of them joined by "|"; terms follow one another
// within one clause, at most maxGap runes apart. "~4" changes the distance before the next term, "," lets that term stand
// in the next clause, ",," in the one after it, "&" lets two terms stand in either order, and "!X" at the end forbids X in the clauses
// of the match. "=" after the sign says that nothing around the match turns it, "~" that doubt and question do not.

// Distances between the terms of a pattern, in runes.
const (
	maxGap   = 8  // within a clause
	maxCross = 22 // into each following clause
	maxAny   = 12 // between two terms in either order
)

// A verdict of a pattern on its fact.
type polarity uint8

const (
	holds polarity = iota
	hints
	denies
)

type term struct {
	class uint16
	gap   int16 // at most so many runes after the term before
	cross int8  // may stand so many clauses later
}

type pattern struct {
	fact   uint8
	says   polarity
	rigid  bool // nothing around the match turns it
	asking bool // doubt and question do not weaken it: what is asked for is the thing itself
	weight float32
	terms  []term
	block  []uint16 // classes that must not stand in its clauses
	file   uint8    // where it is written, for curators
	line   uint16
}

// A builder reads lexicon files.
type builder struct {
	lex     *Lexicon
	classes map[string]uint16
	size    []int // words by class, to find the rarest
	fact    int   // index of the section, -1 before the first
	file    uint8
	line    uint16
}

// read takes one file in; errors name the line.
func (b *builder) read(name, text string) error {
	b.line = 0
	b.lex.files = append(b.lex.files, name)
	for line := range strings.Lines(text) {
		b.line++
		b.file = uint8(len(b.lex.files) - 1)
		line, _, _ = strings.Cut(line, "#")
		f := strings.Fields(line)
		if len(f) == 0 {
			continue
		}
		var err error
		switch c := f[0][0]; {
		case c == '@':
			err = b.class(f[0][1:], f[1:])
		case c == '[':
			b.section(strings.Trim(f[0], "[]"))
		case c == '+' || c == '-' || c == '?':
			err = b.pattern(f[0], f[1:])
		default:
			err = fmt.Errorf("line begins with %q", f[0])
		}
		if err != nil {
			return fmt.Errorf("lexicon %s:%d: %w", name, b.line, err)
		}
	}
	return nil
}

// section opens the patterns of one fact.
func (b *builder) section(id string) {
	for i, f := range b.lex.facts {
		if f == id {
			b.fact = i
			return
		}
	}
	b.fact = len(b.lex.facts)
	b.lex.facts = append(b.lex.facts, id)
}

// newClass numbers a class.
func (b *builder) newClass(name string) uint16 {
	id := uint16(len(b.size))
	b.classes[name] = id
	b.size = append(b.size, 0)
	b.lex.members = append(b.lex.members, nil)
	return id
}

// class defines a named class or adds to it.
func (b *builder) class(name string, words []string) error {
	id, ok := b.classes[name]
	if !ok {
		id = b.newClass(name)
	}
	for _, w := range words {
		if err := b.member(id, w); err != nil {
			return err
		}
	}
	return nil
}

// member adds one word, one class, or one exception to a class.
func (b *builder) member(id uint16, w string) error {
	if w[0] == '@' {
		from, ok := b.classes[w[1:]]
		if !ok {
			return fmt.Errorf("unknown class %s", w)
		}
		for _, m := range b.lex.members[from] {
			b.enter(m, id)
		}
		b.lex.members[id] = append(b.lex.members[id], b.lex.members[from]...)
		b.size[id] += b.size[from]
		return nil
	}
	text, shadow := strings.CutPrefix(w, "-")
	word, err := b.word(text)
	if err != nil {
		return err
	}
	if shadow {
		b.lex.shadows[word] = append(b.lex.shadows[word], id)
		return nil
	}
	b.enter(word, id)
	b.lex.members[id] = append(b.lex.members[id], word)
	b.size[id]++
	return nil
}

// word enters a word, folded as messages are.
func (b *builder) word(w string) (uint16, error) {
	NormaliseInto(&b.lex.fold, w)
	if len(b.lex.fold.Runes) == 0 {
		return 0, fmt.Errorf("%q is no word", w)
	}
	id := b.lex.words.add(b.lex.fold.String())
	for int(id) >= len(b.lex.classes) {
		b.lex.classes = append(b.lex.classes, nil)
		b.lex.shadows = append(b.lex.shadows, nil)
	}
	return id, nil
}

func (b *builder) enter(word, class uint16) {
	for _, c := range b.lex.classes[word] {
		if c == class {
			return
		}
	}
	b.lex.classes[word] = append(b.lex.classes[word], class)
}

// term finds or makes the class that a term of a pattern means.
func (b *builder) term(s string) (uint16, error) {
	if id, ok := b.classes[s]; ok {
		return id, nil
	}
	if isClassName(s) {
		return 0, fmt.Errorf("unknown class %s", s)
	}
	id := b.newClass(s)
	for p := range strings.SplitSeq(s, "|") {
		if isClassName(p) {
			p = "@" + p
		}
		if p == "" {
			return 0, fmt.Errorf("empty word in %q", s)
		}
		if err := b.member(id, p); err != nil {
			return 0, err
		}
	}
	return id, nil
}

// isClassName tells whether s is written as the name of one class.
func isClassName(s string) bool {
	return s != "" && 'A' <= s[0] && s[0] <= 'Z' && !strings.Contains(s, "|")
}

// pattern enters one pattern, or two for a pair in either order.
func (b *builder) pattern(head string, fields []string) error {
	if b.fact < 0 {
		return fmt.Errorf("pattern before the first [fact]")
	}
	p := pattern{fact: uint8(b.fact), file: b.file, line: b.line, says: map[byte]polarity{'+': holds, '?': hints, '-': denies}[head[0]]}
	head = head[1:]
	switch {
	case strings.HasPrefix(head, "="):
		p.rigid, head = true, head[1:]
	case strings.HasPrefix(head, "~"):
		p.asking, head = true, head[1:]
	}
	p.weight = 1
	if p.says == hints {
		p.weight = 0.6
	}
	if head != "" {
		w, err := strconv.ParseFloat(head, 32)
		if err != nil {
			return fmt.Errorf("weight %q", head)
		}
		p.weight = float32(w)
	}
	either := -1
	next := term{gap: maxGap}
	for _, f := range fields {
		switch {
		case f == "," || f == ",,":
			next.cross, next.gap = int8(len(f)), int16(maxCross*len(f))
		case f == "&":
			either, next.gap = len(p.terms), maxAny
		case f[0] == '~':
			n, err := strconv.Atoi(f[1:])
			if err != nil {
				return fmt.Errorf("distance %q", f)
			}
			next.gap = int16(n)
		case f[0] == '!':
			c, err := b.term(f[1:])
			if err != nil {
				return err
			}
			p.block = append(p.block, c)
		default:
			c, err := b.term(f)
			if err != nil {
				return err
			}
			next.class = c
			p.terms = append(p.terms, next)
			next = term{gap: maxGap}
		}
	}
	if len(p.terms) == 0 {
		return fmt.Errorf("pattern without terms")
	}
	b.enterPattern(p)
	if either > 0 {
		q := p
		q.terms = append([]term(nil), p.terms...)
		q.terms[either-1].class, q.terms[either].class = p.terms[either].class, p.terms[either-1].class
		b.enterPattern(q)
	}
	return nil
}

// enterPattern files a pattern under its rarest class.
func (b *builder) enterPattern(p pattern) {
	id := uint16(len(b.lex.patterns))
	b.lex.patterns = append(b.lex.patterns, p)
	b.lex.pending = append(b.lex.pending, id)
}

// begin enters the classes that the files do not define: sums of money, for which words stand that no text contains.
func (b *builder) begin() {
	sum, huge, small := b.newClass("SUM"), b.newClass("HUGE"), b.newClass("SMALL")
	b.lex.huge = b.placeholder("\x01", sum, huge)
	b.lex.small = b.placeholder("\x02", sum, small)
}

// placeholder enters a word without its letters.
func (b *builder) placeholder(w string, classes ...uint16) uint16 {
	word := b.lex.words.add(w)
	b.lex.classes, b.lex.shadows = append(b.lex.classes, nil), append(b.lex.shadows, nil)
	for _, c := range classes {
		b.enter(word, c)
		b.lex.members[c] = append(b.lex.members[c], word)
		b.size[c]++
	}
	return word
}

// finish files the patterns and builds the tables.
func (b *builder) finish() {
	l := b.lex
	l.anchored = make([][]uint16, len(b.size))
	for _, id := range l.pending {
		at := l.patterns[id].terms[0].class
		for _, t := range l.patterns[id].terms {
			if b.size[t.class] < b.size[at] {
				at = t.class
			}
		}
		l.anchored[at] = append(l.anchored[at], id)
	}
	l.common = make([]bool, len(l.classes))
	for _, w := range l.members[b.classes["COMMON"]] {
		l.common[w] = true
	}
	l.pending, l.members = nil, nil
	for name, at := range map[string]*uint16{
		"NEG": &l.scope.neg, "NONEG": &l.scope.noneg, "UNDO": &l.scope.undo, "RUMOUR": &l.scope.rumour, "UNPROVEN": &l.scope.unproven,
		"FEAR": &l.scope.fear, "RESOLVE": &l.scope.resolve, "OTHERS": &l.scope.others, "ASKS": &l.scope.asks,
	} {
		id, ok := b.classes[name]
		if !ok {
			id = b.newClass(name)
			l.anchored = append(l.anchored, nil)
		}
		*at = id
	}
	l.words.build()
}
