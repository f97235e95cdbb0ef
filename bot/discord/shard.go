package discord

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/bwmarrin/discordgo"
)

// A shard is one part of the servers that the bot is in. It holds the session over any number of connections.
type shard struct {
	line    *line
	address *url.URL // of the gateway
	id, of  int
	hand    func(kind string, data []byte) // takes an event

	mu      sync.Mutex
	session string   // "": there is none to take up again
	again   *url.URL // where it is taken up
	seq     int64    // of the last event that was taken
}

// fatal are the codes after which Discord wants no other attempt: token, shard, too few shards, version, intents, intents not granted.
var fatal = map[int]bool{4004: true, 4010: true, 4011: true, 4012: true, 4013: true, 4014: true}

// fresh are the codes that end the session.
var fresh = map[int]bool{1000: true, 1001: true, 4007: true, 4009: true}

// longestWait is that between two attempts to connect.
const longestWait = time.Minute

// run holds the shard connected until ctx is done, or until Discord wants it no more.
func (s *shard) run(ctx context.Context) error {
	for failed := 0; ; {
		stood, err := s.connect(ctx)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		var code Refused
		if errors.As(err, &code) {
			if fatal[code.Code] {
				return err
			}
			if fresh[code.Code] {
				s.forget()
			}
		}
		if failed++; stood > s.line.retry {
			failed = 0 // resume at once, before what people did is too late to be answered
		}
		wait := min(s.line.retry<<min(failed, 10)/2, longestWait)
		if failed == 0 {
			wait = 0
		}
		s.line.log.WarnContext(ctx, "gateway", "shard", s.id, "err", err, "again", wait)
		if err := pause(ctx, wait/2+rand.N(wait/2+1)); err != nil {
			return err
		}
	}
}

func pause(ctx context.Context, long time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(long):
		return nil
	}
}

// connect is one connection, from its beginning to its end. It returns how long it stood, and why it ended.
func (s *shard) connect(ctx context.Context) (stood time.Duration, err error) {
	to, taken := s.where(), func() {}
	if to == nil {
		done, err := s.line.turns.wait(ctx, s.id)
		if err != nil {
			return 0, err
		}
		signedIn := sync.OnceFunc(done)
		defer signedIn()
		to, taken = s.address, signedIn
	}
	dialing, cancel := context.WithTimeout(ctx, s.line.openLife)
	defer cancel()
	socket, err := dialGateway(dialing, to)
	if err != nil {
		s.elsewhere()
		return 0, fmt.Errorf("reach the gateway: %w", err)
	}
	g := newGate(socket, s)
	lib, err := s.library(g, to)
	if err != nil {
		g.finish(err)
		return 0, err
	}
	opened := make(chan error, 1)
	s.line.sessions.Go(func() { opened <- lib.Open() })
	select {
	case err := <-opened:
		if err != nil {
			g.finish(err)
			return 0, g.why
		}
	case <-ctx.Done():
		g.leave(ctx.Err())
		return 0, ctx.Err()
	}
	taken()
	begun := time.Now()
	select {
	case <-g.done:
	case <-ctx.Done():
		g.leave(ctx.Err())
	}
	return time.Since(begun), g.why
}

// intents are the events asked for. None of them is privileged: the bot reads what is said to it, and nothing else.
const intents = discordgo.IntentsGuilds | discordgo.IntentsGuildMessages | discordgo.IntentsDirectMessages

// library makes the session of discordgo that holds one connection, behind a gate.
func (s *shard) library(g *gate, to *url.URL) (*discordgo.Session, error) {
	lib, err := discordgo.New("Bot " + s.line.token)
	if err != nil {
		return nil, err
	}
	lib.StateEnabled, lib.SyncEvents, lib.Compress = false, true, false
	lib.ShouldReconnectOnError, lib.ShouldRetryOnRateLimit = false, false
	lib.LogLevel = discordgo.LogError - 1 // the gate has told already
	lib.Identify.Intents = intents
	lib.ShardID, lib.ShardCount = s.id, s.of
	lib.Client = &http.Client{Transport: gatewayAt{to}}
	dialer := *lib.Dialer
	dialer.Proxy, dialer.NetDial, dialer.NetDialContext = nil, nil, g.dialled
	lib.Dialer = &dialer
	return lib, nil
}

// where is the address at which a session is taken up again, nil when there is none.
func (s *shard) where() *url.URL {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.session == "":
		return nil
	case s.again != nil:
		return s.again
	}
	return s.address
}

// elsewhere has the session taken up at the common address, when its own cannot be reached.
func (s *shard) elsewhere() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.again = nil
}

// ready notes the session that Discord began.
func (s *shard) ready(data []byte) error {
	var r struct {
		Session string `json:"session_id"`
		Again   string `json:"resume_gateway_url"`
	}
	if err := json.Unmarshal(data, &r); err != nil || r.Session == "" {
		return fmt.Errorf("%w: READY without a session", errOdd)
	}
	again, err := url.Parse(r.Again)
	if err != nil || again.Host == "" {
		again = nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.session, s.again, s.seq = r.Session, again, 0
	return nil
}

// forget has the next connection begin a new session.
func (s *shard) forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.session, s.again, s.seq = "", nil, 0
}

// at notes the number of an event that was taken.
func (s *shard) at(seq int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.seq = max(s.seq, seq)
}

func (s *shard) sequence() int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.seq
}

// resume is what takes the session up again, nil when there is none.
func (s *shard) resume() []byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.session == "" {
		return nil
	}
	body, err := json.Marshal(map[string]any{"op": 6, "d": map[string]any{"token": "Bot " + s.line.token, "session_id": s.session, "seq": s.seq}})
	if err != nil {
		return nil // strings and a number
	}
	return body
}

// event hands an event over. Nothing that comes of it ends the program.
func (s *shard) event(kind string, data []byte) {
	defer func() {
		if p := recover(); p != nil {
			s.line.log.Error("event", "type", kind, "panic", p)
		}
	}()
	s.hand(kind, data)
}

// gatewayAt answers the one question that discordgo asks by REST before it connects. The socket below may be TLS; the library is
// told of none, so that the gate sees what is said.
type gatewayAt struct{ to *url.URL }

func (a gatewayAt) RoundTrip(r *http.Request) (*http.Response, error) {
	if !strings.HasSuffix(r.URL.Path, "/gateway") {
		return nil, fmt.Errorf("the library asks for %s", r.URL.Path)
	}
	body, err := json.Marshal(map[string]string{"url": "ws://" + a.to.Host + a.to.Path})
	if err != nil {
		return nil, err
	}
	return answer(r, body), nil
}
