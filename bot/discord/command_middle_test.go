package discord

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"dandang/filing"
	"dandang/handlers"
)

// A chat talks to the desk as the bridge does.
type chat struct {
	t    *testing.T
	desk *handlers.Desk
	n    int
}

func (c *chat) says(who handlers.Person, x said, asks string) handlers.Reply {
	c.t.Helper()
	c.n++
	replies, err := c.desk.Handle(c.t.Context(), handlers.Message{ID: fmt.Sprint(c.n), Unit: "demo", Conversation: "discord:" + who.ID, From: who,
		Text: x.text, Command: x.command, Press: x.press, Asks: asks, At: talkStart.Add(time.Duration(c.n) * time.Minute)})
	if err != nil {
		c.t.Fatal(err)
	}
	return replies[0]
}

// TestNoCommandAnswersAQuestion calls every command while something is asked that any words would answer: a field of an
// application, what an asker has to say to a case, what staff answer. None is taken for the answer.
func TestNoCommandAnswersAQuestion(t *testing.T) {
	given := map[string]string{"清单": "重大产业项目", "我的数据": "导出", "办理": "", "待办": "我的", "统计": "今年", "新建": "回访 老粮库", "起草": "老街改造要先开工后补手续", "转人工": "老街改造能不能先开工"}
	asker, staff := handlers.Person{ID: cadre}, handlers.Person{ID: "345678901234567890", Staff: true, Roles: filing.StaffRoles}
	for _, cmd := range commands() {
		if cmd.said == nil || cmd.menu || cmd.name == commandAsk {
			continue
		}
		for _, words := range []string{"", given[cmd.name]} {
			t.Run(cmd.name+" "+words, func(t *testing.T) {
				c := &chat{t: t, desk: fullDesk(t)}
				call := func(who handlers.Person) (shown string) {
					for _, x := range cmd.asCommand(words) {
						shown += c.says(who, x, "").Text
					}
					return shown
				}
				if !cmd.staff {
					c.says(asker, said{press: pressDraft}, "")
					c.says(asker, said{text: "改背景与目的"}, "")
					call(asker)
					if page := c.says(asker, said{text: "核对"}, "").Text; cmd.name != "起草" && !strings.Contains(page, "背景与目的：〔未填〕") { // 起草 begins another paper
						t.Errorf("the paper says:\n%s", page)
					}
					return
				}
				c.says(asker, said{text: "老粮库想租给企业办厂，能备案吗？"}, "")
				number := numberIn(c.says(asker, said{press: "转人工"}, "").Text)
				c.says(staff, said{text: "认领 " + number}, "")
				if asked := c.says(staff, said{press: "答复"}, number).Text; !strings.Contains(asked, "怎么答复") {
					t.Fatal(asked)
				}
				if shown := call(staff); strings.Contains(shown, "一致吗") || strings.Contains(shown, "办好了") {
					t.Errorf("taken for the answer: %s", shown)
				}
				if cmd.name == "办理" {
					words = number
					if shown := call(staff); !strings.Contains(shown, "办理中") {
						t.Errorf("the card is not shown: %s", shown)
					}
				}
			})
		}
	}
}

func numberIn(text string) string {
	_, after, _ := strings.Cut(text, "编号 ")
	number, _, _ := strings.Cut(after, "。")
	return number
}
