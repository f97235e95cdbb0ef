package filing

import (
	"reflect"
	"strings"
	"sync"
	"testing"
)

// TestPeopleAtOnceShareAForm is for the race detector: a form is read by everybody who fills it in, and never written.
func TestPeopleAtOnceShareAForm(t *testing.T) {
	empty, answers := request(t), wholeForm()
	var wait sync.WaitGroup
	for range 4 {
		wait.Go(func() {
			d := empty
			for i := 1; i < len(answers); i += 2 {
				next, _, _ := d.Take(answers[i], thursday)
				next.Take("宝丰县自然资源局，11月18日开的党组会研究的，共320万元，12月15日前补办施工许可证，电话13812345678", thursday)
				d = next
			}
			d.Check(thursday, nil)
		})
	}
	wait.Wait()
}

func TestTakeTakesEverythingAMessageTells(t *testing.T) {
	for _, c := range []struct {
		name, said string
		start      []string
		want       map[string]string
		waits      []string
	}{
		{"several labelled facts", "申请单位是宝丰县自然资源局，事项名称：河道清淤先行施工，金额320万，会议日期11月18日",
			nil, map[string]string{"unit": "宝丰县自然资源局", "matter": "河道清淤先行施工", "amount": "320万元", "decided_on": "2026年11月18日"}, nil},
		{"lines with colons", "申请单位：宝丰县水利局\n会议：局党组会议\n纪要文号：宝水纪[2026]5号\n分管领导：李志强，副县长",
			nil, map[string]string{"unit": "宝丰县水利局", "meeting": "局党组会议", "minutes": "宝水纪〔2026〕5号", "leader": "李志强（副县长）"}, nil},
		{"a date by the words around it", "宝丰县自然资源局，11月18日开的党组会研究的",
			nil, map[string]string{"unit": "宝丰县自然资源局", "decided_on": "2026年11月18日"}, nil},
		{"a sum that fits one field is asked for a yes", "宝丰县自然资源局，320万元",
			nil, map[string]string{"unit": "宝丰县自然资源局", "amount": "320万元"}, []string{"amount"}},
		{"a label answers a later field and the rest the open one", "宝丰县自然资源局，事项名称是河道清淤先行施工",
			nil, map[string]string{"unit": "宝丰县自然资源局", "matter": "河道清淤先行施工"}, nil},
		{"a text answer keeps its commas", "先平整场地，再打桩基，不做主体",
			[]string{"unit", "宝丰县自然资源局", "unit_code", "没有", "applicant_kind", "单位", "people", "张建国，局长", "people", "没有了", "leader", "没有", "applied_on", "今天", "matter", "甲乙丙丁工程", "stage", "1", "items", "不能对应", "purpose", "列入计划"},
			map[string]string{"measures": "先平整场地，再打桩基，不做主体"}, nil},
		{"a text with a sum in it proposes the sum", "先平整场地，共要花320万元",
			[]string{"unit", "宝丰县自然资源局", "unit_code", "没有", "applicant_kind", "单位", "people", "张建国，局长", "people", "没有了", "leader", "没有", "applied_on", "今天", "matter", "甲乙丙丁工程", "stage", "1", "items", "不能对应", "purpose", "列入计划"},
			map[string]string{"measures": "先平整场地，共要花320万元", "amount": "320万元"}, []string{"amount"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := fill(t, request(t), c.start...)
			next, taken, problems := d.Take(c.said, thursday)
			if len(problems) > 0 {
				t.Errorf("problems: %v", problems)
			}
			if len(taken) != len(c.want) {
				t.Errorf("took %v", taken)
			}
			for id, want := range c.want {
				if got := formal(next, id); got != want {
					t.Errorf("%s = %q, want %q", id, got, want)
				}
			}
			for _, id := range c.waits {
				if next.Values[id].State != Prefilled {
					t.Errorf("%s is %s, want a yes first", id, next.Values[id].State)
				}
			}
			if back, ok := next.Undo(); !ok || !reflect.DeepEqual(back.Values, d.Values) {
				t.Error("one undo does not take the message back")
			}
		})
	}
}

func TestAnOpenListKeepsItsOwnNames(t *testing.T) {
	d := request(t).Edit("extra")
	for _, c := range []struct{ name, said string }{
		{"a labelled row", "名称：群众意见，内容：没有人反对"},
		{"a table whose heading is also a field's name", "名称\t内容\n群众意见\t没有人反对"},
	} {
		t.Run(c.name, func(t *testing.T) {
			next, _, problems := d.Take(c.said, thursday)
			if len(problems) > 0 || names(next, "extra", "title") != "群众意见" || formal(next, "matter") != "" {
				t.Errorf("rows %s, matter %q, problems %v", names(next, "extra", "title"), formal(next, "matter"), problems)
			}
		})
	}
	next, taken, problems := d.Take("群众意见，没有人反对。金额320万", thursday)
	if len(problems) > 0 || len(taken) != 2 || formal(next, "amount") != "320万元" {
		t.Errorf("a row and a labelled fact: %v, %v", taken, problems)
	}
}

func TestTakeAsksWhatIsAmbiguous(t *testing.T) {
	d := fill(t, request(t), "unit", "宝丰县自然资源局", "unit_code", "没有")
	next, _, problems := d.Take("单位申请，文号是平政〔2025〕8号", thursday)
	asked := false
	for _, p := range problems {
		asked = asked || len(p.Options) > 1 && strings.Contains(p.Text, "平政")
	}
	if !asked || formal(next, "minutes") != "" || formal(next, "basis_number") != "" {
		t.Errorf("a number that fits two fields: %v, minutes %q, basis %q", problems, formal(next, "minutes"), formal(next, "basis_number"))
	}
}

func TestCorrect(t *testing.T) {
	start := fill(t, request(t), "unit", "宝丰县自然资源局", "meeting", "局务会", "decided_on", "11月18日", "amount", "320万")
	for _, c := range []struct{ name, said, field, want string }{
		{"the last answer, by no and change", "不对，改成350万", "amount", "350万元"},
		{"the last answer, plainly", "说错了，350万", "amount", "350万元"},
		{"by label", "把金额改成350万元", "amount", "350万元"},
		{"by another name of the field", "开会日期应该是11月19号", "decided_on", "2026年11月19日"},
		{"by what it holds", "320万改成350万", "amount", "350万元"},
		{"by what it holds, in other words", "三百二十万写错了，应该是三百五十万", "amount", "350万元"},
		{"not this but that", "不是320万，是350万", "amount", "350万元"},
		{"label, not this but that", "金额不是320万而是350万", "amount", "350万元"},
		{"a date by what it holds", "11月18日改为11月19日", "decided_on", "2026年11月19日"},
		{"a text by its label", "更正一下，会议名称应为局党组会议", "meeting", "局党组会议"},
		{"a unit", "申请单位换成宝丰县水利局", "unit", "宝丰县水利局"},
	} {
		t.Run(c.name, func(t *testing.T) {
			next, taken, problems := start.Correct(c.said, thursday)
			if len(problems) > 0 || len(taken) != 1 || formal(next, c.field) != c.want {
				t.Errorf("%q: %s = %q, want %q; taken %v, problems %v", c.said, c.field, formal(next, c.field), c.want, taken, problems)
			}
		})
	}
	t.Run("two fields in one message, taken back as one", func(t *testing.T) {
		next, taken, problems := start.Correct("把金额改成350万元，会议日期改为11月19日", thursday)
		if len(problems) > 0 || len(taken) != 2 || formal(next, "amount") != "350万元" || formal(next, "decided_on") != "2026年11月19日" {
			t.Errorf("taken %v, problems %v", taken, problems)
		}
		if back, ok := next.Undo(); !ok || formal(back, "amount") != "320万元" || formal(back, "decided_on") != "2026年11月18日" {
			t.Errorf("taken back: %q, %q", formal(back, "amount"), formal(back, "decided_on"))
		}
	})
	t.Run("what only looks like a second correction stays in the text", func(t *testing.T) {
		next, _, _ := start.Correct("会议名称改成局党组会议，方案改为分期的那次", thursday)
		if got := formal(next, "meeting"); got != "局党组会议，方案改为分期的那次" {
			t.Errorf("got %q", got)
		}
	})
	for _, c := range []struct{ name, said, want string }{
		{"nothing said", "不对", "改哪一项"}, {"a field that is not there", "把天气改成晴", "没有找到"}, {"a value that the field refuses", "把金额改成很多", "大概数"}, {"a list", "把责任人改成王强", "第几条"},
	} {
		t.Run(c.name, func(t *testing.T) {
			next, _, problems := start.Correct(c.said, thursday)
			if len(problems) != 1 || !strings.Contains(problems[0].Text, c.want) || next.Version != start.Version {
				t.Errorf("%q: %v, want %q", c.said, problems, c.want)
			}
		})
	}
}

func TestWordsThatEndAListAreNoText(t *testing.T) {
	for said, taken := range map[string]bool{"没有了": false, "就这些。": false, "好了": false, "下一项": false, "没有": true, "无": true, "没有了政府补贴以后，企业自行承担": true} {
		next, problems := request(t).Fill("measures", said, thursday)
		if (len(problems) == 0) != taken || (formal(next, "measures") != "") != taken {
			t.Errorf("%q: %q, %v; taken should be %v", said, formal(next, "measures"), problems, taken)
		}
	}
}
