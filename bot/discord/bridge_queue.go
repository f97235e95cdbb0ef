package discord

import (
	"context"
	"errors"
	"sync"
)

// Errors of a queue that takes no more.
var (
	errBusy    = errors.New("too much is waiting")
	errClosing = errors.New("the queue is closing")
)

// A queue does what is said in one conversation in the order in which it was said, and conversations side by side. It
// is bounded: what does not fit is refused at once, so that people are told and memory stays as it is.
type queue struct {
	each int // jobs of one conversation that may wait
	all  int // jobs of all conversations that may wait or run

	mu      sync.Mutex
	waiting map[string][]func()
	count   int
	closed  bool
	empty   chan struct{} // closed when nothing is left after close
	workers chan struct{} // holds a token for each job that runs
}

// newQueue makes a queue that runs side jobs at a time.
func newQueue(each, all, side int) *queue {
	return &queue{each: each, all: all, waiting: map[string][]func(){}, workers: make(chan struct{}, side), empty: make(chan struct{})}
}

// add puts a job behind those of its conversation. errBusy means that too many wait, errClosing that none is taken
// any more.
func (q *queue) add(conversation string, job func()) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	jobs, runs := q.waiting[conversation]
	switch {
	case q.closed:
		return errClosing
	case len(jobs) >= q.each, q.count >= q.all:
		return errBusy
	}
	q.waiting[conversation] = append(jobs, job)
	q.count++
	if !runs {
		go q.run(conversation)
	}
	return nil
}

// run does the jobs of a conversation until none waits.
func (q *queue) run(conversation string) {
	for {
		q.mu.Lock()
		jobs := q.waiting[conversation]
		if len(jobs) == 0 {
			delete(q.waiting, conversation)
			q.mu.Unlock()
			return
		}
		q.waiting[conversation] = jobs[1:]
		q.mu.Unlock()
		q.workers <- struct{}{}
		jobs[0]()
		<-q.workers
		q.mu.Lock()
		q.count--
		if q.closed && q.count == 0 {
			close(q.empty)
		}
		q.mu.Unlock()
	}
}

// close takes no more jobs and waits until those taken are done, or ctx is.
func (q *queue) close(ctx context.Context) error {
	q.mu.Lock()
	if !q.closed {
		q.closed = true
		if q.count == 0 {
			close(q.empty)
		}
	}
	q.mu.Unlock()
	select {
	case <-q.empty:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
