package filing

import (
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"dandang/knowledge"
)

// A linter collects what is wrong with one form.
type linter struct {
	form   *Form
	faults []knowledge.Fault
}

// CheckForm finds what is wrong with a form as a whole: names that lead nowhere, conditions that can never hold,
// questions that are missing, examples that the field's own reader refuses. The result is empty for a sound form.
func CheckForm(f *Form) []knowledge.Fault {
	l := &linter{form: f}
	if f.ID == "" {
		l.say("form-id", f.Place, sayLintNoID)
	}
	if f.Title == "" {
		l.say("form-title", f.Place, sayLintNoTitle)
	}
	if len(f.flat) == 0 {
		l.say("form-empty", f.Place, sayLintNoFields)
	}
	seen := map[string]bool{}
	for _, field := range f.flat {
		if seen[field.ID] {
			l.say("field-twice", field.Place, sayLintTwice, field.ID)
		}
		seen[field.ID] = true
		l.field(field)
		l.references(field)
	}
	for _, s := range f.Sections {
		if s.Title == "" || s.ID == "" {
			l.say("section-title", s.Place, sayLintSection)
		}
	}
	l.cycles()
	for _, c := range f.Compose {
		l.composition(c)
	}
	for _, r := range f.Checks {
		l.rule(r)
	}
	return l.faults
}

func (l *linter) say(rule string, at knowledge.Place, format string, args ...any) {
	l.faults = append(l.faults, knowledge.Fault{Rule: rule, File: at.File, Line: at.Line, What: sayf(format, args...)})
}

var fieldID = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)

// field checks what a field says about itself.
func (l *linter) field(f *Field) {
	if !fieldID.MatchString(f.ID) {
		l.say("field-id", f.Place, sayLintID, f.ID)
	}
	if f.Label == "" {
		l.say("field-label", f.Place, sayLintLabel, f.ID)
	}
	if f.Ask == "" && !f.Office {
		l.say("field-ask", f.Place, sayLintAsk, f.ID)
	}
	if utf8.RuneCountInString(f.Ask) > 90 {
		l.say("ask-long", f.Place, sayLintAskLong, f.ID)
	}
	if choosing := f.Type == TypeChoice || f.Type == TypeChoices; choosing != (len(f.Choices) > 0 || f.Source != "") {
		l.say("field-choices", f.Place, sayLintChoices, f.ID)
	}
	if f.Source != "" && f.Source != "positive" {
		l.say("field-source", f.Place, sayLintSource, f.Source)
	}
	if (f.Type == TypeList) != (len(f.Columns) > 0) {
		l.say("field-columns", f.Place, sayLintColumns, f.ID)
	}
	if f.pattern != nil && f.Hint == "" {
		l.say("field-hint", f.Place, sayLintHint, f.ID)
	}
	l.choices(f)
	l.example(f)
	for i := range f.Columns {
		l.columnOf(f, i)
	}
}

func (l *linter) columnOf(f *Field, i int) {
	c := &f.Columns[i]
	switch {
	case c.Type == TypeList:
		l.say("column-list", c.Place, sayLintNested, c.ID)
	case len(c.When) > 0 || len(c.Depends) > 0:
		l.say("column-when", c.Place, sayLintColumnWhen, c.ID)
	case slices.ContainsFunc(f.Columns[:i], func(o Field) bool { return o.ID == c.ID || o.Label == c.Label }):
		l.say("column-twice", c.Place, sayLintTwice, c.ID)
	case c.Label == "" || !fieldID.MatchString(c.ID):
		l.say("column-label", c.Place, sayLintLabel, c.ID)
	}
	l.choices(c)
	l.example(c)
}

// choices must be told apart by every name they have.
func (l *linter) choices(f *Field) {
	names := map[string]string{}
	for _, c := range f.Choices {
		if c.ID == "" || c.Label == "" {
			l.say("choice-label", c.Place, sayLintChoice, f.ID)
		}
		for _, n := range append([]string{c.ID, c.Label}, c.Also...) {
			if other, ok := names[folded(n)]; ok && other != c.ID {
				l.say("choice-twice", c.Place, sayLintChoiceTwice, n)
			}
			names[folded(n)] = c.ID
		}
	}
}

// example must be an answer that the field takes.
func (l *linter) example(f *Field) {
	if f.Example == "" || f.Type == TypeList || f.Source != "" || !slices.Contains(Types(), f.Type) {
		return
	}
	if _, err := Read(f, f.Example, time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)); err != nil {
		l.say("field-example", f.Place, sayLintExample, f.Example, err)
	}
}

// references must lead to fields that come before.
func (l *linter) references(f *Field) {
	for _, c := range f.When {
		l.condition(f, c)
	}
	l.unreachable(f)
	for _, id := range f.Depends {
		switch other := l.form.Field(id); {
		case other == nil:
			l.say("depends-unknown", f.Place, sayLintUnknown, "depends", id)
		case other == f:
			l.say("depends-self", f.Place, sayLintSelf, f.ID)
		}
	}
	for _, source := range f.From {
		if !knownSource(source) {
			l.say("from-unknown", f.Place, sayLintFrom, source)
		}
	}
}

func (l *linter) condition(f *Field, c Condition) {
	other := l.form.Field(c.Field)
	switch {
	case other == nil:
		l.say("when-unknown", c.Place, sayLintUnknown, "when", c.Field)
		return
	case l.form.at[c.Field] >= l.form.at[f.ID]:
		l.say("when-order", c.Place, sayLintOrder, f.ID, c.Field)
	case other.Office && !f.Office:
		l.say("when-office", c.Place, sayLintOffice, f.ID, c.Field)
	case len(c.Is) == 0 && len(c.Not) == 0 && c.Given == nil:
		l.say("when-empty", c.Place, sayLintWhenEmpty, f.ID)
	}
	for _, v := range append(slices.Clone(c.Is), c.Not...) {
		if !slices.Contains(valuesOf(other), v) && other.Source == "" {
			l.say("when-value", c.Place, sayLintValue, c.Field, v, strings.Join(valuesOf(other), "、"))
		}
	}
}

// valuesOf are the values that a condition may name.
func valuesOf(f *Field) []string {
	if f.Type == TypeYesNo {
		return []string{"yes", "no"}
	}
	var ids []string
	for _, c := range f.Choices {
		ids = append(ids, c.ID)
	}
	return ids
}

// unreachable finds conditions on one field that no answer meets.
func (l *linter) unreachable(f *Field) {
	left := map[string][]string{}
	for _, c := range f.When {
		other := l.form.Field(c.Field)
		if other == nil || other.Type == TypeChoices || len(valuesOf(other)) == 0 {
			continue
		}
		if _, ok := left[c.Field]; !ok {
			left[c.Field] = valuesOf(other)
		}
		left[c.Field] = slices.DeleteFunc(slices.Clone(left[c.Field]), func(v string) bool {
			return len(c.Is) > 0 && !slices.Contains(c.Is, v) || slices.Contains(c.Not, v) || c.Given != nil && !*c.Given
		})
		if len(left[c.Field]) == 0 {
			l.say("unreachable", c.Place, sayLintUnreachable, f.ID, c.Field)
		}
	}
}

// cycles finds fields that depend on one another in a circle.
func (l *linter) cycles() {
	state := map[string]int{} // 1: on the way, 2: done
	var visit func(id string) bool
	visit = func(id string) bool {
		f := l.form.Field(id)
		if f == nil || state[id] == 2 {
			return false
		}
		if state[id] == 1 {
			return true
		}
		state[id] = 1
		for _, next := range f.governors() {
			if next != id && visit(next) {
				return true
			}
		}
		state[id] = 2
		return false
	}
	for _, f := range l.form.flat {
		if state[f.ID] == 0 && visit(f.ID) {
			l.say("cycle", f.Place, sayLintCycle, f.ID)
			return
		}
	}
}

// governors are the fields on which f depends in any way.
func (f *Field) governors() []string {
	ids := slices.Clone(f.Depends)
	for _, c := range f.When {
		if !slices.Contains(ids, c.Field) {
			ids = append(ids, c.Field)
		}
	}
	return ids
}
