package reader

import (
	"testing"

	"dandang/knowledge"
)

// TestAShortPlanIsAPlan: a deed that is meant, with the bare question whether it may be filed, is a plan; a question on filing
// itself is not.
func TestAShortPlanIsAPlan(t *testing.T) {
	o, b := offline(t), lists(t)
	for text, want := range map[string]knowledge.Kind{
		"老粮库想租给企业办厂，能备案吗":    knowledge.Plan,
		"村里想修条路，能备案吗":        knowledge.Plan,
		"学校食堂想外包，可以备案吗":      knowledge.Plan,
		"想给困难企业缓交租金，能不能备案":   knowledge.Plan,
		"我们局打算边建边补办手续，可以备案吗": knowledge.Plan,
		"拟把闲置校舍改成养老院，能否申请备案": knowledge.Plan,
		"学校食堂想外包行吗":          knowledge.Plan,
		"村里想修条路可以吗":          knowledge.Plan,
		"能不能先开工再补手续":         knowledge.Plan,
		"项目急，想先用地，能容错吗":      knowledge.Plan,
		"我想办件事，可以吗":          knowledge.Vague,
		"先开工后补手续算不算违规":       knowledge.Procedure,
		"村干部能备案吗":            knowledge.Procedure,
		"国企能备案吗":             knowledge.Procedure,
		"事后能备案吗":             knowledge.Procedure,
		"想备案找谁":              knowledge.Procedure,
		"个人想备案可以吗":           knowledge.Procedure,
		"想先备案再开工可以吗":         knowledge.Procedure,
		"我想知道什么事能备案":         knowledge.Procedure,
		"想变更备案内容，还能备案吗":      knowledge.Procedure,
		"备案以后想改方案，能不能再备案":    knowledge.Procedure,
	} {
		r, err := o.Read(t.Context(), b, text, nil)
		if err != nil || r.Kind != want {
			t.Errorf("%s: got %s, %v, want %s", text, r.Kind, err, want)
		}
	}
}

// TestNoQuestionOfTheCorpusIsTakenForAShortPlan: the rule was made to save plans, not to lose questions.
func TestNoQuestionOfTheCorpusIsTakenForAShortPlan(t *testing.T) {
	all, err := readCorpus(Corpus())
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for i := range all {
		l := &all[i]
		if string(l.Kind) == string(knowledge.Plan) || l.Kind == "" {
			continue
		}
		n++
		if shortPlan(Normalise(l.Text).String()) {
			t.Errorf("%s: %s", l.Kind, l.Text)
		}
	}
	if n < 1000 {
		t.Errorf("only %d lines", n)
	}
}
