package filing

import (
	"regexp"
	"strings"
)

var (
	segmentEnd = regexp.MustCompile(`[。；;\n，,、]`)
	labelLead  = regexp.MustCompile(`^(?:另外|还有|然后|我们的?|我的?|咱们的?|这个|该)*`)
	labelMark  = regexp.MustCompile(`^(?:[:：=]|是|为|写|填|就是|定为)[:： ]*`)
	listMark   = regexp.MustCompile(`^(?:有|是|为|包括|如下|分别是|分别为){0,2}[:：=][ ]*`)
)

// labelled takes the segments that begin with a field's name and returns the rest of the message.
func (t *taking) labelled(said string) string {
	var rest []string
	told := sentences(said)
	for n := 0; n < len(told); n++ {
		t.sentence = told[n]
		pieces := segments(told[n])
		for i := 0; i < len(pieces); i++ {
			f, words := t.named(pieces[i])
			if f == nil {
				rest = append(rest, pieces[i])
				continue
			}
			if f.Type == TypeList {
				rows, behind := t.rowsTold(f, words, strings.Join(pieces[i+1:], "")+strings.Join(told[n+1:], ""))
				t.readRows(f, rows)
				told, n = sentences(behind), -1
				break
			}
			last := t.reach(f, words, pieces, i)
			words += strings.Join(pieces[i+1:last+1], "")
			i = last
			t.read(f, strings.Trim(words, "，,、。；; "))
		}
	}
	return strings.Trim(strings.Join(rest, ""), "，,。；; \n")
}

// reach is the last segment that belongs to the field named in segment i: of a text up to the next name, of other
// kinds as many as it takes to be read (a name and, behind a comma, the post).
func (t *taking) reach(f *Field, words string, pieces []string, i int) int {
	for last := i; last < len(pieces); last++ {
		if last > i {
			if next, _ := t.named(pieces[last]); next != nil {
				return last - 1
			}
			words += pieces[last]
		}
		if f.Type == TypeText {
			continue
		}
		if _, err := take(f, strings.Trim(words, "，,、。；; "), t.now); err == nil {
			return last
		}
	}
	if f.Type == TypeText {
		return len(pieces) - 1
	}
	return i
}

func (t *taking) read(f *Field, words string) {
	v, err := take(f, words, t.now)
	if err != nil {
		t.problems = append(t.problems, Problem{Field: f.ID, Text: sayf(sayAtField, f.Label, err)})
		return
	}
	t.put(f, v)
}

// named returns the field whose name opens the segment, and what follows. A text needs a mark behind the name, or
// every sentence that happens to begin so would be taken; a list needs a colon, and its rows may begin on the next line.
func (t *taking) named(segment string) (*Field, string) {
	s := string(fold(segment))
	lead := len([]rune(labelLead.FindString(s)))
	runes := []rune(segment)[lead:]
	s = string(fold(string(runes)))
	var best *Field
	length := 1
	for _, f := range t.draft.Form.flat {
		if f.Office {
			continue
		}
		for _, name := range f.names() {
			if n := len([]rune(name)); n > length && strings.HasPrefix(s, name) {
				best, length = f, n
			}
		}
	}
	if best == nil || best == t.list || t.inRow(best, string(runes[:length]), segment) {
		return nil, ""
	}
	after := strings.TrimLeft(string(runes[length:]), " ")
	if best.Type == TypeList {
		mark := listMark.FindString(string(fold(after)))
		if mark == "" {
			return nil, ""
		}
		return best, string([]rune(after)[len([]rune(mark)):])
	}
	mark := labelMark.FindString(string(fold(after)))
	if mark == "" && (best.Type == TypeText || after == "") {
		return nil, ""
	}
	words := strings.TrimSpace(string([]rune(after)[len([]rune(mark)):]))
	if words == "" {
		return nil, ""
	}
	if mark == "" {
		if _, err := take(best, words, t.now); err != nil {
			return nil, ""
		}
	}
	return best, words
}

var sentenceEnd = regexp.MustCompile(`[。！？!?\n；;]`)

func sentences(s string) []string { return pieces(s, sentenceEnd) }

// segments cuts at commas, but not inside numbers and titles.
func segments(s string) []string { return pieces(s, segmentEnd) }

// pieces cuts behind every mark; the pieces joined are the text.
func pieces(s string, mark *regexp.Regexp) []string {
	var out []string
	r := []rune(s)
	start, depth := 0, 0
	for i, c := range r {
		switch {
		case strings.ContainsRune("《（(〔", c):
			depth++
		case strings.ContainsRune("》）)〕", c):
			depth = max(0, depth-1)
		case depth > 0 || !mark.MatchString(string(c)):
		case (c == ',' || c == '，') && i > 0 && asciiDigit(r[i-1]) && threeDigits(r[i+1:]):
		default:
			out = append(out, string(r[start:i+1]))
			start = i + 1
		}
	}
	if start < len(r) {
		out = append(out, string(r[start:]))
	}
	return out
}
