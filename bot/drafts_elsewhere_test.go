package bot_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"dandang/handlers"
	"dandang/store/redistest"
)

// devices is one person, or two, at several devices, each with a conversation and a process of its own.
type devices struct {
	t     *testing.T
	desks map[string]*handlers.Desk
	turns int
}

// say says something at a device; the first character of the device is the person.
func (d *devices) say(device, words string) string {
	d.t.Helper()
	d.turns++
	return d.event(device, words, fmt.Sprint("e", d.turns))
}

func (d *devices) event(device, words, event string) string {
	d.t.Helper()
	replies, err := d.desks[device].Handle(context.Background(), handlers.Message{ID: event, Unit: "demo", Conversation: "at:" + device,
		From: handlers.Person{ID: device[:1]}, Text: words, At: start.Add(time.Duration(d.turns) * time.Minute)})
	if err != nil || len(replies) == 0 {
		d.t.Fatalf("%s says %s: %v, %v", device, words, replies, err)
	}
	return replies[0].Text
}

// told fails the test when an answer lacks words.
func (d *devices) told(answer string, words ...string) {
	d.t.Helper()
	for _, w := range words {
		if !strings.Contains(answer, w) {
			d.t.Errorf("the answer does not tell %q:\n%s", w, answer)
		}
	}
}

// TestAPersonGoesOnWithADraftFromAnotherDevice begins a draft at one device, goes on at another, finishes it there, and
// finds everything from both, on the embedded store and on a real Redis with a process for each device.
func TestAPersonGoesOnWithADraftFromAnotherDevice(t *testing.T) {
	url := redistest.Start(t).URL
	for name, open := range map[string]func() *handlers.Desk{
		"redis": func() *handlers.Desk { d, _ := draftDesk(t, url); return d },
		"embedded": func() func() *handlers.Desk {
			d, _ := draftDesk(t, "")
			return func() *handlers.Desk { return d }
		}(),
	} {
		t.Run(name, func(t *testing.T) {
			d := &devices{t: t, desks: map[string]*handlers.Desk{"1desk": open(), "1phone": open(), "2desk": open()}}
			d.say("1desk", "帮我起草")
			d.say("1desk", "宝丰县水利局")
			d.say("1desk", "事项名称：东干渠应急修复")
			d.say("1phone", "你好")

			d.told(d.say("2desk", "我的备案"), "还没有")
			if got := d.say("2desk", "继续"); strings.Contains(got, "东干渠") {
				t.Errorf("another person is told of the draft: %s", got)
			}
			d.told(d.say("1phone", "我的备案"), "【草稿】", "1. 草稿“东干渠应急修复”，已填 2 项", "在您另一处对话里，正在填")
			d.told(d.say("1phone", "继续"), "接着填草稿“东干渠应急修复”", "统一社会信用代码")
			d.told(d.event("1phone", "继续", fmt.Sprint("e", d.turns)), "统一社会信用代码") // the channel delivers it once more
			d.told(d.say("1phone", "没有"), "记下了：统一社会信用代码", "申请主体类型")
			d.told(d.say("1desk", "单位"), "记下了：申请主体类型“单位”", "责任人")
			d.told(d.say("1phone", "张建国，局长，0375-6512345，总负责"), "1. 张建国")
			d.told(d.say("1phone", "稍后再说"), "存好了：草稿“东干渠应急修复”")

			d.told(d.say("1phone", "帮我起草"), "申请单位的全称") // one of its own, beside the other
			d.say("1phone", "宝丰县教育局")
			d.say("1phone", "稍后再说")
			d.told(d.say("1phone", "我的备案"), "1. 还没起名的草稿，已填 1 项", "2. 草稿“东干渠应急修复”，已填 5 项", "在您另一处对话里")
			d.told(d.say("1phone", "继续"), "继续 1", "接着填哪一份")
			d.told(d.say("1phone", "继续 2"), "接着填草稿“东干渠应急修复”", "1. 张建国")
			d.say("1phone", "没有了")
			d.say("1phone", rest)
			for _, words := range []string{"没有", "没有", "没有", "局党组会议纪要", "没有了"} {
				d.say("1phone", words)
			}
			d.told(d.say("1phone", "提交"), "已经提交，编号 演纪备〔2026〕1号")
			d.told(d.say("1desk", "提交"), "演纪备〔2026〕1号", "没有重复登记")
			for _, device := range []string{"1desk", "1phone"} {
				d.told(d.say(device, "我的备案"), "【已提交】", "1. 演纪备〔2026〕1号  东干渠应急修复")
			}
			d.told(d.say("1phone", "要文书 1号"), "又做了一份")
			d.told(d.say("1phone", "复制 1号"), "起了一份新草稿")
			d.told(d.say("1phone", "稍后再说"), "存好了")
			d.told(d.say("1phone", "撤回备案 1号"), "要撤回 演纪备〔2026〕1号")
			if got := d.say("2desk", "要文书 演纪备〔2026〕1号"); strings.Contains(got, "东干渠") {
				t.Errorf("another person is told of the filing: %s", got)
			}
			cases, err := d.desks["1desk"].Store.CasesOf(t.Context(), "demo", "1")
			if err != nil || len(cases) != 1 {
				t.Errorf("%d cases, %v; want one", len(cases), err)
			}
		})
	}
}

// rest is all else that the form asks for, in one message.
const rest = "分管领导：李志强，副县长。申请日期：11月22日。事项阶段：尚未实施。所属正面清单情形：应急处置和突发事件。背景与目的：秋汛冲毁东干渠两处，冬灌在即。拟采取的措施：先修复冲毁的两段，同时补办采购手续。涉及金额：80万元。突破或偏离的规定：限额以上工程应当招标，来不及走完程序。明令禁止事项：不属于。客观条件：秋汛灾害，冬灌不等人。" +
	"决策会议：局党组2026年第9次会议。会议日期：11月18日。研究结论：应到7人，实到7人，一致同意。会议纪要文号：没有。有无反对或保留意见：没有。依据文件文号：没有。论证与审查：法律顾问出具了审查意见。有无利害关系：没有。动机与廉洁说明：没有为自己和亲友谋利。可能的失误和影响：最坏是返工，损失约5万元，由施工方承担。风险防控措施：水利站每天到场检查。有无补办手续：没有。请求备案的范围：限两段干渠，不含新建。备案期限：2026年12月1日至2027年3月31日。完成标志：没有。"
