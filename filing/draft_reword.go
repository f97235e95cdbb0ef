package filing

import (
	"slices"
	"time"
)

// Reworded is the Origin.Turn of a value whose words were put otherwise; the Quote is what stood there before.
const Reworded = -2

// Reword puts other words into the document for the answer to a text field. What the person said stays beside them, and
// the new words wait for a yes; Undo brings the old ones back. Words that the field does not take come back as a Problem.
func (d Draft) Reword(id, formal string, now time.Time) (Draft, []Problem) {
	f, was := d.Form.Field(id), d.Values[id]
	if f == nil || f.Type != TypeText || was.empty() {
		return d, []Problem{{Field: id, Text: sayf(sayNoField, id)}}
	}
	v, err := take(f, formal, now)
	if err != nil {
		return d, []Problem{{Field: id, Text: err.Error()}}
	}
	v.Said, v.State, v.Origin = was.Said, Prefilled, &Origin{Turn: Reworded, Quote: was.Formal}
	return d.change(id, id, map[string]Value{id: v}), nil
}

// Rewordable are the text fields that hold an answer, in the order of the form.
func (d Draft) Rewordable() []*Field {
	return slices.DeleteFunc(slices.Clone(d.Form.flat), func(f *Field) bool {
		v := d.Values[f.ID]
		return f.Type != TypeText || f.Pattern != "" || f.Office || v.empty() || v.none() || !d.Applies(f)
	})
}
