package store

import "github.com/redis/go-redis/v9"

// firstSpendScript booked tokens before a booking had a name, and twice when it was called twice; journals from then
// name it. It is spendScript without KEYS 2 and ARGV 6.
var firstSpendScript = script{"spend1", firstSpendDeadlines, redis.NewScript(`
local tokens = tonumber(ARGV[1])
local person = tonumber(redis.call('HGET', KEYS[1], ARGV[2]) or '0')
local unit = tonumber(redis.call('HGET', KEYS[1], 'unit') or '0')
local function beyond(count, most) return tokens > 0 and most > 0 and count + tokens > most end
if beyond(person, tonumber(ARGV[3])) or beyond(unit, tonumber(ARGV[4])) then
	return {0, person, unit}
end
person, unit = math.max(person + tokens, 0), math.max(unit + tokens, 0)
redis.call('HSET', KEYS[1], ARGV[2], string.format('%d', person), 'unit', string.format('%d', unit))
redis.call('PEXPIREAT', KEYS[1], ARGV[5])
return {1, person, unit}
`)}

// firstSpendDeadlines returns when the key of a call expires.
func firstSpendDeadlines(args []string) []string { return args[min(4, len(args)):min(5, len(args))] }
