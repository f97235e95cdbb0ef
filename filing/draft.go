package filing

import (
	"maps"
	"slices"

	"dandang/knowledge"
)

// A Draft is a form being filled in. It is a value: every step returns another Draft and leaves this one as it was.
type Draft struct {
	Form    *Form
	Version int              // grows by one with every change, undoing included
	Values  map[string]Value // by field id; a field that is not there is blank. Never changed in place
	At      string           // field that the person is at: being edited, or a list that takes more rows; "" for the next in order
	History []Step           // what can be undone, oldest first, at most mostSteps
}

// mostSteps is how far back a draft can be undone.
const mostSteps = 100

// A Step is one change that can be undone.
type Step struct {
	Field string           `json:"f"`           // the field that the person meant
	Old   map[string]Value `json:"o,omitempty"` // what the changed fields held before; a blank one holds the zero Value
	At    string           `json:"a,omitempty"`
}

// A Problem is why something was not taken, told to the person at the field.
type Problem struct {
	Field   string   // id; "" when it is not about one field
	Row     int      // of a list, from 1; 0 when it is not about a row
	Column  string   // id of the column, "" when it is not about one
	Text    string   // in Chinese, with an example of what to write
	Options []string // ids of the fields between which the person has to choose
}

// A Prefill is a value taken from the talk. It must be confirmed before it stands in a document.
type Prefill struct {
	Field  string
	Said   string // what is read, in the words that the field's reader takes
	Value  Value  // read already; used when it has a Formal text or rows, else Said is read
	Origin Origin
}

// Start begins a draft with what the talk has already told. Values that the field does not take are left out.
func Start(f *Form, prefills []Prefill) Draft {
	d := Draft{Form: f, Values: map[string]Value{}}
	for _, p := range prefills {
		field := f.Field(p.Field)
		if field == nil || p.Value.empty() || field.Office {
			continue
		}
		v := p.Value
		v.State, v.Origin = Prefilled, &p.Origin
		d.Values[p.Field] = v
	}
	return d
}

// empty reports that a value says nothing.
func (v Value) empty() bool { return v.Formal == "" && len(v.Rows) == 0 }

// same reports that two values say the same in a document.
func (v Value) same(o Value) bool {
	return v.Formal == o.Formal && v.From == o.From && v.To == o.To && v.Least == o.Least && v.Most == o.Most &&
		slices.Equal(v.Picks, o.Picks) && slices.EqualFunc(v.Rows, o.Rows, func(a, b Row) bool { return maps.EqualFunc(a, b, Value.same) })
}

// Applies reports whether the field belongs on the paper as things stand: all its conditions hold of confirmed values.
func (d Draft) Applies(f *Field) bool { return d.hold(f.When, len(d.Form.flat)) }

// hold checks conditions; depth keeps a form that was never linted from going round for ever.
func (d Draft) hold(conditions []Condition, depth int) bool {
	for _, c := range conditions {
		f := d.Form.Field(c.Field)
		if f == nil || depth == 0 || !d.hold(f.When, depth-1) {
			return false
		}
		v := d.Values[c.Field]
		given := v.State == Filled && !v.none()
		switch {
		case c.Given != nil && *c.Given != given:
			return false
		case c.Given == nil && v.State != Filled:
			return false
		case len(c.Is) > 0 && !slices.ContainsFunc(c.Is, func(id string) bool { return slices.Contains(v.Picks, id) }):
			return false
		case slices.ContainsFunc(c.Not, func(id string) bool { return slices.Contains(v.Picks, id) }):
			return false
		}
	}
	return true
}

// none reports that the person said that there is nothing of the kind.
func (v Value) none() bool { return v.Formal == nothing && len(v.Rows) == 0 || v.empty() }

// nothing is what an optional field holds when the person says that there is none.
const nothing = "无"

// A Mode is how a field is asked.
type Mode string

const (
	ModeAsk     Mode = "ask"     // for the first time
	ModeConfirm Mode = "confirm" // its prefilled value: is it right?
	ModeAgain   Mode = "again"   // an answer it depends on was changed: does it still hold?
	ModeEdit    Mode = "edit"    // the person wants to change it
	ModeMore    Mode = "more"    // a list: one more row, or enough?
)

// A Question is the one thing to ask next.
type Question struct {
	Field *Field
	Mode  Mode
	Value Value // what the field holds so far
}

// Next returns the one thing to ask next; ok is false when every field that applies was answered or skipped. A field
// is asked again only for a cause that Mode names. Fields of the office are never asked.
func (d Draft) Next() (q Question, ok bool) {
	if f := d.Form.Field(d.At); f != nil && !f.Office && d.Applies(f) {
		return Question{f, d.modeAt(f), d.Values[f.ID]}, true
	}
	for _, f := range d.Form.flat {
		if f.Office || !d.Applies(f) {
			continue
		}
		if mode := modeOf(d.Values[f.ID]); mode != "" {
			return Question{f, mode, d.Values[f.ID]}, true
		}
	}
	return Question{}, false
}

func modeOf(v Value) Mode {
	switch v.State {
	case Blank:
		return ModeAsk
	case Prefilled:
		return ModeConfirm
	case Stale:
		return ModeAgain
	}
	return ""
}

func (d Draft) modeAt(f *Field) Mode {
	v := d.Values[f.ID]
	if f.Type == TypeList && v.State == Filled && len(v.Rows) > 0 {
		return ModeMore
	}
	if mode := modeOf(v); mode != "" {
		return mode
	}
	return ModeEdit
}

// change makes the next draft: sets the values, keeps what they replace for Undo, and flags what depends on them.
func (d Draft) change(field, at string, set map[string]Value) Draft {
	next := d
	next.Values = maps.Clone(d.Values)
	if next.Values == nil {
		next.Values = map[string]Value{}
	}
	old := map[string]Value{}
	for id, v := range set {
		old[id] = d.Values[id]
		put(next.Values, id, v)
	}
	for id, v := range set {
		was := d.Values[id]
		if was.empty() || was.same(v) {
			continue
		}
		for _, f := range d.Form.flat {
			if _, also := set[f.ID]; also || !slices.Contains(f.governors(), id) || next.Values[f.ID].State != Filled {
				continue
			}
			if _, known := old[f.ID]; !known {
				old[f.ID] = d.Values[f.ID]
			}
			flagged := next.Values[f.ID]
			flagged.State = Stale
			next.Values[f.ID] = flagged
		}
	}
	next.At = at
	next.Version++
	next.History = append(slices.Clip(slices.Clone(d.History)), Step{Field: field, Old: old, At: d.At})
	if extra := len(next.History) - mostSteps; extra > 0 {
		next.History = next.History[extra:]
	}
	return next
}

// put sets or removes a value.
func put(values map[string]Value, id string, v Value) {
	if v.State == Blank {
		delete(values, id)
		return
	}
	values[id] = v
}

// Undo takes the last change back exactly; ok is false when there is none.
func (d Draft) Undo() (Draft, bool) {
	if len(d.History) == 0 {
		return d, false
	}
	last := d.History[len(d.History)-1]
	d.Values = maps.Clone(d.Values)
	for id, v := range last.Old {
		put(d.Values, id, v)
	}
	d.At = last.At
	d.History = slices.Clone(d.History[:len(d.History)-1])
	d.Version++
	return d, true
}

// begins and ends are the days of a value, "" when it has none.
func (v Value) begins() knowledge.Date {
	if v.From != "" {
		return v.From
	}
	return v.To
}

func (v Value) ends() knowledge.Date {
	if v.To != "" {
		return v.To
	}
	return v.From
}
