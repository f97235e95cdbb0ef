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
	"time"
)

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
