package reader

import (
	"slices"

	"dandang/knowledge"
)

// mostItems is how many candidates a reading carries.
const mostItems = 5

// items are the positive items that the story most likely belongs to, best first, of those that b lists.
func (w *weights) items(sc *scratch, b *knowledge.Base) []knowledge.Candidate {
	s := w.labels
	out := make([]knowledge.Candidate, 0, mostItems+1)
	for i, id := range s.items {
		if b != nil && b.Item(id) == nil {
			continue
		}
		c := knowledge.Candidate{ID: id, Score: float64(chance(sc.message[s.item(i)]))}
		at := len(out)
		for at > 0 && out[at-1].Score < c.Score {
			at--
		}
		if at < mostItems {
			out = slices.Insert(out, at, c)[:min(len(out)+1, mostItems)]
		}
	}
	return out
}
