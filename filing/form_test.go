package filing

import (
	"strings"
	"testing"
	"testing/fstest"

	"dandang/knowledge"
)

func TestTheShippedFormsAreSound(t *testing.T) {
	forms := shipped(t)
	if got := len(forms.All()); got != len(Papers()) {
		t.Errorf("%d forms for %d papers", got, len(Papers()))
	}
	if forms.Form("nothing") != nil {
		t.Error("a form that is not there was found")
	}
}

// TestEveryPaperFindsItsData checks that a form can fill every slot that its paper must have.
func TestEveryPaperFindsItsData(t *testing.T) {
	forms := shipped(t)
	for _, p := range Papers() {
		f := forms.Form(string(p.ID))
		if f == nil {
			t.Errorf("paper %s has no form", p.ID)
			continue
		}
		if f.Title != p.Title {
			t.Errorf("form %s is titled %s, the paper %s", f.ID, f.Title, p.Title)
		}
		for _, s := range p.Slots {
			if !fills(f, s) {
				t.Errorf("form %s has nothing for the slot %s (%s)", f.ID, s.Name, s.ID)
			}
		}
	}
}

func fills(f *Form, s Slot) bool {
	for _, c := range f.Compose {
		if c.Slot == s.ID {
			return true
		}
	}
	field := f.Field(s.ID)
	if field == nil || (field.Type == TypeList) != s.list() {
		return false
	}
	for _, c := range s.Columns {
		if field.column(c.ID) == nil {
			return false
		}
	}
	return true
}

const soundForm = `id: demo
title: 样表
sections:
  - id: a
    title: 一
    fields:
      - {id: kind, label: 类型, type: choice, ask: 哪一类？, choices: [{id: x, label: 甲}, {id: y, label: 乙}]}
      - {id: more, label: 说明, ask: 说明什么？, when: [{field: kind, is: [x]}]}
      - {id: start, label: 开始, type: date, ask: 哪天开始？}
      - {id: sum, label: 金额, type: money, ask: 多少钱？}
      - {id: rows, label: 名单, type: list, ask: 有谁？, columns: [{id: name, label: 姓名}, {id: cost, label: 花费, type: money}]}
`

func TestFaultsOfAFormAreToldWithTheirLine(t *testing.T) {
	for _, c := range []struct{ name, from, to, want string }{
		{"an unknown key", "title: 样表", "titel: 样表", "demo.yaml:2: 不认识的名称“titel”"},
		{"a key written twice", "title: 样表", "title: 样表\ntitle: 又一", "demo.yaml:3: “title”写了两遍"},
		{"broken YAML", "sections:", "sections: [", "YAML 写法有误"},
		{"a tab", "  - id: a", "\t- id: a", "YAML 写法有误"},
		{"a list where a text belongs", "title: 样表", "title: [a]", "demo.yaml:2: 这里应是文字"},
		{"a text where true or false belongs", "type: date,", "type: date, required: 要,", "只能写 true 或 false"},
		{"a count that is none", "type: date,", "type: date, max: 多,", "应是1以上的整数"},
		{"an unknown type", "type: date", "type: day", "不认识的 type“day”"},
		{"an unknown lean", "type: date,", "type: date, lean: left,", "不认识的 lean“left”"},
		{"a broken pattern", "label: 说明,", "label: 说明, pattern: '(',", "正则表达式"},
		{"a pattern without a hint", "label: 说明,", "label: 说明, pattern: 'a',", "要用 hint"},
		{"no id", "id: demo\n", "", "表单缺少 id"},
		{"no title", "title: 样表\n", "", "表单缺少 title"},
		{"a section without a title", "    title: 一\n", "", "分节缺少"},
		{"two fields of one id", "{id: more,", "{id: kind,", "“kind”有两个"},
		{"an id that is no word", "{id: start,", "{id: Start 1,", "只能用小写字母"},
		{"a field without a label", "label: 开始, ", "", "缺少 label"},
		{"a field without a question", ", ask: 哪天开始？", "", "缺少 ask"},
		{"a question too long", "哪天开始？", strings.Repeat("哪天开始？", 20), "太长"},
		{"a choice without choices", ", choices: [{id: x, label: 甲}, {id: y, label: 乙}]", "", "要有 choices"},
		{"choices where there is nothing to choose", "type: date,", "type: date, choices: [{id: x, label: 甲}],", "别的不能有"},
		{"a choice without a label", "{id: y, label: 乙}", "{id: y}", "缺少 id 或 label"},
		{"two choices of one name", "{id: y, label: 乙}", "{id: y, label: 乙, also: [甲]}", "分不清"},
		{"an unknown source", "type: choice,", "type: choice, source: menu,", "不认识的 source"},
		{"a list without columns", ", columns: [{id: name, label: 姓名}, {id: cost, label: 花费, type: money}]", "", "要有 columns"},
		{"a list in a list", "{id: name, label: 姓名}", "{id: name, label: 姓名, type: list}", "不能再是列表"},
		{"a column with a condition", "{id: name, label: 姓名}", "{id: name, label: 姓名, depends: [kind]}", "不能有 when"},
		{"two columns of one label", "label: 花费", "label: 姓名", "有两个"},
		{"an example that the reader refuses", "type: date,", "type: date, example: 尽快,", "自己通不过"},
		{"a condition on nothing", "{field: kind, is: [x]}", "{field: knid, is: [x]}", "demo.yaml:8: when 里的“knid”"},
		{"a condition on a later field", "{field: kind, is: [x]}", "{field: start, given: true}", "应当排在前面"},
		{"an empty condition", "{field: kind, is: [x]}", "{field: kind}", "条件是空的"},
		{"a condition on a value that is none", "is: [x]", "is: [z]", "没有“z”这个值"},
		{"conditions that contradict one another", "[{field: kind, is: [x]}]", "[{field: kind, is: [x]}, {field: kind, is: [y]}]", "永远不会出现"},
		{"a condition on what the office fills in", "label: 类型,", "label: 类型, office: true,", "永远问不到"},
		{"depending on nothing", "type: date,", "type: date, depends: [gone],", "depends 里的“gone”"},
		{"depending on oneself", "type: date,", "type: date, depends: [start],", "不能依赖自己"},
		{"a circle", "label: 类型,", "label: 类型, depends: [more],", "绕成了圈"},
		{"prefilled from nothing", "type: date,", "type: date, from: [stars],", "不认识的 from“stars”"},
		{"a rule of an unknown kind", "title: 样表", "title: 样表\nchecks: [{kind: odd, field: sum, say: 错}]", "不认识的检查“odd”"},
		{"a rule about nothing", "title: 样表", "title: 样表\nchecks: [{kind: past, field: gone, say: 错}]", "field 里的“gone”"},
		{"a rule without words", "title: 样表", "title: 样表\nchecks: [{kind: past, field: start}]", "缺少 say"},
		{"a day rule about money", "title: 样表", "title: 样表\nchecks: [{kind: past, field: sum, say: 错}]", "应当是日期"},
		{"a sum of names", "title: 样表", "title: 样表\nchecks: [{kind: sum, field: sum, list: rows, column: name, say: 错}]", "类型和检查对不上"},
		{"a sum over no column", "title: 样表", "title: 样表\nchecks: [{kind: sum, field: sum, list: rows, column: gone, say: 错}]", "没有“gone”这一列"},
		{"a clash without conditions", "title: 样表", "title: 样表\nchecks: [{kind: clash, field: sum, say: 错}]", "要有 when"},
		{"a composition without a field", "title: 样表", "title: 样表\ncompose: [{slot: s, parts: [空]}]", "里要有 {字段}"},
		{"a composition of nothing known", "title: 样表", "title: 样表\ncompose: [{slot: s, parts: ['{gone}']}]", "parts 里的“gone”"},
		{"a composition on a condition of nothing", "title: 样表", "title: 样表\ncompose: [{slot: s, parts: ['{sum}'], when: [{field: gone, is: [x]}]}]", "when 里的“gone”"},
		{"capital numerals of a date", "title: 样表", "title: 样表\ncompose: [{slot: s, parts: ['{start.capital}']}]", "没有大写"},
		{"an anchor", "title: 样表", "title: &t 样表", "锚点"},
	} {
		t.Run(c.name, func(t *testing.T) {
			text := strings.Replace(soundForm, c.from, c.to, 1)
			if text == soundForm {
				t.Fatalf("%q is not in the form", c.from)
			}
			_, err := parseForms(map[string][]byte{"demo.yaml": []byte(text), wordsFile: wordsData(t)})
			if err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), "demo.yaml:") {
				t.Errorf("the error is\n%v\nwant %q", err, c.want)
			}
		})
	}
	if _, err := parseForms(map[string][]byte{"demo.yaml": []byte(soundForm), wordsFile: wordsData(t)}); err != nil {
		t.Errorf("the sound form has faults: %v", err)
	}
}

func TestAFolderReplacesAForm(t *testing.T) {
	over := fstest.MapFS{
		"change.yaml":    {Data: []byte(strings.Replace(soundForm, "id: demo", "id: change", 1))},
		"own.yaml":       {Data: []byte(soundForm)},
		".hidden.yaml":   {Data: []byte("x")},
		"readme.txt":     {Data: []byte("x")},
		"folder/in.yaml": {Data: []byte("x")},
	}
	forms, err := LoadForms(over)
	if err != nil {
		t.Fatal(err)
	}
	if got := forms.Form("change").Title; got != "样表" {
		t.Errorf("the form of the folder is not used: %s", got)
	}
	if forms.Form("demo") == nil || forms.Form("request") == nil {
		t.Error("forms beside the replaced one are gone")
	}
	if before := shipped(t); before.Hash == forms.Hash || before.Form("change").Hash == forms.Form("change").Hash || before.Form("request").Hash != forms.Form("request").Hash {
		t.Error("the hashes do not tell which form was changed")
	}
	over["twin.yaml"] = &fstest.MapFile{Data: []byte(soundForm)}
	if _, err := LoadForms(over); err == nil || !strings.Contains(err.Error(), "已经有了") {
		t.Errorf("two forms of one id: %v", err)
	}
}

func TestTheChoicesOfItemsAreTheCountysOwn(t *testing.T) {
	lib, err := knowledge.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	base, err := lib.Base("demo", "2026-11-26")
	if err != nil {
		t.Fatal(err)
	}
	form := shipped(t).Form("request")
	with := form.WithItems(base)
	if got, want := len(with.Field("items").Choices), len(base.Positive)+1; got != want {
		t.Errorf("%d choices, want %d", got, want)
	}
	if len(form.Field("items").Choices) != 0 {
		t.Error("the shared form was changed")
	}
	ids, err := ReadChoice("推进乡村振兴", with.Field("items").Choices, true)
	if err != nil || len(ids) != 1 || ids[0] != "pos-rural" {
		t.Errorf("推进乡村振兴 picks %v, %v", ids, err)
	}
}

func FuzzForm(f *testing.F) {
	f.Add([]byte(soundForm))
	data, err := formFiles.ReadFile("forms/request.yaml")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	f.Add([]byte("id: [\n"))
	w := words(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		form, faults := decodeForm("x.yaml", data, w)
		if len(faults) == 0 {
			CheckForm(form)
		}
	})
}
