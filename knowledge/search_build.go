package knowledge

import "slices"

// A mention is one gram in one entry before the postings are made.
type mention struct {
	row    int32
	faq    int32
	weight float32
}

// newFAQSearch builds the tables: grams are numbered as they come, their mentions sorted by number in one pass.
func newFAQSearch(faqs []FAQ) *faqSearch {
	askings, size := 0, 0 // of all words, to make room once
	for i := range faqs {
		askings += 1 + len(faqs[i].Ask)
		size += len(faqs[i].Title) + len(faqs[i].Answer)
		for _, ask := range faqs[i].Ask {
			size += len(ask)
		}
	}
	const bytesOfRune, timesUsed = 3, 4 // of the grams of Chinese text, about
	s := &faqSearch{exact: make(map[string]int32, askings), number: make(map[gram]int32, 2*size/bytesOfRune/timesUsed)}
	t := &teller{faqSearch: s, mentions: make([]mention, 0, 2*size/bytesOfRune), lengths: make([]float64, len(faqs))}
	for i := range faqs {
		q := &faqs[i]
		s.ids = append(s.ids, q.ID)
		t.tell(i, q.Title, weightTitle)
		s.name(t.runes, i)
		for _, ask := range q.Ask {
			t.tell(i, ask, weightAsk)
			s.name(t.runes, i)
		}
		t.tell(i, q.Answer, weightAnswer)
	}
	s.weigh(t.mentions, t.lengths)
	return s
}

// A teller collects what the entries say before it is weighed.
type teller struct {
	*faqSearch
	mentions []mention
	lengths  []float64 // of the entries, in weighted grams
	runes    []rune    // the text told last, cleaned
}

// tell adds the grams of one text of the entry.
func (t *teller) tell(faq int, text string, weight float32) {
	t.runes = cleaned(slices.Grow(t.runes[:0], len(text)), text)
	for i, r := range t.runes {
		t.mention(gram(r), faq, weight)
		if i > 0 {
			t.mention(gram(t.runes[i-1])<<32|gram(r), faq, weight)
		}
	}
}

func (t *teller) mention(g gram, faq int, weight float32) {
	n, ok := t.number[g]
	if !ok {
		n = int32(len(t.number))
		t.number[g] = n
	}
	t.mentions = append(t.mentions, mention{n, int32(faq), weight})
	t.lengths[faq] += float64(weight)
}

// name makes the entry the answer to exactly that way of asking; the first that lists it keeps it.
func (s *faqSearch) name(ask []rune, faq int) {
	key := string(ask[:min(len(ask), mostRunes)])
	if _, taken := s.exact[key]; !taken && key != "" {
		s.exact[key] = int32(faq)
	}
}

// weigh turns mentions into postings with their BM25 weights.
func (s *faqSearch) weigh(mentions []mention, lengths []float64) {
	ends := make([]int32, len(s.number)+1)
	for _, m := range mentions {
		ends[m.row+1]++
	}
	for i := 1; i < len(ends); i++ {
		ends[i] += ends[i-1]
	}
	sorted := make([]posting, len(mentions))
	next := slices.Clone(ends)
	for _, m := range mentions { // stable: within a row the entries stay in order
		sorted[next[m.row]] = posting{m.faq, m.weight}
		next[m.row]++
	}
	average := 0.0
	for _, l := range lengths {
		average += l / float64(len(lengths))
	}
	s.hits = make([]posting, 0, len(mentions)/2)
	s.rows = make([]row, len(s.number))
	for n := range s.rows {
		s.rows[n] = s.postings(sorted[ends[n]:ends[n+1]], lengths, average)
	}
	s.unseen = float32(rarity(0.5, len(lengths)) * (saturation + 1))
}

// postings adds up the mentions of one gram by entry and appends what it weighs in each.
func (s *faqSearch) postings(mentions []posting, lengths []float64, average float64) row {
	r := row{from: int32(len(s.hits))}
	for _, m := range mentions {
		if last := len(s.hits) - 1; last >= int(r.from) && s.hits[last].faq == m.faq {
			s.hits[last].weight += m.weight
			continue
		}
		s.hits = append(s.hits, m)
	}
	r.to = int32(len(s.hits))
	rare := rarity(float64(r.to-r.from), len(lengths))
	for i := r.from; i < r.to; i++ {
		p := &s.hits[i]
		often := float64(p.weight)
		length := 1 - lengthNorm + lengthNorm*lengths[p.faq]/average
		p.weight = float32(rare * often * (saturation + 1) / (often + saturation*length))
	}
	r.most = float32(rare * (saturation + 1))
	return r
}
