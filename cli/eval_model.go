package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"slices"
	"text/tabwriter"
	"time"

	"dandang/handlers"
	"dandang/knowledge"
	"dandang/reader"
)

// evalModel are the settings of an evaluation with a model.
type evalModel struct {
	Model  bool   `help:"同时用设置好的语言模型读一遍，并排打印"`
	Replay string `help:"不连服务器，用记录下来的回答：每行一个 {\"question\",\"reply\"} 对象" placeholder:"文件" type:"path"`
	Record string `help:"把模型的回答记到这个文件，以后可以 --replay" placeholder:"文件" type:"path"`
}

// A modelFigures is how a model came out beside the rules.
type modelFigures struct {
	Name     string             `json:"model"`
	Offline  *evaluation        `json:"offline"`
	Together *evaluation        `json:"with_model"`
	Asked    share              `json:"asked"`       // of all messages, those that the model was asked about
	Answered share              `json:"answered"`    // of those, answered in a way that can be used
	Faults   map[string]int     `json:"faults"`      // why not, by kind
	Facts    map[string]*counts `json:"model_facts"` // the model's own facts against the labels, by id, "!" before one denied
	Dropped  reader.Dropped     `json:"dropped"`     // what it said and was not taken
	Disagree share              `json:"disagree"`    // of the answered, those where it differs from the rules on some fact
	Changed  share              `json:"outcome_changed"`
	Tokens   int                `json:"tokens"` // of prompts and answers, as told; 0 when nobody told
	Median   int                `json:"median_ms"`
	Slowest  int                `json:"p95_ms"`

	took []int
}

// A both reads each message both ways and remembers the comparison for whoever asks next.
type both struct {
	*reader.Beside
	last reader.Comparison
}

func (r *both) Read(ctx context.Context, b *knowledge.Base, text string, open *knowledge.Question) (knowledge.Reading, error) {
	c, err := r.Compare(ctx, b, text, open)
	r.last = c
	return c.Merged, err
}

// withModel evaluates the files offline and with the model, and prints both.
func (c *evalCmd) withModel(ctx context.Context, p *program, b *knowledge.Base, off handlers.Reader) error {
	f := &modelFigures{
		Offline: newEvaluation(b.Hash), Together: newEvaluation(b.Hash), Faults: map[string]int{}, Facts: map[string]*counts{},
	}
	offline, ok := off.(*reader.Offline)
	if !ok {
		return fmt.Errorf("检验要用离线阅读器作底")
	}
	r, cost, done, err := c.source(p, offline, f)
	if err != nil {
		return err
	}
	defer done()
	for _, name := range c.Files {
		err := eachLine(name, func(l labelled) error {
			if err := f.Offline.take(ctx, b, off, l); err != nil {
				return err
			}
			began := time.Now()
			if err := f.Together.take(ctx, b, r, l); err != nil {
				return err
			}
			tokens, millis := cost(words(l), time.Since(began))
			f.count(ctx, b, off, l, r, tokens, millis)
			return nil
		})
		if err != nil {
			return fmt.Errorf("%s：%w", name, err)
		}
	}
	f.close()
	return c.print(p.Out, f)
}

// source opens what the model's readings come from; cost tells what one took.
func (c *evalCmd) source(p *program, off *reader.Offline, f *modelFigures) (*both, func(string, time.Duration) (int, int), func(), error) {
	if c.Replay != "" {
		file, err := os.Open(c.Replay)
		if err != nil {
			return nil, nil, nil, opening(err)
		}
		defer file.Close()
		rec, err := reader.ReadRecord(file)
		if err != nil {
			return nil, nil, nil, fmt.Errorf("%s：%w", c.Replay, err)
		}
		f.Name = "记录"
		return &both{Beside: &reader.Beside{Offline: off, Model: rec, Patience: -1}}, func(q string, _ time.Duration) (int, int) {
			l, _ := rec.Line(q)
			return l.Tokens, l.Millis
		}, func() {}, nil
	}
	set := p.settings.Model
	if !set.On() {
		return nil, nil, nil, fmt.Errorf("没有设置模型：请设 OPENAI_BASE_URL 和 OPENAI_MODEL，或用 --replay 文件")
	}
	m, err := reader.OpenModel(set.ModelOptions)
	if err != nil {
		return nil, nil, nil, fmt.Errorf("语言模型的设置用不了，请检查 OPENAI_ 开头的几项：%w", err)
	}
	done := m.Close
	beside := &reader.Beside{Offline: off, Model: m, Patience: -1}
	if c.Record != "" {
		out, err := os.OpenFile(c.Record, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
		if err != nil {
			return nil, nil, nil, opening(err)
		}
		beside.Note = reader.NoteTo(out)
		done = func() { m.Close(); _ = out.Close() }
	}
	f.Name = m.Name()
	var before int64
	return &both{Beside: beside}, func(_ string, took time.Duration) (int, int) {
		now := m.Use().Tokens
		tokens := int(now - before)
		before = now
		return tokens, int(took.Milliseconds())
	}, done, nil
}

// words is the message of a labelled line.
func words(l labelled) string {
	if l.Question != "" {
		return l.Question
	}
	return l.Text
}

// count takes in the comparison that a line came to.
func (f *modelFigures) count(ctx context.Context, b *knowledge.Base, off handlers.Reader, l labelled, r *both, tokens, millis int) {
	c := r.last
	f.Asked.count(c.Asked)
	if !c.Asked {
		return
	}
	f.Answered.count(c.Err == nil)
	if c.Err != nil {
		name := reader.Fault(c.Err)
		if c.Late() {
			name = "not recorded"
		}
		f.Faults[name]++
		return
	}
	f.Tokens += tokens
	f.took = append(f.took, millis)
	f.Dropped.Add(c.Dropped)
	f.Disagree.count(len(c.Disagree) > 0)
	was, err1 := handlers.Consult(ctx, b, off, words(l))
	is, err2 := handlers.Consult(ctx, b, r, words(l))
	if err1 == nil && err2 == nil {
		f.Changed.count(was.Outcome != is.Outcome)
	}
	f.facts(l, c.Model)
}

// facts compares the model's own facts with the labels of a story.
func (f *modelFigures) facts(l labelled, got []knowledge.Fact) {
	want, ok := storyFacts(l)
	if !ok {
		return
	}
	e := &evaluation{Facts: f.Facts}
	said := map[string]bool{}
	for _, x := range got {
		said[signed(x.ID, x.Holds)] = true
	}
	for _, x := range want {
		key := signed(x.ID, x.Holds)
		e.tally(key, said[key])
		delete(said, key)
	}
	for key := range said {
		e.at(key).Wrong++
	}
}

func (f *modelFigures) close() {
	slices.Sort(f.took)
	if n := len(f.took); n > 0 {
		f.Median, f.Slowest = f.took[n/2], f.took[min(n-1, n*95/100)]
	}
}

// Table prints the figures for people: first what the model itself did, then both evaluations side by side.
func (f *modelFigures) Table(w io.Writer) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintf(t, "模型\t%s\n问了模型\t%s\n回答能用\t%s\n", f.Name, f.Asked, f.Answered)
	for _, name := range idsOf(f.Faults) {
		fmt.Fprintf(t, "  没用上（%s）\t%d\n", name, f.Faults[name])
	}
	d := f.Dropped
	fmt.Fprintf(t, "没采用的\t引语对不上 %d，编号不在清单 %d，没说有无 %d，引语撑不住 %d，替人排除红线 %d，情形编号不在清单 %d\n", d.Unquoted, d.Unlisted, d.Unsigned, d.Unbacked, d.Overruled, d.UnlistedItems)
	fmt.Fprintf(t, "和规则读法不一\t%s\n因此结论不同\t%s\n词元\t%d\n用时（毫秒）\t中位 %d，95%% 在 %d 以内\n", f.Disagree, f.Changed, f.Tokens, f.Median, f.Slowest)
	f.byFact(t)
	if err := t.Flush(); err != nil {
		return err
	}
	fmt.Fprintln(w, "\n—— 只用规则 ——")
	if err := f.Offline.Table(w); err != nil {
		return err
	}
	fmt.Fprintln(w, "\n—— 规则加模型 ——")
	return f.Together.Table(w)
}

// byFact prints precision and recall of both readings and of the model alone.
func (f *modelFigures) byFact(w io.Writer) {
	if len(f.Facts) == 0 {
		return
	}
	fmt.Fprintln(w, "\n事实（!为否认）\t标注数\t模型 准确率\t召回率\t规则 准确率\t召回率\t合起来 准确率\t召回率")
	cell := func(c *counts) string {
		if c == nil {
			c = new(counts)
		}
		return ratio(c.Right, c.Right+c.Wrong) + "\t" + ratio(c.Right, c.Right+c.Missed)
	}
	for _, k := range idsOf(f.Facts) {
		c := f.Facts[k]
		fmt.Fprintf(w, "%s\t%d\t%s\t%s\t%s\n", k, c.Right+c.Missed, cell(c), cell(f.Offline.Facts[k]), cell(f.Together.Facts[k]))
	}
}

func idsOf[V any](m map[string]V) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

// storyFacts are the labelled facts of a story, ok false when the line is none.
func storyFacts(l labelled) (facts []knowledge.Fact, ok bool) {
	if l.Facts == nil || l.Kind != knowledge.Plan || l.Question != "" {
		return nil, false
	}
	return facts, json.Unmarshal(l.Facts, &facts) == nil
}
