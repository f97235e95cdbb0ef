package store

import "github.com/redis/go-redis/v9"

// A script is a write, or several that belong together. Time and ids come in as arguments, never from the server, so
// that running the same calls in the same order gives the same data: the embedded store's journal is just that.
//
// A name stands for one text for ever, since journals on disk hold names. A changed script is a new script: give it
// the next number and leave the old one in scripts, so that a journal written before can still be replayed.
type script struct {
	name    string
	expires int // index in ARGV of the time at which keys expire, counted from 0; -1 when none do
	*redis.Script
}

// scripts is every script that a journal may name.
var scripts = []script{commitScript, eraseScript, takeScript, doneScript, putScript, dropScript, withdrawScript}

// scriptNamed returns the script of that name, ok false when there is none.
func scriptNamed(name string) (s script, ok bool) {
	for _, s := range scripts {
		if s.name == name {
			return s, true
		}
	}
	return script{}, false
}

// commitScript writes one turn, all of it or nothing.
//
//	KEYS  1 conversation  2 audit  3 audit head  4 person  5 outbox
//	      6 counts  7 cases  8 open cases  9 opened
//	ARGV  1 version the conversation must have, 8 bytes big-endian; empty: there must be none
//	      2 version it gets, 8 bytes
//	      3 event, 8 bytes
//	      4 body of the conversation
//	      5 time at which it expires, milliseconds; 0: never
//	      6 case number to keep in it, used when no case is opened
//	      7 audit line
//	      8 id of the conversation
//	      9 form of the number of the case to open, e.g. ZX-2026-%04d; empty: none is opened
//	      10 the case
//	      11 when it was opened, milliseconds
//	      12… notes, two arguments each: case number (filled in when empty and a case is opened), note
//	returns {"ok", number}
//	        {"again", how many commits ago, version and number of the case opened then or "", conversation}
//	        {"stale", conversation or ""}
//
// What can be refused for want of memory or by a wrong type comes first among the writes.
var commitScript = script{"commit1", 4, redis.NewScript(`
local old = redis.call('GETRANGE', KEYS[1], 0, 521)
local version, events = '', ''
if #old > 0 then
	if string.byte(old) ~= 1 then
		return redis.error_reply('CORRUPT conversation of an unknown format')
	end
	version = string.sub(old, 2, 9)
	events = string.sub(old, 11, 10 + 8 * string.byte(old, 10))
end

local at = string.find(events, ARGV[3], 1, true)
while at and at % 8 ~= 1 do
	at = string.find(events, ARGV[3], at + 1, true)
end
local opened = false
if at or ARGV[9] ~= '' then
	opened = redis.call('HGET', KEYS[9], ARGV[3])
end
if at or opened then
	local ago = -1
	if at then ago = (#events - at + 1) / 8 - 1 end
	return {'again', ago, opened or '', redis.call('GET', KEYS[1]) or ''}
end
if version ~= ARGV[1] then
	return {'stale', redis.call('GET', KEYS[1]) or ''}
end

local case, number = ARGV[6], ''
if ARGV[9] ~= '' then
	number = string.format(ARGV[9], tonumber(redis.call('HGET', KEYS[6], ARGV[9]) or '0') + 1)
	case = number
end
local head = redis.call('GET', KEYS[3]) or ''
local lines = 1
if head ~= '' then lines = tonumber(string.sub(head, 41)) + 1 end
local line = ARGV[7] .. number

for i = 12, #ARGV, 2 do
	local of = ARGV[i]
	if of == '' then of = number end
	redis.call('XADD', KEYS[5], lines .. '-' .. ((i - 10) / 2), 'case', of, 'note', ARGV[i + 1])
end
redis.call('RPUSH', KEYS[2], line)
redis.call('SET', KEYS[3], redis.sha1hex(string.sub(head, 1, 40) .. line) .. lines)
if number ~= '' then
	redis.call('HINCRBY', KEYS[6], ARGV[9], 1)
	redis.call('HSET', KEYS[7], number, ARGV[10])
	redis.call('ZADD', KEYS[8], ARGV[11], number)
	redis.call('HSET', KEYS[9], ARGV[3], ARGV[2] .. number)
end

if #events >= 512 then events = string.sub(events, 9) end
events = events .. ARGV[3]
local blob = string.char(1) .. ARGV[2] .. string.char(#events / 8) .. events .. string.char(#case) .. case .. ARGV[4]
if ARGV[5] == '0' then
	redis.call('SET', KEYS[1], blob)
else
	redis.call('SET', KEYS[1], blob, 'PXAT', ARGV[5])
end
redis.call('HSET', KEYS[4], ARGV[8], ARGV[5])
local last = ARGV[5]
for _, t in ipairs(redis.call('HVALS', KEYS[4])) do
	if last ~= '0' and (t == '0' or tonumber(t) > tonumber(last)) then last = t end
end
if last == '0' then
	redis.call('PERSIST', KEYS[4])
else
	redis.call('PEXPIREAT', KEYS[4], last)
end
return {'ok', number}
`)}

// eraseScript removes one conversation and notes that in the audit.
//
//	KEYS  1 conversation  2 audit  3 audit head  4 person
//	ARGV  1 version it must have, 8 bytes  2 audit line  3 id of the conversation
//	returns 1, or 0 when it has another version or is gone
var eraseScript = script{"erase1", -1, redis.NewScript(`
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
var takeScript = script{"take1", -1, redis.NewScript(`
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
var doneScript = script{"done1", -1, redis.NewScript(`
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
var putScript = script{"put1", 1, redis.NewScript(`
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

// dropScript removes keys.
//
//	KEYS  the keys, all of one unit
//	returns how many there were
var dropScript = script{"drop1", -1, redis.NewScript(`
local n = 0
for _, key in ipairs(KEYS) do n = n + redis.call('DEL', key) end
return n
`)}

// looking is the Lua function that reads one key as a backup holds it: {type, milliseconds to live or -1, values as
// putScript takes them}. Lists are left out.
const looking = `
local function look(key)
	local kind = redis.call('TYPE', key)['ok']
	local values = {}
	if kind == 'string' then
		values = {redis.call('GET', key)}
	elseif kind == 'hash' then
		values = redis.call('HGETALL', key)
	elseif kind == 'zset' then
		values = redis.call('ZRANGE', key, 0, -1, 'WITHSCORES')
	elseif kind == 'stream' then
		for _, entry in ipairs(redis.call('XRANGE', key, '-', '+')) do
			values[#values + 1] = entry[1]
			values[#values + 1] = entry[2][2]
			values[#values + 1] = entry[2][4]
		end
	end
	return {kind, redis.call('PTTL', key), values}
end
`

// lookScript reads keys, all at one moment. It writes nothing and is in no journal.
//
//	KEYS  the keys, all of one unit
//	returns for each what looking says
var lookScript = script{"look1", -1, redis.NewScript(looking + `
local out = {}
for i, key in ipairs(KEYS) do out[i] = look(key) end
return out
`)}

// sinceScript reads what turns changed since an earlier look, all at one moment. It writes nothing and is in no
// journal. It makes the keys of conversations from the lines it finds; they are of the same unit and slot.
//
//	KEYS  1 audit  2… keys to read in any case
//	ARGV  1 number of audit lines known  2 key of a conversation but for its id
//	returns {number of lines there are now, key, what looking says, key, …}: the keys given, then the
//	        conversations of the lines that are new
var sinceScript = script{"since1", -1, redis.NewScript(looking + `
local function uvarint(s, i)
	local v, unit = 0, 1
	while true do
		local b = string.byte(s, i) or 0
		i, v, unit = i + 1, v + b % 128 * unit, unit * 128
		if b < 128 then return v, i end
	end
end

local out, seen = {redis.call('LLEN', KEYS[1])}, {}
local function add(key)
	if seen[key] then return end
	seen[key] = true
	out[#out + 1] = key
	out[#out + 1] = look(key)
end
for i = 2, #KEYS do add(KEYS[i]) end
for _, line in ipairs(redis.call('LRANGE', KEYS[1], ARGV[1], -1)) do
	local _, at = uvarint(line, 2)
	local n, from = uvarint(line, at)
	add(ARGV[2] .. string.sub(line, from, from + n - 1))
end
return out
`)}
