package reader

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"sort"
	"strings"
)

// A labelled is one line of the corpus: a message, a clause of the clause bank, an item description or an utterance.
type labelled struct {
	ID       string   `json:"id"`
	Group    string   `json:"group"`
	Text     string   `json:"text"`
	Kind     string   `json:"kind"`
	Intent   string   `json:"intent"`
	Stage    string   `json:"stage"`
	Slot     string   `json:"slot"`
	Positive []string `json:"positive"`
	Facts    []mark   `json:"facts"`
	Hints    []mark   `json:"hints"`
	Expect   string   `json:"expect"`

	Fact  string          `json:"fact"`  // clause bank: the one fact the clause is about
	Holds json.RawMessage `json:"holds"` // clause bank: true, false, "hint" or "none"

	writer string // name of the file without its ending: one file is one writer
}

// A mark is a fact labelled in a message with the words that show it.
type mark struct {
	ID    string `json:"id"`
	Holds bool   `json:"holds"`
	Quote string `json:"quote"`
}

// bank says whether the line is a clause of the clause bank, and how its fact stands.
func (l *labelled) bank() (stand, bool) {
	if l.Fact == "" {
		return 0, false
	}
	switch strings.Trim(string(l.Holds), `"`) {
	case "true":
		return standsTrue, true
	case "false":
		return standsFalse, true
	case "hint":
		return standsRaised, true
	}
	return standsNot, true
}

// A stand is how a fact stands in a text.
type stand int

const (
	standsNot stand = iota
	standsTrue
	standsFalse
	standsRaised
)

// readCorpus reads every *.jsonl file of the corpus, in the order of their names.
func readCorpus(corpus fs.FS) ([]labelled, error) {
	names, err := fs.Glob(corpus, "*.jsonl")
	if err != nil {
		return nil, fmt.Errorf("list corpus: %w", err)
	}
	sort.Strings(names)
	var all []labelled
	for _, name := range names {
		if all, err = readFile(corpus, name, all); err != nil {
			return nil, err
		}
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("corpus has no *.jsonl file with a line in it")
	}
	return all, nil
}

func readFile(corpus fs.FS, name string, all []labelled) ([]labelled, error) {
	f, err := corpus.Open(name)
	if err != nil {
		return nil, fmt.Errorf("open corpus file %s: %w", name, err)
	}
	defer f.Close()
	in := bufio.NewScanner(f)
	in.Buffer(make([]byte, 64<<10), 1<<20)
	for n := 1; in.Scan(); n++ {
		if strings.TrimSpace(in.Text()) == "" {
			continue
		}
		l := labelled{writer: strings.TrimSuffix(path.Base(name), ".jsonl")}
		if err := json.Unmarshal(in.Bytes(), &l); err != nil {
			return nil, fmt.Errorf("%s:%d: %w", name, n, err)
		}
		all = append(all, l)
	}
	if err := in.Err(); err != nil {
		return nil, fmt.Errorf("read corpus file %s: %w", name, err)
	}
	return all, nil
}
