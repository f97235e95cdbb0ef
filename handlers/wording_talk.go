package handlers

import (
	"errors"
	"fmt"
	"strings"

	"dandang/filing"
	"dandang/knowledge"
	"dandang/store"
)

// numberMark stands for the number of an escalation until the store has given it.
const numberMark = "〔编号〕"

func listsAway() Reply {
	return Reply{Text: "清单暂时读不出来，我没法对照。您的话没有保存，请过一会儿再发；急事请直接联系县纪委监委。"}
}

func readerAway() Reply {
	return Reply{Text: "刚才没有读成，您的话没有保存。请再发一次；还不行就换几句短的说。"}
}

func busy() Reply {
	return Reply{Text: "您在别处也正在同一个对话里说话，这一句没有存上。请稍等一下再发一次。"}
}

// storeAway tells what a fault of the store means to the person: what was said just now is not kept, all before is.
func storeAway(err error) Reply {
	text := "刚才这句话没有存上，之前说的都在。请过一会儿原样再发一次。"
	switch {
	case errors.Is(err, store.ErrFull):
		text = "存储空间满了，刚才这句话没有存上，之前说的都在。请告诉管理员清理磁盘，然后原样再发一次。"
	case errors.Is(err, store.ErrNewer):
		text = "之前说的是更新的程序存下的，现在这个程序认不全，没有动它，刚才这句话也没有存上。请告诉管理员把程序换成新版本，然后原样再发一次。"
	}
	return Reply{Text: text}
}

func stale(label string, now Reply) Reply {
	now.Text = "“" + label + "”是先前那个问题的按钮，现在用不上了，什么都没有改。目前是这样：\n" + now.Text
	return now
}

func backTo(b *knowledge.Base, q *knowledge.Question) string {
	if q.ID == knowledge.DeclarationID {
		return "【回到刚才】还请您作一次声明：" + q.Ask
	}
	return "【回到刚才】" + q.Ask
}

func notUnderstood() Reply {
	return Reply{Text: "这句我没听懂，还没有记成回答。", Buttons: []string{pressHuman}}
}

func countedLine() string {
	return "（这段话我记在同一件事里；如果说的是另一件事，请按“" + pressApart + "”。）"
}

func newMatterLine() string {
	return "（我当作另一件事来看，先前那件的情况没有带过来；如果是同一件事，请按“" + pressSame + "”。）"
}

func undone(r Reply) Reply {
	r.Text = "上一句已经撤回。\n" + r.Text
	return r
}

func nothingToUndo(now Reply) Reply {
	now.Text = "没有可以撤回的回答；要从头说，请说“重来”。\n" + now.Text
	return now
}

func moreReply(b *knowledge.Base, q *knowledge.Question) Reply {
	if q != nil {
		return Reply{Text: "请接着说，想到什么说什么，我会并到这件事里重新对照。眼下最要紧的是：\n" + q.Ask, Buttons: labels(q)}
	}
	return Reply{Text: "请接着说，我会并到这件事里重新对照。说错了的，请说“不对，是……”。", Buttons: []string{pressWhy, pressHuman}}
}

// dueMark stands for the time by which a case is answered, known only once it is begun.
const dueMark = "{due}"

// dueWords is that time in words.
func dueWords(c filing.Case) string {
	if len(c.Clocks) == 0 || c.Clocks[0].Due.IsZero() {
		return "规定的期限"
	}
	return day(c.Clocks[0].Due)
}

// handed confirms that the question is written down for a person: its number, its place, and when it is answered.
func handed(matter bool, place int) Reply {
	text := "已经转给工作人员，编号 " + numberMark + "。"
	if place > 0 {
		text += fmt.Sprintf("前面还有 %d 件，", place)
	}
	text += dueMark + "前答复您，答复会发到这里。"
	if matter {
		text += "\n这件事您说过的话、对照的结果和没说清的地方，都一并交过去了，不用从头再讲。"
	} else {
		text += "\n您还没有说是哪件事，请接着说，我转给看的人。"
	}
	return Reply{Text: text + "\n在答复以前，我不再对这件事下判断。要补充就直接说；不想问了，说“撤回”。", Buttons: []string{pressMine, pressRestart}}
}

// mineReply lists the matters of this talk and how each stood.
func mineReply(b *knowledge.Base, c store.Conversation) Reply {
	var w strings.Builder
	w.WriteString("您在这里问过的事：")
	n := 0
	for _, p := range c.Past {
		n++
		fmt.Fprintf(&w, "\n  %d. %s——%s", n, nameOf(b, p.Item), outcomeWord(p.Outcome))
	}
	if len(c.Matter.Items) > 0 || len(c.Matter.Facts) > 0 {
		n++
		v := knowledge.Judge(b, c.Matter)
		fmt.Fprintf(&w, "\n  %d. %s——%s（正在说的这件）", n, nameOf(b, v.Item), outcomeWord(v.Outcome))
	}
	if n == 0 {
		w.WriteString("还没有。")
	}
	if c.Case != "" {
		w.WriteString("\n转人工编号：" + c.Case)
	}
	return Reply{Text: w.String(), Buttons: []string{pressMore, pressRestart}}
}

func nameOf(b *knowledge.Base, id string) string {
	if id == "" {
		return "清单未列的事"
	}
	return titleOf(b, id)
}

func outcomeWord(o knowledge.Outcome) string {
	switch o {
	case knowledge.Fits:
		return "对得上，可以申请备案"
	case knowledge.Barred:
		return "碰到红线，不能备案"
	case knowledge.Refer:
		return "要请人看"
	}
	return "还没说清"
}

// myDataReply shows what is kept about the person.
func myDataReply(b *knowledge.Base, c store.Conversation) Reply {
	if c.Version == 0 {
		return Reply{Text: "这里没有存您的任何内容。"}
	}
	text := fmt.Sprintf("我存了您在这里说的 %d 句话（%s起），身份证号、手机号、银行卡号已经遮住；我的答复不另存，看的时候按清单重新生成。", len(c.Said), c.Began.Format("2006年1月2日"))
	if c.Case != "" {
		text += "转人工的 " + c.Case + " 按规定留存，不随对话删除。"
	}
	return Reply{Text: text + "\n想了解保存多久、怎么删除，可以问“我在这里填的内容安全吗”。", Buttons: []string{pressHelp}}
}

// WelcomeStaff greets a reviewer: what waits for them.
func WelcomeStaff(b *knowledge.Base) Reply {
	return Reply{Text: fmt.Sprintf("%s工作人员，您好。说“待办”看等办的事，说编号打开一件，按下面的按钮办。直接说的话不会发给任何人。", b.County.Decider) + demoLine(b), Buttons: []string{pressTodo, pressHelp}}
}

// pressTodo asks for the escalations that wait.
const pressTodo = "待办"

// reasonWord names the ground on which a matter came to a person.
func reasonWord(r knowledge.Reason) string {
	words := map[knowledge.Reason]string{
		knowledge.RedLine: "红线成立", knowledge.Combination: "要结合全案看", knowledge.Suspected: "疑似碰线", knowledge.Contradiction: "前后说法不一",
		knowledge.Conflict: "上下级规定不一", knowledge.UnderInquiry: "已有人在查", knowledge.AlreadyDone: "已经做完", knowledge.NotPrior: "事后情形",
		knowledge.AllMet: "对得上", knowledge.Incomplete: "还没说清", knowledge.Declaration: "只差声明", knowledge.Lacking: "要件不具备",
		knowledge.Unclear: "要件说不清", knowledge.Unlisted: "清单未列", knowledge.Unconfirmed: "本县未确认",
	}
	return words[r]
}

func shorten(s string, most int) string {
	r := []rune(s)
	if len(r) <= most {
		return s
	}
	return string(r[:most]) + "……"
}
