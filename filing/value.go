package filing

import (
	"fmt"
	"strings"
	"time"

	"dandang/knowledge"
)

// A Type is what a field takes.
type Type string

// The types of fields. Each has a reader in the cadre's language.
const (
	TypeText     Type = "text"     // plain words, Max characters
	TypeDate     Type = "date"     // one day
	TypeDeadline Type = "deadline" // by which day
	TypePeriod   Type = "period"   // from one day to another
	TypeMoney    Type = "money"
	TypeUnit     Type = "unit"   // an organ's or company's full name
	TypeNumber   Type = "number" // 文号
	TypePhone    Type = "phone"
	TypeDuration Type = "duration"
	TypePerson   Type = "person" // name and post
	TypeChoice   Type = "choice" // one of Choices
	TypeChoices  Type = "choices"
	TypeYesNo    Type = "yesno"
	TypeList     Type = "list" // repeated rows of Columns
)

// Types are all types, in the order in which they are documented.
func Types() []Type {
	return []Type{TypeText, TypeDate, TypeDeadline, TypePeriod, TypeMoney, TypeUnit, TypeNumber, TypePhone, TypeDuration, TypePerson, TypeChoice, TypeChoices, TypeYesNo, TypeList}
}

// The standings of a value.
const (
	Blank     Standing = ""          // 未填
	Prefilled Standing = "prefilled" // taken from the talk, waits for a yes
	Filled    Standing = "filled"    // said or confirmed by the person
	Stale     Standing = "stale"     // an answer it depends on was changed: waits for a yes
	Skipped   Standing = "skipped"   // 先跳过; a value from before is kept
)

// A Standing is how far a value may be relied upon. Only Filled ones stand in a document.
type Standing string

// An Origin is where a prefilled value was taken from.
type Origin struct {
	Turn  int    `json:"t"` // which message of the matter, from 0; -1 when it was computed or copied
	Quote string `json:"q"` // verbatim
}

// A Value is what one field holds. It is never changed in place; its slices and rows are shared between drafts.
type Value struct {
	Said   string         `json:"s,omitempty"` // the person's own words
	Formal string         `json:"f,omitempty"` // as it stands in the document
	State  Standing       `json:"st,omitempty"`
	From   knowledge.Date `json:"a,omitempty"` // first day, of dates and periods
	To     knowledge.Date `json:"b,omitempty"` // last day; of a deadline the last day allowed
	Least  int64          `json:"l,omitempty"` // of money, in fen
	Most   int64          `json:"m,omitempty"` // of money, in fen; equal to Least when it is exact
	Open   bool           `json:"o,omitempty"` // of money: a bound or an estimate, not to be added up
	Picks  []string       `json:"p,omitempty"` // ids of choices; "yes" or "no"
	Rows   []Row          `json:"r,omitempty"` // of a list
	Origin *Origin        `json:"g,omitempty"` // nil when the person filled it in
}

// A Row is one entry of a list field: the values by column id.
type Row map[string]Value

// A Mistake says why words were not taken and what to write instead. Its text is for the person who wrote them.
type Mistake struct {
	What    string // what is wrong, without a full stop
	Example string // what to write, "" when What already says it
}

func (m *Mistake) Error() string {
	if m.Example == "" {
		return m.What + "。"
	}
	return m.What + "。例如：" + m.Example
}

func mistake(example, format string, args ...any) error {
	return &Mistake{What: fmt.Sprintf(format, args...), Example: example}
}

// Read takes what was said as an answer to the field. The value is Filled; the error is a *Mistake.
// Lists are read by PasteRows and the row functions, not here.
func Read(f *Field, said string, now time.Time) (Value, error) {
	v := Value{Said: clip(strings.ToValidUTF8(said, ""), mostSaid), State: Filled}
	if f.Type != TypeText && len(said) > mostShort {
		return Value{}, withExample(&Mistake{What: saySayLess}, f.Example)
	}
	var err error
	switch f.Type {
	case TypeDate, TypeDeadline, TypePeriod:
		err = v.readSpan(f, said, now)
	case TypeMoney:
		var m Money
		if m, err = ReadMoney(said); err == nil {
			v.Formal, v.Least, v.Most, v.Open = m.String(), m.Least, m.Most, m.Bound != Exact
		}
	case TypeUnit:
		v.Formal, err = ReadUnit(said, f.words.Units)
	case TypeNumber:
		var n DocNumber
		n, err = ReadDocNumber(said, now)
		v.Formal = n.String()
	case TypePhone:
		v.Formal, err = ReadPhone(said)
	case TypeDuration:
		var d Duration
		d, err = ReadDuration(said)
		v.Formal = d.String()
	case TypePerson:
		var p Person
		p, err = ReadPerson(said, f.words.Posts)
		v.Formal = p.String()
	case TypeChoice, TypeChoices:
		v.Picks, err = ReadChoice(said, f.Choices, f.Type == TypeChoices)
		v.Formal = labels(f.Choices, v.Picks)
	case TypeYesNo:
		err = v.readYesNo(said)
	case TypeText:
		v.Formal, err = ReadText(said, f.Max, f.words.Banned)
	default:
		err = mistake("", sayListOnly, f.Label)
	}
	if err != nil {
		return Value{}, withExample(err, f.Example)
	}
	return v, nil
}

func (v *Value) readSpan(f *Field, said string, now time.Time) error {
	read := map[Type]func(string, time.Time, Lean) (Span, error){TypeDate: ReadDate, TypeDeadline: ReadDeadline, TypePeriod: ReadPeriod}[f.Type]
	s, err := read(said, now, f.Lean)
	if err != nil {
		return err
	}
	v.Formal, v.From, v.To = s.String(), s.From, s.To
	return nil
}

func (v *Value) readYesNo(said string) error {
	yes, err := ReadYesNo(said)
	if err != nil {
		return err
	}
	v.Formal, v.Picks = "否", []string{"no"}
	if yes {
		v.Formal, v.Picks = "是", []string{"yes"}
	}
	return nil
}

// withExample gives a mistake the field's own example when the reader has none of its own.
func withExample(err error, example string) error {
	if m, ok := err.(*Mistake); ok && m.Example == "" && example != "" {
		return &Mistake{m.What, example}
	}
	return err
}

// mostShort is how many bytes an answer may have that is no text.
const mostShort = 2000

// mostSaid is how many characters of the person's words are kept beside the formal text.
const mostSaid = 2000

func clip(s string, most int) string {
	if r := []rune(s); len(r) > most {
		return string(r[:most])
	}
	return s
}
