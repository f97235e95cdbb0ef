package store

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"

	"dandang/knowledge"
)

// decode returns the conversation that blob holds and when its key expires, in milliseconds, 0 for never.
// What encodeBody and the commit script did not write is refused with ErrCorrupt, what was sealed with another key with
// ErrNoKey.
func decode(k ring, unit, id string, blob []byte) (Conversation, int64, error) {
	c := Conversation{Unit: unit, ID: id}
	body, err := decodeHeader(&c, blob)
	if err == nil && blob[0] == sealedFormat {
		body, err = k.open(bodyOf(unit, id), body)
	}
	if errors.Is(err, ErrNoKey) {
		return Conversation{}, 0, fmt.Errorf("conversation %s of %s: %w", id, unit, err)
	}
	if err != nil {
		return Conversation{}, 0, fmt.Errorf("%w: conversation %s of %s: %w", ErrCorrupt, id, unit, err)
	}
	r := &reader{b: body, size: len(body)}
	until := r.body(&c)
	if r.err == nil && len(r.b) > 0 {
		r.fail("%d bytes too many: %w", len(r.b), ErrNewer)
	}
	if r.err != nil {
		return Conversation{}, 0, fmt.Errorf("%w: conversation %s of %s: %w", ErrCorrupt, id, unit, r.err)
	}
	return c, until, nil
}

// decodeHeader reads version and case number and returns the body.
func decodeHeader(c *Conversation, blob []byte) ([]byte, error) {
	if len(blob) < headerBytes {
		return nil, fmt.Errorf("breaks off after %d bytes", len(blob))
	}
	if blob[0] != format && blob[0] != sealedFormat {
		return nil, fmt.Errorf("format %d is not known: %w", blob[0], ErrNewer)
	}
	version := binary.BigEndian.Uint64(blob[1:9])
	if version == 0 || version > math.MaxInt64 {
		return nil, fmt.Errorf("version %d", version)
	}
	c.Version = int64(version)
	rest := blob[headerBytes:]
	events := int(blob[9])
	if events > mostEvents || len(rest) < 8*events+1 {
		return nil, fmt.Errorf("events break off")
	}
	rest = rest[8*events:]
	n := int(rest[0])
	if len(rest) < 1+n {
		return nil, fmt.Errorf("case number breaks off")
	}
	c.Case = string(rest[1 : 1+n])
	return rest[1+n:], nil
}

func (r *reader) body(c *Conversation) (until int64) {
	expires := r.uint()
	if expires > math.MaxInt64 {
		r.fail("expires at %d", expires)
	}
	c.Person = r.text()
	c.Began = r.time(0)
	c.Seen = r.time(c.Began.UnixMilli())
	c.Stage = Stage(r.id())
	c.Pending = r.id()
	c.Lists = r.hex()
	c.Head = r.hex()
	r.said(c)
	c.From = r.int()
	r.matter(c)
	for range r.count() {
		c.Past = append(c.Past, Past{First: r.int(), Last: r.int(), Item: r.id(), Outcome: knowledge.Outcome(r.id())})
	}
	r.drafts(c)
	return int64(expires)
}

func (r *reader) said(c *Conversation) {
	last := c.Began.UnixMilli()
	for range r.count() {
		flags := r.byte()
		s := Said{Pressed: flags&saidPressed != 0, Kind: knowledge.Kind(r.id()), At: r.time(last), Text: r.text()}
		last = s.At.UnixMilli()
		if flags&saidAsked != 0 {
			s.Asked = r.id()
		}
		if flags&saidFAQ != 0 {
			s.FAQ = r.ids()
		}
		if r.err != nil {
			return
		}
		c.Said = append(c.Said, s)
	}
}

func (r *reader) matter(c *Conversation) {
	m := &c.Matter
	m.Stage = knowledge.Stage(r.id())
	for range r.count() {
		m.Items = append(m.Items, knowledge.Candidate{ID: r.id(), Score: r.float()})
	}
	for range r.count() {
		f := r.fact(c)
		if r.err != nil {
			return
		}
		m.Facts = append(m.Facts, f)
	}
	m.Asked = r.ids()
	m.Vain = r.ids()
}

func (r *reader) fact(c *Conversation) knowledge.Fact {
	flags := r.byte()
	f := knowledge.Fact{Holds: flags&factHolds != 0, Hint: flags&factHint != 0}
	via := int(flags >> factVia)
	switch {
	case via < len(vias):
		f.Via = vias[via]
	case via == len(vias):
		f.Via = knowledge.Via(r.id())
	default:
		r.fail("a fact known in way %d", via)
	}
	f.ID = r.id()
	f.Turn = r.int()
	if flags&factInText == 0 {
		f.Quote = r.text()
		return f
	}
	at, n := r.uint(), r.uint()
	text := messageText(*c, f.Turn)
	if at > uint64(len(text)) || n > uint64(len(text))-at {
		r.fail("quote outside its message")
		return f
	}
	f.Quote = text[at : at+n]
	return f
}
