package store

import (
	"fmt"
	"strconv"
	"time"
)

// copyState returns every key. Values are shared with the server, which never changes a string in place.
func (e *embedded) copyState() []entry {
	m := e.server
	var state []entry
	for _, key := range m.Keys() {
		x := entry{key: key, kind: keyKind(m.Type(key))}
		if ttl := m.TTL(key); ttl > 0 {
			x.until = e.clock + ttl.Milliseconds()
		}
		switch x.kind {
		case stringKind:
			v, _ := m.Get(key)
			x.values = []string{v}
		case listKind:
			x.values, _ = m.List(key)
		case hashKind:
			fields, _ := m.HKeys(key)
			for _, f := range fields {
				x.values = append(x.values, f, m.HGet(key, f))
			}
			x.values = sortPairs(x.values)
		case zsetKind:
			members, _ := m.ZMembers(key)
			for _, z := range members {
				score, _ := m.ZScore(key, z)
				x.values = append(x.values, z, strconv.FormatFloat(score, 'f', -1, 64))
			}
		case streamKind:
			entries, _ := m.Stream(key)
			for _, s := range entries {
				x.values = append(x.values, s.ID, s.Values[1], s.Values[3])
			}
		}
		state = append(state, x)
	}
	return state
}

// fill puts an entry into the server, unless it has expired.
func (e *embedded) fill(x entry) error {
	m := e.server
	if x.until != 0 && x.until <= e.clock {
		return nil
	}
	v := x.values
	var err error
	switch x.kind {
	case stringKind:
		err = m.Set(x.key, v[0])
	case listKind:
		_, err = m.Push(x.key, v...)
	case hashKind:
		m.HSet(x.key, v...)
	case zsetKind:
		for i := 0; i < len(v) && err == nil; i += 2 {
			var score float64
			if score, err = strconv.ParseFloat(v[i+1], 64); err == nil {
				_, err = m.ZAdd(x.key, score, v[i])
			}
		}
	case streamKind:
		for i := 0; i < len(v) && err == nil; i += 3 {
			_, err = m.XAdd(x.key, v[i], []string{"case", v[i+1], "note", v[i+2]})
		}
	}
	if err != nil {
		return fmt.Errorf("%s: %w", x.key, err)
	}
	if x.until != 0 {
		m.SetTTL(x.key, time.Duration(x.until-e.clock)*time.Millisecond)
	}
	return nil
}
