package store

import (
	"container/list"
	"sync"
)

// A cache keeps the newest version known of the conversations used last, so that a turn need not load.
type cache struct {
	mu    sync.Mutex
	most  int
	items map[cacheKey]*list.Element
	order *list.List // of cached, most recently used first
}

type cacheKey struct{ unit, id string }

type cached struct {
	c     Conversation
	until int64 // when it expires, milliseconds; 0 for never
}

func newCache(most int) *cache {
	return &cache{most: most, items: map[cacheKey]*list.Element{}, order: list.New()}
}

// get returns the conversation when one is kept that has not expired at now, in milliseconds. Its holder must not change it.
func (k *cache) get(unit, id string, now int64) (Conversation, bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	e := k.items[cacheKey{unit, id}]
	if e == nil {
		return Conversation{}, false
	}
	x := e.Value.(*cached)
	if x.until != 0 && x.until <= now {
		k.remove(e)
		return Conversation{}, false
	}
	k.order.MoveToFront(e)
	return x.c, true
}

// put keeps c unless a newer version is kept.
func (k *cache) put(c Conversation, until int64) {
	k.mu.Lock()
	defer k.mu.Unlock()
	key := cacheKey{c.Unit, c.ID}
	if e := k.items[key]; e != nil {
		if x := e.Value.(*cached); x.c.Version <= c.Version {
			*x = cached{c, until}
		}
		k.order.MoveToFront(e)
		return
	}
	k.items[key] = k.order.PushFront(&cached{c, until})
	for k.order.Len() > k.most {
		k.remove(k.order.Back())
	}
}

// drop forgets a conversation.
func (k *cache) drop(unit, id string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if e := k.items[cacheKey{unit, id}]; e != nil {
		k.remove(e)
	}
}

// clear forgets all.
func (k *cache) clear() {
	k.mu.Lock()
	defer k.mu.Unlock()
	clear(k.items)
	k.order.Init()
}

func (k *cache) remove(e *list.Element) {
	x := k.order.Remove(e).(*cached)
	delete(k.items, cacheKey{x.c.Unit, x.c.ID})
}
