package store

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/gofrs/flock"
	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/maintnotifications"
)

// An embedded keeps data in a Redis of our own in this process and on disk in a journal of script calls.
//
// One goroutine (serve) does all writing. It takes every call that waits, writes them to the journal as one frame,
// syncs once, runs them in that order, and answers. So many people share one sync, memory never runs ahead of the
// disk, and a call whose frame could not be written is answered with ErrFull and never runs. Reading goes past it.
//
// Keys expire when the clock of the server is moved, which is an operation of the journal too: a replay gives the
// same data whenever it is made.
type embedded struct {
	server *miniredis.Miniredis
	client *redis.Client
	lock   *flock.Flock
	disk   disk
	log    *slog.Logger
	now    func() time.Time
	tick   time.Duration
	limit  int64 // journal bytes beyond which it is compacted, more when the snapshot is larger

	queue chan *request
	quit  chan struct{} // closed by close
	done  chan struct{} // closed when serve has ended
	stop  sync.Once
	ended error // what went wrong at the end; read after done

	// Of serve only.
	journal    *journal
	generation uint64          // of snapshot and journal
	snapshot   int64           // its size
	clock      int64           // of the server, milliseconds
	expiry     int64           // no key expires earlier, milliseconds; 0 when none does
	compacting chan compaction // answers when a snapshot that is being written is there; nil when none is
	refusing   bool            // the last write failed
}

const (
	mostBatch    = 512     // calls that share a sync
	batchBytes   = 1 << 20 // nor is another added beyond this size
	defaultLimit = 4 << 20 // journal
	defaultTick  = 30 * time.Second
)

func openEmbedded(ctx context.Context, o Options, trips *atomic.Int64) (redis.UniversalClient, keeper, error) {
	e := &embedded{
		server: miniredis.NewMiniRedis(), log: o.Log, now: o.Now, tick: o.tick, limit: o.compactAt,
		queue: make(chan *request), quit: make(chan struct{}), done: make(chan struct{}),
	}
	if e.tick == 0 {
		e.tick = defaultTick
	}
	if e.limit == 0 {
		e.limit = defaultLimit
	}
	newDisk := o.disk
	if newDisk == nil {
		newDisk = osDisk
	}
	var err error
	if e.disk, e.lock, err = takeFolder(o.Dir, newDisk); err != nil {
		return nil, nil, err
	}
	e.client = redis.NewClient(e.options())
	own := context.WithoutCancel(ctx)
	if err := e.start(own); err != nil {
		e.server.Close()
		return nil, nil, errors.Join(err, e.client.Close(), e.lock.Close())
	}
	e.client.AddHook(counter{trips})
	go e.serve(own)
	return e.client, e, nil
}

// options connect the client to the server within the process: there is no port that anybody else could open.
func (e *embedded) options() *redis.Options {
	return &redis.Options{
		Dialer:     func(context.Context, string, string) (net.Conn, error) { return e.server.Dial() },
		MaxRetries: -1, PoolSize: 32, ReadTimeout: -1, WriteTimeout: -1, ContextTimeoutEnabled: true,
		DisableIdentity: true, ReadBufferSize: 8 << 10, WriteBufferSize: 8 << 10,
		MaintNotificationsConfig: &maintnotifications.Config{Mode: maintnotifications.ModeDisabled},
	}
}

// start brings the data back from disk.
func (e *embedded) start(ctx context.Context) error {
	for _, s := range append([]script{lookScript, sinceScript}, scripts...) {
		if err := s.Load(ctx, e.client).Err(); err != nil {
			return fmt.Errorf("script %s: %w", s.name, err)
		}
	}
	return e.reopen(ctx)
}

// run has the script run after its call is on disk. When ctx ends first the call may have been made or not.
func (e *embedded) run(ctx context.Context, s script, keys []string, args ...string) (any, error) {
	return submit(ctx, e.queue, e.quit, 0, &request{script: s, keys: keys, args: args})
}

// exclusively has task done while nothing is being written.
func (e *embedded) exclusively(ctx context.Context, task func() error) error {
	_, err := submit(ctx, e.queue, e.quit, 0, &request{task: task})
	return err
}

// serve does all writing until close, and then puts things in order for the next start.
func (e *embedded) serve(ctx context.Context) {
	defer close(e.done)
	ticker := time.NewTicker(e.tick)
	defer ticker.Stop()
	for {
		select {
		case r := <-e.queue:
			e.take(ctx, r)
		case <-ticker.C:
			e.expire()
		case c := <-e.compacting:
			e.finishCompaction(c)
		case <-e.quit:
			e.ended = e.finish()
			return
		}
	}
}

// take does r and the calls that wait behind it.
func (e *embedded) take(ctx context.Context, r *request) {
	var batch []*request
	size := 0
	for r != nil {
		if r.task != nil {
			e.commit(ctx, batch)
			r.answer <- answer{err: r.task()}
			return
		}
		batch = append(batch, r)
		for _, a := range r.args {
			size += len(a)
		}
		r = nil
		if len(batch) < mostBatch && size < batchBytes {
			select {
			case r = <-e.queue:
			default:
			}
		}
	}
	e.commit(ctx, batch)
	if e.journal.size > max(e.limit, e.snapshot) {
		e.beginCompaction()
	}
}

// commit makes the calls durable, then makes them.
func (e *embedded) commit(ctx context.Context, batch []*request) {
	calls := join(drop(batch))
	if len(calls) == 0 {
		return
	}
	var payload []byte
	for _, c := range calls {
		payload = appendOp(payload, c.op)
	}
	if err := e.journal.write(payload); err != nil {
		err = fmt.Errorf("%w: %w", ErrFull, err)
		e.refuse(err)
		for _, c := range calls {
			for _, r := range c.requests {
				r.answer <- answer{err: err}
			}
		}
		return
	}
	e.refuse(nil)
	for _, c := range calls {
		c.share(e.call(ctx, c.script, c.op))
	}
}

// refuse notes in the log that writes are refused for err, or, when it is nil, that they are taken again.
func (e *embedded) refuse(err error) {
	switch {
	case err != nil && !e.refusing:
		e.log.Error("the journal cannot be written, turns are refused", "err", err)
	case err == nil && e.refusing:
		e.log.Info("the journal can be written again")
	}
	e.refusing = err != nil
}

// call runs one script on the server in memory.
func (e *embedded) call(ctx context.Context, s script, o op) (any, error) {
	args := make([]any, len(o.args))
	for i, a := range o.args {
		args[i] = a
	}
	e.expectExpiry(s, o.args)
	v, err := s.EvalSha(ctx, e.client, o.keys, args...).Result()
	if err != nil {
		return nil, classify(ctx, err)
	}
	return v, nil
}

// close ends serve and gives the folder free.
func (e *embedded) close() error {
	e.stop.Do(func() { close(e.quit) })
	<-e.done
	err := e.ended
	e.ended = nil
	e.server.Close()
	return errors.Join(err, e.lock.Close())
}
