package handlers_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"dandang/filing"
	"dandang/handlers"
	"dandang/store"
)

// marker is what no one may read who must not see the case.
const marker = "只有看得到的人才知道的事"

// roster is who is who in a unit where roles are kept apart.
type roster map[string]filing.Actor

func (r roster) Actor(_, id string) (filing.Actor, bool)   { a, ok := r[id]; return a, ok }
func (r roster) Find(_, words string) (filing.Actor, bool) { a, ok := r[words]; return a, ok }
func (r roster) Name(_, id string) string                  { return "" }

// blind are people who may not see the case of the cadre "owner" of 规划局, nor learn that there is one.
var blind = []handlers.Person{
	{ID: "stranger"},
	{ID: "colleague", Office: "规划局"},
	{ID: "curator", Staff: true, Roles: []filing.Role{filing.RoleCurator}},
	{ID: "admin", Staff: true, Roles: []filing.Role{filing.RoleAdmin}},
	{ID: "both", Staff: true, Roles: []filing.Role{filing.RoleCurator, filing.RoleAdmin}},
	{ID: "sameoffice", Staff: true, Roles: filing.StaffRoles, Office: "规划局"},
	{ID: "stoodback", Staff: true, Roles: filing.StaffRoles, Office: "监督室"},
	{ID: "rolenobody", Staff: true, Roles: []filing.Role{}},
}

// known is the roster of all of them.
func known() roster {
	people := roster{}
	for _, p := range blind {
		people[p.ID] = filing.Actor{ID: p.ID, Roles: p.Roles, Office: p.Office}
	}
	return people
}

// opened puts a case of every kind into the store, each with its content marked, and returns their numbers.
func opened(t *testing.T, d *handlers.Desk, s *store.Store, at time.Time) map[filing.Kind]string {
	t.Helper()
	numbers := map[filing.Kind]string{}
	for _, w := range d.Rules.Workflows.All() {
		c := filing.Case{
			Unit: "demo", Kind: w.Kind, From: "owner", Office: "规划局", Conversation: "test:owner", Opened: at,
			Question: marker, Summary: marker, State: w.First, Avoid: []string{"stoodback"}, Values: map[string]string{"scope": marker},
			Record: []filing.Entry{{At: at, Who: "owner", Action: filing.OpenAction, To: w.First, Text: marker, Note: marker}},
		}
		r, err := s.Commit(context.Background(), store.Commit{
			Event: "open " + string(w.Kind), Open: &c, Number: strings.ToUpper(string(w.Kind[:2])) + "-%d-%04d",
			Conversation: store.Conversation{Unit: "demo", ID: "test:owner " + string(w.Kind), Person: "owner"},
			Audit:        store.Audit{At: at, Who: "owner", What: "open"},
		})
		if err != nil {
			t.Fatal(err)
		}
		numbers[w.Kind] = r.Number
	}
	return numbers
}

// TestWhoMayNotSeeACaseLearnsNothing says to two desks, as everybody who may not see a case, everything that names it by
// its number: one has the case, the other none. They answer the same, to the letter.
func TestWhoMayNotSeeACaseLearnsNothing(t *testing.T) {
	full, _, s, _ := bench(t)
	empty, _, _, _ := bench(t)
	full.Roster, empty.Roster = known(), known()
	at := time.Date(2026, 11, 23, 10, 0, 0, 0, time.FixedZone("CST", 8*3600))
	asked := 0
	for kind, number := range opened(t, full, s, at) {
		for _, words := range sayable(full.Rules.Workflows.Of(kind)) {
			for _, p := range blind {
				asked++
				m := handlers.Message{ID: fmt.Sprint("m", asked), Unit: "demo", Conversation: fmt.Sprint("leak:", asked), From: p, Text: fmt.Sprintf(words, number), At: at}
				there, gone := answers(t, full, m), answers(t, empty, m)
				if strings.Contains(there, marker) {
					t.Errorf("%s says %q and reads what is in the case:\n%s", p.ID, words, there)
				}
				if there != gone {
					t.Errorf("%s says %q of a %s and learns that it is there:\n%s\nbut of one that is not:\n%s", p.ID, words, kind, there, gone)
				}
			}
		}
	}
	if asked < 1000 {
		t.Errorf("only %d things were said", asked)
	}
}

// answers is all that a desk answers to a message, as one text.
func answers(t *testing.T, d *handlers.Desk, m handlers.Message) string {
	t.Helper()
	replies, err := d.Handle(context.Background(), m)
	if err != nil {
		t.Errorf("%s says %q: %v", m.From.ID, m.Text, err)
	}
	var all []string
	for _, r := range replies {
		all = append(all, r.To+"|"+r.Text+"|"+strings.Join(r.Buttons, ",")+"|"+r.File)
	}
	return strings.Join(all, "\n")
}

// sayable is everything that can be said of a case by its number.
func sayable(w *filing.Workflow) []string {
	all := []string{"%s", "办理 %s", "看 %s", "看申请表 %s", "设为先例 %s", "设为标准答复 %s", "同意 %s", "不同意 %s", "收回 %s",
		"撤回备案 %s", "确认撤回 %s", "复制 %s", "要文书 %s", "再要一份文书 %s", "进度 %s", "有帮助 %s", "有异议 %s", "我的备案 %s"}
	for _, m := range w.Actions {
		all = append(all, m.Title+" %s", m.Title+" %s 说明")
	}
	return all
}

// TestListsShowNobodyElsesCases: no list and no figure holds a word of a case that one may not see.
func TestListsShowNobodyElsesCases(t *testing.T) {
	d, _, s, _ := bench(t)
	d.Roster = known()
	at := time.Date(2026, 11, 23, 10, 0, 0, 0, time.FixedZone("CST", 8*3600))
	opened(t, d, s, at)
	for i, p := range blind {
		for j, words := range []string{"待办", "待办 全部", "待办 未认领", "待办 备案", "下一页", "统计", "统计 全部", "先例和答复", "未答问题", "常用", "我的备案", "我的数据", "导出我的数据", "帮助"} {
			replies, err := d.Handle(context.Background(), handlers.Message{ID: fmt.Sprint("l", i, "-", j), Unit: "demo", Conversation: "list:" + p.ID, From: p, Text: words, At: at})
			if err != nil {
				t.Errorf("%s says %q: %v", p.ID, words, err)
			}
			for _, r := range replies {
				if strings.Contains(r.Text, marker) || strings.Contains(r.Text, "-2026-0001") {
					t.Errorf("%s says %q and is shown:\n%s", p.ID, words, r.Text)
				}
			}
		}
	}
}
