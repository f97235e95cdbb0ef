package store

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"hash"
	"io"
	"math"
	"slices"
	"strings"
)

// A backup, and a snapshot of the embedded store, is a file of entries:
//
//	dumpMark
//	when it was made, milliseconds
//	each entry: length, then the entry
//	a length of 0, the number of entries, the SHA-256 of all before
//
// Numbers are uvarints. Nothing follows the sum, so a file that was cut anywhere is known for it.
const (
	dumpMark   = "dandang backup 1\n"
	dumpValues = 400     // an entry holds no more values, so that a script can take them in
	dumpBytes  = 1 << 20 // nor begins another one beyond this many bytes
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

// A dumpWriter writes a backup.
type dumpWriter struct {
	w       *bufio.Writer
	sum     hash.Hash
	entries uint64
	room    []byte
}

func newDumpWriter(w io.Writer, made int64) (*dumpWriter, error) {
	d := &dumpWriter{w: bufio.NewWriterSize(w, 1<<16), sum: sha256.New()}
	return d, d.write(binary.AppendUvarint([]byte(dumpMark), uint64(made)))
}

func (d *dumpWriter) write(b []byte) error {
	d.sum.Write(b)
	_, err := d.w.Write(b)
	return err
}

// put writes an entry, in parts when it is long.
func (d *dumpWriter) put(e entry) error {
	for _, p := range split(e) {
		b := appendString(d.room[:0], string(p.kind))
		b = appendString(b, p.key)
		b = binary.AppendUvarint(b, uint64(p.until))
		b = binary.AppendUvarint(b, uint64(p.before))
		b = appendStrings(b, p.values)
		d.room = b
		if err := errors.Join(d.write(binary.AppendUvarint(nil, uint64(len(b)))), d.write(b)); err != nil {
			return err
		}
		d.entries++
	}
	return nil
}

// close writes the end; without it the file counts as cut off.
func (d *dumpWriter) close() error {
	if err := d.write(binary.AppendUvarint([]byte{0}, d.entries)); err != nil {
		return err
	}
	if _, err := d.w.Write(d.sum.Sum(nil)); err != nil {
		return err
	}
	return d.w.Flush()
}

// A dumpReader reads a backup.
type dumpReader struct {
	r       *bufio.Reader
	sum     hash.Hash
	at      int64 // bytes read
	entries uint64
	made    int64
}

func newDumpReader(r io.Reader) (*dumpReader, error) {
	d := &dumpReader{r: bufio.NewReaderSize(r, 1<<16), sum: sha256.New()}
	mark, err := d.bytes(uint64(len(dumpMark)))
	if err != nil || string(mark) != dumpMark {
		return nil, errors.New("not a backup of this program")
	}
	made, err := d.uint()
	if err != nil {
		return nil, err
	}
	d.made = int64(made & math.MaxInt64)
	return d, nil
}

// ReadByte is for binary.ReadUvarint.
func (d *dumpReader) ReadByte() (byte, error) {
	c, err := d.r.ReadByte()
	if err != nil {
		return 0, err
	}
	d.sum.Write([]byte{c})
	d.at++
	return c, nil
}

func (d *dumpReader) uint() (uint64, error) {
	v, err := binary.ReadUvarint(d)
	return v, d.cut(err)
}

func (d *dumpReader) bytes(n uint64) ([]byte, error) {
	var b bytes.Buffer
	if n > math.MaxInt64 {
		return nil, fmt.Errorf("damaged at byte %d", d.at)
	}
	m, err := io.CopyN(&b, d.r, int64(n))
	d.at += m
	d.sum.Write(b.Bytes())
	return b.Bytes(), d.cut(err)
}

// cut says in plain words that the file ends too soon.
func (d *dumpReader) cut(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return fmt.Errorf("cut off after %d bytes", d.at)
	}
	return err
}

// next returns the next entry. io.EOF means that all were read and that the sum is right.
func (d *dumpReader) next() (entry, error) {
	n, err := d.uint()
	if err != nil {
		return entry{}, err
	}
	if n == 0 {
		return entry{}, d.end()
	}
	from := d.at
	b, err := d.bytes(n)
	if err != nil {
		return entry{}, err
	}
	d.entries++
	e, err := readEntry(b)
	if err != nil {
		return entry{}, fmt.Errorf("damaged in the entry at byte %d: %w", from, err)
	}
	return e, nil
}

// end checks the end of the file and returns io.EOF when it is in order.
func (d *dumpReader) end() error {
	entries, err := d.uint()
	if err != nil {
		return err
	}
	want := d.sum.Sum(nil)
	sum, err := d.bytes(uint64(len(want)))
	switch {
	case err != nil:
		return err
	case !bytes.Equal(sum, want), entries != d.entries:
		return errors.New("damaged: the check sum at the end is another")
	}
	if _, err := d.r.ReadByte(); err != io.EOF {
		return fmt.Errorf("damaged: more follows after the end at byte %d", d.at)
	}
	return io.EOF
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
