package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// lookPage is how many keys one look takes in.
const lookPage = 200

// dump reads unit by unit. Turns may be taken meanwhile: what they changed stands in the audit lines that they added,
// and all of that is read again in one go.
func (r *remote) dump(ctx context.Context, yield func(entry) error) error {
	units, err := keysByUnit(ctx, r.patient)
	if err != nil {
		return err
	}
	for _, unit := range slices.Sorted(maps.Keys(units)) {
		if err := r.dumpUnit(ctx, unit, units[unit], yield); err != nil {
			return fmt.Errorf("unit %s: %w", unit, err)
		}
	}
	return nil
}

// An export is what was read of one unit so far.
type export struct {
	unit  string
	lines int64 // audit lines that the state takes account of
	state map[string]entry
}

func (r *remote) dumpUnit(ctx context.Context, unit string, keys map[string]struct{}, yield func(entry) error) (err error) {
	x := &export{unit: unit, state: map[string]entry{}}
	if x.lines, err = r.client.LLen(ctx, auditKey(unit)).Result(); err != nil {
		return classify(ctx, err)
	}
	delete(keys, auditKey(unit))
	for page := range slices.Chunk(slices.Sorted(maps.Keys(keys)), lookPage) {
		if err := r.look(ctx, x, page); err != nil {
			return err
		}
	}
	if err := r.catchUp(ctx, x); err != nil {
		return err
	}
	x.state[auditKey(unit)] = entry{key: auditKey(unit), kind: listKind}
	for _, key := range slices.Sorted(maps.Keys(x.state)) {
		e := x.state[key]
		if e.kind == listKind {
			err = r.dumpList(ctx, e, x.lines, yield)
		} else {
			err = yield(e)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// catchUp reads again what turns changed since x was read, so that x is how the unit stood at this moment.
func (r *remote) catchUp(ctx context.Context, x *export) error {
	keys := append([]string{auditKey(x.unit)}, looseKeys(x.unit)...)
	v, err := r.run(ctx, sinceScript, keys, strconv.FormatInt(x.lines, 10), conversationKey(x.unit, ""))
	if err != nil {
		return err
	}
	list, _ := v.([]any)
	if len(list) == 0 {
		return fmt.Errorf("answer %v is not understood", v)
	}
	x.lines, _ = list[0].(int64)
	now := r.now().UnixMilli()
	for i := 1; i+1 < len(list); i += 2 {
		x.take(r.ring, lookedAt(said(list, i), list[i+1], now))
	}
	return nil
}

// take puts a key as it stands now in the place of how it stood, and keeps the index of persons in step.
func (x *export) take(k ring, e entry) {
	id, talk := strings.CutPrefix(e.key, conversationKey(x.unit, ""))
	before := x.state[e.key]
	if e.kind.width() == 0 || len(e.values) == 0 {
		delete(x.state, e.key)
	} else {
		x.state[e.key] = e
	}
	if !talk {
		return
	}
	if c, _, err := decode(k, x.unit, id, []byte(first(before.values))); err == nil {
		x.index(c, "")
	}
	if c, until, err := decode(k, x.unit, id, []byte(first(e.values))); err == nil {
		x.index(c, strconv.FormatInt(until, 10))
	}
}

// index notes that a conversation expires then, milliseconds, "0" never, or, when until is "", that it is gone.
func (x *export) index(c Conversation, until string) {
	key := personKey(x.unit, c.Person)
	e := entry{key: key, kind: hashKind}
	for id, t := range pairs(x.state[key].values) {
		if id != c.ID {
			e.values = append(e.values, id, t)
		}
	}
	if until != "" {
		e.values = append(e.values, c.ID, until)
	}
	if len(e.values) == 0 {
		delete(x.state, key)
		return
	}
	for _, t := range pairs(e.values) {
		n, err := strconv.ParseInt(t, 10, 64)
		if n == 0 || err != nil {
			e.until = 0
			break
		}
		e.until = max(e.until, n)
	}
	e.values = sortPairs(e.values)
	x.state[key] = e
}

// look reads keys, all at one moment, into the state.
func (r *remote) look(ctx context.Context, x *export, keys []string) error {
	v, err := r.run(ctx, lookScript, keys)
	if err != nil {
		return err
	}
	list, _ := v.([]any)
	if len(list) != len(keys) {
		return fmt.Errorf("%d answers for %d keys", len(list), len(keys))
	}
	now := r.now().UnixMilli()
	for i, key := range keys {
		if e := lookedAt(key, list[i], now); e.kind.width() > 0 && len(e.values) > 0 {
			x.state[key] = e
		}
	}
	return nil
}

// lookedAt is what lookScript returned for one key.
func lookedAt(key string, v any, now int64) entry {
	list, _ := v.([]any)
	e := entry{key: key, kind: keyKind(said(list, 0))}
	if len(list) < 3 {
		return e
	}
	if ttl, _ := list[1].(int64); ttl > 0 {
		e.until = now + ttl
	}
	values, _ := list[2].([]any)
	for i := range values {
		e.values = append(e.values, said(values, i))
	}
	switch e.kind {
	case hashKind:
		e.values = sortPairs(e.values)
	case zsetKind:
		for i := 1; i < len(e.values); i += 2 {
			if f, err := strconv.ParseFloat(e.values[i], 64); err == nil {
				e.values[i] = strconv.FormatFloat(f, 'f', -1, 64)
			}
		}
	}
	return e
}

// dumpList yields the first elements of a list, a page at a time.
func (r *remote) dumpList(ctx context.Context, e entry, length int64, yield func(entry) error) error {
	for at := int64(0); at < length; at += dumpValues {
		values, err := r.patient.LRange(ctx, e.key, at, min(at+dumpValues, length)-1).Result()
		if err != nil {
			return classify(ctx, err)
		}
		if len(values) == 0 {
			return nil
		}
		part := e
		part.before, part.values = int(at), values
		if err := yield(part); err != nil {
			return err
		}
	}
	return nil
}

// load removes what is there and puts the entries in its place.
func (r *remote) load(ctx context.Context, next func() (entry, error)) error {
	units, err := keysByUnit(ctx, r.patient)
	if err != nil {
		return err
	}
	for _, keys := range units {
		for page := range slices.Chunk(slices.Sorted(maps.Keys(keys)), lookPage) {
			if _, err := r.run(ctx, dropScript, page); err != nil {
				return err
			}
		}
	}
	for {
		e, err := next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if e.until != 0 && e.until <= r.now().UnixMilli() {
			continue
		}
		args := append([]string{string(e.kind), strconv.FormatInt(e.until, 10), strconv.Itoa(e.before)}, e.values...)
		if _, err := r.run(ctx, putScript, []string{e.key}, args...); err != nil {
			return err
		}
	}
}

// readHead takes an audit head apart; "" is the head before the first line.
func readHead(head string) (link string, lines int64) {
	if len(head) <= linkDigits {
		return "", 0
	}
	n, err := strconv.ParseInt(head[linkDigits:], 10, 64)
	if err != nil {
		return "", -1
	}
	return head[:linkDigits], n
}

func first(values []string) string {
	if len(values) == 0 {
		return ""
	}
	return values[0]
}
