package discord

import (
	"context"
	"errors"
	"sync"
	"time"
)

// Errors of a queue that takes no more.
var (
	errBusy    = errors.New("too much is waiting in this conversation")
	errCrowd   = errors.New("too many conversations are waiting")
	errClosing = errors.New("the queue is closing")
)

// A queue does what is said in one conversation in the order in which it was said, and conversations side by side. It
// is bounded in number and in time: what does not fit, or would wait too long, is refused at once, so that people are told
// and memory stays as it is.
type queue struct {
	each    int           // jobs of one conversation that may wait
	all     int           // jobs of all conversations that may wait or run
	longest time.Duration // nothing more is taken that would wait so long for a worker

	mu      sync.Mutex
	waiting map[string][]func()
	lined   []time.Time   // since when conversations wait for a worker, the oldest first
	let     time.Time     // when the last was let to one
	pace    time.Duration // between two that are let to one while others wait, smoothed
	count   int
	closed  bool
	empty   chan struct{} // closed when nothing is left after close
	workers chan struct{} // holds a token for each job that runs
}

// newQueue makes a queue that runs side jobs at a time.
func newQueue(each, all, side int, longest time.Duration) *queue {
	return &queue{each: each, all: all, longest: longest, waiting: map[string][]func(){}, workers: make(chan struct{}, side), empty: make(chan struct{})}
}

// add puts a job behind those of its conversation. errBusy means that too many of them wait, errCrowd that too many of
// other conversations do, errClosing that none is taken any more.
func (q *queue) add(conversation string, job func()) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	jobs, runs := q.waiting[conversation]
	switch {
	case q.closed:
		return errClosing
	case len(jobs) >= q.each:
		return errBusy
	case q.count >= q.all, q.crowded():
		return errCrowd
	}
	q.waiting[conversation] = append(jobs, job)
	q.count++
	if !runs {
		go q.run(conversation)
	}
	return nil
}

// crowded reports whether one more would wait too long: the oldest has, or they are too many for the pace at which they
// are let in.
func (q *queue) crowded() bool {
	return len(q.lined) > 0 && (time.Since(q.lined[0]) > q.longest || time.Duration(len(q.lined))*q.pace > q.longest)
}

// smooth is over how many the pace is taken.
const smooth = 64

// letIn takes note that one who waited has a worker.
func (q *queue) letIn() {
	q.mu.Lock()
	defer q.mu.Unlock()
	now := time.Now()
	q.lined = q.lined[1:]
	if len(q.lined) == 0 { // nobody else waits: how long it took says nothing of how many could be let in
		q.let = time.Time{}
		return
	}
	if !q.let.IsZero() {
		q.pace += (now.Sub(q.let) - q.pace) / smooth
	}
	q.let = now
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
		q.lined = append(q.lined, time.Now())
		q.mu.Unlock()
		q.workers <- struct{}{} // whoever waits longest is next: a channel lets them in as they came
		q.letIn()
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
