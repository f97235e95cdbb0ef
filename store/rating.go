package store

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/redis/go-redis/v9"
)

// A Mark is what somebody thinks of an answer, by one press.
type Mark string

// The marks.
const (
	Helped  Mark = "helped"
	Useless Mark = "useless"
)

// A Rating is how many people marked something how; each counts once.
type Rating map[Mark]int

// Rate counts a person's mark for a subject: the number of a case, or the id of an entry of the lists. A person counts
// once for each, with the mark given last; counted is false when it was given before.
func (s *Store) Rate(ctx context.Context, unit, subject, person string, m Mark) (counted bool, err error) {
	err = checkUnit(unit)
	if err == nil && (subject == "" || person == "" || m == "" || strings.Contains(subject+person+string(m), "\t")) {
		err = fmt.Errorf("subject %q, mark %q: none may be empty or hold a tab", subject, m)
	}
	if err != nil {
		return false, fmt.Errorf("rate: %w: %w", ErrInvalid, err)
	}
	v, err := s.keeper.run(ctx, rateScript, []string{ratedKey(unit), ratingsKey(unit)}, subject, person, string(m))
	if err != nil {
		return false, fmt.Errorf("rate: %w", err)
	}
	return v == int64(1), nil
}

// Ratings returns how everything was marked, by subject.
func (s *Store) Ratings(ctx context.Context, unit string) (map[string]Rating, error) {
	if err := checkUnit(unit); err != nil {
		return nil, fmt.Errorf("read ratings: %w: %w", ErrInvalid, err)
	}
	kept, err := s.client.HGetAll(ctx, ratingsKey(unit)).Result()
	if err != nil {
		return nil, fmt.Errorf("read ratings: %w", classify(ctx, err))
	}
	all := map[string]Rating{}
	for name, value := range kept {
		subject, mark, _ := strings.Cut(name, "\t")
		n, err := strconv.Atoi(value)
		if err != nil {
			return nil, fmt.Errorf("read ratings: %w: %q", ErrCorrupt, value)
		}
		if all[subject] == nil {
			all[subject] = Rating{}
		}
		all[subject][Mark(mark)] = n
	}
	return all, nil
}

// rateScript counts a mark.
//
//	KEYS  1 rated: subject, tab, person to the mark  2 ratings: subject, tab, mark to how many
//	ARGV  1 subject  2 person  3 mark
//	returns 1, or 0 when the person gave it before
var rateScript = script{name: "rate1", Script: redis.NewScript(`
local before = redis.call('HGET', KEYS[1], ARGV[1] .. '\t' .. ARGV[2])
if before == ARGV[3] then return 0 end
if before and redis.call('HINCRBY', KEYS[2], ARGV[1] .. '\t' .. before, -1) <= 0 then
	redis.call('HDEL', KEYS[2], ARGV[1] .. '\t' .. before)
end
redis.call('HINCRBY', KEYS[2], ARGV[1] .. '\t' .. ARGV[3], 1)
redis.call('HSET', KEYS[1], ARGV[1] .. '\t' .. ARGV[2], ARGV[3])
return 1
`)}
