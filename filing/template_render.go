package filing

import (
	"bytes"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// A writing is one document while it is being written.
type writing struct {
	data Data
	out  []byte
	list []map[string]string // rows of the list being written, nil outside
	row  int
}

// noCode stands for the code until the hash is known.
const noCode = "0000-0000-0000-0000-0000"

// render writes the document. Equal data gives equal bytes.
func (c *compiled) render(d Data, packer *packer) ([]byte, error) {
	if missing := c.missing(d); len(missing) > 0 {
		return nil, &MissingError{Paper: c.paper.ID, Names: missing}
	}
	written, hash := c.write(d)
	parts := slices.Clone(c.static)
	for i, p := range c.programs {
		packed, err := packer.pack(p.name, bytes.ReplaceAll(written[i], []byte(noCode), []byte(codeOf(hash))))
		if err != nil {
			return nil, err
		}
		parts = append(parts, packed)
	}
	for _, p := range c.properties(d, hash) {
		packed, err := packer.pack(p.name, p.content)
		if err != nil {
			return nil, err
		}
		parts = append(parts, packed)
	}
	slices.SortFunc(parts, func(a, b packedPart) int { return comparePartNames(a.name, b.name) })
	return writeDocx(parts)
}

// write carries out the programs and computes the hash of what they wrote together with the fixed parts.
func (c *compiled) write(d Data) (written [][]byte, hash string) {
	content := contentOf{Paper: c.paper.ID, Number: d.Number, Version: d.version(), Heads: slices.Clone(c.heads), Media: c.media}
	texts := maps.Clone(c.texts)
	for _, p := range c.programs {
		part := (&writing{data: d}).part(p)
		written = append(written, part)
		if p.head {
			content.Heads = append(content.Heads, docxText(part)...)
			continue
		}
		texts[p.name] = docxText(part)
	}
	content.Body = joinTexts(texts)
	return written, content.hash(noCode)
}

// inOrder joins the text of parts: notes by name, then the text itself.
func joinTexts(texts map[string][]string) []string {
	var body []string
	for _, name := range slices.Sorted(maps.Keys(texts)) {
		if name != docxMain {
			body = append(body, texts[name]...)
		}
	}
	return append(body, texts[docxMain]...)
}

// comparePartNames sorts the content types first, where some readers expect them.
func comparePartNames(a, b string) int {
	if (a == partTypes) != (b == partTypes) {
		if a == partTypes {
			return -1
		}
		return 1
	}
	return strings.Compare(a, b)
}

// missing names what must be filled and is not.
func (c *compiled) missing(d Data) []string {
	w := &writing{data: d}
	var names []string
	for i, s := range c.paper.Slots {
		if s.Must && !w.filled(&c.paper.Slots[i]) {
			names = append(names, s.Name)
		}
	}
	return names
}

func (w *writing) part(p program) []byte {
	w.out = make([]byte, 0, p.size)
	w.run(p.nodes)
	return w.out
}

func (w *writing) run(nodes []node) {
	for _, n := range nodes {
		w.out = append(w.out, w.joined(n.text)...)
		if n.tag == nil {
			continue
		}
		switch n.tag.kind {
		case tagSlot:
			w.value(w.text(n.tag.what), n.tag.again)
		case tagCond:
			if w.holds(n.tag.what) != n.tag.negated {
				w.run(n.body)
			}
		case tagList:
			w.rows(n)
		case tagGuard:
			before := len(w.out)
			w.run(n.body)
			if len(bytes.TrimSpace(w.out[before:])) == 0 {
				w.out = append(w.out, n.tag.again...)
			}
		}
	}
}

// joined is the text that follows, without its full stop when what has been filled in before it ends a sentence already.
func (w *writing) joined(text []byte) []byte {
	rest, ok := bytes.CutPrefix(text, []byte("。"))
	last, _ := utf8.DecodeLastRune(w.out)
	if ok && strings.ContainsRune("。！？；", last) {
		return rest
	}
	return text
}

func (w *writing) rows(n node) {
	rows := slotValue(w.data.Lists, n.tag.what.slot)
	for i := range rows {
		w.list, w.row = rows, i
		w.run(n.body)
	}
	w.list, w.row = nil, 0
}

// slotValue looks a slot up by its name, then by its id.
func slotValue[V any](m map[string]V, s *Slot) V {
	if v, ok := m[s.Name]; ok {
		return v
	}
	return m[s.ID]
}

// text is what a placeholder stands for.
func (w *writing) text(t target) string {
	switch {
	case t.column && w.row < len(w.list):
		return slotValue(w.list[w.row], t.slot)
	case t.slot != nil:
		return slotValue(w.data.Values, t.slot)
	}
	switch t.own {
	case nameNumber:
		return w.data.Number
	case nameVersion:
		return strconv.Itoa(w.data.version())
	case nameCode:
		return noCode
	case nameIndex:
		return strconv.Itoa(w.row + 1)
	}
	return ""
}

// holds decides a condition: a flag if there is one, otherwise whether there is anything to say.
func (w *writing) holds(t target) bool {
	switch {
	case t.column:
		return strings.TrimSpace(w.text(t)) != ""
	case t.slot != nil:
		for _, name := range []string{t.slot.Name, t.slot.ID} {
			if flag, ok := w.data.Flags[name]; ok {
				return flag
			}
		}
		return w.filled(t.slot)
	}
	switch t.own {
	case nameFirst:
		return w.row == 0
	case nameLast:
		return w.row == len(w.list)-1
	case nameSingle:
		return len(w.list) == 1
	}
	return w.text(t) != ""
}

func (w *writing) filled(s *Slot) bool {
	if s.list() {
		return len(slotValue(w.data.Lists, s)) > 0
	}
	return strings.TrimSpace(slotValue(w.data.Values, s)) != ""
}

// value writes text as XML; a newline begins another paragraph.
func (w *writing) value(text string, again []byte) {
	for i, line := range strings.Split(strings.TrimRight(strings.ReplaceAll(text, "\r\n", "\n"), "\n"), "\n") {
		if i > 0 {
			w.out = append(w.out, again...)
		}
		w.out = appendEscaped(w.out, line)
	}
}

// appendEscaped writes text with the characters that XML gives a meaning to replaced, and those that XML does not allow left out.
func appendEscaped(out []byte, text string) []byte {
	for _, r := range text {
		switch {
		case r == '&':
			out = append(out, "&amp;"...)
		case r == '<':
			out = append(out, "&lt;"...)
		case r == '>':
			out = append(out, "&gt;"...)
		case r == '"':
			out = append(out, "&quot;"...)
		case r == '\t':
			out = append(out, ' ')
		case r < ' ' || r == 0xFFFE || r == 0xFFFF || r == 0x7F:
		default:
			out = append(out, string(r)...)
		}
	}
	return out
}
