package store

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"
)

// A Backlog is how the outbox of a unit stands.
type Backlog struct {
	Notes  int64     // that are not delivered yet, also those that somebody is delivering
	Oldest time.Time // when the oldest of them was written; zero when there is none
}

// Backlog tells how much waits in the outbox of a unit and since when, for whoever watches. The id of a note begins
// with the number of the audit line of its commit, and that line holds the time.
func (s *Store) Backlog(ctx context.Context, unit string) (Backlog, error) {
	if err := checkUnit(unit); err != nil {
		return Backlog{}, fmt.Errorf("look at the outbox: %w: %w", ErrInvalid, err)
	}
	notes, err := s.client.XLen(ctx, outboxKey(unit)).Result()
	if err != nil || notes == 0 {
		return Backlog{}, away(ctx, "look at the outbox", err)
	}
	first, err := s.client.XRangeN(ctx, outboxKey(unit), "-", "+", 1).Result()
	if err != nil || len(first) == 0 {
		return Backlog{}, away(ctx, "look at the oldest note", err)
	}
	number, _, _ := strings.Cut(first[0].ID, "-")
	n, err := strconv.ParseInt(number, 10, 64)
	if err != nil {
		return Backlog{Notes: notes}, fmt.Errorf("note %s: %w", first[0].ID, ErrCorrupt)
	}
	text, err := s.client.LIndex(ctx, auditKey(unit), n-1).Result()
	if err != nil && err != redis.Nil {
		return Backlog{Notes: notes}, away(ctx, "look when the oldest note was written", err)
	}
	l, err := readLine(text)
	if err != nil {
		return Backlog{Notes: notes}, fmt.Errorf("audit line %d of %s: %w: %w", n, unit, ErrCorrupt, err)
	}
	return Backlog{Notes: notes, Oldest: l.audit.At}, nil
}

// away wraps an error of the client with what was attempted; nil stays nil.
func away(ctx context.Context, what string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", what, classify(ctx, err))
}
