package bot_test

import (
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"dandang/handlers"
)

// FuzzStaff drives the reviewers' side with arbitrary lines, on a case that a cadre has just handed over: 「N」 in a line
// stands for its number. Each line is answered, in words for people, within the length of a card, and whatever is told
// to the cadre is in such words too.
func FuzzStaff(f *testing.F) {
	for _, s := range []string{
		"待办\n办理 N\n认领\n请补充\n测量是谁做的？\n不再等补充\n答复\n[照拟稿]\n[一致]\n设为先例\n设为标准答复 N\n先例和答复",
		"认领 N\n内部记录\n\n[上一步]\n[取消]\n转给 N 王敏\n指派 N\n加急\n取消加急\n回避\n认识本人", "办理 1\n办理 N号\n看申请表 N\n待办 超期\n待办 没有的\n[下一页]",
		"新建 提醒 给2：窗口没人\n认领\n发提醒函\na｜b\n明天\n同意\n新建 回访 给王某\n新建 评定：一轮\n新建", "统计 本月 图\n开关\n停用模型\n恢复模型\n未答问题\n已处理 1\n试算\n常用答复 公示\n[用：没有]",
		"{{N}}\n%s%d\nN\nN N N\n同意 N\n不同意 N\n撤回 N\n\xff", "认领 N\n答复 N " + strings.Repeat("长", 3000) + "\n[先跳过]",
	} {
		f.Add(s)
	}
	d := fuzzDesk(f)
	run := 0
	f.Fuzz(func(t *testing.T, text string) {
		lines := strings.Split(text, "\n")
		lines = lines[:min(len(lines), 20)]
		run++
		cadre, at := fmt.Sprint("p", run), time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
		says := func(i int, p handlers.Person, line string) string {
			m := handlers.Message{ID: fmt.Sprint("staff", run, ".", i), Unit: "demo", Conversation: "fuzz:" + p.ID, From: p, At: at.Add(time.Duration(i) * time.Minute)}
			if press, ok := strings.CutPrefix(line, "["); ok {
				m.Press = strings.TrimSuffix(press, "]")
			} else {
				m.Text = line
			}
			replies, err := d.Handle(t.Context(), m)
			if err != nil || len(replies) != 1 || strings.TrimSpace(replies[0].Text) == "" {
				t.Fatalf("%q is answered %+v, %v", line, replies, err)
			}
			readable(t, text, line, replies[0])
			return replies[0].Text
		}
		number := ""
		for _, word := range strings.FieldsFunc(says(0, handlers.Person{ID: cadre}, "[转人工]"), func(r rune) bool { return r > 127 }) {
			if strings.HasPrefix(word, "ZX-") {
				number = word
			}
		}
		staff := handlers.Person{ID: fmt.Sprint("s", run), Staff: true}
		for i, line := range lines {
			says(i+1, staff, strings.ReplaceAll(line, "N", number))
		}
		notes, err := d.Notes(t.Context(), "demo", 1000, time.Hour)
		if err != nil {
			t.Fatal(err)
		}
		for _, n := range notes {
			readable(t, text, "", n.Reply)
			if err := d.Noted(t.Context(), "demo", n.ID); err != nil {
				t.Fatal(err)
			}
		}
		if got := says(len(lines)+1, handlers.Person{ID: cadre}, "进度"); !strings.Contains(got, number) {
			t.Errorf("the cadre is told %q of %s", got, number)
		}
	})
}

// readable fails the test when an answer is not fit to be read. What the lines themselves brought may stand in it.
func readable(t *testing.T, all, line string, r handlers.Reply) {
	t.Helper()
	if found := machine.FindString(r.Text + strings.Join(r.Buttons, " ")); found != "" && !strings.Contains(all, found) {
		t.Errorf("%q is answered with %q in it:\n%s", line, found, r.Text)
	}
	if n := utf8.RuneCountInString(r.Text); n > 7000 {
		t.Errorf("%q is answered at a length of %d", line, n)
	}
	for _, b := range r.Buttons {
		if strings.TrimSpace(b) == "" {
			t.Errorf("%q is answered with a button without words: %q", line, r.Buttons)
		}
	}
}
