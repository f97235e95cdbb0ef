package cli

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"dandang/reader/modeltest"
)

// evalJSON runs eval and reads its figures.
func evalJSON(t *testing.T, env map[string]string, args ...string) modelFigures {
	t.Helper()
	var out, errs strings.Builder
	s := Surroundings{Args: append([]string{"eval", "--json"}, args...), Getenv: func(k string) string { return env[k] }, In: strings.NewReader(""), Out: &out, Err: &errs}
	if code := Run(t.Context(), s); code != 0 {
		t.Fatalf("eval %v: %d, %s", args, code, errs.String())
	}
	var f modelFigures
	if err := json.Unmarshal([]byte(out.String()), &f); err != nil {
		t.Fatal(err)
	}
	return f
}

// TestEvalReplay works the figures out of a record: the same each time, and as the record was made. The record was not
// said by any model; it was made from the labels, with faults of each kind put in.
func TestEvalReplay(t *testing.T) {
	const stories = "../reader/corpus/w9.jsonl"
	f := evalJSON(t, nil, "--replay", "testdata/replay.jsonl", stories)
	if f.Asked != (share{86, 86}) || f.Answered != (share{86, 84}) || f.Faults["answer"] != 2 {
		t.Errorf("asked %v, answered %v, faults %v", f.Asked, f.Answered, f.Faults)
	}
	d := f.Dropped
	if d.Unquoted == 0 || d.Unlisted == 0 || d.Unsigned == 0 || d.Unbacked == 0 || d.Overruled == 0 {
		t.Errorf("each kind of fault is in the record; dropped %+v", d)
	}
	recall := func(of map[string]*counts) (right, all int) {
		for k, c := range of {
			if strings.HasPrefix(k, "neg-") {
				right, all = right+c.Right, all+c.Right+c.Missed
			}
		}
		return right, all
	}
	was, all := recall(f.Offline.Facts)
	is, _ := recall(f.Together.Facts)
	t.Logf("red lines seen for sure: %d of %d by the rules, %d with the record; differs in %v", was, all, is, f.Disagree)
	if is <= was {
		t.Errorf("with the record %d red lines are seen, %d without", is, was)
	}
	if f.Together.StoryFits.N != 0 || f.Together.StoryStopped.N < f.Offline.StoryStopped.N {
		t.Errorf("barred stories: fits %v, stopped %v", f.Together.StoryFits, f.Together.StoryStopped)
	}
	again := evalJSON(t, nil, "--replay", "testdata/replay.jsonl", stories)
	a, _ := json.Marshal(f)
	b, _ := json.Marshal(again)
	if string(a) != string(b) {
		t.Error("the figures differ the second time")
	}
}

// TestEvalModel asks a server, books what it cost, and leaves a record that gives the same figures without it.
func TestEvalModel(t *testing.T) {
	s := modeltest.Start(t, lying)
	stories := filepath.Join(t.TempDir(), "stories.jsonl")
	text, err := os.ReadFile("../reader/corpus/w9.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.SplitAfter(string(text), "\n")[:12]
	if err := os.WriteFile(stories, []byte(strings.Join(lines, "")), 0o600); err != nil {
		t.Fatal(err)
	}
	record := filepath.Join(t.TempDir(), "record.jsonl")
	env := map[string]string{"OPENAI_BASE_URL": s.URL, "OPENAI_MODEL": "scripted"}
	f := evalJSON(t, env, "--model", "--record", record, stories)
	if f.Answered != (share{12, 12}) || f.Tokens != 12*150 || len(s.Asked()) != 12 || f.Changed.N != 0 {
		t.Errorf("answered %v, %d tokens in %d calls, changed %v", f.Answered, f.Tokens, len(s.Asked()), f.Changed)
	}
	again := evalJSON(t, nil, "--replay", record, stories)
	a, _ := json.Marshal([]any{f.Facts, f.Together, f.Dropped})
	b, _ := json.Marshal([]any{again.Facts, again.Together, again.Dropped})
	if string(a) != string(b) {
		t.Errorf("replayed %s\nwant %s", b, a)
	}
	for _, args := range [][]string{{"--model"}, {"--replay", filepath.Join(t.TempDir(), "none")}} {
		var out, errs strings.Builder
		run := Surroundings{Args: append(append([]string{"eval"}, args...), stories), Getenv: func(string) string { return "" }, Out: &out, Err: &errs}
		if code := Run(t.Context(), run); code != 1 || errs.String() == "" {
			t.Errorf("eval %v: %d, %q", args, code, errs.String())
		}
	}
}
