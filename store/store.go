// Package store is what outlives one message: conversations, escalations, the audit and the outbox, all of it in Redis
// or in an embedded one kept on disk.
package store

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync/atomic"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/logging"
)

// Errors that a caller tests for.
var (
	ErrConflict = errors.New("the conversation was changed by somebody else")      // load it and take the turn again
	ErrAway     = errors.New("the store cannot be reached")                        // nothing is known to be written; a commit may be repeated
	ErrFull     = errors.New("the store has no room or cannot write")              // nothing was written
	ErrLocked   = errors.New("another process uses the embedded store")            // one process per folder
	ErrCorrupt  = errors.New("the data is damaged")                                // stored data or a backup; the text says where
	ErrNewer    = errors.New("a newer program wrote it")                           // always with ErrCorrupt, since this program cannot read it; it is left as it is
	ErrNotEmpty = errors.New("the store holds data")                               // restore it with Replace, or into another
	ErrClosed   = errors.New("the store is closed")                                // by Close
	ErrInvalid  = errors.New("the commit lacks something or holds what it cannot") // a mistake of the caller
)

// Options say where the data is.
type Options struct {
	URL    string           // redis://… or unix://…; "": an embedded Redis in Dir
	Dir    string           // where the embedded one makes its folder "store"
	Log    *slog.Logger     // nil: nothing is logged; never told what was said
	Now    func() time.Time // nil: time.Now
	Cache  int              // conversations kept in memory; 0: 2,048
	Retain Retention        // how long what is no conversation is kept
	Keys   [][]byte         // seal what is said at rest, KeyBytes each: the first seals, all open; none: nothing is sealed

	tick      time.Duration          // how often the embedded store looks for expired keys; 0: 30 s
	compactAt int64                  // journal bytes beyond which it is compacted; 0: 4 MiB
	disk      func(dir string) disk  // nil: osDisk
	dialer    func(o *redis.Options) // nil: as the URL says; tests put a failing network in its place
}

// A Store keeps what must not be lost. It may be used by many goroutines at once, and, with a URL, by many processes.
type Store struct {
	client redis.UniversalClient // for reading; writing goes through keeper
	ring   ring
	retain Retention
	keeper keeper
	cache  *cache

	switches glance[Switches]
	lessons  glance[[]Lesson]

	log   *slog.Logger
	now   func() time.Time
	trips atomic.Int64
}

// A keeper is what makes the two stores differ: how a script is run so that its effect outlives a crash, and how the
// whole content is read and replaced.
type keeper interface {
	// run runs a script and returns its answer once that is as durable as the store makes it.
	run(ctx context.Context, s script, keys []string, args ...string) (any, error)
	// dump calls yield with every key of ours, keys in order, as they all stood at one moment for each unit.
	dump(ctx context.Context, yield func(entry) error) error
	// load puts the entries in place of whatever is there; next returns io.EOF after the last.
	load(ctx context.Context, next func() (entry, error)) error
	// compact makes what was overwritten go from the files that this process keeps.
	compact(ctx context.Context) error
	close() error
}

// Open opens the store that o names. Redis not answering is ErrAway, an embedded store in use by another process
// ErrLocked, a damaged file ErrCorrupt.
func Open(ctx context.Context, o Options) (*Store, error) {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Cache == 0 {
		o.Cache = 2048
	}
	k, err := newRing(o.Keys)
	if err != nil {
		return nil, fmt.Errorf("open store: %w", err)
	}
	logging.Disable() // the client would write to standard error what is returned as an error anyway
	s := &Store{cache: newCache(o.Cache), log: o.Log, now: o.Now, ring: k, retain: o.Retain.withDefaults()}
	if o.URL != "" {
		s.switches.age, s.lessons.age = switchAge, lessonAge
		s.client, s.keeper, err = openRemote(ctx, o, k, &s.trips)
	} else {
		s.client, s.keeper, err = openEmbedded(ctx, o, &s.trips)
	}
	if err != nil {
		return nil, fmt.Errorf("open store: %w", err)
	}
	return s, nil
}

// Close ends the use of the store. What was acknowledged is safe without it; an embedded store opens faster after it.
func (s *Store) Close() error {
	return errors.Join(s.keeper.close(), s.client.Close())
}

// Trips returns how many round trips to Redis were made since Open, those of opening left out.
func (s *Store) Trips() int64 { return s.trips.Load() }

// Load returns the conversation as last committed. When there is none it returns one with only Unit and ID set, whose
// Version is 0. The answer may come from memory and be out of date when another process wrote in between; a commit
// made from it then ends in ErrConflict, after which Load returns the newest.
func (s *Store) Load(ctx context.Context, unit, id string) (Conversation, error) {
	if err := checkUnit(unit); err != nil {
		return Conversation{}, fmt.Errorf("load conversation: %w: %w", ErrInvalid, err)
	}
	if c, ok := s.cache.get(unit, id, s.now().UnixMilli()); ok {
		return clone(c), nil
	}
	blob, err := s.fetch(ctx, unit, id)
	if errors.Is(err, redis.Nil) {
		return Conversation{Unit: unit, ID: id}, nil
	}
	if err != nil {
		return Conversation{}, fmt.Errorf("load conversation %s: %w", id, classify(ctx, err))
	}
	c, until, err := decode(s.ring, unit, id, blob)
	if err != nil {
		return Conversation{}, fmt.Errorf("load: %w", err)
	}
	s.cache.put(c, until)
	return clone(c), nil
}

// Newest is Load that never answers from memory, for a turn that may end without a commit that would show that another
// process wrote in between.
func (s *Store) Newest(ctx context.Context, unit, id string) (Conversation, error) {
	s.cache.drop(unit, id)
	return s.Load(ctx, unit, id)
}

// fetch reads a conversation, and in the same round trip the switches of its unit when they are to be looked at again:
// every turn asks for both.
func (s *Store) fetch(ctx context.Context, unit, id string) ([]byte, error) {
	var conversation *redis.StringCmd
	if s.switches.fresh(unit) {
		return s.client.Get(ctx, conversationKey(unit, id)).Bytes()
	}
	_, err := s.switches.look(unit, func() (Switches, error) {
		pipe := s.client.Pipeline()
		conversation = pipe.Get(ctx, conversationKey(unit, id))
		kept := pipe.HGetAll(ctx, switchesKey(unit))
		if _, err := pipe.Exec(ctx); err != nil && !errors.Is(err, redis.Nil) {
			return nil, err
		}
		return readSwitches(kept.Val())
	})
	if conversation == nil { // somebody else looked meanwhile
		return s.client.Get(ctx, conversationKey(unit, id)).Bytes()
	}
	if blob, failed := conversation.Bytes(); err == nil || failed != nil {
		return blob, failed
	}
	return nil, err
}

// Ping reports whether the store answers, for a health page.
func (s *Store) Ping(ctx context.Context) error {
	if err := s.client.Ping(ctx).Err(); err != nil {
		return fmt.Errorf("ping store: %w", classify(ctx, err))
	}
	return nil
}
