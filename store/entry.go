package store

import (
	"fmt"
	"iter"
	"math"
	"slices"
	"strings"
)

// A keyKind is the type of a key by Redis' name.
type keyKind string

const (
	stringKind keyKind = "string"
	hashKind   keyKind = "hash"
	listKind   keyKind = "list"
	zsetKind   keyKind = "zset"
	streamKind keyKind = "stream"
)

// width is how many values make one element.
func (k keyKind) width() int {
	switch k {
	case stringKind, listKind:
		return 1
	case hashKind, zsetKind:
		return 2
	case streamKind:
		return 3
	}
	return 0
}

// An entry is a key, or one part of a long one, with values as putScript takes them.
type entry struct {
	key    string
	kind   keyKind
	until  int64 // when it expires, milliseconds; 0 for never
	before int   // how many values earlier parts hold
	values []string
}

// split cuts an entry into parts that a script can take.
func split(e entry) []entry {
	var parts []entry
	for len(e.values) > 0 {
		n, size := 0, 0
		for n < len(e.values) && n+e.kind.width() <= dumpValues && size < dumpBytes {
			for _, v := range e.values[n : n+e.kind.width()] {
				size += len(v)
			}
			n += e.kind.width()
		}
		part := e
		part.values = e.values[:n]
		parts = append(parts, part)
		e.values, e.before = e.values[n:], e.before+n
	}
	return parts
}

func readEntry(b []byte) (entry, error) {
	r := &reader{b: b, size: len(b)}
	e := entry{kind: keyKind(r.string()), key: r.string()}
	until, before := r.uint(), r.uint()
	e.values = r.strings()
	if until > math.MaxInt64 || before > math.MaxInt32 {
		r.fail("number out of range")
	}
	e.until, e.before = int64(until), int(before)
	switch width := e.kind.width(); {
	case r.err != nil:
		return entry{}, r.err
	case len(r.b) > 0:
		return entry{}, fmt.Errorf("%d bytes too many", len(r.b))
	case width == 0:
		return entry{}, fmt.Errorf("type %q is not known", e.kind)
	case len(e.values) == 0, len(e.values)%width != 0, e.kind == stringKind && len(e.values) > 1:
		return entry{}, fmt.Errorf("%d values for a %s", len(e.values), e.kind)
	case unitOf(e.key) == "":
		return entry{}, fmt.Errorf("key %q is none of ours", e.key)
	}
	return e, nil
}

// sortPairs puts field and value pairs in the order of their fields, so that equal data makes equal backups.
func sortPairs(values []string) []string {
	pairs := make([][2]string, 0, len(values)/2)
	for i := 0; i+1 < len(values); i += 2 {
		pairs = append(pairs, [2]string{values[i], values[i+1]})
	}
	slices.SortFunc(pairs, func(a, b [2]string) int { return strings.Compare(a[0], b[0]) })
	sorted := values[:0:0]
	for _, p := range pairs {
		sorted = append(sorted, p[0], p[1])
	}
	return sorted
}

// pairs returns the fields and values of a hash's values.
func pairs(values []string) iter.Seq2[string, string] {
	return func(yield func(string, string) bool) {
		for i := 0; i+1 < len(values); i += 2 {
			if !yield(values[i], values[i+1]) {
				return
			}
		}
	}
}
