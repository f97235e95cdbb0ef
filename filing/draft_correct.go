package filing

import (
	"regexp"
	"slices"
	"strings"
	"time"
)

var (
	correctLead = regexp.MustCompile(`^(?:不对|错了|不是[,，。]|说错了|写错了|填错了|搞错了|更正一下|更正|改一下|纠正一下|等等|等下|哦|噢|啊)+(?:了)?[,，。.、:： !！]*`)
	correctPair = regexp.MustCompile(`^(?:把|将|请把)?(.{1,40}?)(?:写错了|说错了|填错了|错了|有误)?[,，]?\s*(?:应该?改成|要改成|改成|改为|换成|更正为|更正成|变成|应该是|应当是|应该为|应为|应是)[:： ]*(.+)$`)
	correctNot  = regexp.MustCompile(`^(.{0,30}?)不是(.{1,40}?)[,，]?\s*(?:而是|应该是|应当是|是)(.+)$`)
	correctIs   = regexp.MustCompile(`^(?:应该是|应当是|应为|应是|改成|改为|换成|是)[:： ]*(.+)$`)
)

// Correct takes words that mend an answer: 不对，改成350万; 把金额改成350万; 责任人不是张三是李四; 320万改成350万; several with
// commas between. The field is named by its label, by what it holds, or is the one changed last. What is meant is asked
// when it is not clear. One Undo takes the whole message back.
func (d Draft) Correct(said string, now time.Time) (Draft, []Taken, []Problem) {
	s := strings.TrimRight(strings.TrimSpace(clip(said, mostSaid)), "。.!！")
	s = s[len(correctLead.FindString(s)):]
	set := map[string]Value{}
	var taken []Taken
	var problems []Problem
	for _, part := range d.corrections(s) {
		f, v, wrong := d.correct(part, now)
		if f == nil {
			problems = append(problems, wrong...)
			continue
		}
		set[f.ID] = v
		taken = append(taken, Taken{f.ID, f.Label, v.text(), v.State})
	}
	if len(taken) == 0 {
		return d, nil, problems
	}
	first := taken[0].Field
	return d.change(first, d.after(first), set), taken, problems
}

// corrections cuts a message before each further field that is named with what it becomes.
func (d Draft) corrections(s string) []string {
	var parts []string
	for _, piece := range segments(s) {
		g := correctPair.FindStringSubmatch(strings.Trim(piece, "，,；;、 "))
		if len(parts) == 0 || g == nil || len(d.Form.Named(strings.TrimSuffix(g[1], "的"))) == 0 {
			if len(parts) == 0 {
				parts = append(parts, "")
			}
			parts[len(parts)-1] += piece
			continue
		}
		parts = append(parts, piece)
	}
	if len(parts) == 0 {
		return []string{s}
	}
	for i := range parts {
		parts[i] = strings.Trim(parts[i], "，,；;、 ")
	}
	return parts
}

// correct is the field that one correction means, with its new value; no field when there is a problem.
func (d Draft) correct(s string, now time.Time) (*Field, Value, []Problem) {
	name, was, words := correction(s)
	if words == "" {
		return nil, Value{}, []Problem{{Field: d.lastField(), Text: sayHowToCorrect}}
	}
	fields := d.meant(name, was, now)
	switch {
	case len(fields) > 1:
		t := taking{}
		t.ambiguous(Mention{Text: words}, fields)
		return nil, Value{}, t.problems
	case len(fields) == 0 && (name != "" || was != ""):
		return nil, Value{}, []Problem{{Text: sayf(sayNotHeld, clip(name+was, 20))}}
	case len(fields) == 0:
		return nil, Value{}, []Problem{{Text: sayHowToCorrect}}
	}
	f := fields[0]
	if f.Type == TypeList {
		return nil, Value{}, []Problem{{Field: f.ID, Text: sayf(sayCorrectRow, f.Label)}}
	}
	v, err := take(f, words, now)
	if err != nil {
		return nil, Value{}, []Problem{{Field: f.ID, Text: sayf(sayAtField, f.Label, err)}}
	}
	return f, v, nil
}

// correction takes the words apart: which field, what it held, what it shall hold.
func correction(s string) (name, was, words string) {
	if g := correctIs.FindStringSubmatch(s); g != nil {
		return "", "", g[1]
	}
	if g := correctNot.FindStringSubmatch(s); g != nil {
		return g[1], g[2], g[3]
	}
	if g := correctPair.FindStringSubmatch(s); g != nil {
		return g[1], "", g[2]
	}
	return "", "", s
}

// lastField is the field changed last, "" when there is none.
func (d Draft) lastField() string {
	for i := len(d.History) - 1; i >= 0; i-- {
		if id := d.History[i].Field; id != "" && d.Form.Field(id) != nil {
			return id
		}
	}
	return ""
}

// meant finds the fields that a name or an old value points to; nothing said means the one changed last.
func (d Draft) meant(name, was string, now time.Time) []*Field {
	name = strings.TrimSuffix(strings.TrimSpace(name), "的")
	if name == "" && was == "" {
		if f := d.Form.Field(d.lastField()); f != nil {
			return []*Field{f}
		}
		return nil
	}
	ours := func(f *Field) bool { return f.Office }
	if fields := slices.DeleteFunc(slices.Clone(d.Form.Named(name)), ours); len(fields) > 0 {
		return fields
	}
	var fields []*Field
	for _, old := range []string{was, name} {
		for _, f := range d.Form.flat {
			if !f.Office && old != "" && !slices.Contains(fields, f) && d.holds(f, old, now) {
				fields = append(fields, f)
			}
		}
		if len(fields) > 0 {
			break
		}
	}
	return fields
}

// holds reports whether the field's value is what the words say, in these or other words of the same kind.
func (d Draft) holds(f *Field, words string, now time.Time) bool {
	v := d.Values[f.ID]
	if v.empty() || f.Type == TypeList {
		return false
	}
	w := folded(words)
	if w == folded(v.Said) || w == folded(v.Formal) || len([]rune(w)) >= 2 && f.Type != TypeText && strings.Contains(folded(v.Formal), w) {
		return true
	}
	if f.Type == TypeText || f.Type == TypeYesNo {
		return false
	}
	other, err := Read(f, words, now)
	return err == nil && other.same(v)
}
