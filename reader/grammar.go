package reader

import (
	"errors"
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
// in the next clause of the sentence, ",," in the one after it, "&" lets two terms stand in either order, and "!X" forbids
// X in the clauses of the match. "=" after the sign says that nothing around the match turns it, "~" that doubt and
// question do not. Words are written as Normalise folds them.

// Distances between the terms of a pattern, in runes.
const (
	maxGap   = 8  // within a clause
	maxCross = 22 // into each following clause
	maxAny   = 12 // between two terms in either order
)

// A polarity is what a pattern says about its fact.
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
	classes map[string]uint16 // by name, or by the term they were written for
	words   map[string]uint16
	list    []string   // words by id
	members [][]uint16 // of named classes: their words
	size    []int      // words by class, to find the rarest
	entries []entry    // which word is in which class
	shadows []entry    // which word hides which class
	fact    int        // index of the section, -1 before the first
	file    uint8
	line    uint16
	terms   []term // room for those of many patterns
	fields  []string
	filings []filing
}

type entry struct{ word, class uint16 }

type filing struct{ class, pattern uint16 }

func newBuilder(l *Lexicon) *builder {
	b := &builder{
		lex: l, fact: -1,
		classes: make(map[string]uint16, 8192), words: make(map[string]uint16, 16384),
		list: make([]string, 0, 12288), entries: make([]entry, 0, 32768), size: make([]int, 0, 8192),
		members: make([][]uint16, 0, 8192), terms: make([]term, 0, 8192), fields: make([]string, 0, 256),
		filings: make([]filing, 0, 4096),
	}
	l.patterns = make([]pattern, 0, 2048)
	// Sums of money are found by their own reader; words that no text contains stand for them.
	sum, huge, small := b.newClass("SUM"), b.newClass("HUGE"), b.newClass("SMALL")
	l.huge, l.small = b.word("\x01"), b.word("\x02")
	b.members[sum], b.members[huge], b.members[small] = []uint16{l.huge, l.small}, []uint16{l.huge}, []uint16{l.small}
	for _, c := range []uint16{sum, huge, small} {
		for _, w := range b.members[c] {
			b.enter(w, c)
		}
	}
	return b
}

// read takes one file in; errors name the line.
func (b *builder) read(name, text string) error {
	b.file, b.line = uint8(len(b.lex.files)), 0
	b.lex.files = append(b.lex.files, name)
	for line := range strings.Lines(text) {
		b.line++
		if err := b.entry(line); err != nil {
			return fmt.Errorf("lexicon %s:%d: %w", name, b.line, err)
		}
	}
	return nil
}

// entry takes one line in.
func (b *builder) entry(line string) error {
	if i := strings.IndexByte(line, '#'); i >= 0 {
		line = line[:i]
	}
	f := b.split(line)
	if len(f) == 0 {
		return nil
	}
	switch f[0][0] {
	case '@':
		return b.class(f[0][1:], f[1:])
	case '[':
		b.section(strings.Trim(f[0], "[]"))
		return nil
	case '+', '-', '?':
		return b.pattern(f[0], f[1:])
	}
	return fmt.Errorf("line begins with %q", f[0])
}

// split is strings.Fields for ASCII spaces, into room that is used again.
func (b *builder) split(line string) []string {
	b.fields = b.fields[:0]
	for i := 0; i < len(line); {
		for i < len(line) && line[i] <= ' ' {
			i++
		}
		j := i
		for j < len(line) && line[j] > ' ' {
			j++
		}
		if j > i {
			b.fields = append(b.fields, line[i:j])
		}
		i = j
	}
	return b.fields
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

// isClassName tells whether s is written as the name of one class.
func isClassName(s string) bool {
	return s != "" && 'A' <= s[0] && s[0] <= 'Z' && !strings.Contains(s, "|")
}

// pattern enters one pattern, or two for a pair in either order.
func (b *builder) pattern(head string, fields []string) error {
	if b.fact < 0 {
		return errors.New("pattern before the first [fact]")
	}
	p := pattern{fact: uint8(b.fact), file: b.file, line: b.line, weight: 1}
	if err := p.sign(head); err != nil {
		return err
	}
	either, start, next := -1, len(b.terms), term{gap: maxGap}
	for _, f := range fields {
		var err error
		switch {
		case f == "," || f == ",,":
			next.cross, next.gap = int8(len(f)), int16(maxCross*len(f))
		case f == "&":
			either, next.gap = len(b.terms)-start, maxAny
		case f[0] == '~':
			var n int
			n, err = strconv.Atoi(f[1:])
			next.gap = int16(n)
		case f[0] == '!':
			var c uint16
			c, err = b.term(f[1:])
			p.block = append(p.block, c)
		default:
			next.class, err = b.term(f)
			b.terms = append(b.terms, next)
			next = term{gap: maxGap}
		}
		if err != nil {
			return fmt.Errorf("%s: %w", f, err)
		}
	}
	p.terms = b.terms[start:len(b.terms):len(b.terms)]
	if n := len(p.terms); n == 0 || n > longestPattern {
		return fmt.Errorf("pattern of %d terms", n)
	}
	b.filed(p)
	if either > 0 {
		p.terms = append([]term(nil), p.terms...)
		p.terms[either-1].class, p.terms[either].class = p.terms[either].class, p.terms[either-1].class
		b.filed(p)
	}
	return nil
}

// sign reads what a pattern says and how much it weighs: "+1.2", "?", "-", "+=1", "+~0.8".
func (p *pattern) sign(s string) error {
	switch s[0] {
	case '?':
		p.says, p.weight = hints, 0.6
	case '-':
		p.says = denies
	}
	s = s[1:]
	if strings.HasPrefix(s, "=") {
		p.rigid, s = true, s[1:]
	}
	if strings.HasPrefix(s, "~") {
		p.asking, s = true, s[1:]
	}
	if s == "" {
		return nil
	}
	w, err := strconv.ParseFloat(s, 32)
	if err != nil {
		return fmt.Errorf("weight %q", s)
	}
	p.weight = float32(w)
	return nil
}
