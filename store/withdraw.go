package store

import (
	"context"
	"encoding/json"
	"fmt"

	"dandang/filing"

	"github.com/redis/go-redis/v9"
)

// Withdraw takes a case that nobody has decided yet off the list of those that wait, for good; its number is not used
// again. done is false when there is no such case or it no longer waits. Made twice it does no more than once.
func (s *Store) Withdraw(ctx context.Context, unit, number string, a Audit) (done bool, err error) {
	for {
		file, err := s.client.HMGet(ctx, casesKey(unit), number).Result()
		if err != nil {
			return false, fmt.Errorf("withdraw %s: %w", number, classify(ctx, err))
		}
		old := said(file, 0)
		if old == "" {
			return false, nil
		}
		c, err := readCase(number, old)
		if err != nil {
			return false, err
		}
		if c.State != filing.Open {
			return false, nil
		}
		c.State = filing.Withdrawn
		changed, err := json.Marshal(c)
		if err != nil {
			return false, fmt.Errorf("withdraw %s: %w", number, err)
		}
		line, _, err := newLine(unit, caseChain+number, "", a)
		if err != nil {
			return false, fmt.Errorf("withdraw %s: %w", number, err)
		}
		keys := []string{casesKey(unit), openCasesKey(unit), auditKey(unit), auditHeadKey(unit)}
		v, err := s.keeper.run(ctx, withdrawScript, keys, number, old, string(changed), line)
		if err != nil {
			return false, fmt.Errorf("withdraw %s: %w", number, err)
		}
		if v == int64(1) {
			return true, nil
		}
	}
}

// caseChain stands before the number of a case in the name of its chain of audit lines.
const caseChain = "case:"

// withdrawScript replaces a case that nobody has changed since it was read, and takes it off those that wait.
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
