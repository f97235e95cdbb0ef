package filing

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"dandang/knowledge"
)

func TestWhatACaseTeaches(t *testing.T) {
	r := rules(t)
	w := r.Workflows.Of(Consultation)
	c := answered(t, r, "2026-07-06 08:30", 1, 2, knowledge.Refer, "一致")
	got, ok := c.Teaching(w)
	if !ok || got.Question != "能备案吗？" || got.Answer != "这样办。" || got.Item != "pos-x" || got.Outcome != knowledge.Refer {
		t.Errorf("%+v, %v", got, ok)
	}
	open, _, _ := Begin(Case{Kind: Consultation, From: "cadre", Question: "能吗？", Opened: at(t, "2026-07-06 08:30")}, people["cadre"], r)
	if got, ok := open.Teaching(w); ok {
		t.Errorf("an open case teaches %+v", got)
	}
	withdrawn, _, err := open.Apply(Action{ID: "withdraw", By: people["cadre"], At: at(t, "2026-07-06 09:30")}, r)
	if err != nil {
		t.Fatal(err)
	}
	if got, ok := withdrawn.Teaching(w); ok {
		t.Errorf("a case that was taken back teaches %+v", got)
	}
	refused := Case{Kind: Filing, State: "refused", Question: "拆成四个标段", Outcome: knowledge.Fits, Record: []Entry{{Who: "one", Action: "refuse", From: "verifying", To: "refused", Text: "规避招标。"}}}
	if got, ok := refused.Teaching(r.Workflows.Of(Filing)); !ok || got.Outcome != knowledge.Barred {
		t.Errorf("a refusal against the judge teaches %+v, %v", got, ok)
	}
}

func TestSimilarCases(t *testing.T) {
	c := Case{Number: "ZX-9", Kind: Consultation, Question: "重点项目想先开工后补施工许可，能备案吗？", Item: "pos-key-project"}
	closed := []Case{
		{Number: "ZX-1", Kind: Consultation, Done: true, Question: "市里重点项目先开工，施工许可后补，可以备案吗", Item: "pos-key-project"},
		{Number: "ZX-2", Kind: Consultation, Done: true, Question: "村里修路款怎么走账"},
		{Number: "ZX-3", Kind: Filing, Done: true, Question: "重点项目先开工", Item: "pos-key-project"},
		{Number: "ZX-4", Kind: Consultation, Question: "重点项目想先开工后补施工许可，能备案吗？"},
		{Number: "ZX-9", Kind: Consultation, Done: true, Question: "重点项目想先开工后补施工许可，能备案吗？"},
	}
	numbers := func(all []*Ended) (out []string) {
		for _, p := range all {
			out = append(out, p.Case.Number)
		}
		return out
	}
	var ended []*Ended
	for _, c := range closed {
		ended = append(ended, c.Ended())
	}
	if got := numbers(Similar(c, ended, 5)); !slices.Equal(got, []string{"ZX-1", "ZX-3"}) {
		t.Errorf("similar are %v", got)
	}
	if got := numbers(Similar(c, ended, 1)); !slices.Equal(got, []string{"ZX-1"}) {
		t.Errorf("the likest is %v", got)
	}
	if got := Similar(Case{}, ended, 3); len(got) != 0 {
		t.Errorf("like nothing are %v", got)
	}
}

// TestRetry judges two stored cases by lists in which one red line is gone.
func TestRetry(t *testing.T) {
	shelf, err := knowledge.Open("")
	if err != nil {
		t.Fatal(err)
	}
	now, err := shelf.Library().Base("demo", "2026-11-26")
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(now.Negative, func(item knowledge.Item) bool { return item.ID == "neg-private-gain" })
	if i < 0 || !now.Negative[i].Absolute {
		t.Fatal("the lists have no absolute red line neg-private-gain")
	}
	then := *now
	then.Negative = slices.Delete(slices.Clone(now.Negative), i, i+1)
	matter := func(ids ...string) json.RawMessage {
		var m knowledge.Matter
		for _, id := range ids {
			m.Facts = append(m.Facts, knowledge.Fact{ID: id, Holds: true, Quote: id})
		}
		b, err := json.Marshal(m)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	cases := []Case{
		{Number: "ZX-1", Outcome: knowledge.Barred, Matter: matter("neg-private-gain")},
		{Number: "ZX-2", Outcome: knowledge.Barred, Matter: matter("neg-integrity")},
		{Number: "ZX-3", Question: "没有研判过"},
	}
	changed, err := Retry(cases, now, then.Ready())
	if err != nil || len(changed) != 1 || changed[0].Case.Number != "ZX-1" || changed[0].Was != knowledge.Barred || changed[0].Now == knowledge.Barred ||
		!slices.Equal(changed[0].Lines, []string{"neg-private-gain"}) {
		t.Errorf("%+v, %v", changed, err)
	}
	if same, err := Retry(cases, now, now); err != nil || len(same) != 0 {
		t.Errorf("the same lists change %+v, %v", same, err)
	}
	if _, err := Retry([]Case{{Number: "ZX-7", Outcome: knowledge.Fits, Matter: []byte("{")}}, now, now); err == nil || !strings.Contains(err.Error(), "ZX-7") {
		t.Errorf("facts that cannot be read: %v", err)
	}
}

func TestOpenCasesThatCiteAnItem(t *testing.T) {
	for _, row := range []struct {
		c    Case
		want bool
	}{{Case{Item: "pos-a"}, true}, {Case{Item: "pos-a", Done: true}, false}, {Case{Item: "pos-b"}, false}, {Case{}, false}} {
		if got := row.c.Cites([]string{"pos-a", ""}); got != row.want {
			t.Errorf("%+v cites: %v", row.c, got)
		}
	}
}
