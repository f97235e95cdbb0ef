package store

import (
	"context"
	"fmt"
	"strconv"
	"time"
)

// A request waits in a queue: for a script to be run, or, in the embedded store, for a task to be done.
type request struct {
	gone   func() error // why nobody waits for the answer any more, nil while somebody does
	script script
	keys   []string
	args   []string
	task   func() error
	answer chan answer
}

type answer struct {
	value any
	err   error
}

// submit puts r in the queue and waits for its answer, no longer than the limit unless that is 0. When ctx or the limit
// ends the waiting, the script may have been run or not.
func submit(ctx context.Context, queue chan<- *request, quit <-chan struct{}, limit time.Duration, r *request) (any, error) {
	r.gone, r.answer = ctx.Err, make(chan answer, 1)
	var over <-chan time.Time
	if limit > 0 {
		t := time.NewTimer(limit)
		defer t.Stop()
		over = t.C
	}
	select {
	case queue <- r:
	case <-ctx.Done():
		return nil, classify(ctx, ctx.Err())
	case <-over:
		return nil, fmt.Errorf("%w: no answer within %v", ErrAway, limit)
	case <-quit:
		return nil, ErrClosed
	}
	select {
	case a := <-r.answer:
		return a.value, a.err
	case <-ctx.Done():
		return nil, classify(ctx, ctx.Err())
	case <-over:
		return nil, fmt.Errorf("%w: no answer within %v", ErrAway, limit)
	}
}

// drop answers requests that nobody waits for any more, and returns the others.
func drop(batch []*request) []*request {
	kept := batch[:0]
	for _, r := range batch {
		if err := r.gone(); err != nil {
			r.answer <- answer{err: err}
			continue
		}
		kept = append(kept, r)
	}
	return kept
}

// mostJoined is how many commits go in one call.
const mostJoined = 64

// A call is a script with its keys and arguments, and whose requests it answers.
type call struct {
	op
	script   script
	requests []*request
}

// join makes calls of requests in their order; commits that stand next to each other go together.
func join(batch []*request) []call {
	var calls []call
	for len(batch) > 0 {
		n := 1
		if batch[0].script.name == commitScript.name {
			for n < min(len(batch), mostJoined) && batch[n].script.name == commitScript.name {
				n++
			}
		}
		calls = append(calls, newCall(batch[:n]))
		batch = batch[n:]
	}
	return calls
}

func newCall(requests []*request) call {
	first := requests[0]
	c := call{script: first.script, requests: requests, op: op{kind: opCall, script: first.script.name, keys: first.keys, args: first.args}}
	if first.script.name != commitScript.name {
		return c
	}
	c.keys, c.args = nil, []string{strconv.Itoa(len(requests))}
	for _, r := range requests {
		c.keys = append(c.keys, r.keys...)
		c.args = append(append(c.args, strconv.Itoa(len(r.args))), r.args...)
	}
	return c
}

// share gives each request its part of the answer.
func (c call) share(v any, err error) {
	if err == nil && c.script.name == commitScript.name {
		list, ok := v.([]any)
		if ok && len(list) == len(c.requests) {
			for i, r := range c.requests {
				r.answer <- answer{value: list[i]}
			}
			return
		}
		err = fmt.Errorf("answer %v is not understood", v)
	}
	for _, r := range c.requests {
		r.answer <- answer{v, err}
	}
}
