package discord

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/bwmarrin/discordgo"
)

// A plan is how Discord wants the bot to connect: from 2,500 servers on in several shards, and not all of them at once.
type plan struct {
	address *url.URL
	shards  int
}

// plan asks Discord how to connect, and has the turns to sign in follow it.
func (l *line) plan(ctx context.Context) (plan, error) {
	var how discordgo.GatewayBotResponse
	err := l.call(ctx, request{method: http.MethodGet, path: "/gateway/bot", out: &how, again: true})
	if no := (Refused{}); err == nil && how.URL == "" || errors.As(err, &no) && no.Status == http.StatusNotFound { // a server that speaks less of the API
		err = l.call(ctx, request{method: http.MethodGet, path: "/gateway", out: &how, again: true})
	}
	if err != nil {
		return plan{}, fmt.Errorf("ask for the gateway: %w", err)
	}
	address, err := url.Parse(how.URL)
	if err != nil || address.Host == "" {
		return plan{}, fmt.Errorf("ask for the gateway: %q is no address", how.URL)
	}
	limit := how.SessionStartLimit
	left := limit.Remaining
	if limit.Total == 0 {
		left = 1000 // as Discord gives each bot a day
	}
	l.turns.follow(max(1, limit.MaxConcurrency), left, time.Duration(limit.ResetAfter)*time.Millisecond)
	if left < 50 {
		l.log.WarnContext(ctx, "few sessions left", "left", left, "reset_ms", limit.ResetAfter)
	}
	return plan{address: address, shards: max(1, how.Shards)}, nil
}

// turns say which shard may sign in when: those of one key one after the other, and all of them so often a day. Discord takes the
// token away from a bot that signs in more often.
type turns struct {
	every time.Duration // between the end of one and the beginning of the next of its key

	mu    sync.Mutex
	keys  int
	left  int
	renew time.Time             // when there are more
	busy  map[int]chan struct{} // holds a token while a shard of the key signs in
	next  map[int]time.Time
}

const (
	turnEvery = 5 * time.Second
	turnsADay = 1000
)

// follow takes what Discord says of today. It comes before the first turn.
func (t *turns) follow(keys, left int, reset time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.keys, t.left, t.renew = keys, left, time.Now().Add(reset)
	t.busy, t.next = map[int]chan struct{}{}, map[int]time.Time{}
	for key := range keys {
		t.busy[key] = make(chan struct{}, 1)
	}
}

// wait waits for the turn of a shard. done ends it, when Discord has taken the shard or not: from then on the next of its key waits, for
// nobody knows how long the way to Discord took.
func (t *turns) wait(ctx context.Context, shard int) (done func(), err error) {
	key := shard % t.keys
	select {
	case t.busy[key] <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	done = func() {
		t.mu.Lock()
		t.next[key] = time.Now().Add(t.every)
		t.mu.Unlock()
		<-t.busy[key]
	}
	if err := pause(ctx, time.Until(t.take(key, time.Now()))); err != nil {
		<-t.busy[key]
		return nil, err
	}
	return done, nil
}

// take takes one of the day, and returns when a shard of a key may sign in.
func (t *turns) take(key int, now time.Time) time.Time {
	t.mu.Lock()
	defer t.mu.Unlock()
	at := now
	if t.left <= 0 && at.Before(t.renew) {
		at = t.renew
	}
	if !at.Before(t.renew) {
		t.left, t.renew = max(t.left, turnsADay), at.Add(24*time.Hour)
	}
	t.left--
	if next := t.next[key]; next.After(at) {
		return next
	}
	return at
}
