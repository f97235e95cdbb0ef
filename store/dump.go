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
	dumpKind   = "dandang backup " // of every version
	dumpValues = 400               // an entry holds no more values, so that a script can take them in
	dumpBytes  = 1 << 20           // nor begins another one beyond this many bytes
)

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
	switch {
	case err != nil || !bytes.HasPrefix(mark, []byte(dumpKind)):
		return nil, errors.New("not a backup of this program")
	case string(mark) != dumpMark:
		return nil, ErrNewer
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
