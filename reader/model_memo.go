package reader

import (
	linked "container/list"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"sync"
)

// A memo remembers what was once worked out, by a hash of what it was worked out from. The oldest unused is forgotten
// first. Nothing of it leaves the process.
type memo[V any] struct {
	mu    sync.Mutex
	most  int
	order *linked.List // of *remembered[V], the latest used in front
	at    map[string]*linked.Element
	doing map[string]*flight
}

// A flight is work under way.
type flight struct {
	done chan struct{} // closed when it is through
	err  error         // why it came to nothing; to be read after done
}

type remembered[V any] struct {
	key   string
	value V
}

func newMemo[V any](most int) *memo[V] {
	return &memo[V]{most: most, order: linked.New(), at: map[string]*linked.Element{}, doing: map[string]*flight{}}
}

// hashOf is the key of what was worked out from the parts.
func hashOf(parts ...string) string {
	h := sha256.New()
	for _, p := range parts {
		h.Write([]byte(p))
		h.Write([]byte{0})
	}
	return hex.EncodeToString(h.Sum(nil))
}

// get returns what is remembered of key.
func (m *memo[V]) get(key string) (v V, ok bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	e, ok := m.at[key]
	if !ok {
		return v, false
	}
	m.order.MoveToFront(e)
	return e.Value.(*remembered[V]).value, true //nolint:forcetypeassert // the list holds nothing else
}

func (m *memo[V]) put(key string, v V) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if e, ok := m.at[key]; ok {
		m.order.Remove(e)
	}
	m.at[key] = m.order.PushFront(&remembered[V]{key, v})
	for m.order.Len() > m.most {
		old := m.order.Remove(m.order.Back()).(*remembered[V]) //nolint:forcetypeassert // as above
		delete(m.at, old.key)
	}
}

// begin tells whether the caller is the one to do the work of key, and gives what to wait for.
func (m *memo[V]) begin(key string) (mine bool, f *flight) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if f, ok := m.doing[key]; ok {
		return false, f
	}
	f = &flight{done: make(chan struct{})}
	m.doing[key] = f
	return true, f
}

// end ends the work of key; err is why it came to nothing.
func (m *memo[V]) end(key string, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	f := m.doing[key]
	f.err = err
	close(f.done)
	delete(m.doing, key)
}

// background does work that outlives the turn that began it, until Close.
func (m *Model) background(ctx context.Context, work func(context.Context)) {
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	m.work.Go(func() {
		defer cancel()
		work(ctx)
	})
	m.work.Go(func() {
		select {
		case <-m.quit:
			cancel()
		case <-ctx.Done():
		}
	})
}
