package store

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/redis/go-redis/v9"
)

// mostChecked is how many texts CheckKeys looks at: enough to meet every key that much was sealed with.
const mostChecked = 64

// errEnough ends a look through the keys.
var errEnough = errors.New("enough")

// CheckKeys looks at some of what is kept and returns ErrNoKey when it was sealed with a key that is not given, ErrNewer
// when a newer program wrote it, so that either is noticed before anybody is answered. It reads a sample, whatever there is.
func (s *Store) CheckKeys(ctx context.Context) error {
	left := mostChecked
	err := scanKeys(ctx, s.client, func(keys []string) error {
		for _, look := range []func(context.Context, string, *int) error{s.checkAudit, s.checkHash, s.checkTalk} {
			for _, key := range keys {
				if err := look(ctx, key, &left); err != nil {
					return err
				}
			}
		}
		return errEnough
	})
	if err != nil && !errors.Is(err, errEnough) {
		return fmt.Errorf("check keys: %w", err)
	}
	return nil
}

// checkAudit looks at the last line of an audit; other keys are passed over.
func (s *Store) checkAudit(ctx context.Context, key string, _ *int) error {
	if key != auditKey(unitOf(key)) {
		return nil
	}
	last, err := s.client.LIndex(ctx, key, -1).Result()
	if err != nil && !errors.Is(err, redis.Nil) {
		return classify(ctx, err)
	}
	if _, err := readLine(last); errors.Is(err, ErrNewer) {
		return fmt.Errorf("%w: audit of %s: %w", ErrCorrupt, unitOf(key), err)
	}
	return nil
}

// checkHash looks at some fields of a hash that holds sealed texts; other keys are passed over.
func (s *Store) checkHash(ctx context.Context, key string, left *int) error {
	unit, head := unitOf(key), 0
	switch key {
	case casesKey(unit):
		head = caseFileHeader
	case lessonsKey(unit), gapsKey(unit):
		head = len(sealedMark)
	default:
		return nil
	}
	for f, err := range s.hashOf(ctx, key) {
		if err != nil {
			return err
		}
		if *left--; *left < mostChecked/2 { // the rest is for what people said
			return nil
		}
		if len(f.value) > head && strings.HasPrefix(f.value, sealedMark) && !s.ring.knows(f.value[head:]) {
			return fmt.Errorf("%s of %s: %w", f.field, key, ErrNoKey)
		}
		if err := s.checkRecord(key, f.field, f.value); err != nil {
			return err
		}
	}
	return nil
}

// checkRecord tells whether a newer program wrote a case or a lesson. What is damaged is told by whoever reads it.
func (s *Store) checkRecord(key, field, value string) (err error) {
	switch unit := unitOf(key); {
	case key == casesKey(unit):
		_, err = readCase(s.ring, unit, field, value)
	case key == lessonsKey(unit) && field != registerHead:
		_, err = s.readLesson(unit, field, value)
	}
	if errors.Is(err, ErrNewer) {
		return err
	}
	return nil
}

// checkTalk looks at a conversation; other keys are passed over.
func (s *Store) checkTalk(ctx context.Context, key string, left *int) error {
	id, ok := strings.CutPrefix(key, conversationKey(unitOf(key), ""))
	if !ok || *left <= 0 {
		return nil
	}
	*left--
	blob, err := s.client.Get(ctx, key).Result()
	if errors.Is(err, redis.Nil) {
		return nil // its time was over
	}
	if err != nil {
		return classify(ctx, err)
	}
	if _, _, err := decode(s.ring, unitOf(key), id, []byte(blob)); errors.Is(err, ErrNoKey) || errors.Is(err, ErrNewer) {
		return err
	}
	return nil // what is damaged is told by whoever reads it
}

// knows reports whether the key of a sealed text is there.
func (k ring) knows(sealed string) bool {
	for _, s := range k {
		if strings.HasPrefix(sealed, string(s.id[:])) {
			return true
		}
	}
	return false
}
