package filing

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"dandang/knowledge"
)

// draftFormat is the version of the encoding.
const draftFormat = 1

// Errors returned by DecodeDraft.
var (
	ErrDraftFormat = errors.New("not a draft of a known format")
	ErrDraftForm   = errors.New("the form of the draft is not there any more")
)

// mostDraftBytes is how large an encoded draft may be.
const mostDraftBytes = 4 << 20

// A stored draft is what Encode writes.
type storedDraft struct {
	Format  int              `json:"v"`
	Form    string           `json:"form"`
	Hash    string           `json:"hash"`
	Version int              `json:"n"`
	At      string           `json:"at,omitempty"`
	Values  map[string]Value `json:"val"`
	History []Step           `json:"his,omitempty"`
}

// Encode writes the draft in a compact form; equal drafts give equal bytes.
func (d Draft) Encode() ([]byte, error) {
	b, err := json.Marshal(storedDraft{draftFormat, d.Form.ID, d.Form.Hash, d.Version, d.At, d.Values, d.History})
	if err != nil {
		return nil, fmt.Errorf("encode draft of %s: %w", d.Form.ID, err)
	}
	return b, nil
}

// DecodeDraft reads what Encode wrote. form finds a form by its id, nil when there is none. When the form was changed
// since, nothing is lost: values of fields that are gone are kept unseen, and those of fields whose kind or choices no
// longer take them wait for a yes. The error is ErrDraftFormat for anything else, ErrDraftForm when the form is gone.
func DecodeDraft(data []byte, form func(id string) *Form) (Draft, error) {
	if len(data) > mostDraftBytes {
		return Draft{}, fmt.Errorf("decode draft of %d bytes: %w", len(data), ErrDraftFormat)
	}
	var s storedDraft
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&s); err != nil {
		return Draft{}, fmt.Errorf("decode draft: %w: %w", ErrDraftFormat, err)
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return Draft{}, fmt.Errorf("decode draft: more than one value: %w", ErrDraftFormat)
	}
	if what := s.wrong(); what != "" {
		return Draft{}, fmt.Errorf("decode draft: %s: %w", what, ErrDraftFormat)
	}
	f := form(s.Form)
	if f == nil {
		return Draft{}, fmt.Errorf("decode draft of form %q: %w", s.Form, ErrDraftForm)
	}
	d := Draft{Form: f, Version: s.Version, Values: s.Values, At: s.At, History: s.History}
	if d.Values == nil {
		d.Values = map[string]Value{}
	}
	if s.Hash != f.Hash {
		d.Values = refit(f, d.Values)
	}
	return d, nil
}

// wrong says what no draft has.
func (s storedDraft) wrong() string {
	switch {
	case s.Format != draftFormat:
		return "format"
	case s.Version < 0:
		return "version"
	case len(s.History) > mostSteps:
		return "history"
	}
	all := []map[string]Value{s.Values}
	for _, step := range s.History {
		all = append(all, step.Old)
	}
	for i, values := range all {
		for _, v := range values {
			if !v.sound(i > 0) {
				return "value"
			}
		}
	}
	return ""
}

// sound reports whether a value could have been made by a reader; blank ones stand in the history only.
func (v Value) sound(blank bool) bool {
	if !slices.Contains([]Standing{Prefilled, Filled, Stale, Skipped}, v.State) && !(blank && v.State == Blank) {
		return false
	}
	if v.Least < 0 || v.Most < 0 || v.Least > mostFen || v.Most > mostFen {
		return false
	}
	for _, d := range []knowledge.Date{v.From, v.To} {
		if _, err := time.Parse(time.DateOnly, string(d)); d != "" && err != nil {
			return false
		}
	}
	for _, row := range v.Rows {
		for _, cell := range row {
			if len(cell.Rows) > 0 || !cell.sound(false) {
				return false
			}
		}
	}
	return true
}

// refit puts values made for an older version of the form under the new one.
func refit(f *Form, values map[string]Value) map[string]Value {
	out := make(map[string]Value, len(values))
	for id, v := range values {
		if field := f.Field(id); field != nil && v.State == Filled && !takes(field, v) {
			v.State = Stale
		}
		out[id] = v
	}
	return out
}

// takes reports whether the field could hold the value.
func takes(f *Field, v Value) bool {
	if v.Formal == nothing {
		return !f.Required
	}
	dated := v.From != "" || v.To != ""
	switch f.Type {
	case TypeDate, TypeDeadline, TypePeriod:
		return dated
	case TypeChoice, TypeChoices:
		return len(v.Picks) > 0 && !slices.ContainsFunc(v.Picks, func(id string) bool {
			return !slices.ContainsFunc(f.Choices, func(c Choice) bool { return c.ID == id })
		})
	case TypeYesNo:
		return len(v.Picks) == 1 && (v.Picks[0] == "yes" || v.Picks[0] == "no")
	case TypeList:
		return len(v.Rows) > 0
	}
	return len(v.Rows) == 0 && len(v.Picks) == 0 && !dated
}
