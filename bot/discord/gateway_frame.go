package discord

import (
	"bufio"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"io"
	"slices"
)

// Kinds of WebSocket frames (RFC 6455, section 5.2). From frameClose on they are signals between the two ends.
const (
	frameText  = 1
	frameClose = 8
	framePing  = 9
)

// mostFrame is the longest frame that is taken; the guilds of a shard with their channels are some MB.
const mostFrame = 64 << 20

var errFrame = errors.New("a WebSocket frame that is too long")

// A frame is one of WebSocket, from the server.
type frame struct {
	kind byte
	last bool // of its message
	body []byte
}

// readFrame reads one frame into buf, or into a longer one. A server does not mask what it sends.
func readFrame(r *bufio.Reader, buf []byte) (frame, error) {
	var head [10]byte
	if _, err := io.ReadFull(r, head[:2]); err != nil {
		return frame{}, err
	}
	f := frame{kind: head[0] & 0xf, last: head[0]&0x80 != 0}
	size := uint64(head[1] & 0x7f)
	switch size {
	case 126:
		if _, err := io.ReadFull(r, head[2:4]); err != nil {
			return frame{}, err
		}
		size = uint64(binary.BigEndian.Uint16(head[2:4]))
	case 127:
		if _, err := io.ReadFull(r, head[2:10]); err != nil {
			return frame{}, err
		}
		size = binary.BigEndian.Uint64(head[2:10])
	}
	if size > mostFrame {
		return frame{}, errFrame
	}
	f.body = slices.Grow(buf[:0], int(size))[:size]
	_, err := io.ReadFull(r, f.body)
	return f, err
}

// append writes the frame behind b.
func (f frame) append(b []byte) []byte {
	first := f.kind
	if f.last {
		first |= 0x80
	}
	return append(header(b, first, 0, len(f.body)), f.body...)
}

// masked is a frame as a client sends it, whole.
func masked(kind byte, body []byte) []byte {
	var key [4]byte
	_, _ = rand.Read(key[:]) // never fails
	b := append(header(nil, kind|0x80, 0x80, len(body)), key[:]...)
	for i, c := range body {
		b = append(b, c^key[i%4])
	}
	return b
}

func header(b []byte, first, mask byte, size int) []byte {
	switch {
	case size < 126:
		return append(b, first, mask|byte(size))
	case size < 1<<16:
		return binary.BigEndian.AppendUint16(append(b, first, mask|126), uint16(size))
	}
	return binary.BigEndian.AppendUint64(append(b, first, mask|127), uint64(size))
}
