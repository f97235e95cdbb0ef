package reader

import (
	"bufio"
	"context"
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"slices"
	"strings"
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
// in text, or in Reading.Masked where numbers had to be blotted out. It fails only when ctx is done.
func (o *Offline) Read(ctx context.Context, b *knowledge.Base, text string, open *knowledge.Question) (knowledge.Reading, error) {
	if err := ctx.Err(); err != nil {
		return knowledge.Reading{}, fmt.Errorf("read message: %w", err)
	}
	sc := o.scratch()
	defer o.release(sc, len(text))
	return o.read(sc, b, text, open), nil
}

func (o *Offline) scratch() *scratch {
	if sc, ok := o.pool.Get().(*scratch); ok {
		return sc
	}
	return o.weights.newScratch()
}

// release keeps the working memory of a text of that many bytes for the next.
func (o *Offline) release(sc *scratch, size int) {
	sc.text.Raw = ""
	if size < mostKept {
		o.pool.Put(sc)
	}
}

// mostKept bounds the texts after which the working memory is kept for the next.
const mostKept = 16 << 10

// read puts together what the parts find: first what the words plainly are by rule, then what the weights make of them.
func (o *Offline) read(sc *scratch, b *knowledge.Base, text string, open *knowledge.Question) knowledge.Reading {
	w := o.weights
	var r knowledge.Reading
	NormaliseInto(&sc.text, text)
	if found := Sensitive(&sc.text); len(found) > 0 {
		// From here on only the masked words are read, so that no quote can bring a number back.
		r.Sensitive, r.Masked = Kinds(found), Mask(text, found)
		NormaliseInto(&sc.text, r.Masked)
	}
	sc.spans = sc.text.Clauses(sc.spans[:0])
	sc.cues, sc.seen = sc.cues[:0], sc.seen[:0]
	if !o.without.lexicon {
		sc.cues, sc.seen = o.lexicon.scanNoting(&sc.text, sc.spans, sc.cues, sc.seen)
	}
	sc.manner.read(&sc.text, sc.spans)
	w.score(sc, o.lexicon.keys)

	var k knowledge.Reading
	w.kind(sc, &k)
	aside := open != nil && k.Kind == knowledge.Procedure && sc.asks()
	if open != nil && !aside {
		o.answer(sc, open, &r)
	}
	if r.Kind == "" {
		r.Kind, r.Sure, r.Intent = k.Kind, k.Sure, k.Intent
		if r.Slot == knowledge.SlotNone {
			r.Slot = k.Slot
		}
	}
	switch {
	case r.Kind == knowledge.Procedure && sc.deed():
		r.Kind, r.Sure = knowledge.Plan, .5
	case r.Kind == knowledge.Procedure && sc.evades():
		r.Kind, r.Sure = knowledge.Adversarial, 1
	case r.Kind == knowledge.Procedure && sc.points():
		r.Kind, r.Sure = knowledge.Vague, .5
	case r.Kind == knowledge.Procedure && open != nil && !aside:
		r.Kind = knowledge.Reply // a plain statement while a question is open tells something about it
	}
	switch r.Kind {
	case knowledge.Procedure:
		r.FAQ = o.entries(sc, b)
	case knowledge.Plan, knowledge.Reply, knowledge.Vague, knowledge.Adversarial:
		o.tell(sc, b, &r, open)
	}
	return r
}

// evades tells whether somebody asks how to get past the lists or those who check.
func (sc *scratch) evades() bool {
	t := sc.text.String()
	return hasAny(t, "绕过", "绕开", "躲过", "躲开", "避开", "规避", "糊弄") && hasAny(t, "红线", "审查", "检查", "纪委", "监督", "问责", "负面清单", "审计") &&
		hasAny(t, "教我", "怎么写", "咋写", "怎么才能", "怎样才能", "怎么能", "有啥办法", "有什么办法", "支个招")
}

// points tells whether a short question only points at something that was never told: 「这个能备案吗」.
func (sc *scratch) points() bool {
	t := sc.text.String()
	return sc.text.letters() <= 10 && hasAny(t, "这个", "这事", "这件事", "那个", "那事", "这种事") && hasAny(t, "能备", "能报", "能容", "可以备", "可以报", "行吗", "行不", "中不")
}

// deeds are the red lines whose strong cues are the surest: gain, money, tenders.
var deeds = [...]string{"neg-private-gain", "neg-funds", "neg-bid-rigging"}

// deed tells whether the message tells of a deed of the speaker's that plainly trips one of them: then it is no
// question about the procedure, however it is put.
func (sc *scratch) deed() bool {
	for i := range sc.cues {
		if c := &sc.cues[i]; c.Holds && !c.Hint && c.Weight >= Strong && slices.Contains(deeds[:], c.Fact) {
			return slices.ContainsFunc(sc.text.Runes, func(r rune) bool { return r == '我' || r == '咱' || r == '俺' || r == '想' })
		}
	}
	return false
}

// longestAnswer is how many letters a message may have to be taken as an answer and nothing more.
const longestAnswer = 40

// answer reads a message as an answer to the open question, if it can be one.
func (o *Offline) answer(sc *scratch, open *knowledge.Question, r *knowledge.Reading) {
	if sc.text.letters() > longestAnswer || sc.manner.Of("adv") >= Strong {
		return
	}
	a := o.lexicon.AnswerTo(open, &sc.text)
	r.Slot, r.Choice = a.Slot, a.Choice+1
	if a.Choice >= 0 || a.Slot != knowledge.SlotNone && a.Slot != knowledge.SlotText {
		r.Kind, r.Sure = knowledge.Reply, 1
	}
}

// tell fills in stage, items and facts of a message that tells of something.
func (o *Offline) tell(sc *scratch, b *knowledge.Base, r *knowledge.Reading, open *knowledge.Question) {
	w := o.weights
	if r.Kind == knowledge.Plan || r.Kind == knowledge.Reply {
		r.Stage = w.stage(sc)
	}
	if r.Kind == knowledge.Plan {
		r.Items = w.items(sc, b)
	}
	if o.without.weights {
		r.Items, r.Facts = nil, w.factsByCues(sc)
		return
	}
	if sc.text.letters() > longestAnswer {
		open = nil // a whole story, not an answer
	}
	r.Facts = w.facts(sc, r.Kind, open)
	if r.Kind == knowledge.Adversarial { // a deed told with the attempt counts only where it is told outright
		r.Facts = slices.DeleteFunc(r.Facts, func(f knowledge.Fact) bool { return !sc.cued(f.ID, f.Holds) })
	}
	if open != nil {
		r.Facts = sc.sober(open, r.Facts)
	}
}

// sober keeps of the facts of a short answer what the question was about and what the lexicon sees outright: the
// weights were learned on whole stories and make too much of a few words.
func (sc *scratch) sober(open *knowledge.Question, facts []knowledge.Fact) []knowledge.Fact {
	out := facts[:0]
	for _, f := range facts {
		cued := sc.cued(f.ID, f.Holds)
		switch {
		case cued:
		case f.Holds && !condition(f.ID) && sc.raised(f.ID):
			f.Hint = true
		case !speaksOf(open, f.ID):
			continue
		}
		out = append(out, f)
	}
	return out
}

// raised tells whether any cue, however weak, speaks for the fact.
func (sc *scratch) raised(id string) bool {
	return slices.ContainsFunc(sc.cues, func(c Cue) bool { return c.Fact == id && c.Holds })
}

// cued tells whether a strong cue says that the fact is so, or is not so.
func (sc *scratch) cued(id string, holds bool) bool {
	for i := range sc.cues {
		if c := &sc.cues[i]; c.Fact == id && c.Holds == holds && !c.Hint && c.Weight >= Strong {
			return true
		}
	}
	return false
}

// speaksOf tells whether one of the question's answers is about the fact.
func speaksOf(q *knowledge.Question, id string) bool {
	return slices.Contains(q.Settles, id) || slices.ContainsFunc(q.Choices, func(c knowledge.Choice) bool {
		return slices.ContainsFunc(c.Sets, func(s knowledge.Sign) bool { return s.Fact == id })
	})
}

// asks tells whether a message is put as a question.
func (sc *scratch) asks() bool {
	raw := strings.TrimRight(sc.text.Raw, " 　。！!~～")
	return strings.HasSuffix(raw, "？") || strings.HasSuffix(raw, "?") || strings.HasSuffix(raw, "吗") || strings.HasSuffix(raw, "呢") || strings.HasSuffix(raw, "么") ||
		hasAny(raw, "多久", "几天", "谁可以", "要交什么", "要交啥", "什么材料", "啥材料", "怎么办理", "要不要", "是不是就", "交给谁", "报给谁", "哪个科")
}
