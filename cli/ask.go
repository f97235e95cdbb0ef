package cli

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"dandang/bot"
	"dandang/handlers"
	"dandang/knowledge"
)

type askCmd struct {
	JSON    bool     `help:"每条答复一个 JSON 对象"`
	County  string   `help:"用哪个县区的清单（默认取 COUNTY，再默认演示县）" placeholder:"县区"`
	On      string   `help:"按哪一天有效的清单，如 2026-11-22（默认今天）" placeholder:"日期"`
	Offline bool     `help:"不用模型，只用离线阅读器"`
	Text    []string `arg:"" optional:"" name:"话" help:"要问的话；不写就从标准输入逐行读"`
}

// answer is one object of ask --json. The order of its fields is part of the contract.
type answer struct {
	ID        json.RawMessage       `json:"id,omitempty"` // as it was given, a number stays a number
	Kind      knowledge.Kind        `json:"kind,omitempty"`
	Outcome   knowledge.Outcome     `json:"outcome,omitempty"`
	Stage     knowledge.Stage       `json:"stage,omitempty"`
	Positive  []knowledge.Candidate `json:"positive,omitempty"`
	Negative  []knowledge.Hit       `json:"negative,omitempty"`
	Facts     []fact                `json:"facts,omitempty"`
	Open      []string              `json:"open,omitempty"`
	Question  string                `json:"question,omitempty"`
	FAQ       []string              `json:"faq,omitempty"`
	Citations []knowledge.Citation  `json:"citations,omitempty"`
	Lists     string                `json:"lists,omitempty"`
	Reply     string                `json:"reply,omitempty"`
	Micros    int64                 `json:"micros,omitempty"`
}

type fact struct {
	ID    string `json:"id"`
	Holds bool   `json:"holds"`
	Quote string `json:"quote"`
}

func (c *askCmd) Run(ctx context.Context, p *program) error {
	b, r, err := p.bench(or(c.County, p.settings.County), c.On)
	if err != nil {
		return err
	}
	if !c.Offline {
		beside, done, err := p.together(r)
		if err != nil {
			return err
		}
		defer done()
		r = beside
	}
	w := bufio.NewWriter(p.Out)
	defer w.Flush()
	each := func(line string) error {
		a, err := consult(ctx, b, r, line)
		if err != nil {
			return err
		}
		return c.write(w, a)
	}
	if len(c.Text) > 0 {
		return each(strings.Join(c.Text, " "))
	}
	lines := bot.NewLines(p.In)
	for {
		line, err := lines.Next(ctx)
		switch {
		case errors.Is(err, io.EOF), ctx.Err() != nil:
			return nil
		case err != nil:
			return fmt.Errorf("读不了输入：%w", err)
		}
		if err := each(line); err != nil {
			return err
		}
		if err := w.Flush(); err != nil {
			return fmt.Errorf("写不出答复：%w", err)
		}
	}
}

// write puts the answer on one line: as an object, or the reply as a person would see it, its lines run together.
func (c *askCmd) write(w *bufio.Writer, a answer) error {
	if !c.JSON {
		_, err := fmt.Fprintln(w, strings.Join(strings.Fields(strings.ReplaceAll(a.Reply, "\n", " ")), " "))
		return err
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	return enc.Encode(a)
}

// consult answers one line of input.
func consult(ctx context.Context, b *knowledge.Base, r handlers.Reader, line string) (answer, error) {
	id, text := question(line)
	began := time.Now()
	o, err := handlers.Consult(ctx, b, r, text)
	if err != nil {
		return answer{}, err
	}
	a := answer{
		ID: id, Kind: o.Reading.Kind, Outcome: o.Outcome, Stage: o.Reading.Stage, Negative: o.Verdict.Negative,
		Open: o.Verdict.Open, Question: o.Verdict.Question, Citations: o.Verdict.Citations,
		Lists: b.Hash, Reply: o.Reply.Text, Micros: max(1, time.Since(began).Microseconds()),
	}
	switch o.Reading.Kind {
	case knowledge.Plan:
		a.Positive = o.Reading.Items
	case knowledge.Procedure:
		a.FAQ = o.Reading.FAQ
	}
	for _, f := range o.Reading.Facts {
		if !f.Hint {
			a.Facts = append(a.Facts, fact{f.ID, f.Holds, f.Quote})
		}
	}
	return a, nil
}

// question is the id and text of an input line: a JSON object, or the line as it is.
func question(line string) (id json.RawMessage, text string) {
	var q struct {
		ID   json.RawMessage
		Text *string
	}
	if !strings.HasPrefix(strings.TrimSpace(line), "{") || json.Unmarshal([]byte(line), &q) != nil || q.ID == nil && q.Text == nil {
		return nil, line
	}
	if string(q.ID) == `""` || string(q.ID) == "null" {
		q.ID = nil
	}
	if q.Text == nil {
		return q.ID, ""
	}
	return q.ID, *q.Text
}
