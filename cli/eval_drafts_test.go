package cli

import (
	"encoding/json"
	"os/exec"
	"strings"
	"testing"

	"dandang/filing"
	"dandang/knowledge"
)

// drafters are readings of plans with what their labels tell, and without.
var drafters = told{
	"会上定了，先修路，投资80万元": {Kind: knowledge.Plan, Stage: knowledge.Planned, Items: []knowledge.Candidate{{ID: "pos-rural"}},
		Facts: []knowledge.Fact{{ID: "c-collective", Holds: true, Quote: "会上定了"}}},
	"党组会定的，先修渠":      {Kind: knowledge.Plan, Stage: knowledge.Ongoing},
	"汛前河堤老化得厉害，想先加固": {Kind: knowledge.Plan, Stage: knowledge.Planned, Items: []knowledge.Candidate{{ID: "pos-emergency"}}},
}

// TestFiguresOfDrafting: what a message states and what is rightly prefilled are counted as counted by hand.
func TestFiguresOfDrafting(t *testing.T) {
	lib, err := knowledge.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	b, err := lib.Base("demo", "2026-11-22")
	if err != nil {
		t.Fatal(err)
	}
	forms, err := filing.LoadForms(nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range []struct {
		name, line string
		want       map[string]share
	}{
		{"all that the labels tell is there", `{"kind":"plan","text":"会上定了，先修路，投资80万元","stage":"planned","positive":["pos-rural"],"facts":[{"id":"c-collective","holds":true,"quote":"会上定了"}]}`,
			map[string]share{"stage": {1, 1}, "items": {1, 1}, "meeting": {1, 1}, "amount": {1, 1}}},
		{"a fact that was not read, and another stage", `{"kind":"plan","text":"党组会定的，先修渠","stage":"planned","positive":["pos-rural"],"facts":[{"id":"c-collective","holds":true,"quote":"党组会定的"}]}`,
			map[string]share{"stage": {1, 0}, "items": {1, 0}, "meeting": {1, 0}}},
		{"a fact that is denied tells nothing of its field", `{"kind":"plan","text":"党组会定的，先修渠","facts":[{"id":"c-collective","holds":false,"quote":"党组会定的"}]}`, map[string]share{}},
		{"what is told of the elements of a published case", `{"question":"汛前河堤老化得厉害，想先加固","label":"tolerated","scenario":"没有这种情形","elements":{"客观条件":"河堤老化严重","后果影响":"没有人知道","程序方法":null}}`,
			map[string]share{"conditions": {1, 1}}},
		{"no plan, no paper", `{"kind":"procedure","text":"会上定了，先修路，投资80万元","facts":[]}`, map[string]share{}},
	} {
		t.Run(row.name, func(t *testing.T) {
			d := &drafting{Fields: map[string]*share{}, labels: map[string]string{}}
			if err := eachLine(file(t, "l.jsonl", row.line), func(l labelled) error { return d.take(t.Context(), b, drafters, forms, l) }); err != nil {
				t.Fatal(err)
			}
			all := share{}
			for id, want := range row.want {
				if got := d.Fields[id]; got == nil || *got != want {
					t.Errorf("%s: got %v, want %v", id, got, want)
				}
				all.Of, all.N = all.Of+want.Of, all.N+want.N
			}
			if len(d.Fields) != len(row.want) || d.Stated != all {
				t.Errorf("got %d fields and %v in all, want %d and %v", len(d.Fields), d.Stated, len(row.want), all)
			}
		})
	}
}

// TestEvalDrafts measures a talk that ends in a document and one that does not.
func TestEvalDrafts(t *testing.T) {
	talks := []string{"../bot/testdata/drafts/double-submit.txt", "../bot/testdata/drafts/cancel.txt"}
	got := run(t, nil, "", append([]string{"eval", "--drafts", "--json", "--on", "2026-11-22"}, talks...)...)
	if got.status != 0 {
		t.Fatal(got.err)
	}
	var d drafting
	if err := json.Unmarshal([]byte(got.out), &d); err != nil {
		t.Fatal(err)
	}
	if d.Talks != 2 || d.Finished != 1 || d.TurnsP50 != 11 || d.TurnsMost != 11 || d.Documents != 1 || d.P50 <= 0 || d.P95 < d.P50 {
		t.Errorf("got %+v", d)
	}
	if _, err := exec.LookPath("soffice"); (err == nil) != (d.Pages > 0) {
		t.Errorf("%d pages; LibreOffice: %v", d.Pages, err)
	}
	table := run(t, nil, "", append([]string{"eval", "--drafts", "--on", "2026-11-22"}, talks[1])...)
	for _, want := range []string{"1 个，提交了 0 份", "目标 p95 < 50"} {
		if !strings.Contains(table.out, want) {
			t.Errorf("the table does not tell %s:\n%s", want, table.out)
		}
	}
	if got := run(t, nil, "", "eval", "--drafts", "nothing.txt"); got.status != 1 || !strings.Contains(got.err, "没有这个文件") {
		t.Errorf("a talk that is not there: %+v", got)
	}
}
