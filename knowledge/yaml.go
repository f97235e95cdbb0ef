package knowledge

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// A Fault is something wrong in the lists, for the person who keeps them.
type Fault struct {
	Rule string // which rule found it; "" when the file could not be read as lists at all
	File string // path below the lists' folder
	Line int    // from 1; 0 when it is not about a line
	What string // in Chinese
}

func (f Fault) Error() string {
	if f.Line == 0 {
		return f.File + ": " + f.What
	}
	return f.File + ":" + strconv.Itoa(f.Line) + ": " + f.What
}

// mostFaults is how many faults of one file are told; a file that is no list at all has no end of them.
const mostFaults = 50

// A decoder reads one YAML file strictly: unknown keys and wrong types are faults, all of them told at once.
type decoder struct {
	name   string
	faults []Fault
}

func (d *decoder) fault(line int, format string, args ...any) {
	if len(d.faults) < mostFaults {
		d.faults = append(d.faults, Fault{File: d.name, Line: line, What: fmt.Sprintf(format, args...)})
	}
}

// decodeFile reads the bytes of one file of the lists. What could be read is returned beside the faults.
func decodeFile(name string, data []byte) (*file, []Fault) {
	d := &decoder{name: name}
	f := new(file)
	if line := badUTF8(data); line > 0 {
		d.fault(line, sayEncoding)
		return f, d.faults
	}
	source := yaml.NewDecoder(bytes.NewReader(data))
	var document, second yaml.Node
	if err := source.Decode(&document); err != nil {
		if !errors.Is(err, io.EOF) {
			d.syntax(err)
		}
		return f, d.faults
	}
	if err := source.Decode(&second); err == nil {
		d.fault(second.Line, saySecondDocument)
	} else if !errors.Is(err, io.EOF) {
		d.syntax(err)
	}
	root := document.Content[0]
	if root.Kind == yaml.ScalarNode && root.Tag == "!!null" {
		return f, d.faults
	}
	d.mapping(root, reflect.ValueOf(f).Elem(), "文件")
	return f, d.faults
}

// syntax tells of YAML that cannot be parsed, in words for people who do not know the grammar.
func (d *decoder) syntax(err error) {
	text := strings.TrimPrefix(err.Error(), "yaml: ")
	line := 0
	if rest, ok := strings.CutPrefix(text, "line "); ok {
		if number, what, ok := strings.Cut(rest, ": "); ok {
			line, _ = strconv.Atoi(number)
			text = what
		}
	}
	d.fault(line, "%s", saySyntax(text))
}

func (d *decoder) value(n *yaml.Node, v reflect.Value, key string) {
	if n.Kind == yaml.AliasNode || n.Anchor != "" {
		d.fault(n.Line, sayAlias)
		return
	}
	if n.Kind == yaml.ScalarNode && n.Tag == "!!null" {
		d.fault(n.Line, sayEmpty, key)
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		d.value(n, v.Elem(), key)
	case reflect.Struct:
		d.mapping(n, v, key)
	case reflect.Slice:
		d.list(n, v, key)
	case reflect.Bool:
		d.truth(n, v, key)
	case reflect.Int:
		d.number(n, v, key)
	case reflect.String:
		d.text(n, v, key)
	}
}

// mapping fills a struct; its fields are known by their yaml tag or by their name in lower case with underscores.
func (d *decoder) mapping(n *yaml.Node, v reflect.Value, key string) {
	if n.Kind != yaml.MappingNode {
		d.fault(n.Line, sayNotMapping, key)
		return
	}
	known := fieldsOf(v.Type())
	var seen []string
	for i := 0; i+1 < len(n.Content); i += 2 {
		k, at := n.Content[i], n.Content[i].Line
		field := slices.IndexFunc(known, func(f field) bool { return f.key == k.Value })
		switch {
		case k.Kind != yaml.ScalarNode || k.Value == "<<":
			d.fault(at, sayAlias)
		case field < 0:
			d.fault(at, sayUnknownKey, k.Value, strings.Join(keysOf(known), "、"))
		case slices.Contains(seen, k.Value):
			d.fault(at, sayTwice, k.Value)
		default:
			d.value(n.Content[i+1], v.FieldByIndex(known[field].index), k.Value)
		}
		seen = append(seen, k.Value)
	}
	for _, must := range required(v.Type()) {
		if !slices.Contains(seen, must) {
			d.fault(n.Line, sayMissing, must)
		}
	}
	if place := v.FieldByName("Place"); place.IsValid() {
		place.Set(reflect.ValueOf(Place{File: d.name, Line: n.Line}))
	}
}

func (d *decoder) list(n *yaml.Node, v reflect.Value, key string) {
	if n.Kind != yaml.SequenceNode {
		d.fault(n.Line, sayNotList, key)
		return
	}
	if len(n.Content) == 0 {
		return
	}
	v.Set(reflect.MakeSlice(v.Type(), len(n.Content), len(n.Content)))
	for i, each := range n.Content {
		d.value(each, v.Index(i), key)
	}
}

func (d *decoder) truth(n *yaml.Node, v reflect.Value, key string) {
	if n.Kind != yaml.ScalarNode || n.Tag != "!!bool" {
		d.fault(n.Line, sayNotBool, key)
		return
	}
	v.SetBool(strings.EqualFold(n.Value, "true"))
}

func (d *decoder) number(n *yaml.Node, v reflect.Value, key string) {
	whole, err := strconv.Atoi(n.Value)
	if n.Kind != yaml.ScalarNode || n.Tag != "!!int" || err != nil {
		d.fault(n.Line, sayNotNumber, key)
		return
	}
	v.SetInt(int64(whole))
}

func (d *decoder) text(n *yaml.Node, v reflect.Value, key string) {
	date := v.Type() == reflect.TypeFor[Date]()
	switch {
	case n.Kind != yaml.ScalarNode, n.Tag != "!!str" && !(date && n.Tag == "!!timestamp"):
		d.fault(n.Line, sayNotText, key)
	case date && !isDate(n.Value):
		d.fault(n.Line, sayNotDate, key, n.Value)
	case strings.TrimSpace(n.Value) == "":
		d.fault(n.Line, sayEmpty, key)
	case v.Type() == reflect.TypeFor[Status]() && !Status(n.Value).known():
		d.fault(n.Line, sayNotStatus, n.Value)
	case n.Style&yaml.LiteralStyle != 0:
		v.SetString(strings.TrimSpace(n.Value))
	default:
		v.SetString(joinLines(strings.TrimSpace(n.Value)))
	}
}

func isDate(s string) bool {
	_, err := time.Parse(time.DateOnly, s)
	return err == nil
}

func (s Status) known() bool {
	switch s {
	case Seed, Sourced, Confirmed, Local, Unknown:
		return true
	}
	return false
}

// joinLines takes out the blank that YAML puts where a sentence goes on in the next line, between two Chinese characters.
func joinLines(s string) string {
	if !strings.Contains(s, " ") {
		return s
	}
	var b strings.Builder
	runes := []rune(s)
	for i, r := range runes {
		if r == ' ' && i > 0 && i+1 < len(runes) && wide(runes[i-1]) && wide(runes[i+1]) {
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}

// wide reports whether r is a Chinese character or a full-width mark.
func wide(r rune) bool {
	return unicode.Is(unicode.Han, r) || r >= 0x3000 && r <= 0x303F || r >= 0xFF00 && r <= 0xFFEF || r >= 0x2014 && r <= 0x2026
}

// badUTF8 returns the line of the first byte that is not UTF-8, or 0.
func badUTF8(data []byte) int {
	if utf8.Valid(data) {
		return 0
	}
	line := 1
	for len(data) > 0 {
		r, n := utf8.DecodeRune(data)
		if r == utf8.RuneError && n <= 1 {
			break
		}
		if r == '\n' {
			line++
		}
		data = data[n:]
	}
	return line
}
