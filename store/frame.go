package store

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"math"
)

// A journal file is a row of frames. A frame is what one sync to disk covers:
//
//	4 bytes  frameMark
//	8 bytes  its number in the file, from 0, big-endian
//	4 bytes  length of the payload
//	4 bytes  CRC-32C over number, length and payload
//	         the payload: operations one after the other, see appendOp
//
// A frame is begun only after the one before is on disk. So a damaged frame with a sound one after it is damage done
// to what was acknowledged; a damaged one with nothing sound after it is a write cut short, which nobody was told of.
const (
	frameMark  = "\xD0JNL"
	frameHead  = 4 + 8 + 4 + 4
	frameLimit = 64 << 20 // no payload is longer
)

// An opKind is what a journal operation does; the numbers are on disk.
type opKind byte

const (
	opCall   opKind = 1 // runs a script
	opTime   opKind = 2 // moves the clock by which keys expire
	opClosed opKind = 3 // the store was closed in order
)

// An op is one operation of the journal.
type op struct {
	kind   opKind
	script string
	keys   []string
	args   []string
	at     int64 // of opTime, milliseconds
}

func castagnoli() *crc32.Table { return crc32.MakeTable(crc32.Castagnoli) }

func appendOp(dst []byte, o op) []byte {
	dst = append(dst, byte(o.kind))
	switch o.kind {
	case opCall:
		dst = appendString(dst, o.script)
		dst = appendStrings(dst, o.keys)
		dst = appendStrings(dst, o.args)
	case opTime:
		dst = binary.AppendUvarint(dst, uint64(o.at))
	}
	return dst
}

func appendString(dst []byte, s string) []byte {
	return append(binary.AppendUvarint(dst, uint64(len(s))), s...)
}

func appendStrings(dst []byte, list []string) []byte {
	dst = binary.AppendUvarint(dst, uint64(len(list)))
	for _, s := range list {
		dst = appendString(dst, s)
	}
	return dst
}

// appendFrame appends the frame of that number and payload.
func appendFrame(dst []byte, number uint64, payload []byte) []byte {
	dst = append(dst, frameMark...)
	sum := len(dst)
	dst = binary.BigEndian.AppendUint64(dst, number)
	dst = binary.BigEndian.AppendUint32(dst, uint32(len(payload)))
	crc := crc32.Update(0, castagnoli(), dst[sum:])
	dst = binary.BigEndian.AppendUint32(dst, crc32.Update(crc, castagnoli(), payload))
	return append(dst, payload...)
}

// readFrame returns the number and payload of the frame at the start of b and its whole length, ok false when b does
// not begin with a sound frame.
func readFrame(b []byte) (number uint64, payload []byte, size int, ok bool) {
	if len(b) < frameHead || string(b[:4]) != frameMark {
		return 0, nil, 0, false
	}
	number = binary.BigEndian.Uint64(b[4:])
	n := binary.BigEndian.Uint32(b[12:])
	if n > frameLimit || int(n) > len(b)-frameHead {
		return 0, nil, 0, false
	}
	size = frameHead + int(n)
	payload = b[frameHead:size]
	crc := crc32.Update(crc32.Checksum(b[4:16], castagnoli()), castagnoli(), payload)
	return number, payload, size, crc == binary.BigEndian.Uint32(b[16:])
}

// soundAfter reports whether a frame numbered higher than number begins anywhere in b but at its start.
func soundAfter(b []byte, number uint64) bool {
	for at := 1; at < len(b); at++ {
		i := bytes.Index(b[at:], []byte(frameMark))
		if i < 0 {
			return false
		}
		at += i
		if n, _, _, ok := readFrame(b[at:]); ok && n > number {
			return true
		}
	}
	return false
}

// scan returns the operations in a journal file's bytes and how many of them are sound: what follows good was cut
// short while it was being written. Damage before the end is an error that tells where.
func scan(b []byte) (ops []op, good int, frames uint64, err error) {
	for good < len(b) {
		number, payload, size, ok := readFrame(b[good:])
		if !ok && !soundAfter(b[good:], frames) {
			return ops, good, frames, nil
		}
		if !ok {
			return nil, good, frames, fmt.Errorf("damaged at byte %d", good)
		}
		if number != frames {
			return nil, good, frames, fmt.Errorf("frame %d stands at byte %d where frame %d belongs", number, good, frames)
		}
		if ops, err = readOps(ops, payload); err != nil {
			return nil, good, frames, fmt.Errorf("frame at byte %d: %w", good, err)
		}
		good += size
		frames++
	}
	return ops, good, frames, nil
}

func readOps(ops []op, payload []byte) ([]op, error) {
	r := &reader{b: payload, size: len(payload)}
	for len(r.b) > 0 {
		o := op{kind: opKind(r.byte())}
		switch o.kind {
		case opCall:
			o.script = r.string()
			o.keys, o.args = r.strings(), r.strings()
		case opTime:
			at := r.uint()
			if at > math.MaxInt64 {
				r.fail("time %d", at)
			}
			o.at = int64(at)
		case opClosed:
		default:
			r.fail("operation %d is not known: %w", o.kind, ErrNewer)
		}
		if r.err != nil {
			return nil, r.err
		}
		ops = append(ops, o)
	}
	return ops, nil
}
