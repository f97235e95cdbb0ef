package store

import "github.com/redis/go-redis/v9"

// firstCommitScript wrote turns before cases had deadlines and an index by person; journals from then name it. It is
// commitScript without KEYS 10 to 12 and ARGV 12 to 14.
var firstCommitScript = script{"commit1", commitDeadlines, redis.NewScript(`
local function commit(keys, args)
	local old = redis.call('GETRANGE', keys[1], 0, 521)
	local version, events = '', ''
	if #old > 0 then
		if string.byte(old) ~= 1 then
			return {'error', 'CORRUPT conversation of an unknown format'}
		end
		version = string.sub(old, 2, 9)
		events = string.sub(old, 11, 10 + 8 * string.byte(old, 10))
	end

	local at = string.find(events, args[3], 1, true)
	while at and at % 8 ~= 1 do
		at = string.find(events, args[3], at + 1, true)
	end
	local opened = false
	if at or args[9] ~= '' then
		opened = redis.call('HGET', keys[9], args[3])
	end
	if at or opened then
		local ago = -1
		if at then ago = (#events - at + 1) / 8 - 1 end
		return {'again', ago, opened or '', redis.call('GET', keys[1]) or ''}
	end
	if version ~= args[1] then
		return {'stale', redis.call('GET', keys[1]) or ''}
	end

	local case, number = args[6], ''
	if args[9] ~= '' then
		number = string.format(args[9], tonumber(redis.call('HGET', keys[6], args[9]) or '0') + 1)
		case = number
	end
	local head = redis.call('GET', keys[3]) or ''
	local lines = 1
	if head ~= '' then lines = tonumber(string.sub(head, 41)) + 1 end
	local line = args[7] .. number

	for i = 12, #args, 2 do
		local of = args[i]
		if of == '' then of = number end
		redis.call('XADD', keys[5], lines .. '-' .. ((i - 10) / 2), 'case', of, 'note', args[i + 1])
	end
	redis.call('RPUSH', keys[2], line)
	redis.call('SET', keys[3], redis.sha1hex(string.sub(head, 1, 40) .. line) .. lines)
	if number ~= '' then
		redis.call('HINCRBY', keys[6], args[9], 1)
		redis.call('HSET', keys[7], number, args[10])
		redis.call('ZADD', keys[8], args[11], number)
		redis.call('HSET', keys[9], args[3], args[2] .. number)
	end

	if #events >= 512 then events = string.sub(events, 9) end
	events = events .. args[3]
	local blob = string.char(1) .. args[2] .. string.char(#events / 8) .. events .. string.char(#case) .. case .. args[4]
	if args[5] == '0' then
		redis.call('SET', keys[1], blob)
	else
		redis.call('SET', keys[1], blob, 'PXAT', args[5])
	end
	redis.call('HSET', keys[4], args[8], args[5])
	local last = args[5]
	for _, t in ipairs(redis.call('HVALS', keys[4])) do
		if last ~= '0' and (t == '0' or tonumber(t) > tonumber(last)) then last = t end
	end
	if last == '0' then
		redis.call('PERSIST', keys[4])
	else
		redis.call('PEXPIREAT', keys[4], last)
	end
	return {'ok', number}
end

local answers, k, a = {}, 0, 1
for turn = 1, tonumber(ARGV[1]) do
	local keys, args = {}, {}
	for i = 1, 9 do keys[i] = KEYS[k + i] end
	for i = 1, tonumber(ARGV[a + 1]) do args[i] = ARGV[a + 1 + i] end
	k, a = k + 9, a + 1 + #args
	local ok, answer = pcall(commit, keys, args)
	if not ok then
		if type(answer) == 'table' then answer = answer.err end
		answer = {'error', tostring(answer)}
	end
	answers[turn] = answer
end
return answers
`)}
