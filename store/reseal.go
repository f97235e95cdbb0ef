package store

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/redis/go-redis/v9"
)

// A Resealed tells what Reseal did.
type Resealed struct {
	Read    int // texts looked at
	Written int // of them sealed anew
	Waiting int // notes still to be delivered that only an older key opens; they go as they are delivered
}

// Reseal seals everything with the first key, while the store goes on working: afterwards an older key is needed by
// none but the notes that wait. progress, unless nil, is told now and then how many were looked at. Of an embedded
// store the files that hold older texts are gone then; a Redis drops them when it next rewrites its own.
func (s *Store) Reseal(ctx context.Context, progress func(read int)) (Resealed, error) {
	var r Resealed
	if len(s.ring) == 0 {
		return r, fmt.Errorf("seal anew: %w: no key is given", ErrInvalid)
	}
	units, err := keysByUnit(ctx, s.client)
	if err != nil {
		return r, fmt.Errorf("seal anew: %w", err)
	}
	for _, unit := range slices.Sorted(maps.Keys(units)) {
		x := resealing{s: s, unit: unit, told: &r, progress: progress}
		if err := x.all(ctx, units[unit]); err != nil {
			return r, fmt.Errorf("seal anew: unit %s: %w", unit, err)
		}
	}
	if err := s.keeper.compact(ctx); err != nil {
		return r, fmt.Errorf("seal anew: %w", err)
	}
	return r, nil
}

// A resealing goes through the texts of one unit.
type resealing struct {
	s        *Store
	unit     string
	told     *Resealed
	progress func(read int)
}

func (x resealing) all(ctx context.Context, keys map[string]struct{}) error {
	for key := range keys {
		if _, talk := strings.CutPrefix(key, conversationKey(x.unit, "")); talk {
			if err := x.conversation(ctx, key); err != nil {
				return err
			}
		}
	}
	for _, hash := range []struct {
		key   string
		again func(name, kept string) (string, error)
	}{
		{casesKey(x.unit), x.fileAgain},
		{lessonsKey(x.unit), func(_, kept string) (string, error) { return x.textAgain(lessonOf(x.unit), kept) }},
		{gapsKey(x.unit), func(_, kept string) (string, error) { return x.textAgain(gapOf(x.unit), kept) }},
	} {
		if err := x.hash(ctx, hash.key, hash.again); err != nil {
			return err
		}
	}
	return x.notes(ctx)
}

// conversation seals one anew, unless it changes meanwhile: then it is sealed already.
func (x resealing) conversation(ctx context.Context, key string) error {
	blob, err := x.s.client.Get(ctx, key).Result()
	if errors.Is(err, redis.Nil) {
		return nil
	}
	if err != nil {
		return classify(ctx, err)
	}
	id := strings.TrimPrefix(key, conversationKey(x.unit, ""))
	var c Conversation
	body, err := decodeHeader(&c, []byte(blob))
	if err != nil {
		return fmt.Errorf("%w: conversation %s: %w", ErrCorrupt, id, err)
	}
	sealed := blob[0] == sealedFormat
	if sealed && !x.s.ring.older(body) {
		x.count(false)
		return nil
	}
	head := blob[1 : len(blob)-len(body)]
	if sealed {
		if body, err = x.s.ring.open(bodyOf(x.unit, id), body); err != nil {
			return fmt.Errorf("conversation %s: %w", id, err)
		}
	}
	fresh, _ := x.s.ring.seal(bodyOf(x.unit, id), body)
	return x.swap(ctx, key, "", blob, string([]byte{sealedFormat})+head+string(fresh))
}

// hash seals the texts of a hash anew; again returns "" for one that need not be.
func (x resealing) hash(ctx context.Context, key string, again func(name, kept string) (string, error)) error {
	for f, err := range x.s.hashOf(ctx, key) {
		if err != nil {
			return err
		}
		fresh, err := again(f.field, f.value)
		if err != nil {
			return fmt.Errorf("%s: %w", f.field, err)
		}
		if fresh == "" {
			x.count(false)
			continue
		}
		if err := x.swap(ctx, key, f.field, f.value, fresh); err != nil {
			return err
		}
	}
	return nil
}

// fileAgain is a case sealed anew.
func (x resealing) fileAgain(number, file string) (string, error) {
	if len(file) > caseFileHeader && file[0] == sealedCase && !x.s.ring.older([]byte(file[caseFileHeader:])) {
		return "", nil
	}
	c, err := readCase(x.s.ring, x.unit, number, file)
	if err != nil {
		return "", err
	}
	return writeCase(x.s.ring, c)
}

// textAgain is a JSON text sealed anew; what is none, a count or a hash, stays.
func (x resealing) textAgain(of, kept string) (string, error) {
	if !strings.HasPrefix(kept, "{") && !strings.HasPrefix(kept, sealedMark) || !x.s.ring.stale(kept) {
		return "", nil
	}
	plain, err := x.s.ring.read(of, kept)
	if err != nil {
		return "", err
	}
	return x.s.ring.text(of, plain), nil
}

// notes counts those that only an older key opens: a stream cannot be changed in the middle.
func (x resealing) notes(ctx context.Context) error {
	waiting, err := x.s.client.XRange(ctx, outboxKey(x.unit), "-", "+").Result()
	if err != nil {
		return classify(ctx, err)
	}
	for _, w := range waiting {
		if kept, _ := w.Values["note"].(string); x.s.ring.stale(kept) {
			x.told.Waiting++
		}
	}
	return nil
}

func (x resealing) swap(ctx context.Context, key, name, before, after string) error {
	if _, err := x.s.keeper.run(ctx, swapScript, []string{key}, name, before, after); err != nil {
		return err
	}
	x.count(true)
	return nil
}

// count tells progress every hundred texts.
func (x resealing) count(written bool) {
	x.told.Read++
	if written {
		x.told.Written++
	}
	if x.progress != nil && x.told.Read%100 == 0 {
		x.progress(x.told.Read)
	}
}

// swapScript puts one value in the place of another that nobody has changed since it was read.
//
//	KEYS  1 a string, or a hash
//	ARGV  1 field of the hash, empty for a string  2 value as it was read  3 value as it becomes
//	returns 1, or 0 when it was changed
var swapScript = script{name: "swap1", Script: redis.NewScript(`
if ARGV[1] ~= '' then
	if redis.call('HGET', KEYS[1], ARGV[1]) ~= ARGV[2] then return 0 end
	redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
	return 1
end
if redis.call('GET', KEYS[1]) ~= ARGV[2] then return 0 end
redis.call('SET', KEYS[1], ARGV[3], 'KEEPTTL')
return 1
`)}
