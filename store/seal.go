package store

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// What people said and decided is sealed at rest when there are keys: bodies of conversations, cases, notes, lessons
// and questions, by AES-256-GCM. What scripts need to look at stays open: ids, numbers, versions, times, the audit.
//
//	8 bytes   which key: the first of a hash of it
//	12 bytes  nonce, at random
//	rest      the text sealed, and its tag; what it is and of which unit is sealed along with it
//
// One byte before that says whether what follows is sealed, each place its own way, so that what was written without
// a key is still read. The first key seals, all of them open: a new key is put in front of the old one, everything
// that changes is written with it, Reseal writes the rest, and then the old one may go.

// KeyBytes is how long a key is.
const KeyBytes = 32

// ErrNoKey is what was sealed with a key that is not among those given.
var ErrNoKey = errors.New("sealed with a key that is not given")

// A ring is the keys; without any nothing is sealed.
type ring []sealKey

type sealKey struct {
	id   [8]byte
	aead cipher.AEAD
}

func newRing(keys [][]byte) (ring, error) {
	var k ring
	for i, key := range keys {
		if len(key) != KeyBytes {
			return nil, fmt.Errorf("%w: key %d has %d bytes, not %d", ErrInvalid, i+1, len(key), KeyBytes)
		}
		block, err := aes.NewCipher(key)
		if err != nil {
			return nil, err
		}
		aead, err := cipher.NewGCM(block)
		if err != nil {
			return nil, err
		}
		sum := sha256.Sum256(append([]byte("dandang key\n"), key...))
		k = append(k, sealKey{[8]byte(sum[:8]), aead})
	}
	return k, nil
}

// seal returns what is to be kept of plain; sealed is false, and it is plain itself, when there are no keys. of says
// what it is: opened as anything else it is refused.
func (k ring) seal(of string, plain []byte) (b []byte, sealed bool) {
	if len(k) == 0 {
		return plain, false
	}
	b = make([]byte, 0, len(k[0].id)+k[0].aead.NonceSize()+len(plain)+k[0].aead.Overhead())
	b = append(b, k[0].id[:]...)
	nonce := make([]byte, k[0].aead.NonceSize())
	_, _ = rand.Read(nonce) // never fails: crypto/rand
	b = append(b, nonce...)
	return k[0].aead.Seal(b, nonce, plain, []byte(of)), true
}

// open returns what seal was given. ErrNoKey: its key is not there; ErrCorrupt: it was changed, or is something else.
func (k ring) open(of string, b []byte) ([]byte, error) {
	const id = len(sealKey{}.id)
	if len(b) < id {
		return nil, fmt.Errorf("%w: sealed text breaks off", ErrCorrupt)
	}
	i := slices.IndexFunc(k, func(s sealKey) bool { return bytes.Equal(s.id[:], b[:id]) })
	if i < 0 {
		return nil, ErrNoKey
	}
	n := id + k[i].aead.NonceSize()
	if len(b) < n {
		return nil, fmt.Errorf("%w: sealed text breaks off", ErrCorrupt)
	}
	plain, err := k[i].aead.Open(nil, b[id:n], b[n:], []byte(of))
	if err != nil {
		return nil, fmt.Errorf("%w: sealed text was changed", ErrCorrupt)
	}
	return plain, nil
}

// sealedMark stands before a text that is sealed, where a text that is not begins with something else.
const sealedMark = "\x02"

// text returns a JSON text as it is kept.
func (k ring) text(of string, plain []byte) string {
	b, sealed := k.seal(of, plain)
	if sealed {
		return sealedMark + string(b)
	}
	return string(b)
}

// read returns the JSON text that text kept.
func (k ring) read(of, kept string) ([]byte, error) {
	if !strings.HasPrefix(kept, sealedMark) {
		return []byte(kept), nil
	}
	return k.open(of, []byte(kept[1:]))
}

// older reports whether a sealed text is not sealed with the newest key.
func (k ring) older(b []byte) bool { return !bytes.HasPrefix(b, k[0].id[:]) }

// stale reports whether a kept JSON text is not sealed with the newest key.
func (k ring) stale(kept string) bool {
	return !strings.HasPrefix(kept, sealedMark) || k.older([]byte(kept[1:]))
}
