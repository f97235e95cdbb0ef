// Package redistest starts a real Redis for tests, each on a port and in a folder of its own.
package redistest

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
)

// A Server is one redis-server process. It ends with the test.
type Server struct {
	URL  string // redis://127.0.0.1:port
	Unix string // unix://path of its socket

	t      testing.TB
	dir    string
	port   string
	bus    string // of a node of a cluster
	config []string
	cmd    *exec.Cmd
	out    *bytes.Buffer
	exited chan struct{}
}

// Start starts a server that keeps every write (appendonly, appendfsync always), with more settings if given, e.g.
// "--maxmemory", "8mb". The test fails when no redis-server is installed: what a real Redis does is never skipped.
func Start(t testing.TB, config ...string) *Server {
	t.Helper()
	if _, err := exec.LookPath("redis-server"); err != nil {
		t.Fatal("redis-server is needed for this test and not installed; on Debian or Ubuntu: apt-get install redis-server; elsewhere see https://redis.io/docs/install")
	}
	s := &Server{t: t, dir: t.TempDir(), config: config}
	const tries = 5 // another process may take the port first
	for i := 1; ; i++ {
		s.port = freePort(t)
		s.URL = "redis://127.0.0.1:" + s.port
		s.Unix = "unix://" + filepath.Join(s.dir, "s")
		err := s.run()
		if err == nil {
			break
		}
		if i == tries {
			t.Fatalf("redis-server does not start: %v\n%s", err, s.out)
		}
	}
	t.Cleanup(s.Kill)
	return s
}

func freePort(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return strconv.Itoa(l.Addr().(*net.TCPAddr).Port)
}

// Restart starts the server again where it was, with the data that is on its disk.
func (s *Server) Restart() {
	s.t.Helper()
	if err := s.run(); err != nil {
		s.t.Fatalf("redis-server does not start again: %v\n%s", err, s.out)
	}
}

// Kill ends the server as a power cut does.
func (s *Server) Kill() {
	if s.cmd.Process.Kill() == nil {
		<-s.exited
	}
}

// Freeze has the server take connections and not answer, until Thaw.
func (s *Server) Freeze() { s.signal(syscall.SIGSTOP) }

// Thaw ends Freeze.
func (s *Server) Thaw() { s.signal(syscall.SIGCONT) }

// Await waits until a server that ended by itself has ended.
func (s *Server) Await() { <-s.exited }

// Addr is where the server listens, host and port.
func (s *Server) Addr() string { return "127.0.0.1:" + s.port }

func (s *Server) signal(sig syscall.Signal) {
	s.t.Helper()
	if err := s.cmd.Process.Signal(sig); err != nil {
		s.t.Fatal(err)
	}
}

// Client returns a client of the test's own, for looking at the data behind the store's back.
func (s *Server) Client() *redis.Client {
	s.t.Helper()
	o, err := redis.ParseURL(s.URL)
	if err != nil {
		s.t.Fatal(err)
	}
	c := redis.NewClient(o)
	s.t.Cleanup(func() { _ = c.Close() })
	return c
}

// run starts the process and waits until it answers.
func (s *Server) run() error {
	args := append([]string{
		"--port", s.port, "--bind", "127.0.0.1", "--unixsocket", filepath.Join(s.dir, "s"), "--dir", s.dir,
		"--save", "", "--appendonly", "yes", "--appendfsync", "always", "--daemonize", "no",
	}, s.config...)
	s.out = &bytes.Buffer{}
	s.cmd = exec.Command("redis-server", args...)
	s.cmd.Stdout, s.cmd.Stderr = s.out, s.out
	if err := s.cmd.Start(); err != nil {
		return err
	}
	exited := make(chan struct{})
	s.exited = exited
	go func(cmd *exec.Cmd) {
		_ = cmd.Wait()
		close(exited)
	}(s.cmd)
	return s.await()
}

func (s *Server) await() error {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	c := redis.NewClient(&redis.Options{Addr: "127.0.0.1:" + s.port, MaxRetries: -1})
	defer c.Close()
	for {
		if c.Ping(ctx).Err() == nil {
			return nil
		}
		select {
		case <-s.exited:
			return fmt.Errorf("it ended at once")
		case <-ctx.Done():
			s.Kill()
			return ctx.Err()
		case <-time.After(5 * time.Millisecond):
		}
	}
}
