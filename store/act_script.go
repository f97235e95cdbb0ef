package store

import "github.com/redis/go-redis/v9"

// actScript changes a case, whole or not at all, and opens the cases that come of it.
//
//	KEYS  1 cases  2 open cases  3 cases by person  4 due  5 due by case  6 acts  7 counts
//	      8 audit  9 audit head  10 outbox
//	ARGV  1 number of the case
//	      2 version it must have, 8 bytes big-endian
//	      3 the case as it will be kept
//	      4 event
//	      5 when, milliseconds
//	      6 audit line
//	      7 person whom the case is of
//	      8 when it was opened, milliseconds; empty: its road is at an end
//	      9 its moments, see scheduling
//	      10 clock, tab, mark of the moment that has come; empty: it is none
//	      11 time of that moment, milliseconds
//	      12 how many cases to open, then for each: form of the number, case, person, when opened, moments, audit line
//	      … notes, two arguments each: case number (empty: that of the first case opened), note
//	returns {"ok", numbers of the cases opened, each on a line of its own}
//	        {"again", the same of the first time, version of the case}
//	        {"stale"}
//
// What can be refused for want of memory or by a wrong type comes first among the writes.
var actScript = script{name: "act1", Script: redis.NewScript(scheduling + `
local function version()
	local file = redis.call('HGET', KEYS[1], ARGV[1])
	if not file then return '' end
	if string.sub(file, 1, 1) == '{' then return string.rep('\0', 8) end
	return string.sub(file, 2, 9)
end

local acted = redis.call('HGET', KEYS[6], ARGV[4])
if acted then
	return {'again', string.sub(acted, string.find(acted, ' ', 1, true) + 1), version()}
end
if ARGV[10] ~= '' then
	local at = redis.call('ZSCORE', KEYS[4], ARGV[1] .. '\t' .. ARGV[10])
	if not at or tonumber(at) ~= tonumber(ARGV[11]) then
		return {'again', '', version()}
	end
end
if version() ~= ARGV[2] then
	return {'stale'}
end

local opened, a = {}, 12
for i = 1, tonumber(ARGV[12]) do
	local form, count = ARGV[a + 1], 0
	for _, o in ipairs(opened) do
		if o.form == form then count = count + 1 end
	end
	count = count + tonumber(redis.call('HGET', KEYS[7], form) or '0') + 1
	opened[i] = {form = form, number = string.format(form, count), case = ARGV[a + 2], person = ARGV[a + 3],
		at = ARGV[a + 4], marks = ARGV[a + 5], line = ARGV[a + 6]}
	a = a + 6
end

local head = redis.call('GET', KEYS[9]) or ''
local link, lines = string.sub(head, 1, 40), 0
if head ~= '' then lines = tonumber(string.sub(head, 41)) end
for i = a + 1, #ARGV, 2 do
	local of = ARGV[i]
	if of == '' then of = opened[1].number end
	redis.call('XADD', KEYS[10], (lines + 1) .. '-' .. ((i - a + 1) / 2), 'case', of, 'note', ARGV[i + 1])
end
local function note(line)
	redis.call('RPUSH', KEYS[8], line)
	link, lines = redis.sha1hex(link .. line), lines + 1
end
local function index(number, person, at, marks)
	if at == '' then
		redis.call('ZREM', KEYS[2], number)
	else
		redis.call('ZADD', KEYS[2], at, number)
	end
	redis.call('ZADD', KEYS[3], 0, person .. '\t' .. number)
	schedule(KEYS[4], KEYS[5], number, marks)
end

note(ARGV[6])
redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
index(ARGV[1], ARGV[7], ARGV[8], ARGV[9])
local numbers = {}
for i, o in ipairs(opened) do
	note(o.line .. o.number)
	redis.call('HINCRBY', KEYS[7], o.form, 1)
	redis.call('HSET', KEYS[1], o.number, o.case)
	index(o.number, o.person, o.at, o.marks)
	numbers[i] = o.number
end
redis.call('SET', KEYS[9], link .. lines)
numbers = table.concat(numbers, '\n')
redis.call('HSET', KEYS[6], ARGV[4], ARGV[5] .. ' ' .. numbers)
return {'ok', numbers}
`)}
