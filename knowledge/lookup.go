package knowledge

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"
)

// Lookup returns the list items that the words point to, best first, at most five: by id, by title, or by a phrase
// that the words contain or are part of. It serves 「看原文」 and 「清单」, not the reading of a plan.
func (b *Base) Lookup(words string) []*Item {
	type hit struct {
		item *Item
		rank int
	}
	want := string(cleaned(make([]rune, 0, mostRunes), words))
	if want == "" {
		return nil
	}
	var hits []hit
	for _, list := range [][]Item{b.Positive, b.Negative} {
		for i := range list {
			if rank := pointed(&list[i], words, want); rank > 0 {
				hits = append(hits, hit{&list[i], rank})
			}
		}
	}
	slices.SortStableFunc(hits, func(a, b hit) int { return cmp.Compare(b.rank, a.rank) })
	var items []*Item
	for _, h := range hits[:min(len(hits), mostHits)] {
		items = append(items, h.item)
	}
	return items
}

// pointed says how surely the words mean the item: 4 its id, 3 its title, 2 part of its title or the title part of
// them, 1 a phrase, 0 not at all.
func pointed(item *Item, words, want string) int {
	const short = 2 // characters; fewer are part of too much
	title := plain(item.Title)
	switch {
	case strings.TrimSpace(words) == item.ID:
		return 4
	case want == title:
		return 3
	case utf8.RuneCountInString(want) < short:
		return 0
	case strings.Contains(title, want), strings.Contains(want, title):
		return 2
	}
	for _, phrase := range item.Phrases {
		if p := plain(phrase); p != "" && (strings.Contains(p, want) || strings.Contains(want, p)) {
			return 1
		}
	}
	return 0
}

// plain is text without blanks and marks, in lower case.
func plain(text string) string { return string(cleaned(make([]rune, 0, len(text)), text)) }
