package store

import "github.com/redis/go-redis/v9"

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
