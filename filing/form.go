package filing

import (
	"regexp"
	"slices"

	"dandang/knowledge"
)

// A Form is one paper as a list of questions. It never changes after it is loaded and may be shared.
type Form struct {
	ID       string // that of the Paper it fills
	Title    string
	Sections []Section
	Compose  []Composition // how slots of the document are put together from several fields
	Checks   []Rule
	Hash     string // version: the first 12 hex digits of a SHA-256 over its file and the words
	Place    knowledge.Place

	flat []*Field       // all fields in order
	at   map[string]int // place in flat by id
}

// A Section is a group of fields that belong together on the paper.
type Section struct {
	ID, Title string
	Fields    []Field
	Place     knowledge.Place
}

// A Field is one thing that the paper states.
type Field struct {
	ID       string
	Label    string
	Names    []string // other names by which people call it
	Section  string
	Type     Type
	Required bool
	Ask      string // the question, in plain words
	Why      string // why it is asked, "" when it is plain
	Example  string // what an answer looks like
	Max      int    // characters of a text, rows of a list; 0 for the usual
	Lean     Lean   // which year a date without one belongs to
	Pattern  string // regular expression that the formal text must match, "" for none
	Hint     string // what Pattern asks for, in Chinese
	Choices  []Choice
	Source   string      // "positive": the choices are the positive list of the county, see WithItems
	When     []Condition // all must hold, or the field does not apply
	Depends  []string    // fields whose change puts this one to 待确认
	From     []string    // where it may be prefilled from, see Prefill
	Cues     []string    // words near a date, sum … that show that it belongs here
	Columns  []Field     // of a list
	Private  bool        // shown only to its owner and the staff who handle the case
	Naming   bool        // the text is the name of a paper or an office, see NamesOnly
	Office   bool        // filled in by staff, never asked of the applicant
	Clear    bool        // emptied when the draft is copied to a new filing, beside dates, amounts and numbers
	Place    knowledge.Place

	words   *Words
	pattern *regexp.Regexp
}

// A Condition is something that must hold of another field for a field to apply or a rule to bite. It holds only of
// confirmed values: what the person has not yet confirmed opens nothing.
type Condition struct {
	Field string
	Is    []string // one of these choices, "yes" or "no"
	Not   []string // none of these
	Given *bool    // true: filled in at all; false: not filled in
	Place knowledge.Place
}

// A Composition puts a slot of the document together. Each part is text with {field}; a part whose fields are not all
// in the document is left out. {field.capital} is an amount in capital numerals.
type Composition struct {
	Slot  string
	Parts []string
	When  []Condition // all must hold, or the slot stays empty
	Place knowledge.Place
}

// A Rule is a check of consistency that the form itself brings along.
type Rule struct {
	Kind   string      // order, sum, within, past, future, clash, unique: see the Rule constants
	Field  string      // the field that is told; for sum the total, for within the period
	Before string      // order: must not begin after Field ends
	List   string      // sum, within, unique
	Column string      // sum, within, unique
	When   []Condition // clash: they must not hold together; of the others: when the rule applies
	Say    string      // what is wrong, in Chinese
	Place  knowledge.Place
}

// Kinds of rules.
const (
	RuleOrder  = "order"  // Before begins no later than Field ends
	RuleSum    = "sum"    // the amounts in Column add up to Field
	RuleWithin = "within" // no date in Column lies after the end of Field
	RulePast   = "past"   // Field does not lie after today
	RuleFuture = "future" // Field does not lie before today
	RuleComing = "coming" // Field, a period, does not begin before today
	RuleClash  = "clash"  // the conditions of When do not hold together
	RuleUnique = "unique" // Column says nothing twice
)

// Words are the lists of words that the readers use. They belong to the forms, so that a county can add to them.
type Words struct {
	Units  map[string]string // short names of offices and their usual full ones
	Posts  []string          // words by which posts end
	Banned []string          // empty ornate phrases
}

// Field returns the field with that id, or nil.
func (f *Form) Field(id string) *Field {
	i, ok := f.at[id]
	if !ok {
		return nil
	}
	return f.flat[i]
}

// Fields returns all fields in the order of the form. They are shared and must not be changed.
func (f *Form) Fields() []*Field { return f.flat }

// Named finds the field that people call so: by id, label or another name, exactly, then by part of the label.
// It returns all that fit equally well, none when there is none.
func (f *Form) Named(name string) []*Field {
	name = folded(name)
	if name == "" {
		return nil
	}
	var exact, part []*Field
	for _, field := range f.flat {
		switch {
		case slices.ContainsFunc(field.names(), func(n string) bool { return n == name }):
			exact = append(exact, field)
		case len([]rune(name)) >= 2 && slices.ContainsFunc(field.names(), func(n string) bool { return contains(n, name) }):
			part = append(part, field)
		}
	}
	if len(exact) > 0 {
		return exact
	}
	return part
}

// names are the folded names of a field, the longest first.
func (f *Field) names() []string {
	all := []string{folded(f.Label), folded(f.ID)}
	for _, n := range f.Names {
		all = append(all, folded(n))
	}
	slices.SortStableFunc(all, func(a, b string) int { return len(b) - len(a) })
	return all
}

// column returns the column with that id, or nil.
func (f *Field) column(id string) *Field {
	i := slices.IndexFunc(f.Columns, func(c Field) bool { return c.ID == id })
	if i < 0 {
		return nil
	}
	return &f.Columns[i]
}

// NotListed is the choice that a matter fits none of the positive list.
const NotListed = "none"

// WithItems returns the form with the choices of its fields of Source "positive" set to the county's own positive
// list and 「不能对应」. The form itself is not changed.
func (f *Form) WithItems(b *knowledge.Base) *Form {
	choices := make([]Choice, 0, len(b.Positive)+1)
	for _, it := range b.Positive {
		choices = append(choices, Choice{ID: it.ID, Label: it.Title, Also: it.Phrases})
	}
	choices = append(choices, Choice{ID: NotListed, Label: "不能对应", Also: []string{"都不是", "对不上", "没有对应的", "不能对应清单"}})
	out := *f
	out.Sections = slices.Clone(f.Sections)
	for i := range out.Sections {
		fields := slices.Clone(out.Sections[i].Fields)
		for j := range fields {
			if fields[j].Source == "positive" {
				fields[j].Choices = choices
			}
		}
		out.Sections[i].Fields = fields
	}
	out.ready()
	return &out
}

// ready builds the lookup tables.
func (f *Form) ready() {
	f.flat, f.at = nil, map[string]int{}
	for i := range f.Sections {
		for j := range f.Sections[i].Fields {
			field := &f.Sections[i].Fields[j]
			f.at[field.ID] = len(f.flat)
			f.flat = append(f.flat, field)
		}
	}
}
