package reader

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"slices"

	"dandang/knowledge"
)

// innerFolds is how many times a part of the writers is held out to learn how far the scores can be trusted.
const innerFolds = 5

// Train learns the weights from the corpus and returns the file to be embedded. The same corpus and lexicon give the same
// bytes. It tells on progress what it is doing.
func Train(ctx context.Context, corpus fs.FS, progress io.Writer) ([]byte, error) {
	t, err := newTraining(corpus, true)
	if err != nil {
		return nil, err
	}
	fmt.Fprintf(progress, "%d lines, %d facts, %d items\n", len(t.lines), len(t.labels.facts), len(t.labels.items))
	folds := t.foldsByWriter(innerFolds)
	outs, err := t.heldOut(ctx, folds, progress, func([]byte) {})
	if err != nil {
		return nil, err
	}
	stacks := t.learnStacks(t.rows(outs, folds), -1)
	f := fit(t.lines, t.all(), t.labels, t.voc, howToLearn)
	out := f.export(stacks)
	fmt.Fprintf(progress, "%d features, %d bytes\n", len(f.ids), len(out))
	return out, ctx.Err()
}

// training is a corpus made ready for learning.
type training struct {
	labels *labels
	voc    *vocabulary
	lines  []prepared

	classKeys []uint64 // of the lexicon; nil without it
}

// newTraining reads the corpus; without cues nothing of it is scanned by the lexicon.
func newTraining(corpus fs.FS, cues bool) (*training, error) {
	lines, err := readCorpus(corpus)
	if err != nil {
		return nil, err
	}
	lex, err := NewLexicon()
	if err != nil {
		return nil, fmt.Errorf("compile lexicon: %w", err)
	}
	if !cues {
		lex = nil
	}
	t := &training{labels: newLabels(lines), voc: &vocabulary{ids: map[uint64]int32{}}}
	if lex != nil {
		t.classKeys = lex.keys
	}
	t.lines = prepare(lines, t.labels, t.voc, lex)
	return t, nil
}

func (t *training) all() []int {
	in := make([]int, len(t.lines))
	for i := range in {
		in[i] = i
	}
	return in
}

// foldsByWriter deals the writers of messages and clauses into n folds; -1 for a line that is never held out.
func (t *training) foldsByWriter(n int) []int {
	writers := map[string]bool{}
	for i := range t.lines {
		writers[t.lines[i].writer] = true
	}
	at, next := map[string]int{}, 0
	for _, w := range sorted(writers) {
		if w == "items" || w == "utterances" || w == "phrases" {
			at[w] = -1
			continue
		}
		at[w] = next % n
		next++
	}
	folds := make([]int, len(t.lines))
	for i := range t.lines {
		folds[i] = at[t.lines[i].writer]
	}
	return folds
}

// output are the scores of one line by models that have not seen its writer.
type output struct {
	sum     *summary
	message []float32
}

// heldOut learns once for each fold from the lines outside it and scores the plans inside, with the
// weights as they are written; each gets the file of each fold.
func (t *training) heldOut(ctx context.Context, folds []int, progress io.Writer, each func(file []byte)) ([]output, error) {
	outs := make([]output, len(t.lines))
	last := -1
	for _, f := range folds {
		last = max(last, f)
	}
	for k := range last + 1 {
		if err := ctx.Err(); err != nil {
			return nil, fmt.Errorf("train fold %d: %w", k, err)
		}
		var in, held []int
		for i, f := range folds {
			if f == k {
				held = append(held, i)
			} else {
				in = append(in, i)
			}
		}
		file := fit(t.lines, in, t.labels, t.voc, howToLearn).export(nil)
		each(file)
		w, err := openWeights(file)
		if err != nil {
			return nil, fmt.Errorf("weights of fold %d: %w", k, err)
		}
		sc := w.newScratch()
		for _, i := range held {
			if t.lines[i].Kind == string(knowledge.Plan) {
				outs[i] = t.output(w, sc, &t.lines[i])
			}
		}
		fmt.Fprintf(progress, "fold %d of %d: learnt from %d lines, read %d\n", k+1, last+1, len(in), len(held))
	}
	return outs, nil
}

// output scores one line.
func (t *training) output(w *weights, sc *scratch, p *prepared) output {
	sc.text, sc.spans, sc.cues, sc.seen, sc.manner = *p.text, p.spans, p.cues, p.seen, p.manner
	w.score(sc, t.classKeys)
	o := output{sum: newSummary(t.labels), message: slices.Clone(sc.message)}
	copy(o.sum.best, sc.sum.best)
	copy(o.sum.at, sc.sum.at)
	copy(o.sum.which, sc.sum.which)
	copy(o.sum.whichAt, sc.sum.whichAt)
	o.sum.second, o.sum.clauses = sc.sum.second, sc.sum.clauses
	return o
}
