package filing

import (
	"reflect"
	"testing"

	"dandang/knowledge"
)

// request is an empty draft of the shipped request form with the demonstration county's list.
func request(t testing.TB, prefills ...Prefill) Draft {
	t.Helper()
	lib, err := knowledge.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	base, err := lib.Base("demo", "2026-11-26")
	if err != nil {
		t.Fatal(err)
	}
	return Start(shipped(t).Form("request").WithItems(base), prefills)
}

// fill answers fields and fails on a problem.
func fill(t testing.TB, d Draft, answers ...string) Draft {
	t.Helper()
	for i := 0; i < len(answers); i += 2 {
		next, problems := d.Fill(answers[i], answers[i+1], thursday)
		if len(problems) > 0 {
			t.Fatalf("fill %s with %q: %v", answers[i], answers[i+1], problems)
		}
		d = next
	}
	return d
}

func formal(d Draft, id string) string { return d.Values[id].Formal }

// wholeForm are answers to every question of the request form.
func wholeForm() []string {
	return []string{
		"unit", "宝丰县自然资源局", "unit_code", "没有", "applicant_kind", "单位", "people", "张建国，局长，0375-6512345，总负责\n王强，科长，13812345678，手续补办",
		"people", "没有了", "leader", "李志强 副县长", "applied_on", "今天", "matter", "锂电池循环利用项目先行开工", "stage", "1", "items", "推进乡村振兴",
		"purpose", "项目列入市重点", "measures", "先平整场地", "amount", "320万", "funds", "企业自筹，200万元\n县财政，120万元", "funds", "没了",
		"departs", "无", "forbidden", "不是", "conditions", "勘界晚了两个月", "meeting", "局党组会议", "decided_on", "11月18日", "result", "一致同意",
		"minutes", "宝自然资纪[2026]12号", "dissent", "没有", "basis_number", "没有", "review", "已作风险评估", "interest", "没有", "integrity_text", "没有谋利",
		"risks", "可能停工", "controls", "每周检查", "makeup", "有", "permits", "施工许可证，宝丰县住房和城乡建设局，12月15日前，王强", "permits", "就这些",
		"scope_text", "限场地平整", "period", "12月1日至12月31日", "ending", "没有", "steps", "没有", "extra", "没有", "files", "局党组会议纪要", "files", "好了",
	}
}

func TestADraftIsFilledInOneQuestionAtATime(t *testing.T) {
	d := request(t)
	answers := wholeForm()
	asked := map[string]int{}
	for i := 0; i < len(answers); i += 2 {
		q, ok := d.Next()
		if !ok || q.Field.ID != answers[i] {
			t.Fatalf("after %d answers the question is %v, want %s", i/2, q.Field, answers[i])
		}
		if q.Mode == ModeAsk {
			asked[q.Field.ID]++
		}
		next, taken, problems := d.Take(answers[i+1], thursday)
		if len(problems) > 0 {
			t.Fatalf("%s: %q gives %v (taken %v)", answers[i], answers[i+1], problems, taken)
		}
		d = next
	}
	if q, ok := d.Next(); ok {
		t.Errorf("still asks %s", q.Field.ID)
	}
	for id, n := range asked {
		if n != 1 {
			t.Errorf("%s was asked %d times", id, n)
		}
	}
	if findings := d.Check(thursday, nil); len(findings) > 0 {
		t.Errorf("a whole draft has findings: %v", findings)
	}
	data := d.Data()
	for id, want := range map[string]string{
		"unit": "宝丰县自然资源局", "amount": "320万元", "amount_capital": "人民币叁佰贰拾万元整", "period": "2026年12月1日至12月31日",
		"decision": "2026年11月18日局党组会议集体研究，一致同意，会议纪要宝自然资纪〔2026〕12号",
		"measures": "先平整场地\n涉及金额：320万元（人民币叁佰贰拾万元整）。",
		"scope":    "限场地平整\n期限：2026年12月1日至12月31日",
		"stage":    "尚未实施",
	} {
		if data.Values[id] != want {
			t.Errorf("the document says %s = %q, want %q", id, data.Values[id], want)
		}
	}
	if got := data.Lists["people"]; len(got) != 2 || got[1]["phone"] != "13812345678" {
		t.Errorf("the document lists %v", got)
	}
	if _, ok := data.Values["remedies"]; ok {
		t.Error("a field that does not apply is in the document")
	}
}

func TestAPrefilledValueIsNeverTakenSilently(t *testing.T) {
	p := Prefill{Field: "meeting", Value: Value{Said: "党组会定的", Formal: "党组会定的"}, Origin: Origin{Turn: 2, Quote: "党组会定的"}}
	d := request(t, p)
	if _, shown := d.Data().Values["meeting"]; shown {
		t.Error("an unconfirmed value is in the document")
	}
	q, _ := d.Edit("meeting").Next()
	if q.Mode != ModeConfirm || q.Value.Origin.Quote != "党组会定的" || q.Value.Origin.Turn != 2 {
		t.Errorf("the question is %+v", q)
	}
	for _, c := range []struct{ name, said, want string }{
		{"yes confirms", "对", "党组会定的"}, {"yes with a stop confirms", "是的。", "党组会定的"}, {"fine confirms", "没问题", "党组会定的"},
		{"no empties", "不对", ""}, {"no and the right one", "不对，是局务会", "局务会"}, {"other words replace", "局务会议", "局务会议"},
	} {
		t.Run(c.name, func(t *testing.T) {
			next, problems := d.Fill("meeting", c.said, thursday)
			if len(problems) > 0 || formal(next, "meeting") != c.want || c.want != "" && next.Values["meeting"].State != Filled {
				t.Errorf("%q gives %+v, %v, want %q", c.said, next.Values["meeting"], problems, c.want)
			}
		})
	}
	all := d.ConfirmAll("")
	if all.Values["meeting"].State != Filled {
		t.Error("ConfirmAll left a value open")
	}
	if back, ok := all.Undo(); !ok || !reflect.DeepEqual(back.Values, d.Values) {
		t.Error("ConfirmAll is not undone by one step")
	}
}

func TestDependantsAreKeptAndFlagged(t *testing.T) {
	d := fill(t, request(t), "stage", "正在实施", "remedies", "已经停工", "measures", "先平整场地", "scope_text", "限场地平整")
	if got := d.Data().Values["remedies"]; got != "已经停工" {
		t.Fatalf("remedies = %q", got)
	}
	d = fill(t, d, "stage", "尚未实施")
	if _, shown := d.Data().Values["remedies"]; shown {
		t.Error("what no longer applies is in the document")
	}
	if v := d.Values["remedies"]; v.Formal != "已经停工" || v.State != Stale {
		t.Errorf("the answer was not kept and flagged: %+v", v)
	}
	if d.Values["measures"].State != Stale || d.Values["scope_text"].State != Filled {
		t.Error("only what depends on the changed answer is flagged")
	}
	d = fill(t, d, "stage", "正在实施")
	if q, _ := d.Edit("remedies").Next(); q.Mode != ModeAgain {
		t.Errorf("the question is %s, want whether it still holds", q.Mode)
	}
	d = fill(t, d, "remedies", "不变")
	if got := d.Data().Values["remedies"]; got != "已经停工" {
		t.Errorf("after a yes the document says %q", got)
	}
	if same := fill(t, d, "measures", "对", "stage", "2"); same.Values["measures"].State != Filled {
		t.Error("the same answer again flagged a dependant")
	}
}

func TestUndoSkipClearEditResume(t *testing.T) {
	d := fill(t, request(t), "unit", "宝丰县自然资源局")
	e := fill(t, d, "matter", "河道清淤先行施工")
	back, ok := e.Undo()
	if !ok || !reflect.DeepEqual(back.Values, d.Values) || back.Version <= e.Version {
		t.Errorf("undo gives %+v", back)
	}
	if _, ok := request(t).Undo(); ok {
		t.Error("an untouched draft was undone")
	}
	s := d.Skip("unit_code")
	if q, _ := s.Next(); q.Field.ID != "applicant_kind" {
		t.Errorf("after a skip the question is %s", q.Field.ID)
	}
	r := s.Resume()
	if q, _ := r.Next(); q.Field.ID != "unit_code" {
		t.Errorf("after resume the question is %s", q.Field.ID)
	}
	s = d.Skip("unit")
	if s.Values["unit"].Formal == "" {
		t.Error("a skip lost the value")
	}
	if _, shown := s.Data().Values["unit"]; shown {
		t.Error("a skipped value is in the document")
	}
	c := d.Clear("unit")
	if _, held := c.Values["unit"]; held {
		t.Error("a cleared field holds a value")
	}
	ed := e.Edit("unit")
	if q, _ := ed.Next(); q.Field.ID != "unit" || q.Mode != ModeEdit || q.Value.Formal != "宝丰县自然资源局" {
		t.Errorf("the edited field is asked as %+v", q)
	}
	ed = fill(t, ed, "unit", "宝丰县水利局")
	if formal(ed, "matter") != "河道清淤先行施工" || ed.At != "" {
		t.Error("editing one field touched another")
	}
	if d2, problems := d.Fill("nothing", "x", thursday); len(problems) == 0 || d2.Version != d.Version {
		t.Error("a field that is not there was filled")
	}
	if n, problems := d.Fill("applied_on", "正月初一", thursday); len(problems) != 1 || problems[0].Field != "applied_on" || n.Version != d.Version {
		t.Errorf("a refused answer changed the draft: %v", problems)
	}
}
