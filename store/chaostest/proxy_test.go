package chaostest

import (
	"bytes"
	"io"
	"net"
	"sync"
	"testing"
	"time"
)

// A proxy stands between the program and a Redis and spoils what goes through.
type proxy struct {
	target   string
	listener net.Listener
	onWrite  func() moment // asked at every script that is about to be run; nil: all pass

	mu    sync.Mutex
	delay time.Duration // of every answer
	away  bool          // new connections are refused
	open  map[net.Conn]bool
}

// A moment is when the one who writes is killed.
type moment int

const (
	never  moment = iota
	before        // the write has not reached Redis
	after         // Redis has done it, the answer has not come back
)

func newProxy(t *testing.T, target string, onWrite func() moment) *proxy {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &proxy{target: target, listener: l, onWrite: onWrite, open: map[net.Conn]bool{}}
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go p.serve(c)
		}
	}()
	t.Cleanup(func() { _ = l.Close(); p.cut() })
	return p
}

func (p *proxy) url() string { return "redis://" + p.listener.Addr().String() }

// slow delays every answer from now on.
func (p *proxy) slow(d time.Duration) { p.mu.Lock(); p.delay = d; p.mu.Unlock() }

// refuse has new connections refused, or taken again.
func (p *proxy) refuse(yes bool) { p.mu.Lock(); p.away = yes; p.mu.Unlock() }

// cut cuts every connection, wherever it is in what it carries.
func (p *proxy) cut() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for c := range p.open {
		_ = c.Close()
	}
}

func (p *proxy) add(c net.Conn) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.open[c] = true
	return !p.away
}

func (p *proxy) drop(list ...net.Conn) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, c := range list {
		_ = c.Close()
		delete(p.open, c)
	}
}

func (p *proxy) serve(client net.Conn) {
	defer p.drop(client)
	if !p.add(client) {
		return
	}
	server, err := net.Dial("tcp", p.target)
	if err != nil {
		return
	}
	defer p.drop(server)
	p.add(server)
	hold := make(chan struct{}) // closed when the next answer is to be kept back
	go p.answers(client, server, hold)
	b := make([]byte, 1<<16)
	for {
		n, err := client.Read(b)
		if err != nil {
			return
		}
		if p.onWrite != nil && bytes.Contains(bytes.ToLower(b[:n]), []byte("evalsha")) {
			switch p.onWrite() {
			case before:
				return
			case after:
				close(hold)
				_, _ = server.Write(b[:n])
				_, _ = io.Copy(io.Discard, client) // until the killed one is gone
				return
			}
		}
		if _, err := server.Write(b[:n]); err != nil {
			return
		}
	}
}

// answers carries answers back.
func (p *proxy) answers(client, server net.Conn, hold <-chan struct{}) {
	defer p.drop(client)
	b := make([]byte, 1<<16)
	for {
		n, err := server.Read(b)
		if err != nil {
			return
		}
		p.mu.Lock()
		d := p.delay
		p.mu.Unlock()
		time.Sleep(d)
		select {
		case <-hold:
			return
		default:
		}
		if _, err := client.Write(b[:n]); err != nil {
			return
		}
	}
}
