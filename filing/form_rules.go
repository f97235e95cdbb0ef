package filing

import (
	"regexp"
	"slices"
	"strings"
)

var hole = regexp.MustCompile(`\{([a-z0-9_]+)(\.capital)?\}`)

func (l *linter) composition(c Composition) {
	if c.Slot == "" || len(c.Parts) == 0 {
		l.say("compose-empty", c.Place, sayLintCompose)
	}
	for _, w := range c.When {
		if l.form.Field(w.Field) == nil {
			l.say("compose-when", w.Place, sayLintUnknown, "when", w.Field)
		}
	}
	for _, part := range c.Parts {
		holes := hole.FindAllStringSubmatch(part, -1)
		if len(holes) == 0 || strings.Count(part, "{") != len(holes) {
			l.say("compose-part", c.Place, sayLintPart, part)
		}
		for _, g := range holes {
			switch f := l.form.Field(g[1]); {
			case f == nil:
				l.say("compose-unknown", c.Place, sayLintUnknown, "parts", g[1])
			case f.Type == TypeList:
				l.say("compose-list", c.Place, sayLintPartList, g[1])
			case g[2] != "" && f.Type != TypeMoney:
				l.say("compose-capital", c.Place, sayLintCapital, g[1])
			}
		}
	}
}

// rule checks that a rule of consistency speaks of fields of the right kind.
func (l *linter) rule(r Rule) {
	field := l.form.Field(r.Field)
	if field == nil {
		l.say("check-unknown", r.Place, sayLintUnknown, "field", r.Field)
		return
	}
	for _, c := range r.When {
		if l.form.Field(c.Field) == nil {
			l.say("check-when", r.Place, sayLintUnknown, "when", c.Field)
		}
	}
	if r.Say == "" {
		l.say("check-say", r.Place, sayLintSay)
	}
	dated := []Type{TypeDate, TypeDeadline, TypePeriod}
	switch r.Kind {
	case RuleOrder:
		if before := l.form.Field(r.Before); before == nil || !slices.Contains(dated, before.Type) || !slices.Contains(dated, field.Type) {
			l.say("check-order", r.Place, sayLintDates, r.Kind)
		}
	case RulePast, RuleFuture, RuleComing:
		if !slices.Contains(dated, field.Type) {
			l.say("check-day", r.Place, sayLintDates, r.Kind)
		}
	case RuleSum:
		l.ruleColumn(r, TypeMoney)
		if field.Type != TypeMoney {
			l.say("check-sum", r.Place, sayLintMoney)
		}
	case RuleWithin:
		l.ruleColumn(r, dated...)
		if !slices.Contains(dated, field.Type) {
			l.say("check-within", r.Place, sayLintDates, r.Kind)
		}
	case RuleUnique:
		l.ruleColumn(r)
	case RuleClash:
		if len(r.When) < 1 {
			l.say("check-clash", r.Place, sayLintClash)
		}
	default:
		l.say("check-kind", r.Place, sayLintKind, r.Kind)
	}
}

// ruleColumn checks that the rule names a column of a list, of one of the types when any are given.
func (l *linter) ruleColumn(r Rule, types ...Type) {
	list := l.form.Field(r.List)
	if list == nil || list.Type != TypeList || list.column(r.Column) == nil {
		l.say("check-column", r.Place, sayLintNoColumn, r.List, r.Column)
		return
	}
	if c := list.column(r.Column); len(types) > 0 && !slices.Contains(types, c.Type) {
		l.say("check-column-type", r.Place, sayLintColumnType, r.Column)
	}
}
