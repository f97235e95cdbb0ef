package store

import (
	"strconv"
	"time"
)

// The server in memory forgets keys only when told to, and telling it means a walk over all keys. So that is done only
// when a key may be due, by the clock of the store, and what was done is in the journal.

// expectExpiry notes when the keys that a call writes will be due.
func (e *embedded) expectExpiry(s script, args []string) {
	if s.deadlines == nil {
		return
	}
	for _, t := range s.deadlines(args) {
		at, err := strconv.ParseInt(t, 10, 64)
		if err == nil && at > 0 && (e.expiry == 0 || at < e.expiry) {
			e.expiry = at
		}
	}
}

// expire lets keys that are due expire. When the clock of the machine was put back it puts the server's back too:
// a key written now would be past its time at once otherwise.
func (e *embedded) expire() {
	now := e.now().UnixMilli()
	due := e.expiry != 0 && now >= e.expiry
	if !due && now >= e.clock {
		return
	}
	if err := e.journal.write(appendOp(nil, op{kind: opTime, at: now})); err != nil {
		e.log.Error("journal cannot be written, nothing expires", "err", err)
		return
	}
	e.moveClock(now)
	e.expiry = e.nextExpiry()
}

// moveClock sets the server's clock. Keys due by then are gone; put back, all live that much longer.
func (e *embedded) moveClock(to int64) {
	if e.clock > 0 && to > e.clock {
		e.server.FastForward(time.Duration(to-e.clock) * time.Millisecond)
	}
	e.clock = to
	e.server.SetTime(time.UnixMilli(to))
}

// nextExpiry returns when the first key is due, milliseconds, 0 when none ever is.
func (e *embedded) nextExpiry() int64 {
	var first time.Duration
	for _, key := range e.server.Keys() {
		if ttl := e.server.TTL(key); ttl > 0 && (first == 0 || ttl < first) {
			first = ttl
		}
	}
	if first == 0 {
		return 0
	}
	return e.clock + first.Milliseconds()
}
