package store

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/maintnotifications"
)

// How long Redis may take before it counts as away; a commit is tried twice, so about two seconds in all.
const (
	dialTimeout = 700 * time.Millisecond
	readTimeout = 950 * time.Millisecond
)

// A remote keeps data in a Redis server, which is as durable as its settings make it (appendonly, appendfsync).
//
// Commits go to a few senders: each sends those of one unit that wait as one call. So while Redis is busy the next
// turns gather, and share what a call costs; while it is not, each goes at once. Calls of one unit are of one slot.
type remote struct {
	client  redis.UniversalClient
	patient redis.UniversalClient // the same, for reading everything
	now     func() time.Time
	ring    ring
	queue   chan *request
	quit    chan struct{} // closed by close
	stop    sync.Once
	wait    sync.WaitGroup // for the senders

	replicas int // that must hold a write before it counts
}

const (
	senders   = 3
	mostPause = 2 * time.Second // for the answer to a commit
)

func openRemote(ctx context.Context, o Options, k ring, trips *atomic.Int64) (redis.UniversalClient, keeper, error) {
	a, err := readAddress(o.URL)
	if err != nil {
		return nil, nil, fmt.Errorf("redis address: %w", err)
	}
	if o.dialer != nil {
		o.dialer(a.options)
	}
	client := a.client()
	for _, s := range append([]script{lookScript, sinceScript}, scripts...) {
		if err := s.Load(ctx, client).Err(); err != nil {
			return nil, nil, errors.Join(fmt.Errorf("redis at %s: %w", a, classify(ctx, err)), client.Close())
		}
	}
	client.AddHook(counter{trips})
	r := &remote{client: client, patient: patient(client), now: o.Now, ring: k, queue: make(chan *request), quit: make(chan struct{}), replicas: a.replicas}
	own := context.WithoutCancel(ctx)
	for range senders {
		r.wait.Go(func() { r.send(own) })
	}
	return client, r, nil
}

// remoteDefaults fills in what the address did not say. Retries are made in run and nowhere else.
func remoteDefaults(o *redis.Options) {
	if o.DialTimeout == 0 {
		o.DialTimeout = dialTimeout
	}
	if o.ReadTimeout == 0 {
		o.ReadTimeout = readTimeout
	}
	if o.WriteTimeout == 0 {
		o.WriteTimeout = readTimeout
	}
	if o.PoolTimeout == 0 {
		o.PoolTimeout = readTimeout
	}
	if o.PoolSize == 0 {
		o.PoolSize = 64
	}
	o.MaxRetries, o.DialerRetries = -1, 1
	o.ContextTimeoutEnabled = true
	o.DisableIdentity = true
	o.ReadBufferSize, o.WriteBufferSize = 8<<10, 8<<10
	o.MaintNotificationsConfig = &maintnotifications.Config{Mode: maintnotifications.ModeDisabled}
}

// withoutSecret keeps the address, which may hold a password, out of an error.
func withoutSecret(err error) error {
	var whole *url.Error
	if errors.As(err, &whole) {
		return whole.Err
	}
	return err
}

// run runs the script, a commit together with others.
func (r *remote) run(ctx context.Context, s script, keys []string, args ...string) (any, error) {
	if s.name == commitScript.name {
		return submit(ctx, r.queue, r.quit, mostPause, &request{script: s, keys: keys, args: args})
	}
	return r.call(ctx, s, keys, args)
}

// send sends commits until close.
func (r *remote) send(ctx context.Context) {
	var next *request // taken from the queue but of another unit
	for {
		if next == nil {
			select {
			case next = <-r.queue:
			case <-r.quit:
				return
			}
		}
		var batch []*request
		batch, next = r.gather(next)
		for _, c := range join(drop(batch)) {
			c.share(r.call(ctx, c.script, c.keys, c.args))
		}
	}
}

// gather returns first and those of the same unit that wait behind it, and the one that ended the row, nil for none.
func (r *remote) gather(first *request) (batch []*request, next *request) {
	unit := unitOf(first.keys[0])
	for batch = append(batch, first); len(batch) < mostJoined; batch = append(batch, next) {
		select {
		case next = <-r.queue:
		default:
			return batch, nil
		}
		if unitOf(next.keys[0]) != unit {
			return batch, next
		}
	}
	return batch, nil
}

// call makes a call, once more when the answer was lost on the way: every script does the same twice as once.
// A Redis that was restarted has forgotten the scripts and is sent the text, which costs one trip more.
func (r *remote) call(ctx context.Context, s script, keys, args []string) (any, error) {
	list := make([]any, len(args))
	for i, a := range args {
		list[i] = a
	}
	v, err := r.once(ctx, s, keys, list)
	if lost(err) && ctx.Err() == nil {
		v, err = r.once(ctx, s, keys, list)
	}
	if err != nil {
		return nil, classify(ctx, err)
	}
	return v, nil
}

// compact does nothing: when to rewrite its files is up to the server.
func (r *remote) compact(context.Context) error { return nil }

// close waits for the calls under way.
func (r *remote) close() error {
	r.stop.Do(func() { close(r.quit) })
	r.wait.Wait()
	return nil
}

// lost reports whether the connection failed, so that nobody knows whether the command was run.
func lost(err error) bool {
	var answered redis.Error
	return err != nil && !errors.As(err, &answered)
}

// classify says which of the errors of this package it is.
func classify(ctx context.Context, err error) error {
	if errors.Is(ctx.Err(), context.Canceled) {
		return context.Cause(ctx)
	}
	if lost(err) {
		return fmt.Errorf("%w: %w", ErrAway, err)
	}
	return classified(err)
}

// classified does so for what Redis answered.
func classified(err error) error {
	text := err.Error()
	switch {
	case hasAny(text, "OOM command not allowed", "MISCONF"):
		return fmt.Errorf("%w: %w", ErrFull, err)
	case hasAny(text, "CORRUPT", "WRONGTYPE"):
		return fmt.Errorf("%w: %w", ErrCorrupt, err)
	case hasAny(text, "LOADING", "MASTERDOWN", "READONLY", "CLUSTERDOWN", "TRYAGAIN", "MOVED", "ASK ", "BUSY", "max number of clients", "NOREPLICAS"):
		return fmt.Errorf("%w: %w", ErrAway, err)
	}
	return err
}

func hasAny(s string, words ...string) bool {
	for _, w := range words {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}

// A counter counts round trips. Those by which a new connection introduces itself are no part of a turn.
type counter struct{ trips *atomic.Int64 }

func (c counter) DialHook(next redis.DialHook) redis.DialHook {
	return func(ctx context.Context, network, addr string) (net.Conn, error) { return next(ctx, network, addr) }
}

func (c counter) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, cmd redis.Cmder) error {
		c.count(cmd)
		return next(ctx, cmd)
	}
}

func (c counter) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return func(ctx context.Context, cmds []redis.Cmder) error {
		c.count(cmds[0])
		return next(ctx, cmds)
	}
}

func (c counter) count(cmd redis.Cmder) {
	switch cmd.Name() {
	case "hello", "auth", "select", "client":
	default:
		c.trips.Add(1)
	}
}
