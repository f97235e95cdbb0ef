package knowledge

import (
	"math"
	"slices"
	"unicode"
)

// Weights of the search, chosen on the labelled procedure questions by training on one half of the writers and
// testing on the other, both ways round; single characters matter as much as pairs because people seldom use the
// words of the rule.
const (
	weightTitle  = 2.0
	weightAsk    = 1.0
	weightAnswer = 0.6
	saturation   = 1.6  // k1 of BM25
	lengthNorm   = 0.75 // b of BM25
	mostHits     = 5
	mostRunes    = 256 // of a query are looked at; a question about the procedure is shorter
)

// A faqSearch ranks procedure entries by BM25 over single characters and pairs of neighbours. A gram leads straight
// to the weights of the entries that have it, so that the cost does not grow with the number of ways to ask.
type faqSearch struct {
	ids    []string
	number map[gram]int32 // where in rows a gram is
	rows   []row
	hits   []posting
	exact  map[string]int32 // a way of asking, cleaned → the entry that lists it
	unseen float32          // what a gram weighs that no entry has
}

// A gram is one character, or two that follow one another.
type gram uint64

// A row is where the postings of one gram lie, and the most that it can add to a score.
type row struct {
	from, to int32
	most     float32
}

// A posting is what one gram adds to the score of one entry.
type posting struct {
	faq    int32
	weight float32
}

// SearchFAQ returns the procedure entries that the query may be asking for, best first, at most five. The query is
// plain text as the reader has normalised it. Scores are between 0 and 1, the share of the query that the entry
// explains: a text about something else stays low with every entry. A query that is one of the listed ways to ask
// scores 1. Source of the weights: see the constants.
func (b *Base) SearchFAQ(query string) []Candidate {
	s := b.index.search
	if s == nil || len(s.ids) == 0 {
		return nil
	}
	var buffer [mostRunes]rune
	text := cleaned(buffer[:0], query)
	var fixed [128]float32
	scores := fixed[:]
	if len(s.ids) > len(fixed) {
		scores = make([]float32, len(s.ids))
	}
	scores = scores[:len(s.ids)]
	var most float32
	for i, r := range text {
		most += s.add(scores, gram(r))
		if i > 0 {
			most += s.add(scores, gram(text[i-1])<<32|gram(r))
		}
	}
	if i, ok := s.exact[string(text)]; ok {
		scores[i] = most
	}
	return s.best(scores, most)
}

// add gives every entry what the gram is worth to it and returns the most that it could be worth.
func (s *faqSearch) add(scores []float32, g gram) float32 {
	n, ok := s.number[g]
	if !ok {
		return s.unseen
	}
	r := s.rows[n]
	for _, p := range s.hits[r.from:r.to] {
		scores[p.faq] += p.weight
	}
	return r.most
}

// best returns the entries with the highest scores; of equal ones the first in the list.
func (s *faqSearch) best(scores []float32, most float32) []Candidate {
	found := make([]Candidate, 0, mostHits+1)
	for i, score := range scores {
		if score <= 0 || len(found) == mostHits && float64(score/most) <= found[mostHits-1].Score {
			continue
		}
		c := Candidate{ID: s.ids[i], Score: float64(score / most)}
		at := len(found)
		for at > 0 && found[at-1].Score < c.Score {
			at--
		}
		found = slices.Insert(found, at, c)
		found = found[:min(len(found), mostHits)]
	}
	return found
}

// cleaned appends the letters, digits and characters of text in lower case, without blanks and marks, up to the
// capacity of into.
func cleaned(into []rune, text string) []rune {
	for _, r := range text {
		if len(into) == cap(into) {
			break
		}
		if r = lowered(r); r != 0 {
			into = folded(append(into, r))
		}
	}
	return into
}

// names are the longer names of a filing, and words of courtesy: they say nothing of what is asked. The longest come
// first; what each stands for is beside it. The names are those of the measures of many places.
var names = [...]struct{ long, short []rune }{
	{[]rune("容错免责事项备案"), []rune("备案")}, {[]rune("容错免责备案"), []rune("备案")}, {[]rune("容错事项备案"), []rune("备案")},
	{[]rune("容错风险报备"), []rune("备案")}, {[]rune("廉洁风险报备"), []rune("备案")}, {[]rune("事前风险备案"), []rune("备案")},
	{[]rune("容错备案"), []rune("备案")}, {[]rune("容错报备"), []rune("备案")}, {[]rune("风险报备"), []rune("备案")}, {[]rune("免责备案"), []rune("备案")},
	{[]rune("麻烦问一下"), nil}, {[]rune("请问一下"), nil}, {[]rune("请问"), nil}, {[]rune("谢谢"), nil}, {[]rune("您好"), nil}, {[]rune("你好"), nil},
}

// folded replaces a long name that text ends in by its short one.
func folded(text []rune) []rune {
	for i := range names {
		n := &names[i]
		if cut := len(text) - len(n.long); cut >= 0 && text[len(text)-1] == n.long[len(n.long)-1] && slices.Equal(text[cut:], n.long) {
			return append(text[:cut], n.short...)
		}
	}
	return text
}

// lowered is r in lower case, or 0 when it is no letter and no digit.
func lowered(r rune) rune {
	switch {
	case r >= 0x4E00 && r <= 0x9FFF:
		return r
	case r < 0x80 && (r >= 'a' && r <= 'z' || r >= '0' && r <= '9'):
		return r
	case unicode.IsLetter(r) || unicode.IsDigit(r):
		return unicode.ToLower(r)
	}
	return 0
}

// rarity is how telling a gram is that stands in n of all entries.
func rarity(n float64, all int) float64 {
	return math.Log(1 + (float64(all)-n+0.5)/(n+0.5))
}
