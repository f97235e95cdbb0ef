package reader

import "testing"

func BenchmarkNewLexicon(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := NewLexicon(); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkScan(b *testing.B) {
	l, err := NewLexicon()
	if err != nil {
		b.Fatal(err)
	}
	t := Normalise(hundred)
	clauses := t.Clauses(nil)
	var dst []Cue
	b.ReportAllocs()
	for b.Loop() {
		dst = l.Scan(t, clauses, dst[:0])
	}
}
