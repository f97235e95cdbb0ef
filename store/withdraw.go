package store

import (
	"context"
	"errors"

	"dandang/filing"

	"github.com/redis/go-redis/v9"
)

// Withdraw takes a case that nobody has decided yet off the list of those that wait, for good; its number is not used
// again. done is false when there is no such case or it no longer waits. Made twice it does no more than once.
func (s *Store) Withdraw(ctx context.Context, unit, number string, a Audit) (done bool, err error) {
	for {
		c, ok, err := s.Case(ctx, unit, number)
		if err != nil || !ok || c.Done || c.State != filing.Open {
			return false, err
		}
		c.State, c.Done = filing.Withdrawn, true
		acted, err := s.Act(ctx, Act{Event: "withdraw", Case: c, Audit: a})
		if errors.Is(err, ErrConflict) {
			continue
		}
		return err == nil && !acted.Repeated, err
	}
}

// caseChain stands before the number of a case in the name of its chain of audit lines.
const caseChain = "case:"

// withdrawScript, which journals from before Act name, replaces a case that nobody has changed since it was read, and
// takes it off those that wait.
//
//	KEYS  1 cases  2 open cases  3 audit  4 audit head
//	ARGV  1 number  2 the case as it was read  3 as it becomes  4 audit line
//	returns 1, or 0 when it was changed
var withdrawScript = script{name: "withdraw1", Script: redis.NewScript(`
if redis.call('HGET', KEYS[1], ARGV[1]) ~= ARGV[2] then
	return 0
end
local head = redis.call('GET', KEYS[4]) or ''
local lines = 1
if head ~= '' then lines = tonumber(string.sub(head, 41)) + 1 end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
redis.call('ZREM', KEYS[2], ARGV[1])
redis.call('RPUSH', KEYS[3], ARGV[4])
redis.call('SET', KEYS[4], redis.sha1hex(string.sub(head, 1, 40) .. ARGV[4]) .. lines)
return 1
`)}
