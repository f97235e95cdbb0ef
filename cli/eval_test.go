package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"dandang/knowledge"
)

// A told reader finds in each text what it is told to find.
type told map[string]knowledge.Reading

func (r told) Read(_ context.Context, _ *knowledge.Base, text string, _ *knowledge.Question) (knowledge.Reading, error) {
	return r[text], nil
}

// plans are readings of plans: with a red line that holds, one that is suspected, and none.
var plans = told{
	"给亲戚": {Kind: knowledge.Plan, Stage: knowledge.Planned, Facts: []knowledge.Fact{{ID: "neg-private-gain", Holds: true, Quote: "亲戚"}}},
	"疑似":  {Kind: knowledge.Plan, Stage: knowledge.Planned, Facts: []knowledge.Fact{{ID: "neg-private-gain", Holds: true, Hint: true, Quote: "疑"}}},
	"修路": {Kind: knowledge.Plan, Stage: knowledge.Planned, Items: []knowledge.Candidate{{ID: "pos-major-project", Score: 0.9}, {ID: "pos-rural", Score: 0.5}},
		Facts: []knowledge.Fact{{ID: "c-collective", Holds: true, Quote: "修路"}}},
	"问材料": {Kind: knowledge.Procedure, FAQ: []string{"faq-08", "faq-02"}},
	"问时限": {Kind: knowledge.Procedure, FAQ: []string{"faq-02", "faq-07"}},
	"天气":  {Kind: knowledge.OffTopic},
	"骗":   {Kind: knowledge.Adversarial},
	"帮忙":  {Kind: knowledge.Vague},
	"对":   {Kind: knowledge.Reply, Slot: knowledge.SlotYes},
}

// figures evaluates labelled lines with the told reader.
func figures(t *testing.T, lines string) *evaluation {
	t.Helper()
	lib, err := knowledge.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	b, err := lib.Base("demo", "2026-11-22")
	if err != nil {
		t.Fatal(err)
	}
	e := newEvaluation("")
	err = eachLine(file(t, "labelled.jsonl", lines), func(l labelled) error { return e.take(context.Background(), b, plans, l) })
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func (e *evaluation) with(change func(*evaluation)) *evaluation {
	change(e)
	return e
}

// blank is an evaluation of nothing, to be filled in by hand.
func blank() *evaluation { return newEvaluation("") }

// TestFigures: every format is counted as counted by hand.
func TestFigures(t *testing.T) {
	tests := []struct {
		name, lines string
		want        *evaluation
	}{
		{"published cases", `
{"id":"p1","label":"excluded","question":"给亲戚","red_lines":["谋取私利"],"facts":"经过"}
{"id":"p2","label":"excluded","question":"给亲戚","red_lines":["弄虚作假"]}
{"id":"p3","label":"excluded","question":"修路","red_lines":["谋取私利"]}
{"id":"p4","label":"excluded","question":"天气","red_lines":["谋取私利"]}
{"id":"t1","label":"tolerated","question":"修路","scenario":"推进重大项目"}
{"id":"t2","label":"tolerated","question":"修路","scenario":"乡村振兴"}
{"id":"t3","label":"tolerated","question":"给亲戚","scenario":"没有这种情形"}
`, blank().with(func(e *evaluation) {
			e.PunishedFits, e.PunishedStopped, e.PunishedNamed, e.PunishedBarred = share{4, 0}, share{4, 2}, share{4, 1}, share{4, 2}
			e.ToleratedBarred, e.ToleratedRefer = share{3, 1}, share{3, 0}
			e.CasesArePlans, e.ItemFirst, e.ItemThree = share{7, 6}, share{2, 1}, share{2, 2}
			e.misses = []string{"p2", "p3", "p4", "t3"}
		})},
		{"messages that are no plans", `
{"id":"m1","text":"问材料","kind":"procedure","intent":"materials"}
{"id":"m2","text":"问时限","kind":"procedure","intent":"time_limit"}
{"id":"m3","text":"天气","kind":"procedure","intent":"no such intent"}
{"id":"m4","text":"天气","kind":"offtopic"}
{"id":"m5","text":"骗","kind":"adversarial"}
{"id":"m6","text":"帮忙","kind":"vague"}
{"id":"m7","text":"问材料","kind":"vague"}
{"id":"m8","text":"给亲戚","kind":"offtopic"}
{"id":"m9","text":"天气","kind":"offtopic","expect":"ask"}
{"id":"m10","text":"对","kind":"reply","slot":"yes"}
{"id":"m11","text":"对","kind":"reply","slot":"no"}
`, blank().with(func(e *evaluation) {
			e.KindRight, e.NoVerdict = share{11, 8}, share{10, 1}
			e.ProcedureAnswer, e.FAQFirst, e.FAQThree = share{3, 2}, share{2, 1}, share{2, 2}
			e.OthersAsExpected, e.SlotRight = share{6, 3}, share{2, 1}
			e.misses = []string{"m7", "m8", "m9"}
		})},
		{"stories", `
{"id":"s1","text":"给亲戚","kind":"plan","expect":"barred","stage":"planned","facts":[{"id":"neg-private-gain","holds":true,"quote":"亲"}]}
{"id":"s2","text":"修路","kind":"plan","expect":"barred","stage":"done","facts":[{"id":"neg-fraud","holds":true,"quote":"修"}]}
{"id":"s3","text":"修路","kind":"plan","expect":"needs_facts","positive":["pos-rural"],"facts":[{"id":"c-collective","holds":true,"quote":"路"},{"id":"c-remedy","holds":false,"quote":"修"}]}
{"id":"s4","text":"疑似","kind":"plan","expect":"fits","facts":[]}
{"id":"s5","text":"天气","kind":"offtopic","facts":[]}
`, blank().with(func(e *evaluation) {
			e.KindRight, e.OthersAsExpected, e.NoVerdict = share{5, 5}, share{1, 1}, share{1, 0}
			e.StoryFits, e.StoryStopped, e.HarmlessReferred = share{2, 0}, share{2, 1}, share{2, 1}
			e.StageRight, e.ItemFirst, e.ItemThree, e.Quotes = share{2, 1}, share{1, 0}, share{1, 1}, share{2, 2}
			e.Outcomes = map[string]map[string]int{"barred": {"barred": 1, "needs_facts": 1}, "needs_facts": {"needs_facts": 1}, "fits": {"refer": 1}}
			e.Facts = map[string]*counts{"neg-private-gain": {Right: 1}, "neg-fraud": {Missed: 1}, "c-collective": {Right: 1, Wrong: 1}, "!c-remedy": {Missed: 1}}
		})},
		{"single clauses", `
{"id":"c1","text":"给亲戚","fact":"neg-private-gain","holds":true}
{"id":"c2","text":"修路","fact":"neg-private-gain","holds":true}
{"id":"c3","text":"给亲戚","fact":"neg-private-gain","holds":false}
{"id":"c4","text":"给亲戚","fact":"neg-private-gain","holds":"none"}
{"id":"c5","text":"修路","fact":"neg-private-gain","holds":"none"}
`, blank().with(func(e *evaluation) {
			e.Facts = map[string]*counts{"neg-private-gain": {Right: 1, Wrong: 1, Missed: 1}, "!neg-private-gain": {Missed: 1}}
		})},
		{"situations of an item", `
{"id":"i1","text":"修路","positive":["pos-major-project"]}
{"id":"i2","text":"修路","positive":["pos-rural"]}
{"id":"i3","text":"修路","positive":["pos-soe"]}
{"id":"i4","text":"修路"}
`, blank().with(func(e *evaluation) { e.ItemFirst, e.ItemThree = share{3, 1}, share{3, 2} })},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := figures(t, test.lines)
			if !reflect.DeepEqual(got, test.want) {
				a, _ := json.Marshal(got)
				b, _ := json.Marshal(test.want)
				t.Errorf("got  %s %v\nwant %s %v", a, got.misses, b, test.want.misses)
			}
		})
	}
}

func TestFigureTable(t *testing.T) {
	var out bytes.Buffer
	e := blank().with(func(e *evaluation) {
		e.PunishedFits, e.ItemThree = share{8, 0}, share{3, 2}
		e.Outcomes = map[string]map[string]int{"fits": {"refer": 4}}
		e.Facts = map[string]*counts{"c-collective": {Right: 3, Wrong: 1, Missed: 3}, "!c-remedy": {Missed: 1}}
	})
	if err := e.Table(&out); err != nil {
		t.Fatal(err)
	}
	got := strings.Join(strings.Fields(out.String()), " ")
	for _, want := range []string{"受处理案例被答“对得上” 0/8 = 0.0% 必须为 0", "正面情形在前三 2/3 = 66.7% 目标 ≥ 90%", "fits 0 0 0 4", "c-collective 6 0.75 0.50", "!c-remedy 1 – 0.00"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q lacks in:\n%s", want, out.String())
		}
	}
	if strings.Contains(out.String(), "阶段读对") {
		t.Error("what there was nothing of is in the table")
	}
}

func TestEval(t *testing.T) {
	lines := `{"id":"m1","text":"备案要交什么材料？","kind":"procedure","intent":"materials"}` + "\n\n" + `{"id":"m2","text":"今天天气怎么样","kind":"offtopic"}` + "\n"
	name := file(t, "messages.jsonl", lines)
	t.Run("as a table", func(t *testing.T) {
		if got := run(t, nil, "", "eval", name); got.status != 0 || !strings.Contains(got.out, "消息类别读对") || !strings.Contains(got.out, "2/2 = 100.0%") {
			t.Errorf("got %+v", got)
		}
	})
	t.Run("as one object", func(t *testing.T) {
		got := run(t, nil, "", "eval", "--json", name)
		var f struct {
			Lists string
			Kind  share
			FAQ   share `json:"faq_first"`
		}
		if err := json.Unmarshal([]byte(got.out), &f); err != nil || strings.Count(got.out, "\n") != 1 || f.Lists == "" || f.Kind != (share{2, 2}) || f.FAQ != (share{1, 1}) {
			t.Errorf("got %+v, %v", got, err)
		}
	})
	t.Run("what is no JSON is told with its line", func(t *testing.T) {
		bad := file(t, "bad.jsonl", lines+"能备案吗\n")
		if got := run(t, nil, "", "eval", bad); got.status != 1 || got.out != "" || !strings.Contains(got.err, bad+"：第 4 行") {
			t.Errorf("got %+v", got)
		}
	})
	t.Run("misses are named and not quoted", func(t *testing.T) {
		got := run(t, nil, "", "eval", "--misses", file(t, "m.jsonl", `{"id":"miss-1","text":"今天天气怎么样","kind":"vague"}`+"\n"))
		if got.status != 0 || !strings.HasSuffix(got.out, "\nmiss-1\n") || strings.Contains(got.out, "天气") {
			t.Errorf("got %+v", got)
		}
	})
}
