package filing

import (
	"slices"
	"strings"
	"time"

	"dandang/knowledge"
)

// A Finding is something that keeps a draft from being handed in, at the field where it is mended.
type Finding struct {
	Field string
	Row   int // of a list, from 1; 0 when it is about the field
	Text  string
}

// Check finds what is blank, waits for a yes, contradicts itself or lies outside the county's list. words is asked
// about every text of the document and returns what it finds in it (a red line, a secret); name tells that the text is
// no more than the name of a paper or an office, in which a secret may lie but no deed. nil asks nobody. The findings
// come in the order of the form; none means that the draft may be handed in.
func (d Draft) Check(now time.Time, words func(text string, name bool) []string) []Finding {
	var all []Finding
	for _, f := range d.Form.flat {
		if !f.Office && d.Applies(f) {
			all = append(all, d.checkField(f, words)...)
		}
	}
	for _, r := range d.Form.Checks {
		all = append(all, d.checkRule(r, now)...)
	}
	slices.SortStableFunc(all, func(a, b Finding) int { return d.Form.at[a.Field] - d.Form.at[b.Field] })
	return all
}

func (d Draft) checkField(f *Field, words func(string, bool) []string) []Finding {
	v := d.Values[f.ID]
	switch {
	case v.State == Prefilled && !v.empty():
		return []Finding{{Field: f.ID, Text: sayf(sayUnconfirmed, f.Label)}}
	case v.State == Stale:
		return []Finding{{Field: f.ID, Text: sayf(sayStale, f.Label)}}
	case v.State != Filled && f.Required:
		return []Finding{{Field: f.ID, Text: sayf(sayBlank, f.Label)}}
	case v.State != Filled:
		return nil
	}
	var all []Finding
	if f.Type == TypeNumber && strings.HasPrefix(v.Formal, "〔") {
		all = append(all, Finding{Field: f.ID, Text: sayf(sayNumberNoCode, f.Label, v.Formal)})
	}
	if f.Source == "positive" {
		for _, id := range v.Picks {
			if !slices.ContainsFunc(f.Choices, func(c Choice) bool { return c.ID == id }) {
				all = append(all, Finding{Field: f.ID, Text: sayf(sayOutsideList, f.Label, v.Formal)})
			}
		}
		if len(v.Picks) > 1 && slices.Contains(v.Picks, NotListed) {
			all = append(all, Finding{Field: f.ID, Text: sayf(sayNotListedToo, f.Label)})
		}
	}
	for i, row := range v.Rows {
		for _, p := range missing(f, row, i+1) {
			all = append(all, Finding{Field: f.ID, Row: p.Row, Text: p.Text})
		}
	}
	if words != nil {
		all = append(all, wordsIn(f, v, words)...)
	}
	return all
}

// wordsIn asks about every text of the value.
func wordsIn(f *Field, v Value, words func(string, bool) []string) []Finding {
	var all []Finding
	if f.Type == TypeText {
		for _, w := range words(v.Formal, f.NamesOnly(v.Formal)) {
			all = append(all, Finding{Field: f.ID, Text: sayf(sayAtField, f.Label, w)})
		}
	}
	for i, row := range v.Rows {
		for _, c := range f.Columns {
			if c.Type != TypeText || row[c.ID].Formal == "" {
				continue
			}
			for _, w := range words(row[c.ID].Formal, c.NamesOnly(row[c.ID].Formal)) {
				all = append(all, Finding{Field: f.ID, Row: i + 1, Text: sayf(sayInCell, i+1, c.Label, w)})
			}
		}
	}
	return all
}

// checkRule applies one rule of the form to what the document would show.
func (d Draft) checkRule(r Rule, now time.Time) []Finding {
	f := d.Form.Field(r.Field)
	v, ok := d.shown(f)
	if !d.hold(r.When, len(d.Form.flat)) || f.Office || (!ok && r.Kind != RuleClash && r.Kind != RuleUnique) {
		return nil
	}
	today := dateOf(midnight(now))
	broken := false
	switch r.Kind {
	case RuleOrder:
		before, ok := d.shown(d.Form.Field(r.Before))
		broken = ok && isAfter(before.begins(), v.ends())
	case RulePast:
		broken = isAfter(v.begins(), today)
	case RuleFuture:
		broken = v.ends() != "" && isAfter(today, v.ends())
	case RuleComing:
		broken = isAfter(today, v.begins()) && !isAfter(today, v.ends()) // what is over is told by RuleFuture
	case RuleClash:
		broken = true
	case RuleSum:
		return d.checkSum(r, f, v)
	case RuleWithin:
		return d.checkRows(r, func(cell Value, _ []Value) bool { return isAfter(cell.ends(), v.ends()) })
	case RuleUnique:
		return d.checkRows(r, func(cell Value, before []Value) bool {
			return slices.ContainsFunc(before, func(b Value) bool { return folded(b.Formal) == folded(cell.Formal) })
		})
	}
	if !broken {
		return nil
	}
	return []Finding{{Field: r.Field, Text: r.Say}}
}

// isAfter reports that both days are known and the first is the later one.
func isAfter(a, b knowledge.Date) bool { return a != "" && b != "" && a > b }

// checkRows tells the rows whose cell is wrong, given the cells before it.
func (d Draft) checkRows(r Rule, wrong func(cell Value, before []Value) bool) []Finding {
	list, ok := d.shown(d.Form.Field(r.List))
	if !ok {
		return nil
	}
	var all []Finding
	var before []Value
	for i, row := range list.Rows {
		cell, ok := row[r.Column]
		if !ok || cell.none() {
			continue
		}
		if wrong(cell, before) {
			all = append(all, Finding{Field: r.List, Row: i + 1, Text: sayf(sayRowFinding, i+1, r.Say)})
		}
		before = append(before, cell)
	}
	return all
}

// checkSum compares a total with the sum of a column; an estimate or a bound on either side is not compared.
func (d Draft) checkSum(r Rule, f *Field, total Value) []Finding {
	list, ok := d.shown(d.Form.Field(r.List))
	if !ok || total.Open || len(list.Rows) == 0 {
		return nil
	}
	sum := int64(0)
	for _, row := range list.Rows {
		cell := row[r.Column]
		if cell.Open {
			return nil
		}
		sum += cell.Most
	}
	if sum == total.Most {
		return nil
	}
	return []Finding{{Field: f.ID, Text: sayf(saySum, r.Say, yuan(sum), f.Label, yuan(total.Most))}}
}
