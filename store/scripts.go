package store

import "github.com/redis/go-redis/v9"

// A script is a write, or several that belong together. Time and ids come in as arguments, never from the server, so
// that running the same calls in the same order gives the same data: the embedded store's journal is just that.
//
// A name stands for one text for ever, since journals on disk hold names. A changed script is a new script: give it
// the next number and leave the old one in scripts, so that a journal written before can still be replayed.
type script struct {
	name      string
	deadlines func(args []string) []string // the times at which keys that a call writes expire; nil when it writes none that do
	*redis.Script
}

// scripts is every script that a journal may name.
var scripts = []script{commitScript, firstCommitScript, actScript, indexScript, swapScript, renameScript, removeScript, keepScript, rateScript, gapScript, fieldsScript, eraseScript, takeScript, doneScript, putScript, dropScript, withdrawScript, registerScript, spendScript, firstSpendScript}

// scriptNamed returns the script of that name, ok false when there is none.
func scriptNamed(name string) (s script, ok bool) {
	for _, s := range scripts {
		if s.name == name {
			return s, true
		}
	}
	return script{}, false
}

// eraseScript removes one conversation and notes that in the audit.
//
//	KEYS  1 conversation  2 audit  3 audit head  4 person
//	ARGV  1 version it must have, 8 bytes  2 audit line  3 id of the conversation
//	returns 1, or 0 when it has another version or is gone
var eraseScript = script{"erase1", nil, redis.NewScript(`
if redis.call('GETRANGE', KEYS[1], 1, 8) ~= ARGV[1] then
	return 0
end
local head = redis.call('GET', KEYS[3]) or ''
local lines = 1
if head ~= '' then lines = tonumber(string.sub(head, 41)) + 1 end
redis.call('RPUSH', KEYS[2], ARGV[2])
redis.call('SET', KEYS[3], redis.sha1hex(string.sub(head, 1, 40) .. ARGV[2]) .. lines)
redis.call('DEL', KEYS[1])
redis.call('HDEL', KEYS[4], ARGV[3])
return 1
`)}

// takeScript takes notes to deliver that nobody is delivering, oldest first.
//
//	KEYS  1 outbox  2 taken
//	ARGV  1 now  2 until when they are taken, both milliseconds  3 how many at most
//	returns {id, case number, note, id, …}
var takeScript = script{"take1", nil, redis.NewScript(`
local found, from = {}, '-'
while #found < 3 * tonumber(ARGV[3]) do
	local page = redis.call('XRANGE', KEYS[1], from, '+', 'COUNT', 100)
	for _, entry in ipairs(page) do
		local id = entry[1]
		local held = redis.call('ZSCORE', KEYS[2], id)
		if #found < 3 * tonumber(ARGV[3]) and not (held and tonumber(held) > tonumber(ARGV[1])) then
			redis.call('ZADD', KEYS[2], ARGV[2], id)
			found[#found + 1] = id
			found[#found + 1] = entry[2][2]
			found[#found + 1] = entry[2][4]
		end
	end
	if #page < 100 then break end
	from = '(' .. page[#page][1]
end
return found
`)}

// doneScript takes delivered notes off the outbox.
//
//	KEYS  1 outbox  2 taken
//	ARGV  ids
//	returns how many were there
var doneScript = script{"done1", nil, redis.NewScript(`
local n = 0
for _, id in ipairs(ARGV) do
	n = n + redis.call('XDEL', KEYS[1], id)
	redis.call('ZREM', KEYS[2], id)
end
return n
`)}

// putScript puts back a part of one key from a backup. Called twice it does no more than once.
//
//	KEYS  1 the key
//	ARGV  1 type: string, hash, list, zset or stream
//	      2 time at which it expires, milliseconds; 0: never
//	      3 number of values that earlier parts put there; 0: this is the first, and what stands there goes
//	      4… values: the string; field, value; elements; member, score; id, case number, note
//	returns 1, or an error when earlier parts are missing
var putScript = script{"put1", putDeadlines, redis.NewScript(`
local kind, before = ARGV[1], tonumber(ARGV[3])
if before == 0 then redis.call('DEL', KEYS[1]) end
if kind == 'list' then
	local there = redis.call('LLEN', KEYS[1])
	if there == before + #ARGV - 3 then return 1 end
	if there ~= before then return redis.error_reply('CORRUPT a part of ' .. KEYS[1] .. ' is missing') end
end
if kind == 'string' then
	redis.call('SET', KEYS[1], ARGV[4])
elseif kind == 'list' then
	for i = 4, #ARGV do redis.call('RPUSH', KEYS[1], ARGV[i]) end
elseif kind == 'hash' then
	for i = 4, #ARGV, 2 do redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 1]) end
elseif kind == 'zset' then
	for i = 4, #ARGV, 2 do redis.call('ZADD', KEYS[1], ARGV[i + 1], ARGV[i]) end
elseif kind == 'stream' then
	for i = 4, #ARGV, 3 do
		if #redis.call('XRANGE', KEYS[1], ARGV[i], ARGV[i]) == 0 then
			redis.call('XADD', KEYS[1], ARGV[i], 'case', ARGV[i + 1], 'note', ARGV[i + 2])
		end
	end
end
if ARGV[2] ~= '0' then redis.call('PEXPIREAT', KEYS[1], ARGV[2]) end
return 1
`)}

// putDeadlines returns when the key of a call expires.
func putDeadlines(args []string) []string { return args[min(1, len(args)):min(2, len(args))] }

// dropScript removes keys.
//
//	KEYS  the keys, all of one unit
//	returns how many there were
var dropScript = script{"drop1", nil, redis.NewScript(`
local n = 0
for _, key in ipairs(KEYS) do n = n + redis.call('DEL', key) end
return n
`)}
