package filing

import "time"

// Copy begins a new draft of the same form from this one. Dates, amounts, document numbers, what the office wrote and
// what the form marks as belonging to one filing only (approvals, declarations) are emptied; texts in which a date, a
// sum or a number stands wait for a yes; the rest is kept. cleared and flagged are the labels of those fields.
func (d Draft) Copy(now time.Time) (next Draft, cleared, flagged []string) {
	next = Draft{Form: d.Form, Values: map[string]Value{}}
	for _, f := range d.Form.flat {
		v, held := d.Values[f.ID]
		switch {
		case !held || v.empty():
			continue
		case f.Office || f.Clear || bound(f.Type):
			cleared = append(cleared, f.Label)
			continue
		}
		v.Origin = nil
		if v.State == Skipped {
			v.State = Stale
		}
		if f.Type == TypeList {
			rows, changed := copyRows(f, v.Rows)
			if v.Rows = rows; changed {
				v.State = Stale
			}
		}
		if f.Type == TypeText && len(Mentions(v.Formal, now)) > 0 {
			v.State = Stale
		}
		if v.State != Filled {
			flagged = append(flagged, f.Label)
		}
		next.Values[f.ID] = v
	}
	return next, cleared, flagged
}

// bound reports types whose values belong to one filing only.
func bound(t Type) bool {
	switch t {
	case TypeDate, TypeDeadline, TypePeriod, TypeMoney, TypeNumber:
		return true
	}
	return false
}

// copyRows leaves out the cells that belong to one filing only.
func copyRows(f *Field, rows []Row) (out []Row, changed bool) {
	for _, row := range rows {
		kept := Row{}
		for _, c := range f.Columns {
			v, ok := row[c.ID]
			if ok && (bound(c.Type) || c.Clear) {
				changed = true
				continue
			}
			if ok {
				kept[c.ID] = v
			}
		}
		out = append(out, kept)
	}
	return out, changed
}
