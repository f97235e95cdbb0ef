package filing

import "maps"

// Data is what the document says: for every field that applies, its confirmed value. Slots of Form.Compose are put
// together from those. Amounts are also there in capital numerals as id_capital.
func (d Draft) Data() Data {
	data := Data{Version: max(d.Version, 1), Values: map[string]string{}, Lists: map[string][]map[string]string{}, Flags: map[string]bool{}}
	for _, f := range d.Form.flat {
		v, ok := d.shown(f)
		switch {
		case !ok:
		case f.Type == TypeList:
			for _, row := range v.Rows {
				cells := map[string]string{}
				for id, cell := range row {
					cells[id] = cell.Formal
				}
				data.Lists[f.ID] = append(data.Lists[f.ID], cells)
			}
		default:
			data.Values[f.ID] = v.Formal
			if f.Type == TypeMoney && v.Most+v.Least > 0 {
				data.Values[f.ID+"_capital"] = capitalOf(v)
			}
			for _, id := range v.Picks {
				data.Flags[f.ID+"_"+id] = true
			}
		}
	}
	composed := map[string]string{}
	for _, c := range d.Form.Compose {
		if text := composeSlot(c, data.Values); text != "" && d.hold(c.When, len(d.Form.flat)) {
			composed[c.Slot] = text
		}
	}
	maps.Copy(data.Values, composed)
	return data
}

// shown returns the field's value as far as it stands in a document.
func (d Draft) shown(f *Field) (Value, bool) {
	v := d.Values[f.ID]
	return v, v.State == Filled && !v.empty() && d.Applies(f)
}

func capitalOf(v Value) string {
	switch {
	case v.Least == v.Most || v.Least == 0:
		return Money{Most: v.Most}.Capital()
	case v.Most == 0:
		return Money{Most: v.Least}.Capital()
	}
	return Money{v.Least, v.Most, Between}.Capital()
}

func composeSlot(c Composition, values map[string]string) string {
	text := ""
	for _, part := range c.Parts {
		whole := true
		filled := hole.ReplaceAllStringFunc(part, func(h string) string {
			g := hole.FindStringSubmatch(h)
			id := g[1]
			if g[2] != "" {
				id += "_capital"
			}
			whole = whole && values[id] != "" && values[id] != nothing
			return values[id]
		})
		if whole {
			text += filled
		}
	}
	return text
}
