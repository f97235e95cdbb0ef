package store

import "github.com/redis/go-redis/v9"

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
var lookScript = script{"look1", nil, redis.NewScript(looking + `
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
var sinceScript = script{"since1", nil, redis.NewScript(looking + `
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
