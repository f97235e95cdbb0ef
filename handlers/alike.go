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
func (r *reviewing) fused(ctx context.Context, c filing.Case, closed []filing.Case) []filing.Case {
	byWords := filing.Similar(c, closed, mostRanked)
	if r.desk.Aid == nil || r.desk.Aid.Near == nil {
		return byWords[:min(len(byWords), mostAlike)]
	}
	slices.SortFunc(closed, func(a, b filing.Case) int { return b.Opened.Compare(a.Opened) })
	closed = closed[:min(len(closed), mostCompared)]
	var texts []string
	for _, o := range closed {
		texts = append(texts, o.Question)
	}
	rank := map[string]float64{}
	cases := map[string]filing.Case{}
	count := func(c filing.Case, place int) {
		rank[c.Number] += 1 / float64(rankOffset+place)
		cases[c.Number] = c
	}
	for i, o := range byWords {
		count(o, i+1)
	}
	near := r.desk.Aid.Near(ctx, r.message.Unit, r.by.ID, c.Question, texts)
	for i, at := range near[:min(len(near), mostRanked)] {
		count(closed[at], i+1)
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
