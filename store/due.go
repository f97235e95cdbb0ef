package store

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"
)

// Due returns up to most moments of deadlines of a unit that have come by until, the soonest first. Reading takes
// nothing away: the moment is gone with the act whose Fired it is, of which only one is written, whoever makes it.
func (s *Store) Due(ctx context.Context, unit string, until time.Time, most int) ([]Due, error) {
	if err := checkUnit(unit); err != nil {
		return nil, fmt.Errorf("look for deadlines: %w: %w", ErrInvalid, err)
	}
	found, err := s.client.ZRangeByScoreWithScores(ctx, dueKey(unit), &redis.ZRangeBy{
		Min: "-inf", Max: strconv.FormatInt(until.UnixMilli(), 10), Count: int64(most),
	}).Result()
	if err != nil {
		return nil, fmt.Errorf("look for deadlines: %w", classify(ctx, err))
	}
	var list []Due
	for _, z := range found {
		member, _ := z.Member.(string)
		parts := strings.Split(member, "\t")
		if len(parts) != 3 {
			return list, fmt.Errorf("look for deadlines: %w: moment %q", ErrCorrupt, member)
		}
		list = append(list, Due{At: time.UnixMilli(int64(z.Score)).UTC(), Case: parts[0], Clock: parts[1], Mark: parts[2]})
	}
	return list, nil
}
