package store

import (
	"strconv"
	"strings"

	"dandang/filing"
)

// scheduling is the Lua function that puts the moments of a case in the place of those it had. It is part of scripts
// that journals name, so it may not change.
//
//	due    sorted set: case number, tab, clock, tab, mark, by the time in milliseconds
//	of     hash: case number to what it has in due, each without the number on a line of its own
//	marks  the moments: time, space, clock, tab, mark, each on a line of its own
const scheduling = `
local function schedule(due, of, number, marks)
	for old in string.gmatch(redis.call('HGET', of, number) or '', '[^\n]+') do
		redis.call('ZREM', due, number .. '\t' .. old)
	end
	local all = {}
	for at, what in string.gmatch(marks, '(%d+) ([^\n]+)') do
		redis.call('ZADD', due, at, number .. '\t' .. what)
		all[#all + 1] = what
	end
	if #all > 0 then
		redis.call('HSET', of, number, table.concat(all, '\n'))
	else
		redis.call('HDEL', of, number)
	end
end
`

// moments are those of a case as schedule takes them, none when its road is at an end. Clocks that stand still have
// none of their own; those for which a day was set run on.
func moments(c filing.Case) string {
	if c.Done {
		return ""
	}
	var lines []string
	for _, clock := range c.Clocks {
		for _, m := range clock.Marks {
			lines = append(lines, strconv.FormatInt(m.At.UnixMilli(), 10)+" "+momentName(clock.ID, m.ID))
		}
	}
	return strings.Join(lines, "\n")
}

// momentName is a moment among those of its case.
func momentName(clock, mark string) string { return clock + "\t" + mark }

// badMoment returns the id of a clock or a mark of a case that would not be found again, "" when all are.
func badMoment(c filing.Case) string {
	for _, clock := range c.Clocks {
		for _, m := range clock.Marks {
			if m.At.UnixMilli() < 0 || m.ID == "" || clock.ID == "" || strings.ContainsAny(clock.ID+m.ID, "\t\n") {
				return clock.ID + " " + m.ID
			}
		}
	}
	return ""
}
