package handlers

import (
	"context"
	"fmt"
	"testing"
	"time"

	"dandang/filing"
)

// TestSimilarCasesByWordsAndByMeaning: without a model the words alone decide; with one, a case that means the same in
// other words is found too, and a model that cannot tell changes nothing.
func TestSimilarCasesByWordsAndByMeaning(t *testing.T) {
	closed := []filing.Case{
		{Number: "ZX-2026-0001", Done: true, Question: "老房子没有证，想按现状测量登记"},
		{Number: "ZX-2026-0002", Done: true, Question: "历史遗留的农房产权手续不齐，打算补办"},
		{Number: "ZX-2026-0003", Done: true, Question: "修路的招标能不能快一点"},
	}
	for i := range closed {
		closed[i].Opened = time.Date(2026, 1, i+1, 0, 0, 0, 0, time.UTC)
	}
	var ended []*filing.Ended
	for _, o := range closed {
		ended = append(ended, o.Ended())
	}
	c := filing.Case{Number: "ZX-2026-0009", Question: "老房子没有证，想按现状测量后登记"}
	for _, row := range []struct {
		name string
		aid  *Aid
		want string
	}{
		{"no model", nil, "[ZX-2026-0001]"},
		{"a model without embeddings", &Aid{}, "[ZX-2026-0001]"},
		{"one that cannot tell", &Aid{Near: func(context.Context, string, string, string, []string) []int { return nil }}, "[ZX-2026-0001]"},
		{"one that finds the same meaning", &Aid{Near: func(_ context.Context, _, _, _ string, texts []string) []int {
			if texts[1] != closed[1].Question { // the newest first
				t.Errorf("compared with %q", texts)
			}
			return []int{1}
		}}, "[ZX-2026-0001 ZX-2026-0002]"},
	} {
		r := reviewing{walk: walk{desk: &Desk{Aid: row.aid}, message: Message{Unit: "demo"}}}
		var got []string
		for _, o := range r.fused(context.Background(), c, ended) {
			got = append(got, o.Number)
		}
		if fmt.Sprint(got) != row.want {
			t.Errorf("%s: got %v, want %s", row.name, got, row.want)
		}
	}
}
