package filing

import (
	"regexp"
	"strings"
	"time"
)

var (
	agreed   = regexp.MustCompile(`^(对|对的|对头|是的|没错|不错|确认|可以|嗯+|嗯呐|行|中|好|好的|正确|无误|不变|不用改|不改|照旧|就这样|没问题|还是这样|仍然适用|都对|ok|y|yes)(了|吧|的|呢|啊|哩)?$`)
	refused  = regexp.MustCompile(`^(不对|错了|错|不是|不是的|不对的|不正确|有误|不准确|写错了)(了|吧|的|啊)?$`)
	mended   = regexp.MustCompile(`^(?:不对|错了|不是|写错了|说错了|更正)(?:了|的)?[,，。.、:： ]+(?:应该是|应当是|应是|应为|改成|改为|是)?(.+)$`)
	finished = regexp.MustCompile(`^(没有了|没了|完了|没有别的了|没别的了|就这些|就这几个|就这几条|就这么多|好了|够了|结束|下一项|下一个|不加了|齐了|没有|无|填完了)(吧|啊|哩)?$`)
	noneSaid = regexp.MustCompile(`^(无|没有|没|暂无|无此项|不涉及|没有的|没有这一项|都没有)(了|吧|啊)?$`)
)

// Fill takes what was said as the answer to the field: 对 confirms what it holds, 不对 empties it, 不对，是… and plain
// words replace it; a list gets rows added. What the field's reader does not take comes back as a Problem and leaves
// the draft as it was. Fields that do not apply at present may be filled too; they stand in no document.
func (d Draft) Fill(id, said string, now time.Time) (Draft, []Problem) {
	f := d.Form.Field(id)
	if f == nil {
		return d, []Problem{{Text: sayf(sayNoField, id)}}
	}
	v := d.Values[id]
	plain := strings.TrimRight(folded(said), "。.!,;~")
	if d.waits(v) {
		switch {
		case agreed.MatchString(plain):
			return d.confirm(f), nil
		case refused.MatchString(plain):
			return d.change(id, id, map[string]Value{id: {}}), nil
		}
	}
	if g := mended.FindStringSubmatch(strings.TrimSpace(said)); g != nil && f.Type != TypeText {
		said = g[1]
	} else if g != nil && d.waits(v) {
		said = g[1]
	}
	if f.Type == TypeList {
		return d.fillList(f, said, plain, now)
	}
	next, err := take(f, said, now)
	if err != nil {
		return d, []Problem{{Field: id, Text: err.Error()}}
	}
	return d.change(id, d.after(id), map[string]Value{id: next}), nil
}

// waits reports that a value is there and waits for a yes.
func (d Draft) waits(v Value) bool { return (v.State == Prefilled || v.State == Stale) && !v.empty() }

// after is where the person is once the field is answered: where they were, unless that was this field.
func (d Draft) after(id string) string {
	if d.At == id {
		return ""
	}
	return d.At
}

// take reads an answer by the field's reader; an optional field also takes that there is none.
func take(f *Field, said string, now time.Time) (Value, error) {
	if !f.Required && f.Type != TypeYesNo && f.Type != TypeChoice && f.Type != TypeChoices && noneSaid.MatchString(strings.TrimRight(folded(said), "。.!,;")) {
		return Value{Said: said, Formal: nothing, State: Filled}, nil
	}
	if f.Type == TypeText && endsList(said) {
		return Value{}, withExample(&Mistake{What: sayStillText}, f.Example)
	}
	v, err := Read(f, said, now)
	if err != nil {
		return Value{}, err
	}
	if f.pattern != nil && !f.pattern.MatchString(v.Formal) {
		return Value{}, withExample(&Mistake{What: f.Hint}, f.Example)
	}
	return v, nil
}

// endsList reports words that end a list and say nothing themselves: whoever has just closed one often says them once
// more. That there is none (没有, 无) can be an answer.
func endsList(said string) bool {
	plain := strings.TrimRight(folded(said), "。.!,;~")
	return finished.MatchString(plain) && plain != "没有" && plain != "无"
}

// Confirm makes the value that the field holds the person's own. A blank field stays blank.
func (d Draft) Confirm(id string) Draft {
	f := d.Form.Field(id)
	if v := d.Values[id]; f == nil || v.State == Filled || v.empty() {
		return d
	}
	return d.confirm(f)
}

func (d Draft) confirm(f *Field) Draft {
	v := d.Values[f.ID]
	v.State = Filled
	return d.change(f.ID, d.after(f.ID), map[string]Value{f.ID: v})
}

// ConfirmAll confirms all that waits for a yes in the section, or everywhere when section is "". One Undo takes it
// back. It is for a page on which the person has seen all those values.
func (d Draft) ConfirmAll(section string) Draft {
	set := map[string]Value{}
	for _, f := range d.Form.flat {
		v := d.Values[f.ID]
		if d.waits(v) && d.Applies(f) && (section == "" || f.Section == section) {
			v.State = Filled
			set[f.ID] = v
		}
	}
	if len(set) == 0 {
		return d
	}
	return d.change("", d.At, set)
}

// Skip leaves the field for later; what it holds is kept. Next does not come back to it, Check names it.
func (d Draft) Skip(id string) Draft {
	if d.Form.Field(id) == nil {
		return d
	}
	v := d.Values[id]
	if v.State == Skipped {
		d.At = d.after(id)
		return d
	}
	v.State = Skipped
	return d.change(id, d.after(id), map[string]Value{id: v})
}

// Clear empties the field; it is asked again.
func (d Draft) Clear(id string) Draft {
	if _, held := d.Values[id]; !held {
		return d
	}
	return d.change(id, d.after(id), map[string]Value{id: {}})
}

// Edit makes the field the one that Next asks; what it holds stays until it is answered. "" goes back to the order.
func (d Draft) Edit(id string) Draft {
	if d.Form.Field(id) != nil || id == "" {
		d.At = id
	}
	return d
}

// Resume makes skipped fields open again, so that Next asks them: what they held waits for a yes.
func (d Draft) Resume() Draft {
	set := map[string]Value{}
	for _, f := range d.Form.flat {
		v := d.Values[f.ID]
		if v.State != Skipped {
			continue
		}
		v.State = Stale
		if v.empty() {
			v = Value{}
		}
		set[f.ID] = v
	}
	if len(set) == 0 {
		return d
	}
	return d.change("", "", set)
}
