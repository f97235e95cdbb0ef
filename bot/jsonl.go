package bot

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"dandang/handlers"
)

// JSONLines is the desk driven by a program: one JSON object a line in, one object a reply out, and {"done":true}
// after each input.
type JSONLines struct {
	Desk Desk
	Unit string
	Now  func() time.Time
	ID   func() string
	In   io.Reader
	Out  io.Writer
}

// input is a line: something said, or a button pressed, by a person.
type input struct {
	From  string `json:"from"` // "1" when left out
	Staff bool   `json:"staff"`
	Text  string `json:"text"`
	Press string `json:"press"`
}

type output struct {
	To      string   `json:"to"`
	Text    string   `json:"text"`
	Buttons []string `json:"buttons,omitempty"`
	File    string   `json:"file,omitempty"`
}

// Run answers lines until the input ends or ctx is done. A line that is no such object is answered with what is wrong
// with it.
func (j *JSONLines) Run(ctx context.Context) error {
	lines := NewLines(j.In)
	w := bufio.NewWriter(j.Out)
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	for {
		line, err := lines.Next(ctx)
		switch {
		case errors.Is(err, io.EOF), ctx.Err() != nil:
			return nil
		case err != nil:
			return fmt.Errorf("read input: %w", err)
		}
		for _, o := range j.turn(ctx, []byte(line)) {
			if err := enc.Encode(o); err != nil {
				return fmt.Errorf("write reply: %w", err)
			}
		}
		if _, err := w.WriteString("{\"done\":true}\n"); err != nil {
			return fmt.Errorf("write reply: %w", err)
		}
		if err := w.Flush(); err != nil {
			return fmt.Errorf("write reply: %w", err)
		}
	}
}

func (j *JSONLines) turn(ctx context.Context, line []byte) []output {
	in := input{From: "1"}
	if err := json.Unmarshal(line, &in); err != nil {
		return []output{{To: "1", Text: "这一行不是 JSON 对象，没有处理。应当像 {\"from\":\"1\",\"text\":\"…\"} 或 {\"from\":\"1\",\"press\":\"按钮\"}。"}}
	}
	if in.From == "" {
		in.From = "1"
	}
	m := handlers.Message{ID: j.ID(), Unit: j.Unit, Conversation: "console:" + in.From,
		From: handlers.Person{ID: in.From, Staff: in.Staff}, Text: in.Text, Press: in.Press, At: j.Now()}
	replies, _ := j.Desk.Handle(ctx, m) // the desk has logged the error; its replies tell the person
	out := make([]output, 0, len(replies))
	if clerk, ok := j.Desk.(Clerk); ok {
		_, _ = clerk.Tick(ctx, j.Unit, m.At) // the next tick finds what this one could not
	}
	told, _ := notices(ctx, j.Desk, j.Unit, func(string) bool { return true }) // what could not be taken waits
	for _, r := range append(replies, told...) {
		out = append(out, output{r.To, r.Text, r.Buttons, r.File})
	}
	return out
}
