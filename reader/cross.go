package reader

import (
	"context"
	"fmt"
	"hash/fnv"
	"io"
	"io/fs"
	"slices"

	"dandang/knowledge"
)

// CrossOptions says how to hold out a part of the corpus, and what to leave out of the reader.
type CrossOptions struct {
	ByWriter bool     // hold out one writer at a time, the honest estimate; otherwise a fifth of the groups
	Without  []string // "lexicon", "weights" or "retrieval"
}

// CrossValidate learns from a part of the corpus and measures on the rest, until every message was measured once. The
// messages measured are read by the same code, and from the same kind of weights file, as in use; how far scores can be
// trusted is learned from the other parts too. The lexicon is the same throughout: it was not written blind.
func CrossValidate(ctx context.Context, corpus fs.FS, opt CrossOptions, progress io.Writer) (Figures, error) {
	t, err := newTraining(corpus, !slices.Contains(opt.Without, "lexicon"))
	if err != nil {
		return Figures{}, err
	}
	folds := t.foldsByGroup(5)
	if opt.ByWriter {
		folds = t.foldsByWriter(1000)
	}
	var files [][]byte
	outs, err := t.heldOut(ctx, folds, progress, func(file []byte) { files = append(files, file) })
	if err != nil {
		return Figures{}, err
	}
	rows := t.rows(outs, folds)
	b, err := listsForCross()
	if err != nil {
		return Figures{}, err
	}
	fig := newFigures(opt)
	for k, file := range files {
		o, err := openOffline(file)
		if err != nil {
			return Figures{}, fmt.Errorf("open weights of fold %d: %w", k, err)
		}
		o.weights.stacks = t.learnStacks(rows, k)
		o.leaveOut(opt.Without)
		for i := range t.lines {
			if folds[i] != k || t.lines[i].Kind == "" {
				continue
			}
			r, err := o.Read(ctx, b, t.lines[i].Text, nil)
			if err != nil {
				return Figures{}, err
			}
			fig.take(&t.lines[i], t.labels, r)
		}
	}
	return *fig, nil
}

// listsForCross are the lists against which the corpus is read: the demonstration county's, in which all items count.
func listsForCross() (*knowledge.Base, error) {
	lib, err := knowledge.Embedded()
	if err != nil {
		return nil, fmt.Errorf("open lists: %w", err)
	}
	b, err := lib.Base("demo", "2026-11-22")
	if err != nil {
		return nil, fmt.Errorf("lists of the demonstration county: %w", err)
	}
	return b, nil
}

// foldsByGroup deals the groups of variants into n folds; -1 for lines that are never held out.
func (t *training) foldsByGroup(n int) []int {
	folds := make([]int, len(t.lines))
	for i := range t.lines {
		p := &t.lines[i]
		folds[i] = -1
		if p.Kind == "" {
			continue
		}
		key := p.Group
		if key == "" {
			key = p.ID
		}
		h := fnv.New32a()
		h.Write([]byte(key))
		folds[i] = int(h.Sum32() % uint32(n))
	}
	return folds
}
