package knowledge

import (
	"encoding/binary"
	"errors"
	"fmt"
	"reflect"
	"strings"
)

// The snapshot is the parsed lists in one flat string, so that a start need not parse YAML. Fields stand in the
// order in which they are declared, lengths are varints, strings are cut out of the snapshot without a copy.
// encoding/gob is not used because its type numbers depend on what else the process has encoded.

// snapshotMark opens a snapshot; what follows it is the shape of the types, the hash of the lists and the layers.
const snapshotMark = "dandang lists 1\n"

// Compile returns the snapshot of the library, byte for byte the same for the same files.
func Compile(lib *Library) []byte {
	out := []byte(snapshotMark)
	out = pack(out, reflect.ValueOf(shapeOf(reflect.TypeFor[layer]())))
	out = pack(out, reflect.ValueOf(lib.Hash))
	return pack(out, reflect.ValueOf(lib.layers))
}

// errSnapshot is returned for a snapshot of other lists or other types: the YAML has to be parsed.
var errSnapshot = errors.New("not a snapshot of these lists")

// unpackLibrary reads a snapshot of the lists with that hash.
func unpackLibrary(snapshot, hash string) (*Library, error) {
	rest, ok := strings.CutPrefix(snapshot, snapshotMark)
	if !ok {
		return nil, errSnapshot
	}
	u := unpacker{rest: rest}
	if u.text() != shapeOf(reflect.TypeFor[layer]()) || u.text() != hash {
		return nil, errSnapshot
	}
	lib := &Library{Hash: hash}
	u.value(reflect.ValueOf(&lib.layers).Elem())
	if u.bad || u.rest != "" {
		return nil, fmt.Errorf("%w: damaged", errSnapshot)
	}
	return lib, nil
}

// pack appends v.
func pack(out []byte, v reflect.Value) []byte {
	switch v.Kind() {
	case reflect.String:
		out = binary.AppendUvarint(out, uint64(v.Len()))
		return append(out, v.String()...)
	case reflect.Bool:
		if v.Bool() {
			return append(out, 1)
		}
		return append(out, 0)
	case reflect.Int:
		return binary.AppendVarint(out, v.Int())
	case reflect.Pointer:
		if v.IsNil() {
			return append(out, 0)
		}
		return pack(append(out, 1), v.Elem())
	case reflect.Slice:
		out = binary.AppendUvarint(out, uint64(v.Len()))
		for i := range v.Len() {
			out = pack(out, v.Index(i))
		}
		return out
	case reflect.Struct:
		for i := range v.NumField() {
			out = pack(out, v.Field(i))
		}
		return out
	}
	panic("snapshot: no rule for " + v.Type().String())
}

// An unpacker takes values off the front of a snapshot. bad is set for good when one does not fit.
type unpacker struct {
	rest string
	bad  bool
}

func (u *unpacker) value(v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		v.SetString(u.text())
	case reflect.Bool:
		v.SetBool(u.octet() == 1)
	case reflect.Int:
		v.SetInt(u.whole())
	case reflect.Pointer:
		if u.octet() == 1 {
			v.Set(reflect.New(v.Type().Elem()))
			u.value(v.Elem())
		}
	case reflect.Slice:
		u.slice(v)
	case reflect.Struct:
		for i := range v.NumField() {
			u.value(v.Field(i))
		}
	}
}

func (u *unpacker) slice(v reflect.Value) {
	n := u.length()
	if n == 0 {
		return
	}
	if texts, ok := v.Addr().Interface().(*[]string); ok {
		*texts = make([]string, n)
		for i := range *texts {
			(*texts)[i] = u.text()
		}
		return
	}
	v.Set(reflect.MakeSlice(v.Type(), n, n))
	for i := range n {
		u.value(v.Index(i))
	}
}

func (u *unpacker) text() string {
	n := u.length()
	s := u.rest[:n]
	u.rest = u.rest[n:]
	return s
}

// length takes a length that the rest of the snapshot can hold; every element of a slice takes a byte at least.
func (u *unpacker) length() int {
	n, size := uvarint(u.rest)
	if size == 0 || n > uint64(len(u.rest)-size) {
		u.fail()
		return 0
	}
	u.rest = u.rest[size:]
	return int(n)
}

// uvarint is binary.Uvarint for strings; the size is 0 when there is none.
func uvarint(s string) (n uint64, size int) {
	for i := 0; i < len(s) && i < binary.MaxVarintLen64; i++ {
		n |= uint64(s[i]&0x7f) << (7 * i)
		if s[i] < 0x80 {
			return n, i + 1
		}
	}
	return 0, 0
}

func (u *unpacker) whole() int64 {
	n, size := uvarint(u.rest)
	if size == 0 {
		u.fail()
		return 0
	}
	u.rest = u.rest[size:]
	return int64(n>>1) ^ -int64(n&1)
}

func (u *unpacker) octet() byte {
	if u.rest == "" {
		u.fail()
		return 0
	}
	b := u.rest[0]
	u.rest = u.rest[1:]
	return b
}

func (u *unpacker) fail() { u.rest, u.bad = "", true }

// shapeOf spells a type out, so that a snapshot made for other fields is known as such.
func shapeOf(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Struct:
		var b strings.Builder
		for i := range t.NumField() {
			b.WriteString(t.Field(i).Name + " " + shapeOf(t.Field(i).Type) + ";")
		}
		return "{" + b.String() + "}"
	case reflect.Slice:
		return "[]" + shapeOf(t.Elem())
	case reflect.Pointer:
		return "*" + shapeOf(t.Elem())
	}
	return t.Kind().String()
}
