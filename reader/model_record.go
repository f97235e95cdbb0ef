package reader

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"sync"
	"time"

	"dandang/knowledge"
)

// A Record is what a model once said, played again instead of asking one: figures can then be worked out anew without a
// server.
type Record struct {
	shelf
	says func(veiled string) (string, bool)
	meta map[string]RecordLine
}

// A RecordLine is one line of a record: the message as it was put to the program, and what the model answered.
type RecordLine struct {
	Question string          `json:"question"`
	Reply    json.RawMessage `json:"reply"`            // the JSON that the model returned, or a string of its words
	Tokens   int             `json:"tokens,omitempty"` // that it cost, 0 when not known
	Millis   int             `json:"millis,omitempty"` // that it took, 0 when not known
}

// mostRecordLine is the longest line of a record, in bytes.
const mostRecordLine = 4 << 20

// ReadRecord reads a JSONL file of what a model said. Errors name the line.
func ReadRecord(r io.Reader) (*Record, error) {
	rec := &Record{shelf: newShelf(), meta: map[string]RecordLine{}}
	s := bufio.NewScanner(r)
	s.Buffer(make([]byte, 64<<10), mostRecordLine)
	for n := 1; s.Scan(); n++ {
		if len(s.Bytes()) == 0 {
			continue
		}
		var l RecordLine
		if err := json.Unmarshal(s.Bytes(), &l); err != nil {
			return nil, fmt.Errorf("line %d: %w", n, err)
		}
		if l.Question == "" || len(l.Reply) == 0 {
			return nil, fmt.Errorf("line %d: it has no question or no reply", n)
		}
		rec.meta[recordKey(l.Question)] = l
	}
	if err := s.Err(); err != nil {
		return nil, fmt.Errorf("read record: %w", err)
	}
	rec.says = func(veiled string) (string, bool) {
		l, ok := rec.meta[veiled]
		return l.words(), ok
	}
	return rec, nil
}

// recordKey is a message as the model is shown it.
func recordKey(question string) string {
	t := Normalise(question)
	return NewVeil(Mask(question, Sensitive(t))).Text
}

func (l RecordLine) words() string {
	var s string
	if json.Unmarshal(l.Reply, &s) == nil {
		return s
	}
	return string(l.Reply)
}

// Line is what is recorded of a message, ok false when nothing is.
func (r *Record) Line(question string) (l RecordLine, ok bool) {
	l, ok = r.meta[recordKey(question)]
	return l, ok
}

func (r *Record) reading(_ context.Context, _ payer, _ *knowledge.Base, text string, _ *knowledge.Question, _ time.Duration) (reply, error) {
	s, ok := r.says(text)
	if !ok {
		return reply{}, errLate
	}
	said, err := parseReply(s)
	if err != nil {
		return reply{}, fmt.Errorf("%w: %w", ErrModelAnswer, err)
	}
	return said, nil
}

// NoteTo writes what a model says to a record, for Beside.Note. Messages stand in it as they were written: it is for
// evaluations on texts that nobody's data are in.
func NoteTo(w io.Writer) func(text string, reply json.RawMessage) {
	var mu sync.Mutex
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	return func(text string, reply json.RawMessage) {
		mu.Lock()
		defer mu.Unlock()
		_ = enc.Encode(RecordLine{Question: text, Reply: reply}) // a record that cannot be written is seen by whoever replays it
	}
}
