package handlers

import (
	"fmt"
	"strings"
	"time"

	"dandang/knowledge"
	"dandang/store"
)

// caution tells that drafting goes on although the matter is not clear.
func (t *turn) caution() string {
	b, v := t.base, t.verdict
	switch {
	case !t.hasMatter():
		return "【提醒】这件事还没有对照过清单。填表不等于能备案，拿不准的先转人工。"
	case v.Outcome == knowledge.Fits:
		return ""
	case t.admits(v):
		return "【提醒】" + t.admitted.Number + " 已经有人看过，准予申请。准予申请不等于同意备案，能不能备，由" + b.County.Decider + "定。"
	case stopped(v):
		return "【提醒】这件事“" + reasonWord(v.Reason) + "”，要先请人看。草稿可以先填，在弄清楚以前不能提交。"
	case v.Outcome == knowledge.Refer:
		return "【提醒】这件事“" + reasonWord(v.Reason) + "”，要请人看。草稿可以先填；能不能备，由" + b.County.Decider + "定。"
	}
	return "【提醒】对照清单还没有做完（" + reasonWord(v.Reason) + "）。草稿可以先填，没说清的到时一并交给人看。"
}

func notDrafted(b *knowledge.Base, v knowledge.Verdict) Reply {
	return Reply{Text: "这件事不能起草备案：碰到红线“" + titleOf(b, v.Negative[0].ID) + "”。\n【为什么】红线有一条成立就不能备案，写成申请表也一样，还可能把责任写实。\n情况说错了请说“不对，是……”；确有特殊情况请转人工，由" + b.County.Decider + "看。", Buttons: []string{pressWhy, pressSource, pressHuman, pressRestart}}
}

// alarm tells of a red line in an answer and what the judge makes of it.
func alarm(b *knowledge.Base, found []knowledge.Fact, now knowledge.Verdict) string {
	var names []string
	for _, f := range found {
		if n := "“" + titleOf(b, f.ID) + "”"; !contains(names, n) {
			names = append(names, n)
		}
	}
	head := "【注意】您刚才说到“" + shorten(oneLine(found[0].Quote), 30) + "”，碰到红线" + strings.Join(names, "、") + "。"
	if now.Outcome == knowledge.Barred {
		return head + "照这样不能备案，这份表填完也提交不了。写得不准就说“上一步”撤回重写；确实如此就请停下，或者转人工。"
	}
	return head + "这一条要请人看，弄清以前不能提交。写得不准就说“上一步”撤回重写；确实如此请转人工，草稿会一并交过去。"
}

func heldBack(b *knowledge.Base, v knowledge.Verdict) Reply {
	text := "不能提交：这件事“" + reasonWord(v.Reason) + "”，要先请人看，草稿都留着。"
	if v.Outcome == knowledge.Barred {
		text = "不能提交：这件事碰到红线“" + titleOf(b, v.Negative[0].ID) + "”，照这样不能备案。草稿还留着。"
	}
	return Reply{Text: text + "\n请按“转人工”，我把您说的话和这份草稿一起交过去，由" + b.County.Decider + "来看。", Buttons: []string{pressHuman, pressLater}}
}

func crosses(title, quote string) string {
	return "写到“" + shorten(oneLine(quote), 20) + "”，碰到红线“" + title + "”，请改写或者转人工"
}

// doubt names a field whose words hint at a red line.
func doubt(label, title string) string { return label + "——" + title }

// doubtsNote tells whoever decides where the words of the paper hint at a red line.
func doubtsNote(doubts []string) string {
	return "申请表里疑似碰线的地方：" + strings.Join(doubts, "；")
}

func looksSecret() string { return "像是涉密内容，不能写在这里" }

// filedReply confirms that the paper is handed in. The number and the document are put in once they are there.
func filedReply(b *knowledge.Base, matter bool, v knowledge.Verdict, doubts []string) Reply {
	unclear := ""
	if !matter {
		unclear = "\n【提醒】这件事没有对照过清单，受理时会有人核对。"
	} else if v.Outcome != knowledge.Fits {
		unclear = "\n【提醒】对照清单时“" + reasonWord(v.Reason) + "”，已经一并写给看的人，受理时会来问。"
	}
	if len(doubts) > 0 {
		unclear += "\n【留意】这几处可能被问到有没有碰线，请先备好说明：" + strings.Join(doubts, "；") + "。"
	}
	return Reply{Text: "已经提交，编号 " + numberMark + "。" + documentMark + unclear +
		"\n【下一步】打印申请表，责任人签字、单位盖章，连同附件交" + b.County.Decider + "。纸上的章和字，我不代盖、不代签。" +
		"\n【记住】提交不等于批准。能不能备案由" + b.County.Decider + "定，没有收到通知书以前不算备好案，该等的手续还要等。" +
		"\n要看进展说“我的备案”。" + demoWord(b), Buttons: []string{pressMine, pressPaper, pressCopy, pressRestart}}
}

// otherFiled confirms that a paper is handed in that is no application for filing.
func otherFiled(b *knowledge.Base, title string) Reply {
	return Reply{Text: "《" + title + "》已经提交，编号 " + numberMark + "，" + dueMark + "前答复是否受理。" + documentMark +
		"\n【下一步】打印出来，本人签字，连同证明材料交" + b.County.Decider + "。\n【记住】提交不等于认可，核实和结论由" + b.County.Decider + "定。" +
		"\n要看进展说“我的备案”。" + demoWord(b), Buttons: []string{pressMine, pressPaper, pressRestart}}
}

// documentLine tells of the document of a filing.
func documentLine(file string, err error) string {
	switch {
	case err != nil:
		return "\n【文书】申请表这会儿没有做出来，申请已经登记，不用再提交；过一会儿说“" + pressPaper + "”就行。"
	case file == "":
		return ""
	}
	return "\n【文书】申请表做好了，随这条消息给您（Word 文档，末页有核验码）。"
}

func alreadyFiled(f store.Filed, zone *time.Location) Reply {
	return Reply{Text: fmt.Sprintf("已经提交过了，编号 %s（%s），没有重复登记。", f.Number, dayOf(f.At.In(zone))), Buttons: []string{pressMine, pressPaper, pressRestart}}
}
