package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const people = `people:
  - {id: "100", name: 王敏, post: 室主任, roles: [lead], office: 党风政风监督室}
  - {id: "101", name: 李想, roles: [reviewer], office: 党风政风监督室}
  - {id: "1", name: 赵镇长, office: 城关镇}
  - {id: "102", name: 孙镇, roles: [reviewer], office: 城关镇}
`

// withRoster puts a roster of the demonstration beside the data of env.
func withRoster(t *testing.T, env []string, text string) {
	t.Helper()
	data, _ := strings.CutPrefix(env[0], "DATA_DIR=")
	if err := os.MkdirAll(filepath.Join(data, "roster"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(data, "roster", "demo.yaml"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// With a roster each person of staff is what it says: rights, names, and who of the asker's office stands back.
func TestRoster(t *testing.T) {
	t.Parallel()
	env := []string{"DATA_DIR=" + filepath.Join(t.TempDir(), "data")}
	withRoster(t, env, people)
	as := func(id, words string) string {
		return run(t, env, words+"\n退出\n", "chat", "--staff", "--as", id).out
	}
	asked := run(t, env, "村里有二十几户老房子，历史原因一直办不了证，想按现状测量后给他们登记，能备案吗？\n转人工\n退出\n", "chat")
	_, after, ok := strings.Cut(asked.out, "编号 ")
	if !ok {
		t.Fatalf("got %+v", asked)
	}
	number, _, _ := strings.Cut(after, "。")
	for _, c := range []struct{ who, words, want string }{
		{"102", "认领 " + number, "没有找到这件事，或者您没有权限办理"},
		{"101", "指派 " + number + " 王敏", "没有找到这件事，或者您没有权限办理"},
		{"100", "指派 " + number + " 孙镇", "这个人应当回避"},
		{"100", "指派 " + number + " 赵镇长", "赵镇长"},
		{"100", "取消\n指派 " + number + " 李想", "办好了"},
		{"101", "办理 " + number, "【经办】您"},
		{"100", "办理 " + number, "【经办】李想"},
		{"101", "停用机器人", "没有权限"},
	} {
		if got := as(c.who, c.words); !strings.Contains(got, c.want) {
			t.Errorf("%s says %q, want %q in:\n%s", c.who, c.words, c.want, got)
		}
	}
	if got := run(t, env, "退出\n", "chat", "--staff", "--as", "1"); got.status != 1 || !strings.Contains(got.err, "名册里没有编号是“1”的工作人员") {
		t.Errorf("a cadre as staff: %+v", got)
	}
	if got := run(t, env, "", "check"); got.status != 0 {
		t.Errorf("check: %+v", got)
	}
	withRoster(t, env, strings.ReplaceAll(people, "reviewer", "reviwer"))
	if got := run(t, env, "", "check"); got.status != 1 || !strings.Contains(got.out, "roster/demo.yaml:3: ") {
		t.Errorf("check of a wrong one: %+v", got)
	}
	if got := run(t, env, "退出\n", "chat"); got.status != 1 || !strings.Contains(got.err, "名册有误") {
		t.Errorf("chat with a wrong one: %+v", got)
	}
}
