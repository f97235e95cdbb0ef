package store

import (
	"encoding/binary"
	"encoding/hex"
	"math"
	"math/bits"
	"slices"
	"strings"
	"time"

	"dandang/knowledge"
)

// A conversation as Redis holds it:
//
//	1 byte   format: 1, or 2 when the body is sealed
//	8 bytes  version, big-endian
//	1 byte   number of events, at most mostEvents
//	8 bytes  each event, oldest first: the first 8 bytes of the SHA-256 of its id
//	1 byte   length of the case number, and the number
//	rest     the body, see encodeBody
//
// The commit script writes all but the body, since only it knows the events and the number of a case just opened.
const (
	format       = 1
	sealedFormat = 2
	mostEvents   = 64
	headerBytes  = 1 + 8 + 1
)

// A fact's flags: two bits, then what the quote is, then how the fact came to be known as an index in vias.
const (
	factHolds  = 1 << 0
	factHint   = 1 << 1
	factInText = 1 << 2 // the quote stands in the text of its message: offset and length follow, not words
	factVia    = 3      // shift
)

// A message's flags; the kind follows as an id.
const (
	saidPressed = 1 << 0
	saidAsked   = 1 << 1
	saidFAQ     = 1 << 2
)

// vias are the ways to know a fact, by number; the numbers are on disk.
var vias = []knowledge.Via{knowledge.Said, knowledge.Answered, knowledge.Declared, knowledge.Corrected, knowledge.ByStaff}

// encodeBody returns what is kept of c beside version, events and case. until is when the key expires, in
// milliseconds, 0 for never: whoever holds a copy learns from it when to let go. A field added later goes to the end,
// and decode takes its absence for none.
func encodeBody(c Conversation, until int64) []byte {
	w := &writer{b: make([]byte, 0, 2048)}
	w.uint(uint64(until))
	w.text(c.Person)
	w.time(c.Began, 0)
	w.time(c.Seen, c.Began.UnixMilli())
	w.id(string(c.Stage))
	w.id(c.Pending)
	w.hex(c.Lists)
	w.hex(c.Head)
	w.said(c)
	w.int(c.From)
	w.matter(c)
	w.uint(uint64(len(c.Past)))
	for _, p := range c.Past {
		w.int(p.First)
		w.int(p.Last)
		w.id(p.Item)
		w.id(string(p.Outcome))
	}
	w.drafts(c)
	return w.b
}

// bodyOf is what the body of a conversation is sealed as.
func bodyOf(unit, id string) string { return "conversation " + id + " of " + unit }

// sealBody returns the body as it is kept, and the format of the conversation.
func sealBody(k ring, c Conversation, until int64) (body, mark string) {
	b, sealed := k.seal(bodyOf(c.Unit, c.ID), encodeBody(c, until))
	if sealed {
		return string(b), string([]byte{sealedFormat})
	}
	return string(b), string([]byte{format})
}

// A writer appends values to b.
type writer struct {
	b     []byte
	local []string // ids spelled so far
}

func (w *writer) uint(v uint64) { w.b = binary.AppendUvarint(w.b, v) }
func (w *writer) int(v int)     { w.b = binary.AppendVarint(w.b, int64(v)) }

// time writes milliseconds since the instant since.
func (w *writer) time(t time.Time, since int64) { w.b = binary.AppendVarint(w.b, t.UnixMilli()-since) }

func (w *writer) text(s string) {
	start := len(w.b)
	w.b = appendText(w.b, s)
	n := len(w.b) - start
	w.b = slices.Insert(w.b, start, binary.AppendUvarint(nil, uint64(n))...)
}

// hex writes a string that is most likely lower-case hexadecimal digits, at half their length.
func (w *writer) hex(s string) {
	raw, err := hex.DecodeString(s)
	if err != nil || strings.ToLower(s) != s {
		w.uint(uint64(len(s)) << 1)
		w.b = append(w.b, s...)
		return
	}
	w.uint(uint64(len(raw))<<1 | 1)
	w.b = append(w.b, raw...)
}

// id writes an even number for a known id and an odd one for the others, which are spelled the first time.
func (w *writer) id(s string) {
	if n, ok := knownIDs.of[s]; ok {
		w.uint(uint64(n) << 1)
		return
	}
	n := slices.Index(w.local, s)
	if n >= 0 {
		w.uint(uint64(n)<<1 | 1)
		return
	}
	w.uint(uint64(len(w.local))<<1 | 1)
	w.text(s)
	w.local = append(w.local, s)
}

func (w *writer) ids(list []string) {
	w.uint(uint64(len(list)))
	for _, s := range list {
		w.id(s)
	}
}

// float writes a number of few digits in few bytes.
func (w *writer) float(f float64) { w.uint(bits.ReverseBytes64(math.Float64bits(f))) }

func (w *writer) said(c Conversation) {
	w.uint(uint64(len(c.Said)))
	last := c.Began.UnixMilli()
	for _, s := range c.Said {
		var flags byte
		if s.Pressed {
			flags |= saidPressed
		}
		if s.Asked != "" {
			flags |= saidAsked
		}
		if len(s.FAQ) > 0 {
			flags |= saidFAQ
		}
		w.b = append(w.b, flags)
		w.id(string(s.Kind))
		w.time(s.At, last)
		last = s.At.UnixMilli()
		w.text(s.Text)
		if s.Asked != "" {
			w.id(s.Asked)
		}
		if len(s.FAQ) > 0 {
			w.ids(s.FAQ)
		}
	}
}

func (w *writer) matter(c Conversation) {
	m := c.Matter
	w.id(string(m.Stage))
	w.uint(uint64(len(m.Items)))
	for _, x := range m.Items {
		w.id(x.ID)
		w.float(x.Score)
	}
	w.uint(uint64(len(m.Facts)))
	for _, f := range m.Facts {
		w.fact(c, f)
	}
	w.ids(m.Asked)
	w.ids(m.Vain)
}

// fact writes the place of the quote in its message when it stands there, the quote itself otherwise.
func (w *writer) fact(c Conversation, f knowledge.Fact) {
	var flags byte
	if f.Holds {
		flags |= factHolds
	}
	if f.Hint {
		flags |= factHint
	}
	at := strings.Index(messageText(c, f.Turn), f.Quote)
	if at >= 0 {
		flags |= factInText
	}
	via := slices.Index(vias, f.Via)
	if via < 0 {
		via = len(vias)
	}
	w.b = append(w.b, flags|byte(via)<<factVia)
	if via == len(vias) {
		w.id(string(f.Via))
	}
	w.id(f.ID)
	w.int(f.Turn)
	if at < 0 {
		w.text(f.Quote)
		return
	}
	w.uint(uint64(at))
	w.uint(uint64(len(f.Quote)))
}

// messageText returns the text of a message of the matter in hand, "" when it is not kept.
func messageText(c Conversation, turn int) string {
	i := c.From + turn
	if turn < 0 || i < 0 || i >= len(c.Said) {
		return ""
	}
	return c.Said[i].Text
}
