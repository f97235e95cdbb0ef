package filing

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// PasteRows adds the rows of a table, one a line or with semicolons between, cells apart by tabs, bars, commas or several
// blanks. The list's name in front is left out, and so are numbers in front of rows. A heading is recognised and orders
// the columns; 金额（万元） in it gives bare numbers their unit. Good rows are taken; what is wrong comes back by row and
// column, and those rows are left out.
func (d Draft) PasteRows(id, text string, now time.Time) (next Draft, added int, problems []Problem) {
	f, problems := d.list(id)
	if f == nil {
		return d, 0, problems
	}
	lines := f.tableLines(f.unnamed(text))
	if len(lines) == 0 {
		return d, 0, []Problem{{Field: id, Text: sayf(sayListEmpty, f.Label, exampleRow(f))}}
	}
	t := table{list: f, now: now}
	if t.heading(lines[0]) {
		lines = lines[1:]
		problems = append(problems, t.unknown...)
	} else {
		t.numbered = numbered(lines)
	}
	rows := slices.Clip(slices.Clone(d.Values[id].Rows))
	for i, line := range lines {
		if len(rows) >= f.mostRows() {
			problems = append(problems, Problem{Field: id, Row: i + 1, Text: sayf(sayTooManyRows, f.Label, f.mostRows())})
			break
		}
		row, wrong := t.row(line, i+1)
		if len(wrong) > 0 {
			problems = append(problems, wrong...)
			continue
		}
		rows = append(rows, row)
		added++
	}
	if added == 0 {
		return d, 0, problems
	}
	return d.setRows(f, rows, id), added, problems
}

// A table knows how the columns of a pasted text lie.
type table struct {
	list     *Field
	now      time.Time
	columns  []*Field // by place, nil for one that is not ours; nil when there is no heading
	units    []string // 万元 from the heading
	unknown  []Problem
	numbered bool
}

// heading reports whether the line names columns, and remembers their order.
func (t *table) heading(line string) bool {
	cells := splitRow(line)
	known := 0
	var columns []*Field
	var units []string
	var unknown []Problem
	for _, cell := range cells {
		c := t.list.columnNamed(cell)
		unit := ""
		switch {
		case c != nil && slices.Contains(columns, c):
			c = nil
		case c != nil:
			known++
			if strings.Contains(cell, "万元") && c.Type == TypeMoney {
				unit = "万元"
			}
		case !isNumbering(cell):
			unknown = append(unknown, Problem{Field: t.list.ID, Text: sayf(sayUnknownColumn, clip(cell, 20), t.list.columnLabels())})
		}
		columns, units = append(columns, c), append(units, unit)
	}
	if known == 0 || known*2 < len(cells) {
		return false
	}
	t.columns, t.units, t.unknown = columns, units, unknown
	return true
}

func isNumbering(s string) bool {
	return slices.Contains([]string{"序号", "编号", "no", "no.", "#", "序", ""}, folded(s))
}

func (f *Field) columnLabels() string {
	var all []string
	for _, c := range f.Columns {
		all = append(all, c.Label)
	}
	return strings.Join(all, "、")
}

// numbered reports that every line begins with its running number in a cell of its own.
func numbered(lines []string) bool {
	if len(lines) < 2 {
		return false
	}
	for i, line := range lines {
		first := strings.TrimRight(splitRow(line)[0], ".、")
		if n, err := strconv.Atoi(first); err != nil || n != i+1 {
			return false
		}
	}
	return true
}

func (t *table) row(line string, n int) (Row, []Problem) {
	cells := splitRow(line)
	if t.columns == nil {
		if t.numbered {
			cells = cells[1:]
		}
		return readRow(t.list, cells, n, t.now)
	}
	row := Row{}
	var problems []Problem
	if len(cells) > len(t.columns) {
		return nil, []Problem{{Field: t.list.ID, Row: n, Text: sayf(sayTooManyCells, n, len(cells), len(t.columns), exampleRow(t.list))}}
	}
	for i, cell := range cells {
		if t.columns[i] == nil {
			continue
		}
		if t.units[i] != "" && bareAmount(cell) {
			cell += t.units[i]
		}
		problems = append(problems, setCell(t.list, t.columns[i], row, cell, n, t.now)...)
	}
	if len(problems) > 0 {
		return nil, problems
	}
	return row, missing(t.list, row, n)
}

// bareAmount reports a number without a unit.
func bareAmount(cell string) bool {
	r := []rune(folded(cell))
	n, ok := scanNumber(r)
	return ok && n.runes == len(r) && n.unit < 1e4
}
