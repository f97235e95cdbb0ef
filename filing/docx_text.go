package filing

import (
	"bytes"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Lines that stand for the frame of a table, and words for what is in the document and is not plain text.
const (
	lineRow    = "\x1e"
	lineCell   = "\x1f"
	saidHidden = "[隐]" // hidden text
	saidStruck = "[划]" // struck through
	saidEdited = "[修]" // a tracked change
	saidObject = "[图]" // a picture or an embedded object
)

// A textScan is the state of reading the text of a part.
type textScan struct {
	lines      []string
	paragraphs [][]byte    // open paragraphs, the innermost last
	fields     []docxField // open fields, the innermost last
	run, props int         // how deep in w:r and in w:rPr
	text       int         // how deep in w:t
	code       int         // how deep in w:instrText
}

// A docxField is text that the word processor computes, such as a page number; its result is not content.
type docxField struct {
	name   []byte
	result bool
}

// docxText is what a part says, a line a paragraph, with lines for rows and cells of tables: the content that the hash
// covers. It takes clean XML as written by treeBytes and does not depend on runs, styles or prefixes. Empty paragraphs
// do not count, blanks in a row count as one.
func docxText(clean []byte) []string {
	s := &textScan{}
	for len(clean) > 0 {
		i := bytes.IndexByte(clean, '<')
		if i < 0 {
			break
		}
		if i > 0 && (s.text > 0 || s.code > 0) {
			s.say(clean[:i])
		}
		clean = clean[i:]
		end := bytes.IndexByte(clean, '>')
		if end < 0 {
			break
		}
		inside := clean[1:end]
		clean = clean[end+1:]
		if len(inside) == 0 || inside[0] == '?' || inside[0] == '!' {
			continue
		}
		name, attrs, _ := bytes.Cut(bytes.TrimPrefix(bytes.TrimSuffix(inside, []byte("/")), []byte("/")), []byte(" "))
		if colon := bytes.IndexByte(name, ':'); colon >= 0 {
			name = name[colon+1:]
		}
		switch {
		case inside[0] == '/':
			s.end(string(name))
		case inside[len(inside)-1] == '/':
			s.begin(string(name), attrs)
			s.end(string(name))
		default:
			s.begin(string(name), attrs)
		}
	}
	return s.lines
}

func (s *textScan) begin(name string, attrs []byte) {
	switch name {
	case "p":
		s.paragraphs = append(s.paragraphs, nil)
	case "tr":
		s.lines = append(s.lines, lineRow)
	case "tc":
		s.lines = append(s.lines, lineCell)
	case "r":
		s.run++
	case "rPr":
		s.props++
	case "t", "delText":
		s.text++
	case "instrText":
		s.code++
	case "fldSimple":
		s.fields = append(s.fields, docxField{name: fieldName(xmlAttr(attrs, "instr")), result: true})
	case "fldChar":
		s.fieldMark(xmlAttr(attrs, "fldCharType"))
	case "vanish", "webHidden", "strike", "dstrike":
		s.hidden(name, xmlAttr(attrs, "val"))
	case "ins", "del", "moveFrom", "moveTo":
		s.add(saidEdited)
	case "drawing", "pict", "object":
		s.add(saidObject)
	case "tab", "br", "cr", "sym", "noBreakHyphen":
		s.special(name, attrs)
	}
}

func (s *textScan) end(name string) {
	switch name {
	case "p":
		if n := len(s.paragraphs); n > 0 {
			if line := tidyLine(s.paragraphs[n-1]); line != "" {
				s.lines = append(s.lines, line)
			}
			s.paragraphs = s.paragraphs[:n-1]
		}
	case "r":
		s.run = max(s.run-1, 0)
	case "rPr":
		s.props = max(s.props-1, 0)
	case "t", "delText":
		s.text = max(s.text-1, 0)
	case "instrText":
		s.code = max(s.code-1, 0)
	case "fldSimple":
		s.fieldMark([]byte("end"))
	}
}

// special is a character written as an element.
func (s *textScan) special(name string, attrs []byte) {
	switch {
	case s.run == 0 || s.props > 0:
	case name == "sym":
		s.add("[" + string(xmlAttr(attrs, "char")) + "]")
	case name == "noBreakHyphen":
		s.add("-")
	default:
		s.add(" ")
	}
}

func (s *textScan) hidden(name string, val []byte) {
	if s.run == 0 || s.props == 0 || slices.Contains([]string{"0", "false", "off"}, string(val)) {
		return
	}
	if strings.HasSuffix(name, "strike") {
		s.add(saidStruck)
		return
	}
	s.add(saidHidden)
}

func (s *textScan) fieldMark(kind []byte) {
	switch n := len(s.fields); {
	case string(kind) == "begin":
		s.fields = append(s.fields, docxField{})
	case n == 0:
	case string(kind) == "separate":
		s.fields[n-1].result = true
	case string(kind) == "end":
		name := fieldName(s.fields[n-1].name)
		s.fields = s.fields[:n-1]
		s.add("{" + string(name) + "}")
	}
}

// fieldName is the first word of a field's code: PAGE.
func fieldName(code []byte) []byte {
	words := bytes.Fields(code)
	if len(words) == 0 {
		return nil
	}
	return bytes.ToUpper(words[0])
}

// say takes text between tags.
func (s *textScan) say(raw []byte) {
	n := len(s.fields)
	if s.code > 0 {
		if n > 0 && !s.fields[n-1].result {
			s.fields[n-1].name = append(s.fields[n-1].name, raw...)
		}
		return
	}
	if n > 0 {
		return
	}
	if bytes.IndexByte(raw, '&') >= 0 {
		raw = []byte(xmlEntities.Replace(string(raw)))
	}
	if p := len(s.paragraphs); p > 0 {
		s.paragraphs[p-1] = append(s.paragraphs[p-1], raw...)
	}
}

func (s *textScan) add(text string) {
	if p := len(s.paragraphs); p > 0 && len(s.fields) == 0 {
		s.paragraphs[p-1] = append(s.paragraphs[p-1], text...)
	}
}

// xmlEntities are those that etree and escape write.
var xmlEntities = strings.NewReplacer("&lt;", "<", "&gt;", ">", "&quot;", `"`, "&apos;", "'", "&#xA;", "\n", "&#xD;", "\r", "&#x9;", "\t", "&amp;", "&")

// attr is the value of an attribute with the local name, nil when it is absent.
func xmlAttr(attrs []byte, name string) []byte {
	for len(attrs) > 0 {
		key, rest, ok := bytes.Cut(attrs, []byte(`="`))
		if !ok {
			return nil
		}
		value, after, _ := bytes.Cut(rest, []byte(`"`))
		key = bytes.TrimSpace(key)
		if string(key) == name || bytes.HasSuffix(key, []byte(":"+name)) {
			return value
		}
		attrs = after
	}
	return nil
}

// tidy makes one blank of several and composes characters.
func tidyLine(text []byte) string {
	if isTidy(text) {
		return string(text)
	}
	return norm.NFC.String(strings.Join(strings.Fields(string(text)), " "))
}

// isTidy reports text that tidyLine leaves as it is, which is nearly all of it.
func isTidy(text []byte) bool {
	blank := true // a blank in front is one too many
	for _, r := range string(text) {
		space := unicode.IsSpace(r)
		if space && (blank || r != ' ') {
			return false
		}
		blank = space
	}
	return !blank && norm.NFC.QuickSpan(text) == len(text)
}
