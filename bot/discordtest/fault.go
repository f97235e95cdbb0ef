package discordtest

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"
)

// A Fault is trouble with requests. The zero Status with nothing else is no trouble.
type Fault struct {
	On     string        // route as in the description, "" for all
	Skip   int           // so many requests go well before
	Times  int           // how often it happens, 0 until Heal
	Slow   time.Duration // before anything else is done
	Done   bool          // what was asked for is done, only its answer is lost
	Cut    bool          // no answer: the connection is cut
	Status int           // of the answer, 0: the right one
	Body   string        // of the answer; "" for Discord's own form
	Code   int           // in Discord's own form
	Wait   time.Duration // of a 429
	Global bool          // of a 429: it holds for every route, and says nothing of a bucket
}

// Fail makes trouble from now on.
func (d *Discord) Fail(all ...Fault) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, f := range all {
		d.faults = append(d.faults, &f)
	}
}

// Heal ends all trouble that Fail made.
func (d *Discord) Heal() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.faults = nil
}

// fault is what happens to a request, nil for nothing.
func (d *Discord) fault(route string) *Fault {
	d.mu.Lock()
	defer d.mu.Unlock()
	for i, f := range d.faults {
		if f.On != "" && f.On != route {
			continue
		}
		if f.Skip > 0 {
			f.Skip--
			continue
		}
		if f.Times > 0 {
			if f.Times--; f.Times == 0 {
				d.faults = append(d.faults[:i:i], d.faults[i+1:]...)
			}
		}
		return f
	}
	return nil
}

// answer writes the answer that a fault makes.
func (f *Fault) answer(w http.ResponseWriter) int {
	if f.Cut {
		panic(http.ErrAbortHandler)
	}
	seconds := strconv.FormatFloat(f.Wait.Seconds(), 'f', -1, 64)
	if f.Status == http.StatusTooManyRequests && f.Body == "" {
		h := w.Header()
		h.Set("Retry-After", strconv.Itoa(int(f.Wait.Seconds()+0.999)))
		if f.Global {
			h.Set("X-RateLimit-Global", "true")
			h.Set("X-RateLimit-Scope", "global")
		} else {
			h.Set("X-RateLimit-Scope", "user")
			h.Set("X-RateLimit-Remaining", "0")
			h.Set("X-RateLimit-Reset-After", seconds)
		}
		return write(w, f.Status, fmt.Sprintf(`{"message":"You are being rate limited.","retry_after":%s,"global":%t}`, seconds, f.Global))
	}
	if f.Body != "" {
		w.Header().Set("Content-Type", "text/html")
		w.WriteHeader(f.Status)
		fmt.Fprint(w, f.Body)
		return f.Status
	}
	return refuse(w, f.Status, f.Code, "trouble on purpose")
}

// A Limit is a bucket that routes share: so many requests in so long, by the real clock, for each channel, guild or webhook.
type Limit struct {
	Bucket string
	Routes []string
	Most   int
	Per    time.Duration

	used map[string]*use
}

type use struct {
	n     int
	until time.Time
}

// Limit puts buckets in force.
func (d *Discord) Limit(all ...Limit) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, l := range all {
		l.used = map[string]*use{}
		d.limits = append(d.limits, &l)
	}
}

// limited counts a request on its bucket, writes the headers, and reports whether it was one too many.
func (d *Discord) limited(w http.ResponseWriter, route, major string) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, l := range d.limits {
		if !slices.Contains(l.Routes, route) {
			continue
		}
		now := time.Now()
		u := l.used[major]
		if u == nil || now.After(u.until) {
			u = &use{until: now.Add(l.Per)}
			l.used[major] = u
		}
		u.n++
		left := time.Until(u.until).Seconds()
		h := w.Header()
		h.Set("X-RateLimit-Bucket", l.Bucket)
		h.Set("X-RateLimit-Limit", strconv.Itoa(l.Most))
		h.Set("X-RateLimit-Remaining", strconv.Itoa(max(0, l.Most-u.n)))
		h.Set("X-RateLimit-Reset-After", strconv.FormatFloat(left, 'f', 3, 64))
		if u.n <= l.Most {
			return false
		}
		h.Set("X-RateLimit-Scope", "user")
		h.Set("Retry-After", strconv.Itoa(int(left)+1))
		write(w, http.StatusTooManyRequests, fmt.Sprintf(`{"message":"You are being rate limited.","retry_after":%.3f,"global":false}`, left))
		return true
	}
	return false
}
