package store

import (
	"context"
	"errors"
	"fmt"

	"github.com/redis/go-redis/v9"
)

// Delete removes all conversations of a person and returns how many there were. Of each a line stays in the audit
// that it was removed; cases stay, since they are the office's files.
func (s *Store) Delete(ctx context.Context, unit, person string) (int, error) {
	if err := checkUnit(unit); err != nil {
		return 0, fmt.Errorf("delete conversations: %w: %w", ErrInvalid, err)
	}
	ids, err := s.client.HKeys(ctx, personKey(unit, person)).Result()
	if err != nil {
		return 0, fmt.Errorf("delete conversations: %w", classify(ctx, err))
	}
	n := 0
	for _, id := range ids {
		gone, err := s.erase(ctx, unit, person, id)
		if err != nil {
			return n, fmt.Errorf("delete conversation %s: %w", id, err)
		}
		if gone {
			n++
		}
	}
	return n, nil
}

// erase removes one conversation, again when a turn came between.
func (s *Store) erase(ctx context.Context, unit, person, id string) (bool, error) {
	for {
		blob, err := s.client.Get(ctx, conversationKey(unit, id)).Bytes()
		if errors.Is(err, redis.Nil) {
			s.cache.drop(unit, id)
			return false, nil
		}
		if err != nil {
			return false, classify(ctx, err)
		}
		c, _, err := decode(s.ring, unit, id, blob)
		if err != nil {
			return false, err
		}
		line, _, err := newLine(unit, id, c.Head, Audit{At: s.now(), Who: person, What: "erase"})
		if err != nil {
			return false, err
		}
		keys := []string{conversationKey(unit, id), auditKey(unit), auditHeadKey(unit), personKey(unit, person)}
		v, err := s.keeper.run(ctx, eraseScript, keys, versionBytes(c.Version), line, id)
		if err != nil {
			return false, err
		}
		s.cache.drop(unit, id)
		if v == int64(1) {
			return true, nil
		}
	}
}
