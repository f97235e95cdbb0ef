package store

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"time"
)

// An Audit says who did what. It is kept longer than the talk it belongs to and never holds what was said.
type Audit struct {
	At     time.Time // zero: when it is committed
	Who    string    // a person's id, or the name of a process
	What   string    // one word: turn, hand over, erase …
	Detail string    // what came of it: outcome, ids
}

// A line of the audit as it is kept:
//
//	1 byte    format
//	          length of the record, and the record: chain, who, what, detail, milliseconds
//	32 bytes  SHA-256 of the hash of the line before in the same chain (zeros for the first), the unit and the record
//	          the number of the case that the commit opened, if it did
//
// Two chains hold the lines. The lines of one conversation are a chain whose last hash is the conversation's Head: it
// tells which line of whose was touched, and is computed here. All lines of a unit are a chain as well, whose last
// link stands with their number in the audit head: it makes a removed conversation and its whole chain show. That one
// is computed in the script that appends the line, where the only hash there is is SHA-1; to fool it takes a second
// line for a given link, which nobody can find.
const (
	lineFormat = 1
	linkDigits = 40
)

// A line is an audit line taken apart.
type line struct {
	chain  string // the id of the conversation
	audit  Audit
	sum    [sha256.Size]byte
	body   []byte // the record, as hashed
	number string // of the case opened, "" for none
}

// newLine returns the line to append to a chain whose last hash is head, hexadecimal, and its hash.
func newLine(unit, chain, head string, a Audit) (text, sum string, err error) {
	last, err := hashOf(head)
	if err != nil {
		return "", "", fmt.Errorf("head of %s: %w", chain, err)
	}
	body := appendString(nil, chain)
	body = appendString(body, a.Who)
	body = appendString(body, a.What)
	body = appendString(body, a.Detail)
	body = binary.AppendVarint(body, a.At.UnixMilli())
	h := lineHash(last, unit, body)
	b := appendString([]byte{lineFormat}, string(body))
	return string(append(b, h[:]...)), hex.EncodeToString(h[:]), nil
}

func hashOf(head string) (last [sha256.Size]byte, err error) {
	if head == "" {
		return last, nil
	}
	b, err := hex.DecodeString(head)
	if err == nil && len(b) != len(last) {
		err = errors.New("not a SHA-256")
	}
	copy(last[:], b)
	return last, err
}

func lineHash(last [sha256.Size]byte, unit string, body []byte) [sha256.Size]byte {
	b := append(last[:], appendString(nil, unit)...)
	return sha256.Sum256(append(b, body...))
}

// readLine takes a line apart.
func readLine(text string) (line, error) {
	r := &reader{b: []byte(text), size: len(text)}
	if f := r.byte(); f != lineFormat {
		r.fail("format %d is not known: %w", f, ErrNewer)
	}
	l := line{body: r.bytes(r.count())}
	copy(l.sum[:], r.bytes(len(l.sum)))
	l.number = string(r.b)
	if r.err != nil {
		return line{}, r.err
	}
	r = &reader{b: l.body, size: len(l.body)}
	l.chain = r.string()
	l.audit = Audit{Who: r.string(), What: r.string(), Detail: r.string(), At: r.time(0)}
	if r.err == nil && len(r.b) > 0 {
		r.fail("%d bytes too many: %w", len(r.b), ErrNewer)
	}
	return l, r.err
}
