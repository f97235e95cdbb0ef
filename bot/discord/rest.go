package discord

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"

	"github.com/bwmarrin/discordgo"
)

// errQuiet is returned while Discord has asked for no requests at all.
var errQuiet = fmt.Errorf("%w: it asked for quiet", ErrAway)

const (
	mostCalls = 4 // tries of one call
	mostBody  = 4 << 20
)

// A request is one call of the API.
type request struct {
	method, path string
	in, out      any // nil for none
	files        []File
	again        bool // it may be done again when nobody knows whether it was done
}

// call makes a call. It waits as long as Discord tells it to, within ctx, and tries again what failed on Discord's side where again
// is harmless: reading, putting in place, and messages with a nonce.
func (l *line) call(ctx context.Context, a request) error {
	body, kind, err := encodeBody(a.in, a.files)
	if err != nil {
		return err
	}
	w := wayOf(a.method, a.path)
	for try := 1; ; try++ {
		if err := l.limits.wait(ctx, w); err != nil {
			return err
		}
		wait, err := l.once(ctx, a, w, body, kind)
		if try > 1 && errors.Is(err, ErrAnswered) {
			return nil // by the try before, whose answer was lost
		}
		if err == nil || wait == 0 || try == mostCalls {
			return err
		}
		if errors.Is(err, ErrAway) {
			wait <<= try - 1
		}
		if end, ok := ctx.Deadline(); ok && time.Until(end) < wait {
			return errors.Join(context.DeadlineExceeded, err)
		}
		if bad := pause(ctx, wait); bad != nil {
			return errors.Join(bad, err)
		}
	}
}

// once makes one request. wait is how long to wait before another try, 0 when there is no use in one.
func (l *line) once(ctx context.Context, a request, w way, body []byte, kind string) (wait time.Duration, err error) {
	r, err := http.NewRequestWithContext(ctx, a.method, l.base+"/api/v"+discordgo.APIVersion+a.path, bytes.NewReader(body))
	if err != nil {
		return 0, errors.New("make request to Discord: the path is none")
	}
	r.Header.Set("Authorization", "Bot "+l.token)
	r.Header.Set("User-Agent", "DiscordBot (https://discord.com, 1.0)")
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	got, err := l.client.Do(r)
	if err != nil {
		return l.again(ctx, a), fmt.Errorf("%w: %w", ErrAway, unaddressed(err))
	}
	defer got.Body.Close()
	l.limits.learn(w, got.StatusCode, got.Header, time.Now())
	data, err := io.ReadAll(io.LimitReader(got.Body, mostBody))
	switch {
	case err != nil:
		return l.again(ctx, a), fmt.Errorf("%w: %w", ErrAway, err)
	case got.StatusCode >= 300:
		return l.refused(ctx, a, w, got, data)
	case a.out == nil || len(data) == 0:
		return 0, nil
	}
	if err := json.Unmarshal(data, a.out); err != nil {
		return 0, fmt.Errorf("read answer of Discord: %w", err)
	}
	return 0, nil
}

// refused reads an answer that says no.
func (l *line) refused(ctx context.Context, a request, w way, got *http.Response, data []byte) (time.Duration, error) {
	var said struct {
		Code       int             `json:"code"`
		Message    string          `json:"message"`
		Errors     json.RawMessage `json:"errors"` // which part is wrong; it holds our words only where Discord repeats them
		RetryAfter float64         `json:"retry_after"`
		Global     bool            `json:"global"`
	}
	readable := json.Unmarshal(data, &said) == nil
	err := Refused{Status: got.StatusCode, Code: said.Code, What: said.Message}
	if len(said.Errors) > 0 {
		err.What += " " + string(said.Errors[:min(len(said.Errors), 300)])
	}
	switch {
	case got.StatusCode == http.StatusUnauthorized && !w.free:
		l.limits.deny(err)
	case got.StatusCode == http.StatusTooManyRequests && !readable: // not the API: a ban before it
		l.limits.hush(time.Now().Add(banTime), true)
	case got.StatusCode == http.StatusTooManyRequests:
		wait := time.Duration(said.RetryAfter * float64(time.Second))
		if s, bad := strconv.ParseFloat(got.Header.Get("Retry-After"), 64); bad == nil && wait == 0 {
			wait = time.Duration(s * float64(time.Second))
		}
		if said.Global {
			l.limits.hush(time.Now().Add(wait), false)
		}
		return max(wait, 50*time.Millisecond), err
	case got.StatusCode >= 500:
		return l.again(ctx, a), err
	}
	return 0, err
}

// again is how long to wait before a call is made again of which nobody knows whether it was done, 0 when it is not. call doubles it
// each time.
func (l *line) again(ctx context.Context, a request) time.Duration {
	if ctx.Err() != nil || !a.again {
		return 0
	}
	return l.retry / 3
}

// unaddressed is an error of the client without the address, which holds the token of an interaction.
func unaddressed(err error) error {
	if inner := errors.Unwrap(err); inner != nil {
		return inner
	}
	return err
}
