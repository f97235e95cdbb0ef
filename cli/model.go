package cli

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"dandang/handlers"
	"dandang/knowledge"
	"dandang/reader"
	"dandang/store"
)

// withModel puts the language model beside the rules of a desk and returns it, nil where none is set; done waits for
// what is under way. The desk's own reader then knows what the model has said before, and asks nothing.
func (p *program) withModel(d *handlers.Desk, off *reader.Offline, s *store.Store, log *slog.Logger) (m *reader.Model, done func(), err error) {
	set := p.settings.Model
	if !set.On() {
		return nil, func() {}, nil
	}
	o := set.ModelOptions
	o.Log = log
	o.Account = account(s, set.Budget, log)
	m, err = reader.OpenModel(o)
	if err != nil {
		return nil, nil, fmt.Errorf("语言模型的设置用不了，请检查 OPENAI_ 开头的几项：%w", err)
	}
	quick := &reader.Beside{Offline: off, Model: m}
	d.Reader = quick
	d.Aid = &handlers.Aid{
		Patience: set.Patience,
		Read: func(person string) handlers.Reader {
			return &reader.Beside{Offline: off, Model: m, Person: person, Patience: set.Patience}
		},
		Late:   quick.Late,
		Polish: (&reader.Polisher{Offline: off, Model: m}).Polish,
	}
	if set.Embedding != "" {
		d.Aid.Near = func(ctx context.Context, unit, person, about string, texts []string) []int {
			return m.Near(ctx, unit, person, about, texts, set.Patience)
		}
	}
	if set.Explain {
		d.Aid.Explain = func(ctx context.Context, b *knowledge.Base, person string, v knowledge.Verdict) ([]handlers.Sentence, error) {
			said, err := m.Explain(ctx, b, person, v, -1) // the desk's deadline ends the wait
			if errors.Is(err, reader.ErrModelOff) {
				return nil, nil
			}
			return said, err
		}
	}
	return m, m.Close, nil
}

// account books tokens on a person and the unit for today. Four fifths of a unit's budget are told in the log, once a day.
// While the unit's administrator has the model switched off nothing is booked and nothing asked.
func account(s *store.Store, b store.Budget, log *slog.Logger) func(context.Context, string, string, int) error {
	var mu sync.Mutex
	warned := map[string]string{} // unit → day
	return func(ctx context.Context, unit, person string, tokens int) error {
		if on, err := s.Switches(ctx, unit); err != nil || tokens > 0 && on.On(store.NoModel) {
			return errors.Join(reader.ErrModelOff, err)
		}
		now := time.Now()
		spent, err := s.Spend(ctx, unit, person, now, tokens, b)
		if err != nil {
			return fmt.Errorf("%w: %w", reader.ErrModelBudget, err)
		}
		if spent.Refused {
			return fmt.Errorf("%w: person %d, unit %d tokens used", reader.ErrModelBudget, spent.Person, spent.Unit)
		}
		mu.Lock()
		defer mu.Unlock()
		if day := now.Format(time.DateOnly); b.Unit > 0 && 5*spent.Unit >= 4*b.Unit && warned[unit] != day {
			warned[unit] = day
			log.Warn("four fifths of the model's budget are spent", "unit", unit, "tokens", spent.Unit, "of", b.Unit)
		}
		return nil
	}
}

// together is the offline reader with the model beside it, for commands that keep nothing; the reader itself without one.
// There is no store then, and no budget.
func (p *program) together(r handlers.Reader) (handlers.Reader, func(), error) {
	set := p.settings.Model
	off, ok := r.(*reader.Offline)
	if !set.On() || !ok {
		return r, func() {}, nil
	}
	m, err := reader.OpenModel(set.ModelOptions)
	if err != nil {
		return nil, nil, fmt.Errorf("语言模型的设置用不了，请检查 OPENAI_ 开头的几项：%w", err)
	}
	return &reader.Beside{Offline: off, Model: m, Patience: set.Patience}, m.Close, nil
}
