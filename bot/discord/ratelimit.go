package discord

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
)

// limits hold requests back, so that Discord need not refuse them: all of them to so many a second, and those of one bucket to what its
// headers say. What is remembered is bounded, however many interactions there are.
type limits struct {
	mu      sync.Mutex
	next    time.Time          // when the next request may go, by the number a second
	stopped time.Time          // no request before then: Discord asked for quiet
	banned  bool               // and it may be long
	denied  error              // the token is not accepted: nothing more is asked
	hash    map[string]string  // of the bucket of a route, where Discord told it
	buckets map[string]*bucket // by hash or route, and what keeps them apart
	invalid int                // answers that Discord counts against us, since
	since   time.Time
}

// A bucket is what Discord says of some routes together.
type bucket struct {
	most, left int
	reset      time.Time
}

// The numbers of Discord, each with a margin (developers/topics/rate-limits).
const (
	aSecond     = time.Second / 45 // Discord allows 50
	burst       = 10               // that may go at once
	mostInvalid = 8000             // of 10,000 in ten minutes, after which the address is banned
	banTime     = 10 * time.Minute
	mostBuckets = 2000
)

func newLimits() *limits {
	return &limits{hash: map[string]string{}, buckets: map[string]*bucket{}}
}

// A way is where a request goes, as far as limits care.
type way struct {
	route string // method and path without ids
	major string // the channel, the server or the webhook
	free  bool   // it does not count among those a second: answers to interactions
}

// wayOf tells the way of a request by its path.
func wayOf(method, path string) way {
	path, _, _ = strings.Cut(path, "?")
	parts := strings.Split(strings.TrimPrefix(path, "/"), "/")
	w := way{free: parts[0] == "interactions" || parts[0] == "webhooks"}
	switch {
	case w.free && len(parts) > 2:
		w.major = parts[1] + "/" + parts[2]
		parts[1], parts[2] = "", ""
	case len(parts) > 1 && (parts[0] == "channels" || parts[0] == "guilds"):
		w.major = parts[1]
	}
	for i, p := range parts {
		if len(p) > 0 && p[0] >= '0' && p[0] <= '9' {
			parts[i] = ""
		}
	}
	w.route = method + " " + strings.Join(parts, "/")
	return w
}

// wait waits until a request may go. It returns an error when that is not soon: the token is not accepted, Discord asked for quiet, or
// ctx ends.
func (l *limits) wait(ctx context.Context, w way) error {
	for {
		until, err := l.take(w, time.Now())
		if err != nil {
			return err
		}
		wait := time.Until(until)
		if wait <= 0 {
			return nil
		}
		if end, ok := ctx.Deadline(); ok && until.After(end) {
			return fmt.Errorf("%w: %w", errQuiet, context.DeadlineExceeded) // now rather than then
		}
		if err := pause(ctx, wait); err != nil {
			return err
		}
	}
}

// take lets a request go now, or returns when to ask again.
func (l *limits) take(w way, now time.Time) (time.Time, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.denied != nil {
		return now, l.denied
	}
	if now.Before(l.stopped) {
		if l.banned {
			return now, errQuiet
		}
		if !w.free {
			return l.stopped, nil
		}
	}
	b := l.buckets[l.key(w)]
	if b != nil {
		if now.After(b.reset) {
			b.left, b.reset = max(1, b.most), now.Add(time.Minute) // until the next answer tells
		}
		if b.left <= 0 {
			return b.reset, nil
		}
	}
	if !w.free {
		if l.next.After(now) {
			return l.next, nil
		}
		if first := now.Add(-burst * aSecond); l.next.Before(first) {
			l.next = first
		}
		l.next = l.next.Add(aSecond)
	}
	if b != nil {
		b.left--
	}
	return now, nil
}

// key is that of the bucket of a way.
func (l *limits) key(w way) string {
	name := w.route
	if hash := l.hash[w.route]; hash != "" {
		name = hash
	}
	return name + " " + w.major
}

// learn takes what the headers of an answer say of its bucket.
func (l *limits) learn(w way, status int, h http.Header, now time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if status == http.StatusUnauthorized || status == http.StatusForbidden || status == http.StatusTooManyRequests && h.Get("X-RateLimit-Scope") != "shared" {
		l.count(now)
	}
	left, err := strconv.Atoi(h.Get("X-RateLimit-Remaining"))
	seconds, err2 := strconv.ParseFloat(h.Get("X-RateLimit-Reset-After"), 64)
	if err != nil || err2 != nil {
		return
	}
	if hash := h.Get("X-RateLimit-Bucket"); hash != "" {
		l.hash[w.route] = hash
	}
	most, _ := strconv.Atoi(h.Get("X-RateLimit-Limit")) // 0 is one
	reset := now.Add(time.Duration(seconds * float64(time.Second)))
	key := l.key(w)
	b := l.buckets[key]
	if b == nil {
		l.sweep(now)
		b = &bucket{left: left}
		l.buckets[key] = b
	}
	if reset.After(b.reset.Add(100*time.Millisecond)) || left < b.left {
		b.left = left
	}
	b.most, b.reset = most, reset
}

// sweep forgets the buckets that are full again, and when there are too many all of them: they are learnt again.
func (l *limits) sweep(now time.Time) {
	if len(l.buckets) < mostBuckets {
		return
	}
	for key, b := range l.buckets {
		if now.After(b.reset) {
			delete(l.buckets, key)
		}
	}
	if len(l.buckets) >= mostBuckets {
		clear(l.buckets)
	}
}

// count counts an answer that Discord counts against us; before they are too many nothing more is asked.
func (l *limits) count(now time.Time) {
	if now.Sub(l.since) > banTime {
		l.since, l.invalid = now, 0
	}
	if l.invalid++; l.invalid >= mostInvalid {
		l.stopped, l.banned = l.since.Add(banTime), true
	}
}

// hush has no request go for some time; long tells that it is not worth waiting for.
func (l *limits) hush(until time.Time, long bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if until.After(l.stopped) {
		l.stopped, l.banned = until, long
	}
}

// deny has nothing more asked: the token is not accepted, and asking again would end in a ban.
func (l *limits) deny(err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.denied = err
}
