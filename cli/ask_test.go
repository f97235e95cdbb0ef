package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"dandang/knowledge"
)

// keys are those of an answer, in the order that the contract fixes.
var keys = []string{"id", "kind", "outcome", "stage", "positive", "negative", "facts", "open", "question", "faq", "citations", "lists", "reply", "micros"}

// plan is a matter as a cadre puts it, with most of it left out.
const plan = "我们县里有个锂电池循环项目，手续没办全，想先让企业开工，边建边补，能备案不？"

// keysOf are the keys of a JSON object, in the order in which they stand. None of their values may be empty.
func keysOf(t *testing.T, line string) []string {
	t.Helper()
	dec := json.NewDecoder(strings.NewReader(line))
	if _, err := dec.Token(); err != nil {
		t.Fatalf("%q: %v", line, err)
	}
	var out []string
	for dec.More() {
		key, err := dec.Token()
		if err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		out = append(out, key.(string))
		var value json.RawMessage
		if err := dec.Decode(&value); err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		if slices.Contains([]string{`""`, "null", "[]", "{}", "0"}, string(value)) {
			t.Errorf("%s is empty and not left out of %s", key, line)
		}
	}
	return out
}

// decoded are the answers of ask --json, held to the contract: one object a line, keys in order, none of them empty.
func decoded(t *testing.T, got ran, want int) []answer {
	t.Helper()
	if got.status != 0 || got.err != "" {
		t.Fatalf("status %d, %q", got.status, got.err)
	}
	lines := strings.Split(strings.TrimSuffix(got.out, "\n"), "\n")
	if got.out == "" {
		lines = nil
	}
	if len(lines) != want {
		t.Fatalf("%d answers, want %d", len(lines), want)
	}
	var out []answer
	for _, line := range lines {
		at := -1
		for _, key := range keysOf(t, line) {
			i := slices.Index(keys, key)
			if i <= at {
				t.Errorf("the key %s is unknown or out of order in %s", key, line)
			}
			at = i
		}
		var a answer
		if err := json.Unmarshal([]byte(line), &a); err != nil {
			t.Fatal(err)
		}
		if a.Kind == "" || a.Outcome == "" || a.Lists == "" || a.Reply == "" || a.Micros < 1 {
			t.Errorf("kind, outcome, lists, reply or micros lacks in %s", line)
		}
		out = append(out, a)
	}
	return out
}

func TestAskJSON(t *testing.T) {
	tests := []struct {
		name, line string
		id         string
		kind       knowledge.Kind
	}{
		{"a plain message", plan, "", knowledge.Plan},
		{"a plain message as an object", `{"id":"a-1","text":"` + plan + `"}`, `"a-1"`, knowledge.Plan},
		{"an id that is a number stays one", `{"id":17,"text":"备案要交什么材料？"}`, "17", knowledge.Procedure},
		{"an object without an id", `{"text":"备案要交什么材料？"}`, "", knowledge.Procedure},
		{"an empty id is left out", `{"id":"","text":"备案要交什么材料？"}`, "", knowledge.Procedure},
		{"the keys in another order", `{"text":"备案要交什么材料？","id":"x"}`, `"x"`, knowledge.Procedure},
		{"more keys than are read", `{"id":"x","text":"备案要交什么材料？","label":"fits"}`, `"x"`, knowledge.Procedure},
		{"an object without a text", `{"id":"x"}`, `"x"`, knowledge.Vague},
		{"an object with an empty text", `{"id":"x","text":""}`, `"x"`, knowledge.Vague},
		{"an empty line", "", "", knowledge.Vague},
		{"a line of spaces", "   ", "", knowledge.Vague},
		{"what looks like an object and is none", `{"id":`, "", ""},
		{"an object that is about nothing of this", `{"a":1}`, "", ""},
		{"bytes that are no text", "\xff\xfe\x00\x01", "", knowledge.Vague},
		{"a text with a NUL in it", `{"id":"x","text":"a\u0000b"}`, `"x"`, knowledge.Vague},
		{"100,000 characters", strings.Repeat("手续", 50_000), "", knowledge.Vague},
		{"100,000 characters as an object", `{"id":"x","text":"` + strings.Repeat("手续", 50_000) + `"}`, `"x"`, knowledge.Vague},
	}
	var in strings.Builder
	for _, test := range tests {
		in.WriteString(test.line + "\n")
	}
	got := decoded(t, run(t, nil, in.String(), "ask", "--json", "--offline"), len(tests))
	for i, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if string(got[i].ID) != test.id || test.kind != "" && got[i].Kind != test.kind {
				t.Errorf("got id %s and kind %s, want %s and %s", got[i].ID, got[i].Kind, test.id, test.kind)
			}
		})
	}
}

func TestAskTellsAPlan(t *testing.T) {
	a := decoded(t, run(t, nil, plan, "ask", "--json"), 1)[0]
	if a.Outcome == knowledge.Fits || len(a.Positive) == 0 || len(a.Open) == 0 || a.Question == "" || len(a.Citations) == 0 {
		t.Errorf("got %+v, want candidates, what is open, the next question, citations, and no yes", a)
	}
	for _, f := range a.Facts {
		if f.Quote == "" || !strings.Contains(plan, f.Quote) {
			t.Errorf("%s quotes %q, which nobody said", f.ID, f.Quote)
		}
	}
	for _, c := range a.Citations {
		if c.Item == "" || c.Layer == "" || c.Document == "" {
			t.Errorf("a citation lacks something: %+v", c)
		}
	}
}

func TestAskSaysNoLineNoAnswer(t *testing.T) {
	decoded(t, run(t, nil, "", "ask", "--json"), 0)
	if got := run(t, nil, "", "ask"); got != (ran{}) {
		t.Errorf("got %+v, want nothing", got)
	}
}

func TestAskPlain(t *testing.T) {
	got := run(t, nil, plan+"\n\n备案要交什么材料？\n", "ask")
	lines := strings.Split(strings.TrimSuffix(got.out, "\n"), "\n")
	if got.status != 0 || len(lines) != 3 || !strings.Contains(lines[0], "【依据】") || !strings.HasPrefix(lines[1], "没有收到内容") || !strings.Contains(lines[2], "申请表") {
		t.Errorf("got %+v, want the three replies, one a line", got)
	}
	words := run(t, nil, "不读这里\n", "ask", "备案要交", "什么材料？")
	if words.status != 0 || strings.Count(words.out, "\n") != 1 || !strings.Contains(words.out, "申请表") {
		t.Errorf("got %+v, want the words of the command line answered, and nothing else", words)
	}
}

func TestAskOfACountyOnADay(t *testing.T) {
	demo := decoded(t, run(t, nil, "备案要交什么材料？", "ask", "--json"), 1)[0]
	county := decoded(t, run(t, nil, "备案要交什么材料？", "ask", "--json", "--county", "baofeng", "--on", "2026-11-22"), 1)[0]
	setting := decoded(t, run(t, []string{"COUNTY=baofeng"}, "备案要交什么材料？", "ask", "--json"), 1)[0]
	if !strings.Contains(demo.Reply, "【演示】") || strings.Contains(county.Reply, "【演示】") || strings.Contains(setting.Reply, "【演示】") {
		t.Errorf("the demonstration says:\n%s\nthe county:\n%s\nthe county as a setting:\n%s", demo.Reply, county.Reply, setting.Reply)
	}
	if demo.Lists != county.Lists {
		t.Error("one library has two versions")
	}
}

var micros = regexp.MustCompile(`,"micros":\d+`)

// TestAskIsDeterministic: the same lines come out with the same bytes, but for the time that they took.
func TestAskIsDeterministic(t *testing.T) {
	in := plan + "\n备案要交什么材料？\n今天天气怎么样\n" + strings.Repeat("会上定的，先干后补，没有谁得好处。", 20) + "\n"
	first, second := run(t, nil, in, "ask", "--json"), run(t, nil, in, "ask", "--json")
	if a, b := micros.ReplaceAllString(first.out, ""), micros.ReplaceAllString(second.out, ""); a != b {
		t.Errorf("got\n%s\nand then\n%s", a, b)
	}
}

// TestAskAnswersAnything: every line of whatever bytes gets one object that keeps the contract.
func TestAskAnswersAnything(t *testing.T) {
	line := rapid.Map(rapid.SliceOfN(rapid.Byte(), 0, 60), func(b []byte) []byte { return bytes.ReplaceAll(b, []byte("\n"), []byte(" ")) })
	words := rapid.Map(rapid.SliceOfN(rapid.SampledFrom([]string{"会上定的", "不清楚", "{", "}", `"text":`, `"`, "手续", "，", "\u200b", "备案", "1", "😀", "\r", "\\"}), 0, 30),
		func(s []string) []byte { return []byte(strings.Join(s, "")) })
	const lines = 400
	var in bytes.Buffer
	for i := range lines / 2 {
		in.Write(append(line.Example(i), '\n'))
		in.Write(append(words.Example(i), '\n'))
	}
	decoded(t, run(t, nil, in.String(), "ask", "--json"), lines)
}

func TestQuestion(t *testing.T) {
	for _, test := range []struct{ line, id, text string }{
		{"能备案吗", "", "能备案吗"},
		{` {"id":{"a":1},"text":"好"}`, `{"a":1}`, "好"},
		{`{"ID":"大写","TEXT":"好"}`, `"大写"`, "好"},
		{`{"text":7}`, "", `{"text":7}`},
		{`[{"text":"好"}]`, "", `[{"text":"好"}]`},
	} {
		if id, text := question(test.line); fmt.Sprintf("%s %s", id, text) != test.id+" "+test.text {
			t.Errorf("%s: got %s and %q, want %s and %q", test.line, id, text, test.id, test.text)
		}
	}
}
