package filing

import (
	"strings"
	"testing"
	"testing/fstest"
)

const demoRoster = `people:
  - {id: "100", name: 王敏, post: 室主任, roles: [lead, reviewer], office: 党风政风监督室}
  - {id: "101", name: 李想, post: 一级科员, roles: [reviewer], office: 党风政风监督室}
  - {id: "102", name: 王强, roles: [reviewer]}
  - {id: "103", post: 分管领导, roles: [head, curator, admin]}
  - {id: "7", name: 赵镇长, office: 城关镇}
`

func TestRosterFindsPeople(t *testing.T) {
	r, err := LoadRoster(fstest.MapFS{"demo.yaml": {Data: []byte(demoRoster)}})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ words, id string }{
		{"100", "100"}, {"王敏", "100"}, {"室主任", "100"}, {" 李想 ", "101"}, {"科员", "101"}, {"分管", "103"}, {"强", "102"},
		{"王", ""},   // two people
		{"赵镇长", ""}, // not of staff
		{"孙", ""}, {"", ""}, {"10", ""},
	} {
		a, ok := r.Find("demo", c.words)
		if a.ID != c.id || ok != (c.id != "") {
			t.Errorf("%q is %q, %v; want %q", c.words, a.ID, ok, c.id)
		}
	}
	if a, ok := r.Find("other", "王敏"); ok {
		t.Errorf("in another unit there is %v", a)
	}
	a, ok := r.Actor("demo", "7")
	if !ok || a.Office != "城关镇" || len(a.Roles) > 0 {
		t.Errorf("got %v, %v", a, ok)
	}
	if _, ok := r.Actor("demo", "8"); ok {
		t.Error("somebody who is not there is known")
	}
	for id, want := range map[string]string{"100": "王敏（室主任）", "102": "王强", "103": "分管领导", "8": ""} {
		if got := r.Name("demo", id); got != want {
			t.Errorf("%s is called %q, want %q", id, got, want)
		}
	}
}

func TestRosterFaults(t *testing.T) {
	for _, c := range []struct{ name, yaml, want string }{
		{"no id", "people:\n  - {name: 王敏, roles: [lead]}", "demo.yaml:2: 缺少 id"},
		{"a role that is none", "people:\n  - {id: a, roles: [boss]}", "没有“boss”这个角色，可以用：reviewer（经办）"},
		{"an id twice", "people:\n  - {id: a, roles: [lead]}\n  - {id: a, roles: [reviewer]}", "demo.yaml:3: “a”写了两次"},
		{"a name twice", "people:\n  - {id: a, name: 王, roles: [lead]}\n  - {id: b, name: 王, roles: [reviewer]}", "“王”写了两次"},
		{"no reviewer", "people:\n  - {id: a, roles: [lead]}", "没有经办"},
		{"no lead", "people:\n  - {id: a, roles: [reviewer]}", "没有室主任或者分管领导"},
		{"all in one person", "people:\n  - {id: a, roles: [reviewer, lead, head]}\n  - {id: b, roles: [admin]}", "能办事项的只有一个人"},
		{"a key that is none", "people:\n  - {id: a, role: lead}", "role"},
		{"nothing", "", "demo.yaml"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := LoadRoster(fstest.MapFS{"demo.yaml": {Data: []byte(c.yaml)}})
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
}
