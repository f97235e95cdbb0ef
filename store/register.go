package store

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/redis/go-redis/v9"
)

// A register is a small hash of a unit whose every change is in the audit: switches, lessons. Its lines are a chain of
// their own, whose last hash stands in the register.
type register struct {
	key, chain string
}

func switchRegister(unit string) register { return register{switchesKey(unit), "register:switches"} }
func lessonRegister(unit string) register { return register{lessonsKey(unit), "register:lessons"} }

// registers are those of a unit.
func registers(unit string) []register { return []register{switchRegister(unit), lessonRegister(unit)} }

// registerHead is the field of the last hash of the chain. It is no switch and no lesson.
const registerHead = "head"

// change has next say what the fields become and what is noted of it, again when somebody else was quicker. Without
// fields nothing is written.
func (s *Store) change(ctx context.Context, unit string, r register, next func(was map[string]string) (map[string]string, Audit, error)) error {
	for {
		was, err := s.client.HGetAll(ctx, r.key).Result()
		if err != nil {
			return classify(ctx, err)
		}
		head := was[registerHead]
		fields, a, err := next(was)
		if err != nil || len(fields) == 0 {
			return err
		}
		if a.At.IsZero() {
			a.At = s.now()
		}
		line, after, err := newLine(unit, r.chain, head, a)
		if err != nil {
			return fmt.Errorf("%w: %w", ErrCorrupt, err)
		}
		args := []string{head, after, line}
		for _, name := range slices.Sorted(maps.Keys(fields)) {
			args = append(args, name, fields[name])
		}
		v, err := s.keeper.run(ctx, keepScript, []string{r.key, auditKey(unit), auditHeadKey(unit)}, args...)
		if err != nil {
			return err
		}
		if v == int64(1) {
			return nil
		}
	}
}

// keepScript changes fields of a register that nobody has changed since it was read, and notes that in the audit.
//
//	KEYS  1 register  2 audit  3 audit head
//	ARGV  1 head that the register must have, empty for none  2 head it gets  3 audit line
//	      4… field, value (empty: the field goes)
//	returns 1, or 0 when it was changed
var keepScript = script{name: "keep1", Script: redis.NewScript(`
if (redis.call('HGET', KEYS[1], 'head') or '') ~= ARGV[1] then
	return 0
end
local head = redis.call('GET', KEYS[3]) or ''
local lines = 1
if head ~= '' then lines = tonumber(string.sub(head, 41)) + 1 end
redis.call('HSET', KEYS[1], 'head', ARGV[2])
for i = 4, #ARGV, 2 do
	if ARGV[i + 1] == '' then
		redis.call('HDEL', KEYS[1], ARGV[i])
	else
		redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 1])
	end
end
redis.call('RPUSH', KEYS[2], ARGV[3])
redis.call('SET', KEYS[3], redis.sha1hex(string.sub(head, 1, 40) .. ARGV[3]) .. lines)
return 1
`)}

// A glance remembers for each unit what was read a moment ago, so that looking at every turn costs next to nothing.
type glance[T any] struct {
	age  time.Duration // after which it is read again; 0: never, since nobody else can write
	mu   sync.Mutex
	seen map[string]glimpse[T]
	told int // how often all was forgotten
}

type glimpse[T any] struct {
	at   time.Time // by the machine: a test's clock may stand still
	what T
}

// fresh reports whether what was seen of a unit is good for now.
func (g *glance[T]) fresh(unit string) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	was, ok := g.seen[unit]
	return ok && (g.age == 0 || time.Since(was.at) < g.age)
}

// look returns what was read no longer than age ago, or reads it.
func (g *glance[T]) look(unit string, read func() (T, error)) (T, error) {
	g.mu.Lock()
	was, ok := g.seen[unit]
	told := g.told
	g.mu.Unlock()
	if ok && (g.age == 0 || time.Since(was.at) < g.age) {
		return was.what, nil
	}
	began := time.Now()
	what, err := read()
	if err != nil {
		return what, err
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.seen == nil {
		g.seen = map[string]glimpse[T]{}
	}
	if g.told == told { // otherwise it may have changed since it was read
		g.seen[unit] = glimpse[T]{began, what}
	}
	return what, nil
}

// forget has everything read again.
func (g *glance[T]) forget() {
	g.mu.Lock()
	defer g.mu.Unlock()
	clear(g.seen)
	g.told++
}
