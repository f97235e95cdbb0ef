package filing

import "strings"

// A Line is one field on the check page.
type Line struct {
	Field  *Field
	State  string // 已填, 待确认, 未填, 不适用, 已跳过, 机关填写
	Text   string // what the document would say; "" when it says nothing
	Rows   []Row  // of a list
	Origin *Origin
}

// A Page is one section of the check page.
type Page struct {
	Section string // id
	Title   string
	Lines   []Line
}

// The states on the check page.
const (
	StateFilled  = "已填"
	StateWaits   = "待确认"
	StateBlank   = "未填"
	StateNotHere = "不适用"
	StateSkipped = "已跳过"
	StateOffice  = "机关填写"
)

// Review lists every field by section with its state. A field that does not apply at present shows what it still
// holds, since it comes back when the answers change.
func (d Draft) Review() []Page {
	var pages []Page
	for _, s := range d.Form.Sections {
		page := Page{Section: s.ID, Title: s.Title}
		for i := range s.Fields {
			f := &s.Fields[i]
			v := d.Values[f.ID]
			page.Lines = append(page.Lines, Line{Field: f, State: d.stateOf(f), Text: v.text(), Rows: v.Rows, Origin: v.Origin})
		}
		pages = append(pages, page)
	}
	return pages
}

func (d Draft) stateOf(f *Field) string {
	switch v := d.Values[f.ID]; {
	case f.Office && v.State != Filled:
		return StateOffice
	case !d.Applies(f):
		return StateNotHere
	case v.State == Skipped:
		return StateSkipped
	case v.State == Blank:
		return StateBlank
	case v.State == Filled:
		return StateFilled
	}
	return StateWaits
}

// text is the value in one piece: rows one a line, their cells apart by commas.
func (v Value) text() string {
	if len(v.Rows) == 0 {
		return v.Formal
	}
	return sayf(sayRows, len(v.Rows))
}

// Text is a row in one line, its cells in the order of the list's columns.
func (f *Field) Text(row Row) string {
	var cells []string
	for _, c := range f.Columns {
		if v := row[c.ID]; v.Formal != "" {
			cells = append(cells, v.Formal)
		}
	}
	return strings.Join(cells, "，")
}

// Progress is how many of the fields that apply and are asked are done, and how many there are.
func (d Draft) Progress() (done, all int) {
	for _, f := range d.Form.flat {
		if f.Office || !d.Applies(f) {
			continue
		}
		all++
		if d.Values[f.ID].State == Filled {
			done++
		}
	}
	return done, all
}
