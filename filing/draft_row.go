package filing

import (
	"regexp"
	"slices"
	"strings"
	"time"
)

var (
	wideGap   = regexp.MustCompile(`[ 　]{2,}`)
	weakMarks = regexp.MustCompile(`[,，、;；]`)
	labelled  = regexp.MustCompile(`^([^:：]{1,12})[:：](.+)$`)
	ruleLine  = regexp.MustCompile(`^[\s|:+\-—=]+$`)
)

// splitRow cuts one line into cells: by tabs or bars, else by wide gaps, else by commas, else by blanks. A comma
// between digits belongs to the number.
func splitRow(line string) []string {
	line = strings.TrimSpace(line)
	var cells []string
	switch {
	case strings.Contains(line, "\t"):
		cells = strings.Split(line, "\t")
	case strings.ContainsAny(line, "|｜"):
		cells = strings.Split(strings.Trim(strings.ReplaceAll(line, "｜", "|"), "|"), "|")
	case wideGap.MatchString(line):
		cells = wideGap.Split(line, -1)
	case weakMarks.MatchString(line):
		cells = splitMarks(line)
	default:
		cells = strings.Fields(line)
	}
	for i := range cells {
		cells[i] = strings.TrimSpace(cells[i])
	}
	return cells
}

func splitMarks(line string) []string {
	var cells []string
	start := 0
	r := []rune(line)
	for i, c := range r {
		if !weakMarks.MatchString(string(c)) {
			continue
		}
		if (c == ',' || c == '，') && i > 0 && asciiDigit(r[i-1]) && threeDigits(r[i+1:]) {
			continue
		}
		cells = append(cells, string(r[start:i]))
		start = i + 1
	}
	return append(cells, string(r[start:]))
}

// readRow reads cells as a row of f: labelled ones by their label, the rest in the order of the columns; when that
// fails and there are no more cells than columns, each goes to the column that can read it.
func readRow(f *Field, cells []string, n int, now time.Time) (Row, []Problem) {
	if row, ok := labelledRow(f, cells, now); ok {
		return row, missing(f, row, n)
	}
	row, problems := inOrder(f, cells, n, now)
	if len(problems) == 0 {
		return row, nil
	}
	if guess, ok := byKind(f, cells, now); ok && len(missing(f, guess, n)) == 0 && mends(guess, problems) {
		return guess, nil
	}
	return nil, problems
}

// mends reports that every column which refused its cell has one now; otherwise a wrong telephone would end up among
// the remarks.
func mends(guess Row, problems []Problem) bool {
	return !slices.ContainsFunc(problems, func(p Problem) bool {
		_, ok := guess[p.Column]
		return p.Column != "" && !ok
	})
}

func inOrder(f *Field, cells []string, n int, now time.Time) (Row, []Problem) {
	if len(cells) > len(f.Columns) {
		last := len(f.Columns) - 1
		if f.Columns[last].Type != TypeText {
			return nil, []Problem{{Field: f.ID, Row: n, Text: sayf(sayTooManyCells, n, len(cells), len(f.Columns), exampleRow(f))}}
		}
		cells = append(slices.Clone(cells[:last]), strings.Join(cells[last:], "，"))
	}
	row := Row{}
	var problems []Problem
	for i, cell := range cells {
		problems = append(problems, setCell(f, &f.Columns[i], row, cell, n, now)...)
	}
	refused := func(lacks Problem) bool {
		return slices.ContainsFunc(problems, func(p Problem) bool { return p.Column == lacks.Column })
	}
	return row, append(problems, slices.DeleteFunc(missing(f, row, n), refused)...)
}

// setCell reads one cell into the row. Blank cells and dashes are left out.
func setCell(f *Field, c *Field, row Row, cell string, n int, now time.Time) []Problem {
	if cell == "" || strings.Trim(cell, "-—/ ") == "" {
		return nil
	}
	v, err := take(c, cell, now)
	if err != nil {
		return []Problem{{Field: f.ID, Row: n, Column: c.ID, Text: sayf(sayInCell, n, c.Label, err)}}
	}
	row[c.ID] = v
	return nil
}

// missing tells the required columns that a row lacks.
func missing(f *Field, row Row, n int) []Problem {
	var problems []Problem
	for i := range f.Columns {
		c := &f.Columns[i]
		if _, ok := row[c.ID]; c.Required && !ok {
			problems = append(problems, Problem{Field: f.ID, Row: n, Column: c.ID, Text: sayf(sayCellMissing, n, c.Label, exampleRow(f))})
		}
	}
	return problems
}

// labelledRow reads 姓名：张三，职务：副局长. It is one only when every cell names a column.
func labelledRow(f *Field, cells []string, now time.Time) (Row, bool) {
	row := Row{}
	for _, cell := range cells {
		g := labelled.FindStringSubmatch(cell)
		if g == nil {
			return nil, false
		}
		c := f.columnNamed(g[1])
		if c == nil {
			return nil, false
		}
		if len(setCell(f, c, row, strings.TrimSpace(g[2]), 0, now)) > 0 {
			return nil, false
		}
	}
	return row, len(row) > 0
}

// columnNamed finds the column with that heading; a unit in brackets is no part of the name: 金额（万元）.
func (f *Field) columnNamed(name string) *Field {
	name = folded(name)
	if i := strings.IndexByte(name, '('); i > 0 {
		name = name[:i]
	}
	for i := range f.Columns {
		if slices.Contains(f.Columns[i].names(), name) {
			return &f.Columns[i]
		}
	}
	return nil
}

// byKind gives every cell of a telling kind (telephone, money, date …) to the first column that reads it and the rest
// to the other columns in order.
func byKind(f *Field, cells []string, now time.Time) (Row, bool) {
	if len(cells) > len(f.Columns) {
		return nil, false
	}
	row := Row{}
	var rest []string
	for _, cell := range cells {
		if c := telling(f, row, cell, now); c != nil {
			setCell(f, c, row, cell, 0, now)
			continue
		}
		rest = append(rest, cell)
	}
	for i := range f.Columns {
		c := &f.Columns[i]
		if _, taken := row[c.ID]; taken || len(rest) == 0 || c.Type != TypeText {
			continue
		}
		if len(setCell(f, c, row, rest[0], 0, now)) > 0 {
			return nil, false
		}
		rest = rest[1:]
	}
	return row, len(rest) == 0
}

func telling(f *Field, row Row, cell string, now time.Time) *Field {
	for i := range f.Columns {
		c := &f.Columns[i]
		if _, taken := row[c.ID]; taken || c.Type == TypeText {
			continue
		}
		if _, err := Read(c, cell, now); err == nil {
			return c
		}
	}
	return nil
}

// editRow changes the named cells of a row, or all of it.
func editRow(f *Field, old Row, said string, n int, now time.Time) (Row, []Problem) {
	cells := splitRow(said)
	row := Row{}
	for id, v := range old {
		row[id] = v
	}
	for _, cell := range cells {
		name, value := cellNamed(f, cell)
		if name == nil {
			return readRow(f, cells, n, now)
		}
		if problems := setCell(f, name, row, value, n, now); len(problems) > 0 {
			return nil, problems
		}
	}
	return row, missing(f, row, n)
}

var cellChange = regexp.MustCompile(`^(?:把|将)?(.{1,12}?)(?:改成|改为|换成|是|为|[:：])[:： ]*(.+)$`)

// cellNamed reads 电话改成0375-6512345.
func cellNamed(f *Field, cell string) (*Field, string) {
	g := cellChange.FindStringSubmatch(cell)
	if g == nil {
		return nil, ""
	}
	return f.columnNamed(g[1]), strings.TrimSpace(g[2])
}

// exampleRow is what a row of the list looks like.
func exampleRow(f *Field) string {
	if f.Example != "" {
		return f.Example
	}
	var cells []string
	for _, c := range f.Columns {
		if c.Example != "" {
			cells = append(cells, c.Example)
			continue
		}
		cells = append(cells, c.Label)
	}
	return strings.Join(cells, "，")
}
