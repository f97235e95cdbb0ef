// Package bench measures the program beside its peers, in one run on one machine. It is a module of its own, so that
// the product does not depend on what it is compared with.
package bench

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/blevesearch/bleve/v2"
	_ "github.com/blevesearch/bleve/v2/analysis/lang/cjk"

	"dandang/knowledge"
	"dandang/reader"
)

// questions are what people ask, 60 to 150 characters.
func questions(tb testing.TB) []string {
	tb.Helper()
	texts, err := reader.Stories("w1.jsonl")
	if err != nil {
		tb.Fatal(err)
	}
	var out []string
	for _, s := range texts {
		if n := len([]rune(s)); n >= 60 && n <= 150 {
			out = append(out, s)
		}
	}
	if len(out) < 50 {
		tb.Fatalf("only %d questions of that length", len(out))
	}
	return out
}

func base(tb testing.TB) *knowledge.Base {
	tb.Helper()
	lib, err := knowledge.Embedded()
	if err != nil {
		tb.Fatal(err)
	}
	b, err := lib.Base("demo", "2026-11-22")
	if err != nil {
		tb.Fatal(err)
	}
	return b
}

// passages are what there is to search in the shipped lists: titles, descriptions, phrases, ways to ask.
func passages(b *knowledge.Base) []string {
	var out []string
	for _, list := range [][]knowledge.Item{b.Positive, b.Negative} {
		for _, it := range list {
			out = append(append(out, it.Title, it.Description), it.Phrases...)
		}
	}
	for _, f := range b.FAQs {
		out = append(append(out, f.Title, f.Answer), f.Ask...)
	}
	return out
}

func bleveIndex(tb testing.TB, texts []string) bleve.Index {
	tb.Helper()
	mapping := bleve.NewIndexMapping()
	mapping.DefaultAnalyzer = "cjk"
	index, err := bleve.NewMemOnly(mapping)
	if err != nil {
		tb.Fatal(err)
	}
	batch := index.NewBatch()
	for i, s := range texts {
		if err := batch.Index(fmt.Sprint(i), map[string]string{"text": s}); err != nil {
			tb.Fatal(err)
		}
	}
	if err := index.Batch(batch); err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = index.Close() })
	return index
}

func search(tb testing.TB, index bleve.Index, q string) {
	if _, err := index.Search(bleve.NewSearchRequest(bleve.NewMatchQuery(q))); err != nil {
		tb.Fatal(err)
	}
}

// BenchmarkJudge is the product's whole decision: normalise, read with lexicon and weights, find items, quote, judge;
// with the shipped lists, and with ten times as many.
func BenchmarkJudge(b *testing.B) {
	for _, lists := range []struct {
		name string
		base *knowledge.Base
	}{{"lists=1", base(b)}, {"lists=10", tenfold(b)}} {
		b.Run(lists.name, func(b *testing.B) { judge(b, lists.base) })
	}
}

func judge(b *testing.B, lists *knowledge.Base) {
	qs, ctx := questions(b), context.Background()
	r, err := reader.NewOffline()
	if err != nil {
		b.Fatal(err)
	}
	for _, q := range qs { // what is built on the first use is built
		if _, err := r.Read(ctx, lists, q, nil); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportAllocs()
	took := make([]time.Duration, 0, 1<<20)
	for i := 0; b.Loop(); i++ {
		began := time.Now()
		got, err := r.Read(ctx, lists, qs[i%len(qs)], nil)
		if err != nil {
			b.Fatal(err)
		}
		v := knowledge.Judge(lists, knowledge.Matter{Stage: got.Stage, Items: got.Items, Facts: got.Facts})
		if v.Outcome == "" {
			b.Fatal("no outcome")
		}
		took = append(took, time.Since(began))
	}
	percentiles(b, took)
}

// BenchmarkBleve only searches: the same passages, and those of the lists made ten times as many.
func BenchmarkBleve(b *testing.B) {
	for _, texts := range [][]string{passages(base(b)), passages(tenfold(b))} {
		b.Run(fmt.Sprintf("passages=%d", len(texts)), func(b *testing.B) {
			index, qs := bleveIndex(b, texts), questions(b)
			b.ReportAllocs()
			took := make([]time.Duration, 0, 1<<16)
			for i := 0; b.Loop(); i++ {
				began := time.Now()
				search(b, index, qs[i%len(qs)])
				took = append(took, time.Since(began))
			}
			percentiles(b, took)
		})
	}
}

func percentiles(b *testing.B, took []time.Duration) {
	slices.Sort(took)
	if n := len(took); n > 0 {
		b.ReportMetric(float64(took[n/2].Nanoseconds())/1000, "p50-µs")
		b.ReportMetric(float64(took[n*99/100].Nanoseconds())/1000, "p99-µs")
	}
}
