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
	if errors.Is(err, store.ErrFull) {
		text = "存储空间满了，刚才这句话没有存上，之前说的都在。请告诉管理员清理磁盘，然后原样再发一次。"
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

// handed confirms that the question is written down for a person, with its number.
func handed(b *knowledge.Base, matter bool) Reply {
	text := "已经记下，转人工编号 " + numberMark + "。"
	if matter {
		text += "这件事您说过的话、对照的结果和没说清的地方，都一并记在里面，不用从头再讲。"
	} else {
		text += "您还没有说是哪件事，接着说的话我会继续对照。"
	}
	office := b.County.Decider
	if b.County.Office != "" {
		office += b.County.Office
	}
	return Reply{Text: text + fmt.Sprintf("\n送到工作人员手里、在这里收到答复，要等下一步功能接上；在那以前，急事请凭编号直接联系%s。", office), Buttons: []string{pressMore, pressRestart}}
}

func alreadyHanded(b *knowledge.Base, number string) Reply {
	return Reply{Text: fmt.Sprintf("这件事已经转人工，编号 %s，不会重复登记。补充的情况请直接说，我会记在一起。", number), Buttons: []string{pressMore, pressRestart}}
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
	return Reply{Text: fmt.Sprintf("%s工作人员，您好。说“待办”可以看转人工登记的事项；受理、答复和办结的功能在后续版本接上。", b.County.Decider) + demoLine(b), Buttons: []string{pressTodo}}
}

// pressTodo asks for the escalations that wait.
const pressTodo = "待办"

// todoReply lists the escalations that wait, the longest waiting first.
func todoReply(b *knowledge.Base, open []filing.Case) Reply {
	if len(open) == 0 {
		return Reply{Text: "现在没有等人看的事项。", Buttons: []string{pressTodo}}
	}
	var w strings.Builder
	fmt.Fprintf(&w, "有 %d 件等人看，等得最久的在前：", len(open))
	for i, c := range open {
		if i == 20 {
			fmt.Fprintf(&w, "\n  ……还有 %d 件", len(open)-i)
			break
		}
		question, _, _ := strings.Cut(c.Question, "\n")
		came := outcomeWord(c.Outcome) + "（" + reasonWord(c.Reason) + "）"
		if c.Kind == filing.Filing {
			came = filingLine(c)
		}
		fmt.Fprintf(&w, "\n  %s  %s  %s\n    %s", c.Number, c.Opened.Local().Format("1月2日 15:04"), came, shorten(question, 60))
	}
	return Reply{Text: w.String(), Buttons: []string{pressTodo}}
}

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
