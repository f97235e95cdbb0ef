package discord

import (
	"context"
	"errors"
	"sync"
)

// Run hands over what people do until ctx is done. Whatever can pass passes: Run ends before only when Discord wants the bot no
// more (Refused with the code that says why).
func (l *line) Run(ctx context.Context, on Events) error {
	self, err := l.Self(ctx)
	if err != nil {
		return err
	}
	p, err := l.planned(ctx)
	if err != nil {
		return err
	}
	work, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	var shards sync.WaitGroup
	hand := l.reader(ctx, self, on)
	for i := range p.shards {
		s := &shard{line: l, address: p.address, id: i, of: p.shards, hand: hand}
		shards.Go(func() { stop(s.run(work)) })
	}
	shards.Wait()
	l.sessions.Wait()
	return context.Cause(work)
}

// planned asks how to connect until Discord tells.
func (l *line) planned(ctx context.Context) (plan, error) {
	for wait := l.retry; ; wait = min(2*wait, longestWait) {
		p, err := l.plan(ctx)
		if err == nil || !errors.Is(err, ErrAway) {
			return p, err
		}
		l.log.WarnContext(ctx, "gateway", "err", err, "again", wait)
		if err := pause(ctx, wait); err != nil {
			return plan{}, err
		}
	}
}

// reader reads the events that the bot lives by, and passes over all others. What comes twice is handed over once; what cannot be
// read is told in the log by its kind.
func (l *line) reader(ctx context.Context, self string, on Events) func(kind string, data []byte) {
	acted, spoke := newRecent(mostRecent), newRecent(mostRecent)
	return func(kind string, data []byte) {
		var err error
		switch kind {
		case "INTERACTION_CREATE":
			var in Interaction
			if in, err = readInteraction(data); err == nil && acted.first(in.ID) {
				on.Interaction(in)
			}
		case "MESSAGE_CREATE":
			var m Said
			if m, err = readSaid(data, self); err == nil && spoke.first(m.ID) {
				on.Said(m)
			}
		}
		if err != nil {
			l.log.WarnContext(ctx, "read event", "type", kind, "err", err)
		}
	}
}

// mostRecent are the events remembered. Discord sends again what came around a cut: seconds, not hours.
const mostRecent = 4096

// recent remembers the last ids that it saw.
type recent struct {
	mu   sync.Mutex
	all  map[string]bool
	ring []string
	at   int
}

func newRecent(most int) *recent { return &recent{all: map[string]bool{}, ring: make([]string, most)} }

// first reports whether an id was not seen before.
func (s *recent) first(id string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.all[id] {
		return false
	}
	delete(s.all, s.ring[s.at])
	s.ring[s.at], s.all[id] = id, true
	s.at = (s.at + 1) % len(s.ring)
	return true
}
