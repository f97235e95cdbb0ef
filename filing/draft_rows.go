package filing

import (
	"slices"
	"time"
)

// mostRows is how many rows a list takes when its Max says nothing.
const mostRows = 100

// fillList takes rows, one a line, or that there are none (left).
func (d Draft) fillList(f *Field, said, plain string, now time.Time) (Draft, []Problem) {
	v := d.Values[f.ID]
	switch {
	case finished.MatchString(plain) && len(v.Rows) > 0:
		if v.State != Filled {
			return d.confirm(f), nil
		}
		d.At = d.after(f.ID)
		return d, nil
	case finished.MatchString(plain) && !f.Required:
		none := Value{Said: said, Formal: nothing, State: Filled}
		return d.change(f.ID, d.after(f.ID), map[string]Value{f.ID: none}), nil
	case finished.MatchString(plain):
		return d, []Problem{{Field: f.ID, Text: sayf(sayListEmpty, f.Label, exampleRow(f))}}
	}
	next, _, problems := d.PasteRows(f.ID, said, now)
	return next, problems
}

// AddRow adds one row to a list from words in the order of its columns.
func (d Draft) AddRow(id, said string, now time.Time) (Draft, []Problem) {
	f, problems := d.list(id)
	if f == nil {
		return d, problems
	}
	rows := d.Values[id].Rows
	row, problems := readRow(f, splitRow(said), len(rows)+1, now)
	if len(problems) > 0 {
		return d, problems
	}
	if len(rows) >= f.mostRows() {
		return d, []Problem{{Field: id, Text: sayf(sayTooManyRows, f.Label, f.mostRows())}}
	}
	return d.setRows(f, append(slices.Clip(slices.Clone(rows)), row), id), nil
}

// EditRow replaces row n, counted from 1. A single cell is changed by naming its column first: 电话：0375-6512345.
func (d Draft) EditRow(id string, n int, said string, now time.Time) (Draft, []Problem) {
	f, problems := d.row(id, n)
	if f == nil {
		return d, problems
	}
	rows := slices.Clone(d.Values[id].Rows)
	row, problems := editRow(f, rows[n-1], said, n, now)
	if len(problems) > 0 {
		return d, problems
	}
	rows[n-1] = row
	return d.setRows(f, rows, d.At), nil
}

// MoveRow puts row n in place to, both counted from 1.
func (d Draft) MoveRow(id string, n, to int) (Draft, []Problem) {
	f, problems := d.row(id, n)
	if f == nil {
		return d, problems
	}
	if _, problems := d.row(id, to); problems != nil {
		return d, problems
	}
	rows := slices.Clone(d.Values[id].Rows)
	moved := rows[n-1]
	rows = slices.Insert(slices.Delete(rows, n-1, n), to-1, moved)
	return d.setRows(f, rows, d.At), nil
}

// DeleteRow removes row n, counted from 1. A list without rows is blank again.
func (d Draft) DeleteRow(id string, n int) (Draft, []Problem) {
	f, problems := d.row(id, n)
	if f == nil {
		return d, problems
	}
	return d.setRows(f, slices.Delete(slices.Clone(d.Values[id].Rows), n-1, n), d.At), nil
}

// setRows makes the rows the person's own.
func (d Draft) setRows(f *Field, rows []Row, at string) Draft {
	v := Value{Rows: rows, State: Filled}
	if len(rows) == 0 {
		v = Value{}
	}
	return d.change(f.ID, at, map[string]Value{f.ID: v})
}

// list returns the list field, or nil and why there is none.
func (d Draft) list(id string) (*Field, []Problem) {
	f := d.Form.Field(id)
	if f == nil || f.Type != TypeList {
		return nil, []Problem{{Field: id, Text: sayf(sayNotAList, id)}}
	}
	return f, nil
}

func (d Draft) row(id string, n int) (*Field, []Problem) {
	f, problems := d.list(id)
	if f == nil {
		return nil, problems
	}
	if count := len(d.Values[id].Rows); n < 1 || n > count {
		return nil, []Problem{{Field: id, Row: n, Text: sayf(sayNoRow, f.Label, n, count)}}
	}
	return f, nil
}

func (f *Field) mostRows() int {
	if f.Max > 0 {
		return f.Max
	}
	return mostRows
}
