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
	every time.Duration // between two of one key

	mu    sync.Mutex
	keys  int
	left  int
	renew time.Time // when there are more
	next  map[int]time.Time
}

const (
	turnEvery = 5*time.Second + 100*time.Millisecond // Discord's five, and what the network may shift them by
	turnsADay = 1000
)

// follow takes what Discord says of today.
func (t *turns) follow(keys, left int, reset time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.keys, t.left, t.renew, t.next = keys, left, time.Now().Add(reset), map[int]time.Time{}
}

// wait waits for the turn of a shard.
func (t *turns) wait(ctx context.Context, shard int) error {
	return pause(ctx, time.Until(t.take(shard, time.Now())))
}

// take gives a shard its turn, and returns when that is.
func (t *turns) take(shard int, now time.Time) time.Time {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.left <= 0 && now.Before(t.renew) {
		now = t.renew
	}
	if !now.Before(t.renew) {
		t.left, t.renew = max(t.left, turnsADay), now.Add(24*time.Hour)
	}
	t.left--
	key := shard % max(1, t.keys)
	at := now
	if next := t.next[key]; next.After(at) {
		at = next
	}
	t.next[key] = at.Add(t.every)
	return at
}
