package discord

import (
	"slices"
	"strings"
	"testing"

	"dandang/bot"
	"dandang/handlers"
)

// part is the value of the part of a form that begins so, in the list under a check page.
func part(t *testing.T, m Message, begin string) (customID, value string) {
	t.Helper()
	for _, row := range m.Components {
		for _, c := range row.Components {
			for _, o := range c.Options {
				if strings.HasPrefix(o.Label, begin) {
					return c.CustomID, o.Value
				}
			}
		}
	}
	t.Fatalf("no part %s in %+v", begin, m.Components)
	return "", ""
}

// TestFillingAPartOfAForm opens the window of a part, fills in some of it, and finds it on the check page; what is left empty stays
// as it was, and what cannot be taken is told.
func TestFillingAPartOfAForm(t *testing.T) {
	k := newTalker(t, fullDesk(t), "fill.txt", "demo")
	k.take(bot.Step{Person: "1", Text: "帮我起草"})
	page := k.take(bot.Step{Person: "1", Text: "核对"})
	id, value := part(t, page[len(page)-1], "申请单位和责任人（1—5）")
	in := Interaction{ID: "71", Kind: KindComponent, Guild: k.guild(), User: k.id("1"), CustomID: id, Values: []string{value}, At: k.now}
	k.bridge.Interaction(in)
	w := k.stage.wait(t, 1, "open")[0].window
	checkWindow(t, w)
	if len(w.Components) != 5 || w.Title != "填写第 1—5 项" || w.Components[0].Components[0].Label != "1 申请单位" {
		t.Fatalf("got the window %+v", w)
	}
	send := func(id string, values ...string) string {
		in := Interaction{ID: id, Kind: KindWindow, Guild: k.guild(), User: k.id("1"), CustomID: w.CustomID, At: k.now}
		for i, row := range w.Components {
			in.Inputs = append(in.Inputs, Input{row.Components[0].CustomID, append(values, "", "", "", "", "")[i]})
		}
		before := len(k.stage.done("edit"))
		k.bridge.Interaction(in)
		var words strings.Builder
		for _, c := range k.stage.wait(t, before+1, "edit")[before:] {
			words.WriteString(plainMessage(c.message))
		}
		return words.String()
	}
	got := send("72", "宝丰县农业农村局", "", "单位")
	if !strings.Contains(got, "宝丰县农业农村局") || !strings.Contains(got, "申请主体类型") {
		t.Errorf("told is\n%s", got)
	}
	_, text := showAll(k)
	for _, want := range []string{"1. 申请单位：宝丰县农业农村局", "2. 统一社会信用代码：〔未填〕", "3. 申请主体类型：单位"} {
		if !strings.Contains(text, want) {
			t.Errorf("the check page lacks %s:\n%s", want, text)
		}
	}
	k.take(bot.Step{Person: "1", Press: "稍后再说"})
	if got := send("73", "别的局"); !strings.Contains(got, sayNotFilled) {
		t.Errorf("with the form put away it is told\n%s", got)
	}
}

// showAll is the check page as it now stands.
func showAll(k *talker) ([]Message, string) {
	all := k.take(bot.Step{Person: "1", Text: "核对"})
	var w strings.Builder
	for _, m := range all {
		w.WriteString(plainMessage(m))
	}
	return all, w.String()
}

func TestPartsOfAForm(t *testing.T) {
	var all []handlers.Blank
	for i := range 12 {
		section := "一"
		if i >= 7 {
			section = "二"
		}
		all = append(all, handlers.Blank{Number: i + 1, Section: section, Label: strings.Repeat("很长的名称", 8) + "|"})
	}
	var sizes []int
	for _, p := range parts(all) {
		sizes = append(sizes, len(p))
		value := packed(p)
		back := unpacked(value)
		if length(value) > mostOption || len(back) != len(p) || back[0].Number != p[0].Number || back[len(back)-1].Number != p[len(p)-1].Number {
			t.Errorf("%q is read as %+v", value, back)
		}
	}
	if !slices.Equal(sizes, []int{5, 2, 5}) {
		t.Errorf("the parts have %v blanks", sizes)
	}
	for _, wrong := range []string{"", "x", "0|a", "-3|a", "7", "7|", "|a"} {
		if got := unpacked(wrong); got != nil {
			t.Errorf("%q is read as %+v", wrong, got)
		}
	}
}
