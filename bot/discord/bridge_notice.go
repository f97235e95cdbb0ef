package discord

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"sync"
)

// nonce is by what Discord knows a message again that is sent twice.
func nonce(id string) string {
	sum := sha256.Sum256([]byte(id))
	return base64.RawURLEncoding.EncodeToString(sum[:])[:24]
}

// send puts a message into a channel. Sent again under the same id it is shown once.
func (b *bridge) send(ctx context.Context, channel, id string, m Message) bool {
	m.Nonce, m.EnforceNonce = nonce(id), true
	if _, err := b.api.Send(ctx, channel, m); err != nil {
		b.log.WarnContext(ctx, "send message", "err", err)
		return false
	}
	return true
}

// direct writes to a person. It reports false when they cannot be written to.
func (b *bridge) direct(ctx context.Context, who speaker, id string, messages []Message) bool {
	channel, err := b.api.Direct(ctx, who.person)
	if err != nil {
		b.log.WarnContext(ctx, "open direct channel", "err", err)
		return false
	}
	for i, m := range messages {
		if !b.send(ctx, channel, fmt.Sprint(id, "/", i), m) {
			if i > 0 {
				b.held.put(who.person, messages[i:])
			}
			return i > 0
		}
	}
	return true
}

// notice brings an answer that came too late for its place. When the person cannot be written to, it waits for whatever
// they do next.
func (b *bridge) notice(ctx context.Context, who speaker, id string, messages []Message) {
	if !b.direct(ctx, who, id, messages) {
		b.held.put(who.person, messages)
	}
}

// A shelf holds for people what could not be brought to them, a little of it and for a little while: everything can be found
// again under 我的备案.
type shelf struct {
	mu   sync.Mutex
	held map[string][]Message
}

const (
	mostHeld  = 1000 // people
	mostHeldA = 5    // messages for one
)

func newShelf() *shelf { return &shelf{held: map[string][]Message{}} }

func (s *shelf) put(person string, messages []Message) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.held) >= mostHeld {
		s.held = map[string][]Message{}
	}
	all := append(s.held[person], messages...)
	s.held[person] = all[max(0, len(all)-mostHeldA):]
}

func (s *shelf) has(person string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.held[person]) > 0
}

func (s *shelf) take(person string) []Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := s.held[person]
	delete(s.held, person)
	return out
}
