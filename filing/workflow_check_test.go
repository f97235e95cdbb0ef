package filing

import (
	"strings"
	"testing"
	"testing/fstest"
)

// sound is a small road that is in order, for a kind that the program ships.
const sound = `kind: consultation
title: 咨询
number: ZX-%d-%04d
first: waiting
openers: [asker]
opening:
  - {to: staff, text: "新的 {编号}"}
states:
  - {id: waiting, title: 待办, waits: staff}
  - {id: done, title: 已办, ends: true}
deadlines:
  - id: answer
    what: 答复
    starts: [open]
    ends: [reply]
    days: 3
    tells:
      - {at: 50%, to: lead, text: "{编号} 过半"}
actions:
  - id: reply
    title: 答复
    who: [reviewer]
    from: [waiting]
    to: done
    needs: [{id: text, label: 答复, ask: 怎么答复？}, {id: due, label: 日期, ask: 哪天？, type: deadline, example: 2026年7月20日前}]
    tells: [{to: asker, text: "{编号} {说明} {due}"}]
`

// TestFaultsOfARoadAreFound spoils a sound road in one place; the fault says where and what.
func TestFaultsOfARoadAreFound(t *testing.T) {
	load := func(text string) error {
		_, err := LoadWorkflows(fstest.MapFS{"consultation.yaml": {Data: []byte(text)}})
		return err
	}
	if err := load(sound); err != nil {
		t.Fatal(err)
	}
	for _, row := range []struct{ name, from, to, want string }{
		{"no such kind", "kind: consultation", "kind: dinner", "workflows/consultation.yaml:1: kind“dinner”不认识"},
		{"a kind twice", "kind: consultation", "kind: filing", "“filing”在 "},
		{"no title", "title: 咨询\n", "", "consultation.yaml:1: 缺少 title"},
		{"no number", "number: ZX-%d-%04d\n", "", "number“”要写成"},
		{"a bad number", "ZX-%d-%04d", "ZX-%s", "number“ZX-%s”要写成"},
		{"nobody may open it", "openers: [asker]\n", "", "缺少 openers"},
		{"no such opener", "openers: [asker]", "openers: [king]", "不认识“king”"},
		{"no such first state", "first: waiting", "first: nowhere", "没有“nowhere”这个状态"},
		{"a key that is not known", "title: 待办, waits", "titel: 待办, waits", "consultation.yaml:9: 不认识的名称“titel”"},
		{"a state without a title", "{id: done, title: 已办, ends: true}", "{id: done, ends: true}", "consultation.yaml:10: 缺少 title"},
		{"a state twice", "{id: done, title: 已办, ends: true}", "{id: waiting, title: 已办, ends: true}", "consultation.yaml:10: “waiting”有两个"},
		{"a bad id", "{id: waiting, title: 待办", "{id: W, title: 待办", "id“W”只能用"},
		{"a state that waits for nobody", ", waits: staff}", "}", "consultation.yaml:9: 状态“waiting”要写 waits"},
		{"a state that waits for a ghost", "waits: staff", "waits: ghost", "不认识“ghost”"},
		{"an end that waits", "ends: true}", "ends: true, waits: staff}", "状态“done”要写 waits"},
		{"a state that nothing leads to", "  - {id: done,", "  - {id: lost, title: 空, ends: true}\n  - {id: done,", "consultation.yaml:10: 状态“lost”走不到"},
		{"a dead end", "  - {id: done,", "  - {id: lost, title: 空, waits: staff}\n  - {id: done,", "consultation.yaml:10: 从状态“lost”走不到头"},
		{"an action for nobody", "    who: [reviewer]\n", "", "动作“reply”没有人能办"},
		{"an action for a role that is none", "who: [reviewer]", "who: [clock]", "不认识“clock”"},
		{"an action without a title", "    title: 答复\n", "", "consultation.yaml:20: 缺少 title"},
		{"an action from nowhere", "    from: [waiting]\n", "", "动作“reply”缺少 from"},
		{"an action to nowhere", "    to: done", "    to: moon", "没有“moon”这个状态"},
		{"an action with the program's own id", "- id: reply", "- id: confirm", "“confirm”有两个"},
		{"an action after one that is none", "    to: done", "    to: done\n    after: [dance]", "没有“dance”这个动作"},
		{"no such effect", "    to: done", "    to: done\n    effect: fly", "不认识“fly”"},
		{"overriding what", "    to: done", "    to: done\n    second: override", "要用 means"},
		{"no such verdict", "    to: done", "    to: done\n    means: maybe", "不认识“maybe”"},
		{"a second person who is the asker", "    to: done", "    to: done\n    second: always\n    confirm: [asker]", "没有第二个人能确认"},
		{"held by somebody who cannot claim", "who: [reviewer]", "who: [head]\n    held: true", "能办它的人都不能认领"},
		{"two askers", "who: [reviewer]", "who: [asker]\n    second: always", "没有第二个人能确认"},
		{"no such paper", "    to: done", "    to: done\n    paper: poem", "没有“poem”这种文书"},
		{"opens what", "    to: done", "    to: done\n    opens: poem", "没有“poem”这个种类"},
		{"amends what it does not ask", "    to: done", "    to: done\n    amends: [scope]", "它的 needs 里没有这一项"},
		{"amends with words alone", "    to: done", "    to: done\n    amends: [text]", "它的 needs 里没有这一项"},
		{"an asker who claims", "who: [reviewer]", "who: [asker]\n    effect: claim", "只能由申请人以外的人认领"},
		{"an empty point to check", "    to: done", "    to: done\n    checks: ['']", "缺少 checks"},
		{"a need without a question", "ask: 怎么答复？", "ask: ''", "缺少 ask"},
		{"a need of a type that is none", "type: deadline", "type: person", "不认识“person”"},
		{"a choice of nothing", "type: deadline, example: 2026年7月20日前", "type: choice", "type 是 choice 的要有 choices"},
		{"an example that does not pass", "example: 2026年7月20日前", "example: 下雨以后", "自己通不过"},
		{"rows of dates", "type: deadline, example: 2026年7月20日前", "type: date, rows: true", "多行的只能是"},
		{"a row of no list", "id: due,", "id: row,", "不结束任何逐行计时的期限"},
		{"no text", `text: "新的 {编号}"`, `text: ""`, "consultation.yaml:7: 缺少 text"},
		{"an audience that is none", "to: staff, text", "to: world, text", "不认识“world”"},
		{"a placeholder that is none", "{说明} {due}", "{天气} {due}", "consultation.yaml:26: 不认识的占位“{天气}”，可以用：事项、"},
		{"a note as a placeholder", "{说明} {due}", "{note} {due}", "不认识的占位“{note}”"},
		{"an open brace", "{说明} {due}", "{说明 {due}", "花括号不成对"},
		{"words that nobody gave", `"{编号} 过半"`, `"{编号} {说明}"`, "告知时用了 {说明}"},
		{"a deadline of nothing", "    days: 3\n", "", "consultation.yaml:12: 期限“answer”要写 days、on 或 every"},
		{"a deadline on a value that is none", "    days: 3", "    on: party", "on“party”没有哪个动作记录"},
		{"a deadline that counts from nothing", "    days: 3", "    every: 3\n    since: due", "since“due”没有哪个动作记录"},
		{"a deadline that never starts", "    starts: [open]\n", "", "缺少 starts"},
		{"a deadline that starts with nothing", "starts: [open]", "starts: [dance]", "没有“dance”这个动作"},
		{"a deadline that ends with nothing", "ends: [reply]", "ends: [dance]", "没有“dance”这个动作"},
		{"too many days", "days: 3", "days: 5000", "这里最多写 500"},
		{"a moment that cannot be read", "at: 50%", "at: soon", "consultation.yaml:18: at“soon”要写成"},
		{"a moment of no percent", "at: 50%", "at: 0%", "at“0%”要写成"},
		{"no YAML", "kind: consultation", "kind: [", "YAML 写法有误"},
	} {
		t.Run(row.name, func(t *testing.T) {
			if !strings.Contains(sound, row.from) {
				t.Fatalf("%q is not in the road", row.from)
			}
			if err := load(strings.Replace(sound, row.from, row.to, 1)); err == nil || !strings.Contains(err.Error(), row.want) {
				t.Errorf("the fault is %v, want %q", err, row.want)
			}
		})
	}
}

func TestANoteIsToldToNoAsker(t *testing.T) {
	spoilt := strings.Replace(sound, "    to: done", "    to: done\n    effect: note", 1)
	_, err := LoadWorkflows(fstest.MapFS{"consultation.yaml": {Data: []byte(spoilt)}})
	if err == nil || !strings.Contains(err.Error(), "不能告知申请人") {
		t.Errorf("%v", err)
	}
}

func TestAHeldActionNeedsAClaim(t *testing.T) {
	spoilt := strings.Replace(sound, "    to: done", "    to: done\n    held: true", 1)
	none := fstest.MapFS{"consultation.yaml": {Data: []byte(spoilt)}, "common.yaml": {Data: []byte("actions: []\n")}}
	if _, err := LoadWorkflows(none); err == nil || !strings.Contains(err.Error(), "能办它的人都不能认领") {
		t.Errorf("%v", err)
	}
}

func TestAKindWithoutARoadIsSaid(t *testing.T) {
	files := map[string][]byte{"common.yaml": []byte("actions: []\n"), "consultation.yaml": []byte(sound)}
	_, err := parseWorkflows(files)
	if err == nil || !strings.Contains(err.Error(), "缺少“filing”的流程") {
		t.Errorf("%v", err)
	}
}

func TestAUnitsOwnDaysCount(t *testing.T) {
	w, err := LoadWorkflows(fstest.MapFS{"consultation.yaml": {Data: []byte(strings.Replace(sound, "days: 3", "days: 1", 1))}})
	if err != nil {
		t.Fatal(err)
	}
	r := Rules{Workflows: w, Calendar: calendar(t)}
	c, _, err := Begin(Case{Kind: Consultation, From: "cadre", Opened: at(t, "2026-07-06 10:00")}, people["cadre"], r)
	if err != nil || !c.Clocks[0].Due.Equal(at(t, "2026-07-07 18:00")) {
		t.Errorf("%+v, %v", c.Clocks, err)
	}
	if shipped := roads(t); w.Hash == shipped.Hash || len(w.Hash) != 12 {
		t.Errorf("the versions are %q and %q", w.Hash, shipped.Hash)
	}
}

// TestACaseCanBeOpenedAgain: a road may lead back from an end; then the case is no longer done.
func TestACaseCanBeOpenedAgain(t *testing.T) {
	w, err := LoadWorkflows(fstest.MapFS{"consultation.yaml": {Data: []byte(sound + "  - {id: reopen, title: 重开, who: [lead], from: [done], to: waiting}\n")}})
	if err != nil {
		t.Fatal(err)
	}
	r := Rules{Workflows: w, Calendar: calendar(t)}
	c := Case{Kind: Consultation, From: "cadre", State: "done", Done: true}
	c, _, err = c.Apply(Action{ID: "reopen", By: people["two"], At: at(t, "2026-07-06 10:00")}, r)
	if err != nil || c.Done || c.State != "waiting" {
		t.Errorf("%+v, %v", c, err)
	}
}
