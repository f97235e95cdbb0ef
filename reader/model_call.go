package reader

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
	"unicode/utf8"

	openai "github.com/sashabaranov/go-openai"
	"github.com/sony/gobreaker/v2"
)

// An answer is what the model said to one task and what that cost.
type answer struct {
	text   string
	tokens int
}

// A payer is on whose account a call goes.
type payer struct{ unit, person string }

// ask puts a task to the model and returns an answer that passes its check. It is tried once more with the fault told;
// the errors are those of this package.
func (m *Model) ask(ctx context.Context, p payer, t task) (string, error) {
	t.head, t.about = visible(t.head), visible(t.about)
	ctx, cancel := context.WithTimeout(ctx, m.o.Timeout)
	defer cancel()
	c := call{task: t.name, breaker: m.breaker, about: []string{t.about}, expected: estimate(t) + m.o.MostTokens/4}
	a, err := m.billed(ctx, p, c, func() (answer, error) { return m.checked(ctx, t) })
	return a.text, err
}

// A call is what is to be known of one before it is made.
type call struct {
	task     string
	breaker  *gobreaker.CircuitBreaker[answer]
	about    []string // what people wrote
	expected int      // tokens
}

// billed makes a call if it may be made, on an account, and counts it.
func (m *Model) billed(ctx context.Context, p payer, c call, work func() (answer, error)) (a answer, err error) {
	began := time.Now()
	defer func() {
		if err != nil {
			m.used.faults[kindOf(err)].Add(1)
		}
		m.o.Log.InfoContext(ctx, "model", "task", c.task, "rung", m.Rung(), "tokens", a.tokens, "took", time.Since(began), "fault", Fault(err))
	}()
	if m.o.Off != nil && m.o.Off() {
		return answer{}, ErrModelOff
	}
	if slices.ContainsFunc(c.about, Classified) {
		return answer{}, ErrModelClassified
	}
	if err := m.book(ctx, p, c.expected); err != nil {
		return answer{}, err
	}
	a, err = m.admit(ctx, c.breaker, work)
	m.used.tokens.Add(int64(a.tokens))
	used := a.tokens
	if used == 0 && err == nil {
		used = c.expected // the server does not tell
	}
	if diff := used - c.expected; diff != 0 {
		// The call was made, whatever is left: a refusal here only keeps the next one from being made.
		_ = m.book(context.WithoutCancel(ctx), p, diff)
	}
	return a, err
}

func (m *Model) book(ctx context.Context, p payer, tokens int) error {
	if m.o.Account == nil {
		return nil
	}
	return m.o.Account(ctx, p.unit, p.person, tokens)
}

// estimate guesses how many tokens a task is: a Chinese character is a little less than one.
func estimate(t task) int {
	return (utf8.RuneCountInString(t.head) + utf8.RuneCountInString(t.about)) * 4 / 5
}

// admit waits for room and lets the call through the breaker.
func (m *Model) admit(ctx context.Context, breaker *gobreaker.CircuitBreaker[answer], work func() (answer, error)) (answer, error) {
	select {
	case m.room <- struct{}{}:
		defer func() { <-m.room }()
	case <-ctx.Done():
		return answer{}, fmt.Errorf("%w: no room: %w", ErrModelAway, ctx.Err())
	}
	a, err := breaker.Execute(func() (answer, error) {
		m.used.calls.Add(1)
		return work()
	})
	if errors.Is(err, gobreaker.ErrOpenState) || errors.Is(err, gobreaker.ErrTooManyRequests) {
		return a, fmt.Errorf("%w: it has failed again and again, and is left alone for a while", ErrModelAway)
	}
	return a, err
}

// checked asks, and once more with what was wrong.
func (m *Model) checked(ctx context.Context, t task) (answer, error) {
	a, err := m.laddered(ctx, t, nil)
	if err != nil {
		return a, err
	}
	wrong := t.check(a.text)
	if wrong == nil {
		return a, nil
	}
	again, err := m.laddered(ctx, t, repair(a.text, wrong))
	again.tokens += a.tokens
	if err != nil {
		return again, err
	}
	if wrong := t.check(again.text); wrong != nil {
		return again, fmt.Errorf("%w: %w", ErrModelAnswer, wrong)
	}
	return again, nil
}

// repair shows the model its answer and what was wrong with it.
func repair(was string, wrong error) []openai.ChatCompletionMessage {
	const most = 2000
	if r := []rune(was); len(r) > most {
		was = string(r[:most])
	}
	if was == "" {
		was = "（空）" // an empty content would be left out
	}
	return []openai.ChatCompletionMessage{
		{Role: openai.ChatMessageRoleAssistant, Content: was},
		{Role: openai.ChatMessageRoleUser, Content: repairLine(wrong)},
	}
}

// laddered asks on the rung in use and comes down when the server refuses its form.
func (m *Model) laddered(ctx context.Context, t task, more []openai.ChatCompletionMessage) (answer, error) {
	for {
		rung := m.Rung()
		r := m.request(t, rung)
		r.Messages = append(r.Messages, more...)
		a, err := m.stream(ctx, r)
		if err == nil || !refusesForm(err) || !m.down(rung) {
			return a, sortedFault(ctx, err)
		}
	}
}
