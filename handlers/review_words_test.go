package handlers

import (
	"testing"

	"dandang/filing"
	"dandang/knowledge"
)

func TestWhatStaffMean(t *testing.T) {
	moves := staffMoves([]filing.Move{
		{ID: "release", Title: "退回待办", Effect: filing.Releases}, {ID: "transfer", Title: "转交", Effect: filing.Transfers},
		{ID: "assign", Title: "指派", Effect: filing.Transfers}, {ID: "urgent", Title: "加急或取消加急", Effect: filing.Hurries},
		{ID: "note", Title: "内部记录", Effect: filing.Notes}, {ID: "refuse", Title: "不予备案"}, {ID: "reply", Title: "答复"},
		{ID: "close", Title: "整改到位，办结"}, {ID: "return", Title: "整改不到位，再整改"},
	}, filing.Case{})
	for _, c := range []struct{ words, id, rest string }{
		{"退回待办", "release", ""}, {"退回", "release", ""}, {"放回", "release", ""},
		{"转交 王敏", "transfer", "王敏"}, {"转给王敏", "transfer", "王敏"}, {"转给 王敏", "transfer", "王敏"}, {"指派 李想", "assign", "李想"},
		{"加急", "urgent", ""}, {"取消加急", "", ""},
		{"备注：通过电话", "note", "通过电话"}, {"内部记录 通过电话", "note", "通过电话"},
		{"不予 规避招标", "refuse", "规避招标"}, {"答复：可以", "reply", "可以"},
		{"整改", "", ""}, // two begin with it
		{"整改到位", "close", ""}, {"不", "", ""}, {"这件事怎么办", "", ""}, {"", "", ""},
	} {
		m, rest, ok := wanted(moves, c.words)
		if m.ID != c.id || rest != c.rest || ok != (c.id != "") {
			t.Errorf("%q is %q with %q, %v; want %q with %q", c.words, m.ID, rest, ok, c.id, c.rest)
		}
	}
	if m, _, _ := wanted(staffMoves([]filing.Move{{ID: "urgent", Effect: filing.Hurries}}, filing.Case{Urgent: true}), "取消加急"); m.ID != "urgent" {
		t.Error("an urgent case cannot be made an ordinary one")
	}
}

// TestWhomNothingKeepsBackIsNotLetThrough offers to let a matter through only where the judge keeps it back.
func TestWhomNothingKeepsBackIsNotLetThrough(t *testing.T) {
	for _, row := range []struct {
		outcome knowledge.Outcome
		reason  knowledge.Reason
		offered bool
	}{
		{knowledge.Barred, knowledge.RedLine, true}, {knowledge.Refer, knowledge.Combination, true}, {knowledge.Refer, knowledge.UnderInquiry, true},
		{knowledge.Refer, knowledge.Unlisted, false}, {knowledge.NeedsFacts, knowledge.Incomplete, false}, {knowledge.Fits, knowledge.AllMet, false}, {"", "", false},
	} {
		moves := staffMoves([]filing.Move{{ID: "reply", Title: "答复"}, {ID: admitMove, Title: "准予申请"}}, filing.Case{Outcome: row.outcome, Reason: row.reason})
		if _, ok := moveOf(moves, admitMove); ok != row.offered {
			t.Errorf("%s, %s: offered %v", row.outcome, row.reason, ok)
		}
	}
}
