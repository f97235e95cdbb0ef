package cli

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"io/fs"
	"testing"

	"dandang/knowledge"
	"dandang/reader"
)

// corpusTexts are texts of the corpus, from all of its files in turn, repeated in part when there are too few.
func corpusTexts(t *testing.T, n int) []string {
	t.Helper()
	names, err := fs.Glob(reader.Corpus(), "*.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	var files [][]string
	for _, name := range names {
		text, err := fs.ReadFile(reader.Corpus(), name)
		if err != nil {
			t.Fatal(err)
		}
		var texts []string
		for s := bufio.NewScanner(bytes.NewReader(text)); s.Scan(); {
			var l struct{ Text string }
			if err := json.Unmarshal(s.Bytes(), &l); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			texts = append(texts, l.Text)
		}
		files = append(files, texts)
	}
	var out []string
	for i := 0; len(out) < n; i++ {
		found := false
		for _, texts := range files {
			if i < len(texts) && len(out) < n {
				out, found = append(out, texts[i]), true
			}
		}
		if !found {
			t.Fatalf("the corpus has only %d texts", len(out))
		}
	}
	return out
}

// TestSameAnswers: two readers opened apart, one with the ready-made lists and one with the lists read from their YAML,
// answer every text with the same bytes.
func TestSameAnswers(t *testing.T) {
	t.Parallel()
	ready, err := knowledge.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := knowledge.Load(knowledge.Lists())
	if err != nil {
		t.Fatal(err)
	}
	texts := corpusTexts(t, sameTexts)
	var all [2][][]byte
	for i, lists := range []*knowledge.Library{ready, parsed} {
		b, err := lists.Base("demo", "2026-11-22")
		if err != nil {
			t.Fatal(err)
		}
		r, err := reader.NewOffline()
		if err != nil {
			t.Fatal(err)
		}
		for _, text := range texts {
			a, err := consult(context.Background(), b, r, text)
			if err != nil {
				t.Fatal(err)
			}
			a.Micros = 0
			line, err := json.Marshal(a)
			if err != nil {
				t.Fatal(err)
			}
			all[i] = append(all[i], line)
		}
	}
	for i, text := range texts {
		if !bytes.Equal(all[0][i], all[1][i]) {
			t.Fatalf("%s\nis answered\n%s\nand\n%s", text, all[0][i], all[1][i])
		}
	}
}
