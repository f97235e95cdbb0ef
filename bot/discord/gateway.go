package discord

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"sync"
	"time"
)

// Run hands over what people do until ctx is done. Whatever can pass passes: Run ends before only when Discord wants the bot no
// more (Refused with the code that says why).
func (l *line) Run(ctx context.Context, on Events) error {
	self, err := l.Self(ctx)
	if err != nil {
		return err
	}
	p, err := l.planned(ctx)
	if err != nil {
		return err
	}
	work, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	var shards sync.WaitGroup
	hand := l.reader(ctx, self, on)
	for i := range p.shards {
		s := &shard{line: l, address: p.address, id: i, of: p.shards, hand: hand}
		shards.Go(func() { stop(s.run(work)) })
	}
	shards.Wait()
	l.sessions.Wait()
	return context.Cause(work)
}

// planned asks how to connect until Discord tells.
func (l *line) planned(ctx context.Context) (plan, error) {
	for wait := l.retry; ; wait = min(2*wait, longestWait) {
		p, err := l.plan(ctx)
		if err == nil || !errors.Is(err, ErrAway) {
			return p, err
		}
		l.log.WarnContext(ctx, "gateway", "err", err, "again", wait)
		if err := pause(ctx, wait); err != nil {
			return plan{}, err
		}
	}
}

// reader reads the events that the bot lives by, and passes over all others. What comes twice is handed over once; what cannot be
// read is told in the log by its kind.
func (l *line) reader(ctx context.Context, self string, on Events) func(kind string, data []byte) {
	acted, spoke := newRecent(mostRecent), newRecent(mostRecent)
	return func(kind string, data []byte) {
		var err error
		switch kind {
		case "INTERACTION_CREATE":
			var in Interaction
			if in, err = readInteraction(data); err == nil && acted.first(in.ID) {
				on.Interaction(in)
			}
		case "MESSAGE_CREATE":
			var m Said
			if m, err = readSaid(data, self); err == nil && spoke.first(m.ID) {
				on.Said(m)
			}
		}
		if err != nil {
			l.log.WarnContext(ctx, "read event", "type", kind, "err", err)
		}
	}
}

// mostRecent are the events remembered. Discord sends again what came around a cut: seconds, not hours.
const mostRecent = 4096

// recent remembers the last ids that it saw.
type recent struct {
	mu   sync.Mutex
	all  map[string]bool
	ring []string
	at   int
}

func newRecent(most int) *recent { return &recent{all: map[string]bool{}, ring: make([]string, most)} }

// first reports whether an id was not seen before.
func (s *recent) first(id string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.all[id] {
		return false
	}
	delete(s.all, s.ring[s.at])
	s.ring[s.at], s.all[id] = id, true
	s.at = (s.at + 1) % len(s.ring)
	return true
}

// dialled gives the library the gate for its socket.
func (g *gate) dialled(context.Context, string, string) (net.Conn, error) { return g, nil }

// dialGateway makes the socket: through the proxy of the environment where there is one, and by TLS to a wss address.
func dialGateway(ctx context.Context, to *url.URL) (net.Conn, error) {
	asked, port := url.URL{Scheme: "http", Host: to.Host}, "80"
	if to.Scheme == "wss" {
		asked.Scheme, port = "https", "443"
	}
	address := to.Host
	if to.Port() == "" {
		address = net.JoinHostPort(to.Hostname(), port)
	}
	proxy, err := http.ProxyFromEnvironment(&http.Request{URL: &asked})
	if err != nil {
		return nil, fmt.Errorf("proxy: %w", err)
	}
	var c net.Conn
	if proxy == nil {
		c, err = (&net.Dialer{}).DialContext(ctx, "tcp", address)
	} else {
		c, err = tunnel(ctx, proxy, address)
	}
	if err != nil || to.Scheme != "wss" {
		return c, err
	}
	t := tls.Client(c, &tls.Config{ServerName: to.Hostname(), MinVersion: tls.VersionTLS12})
	if err := t.HandshakeContext(ctx); err != nil {
		_ = c.Close() // it was of no use
		return nil, err
	}
	return t, nil
}

// tunnel makes a socket to an address through an HTTP proxy.
func tunnel(ctx context.Context, proxy *url.URL, address string) (net.Conn, error) {
	if proxy.Scheme != "http" {
		return nil, errors.New("the proxy must be one of http://")
	}
	host := proxy.Host
	if proxy.Port() == "" {
		host = net.JoinHostPort(proxy.Hostname(), "80")
	}
	c, err := (&net.Dialer{}).DialContext(ctx, "tcp", host)
	if err != nil {
		return nil, err
	}
	if end, ok := ctx.Deadline(); ok {
		_ = c.SetDeadline(end) // an error shows with the read
	}
	r := &http.Request{Method: http.MethodConnect, URL: &url.URL{Opaque: address}, Host: address, Header: http.Header{}}
	if u := proxy.User; u != nil {
		password, _ := u.Password()
		r.SetBasicAuth(u.Username(), password)
		r.Header.Set("Proxy-Authorization", r.Header.Get("Authorization"))
		r.Header.Del("Authorization")
	}
	if err := r.Write(c); err != nil {
		_ = c.Close()
		return nil, err
	}
	a, err := http.ReadResponse(bufio.NewReaderSize(c, 1), r) // Discord says nothing before it is spoken to
	if err == nil && a.StatusCode != http.StatusOK {
		err = errors.New("the proxy says " + a.Status)
	}
	if err != nil {
		_ = c.Close()
		return nil, err
	}
	return c, c.SetDeadline(time.Time{})
}

// answer is a good answer to a request that never leaves the process.
func answer(r *http.Request, body []byte) *http.Response {
	return &http.Response{Status: "200 OK", StatusCode: http.StatusOK, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Header: http.Header{},
		Body: io.NopCloser(bytes.NewReader(body)), ContentLength: int64(len(body)), Request: r}
}
