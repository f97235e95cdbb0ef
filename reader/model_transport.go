package reader

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

var (
	errHost     = fmt.Errorf("%w: the host is not on the list of those allowed", ErrModelRefused)
	errRedirect = fmt.Errorf("%w: the server points elsewhere", ErrModelRefused)
	errIdle     = errors.New("nothing came for too long")
)

// httpClient goes to the allowed hosts only, follows nobody elsewhere, uses no proxy, and retries.
func (o ModelOptions) httpClient() *http.Client {
	t := &http.Transport{
		Proxy:                 nil, // nothing goes by another way than the one that was set
		DialContext:           (&net.Dialer{Timeout: 5 * time.Second, KeepAlive: 30 * time.Second}).DialContext,
		TLSHandshakeTimeout:   5 * time.Second,
		ForceAttemptHTTP2:     true,
		MaxIdleConnsPerHost:   o.Parallel,
		IdleConnTimeout:       time.Minute,
		ResponseHeaderTimeout: o.Timeout,
	}
	return &http.Client{
		Transport:     &transport{next: t, o: o},
		CheckRedirect: func(*http.Request, []*http.Request) error { return errRedirect },
	}
}

// A transport is what stands between the client library and the network.
type transport struct {
	next http.RoundTripper
	o    ModelOptions
}

// RoundTrip sends a request, again after 429, 5xx or a lost connection as long as the deadline allows.
func (t *transport) RoundTrip(r *http.Request) (*http.Response, error) {
	if !slices.Contains(t.o.Hosts, r.URL.Hostname()) {
		return nil, errHost
	}
	body, err := t.body(r)
	if err != nil {
		return nil, err
	}
	for try := 0; ; try++ {
		resp, err := t.once(r, body)
		if try >= t.o.Retries || !worthRetry(r.Context(), resp, err) {
			return resp, err
		}
		wait := retryAfter(resp, try, time.Now())
		if deadline, ok := r.Context().Deadline(); ok && time.Until(deadline) <= wait {
			return resp, err
		}
		if resp != nil {
			_ = resp.Body.Close()
		}
		select {
		case <-time.After(wait):
		case <-r.Context().Done():
			return nil, r.Context().Err()
		}
	}
}

// body is the body of the request with the configured fields merged in.
func (t *transport) body(r *http.Request) ([]byte, error) {
	if r.Body == nil {
		return nil, nil
	}
	b, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, fmt.Errorf("read request: %w", err)
	}
	if err := r.Body.Close(); err != nil {
		return nil, fmt.Errorf("close request: %w", err)
	}
	if len(t.o.Extra) == 0 || !strings.HasSuffix(r.URL.Path, "/chat/completions") {
		return b, nil
	}
	var fields map[string]any
	if err := json.Unmarshal(b, &fields); err != nil {
		return nil, fmt.Errorf("read request: %w", err)
	}
	maps.Copy(fields, t.o.Extra)
	return json.Marshal(fields)
}

func (t *transport) once(r *http.Request, body []byte) (*http.Response, error) {
	ctx, cancel := context.WithCancelCause(r.Context())
	q := r.Clone(ctx)
	q.Body, q.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	idle := time.AfterFunc(t.o.Idle, func() { cancel(errIdle) })
	resp, err := t.next.RoundTrip(q)
	if err != nil {
		idle.Stop()
		cancel(nil)
		if cause := context.Cause(ctx); errors.Is(cause, errIdle) {
			err = cause
		}
		return nil, err
	}
	resp.Body = &watched{resp.Body, func() error { return context.Cause(ctx) }, cancel, idle, t.o.Idle}
	return resp, nil
}

// watched is a body that is given up when nothing comes for too long. Comment lines count as something.
type watched struct {
	io.ReadCloser
	cause  func() error // why the request was given up, nil while it is not
	cancel context.CancelCauseFunc
	idle   *time.Timer
	after  time.Duration
}

func (w *watched) Read(p []byte) (int, error) {
	n, err := w.ReadCloser.Read(p)
	if n > 0 {
		w.idle.Reset(w.after)
	}
	if err != nil && errors.Is(w.cause(), errIdle) {
		err = errIdle
	}
	return n, err
}

func (w *watched) Close() error {
	w.idle.Stop()
	w.cancel(nil)
	return w.ReadCloser.Close()
}

func worthRetry(ctx context.Context, resp *http.Response, err error) bool {
	if err != nil {
		return ctx.Err() == nil && !errors.Is(err, errIdle)
	}
	return resp.StatusCode == http.StatusTooManyRequests || resp.StatusCode >= 500 && resp.StatusCode != http.StatusNotImplemented
}

// retryAfter is how long to wait before the next try: what the server says, else a little longer each time.
func retryAfter(resp *http.Response, try int, now time.Time) time.Duration {
	if resp != nil {
		h := resp.Header.Get("Retry-After")
		if s, err := strconv.Atoi(h); err == nil && s >= 0 {
			return time.Duration(s) * time.Second
		}
		if at, err := http.ParseTime(h); err == nil && at.After(now) {
			return at.Sub(now)
		}
	}
	return 250 * time.Millisecond << try
}
