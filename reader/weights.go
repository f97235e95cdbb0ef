package reader

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
)

// The weights file lies in memory as it lies on disk; nothing of it is unpacked but the names of the labels and a few
// dozen numbers. All numbers are little-endian.
//
//	"dandang1"
//	names    five lists (facts, items, stages, faqs, kinds), each uint32 count, then (uint8 length, bytes)
//	reds     uint32: how many of the facts are red lines
//	scales   one float32 a section: what one step of an int8 is worth
//	stacks   uint32 count, then for each uint32 length and float32s
//	slots    uint32: size of the table, a power of two
//	table    slots × (uint32 fingerprint, uint32 place): place is 1 + the offset into the postings, 0 for an empty slot
//	postings for each feature: uint8 rarity, one uint8 count a section, then for each section its (uint8 label, int8 weight)
//	         pairs, or for the count denseRow one byte a label, weight + 128, filled up to a multiple of eight. A weight
//	         is already multiplied by the rarity, or by fixedRarity for a feature of a fixed value.
const magic = "dandang1"

// Sections of the weights: what a feature says about the clause it is in, about the clause after and before it, about the
// whole message, and about the kind of message.
const (
	secOwn = iota
	secAfter
	secBefore
	secMessage
	secKind
	sections
)

// Places in the postings of a feature.
const (
	atCounts = 1
	atPairs  = atCounts + sections
)

// denseRow stands for the count of a row that lists every label; more labels than that are not allowed.
const denseRow = 255

// rowBytes is how long the row of a section with count n is.
func (w *weights) rowBytes(section int, n uint8) int {
	if n == denseRow {
		return (w.width[section] + 7) &^ 7
	}
	return 2 * int(n)
}

// fixedRarity multiplies the weights of features whose value does not depend on how rare they are.
const fixedRarity = 64

// errWeights is returned for bytes that are no weights file, or a damaged one.
var errWeights = errors.New("not a weights file of this version")

// weights is an opened weights file.
type weights struct {
	labels   *labels
	width    [sections]int // number of labels
	scale    [sections]float32
	stacks   []logistic
	mask     uint32
	table    []byte
	postings []byte
}

// cursor reads a file from front to back; after the first mistake it reads zeros and keeps the error.
type cursor struct {
	rest []byte
	err  error
}

func (c *cursor) take(n int) []byte {
	if c.err != nil || n < 0 || n > len(c.rest) {
		c.err = errWeights
		return make([]byte, min(max(n, 0), 8))
	}
	b := c.rest[:n]
	c.rest = c.rest[n:]
	return b
}

func (c *cursor) number() int { return int(binary.LittleEndian.Uint32(c.take(4))) }

func (c *cursor) float() float32 { return math.Float32frombits(binary.LittleEndian.Uint32(c.take(4))) }

func (c *cursor) names() []string {
	n := c.number()
	if n > 255 {
		c.err = errWeights
		return nil
	}
	out := make([]string, 0, n)
	for i := 0; i < n && c.err == nil; i++ {
		out = append(out, string(c.take(int(c.take(1)[0]))))
	}
	return out
}

// openWeights checks the header of a weights file and returns a view of it. data must not change afterwards.
func openWeights(data []byte) (*weights, error) {
	c := &cursor{rest: data}
	if string(c.take(len(magic))) != magic {
		return nil, errWeights
	}
	w := &weights{}
	facts, items, stages, faqs, kinds := c.names(), c.names(), c.names(), c.names(), c.names()
	reds := c.number()
	if reds > len(facts) {
		return nil, errWeights
	}
	w.labels = makeLabels(facts, reds, items, stages, faqs, kinds)
	w.widths()
	for i := range w.scale {
		w.scale[i] = c.float()
	}
	for n := min(c.number(), 64); n > 0 && c.err == nil; n-- {
		l := make(logistic, min(c.number(), 4096))
		for i := range l {
			l[i] = c.float()
		}
		w.stacks = append(w.stacks, l)
	}
	slots := c.number()
	if slots == 0 || slots&(slots-1) != 0 || slots > len(c.rest)/8 {
		return nil, errWeights
	}
	w.mask = uint32(slots - 1)
	w.table = c.take(slots * 8)
	w.postings = c.rest
	if c.err != nil {
		return nil, c.err
	}
	return w, nil
}

func (w *weights) widths() {
	s := w.labels
	w.width = [sections]int{s.clause, s.clause, s.clause, s.message, s.kind}
}

// check walks all postings, so that reading a message need not look for damage.
func (w *weights) check() error {
	free := 0
	for i := 0; i < len(w.table); i += 8 {
		at := int(binary.LittleEndian.Uint32(w.table[i+4:]))
		if at == 0 {
			free++
			continue
		}
		if !w.sound(at - 1) {
			return fmt.Errorf("slot %d: %w", i/8, errWeights)
		}
	}
	if free == 0 {
		return fmt.Errorf("no empty slot: %w", errWeights)
	}
	return nil
}

// sound tells whether the postings at a place are whole and name only labels that there are.
func (w *weights) sound(at int) bool {
	if at+atPairs > len(w.postings) {
		return false
	}
	p := at + atPairs
	for s := range sections {
		n := w.postings[at+atCounts+s]
		end := p + w.rowBytes(s, n)
		if end > len(w.postings) {
			return false
		}
		for ; n != denseRow && p < end; p += 2 {
			if int(w.postings[p]) >= w.width[s] {
				return false
			}
		}
		p = end
	}
	return true
}

// places appends for each key 1 + the offset of its postings, 0 for one that is not known. Looking many up at a time
// lets the processor wait for memory once and not for each.
func (w *weights) places(keys []uint64, dst []uint32) []uint32 {
	for _, key := range keys {
		dst = append(dst, w.place(key))
	}
	return dst
}

func (w *weights) place(key uint64) uint32 {
	print := uint32(key >> 32)
	for slot := uint32(key) & w.mask; ; slot = (slot + 1) & w.mask {
		e := binary.LittleEndian.Uint64(w.table[slot*8 : slot*8+8])
		if at := uint32(e >> 32); at == 0 || uint32(e) == print {
			return at
		}
	}
}

// find returns the postings of a feature from its rarity on, or nil when it is not known.
func (w *weights) find(key uint64) []byte {
	at := w.place(key)
	if at == 0 {
		return nil
	}
	return w.postings[at-1:]
}

// A feature is what is written of one feature: its key and its weights by section, in the order of the labels.
type feature struct {
	key    uint64
	rarity uint8
	rows   [sections][]posting
}

// A posting is one weight.
type posting struct {
	label  uint8
	weight int8
}

// encode writes a weights file.
func (w *weights) encode(features []feature) []byte {
	b := []byte(magic)
	u32 := func(n int) { b = binary.LittleEndian.AppendUint32(b, uint32(n)) }
	f32 := func(x float32) { b = binary.LittleEndian.AppendUint32(b, math.Float32bits(x)) }
	s := w.labels
	for _, list := range [][]string{s.facts, s.items, s.stages, s.faqs, s.kinds} {
		u32(len(list))
		for _, name := range list {
			b = append(append(b, uint8(len(name))), name...)
		}
	}
	u32(s.reds)
	for _, x := range w.scale {
		f32(x)
	}
	u32(len(w.stacks))
	for _, l := range w.stacks {
		u32(len(l))
		for _, x := range l {
			f32(x)
		}
	}
	slots := 1
	for slots*2 < len(features)*3 {
		slots *= 2
	}
	u32(slots)
	w.widths()
	table, postings := w.layOut(features, slots)
	return append(append(b, table...), postings...)
}

// layOut places the features in an open-addressing table of that many slots.
func (w *weights) layOut(features []feature, slots int) (table, postings []byte) {
	table = make([]byte, slots*8)
	mask := uint32(slots - 1)
	for _, f := range features {
		slot := uint32(f.key) & mask
		for binary.LittleEndian.Uint32(table[slot*8+4:]) != 0 {
			slot = (slot + 1) & mask
		}
		binary.LittleEndian.PutUint32(table[slot*8:], uint32(f.key>>32))
		binary.LittleEndian.PutUint32(table[slot*8+4:], uint32(len(postings)+1))
		postings = append(postings, f.rarity)
		for s, row := range f.rows {
			n := uint8(len(row))
			if w.dense(s, len(row)) {
				n = denseRow
			}
			postings = append(postings, n)
		}
		for s, row := range f.rows {
			postings = w.appendRow(postings, s, row)
		}
	}
	return table, postings
}

// dense tells whether a row of n weights is written with every label. Such a row is read eight labels at a time.
func (w *weights) dense(section, n int) bool { return 3*n > w.width[section] }

func (w *weights) appendRow(postings []byte, section int, row []posting) []byte {
	if !w.dense(section, len(row)) {
		for _, p := range row {
			postings = append(postings, p.label, uint8(p.weight))
		}
		return postings
	}
	from := len(postings)
	for range w.rowBytes(section, denseRow) {
		postings = append(postings, denseZero)
	}
	for _, p := range row {
		postings[from+int(p.label)] = uint8(int(p.weight) + denseZero)
	}
	return postings
}

// denseZero is what the weight 0 is written as in a dense row.
const denseZero = 128
