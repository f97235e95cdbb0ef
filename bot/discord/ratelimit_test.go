package discord

import (
	"context"
	"errors"
	"net/http"
	"testing"
	"time"
)

func TestWayOf(t *testing.T) {
	for _, test := range []struct {
		method, path string
		want         way
	}{
		{"POST", "/channels/12/messages", way{route: "POST channels//messages", major: "12"}},
		{"GET", "/channels/12/messages?limit=50", way{route: "GET channels//messages", major: "12"}},
		{"DELETE", "/channels/12/messages/34", way{route: "DELETE channels//messages/", major: "12"}},
		{"GET", "/guilds/7/members/34", way{route: "GET guilds//members/", major: "7"}},
		{"POST", "/interactions/1/tok/callback", way{route: "POST interactions///callback", major: "1/tok", free: true}},
		{"PATCH", "/webhooks/1/tok/messages/@original", way{route: "PATCH webhooks///messages/@original", major: "1/tok", free: true}},
		{"POST", "/users/@me/channels", way{route: "POST users/@me/channels"}},
		{"GET", "/gateway/bot", way{route: "GET gateway/bot"}},
	} {
		if got := wayOf(test.method, test.path); got != test.want {
			t.Errorf("%s %s: got %+v", test.method, test.path, got)
		}
	}
}

var (
	toChannel = wayOf("POST", "/channels/5/messages")
	toPerson  = wayOf("POST", "/interactions/1/tok/callback")
)

// TestSoManyASecond: a few go at once, then 45 a second; answers to interactions do not count.
func TestSoManyASecond(t *testing.T) {
	l, now := newLimits(), time.Now()
	went := 0
	for at := now; at.Before(now.Add(time.Second)); at = at.Add(time.Millisecond) {
		for {
			if until, err := l.take(toChannel, at); err != nil || until.After(at) {
				break
			}
			went++
		}
		if until, err := l.take(toPerson, at); err != nil || until.After(at) {
			t.Fatalf("an answer waits: %v, %v", until, err)
		}
	}
	if went > 49+burst || went < 45 {
		t.Errorf("%d went in a second", went)
	}
}

func headers(left, most, reset string) http.Header {
	h := http.Header{}
	h.Set("X-RateLimit-Bucket", "b")
	h.Set("X-RateLimit-Limit", most)
	h.Set("X-RateLimit-Remaining", left)
	h.Set("X-RateLimit-Reset-After", reset)
	return h
}

// TestABucket: when nothing is left it is waited for, in its channel alone; all who waited share what comes then.
func TestABucket(t *testing.T) {
	l, now := newLimits(), time.Now()
	l.learn(toChannel, 200, headers("0", "2", "1.5"), now)
	if until, _ := l.take(toChannel, now); until != now.Add(1500*time.Millisecond) {
		t.Errorf("waits for %v", until.Sub(now))
	}
	if until, _ := l.take(wayOf("POST", "/channels/6/messages"), now); until != now {
		t.Error("another channel waits")
	}
	then := now.Add(1501 * time.Millisecond)
	for i, goes := range []bool{true, true, false} {
		if until, _ := l.take(toChannel, then); until.After(then) == goes {
			t.Errorf("number %d: %v", i, until.Sub(then))
		}
	}
	l.learn(toChannel, 200, headers("1", "2", "1.5"), then)
	l.learn(toChannel, 200, headers("nonsense", "2", "1.5"), then)
}

// TestQuiet: a limit for all is waited for, a ban is not; nothing is asked meanwhile but answers.
func TestQuiet(t *testing.T) {
	l, now := newLimits(), time.Now()
	l.hush(now.Add(time.Second), false)
	if until, err := l.take(toChannel, now); err != nil || until != now.Add(time.Second) {
		t.Errorf("%v, %v", until, err)
	}
	if until, err := l.take(toPerson, now); err != nil || until != now {
		t.Errorf("an answer: %v, %v", until, err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Millisecond)
	defer cancel()
	if err := l.wait(ctx, toChannel); !errors.Is(err, ErrAway) || !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("a wait longer than the patience: %v", err)
	}
	l.hush(now.Add(time.Hour), true)
	for _, w := range []way{toChannel, toPerson} {
		if _, err := l.take(w, now); !errors.Is(err, ErrAway) {
			t.Errorf("banned: %v", err)
		}
	}
}

// TestTooManyInvalid: before Discord bans the address for ten thousand answers that say no, nothing more is asked; shared limits do
// not count, and after ten minutes it goes on.
func TestTooManyInvalid(t *testing.T) {
	l, now := newLimits(), time.Now()
	shared := http.Header{}
	shared.Set("X-RateLimit-Scope", "shared")
	for range 2 * mostInvalid {
		l.learn(toChannel, 429, shared, now)
	}
	for range mostInvalid - 1 {
		l.learn(toChannel, 403, http.Header{}, now)
	}
	if _, err := l.take(toChannel, now); err != nil {
		t.Errorf("one before: %v", err)
	}
	l.learn(toChannel, 429, http.Header{}, now)
	if _, err := l.take(toPerson, now); !errors.Is(err, ErrAway) {
		t.Errorf("got %v", err)
	}
	if _, err := l.take(toPerson, now.Add(banTime)); err != nil {
		t.Errorf("after ten minutes: %v", err)
	}
}
