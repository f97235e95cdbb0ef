package reader

import (
	"bufio"
	"context"
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"slices"
	"sync"

	"dandang/knowledge"
)

//go:embed weights.bin
var embeddedWeights []byte

//go:embed corpus
var corpusFiles embed.FS

// Weights are the learned weights that come with the program; they must not be changed.
func Weights() []byte { return embeddedWeights }

// Corpus is the labelled corpus that the weights are learned from, one *.jsonl file a writer.
func Corpus() fs.FS {
	sub, err := fs.Sub(corpusFiles, "corpus")
	if err != nil {
		return corpusFiles // cannot be: the folder is embedded
	}
	return sub
}

// Stories are the plans told in one file of the corpus.
func Stories(file string) ([]string, error) {
	f, err := Corpus().Open(file)
	if err != nil {
		return nil, fmt.Errorf("open corpus: %w", err)
	}
	defer func() { _ = f.Close() }()
	var out []string
	for s := bufio.NewScanner(f); s.Scan(); {
		var l labelled
		if err := json.Unmarshal(s.Bytes(), &l); err != nil {
			return nil, fmt.Errorf("read corpus %s: %w", file, err)
		}
		if l.Kind == "plan" {
			out = append(out, l.Text)
		}
	}
	return out, nil
}

// Offline reads messages with the lexicon and the learned weights. It needs no network, gives the same reading for the
// same text, and may be used by several goroutines at once.
type Offline struct {
	weights *weights
	lexicon *Lexicon
	pool    sync.Pool // of *scratch
	without ablation  // nothing, in use
}

// An ablation is what is left out to measure what it is worth.
type ablation struct{ lexicon, weights, retrieval bool }

func (o *Offline) leaveOut(parts []string) {
	o.without = ablation{slices.Contains(parts, "lexicon"), slices.Contains(parts, "weights"), slices.Contains(parts, "retrieval")}
}

// NewOffline opens the weights and the lexicon that come with the program.
func NewOffline() (*Offline, error) { return openOffline(embeddedWeights) }

func openOffline(file []byte) (*Offline, error) {
	w, err := openWeights(file)
	if err != nil {
		return nil, fmt.Errorf("open learned weights: %w", err)
	}
	lex, err := NewLexicon()
	if err != nil {
		return nil, fmt.Errorf("compile lexicon: %w", err)
	}
	return &Offline{weights: w, lexicon: lex}, nil
}

// Read finds what one message tells. open is the question that it may be answering, nil when none is. Every quote occurs
// in text. It fails only when ctx is done.
func (o *Offline) Read(ctx context.Context, b *knowledge.Base, text string, open *knowledge.Question) (knowledge.Reading, error) {
	if err := ctx.Err(); err != nil {
		return knowledge.Reading{}, fmt.Errorf("read message: %w", err)
	}
	sc, _ := o.pool.Get().(*scratch)
	if sc == nil {
		sc = newScratch(o.weights.labels)
	}
	r := o.read(sc, b, text, open)
	sc.text.Raw = ""
	if len(text) < mostKept {
		o.pool.Put(sc)
	}
	return r, nil
}

// mostKept bounds the texts after which the working memory is kept for the next.
const mostKept = 16 << 10

func (o *Offline) read(sc *scratch, b *knowledge.Base, text string, open *knowledge.Question) knowledge.Reading {
	w := o.weights
	NormaliseInto(&sc.text, text)
	sc.spans = sc.text.Clauses(sc.spans[:0])
	sc.cues = sc.cues[:0]
	if !o.without.lexicon {
		sc.cues = o.lexicon.Scan(&sc.text, sc.spans, sc.cues)
	}
	w.score(sc)
	var r knowledge.Reading
	r.Kind, r.Sure = w.kind(sc)
	switch r.Kind {
	case knowledge.Plan:
		r.Stage, r.Items, r.Facts = w.stage(sc), w.items(sc, b), w.facts(sc)
	case knowledge.Procedure:
		for _, c := range b.SearchFAQ(sc.text.String()) {
			r.FAQ = append(r.FAQ, c.ID)
		}
		r.FAQ = r.FAQ[:min(len(r.FAQ), 3)]
	}
	return r
}
