package reader

import (
	"cmp"
	"context"
	"slices"

	"dandang/knowledge"
)

const (
	rankBase = 10  // of reciprocal rank fusion: how flat it is
	nearItem = 0.5 // an item may come first only if the rules find it at least so likely as their own first
)

// fused puts the items of the rules in the order that the rules, the model and the embeddings come to together, by
// reciprocal rank. Items that the rules did not find come last: they may be looked at, never lead.
func (r *Beside) fused(ctx context.Context, b *knowledge.Base, veiled string, offline []knowledge.Candidate, model []string) []knowledge.Candidate {
	lists := [][]string{ids(offline), model}
	if m, ok := r.Model.(*Model); ok {
		lists = append(lists, m.nearest(ctx, b, veiled, payer{b.County.ID, r.Person}, r.Patience))
	}
	return fuse(offline, lists)
}

// fuse orders candidates by the ranks that they have in the lists.
func fuse(offline []knowledge.Candidate, lists [][]string) []knowledge.Candidate {
	if len(offline) == 0 || !slices.ContainsFunc(lists[1:], func(l []string) bool { return len(l) > 0 }) {
		return offline
	}
	score := map[string]float64{}
	for _, l := range lists {
		for rank, id := range l {
			score[id] += 1 / float64(rankBase+rank+1)
		}
	}
	best := offline[0].Score
	near, rest := []knowledge.Candidate{}, []knowledge.Candidate{}
	for _, c := range offline {
		if c.Score >= nearItem*best {
			near = append(near, c)
		} else {
			rest = append(rest, c)
		}
	}
	scores := make([]float64, 0, len(near)) // places keep their scores: only who stands on them changes
	for _, c := range near {
		scores = append(scores, c.Score)
	}
	slices.SortStableFunc(near, func(a, b knowledge.Candidate) int { return cmp.Compare(score[b.ID], score[a.ID]) })
	for i := range near {
		near[i].Score = scores[i]
	}
	out := append(near, rest...)
	for _, id := range slices.Concat(lists[1:]...) {
		if len(out) < mostItems && !slices.ContainsFunc(out, func(c knowledge.Candidate) bool { return c.ID == id }) {
			out = append(out, knowledge.Candidate{ID: id})
		}
	}
	return out
}

func ids(list []knowledge.Candidate) []string {
	out := make([]string, 0, len(list))
	for _, c := range list {
		out = append(out, c.ID)
	}
	return out
}
