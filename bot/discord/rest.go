package discord

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"strconv"
	"strings"
	"time"
)

// errQuiet is returned while Discord has asked for no requests at all.
var errQuiet = fmt.Errorf("%w: asked for quiet", ErrAway)

const (
	mostCalls = 4                // tries of one call
	banned    = 10 * time.Minute // how long to be quiet after an answer that is no API's
	mostBody  = 4 << 20
)

// call makes one request and reads its answer into out, nil for none. It waits as long as Discord tells it to, within ctx, and
// tries again what failed on Discord's side where again is harmless: everything but a message without a nonce.
func (l *line) call(ctx context.Context, method, path string, in, out any, files []File) error {
	body, kind, err := encodeBody(in, files)
	if err != nil {
		return err
	}
	for try := 1; ; try++ {
		wait, err := l.once(ctx, method, path, body, kind, out)
		if err == nil || wait == 0 || try == mostCalls {
			return err
		}
		select {
		case <-ctx.Done():
			return errors.Join(ctx.Err(), err)
		case <-time.After(wait):
		}
	}
}

// once makes one request. wait is how long to wait before another try, 0 when there is no use in one.
func (l *line) once(ctx context.Context, method, path string, body []byte, kind string, out any) (wait time.Duration, err error) {
	if l.quiet() {
		return 0, errQuiet
	}
	r, err := http.NewRequestWithContext(ctx, method, l.base+"/api/v10"+path, bytes.NewReader(body))
	if err != nil {
		return 0, fmt.Errorf("make request: %w", err)
	}
	r.Header.Set("Authorization", "Bot "+l.token)
	r.Header.Set("User-Agent", "DiscordBot (https://discord.com, 1.0)")
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	answer, err := l.client.Do(r)
	if err != nil {
		return retryIn(ctx, body), fmt.Errorf("%w: %w", ErrAway, bare1(err))
	}
	defer answer.Body.Close()
	data, err := io.ReadAll(io.LimitReader(answer.Body, mostBody))
	switch {
	case err != nil:
		return retryIn(ctx, body), fmt.Errorf("read answer of Discord: %w", err)
	case answer.StatusCode < 300:
		if out == nil || len(data) == 0 {
			return 0, nil
		}
		if err := json.Unmarshal(data, out); err != nil {
			return 0, fmt.Errorf("read answer of Discord: %w", err)
		}
		return 0, nil
	}
	return l.refused(answer, data, body)
}

// refused reads an answer that says no.
func (l *line) refused(answer *http.Response, data, body []byte) (time.Duration, error) {
	var said struct {
		Code       int     `json:"code"`
		Message    string  `json:"message"`
		RetryAfter float64 `json:"retry_after"`
		Global     bool    `json:"global"`
	}
	readable := json.Unmarshal(data, &said) == nil
	err := Refused{Status: answer.StatusCode, Code: said.Code, What: said.Message}
	switch {
	case answer.StatusCode == http.StatusTooManyRequests && !readable:
		l.hush(banned)
		return 0, err
	case answer.StatusCode == http.StatusTooManyRequests:
		wait := time.Duration(said.RetryAfter * float64(time.Second))
		if s, bad := strconv.ParseFloat(answer.Header.Get("Retry-After"), 64); bad == nil && wait == 0 {
			wait = time.Duration(s * float64(time.Second))
		}
		if said.Global {
			l.hush(wait)
		}
		return max(wait, 50*time.Millisecond), err
	case answer.StatusCode >= 500:
		return retryIn(context.Background(), body), err
	}
	return 0, err
}

// retryIn is how long to wait before a request is made again that may have been carried out: a message without a nonce never is.
func retryIn(ctx context.Context, body []byte) time.Duration {
	if ctx.Err() != nil || bytes.Contains(body, []byte(`"content"`)) && !bytes.Contains(body, []byte(`"enforce_nonce":true`)) {
		return 0
	}
	return 300 * time.Millisecond
}

// bare1 is an error of the client without the address, which holds the token of an interaction.
func bare1(err error) error {
	if inner := errors.Unwrap(err); inner != nil {
		return inner
	}
	return err
}

func (l *line) quiet() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return time.Now().Before(l.stopped)
}

func (l *line) hush(long time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.stopped = time.Now().Add(long)
}

// encodeBody writes what a request carries: JSON, or JSON with files beside it.
func encodeBody(in any, files []File) (body []byte, kind string, err error) {
	if in == nil {
		return nil, "", nil
	}
	if body, err = json.Marshal(in); err != nil {
		return nil, "", fmt.Errorf("write request: %w", err)
	}
	if len(files) == 0 {
		return body, "application/json", nil
	}
	var w bytes.Buffer
	parts := multipart.NewWriter(&w)
	put := func(head textproto.MIMEHeader, data []byte) {
		if p, bad := parts.CreatePart(head); bad == nil {
			_, _ = p.Write(data) // into memory
		}
	}
	put(textproto.MIMEHeader{"Content-Disposition": {`form-data; name="payload_json"`}, "Content-Type": {"application/json"}}, body)
	quote := strings.NewReplacer(`\`, "_", `"`, "_", "\n", "_", "\r", "_")
	for i, f := range files {
		put(textproto.MIMEHeader{"Content-Disposition": {fmt.Sprintf(`form-data; name="files[%d]"; filename="%s"`, i, quote.Replace(f.Name))}, "Content-Type": {"application/octet-stream"}}, f.Data)
	}
	if err := parts.Close(); err != nil {
		return nil, "", fmt.Errorf("write request: %w", err)
	}
	return w.Bytes(), parts.FormDataContentType(), nil
}
