package filing

import (
	"regexp"
	"strings"
)

var fullStop = regexp.MustCompile(`[。！？!?] *$`)

// ByName reports whether what was said tells a field by its name and a colon: then it is no row of the list that is open,
// or not only that.
func (d Draft) ByName(said string) bool {
	t := taking{draft: d}
	if q, open := d.Next(); open && q.Field.Type == TypeList {
		t.list = q.Field
	}
	for _, sentence := range sentences(said) {
		t.sentence = sentence
		for _, segment := range segments(sentence) {
			if f, _ := t.named(segment); f != nil && strings.ContainsAny(segment, ":：") {
				return true
			}
		}
	}
	return false
}

// inRow reports whether the name of f in a segment is that of a column of the open list, and so a cell of a row there. A
// list that begins a sentence is told itself, unless the whole sentence names columns: 责任人：冯大伟，步骤：清理塌方.
func (t *taking) inRow(f *Field, name, segment string) bool {
	if t.list == nil || t.list.columnNamed(name) == nil {
		return false
	}
	return f.Type != TypeList || !strings.HasPrefix(t.sentence, segment) || t.list.oneRow(strings.TrimRight(t.sentence, "。；;\n "))
}

// rowsTold are the rows of f that begin with rows and go on in what is said behind: up to the next name, or a full stop
// that ends no line. rest is what is said behind them.
func (t *taking) rowsTold(f *Field, rows, behind string) (all, rest string) {
	parts := segments(behind)
	i := 0
	for ; i < len(parts) && !t.leaves(f, parts[i]); i++ {
		if fullStop.MatchString(rows) && strings.TrimSpace(parts[i]) != "" {
			break
		}
		rows += parts[i]
	}
	return rows, strings.Join(parts[i:], "")
}

// leaves reports whether a segment opens with the name of a field, and not with that of a column of f.
func (t *taking) leaves(f *Field, segment string) bool {
	next, _ := t.named(segment)
	g := labelled.FindStringSubmatch(segment)
	return next != nil && (next == f || g == nil || f.columnNamed(g[1]) == nil)
}

// readRows puts rows behind those that the list has, read as if they had been said when it was asked for.
func (t *taking) readRows(f *Field, rows string) {
	d := t.draft
	if v, told := t.set[f.ID]; told {
		d = d.change(f.ID, d.At, map[string]Value{f.ID: v})
	}
	next, problems := d.Fill(f.ID, strings.Trim(rows, "，,、。；; \n"), t.now)
	for _, p := range problems {
		p.Text = sayf(sayAtField, f.Label, p.Text)
		t.problems = append(t.problems, p)
	}
	if v := next.Values[f.ID]; v.State == Filled && next.Version != d.Version {
		t.put(f, v)
	}
}
