package store

import (
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"math"
	"math/bits"
	"time"
)

// A reader takes values off b; after the first fault it returns zeros and keeps the fault in err.
type reader struct {
	b     []byte
	size  int
	local []string
	err   error
}

func (r *reader) fail(format string, args ...any) {
	if r.err == nil {
		r.err = fmt.Errorf("byte %d of %d: %w", r.size-len(r.b), r.size, fmt.Errorf(format, args...))
	}
	r.b = nil
}

func (r *reader) byte() byte {
	if len(r.b) == 0 {
		r.fail("breaks off")
		return 0
	}
	c := r.b[0]
	r.b = r.b[1:]
	return c
}

func (r *reader) uint() uint64 {
	v, n := binary.Uvarint(r.b)
	if n <= 0 {
		r.fail("bad number")
		return 0
	}
	r.b = r.b[n:]
	return v
}

func (r *reader) int64() int64 {
	v, n := binary.Varint(r.b)
	if n <= 0 {
		r.fail("bad number")
		return 0
	}
	r.b = r.b[n:]
	return v
}

// int reads a number that is small in anything we wrote.
func (r *reader) int() int {
	v := r.int64()
	if v > math.MaxInt32 || v < math.MinInt32 {
		r.fail("number %d is out of range", v)
		return 0
	}
	return int(v)
}

// count reads how many values follow; each takes a byte at least.
func (r *reader) count() int {
	v := r.uint()
	if v > uint64(len(r.b)) {
		r.fail("%d values in %d bytes", v, len(r.b))
		return 0
	}
	return int(v)
}

func (r *reader) bytes(n int) []byte {
	if n > len(r.b) {
		r.fail("breaks off")
		return nil
	}
	b := r.b[:n]
	r.b = r.b[n:]
	return b
}

func (r *reader) time(since int64) time.Time { return time.UnixMilli(since + r.int64()).UTC() }

func (r *reader) text() string {
	s, err := decodeText(r.bytes(r.count()))
	if err != nil {
		r.fail("%w", err)
	}
	return s
}

func (r *reader) hex() string {
	n := r.uint()
	if n>>1 > uint64(len(r.b)) {
		r.fail("breaks off")
		return ""
	}
	b := r.bytes(int(n >> 1))
	if n&1 == 1 {
		return hex.EncodeToString(b)
	}
	return string(b)
}

func (r *reader) id() string {
	n := r.uint()
	i := n >> 1
	switch {
	case n&1 == 0 && i < uint64(len(knownIDs.words)):
		return knownIDs.words[i]
	case n&1 == 0:
		r.fail("id %d is not known: %w", i, ErrNewer)
		return ""
	case i < uint64(len(r.local)):
		return r.local[i]
	case i > uint64(len(r.local)):
		r.fail("id %d was not spelled", i)
		return ""
	}
	s := r.text()
	r.local = append(r.local, s)
	return s
}

func (r *reader) ids() []string {
	var list []string
	for range r.count() {
		list = append(list, r.id())
	}
	return list
}

func (r *reader) float() float64 { return math.Float64frombits(bits.ReverseBytes64(r.uint())) }

func (r *reader) string() string { return string(r.bytes(r.count())) }

func (r *reader) strings() []string {
	n := r.count()
	if n == 0 {
		return nil
	}
	list := make([]string, 0, n)
	for range n {
		list = append(list, r.string())
	}
	return list
}
