package watch

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"
)

// Address is where to listen: host:port, :port or a port alone. Without a host it is this machine only; to be seen from
// outside, the host must be said.
func Address(s string) (string, error) {
	host, port, err := net.SplitHostPort(s)
	if err != nil {
		host, port = "", s
	}
	if n, err := net.LookupPort("tcp", port); err != nil || n == 0 || port == "" {
		return "", fmt.Errorf("address %q: want host:port or a port", s)
	}
	if host == "" {
		host = "127.0.0.1"
	}
	return net.JoinHostPort(host, port), nil
}

// Listen serves the pages at an address as Address returns it, until stop is called. stop has /readyz say no, lets
// requests under way end and waits for that, a second at most.
func (w *Watch) Listen(addr string) (stop func(), err error) {
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("listen for health and numbers: %w", err)
	}
	s := &http.Server{Handler: w.Handler(), ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 10 * time.Second,
		WriteTimeout: 10 * time.Second, IdleTimeout: time.Minute, MaxHeaderBytes: 8 << 10}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		if err := s.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			w.log.Error("pages of health and numbers ended", "err", err)
		}
	}()
	return func() {
		w.Drain()
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		if s.Shutdown(ctx) != nil {
			_ = s.Close()
		}
		<-ended
	}, nil
}
