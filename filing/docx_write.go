package filing

import (
	"archive/zip"
	"bytes"
	"fmt"
	"hash/crc32"
	"strings"
	"sync"

	"github.com/klauspost/compress/flate"
)

// A packed part is ready to be put into an archive: compressed once, written many times.
type packedPart struct {
	name string
	data []byte // compressed
	size int    // unpacked
	crc  uint32
}

// A packer compresses parts. The compressor is a module whose version is fixed in go.mod, so that the bytes do not
// change with the Go release.
type packer struct{ pool sync.Pool }

func (k *packer) pack(name string, content []byte) (packedPart, error) {
	var b bytes.Buffer
	b.Grow(len(content)/4 + 64)
	w, ok := k.pool.Get().(*flate.Writer)
	if !ok {
		fresh, err := flate.NewWriter(&b, flate.BestSpeed)
		if err != nil {
			return packedPart{}, fmt.Errorf("start compressor: %w", err)
		}
		w = fresh
	}
	w.Reset(&b)
	defer k.pool.Put(w)
	if _, err := w.Write(content); err != nil {
		return packedPart{}, fmt.Errorf("compress %s: %w", name, err)
	}
	if err := w.Close(); err != nil {
		return packedPart{}, fmt.Errorf("compress %s: %w", name, err)
	}
	return packedPart{name: name, data: b.Bytes(), size: len(content), crc: crc32.ChecksumIEEE(content)}, nil
}

// zipDate is 1 January 1980 in the archive's own form: the same for every document, so that equal data gives equal bytes.
const zipDate = 1<<5 | 1

// writeDocx puts packed parts into one file, in the order given.
func writeDocx(parts []packedPart) ([]byte, error) {
	total := 1 << 10
	for _, p := range parts {
		total += len(p.data) + 2*len(p.name) + 100
	}
	var b bytes.Buffer
	b.Grow(total)
	archive := zip.NewWriter(&b)
	for _, p := range parts {
		h := &zip.FileHeader{Name: p.name, Method: zip.Deflate, CRC32: p.crc, CompressedSize64: uint64(len(p.data)), UncompressedSize64: uint64(p.size)}
		h.ModifiedDate = zipDate //lint:ignore SA1019 CreateRaw writes this field as it is and no other
		if !isASCII(p.name) {
			h.Flags |= 0x800 // the name is UTF-8
		}
		w, err := archive.CreateRaw(h)
		if err != nil {
			return nil, fmt.Errorf("write %s: %w", p.name, err)
		}
		if _, err := w.Write(p.data); err != nil {
			return nil, fmt.Errorf("write %s: %w", p.name, err)
		}
	}
	if err := archive.Close(); err != nil {
		return nil, fmt.Errorf("write archive: %w", err)
	}
	return b.Bytes(), nil
}

func isASCII(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r > 127 })
}
