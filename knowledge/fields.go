package knowledge

import (
	"reflect"
	"strings"
	"unicode"
)

// A field is one key of a mapping in the lists and where it goes.
type field struct {
	key   string
	index []int
}

// fieldsOf returns the keys that a struct takes, those of embedded structs included.
// Place is no key: the decoder fills it.
func fieldsOf(t reflect.Type) []field {
	var all []field
	for i := range t.NumField() {
		f := t.Field(i)
		switch {
		case f.Anonymous:
			for _, inner := range fieldsOf(f.Type) {
				all = append(all, field{inner.key, append([]int{i}, inner.index...)})
			}
		case f.Type == reflect.TypeFor[Place]():
		default:
			all = append(all, field{keyOf(f), []int{i}})
		}
	}
	return all
}

func keyOf(f reflect.StructField) string {
	if tag := f.Tag.Get("yaml"); tag != "" {
		return tag
	}
	var b strings.Builder
	small := false
	for _, r := range f.Name {
		if unicode.IsUpper(r) && small {
			b.WriteByte('_')
		}
		small = unicode.IsLower(r)
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}

func keysOf(fields []field) []string {
	keys := make([]string, len(fields))
	for i, f := range fields {
		keys[i] = f.key
	}
	return keys
}

// required returns the keys that a mapping cannot do without whatever layer it stands in.
func required(t reflect.Type) []string {
	switch t {
	case reflect.TypeFor[LayerInfo]():
		return []string{"id", "title", "kind"}
	case reflect.TypeFor[positive](), reflect.TypeFor[negative](), reflect.TypeFor[faq]():
		return []string{"id", "status"}
	case reflect.TypeFor[Condition](), reflect.TypeFor[Element](), reflect.TypeFor[Number]():
		return []string{"id", "title"}
	case reflect.TypeFor[Need]():
		return []string{"id", "title", "any_of"}
	case reflect.TypeFor[Question]():
		return []string{"id", "ask"}
	case reflect.TypeFor[Choice]():
		return []string{"label"}
	case reflect.TypeFor[Sign]():
		return []string{"fact", "holds"} // a sign that leaves holds out would read as its opposite
	case reflect.TypeFor[Source]():
		return []string{"document"}
	case reflect.TypeFor[Confirmation]():
		return []string{"by", "on"}
	case reflect.TypeFor[Boundary]():
		return []string{"id", "note"}
	case reflect.TypeFor[placeholder]():
		return []string{"id", "of"}
	case reflect.TypeFor[confirm]():
		return []string{"by", "on"}
	}
	return nil
}
