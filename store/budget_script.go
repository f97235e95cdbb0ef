package store

import "github.com/redis/go-redis/v9"

// spendScript books tokens of a language model on a person and the unit, unless that goes beyond a limit. Called twice
// it books no more than once.
//
//	KEYS  1 spent  2 booking
//	ARGV  1 tokens, below 0 to take back  2 person  3 most of a person, 0: no limit  4 most of the unit, 0: no limit
//	      5 time at which the count expires  6 time at which the booking is forgotten, both milliseconds
//	returns {1, or 0 when refused, the person's count, the unit's count}
var spendScript = script{"spend2", spendDeadlines, redis.NewScript(`
local tokens = tonumber(ARGV[1])
local person = tonumber(redis.call('HGET', KEYS[1], ARGV[2]) or '0')
local unit = tonumber(redis.call('HGET', KEYS[1], 'unit') or '0')
if redis.call('EXISTS', KEYS[2]) == 1 then
	return {1, person, unit}
end
local function beyond(count, most) return tokens > 0 and most > 0 and count + tokens > most end
if beyond(person, tonumber(ARGV[3])) or beyond(unit, tonumber(ARGV[4])) then
	return {0, person, unit}
end
person, unit = math.max(person + tokens, 0), math.max(unit + tokens, 0)
redis.call('HSET', KEYS[1], ARGV[2], string.format('%d', person), 'unit', string.format('%d', unit))
redis.call('PEXPIREAT', KEYS[1], ARGV[5])
redis.call('SET', KEYS[2], '', 'PXAT', ARGV[6])
return {1, person, unit}
`)}

// spendDeadlines returns when the keys of a call expire.
func spendDeadlines(args []string) []string { return args[min(4, len(args)):min(6, len(args))] }

// spentKey is a hash: what each person, by hash, and "unit" have used on a day, in tokens. It expires the day after.
func spentKey(unit, day string) string { return prefix + unit + "}:spent:" + day }

// bookingKey is there while a booking could still be sent again.
func bookingKey(unit, name string) string { return prefix + unit + "}:booking:" + name }
