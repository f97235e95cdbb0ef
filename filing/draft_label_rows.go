package filing

import (
	"regexp"
	"strings"
)

var rowGoesOn = regexp.MustCompile(`[；;\n]\s*$`)

// ByName reports whether what was said tells a field by its name and a colon: then it is no row of the list that is open,
// or not only that.
func (d Draft) ByName(said string) bool {
	t := taking{draft: d}
	if q, open := d.Next(); open && q.Field.Type == TypeList {
		t.list = q.Field
	}
	for _, sentence := range sentences(said) {
		for _, segment := range segments(sentence) {
			if f, _ := t.named(segment); f != nil && strings.ContainsAny(segment, ":：") {
				return true
			}
		}
	}
	return false
}

// rowsTold are the rows that a list's name opens in sentence n, which begin with first: they go on as long as a sentence
// ends like a row and the next one opens with no other name. last is the last of those sentences.
func (t *taking) rowsTold(first string, told []string, n int) (rows string, last int) {
	for rows = first; n+1 < len(told) && (rowGoesOn.MatchString(told[n]) || strings.TrimSpace(told[n+1]) == ""); n++ {
		if next, _ := t.named(segments(told[n+1])[0]); next != nil {
			break
		}
		rows += told[n+1]
	}
	return rows, n
}

// readRows puts rows behind those that the list has, read as if they had been said when it was asked for.
func (t *taking) readRows(f *Field, rows string) {
	d := t.draft
	if v, told := t.set[f.ID]; told {
		d = d.change(f.ID, d.At, map[string]Value{f.ID: v})
	}
	next, problems := d.Fill(f.ID, strings.Trim(rows, "。；; \n"), t.now)
	for _, p := range problems {
		p.Text = sayf(sayAtField, f.Label, p.Text)
		t.problems = append(t.problems, p)
	}
	if v := next.Values[f.ID]; v.State == Filled && next.Version != d.Version {
		t.put(f, v)
	}
}
