package handlers

import (
	"cmp"
	"context"
	"slices"

	"dandang/filing"
)

// How similar cases are looked for with a model.
const (
	mostCompared = 40 // of the closed cases, the last ones are compared by meaning
	mostRanked   = 10 // of each way of looking count
	rankOffset   = 60 // of reciprocal ranks, as is usual: a first place weighs hardly more than a second
)

// fused are the closed cases most like a case: by their words, and where there is a model by what they mean, the ranks
// of both put together.
func (r *reviewing) fused(ctx context.Context, c filing.Case, closed []*filing.Ended) []filing.Case {
	byWords := filing.Similar(c, closed, mostRanked)
	rank := map[string]float64{}
	cases := map[string]filing.Case{}
	count := func(p *filing.Ended, place int) {
		rank[p.Case.Number] += 1 / float64(rankOffset+place)
		cases[p.Case.Number] = p.Case
	}
	for i, o := range byWords {
		count(o, i+1)
	}
	if r.desk.Aid != nil && r.desk.Aid.Near != nil {
		closed = slices.SortedFunc(slices.Values(closed), func(a, b *filing.Ended) int { return b.Case.Opened.Compare(a.Case.Opened) })
		closed = closed[:min(len(closed), mostCompared)]
		var texts []string
		for _, o := range closed {
			texts = append(texts, o.Case.Question)
		}
		near := r.desk.Aid.Near(ctx, r.message.Unit, r.by.ID, c.Question, texts)
		for i, at := range near[:min(len(near), mostRanked)] {
			count(closed[at], i+1)
		}
	}
	var numbers []string
	for n := range rank {
		numbers = append(numbers, n)
	}
	slices.SortFunc(numbers, func(a, b string) int { return cmp.Or(cmp.Compare(rank[b], rank[a]), cmp.Compare(a, b)) })
	var out []filing.Case
	for _, n := range numbers[:min(len(numbers), mostAlike)] {
		out = append(out, cases[n])
	}
	return out
}
