package store

import (
	"context"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"
)

// replicaPause is how long the replicas may take to say that they hold a write.
const replicaPause = 500 * time.Millisecond

// dumpTimeout is how long one answer may take while everything is read: a backup can wait, a person cannot.
const dumpTimeout = 20 * time.Second

// patient is the client for reading everything. Those of a cluster share one time limit.
func patient(client redis.UniversalClient) redis.UniversalClient {
	if one, ok := client.(*redis.Client); ok {
		return one.WithTimeout(dumpTimeout)
	}
	return client
}

// once makes a call a single time. With replicas it waits, in the same round trip, until that many hold the write.
func (r *remote) once(ctx context.Context, s script, keys []string, args []any) (any, error) {
	_, writes := scriptNamed(s.name)
	switch {
	case !writes:
		return s.Run(ctx, r.patient, keys, args...).Result()
	case r.replicas == 0:
		return s.Run(ctx, r.client, keys, args...).Result()
	}
	v, err := r.confirmed(ctx, func(p redis.Pipeliner) *redis.Cmd { return s.EvalSha(ctx, p, keys, args...) })
	if redis.HasErrorPrefix(err, "NOSCRIPT") {
		v, err = r.confirmed(ctx, func(p redis.Pipeliner) *redis.Cmd { return s.Eval(ctx, p, keys, args...) })
	}
	return v, err
}

// confirmed sends a command and a WAIT behind it. WAIT covers all that the master had written until then, so also what
// an earlier try wrote. A write that too few replicas hold is ErrAway: nobody knows whether it will outlive the master.
func (r *remote) confirmed(ctx context.Context, do func(redis.Pipeliner) *redis.Cmd) (any, error) {
	p := r.client.Pipeline()
	answer, held := do(p), p.Do(ctx, "WAIT", r.replicas, replicaPause.Milliseconds())
	_, _ = p.Exec(ctx) // each command has its own error
	v, err := answer.Result()
	if err != nil {
		return nil, err
	}
	n, err := held.Int()
	if err != nil {
		return nil, fmt.Errorf("%w: whether replicas hold the write: %w", ErrAway, err)
	}
	if n < r.replicas {
		return nil, fmt.Errorf("%w: %d of %d replicas hold the write", ErrAway, n, r.replicas)
	}
	return v, nil
}
