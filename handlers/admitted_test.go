package handlers

import (
	"encoding/json"
	"testing"

	"dandang/filing"
	"dandang/knowledge"
)

// TestWhatAPersonLetThrough holds a person's word that a matter may be applied for to what the person knew.
func TestWhatAPersonLetThrough(t *testing.T) {
	lists, err := knowledge.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	b, err := lists.Base("demo", "2026-11-22")
	if err != nil {
		t.Fatal(err)
	}
	matter := func(stage knowledge.Stage, facts ...knowledge.Fact) knowledge.Matter {
		return knowledge.Matter{Stage: stage, Items: []knowledge.Candidate{{ID: "pos-legacy", Score: 1}}, Facts: facts}
	}
	alone := knowledge.Fact{ID: "neg-no-collective", Holds: true, Quote: "一个人定的"}
	maybe := knowledge.Fact{ID: "neg-no-collective", Holds: true, Hint: true, Quote: "我看行就定了"}
	gain := knowledge.Fact{ID: "neg-private-gain", Holds: true, Quote: "我表弟的公司"}
	denied := knowledge.Fact{ID: "neg-fraud", Holds: false, Quote: "材料都是真的"}
	for _, row := range []struct {
		name      string
		seen, now knowledge.Matter
		through   bool
	}{
		{"what the person looked at", matter("planned", alone), matter("planned", alone), true},
		{"a red line that bars, looked at", matter("planned", gain), matter("planned", gain), true},
		{"less than that", matter("planned", alone, gain), matter("planned", alone), true},
		{"a red line that was denied since", matter("planned", alone), matter("planned", alone, denied), true},
		{"another red line came to light", matter("planned", alone), matter("planned", alone, gain), false},
		{"what was suspected turned out so", matter("planned", maybe), matter("planned", alone), false},
		{"an inquiry began since", matter("planned", alone), matter("inquiry", alone), false},
		{"an inquiry that the person knew of", matter("inquiry", alone), matter("inquiry", alone), true},
	} {
		t.Run(row.name, func(t *testing.T) {
			kept, err := json.Marshal(row.seen)
			if err != nil {
				t.Fatal(err)
			}
			v := knowledge.Judge(b, row.now)
			if !stopped(v) {
				t.Fatalf("the judge keeps nothing back: %s, %s", v.Outcome, v.Reason)
			}
			tr := &turn{base: b}
			if !tr.keptBack(v) {
				t.Error("it went through although nobody had looked at it")
			}
			tr.admitted = &filing.Case{Matter: kept}
			if through := !tr.keptBack(v); through != row.through {
				t.Errorf("through: %v (%s)", through, v.Reason)
			}
		})
	}
}
