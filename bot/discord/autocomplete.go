package discord

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"github.com/mozillazg/go-pinyin"
)

// A Choice is something that autocompletion offers.
type Choice struct {
	Name  string // what is shown
	Value string // what is sent when it is chosen
}

// mostChoices is how many choices Discord shows.
const mostChoices = 25

// An Index finds choices by Chinese characters, by pinyin, whole or begun, by initials (ZDCY for 重大产业), by any
// mixture of them, and by pinyin with a slip in it. It never changes and may be shared.
type Index struct {
	entries []indexed
}

type indexed struct {
	Choice
	letters []letter
	sound   string // the pinyin in one piece, the first reading of each character
}

// A letter is one character with the ways in which it can be typed.
type letter struct {
	char     rune
	readings []string // pinyin without tones; a letter of the alphabet is its own
}

// NewIndex prepares choices to be found; their order is that of equal finds.
func NewIndex(choices []Choice) *Index {
	readings := pinyin.NewArgs()
	readings.Heteronym = true
	x := &Index{}
	for _, c := range choices {
		e := indexed{Choice: c}
		for _, r := range strings.ToLower(c.Name) {
			if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
				continue
			}
			l := letter{char: r, readings: pinyin.SinglePinyin(r, readings)}
			if len(l.readings) > 0 {
				e.sound += l.readings[0]
			}
			e.letters = append(e.letters, l)
		}
		x.entries = append(x.entries, e)
	}
	return x
}

// Find returns the choices that the words may mean, best first, at most as many as Discord shows; no words find the
// first ones. Only where nothing else is found a slip is forgiven.
func (x *Index) Find(words string) []Choice {
	query := folded(words)
	type hit struct {
		at, rank int
	}
	var hits []hit
	for i := range x.entries {
		if rank := x.entries[i].rank(query); rank > 0 {
			hits = append(hits, hit{i, rank})
		}
	}
	if len(hits) == 0 {
		for i := range x.entries {
			if near(x.entries[i].sound, string(query)) {
				hits = append(hits, hit{i, 1})
			}
		}
	}
	slices.SortStableFunc(hits, func(a, b hit) int { return cmp.Compare(b.rank, a.rank) })
	out := []Choice{}
	for _, h := range hits[:min(len(hits), mostChoices)] {
		out = append(out, x.entries[h.at].Choice)
	}
	return out
}

// folded is what was typed without blanks and marks, in small letters.
func folded(words string) []rune {
	var out []rune
	for _, r := range strings.ToLower(words) {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			out = append(out, r)
		}
		if len(out) == 40 {
			break
		}
	}
	return out
}

// rank says how well an entry is meant: 3 from its beginning, 2 from some character on, 0 not at all.
func (e *indexed) rank(query []rune) int {
	for i := range max(1, len(e.letters)) {
		if typed(query, e.letters[min(i, len(e.letters)):]) {
			if i == 0 {
				return 3
			}
			return 2
		}
	}
	return 0
}

// typed reports whether the query spells the beginning of the letters: each by itself, its pinyin, the beginning of that
// at the end of the query, or its initial. It walks all ways at once: bit i of at means that i letters of the query are
// spelt.
func typed(query []rune, letters []letter) bool {
	at := uint64(1)
	for _, l := range letters {
		if at&(1<<len(query)) != 0 {
			return true
		}
		next := uint64(0)
		for i := range query {
			if at&(1<<i) != 0 {
				next |= l.from(query, i)
			}
		}
		if at = next; at == 0 {
			return false
		}
	}
	return at&(1<<len(query)) != 0
}

// from is how far the query is spelt behind the letter when it was spelt as far as i before it.
func (l letter) from(query []rune, i int) uint64 {
	reached := uint64(0)
	if query[i] == l.char {
		reached |= 1 << (i + 1)
	}
	for _, reading := range l.readings {
		n := common(query[i:], reading)
		if n >= 1 {
			reached |= 1 << (i + 1)
		}
		if n == len(reading) || i+n == len(query) {
			reached |= 1 << (i + n)
		}
	}
	return reached
}

// common is how many letters of the reading the query begins with.
func common(query []rune, reading string) int {
	n := 0
	for n < len(query) && n < len(reading) && query[n] == rune(reading[n]) {
		n++
	}
	return n
}

// near reports whether the sound holds the query with a slip in it: one in five letters, two in ten.
func near(sound, query string) bool {
	allowed := min(2, len(query)/5)
	if allowed == 0 || strings.ContainsFunc(query, func(r rune) bool { return r > unicode.MaxASCII }) {
		return false
	}
	// row[j] is the least number of slips by which the query so far becomes some stretch of the sound that ends at j.
	row := make([]int, len(sound)+1)
	for i := range len(query) {
		above := row[0]
		row[0] = i + 1
		for j := range len(sound) {
			miss := 1
			if query[i] == sound[j] {
				miss = 0
			}
			above, row[j+1] = row[j+1], min(above+miss, row[j+1]+1, row[j]+1)
		}
	}
	return slices.Min(row) <= allowed
}
