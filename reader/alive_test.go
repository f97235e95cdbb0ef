package reader

import (
	"io/fs"
	"math/rand/v2"
	"path"
	"strings"
	"testing"
)

// Every pattern must match some sentence made of its own words, or it stands in the files for nothing.
func TestEveryPatternIsAlive(t *testing.T) {
	for _, folder := range []struct {
		name  string
		files fs.FS
	}{{"lexicon", lexiconFiles}, {"manner", mannerFiles}} {
		l := &Lexicon{}
		b := newBuilder(l)
		names, err := fs.Glob(folder.files, folder.name+"/*.txt")
		if err != nil {
			t.Fatal(err)
		}
		for _, n := range names {
			text, err := fs.ReadFile(folder.files, n)
			if err != nil {
				t.Fatal(err)
			}
			if err := b.read(path.Base(n), string(text)); err != nil {
				t.Fatal(err)
			}
		}
		b.finish()
		words := wordsByClass(b)
		rnd := rand.New(rand.NewPCG(1, 2))
		for i := range l.patterns {
			if p := &l.patterns[i]; !fires(l, p, words, rnd) {
				t.Errorf("%s/%s:%d never matches", folder.name, l.files[p.file], p.line)
			}
		}
	}
}

// wordsByClass lists the words of every class, sums of money written out.
func wordsByClass(b *builder) map[uint16][]string {
	out := make(map[uint16][]string)
	for _, e := range b.entries {
		w := b.list[e.word]
		switch w {
		case "\x01":
			w = "九百万元"
		case "\x02":
			w = "三百元"
		}
		out[e.class] = append(out[e.class], w)
	}
	return out
}

// fires tells whether p matches one of some sentences made of its words.
func fires(l *Lexicon, p *pattern, words map[uint16][]string, rnd *rand.Rand) bool {
	hit := false
	l.seen = func(q *pattern, _ Cue) { hit = hit || q == p }
	defer func() { l.seen = nil }()
	for range 400 {
		var s strings.Builder
		for _, t := range p.terms {
			if t.cross > 0 {
				s.WriteString("，")
			}
			w := words[t.class]
			s.WriteString(w[rnd.IntN(len(w))])
		}
		x := Normalise(s.String())
		if l.Scan(x, x.Clauses(nil), nil); hit {
			return true
		}
	}
	return false
}
