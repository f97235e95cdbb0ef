package handlers_test

import (
	"context"
	"strings"
	"testing"

	"dandang/handlers"
	"dandang/knowledge"
)

// TestAStandingRuleHandsAMatterOver: once, with the reason told, and not for matters that the rule does not name.
func TestAStandingRuleHandsAMatterOver(t *testing.T) {
	const before = "产业园的厂房，领导班子想先开工建设，施工许可证还没有办下来，边建边补手续。" // the layers say different things of it
	for _, row := range []struct {
		name  string
		rule  []knowledge.Reason
		cases int
	}{
		{"no rule", nil, 0},
		{"a rule for another sort", []knowledge.Reason{knowledge.UnderInquiry}, 0},
		{"a rule for this sort", []knowledge.Reason{knowledge.Conflict}, 1},
	} {
		t.Run(row.name, func(t *testing.T) {
			d, _, s, _ := bench(t)
			d.Escalate = row.rule
			first, err := says(t, d, "e1", before)
			if err != nil || strings.Contains(first, "【已转人工】") != (row.cases == 1) {
				t.Fatalf("got %q, %v", first, err)
			}
			if again, err := says(t, d, "e2", "班子集体定的"); err != nil || strings.Contains(again, "【已转人工】") {
				t.Errorf("a second time: %q, %v", again, err)
			}
			if open, err := s.Cases(context.Background(), "demo"); err != nil || len(open) != row.cases {
				t.Errorf("%d cases, %v; want %d", len(open), err, row.cases)
			}
		})
	}
	if _, err := handlers.EscalationReasons([]string{"疑似碰线", "天气不好"}); err == nil || !strings.Contains(err.Error(), "天气不好") || !strings.Contains(err.Error(), "已有人在查") {
		t.Errorf("got %v", err)
	}
}
