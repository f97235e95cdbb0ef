package discord

import (
	"context"
	"fmt"
	"strings"
	"sync"
)

// threads finds the private thread in which one person is told about one case. Nobody else is in it, so that what a reviewer
// is told of a case never stands where the asker reads. Discord itself keeps which is which, by the name, so that nothing is
// lost with the process.
type threads struct {
	post Poster

	mu    sync.Mutex
	known map[string]string // id by county and name
}

// mostThreads is how many threads are remembered; beyond it all are looked up again.
const mostThreads = 5000

func newThreads(post Poster) *threads { return &threads{post: post, known: map[string]string{}} }

// of returns the thread of a case: the one that is there, opened again by whatever is sent into it, or a new one with the
// person in it.
func (t *threads) of(ctx context.Context, u Unit, number, person string) (string, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	name := threadName(number, person)
	key := u.ID + "/" + name
	if id := t.known[key]; id != "" {
		return id, nil
	}
	all, err := t.post.Threads(ctx, u.Guild, u.CaseChannel)
	if err != nil {
		return "", fmt.Errorf("look for thread: %w", err)
	}
	found := ""
	for _, x := range all { // of two made at the same time by two processes the older one counts for both
		if x.Name == name && (found == "" || older(x.ID, found)) {
			found = x.ID
		}
	}
	if found == "" {
		x, err := t.post.OpenThread(ctx, u.CaseChannel, name, person)
		if err != nil {
			return "", fmt.Errorf("open thread: %w", err)
		}
		found = x.ID
	}
	if len(t.known) >= mostThreads {
		t.known = map[string]string{}
	}
	t.known[key] = found
	return found, nil
}

// forget looks for the thread again the next time: it may be gone.
func (t *threads) forget(u Unit, number, person string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.known, u.ID+"/"+threadName(number, person))
}

// threadName is what the thread of a case and a person is called: the number, and a mark for the person.
func threadName(number, person string) string {
	return shorten(strings.TrimSpace(number), 90) + "·" + nonce("thread:" + person)[:4]
}

// older compares two ids, which count up with time.
func older(a, b string) bool {
	if len(a) != len(b) {
		return len(a) < len(b)
	}
	return a < b
}
