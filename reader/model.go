package reader

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	openai "github.com/sashabaranov/go-openai"
	"github.com/sony/gobreaker/v2"
)

// Errors of a model that did not help. Whoever asked goes on without it.
var (
	ErrModelOff        = errors.New("the model is switched off")
	ErrModelBudget     = errors.New("the budget of the day is spent")
	ErrModelClassified = errors.New("classified words are sent to no model")
	ErrModelAnswer     = errors.New("the model's answer cannot be used") // broken, blank, cut, not to the schema, or refused by a check
	ErrModelAway       = errors.New("the model cannot be reached")       // no connection, an error of the server, a deadline
	ErrModelRefused    = errors.New("the model's server refuses")        // wrong key, no such model, a request it does not take
)

// ModelOptions say which model there is and how it may be used.
type ModelOptions struct {
	BaseURL   string         // of an OpenAI-compatible server, e.g. http://127.0.0.1:11434/v1
	Key       string         // "" is sent as a placeholder: some servers want any
	Name      string         // of the model
	Rung      Rung           // how structured answers are asked for; "" is RungAuto
	Extra     map[string]any // merged into the body of every chat request: switches of one server only
	Hosts     []string       // hosts that may be called beside that of BaseURL
	Embedding string         // model for embeddings, "" for none

	Timeout    time.Duration // for one answer with its retries and repair; 0: 30 s
	Idle       time.Duration // without a byte; 0: 10 s
	Retries    int           // after 429, 5xx or a lost connection; 0: 2, negative: none
	Parallel   int           // calls at once; 0: 4
	MostTokens int           // of an answer; 0: 1,200

	// Account books tokens, before a call those expected, after it the difference. It returns an error wrapping
	// ErrModelBudget when there are none left. nil: nothing is booked.
	Account func(ctx context.Context, unit, person string, tokens int) error
	Off     func() bool  // true: no calls; nil: never
	Log     *slog.Logger // one line a call, never its content; nil: none
}

// A Model asks a language model. It may be used by many goroutines at once. It decides nothing: what it says is checked
// by whoever asked.
type Model struct {
	o       ModelOptions
	client  *openai.Client
	breaker *gobreaker.CircuitBreaker[answer] // of chat …
	circle  *gobreaker.CircuitBreaker[answer] // … and of embeddings, which another server may serve, or none
	room    chan struct{}                     // one for each call under way
	shelf
	rung    atomic.Int32 // index in ladder that this process has come down to
	replies *memo[reply]
	words   *memo[string] // explanations and wordings
	vectors *memo[[]float32]

	work sync.WaitGroup // answers still being waited for
	quit chan struct{}  // closed by Close
	once sync.Once

	used counters
}

// counters are what the model has cost in this process.
type counters struct {
	calls, tokens, cached atomic.Int64
	faults                [len(faultKinds)]atomic.Int64
}

// A ModelUse is what the model has cost in this process so far.
type ModelUse struct {
	Calls, Tokens int64
	Cached        int64            // readings that were there already
	Faults        map[string]int64 // how often it was of no help, by the reasons that Fault names, all of them
}

// Use tells what the model has cost.
func (m *Model) Use() ModelUse {
	u := ModelUse{m.used.calls.Load(), m.used.tokens.Load(), m.used.cached.Load(), map[string]int64{}}
	for i, k := range faultKinds {
		u.Faults[k.name] = m.used.faults[i].Load()
	}
	return u
}

// Resting reports whether the model is left alone for a while, since it failed several times in a row.
func (m *Model) Resting() bool { return m.breaker.State() == gobreaker.StateOpen }

// OpenModel makes a model ready; nothing is sent yet.
func OpenModel(o ModelOptions) (*Model, error) {
	u, err := url.Parse(o.BaseURL)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return nil, fmt.Errorf("open model: base URL must be http:// or https:// with a host")
	}
	if o.Name == "" {
		return nil, errors.New("open model: it has no name")
	}
	if !slices.Contains(append(ladder[:], "", RungAuto), o.Rung) {
		return nil, fmt.Errorf("open model: no rung %q", o.Rung)
	}
	o = o.filled(u.Hostname())
	config := openai.DefaultConfig(o.Key)
	config.BaseURL = strings.TrimRight(o.BaseURL, "/")
	config.HTTPClient = o.httpClient()
	config.EmptyMessagesLimit = 1 << 30 // comment lines keep slow servers' connections alive
	m := &Model{
		o: o, client: openai.NewClientWithConfig(config), room: make(chan struct{}, o.Parallel), quit: make(chan struct{}),
		shelf: newShelf(), replies: newMemo[reply](mostRemembered), words: newMemo[string](mostRemembered), vectors: newMemo[[]float32](mostRemembered),
	}
	m.breaker, m.circle = newBreaker(o.Name), newBreaker(o.Embedding)
	return m, nil
}

// newBreaker makes what leaves a model alone for a while after it failed several times in a row. An answer of no use is
// no failure of the server.
func newBreaker(name string) *gobreaker.CircuitBreaker[answer] {
	return gobreaker.NewCircuitBreaker[answer](gobreaker.Settings{
		Name: name, Interval: time.Minute, Timeout: breakFor,
		ReadyToTrip: func(c gobreaker.Counts) bool { return c.ConsecutiveFailures >= breakAfter },
		IsSuccessful: func(err error) bool {
			return err == nil || errors.Is(err, ErrModelAnswer) || errors.Is(err, context.Canceled)
		},
	})
}

const (
	breakAfter     = 5                // failures in a row after which no call is made …
	breakFor       = 20 * time.Second // … for so long
	mostRemembered = 4096             // readings, and vectors, kept in memory
)

func (o ModelOptions) filled(host string) ModelOptions {
	o.Hosts = append([]string{host}, o.Hosts...)
	if o.Key == "" {
		o.Key = "none"
	}
	if o.Rung == "" {
		o.Rung = RungAuto
	}
	o.Timeout = orDuration(o.Timeout, 30*time.Second)
	o.Idle = orDuration(o.Idle, 10*time.Second)
	switch {
	case o.Retries == 0:
		o.Retries = 2
	case o.Retries < 0:
		o.Retries = 0
	}
	if o.Parallel <= 0 {
		o.Parallel = 4
	}
	if o.MostTokens <= 0 {
		o.MostTokens = 1200
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return o
}

func orDuration(d, def time.Duration) time.Duration {
	if d <= 0 {
		return def
	}
	return d
}

// Close gives up calls under way and waits for their goroutines.
func (m *Model) Close() {
	m.once.Do(func() { close(m.quit) })
	m.work.Wait()
}

// Name is the name of the model.
func (m *Model) Name() string { return m.o.Name }

// Host is the host of the server.
func (m *Model) Host() string { return m.o.Hosts[0] }
