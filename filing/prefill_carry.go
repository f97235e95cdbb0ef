package filing

import "unicode/utf8"

// Carry takes what a draft's document says to another form, to be confirmed there: fields and slots of the same id and
// kind, and of lists the columns that both have. It serves the notice after the request, the change after the filing.
func Carry(from Draft, to *Form) []Prefill {
	data := from.Data()
	var all []Prefill
	for _, f := range to.flat {
		v := Value{}
		old := from.Form.Field(f.ID)
		switch {
		case f.Type == TypeText && data.Values[f.ID] != "":
			text := data.Values[f.ID]
			if f.Max > 0 && utf8.RuneCountInString(text) > f.Max {
				text = shorten(text, f.Max)
			}
			v = Value{Said: text, Formal: text}
		case old == nil || old.Type != f.Type:
			continue
		default:
			held, ok := from.shown(old)
			if !ok || f.Type != TypeList && !takes(f, held) {
				continue
			}
			v = held
			v.Rows = carryRows(f, held.Rows)
		}
		if !v.empty() {
			all = append(all, Prefill{Field: f.ID, Said: v.Formal, Value: v, Origin: Origin{Turn: -1, Quote: from.Form.Title}})
		}
	}
	return all
}

// carryRows keeps the cells of columns that the list has too.
func carryRows(f *Field, rows []Row) []Row {
	var out []Row
	for _, row := range rows {
		kept := Row{}
		for _, c := range f.Columns {
			if v, ok := row[c.ID]; ok {
				kept[c.ID] = v
			}
		}
		if len(kept) > 0 {
			out = append(out, kept)
		}
	}
	return out
}
