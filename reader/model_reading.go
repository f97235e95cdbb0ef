package reader

import (
	"context"
	"errors"
	"fmt"
	"time"

	"dandang/knowledge"
)

// A reply is what the model said it read, before anything was checked.
type reply struct {
	Facts []claim  `json:"facts"`
	Items []string `json:"items"`
}

// A claim is one fact as the model tells it.
type claim struct {
	ID    string `json:"id"`
	Holds *bool  `json:"holds"` // nil: no polarity was given
	Quote string `json:"quote"`
}

// parseReply reads a reply out of the model's words. What it holds is not checked here.
func parseReply(s string) (reply, error) {
	var r reply
	if err := decodeAnswer(s, "facts", &r); err != nil {
		return reply{}, err
	}
	return r, nil
}

// A source is where the replies of a model come from: the model itself, or a record of what one said.
type source interface {
	// reading returns the reply to a veiled text and whether it is there within patience; patience below 0 has no end,
	// 0 asks nothing and looks only at what is remembered.
	reading(ctx context.Context, p payer, b *knowledge.Base, text string, open *knowledge.Question, patience time.Duration) (reply, error)
	// catalogue is the closed list of a base.
	catalogue(b *knowledge.Base) *catalogue
}

// errLate is a reply that is not there yet, or was never asked for.
var errLate = errors.New("the reply is not there yet")

// promptVersion goes into the key of what is remembered: another prompt, another reading.
const promptVersion = "1"

func (m *Model) reading(ctx context.Context, p payer, b *knowledge.Base, text string, open *knowledge.Question, patience time.Duration) (reply, error) {
	about := promptOf(visible(text), open)
	key := hashOf(promptVersion, m.o.Name, b.Hash, b.County.ID, string(b.On), about)
	if r, ok := m.replies.get(key); ok {
		m.used.cached.Add(1)
		return r, nil
	}
	if patience == 0 {
		return reply{}, errLate
	}
	mine, f := m.replies.begin(key)
	if mine {
		m.background(ctx, func(ctx context.Context) { m.replies.end(key, m.readInto(ctx, key, p, b, about)) })
	}
	if err := waitFor(ctx, f.done, patience); err != nil {
		return reply{}, err
	}
	if r, ok := m.replies.get(key); ok {
		return r, nil
	}
	return reply{}, f.err
}

// readInto asks the model and remembers its reply.
func (m *Model) readInto(ctx context.Context, key string, p payer, b *knowledge.Base, about string) error {
	c := m.catalogue(b)
	var r reply
	_, err := m.ask(ctx, p, task{name: "reading", head: c.head, about: about, schema: c.schema, check: func(s string) (err error) {
		r, err = parseReply(s)
		return err
	}})
	if err == nil {
		m.replies.put(key, r)
	}
	return err
}

// waitFor waits until done is closed, patience is spent, or ctx ends.
func waitFor(ctx context.Context, done <-chan struct{}, patience time.Duration) error {
	var out <-chan time.Time
	if patience > 0 {
		t := time.NewTimer(patience)
		defer t.Stop()
		out = t.C
	}
	select {
	case <-done:
		return nil
	case <-out:
		return errLate
	case <-ctx.Done():
		return fmt.Errorf("%w: %w", errLate, ctx.Err())
	}
}
