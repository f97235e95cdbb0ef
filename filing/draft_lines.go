package filing

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

var (
	enumeration = regexp.MustCompile(`^(?:(?:[（(]\d{1,2}[)）]|\d{1,2}[)）]|[①-⑳]|\d{1,2}[.．]\s)\s*|\d{1,2}[、.．]([^\d\s]))`) // not 1.5亿, nor 2、3号楼
	semicolons  = regexp.MustCompile(`[；;]`)
)

// tableLines are the rows that a text tells, one a line, without rules and blank lines.
func (f *Field) tableLines(text string) []string {
	var lines []string
	for line := range strings.Lines(text) {
		line = strings.Trim(strings.ToValidUTF8(line, ""), "\r\n ")
		if strings.TrimSpace(line) == "" || ruleLine.MatchString(line) {
			continue
		}
		if strings.ContainsAny(line, "\t|｜") {
			lines = append(lines, line)
			continue
		}
		for _, row := range f.apart(strings.TrimRight(line, "；;。")) {
			lines = append(lines, enumeration.ReplaceAllString(strings.TrimSpace(row), "$1"))
		}
	}
	return lines
}

// apart cuts a line at its semicolons when rows lie between them, and not the cells of one row.
func (f *Field) apart(line string) []string {
	rows := slices.DeleteFunc(semicolons.Split(line, -1), func(row string) bool { return strings.TrimSpace(row) == "" })
	cells := func(row string) bool { return len(splitRow(row)) > 1 }
	if len(rows) > 1 && (len(f.Columns) == 1 || slices.ContainsFunc(rows, cells)) && !f.oneRow(line) {
		return rows
	}
	return []string{line}
}

// oneRow reports that every cell names its column, and none twice: 姓名：李明；职务：副局长.
func (f *Field) oneRow(line string) bool {
	var seen []*Field
	for _, cell := range splitRow(line) {
		g := labelled.FindStringSubmatch(cell)
		if g == nil {
			return false
		}
		c := f.columnNamed(g[1])
		if c == nil || slices.Contains(seen, c) {
			return false
		}
		seen = append(seen, c)
	}
	return true
}

// unnamed is what was said without the name of the list in front of it: 责任人：张建国，局长. A first row whose cells all name
// their columns stays whole.
func (f *Field) unnamed(said string) string {
	said = strings.TrimSpace(said)
	if first, _, _ := strings.Cut(said, "\n"); f.oneRow(first) {
		return said
	}
	for _, name := range f.names() {
		after, ok := strings.CutPrefix(string(fold(said)), name)
		if mark := listMark.FindString(after); ok && mark != "" {
			return string([]rune(said)[utf8.RuneCountInString(name+mark):])
		}
	}
	return said
}
