package cli

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"dandang/handlers"
	"dandang/knowledge"
	"dandang/reader"
)

type evalCmd struct {
	JSON    bool     `help:"打印一个 JSON 对象"`
	Cross   string   `help:"交叉检验：grouped 按故事分组，writer 逐个留出作者" enum:",grouped,writer" default:"" placeholder:"办法"`
	Without []string `help:"交叉检验时去掉：lexicon、weights、retrieval" placeholder:"部分"`
	Misses  bool     `help:"把没有判对的也打印出来（只打印编号）"`
	County  string   `help:"用哪个县区的清单" placeholder:"县区"`
	On      string   `help:"按哪一天有效的清单" placeholder:"日期"`
	Drafts  bool     `help:"检验起草：先填了多少、几句话填完、出一份文书多少毫秒；文件可以是标注，也可以是写好的对话（.txt）"`
	evalModel
	Files []string `arg:"" optional:"" name:"文件" help:"带标注的 JSONL 文件"`
}

// labelled is a line of any of the labelled formats; which one it is shows in the fields that it has.
type labelled struct {
	ID, Group, Text string
	Kind            knowledge.Kind
	Intent          *string
	Stage           *string
	Positive        []string
	Facts           json.RawMessage // of a story: a list of facts; of a published case: its facts in words
	Expect          string
	Slot            string

	Label, Scenario, Question string             // a published case
	RedLines                  []string           `json:"red_lines"`
	Elements                  map[string]*string // what is told of each judging element, nil when nothing is

	Fact  string // a clause
	Holds any
}

func (c *evalCmd) Run(ctx context.Context, p *program) error {
	if c.Cross != "" {
		f, err := reader.CrossValidate(ctx, reader.Corpus(), reader.CrossOptions{ByWriter: c.Cross == "writer", Without: c.Without}, p.Err)
		if err != nil {
			return err
		}
		return c.print(p.Out, f)
	}
	if len(c.Files) == 0 {
		return fmt.Errorf("要检验哪个文件？例如 dandang eval cases.jsonl；交叉检验用 --cross grouped 或 --cross writer")
	}
	if c.Drafts {
		return c.drafts(ctx, p)
	}
	b, r, err := p.bench(or(c.County, p.settings.County), c.On)
	if err != nil {
		return err
	}
	if c.Model || c.Replay != "" {
		return c.withModel(ctx, p, b, r)
	}
	e := newEvaluation(b.Hash)
	for _, name := range c.Files {
		if err := eachLine(name, func(l labelled) error { return e.take(ctx, b, r, l) }); err != nil {
			return fmt.Errorf("%s：%w", name, err)
		}
	}
	if err := c.print(p.Out, e); err != nil {
		return err
	}
	if c.Misses {
		for _, m := range e.misses {
			fmt.Fprintln(p.Out, m)
		}
	}
	return nil
}

// print writes figures as one JSON object or as a table for people.
func (c *evalCmd) print(w io.Writer, figures interface{ Table(io.Writer) error }) error {
	if c.JSON {
		enc := json.NewEncoder(w)
		enc.SetEscapeHTML(false)
		return enc.Encode(figures)
	}
	return figures.Table(w)
}

// eachLine calls f with every line of a JSONL file; errors name the line.
func eachLine(name string, f func(labelled) error) error {
	file, err := os.Open(name)
	if err != nil {
		return opening(err)
	}
	defer file.Close()
	s := bufio.NewScanner(file)
	s.Buffer(make([]byte, 64<<10), mostLine)
	for n := 1; s.Scan(); n++ {
		if len(strings.TrimSpace(s.Text())) == 0 {
			continue
		}
		var l labelled
		if err := json.Unmarshal(s.Bytes(), &l); err != nil {
			return fmt.Errorf("第 %d 行：%w", n, err)
		}
		if err := f(l); err != nil {
			return fmt.Errorf("第 %d 行：%w", n, err)
		}
	}
	if err := s.Err(); err != nil {
		return fmt.Errorf("读不下去：%w", err)
	}
	return nil
}

// mostLine is the longest line of a labelled file, in bytes.
const mostLine = 16 << 20

// take reads one labelled line and counts how it came out.
func (e *evaluation) take(ctx context.Context, b *knowledge.Base, r handlers.Reader, l labelled) error {
	text := l.Text
	if l.Question != "" {
		text = l.Question
	}
	o, err := handlers.Consult(ctx, b, r, text)
	if err != nil {
		return err
	}
	switch {
	case l.Question != "":
		e.published(l, o)
	case l.Fact != "":
		e.clause(l, o)
	case l.Facts != nil:
		return e.story(l, o)
	case l.Kind != "":
		e.message(l, o)
	default:
		e.item(l, o)
	}
	return nil
}

// named reports whether one of the red lines named first is right.
func named(o handlers.Opinion, right []string) bool {
	for i, h := range o.Verdict.Negative {
		if i < 3 && slices.Contains(right, h.ID) {
			return true
		}
	}
	return false
}

// rank is the place of the first right item among those found, from 1; 0 when there is none.
func rank(items []knowledge.Candidate, right []string) int {
	for i, c := range items {
		if slices.Contains(right, c.ID) {
			return i + 1
		}
	}
	return 0
}
