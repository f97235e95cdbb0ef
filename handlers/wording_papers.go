package handlers

import (
	"fmt"
	"strings"
	"time"

	"dandang/filing"
	"dandang/knowledge"
	"dandang/store"
)

// myPapers lists drafts, filings and the matters talked about.
func myPapers(b *knowledge.Base, c store.Conversation, drafts []draftLine, filed []filing.Case, state, next func(filing.Case) string) Reply {
	var w strings.Builder
	buttons := []string{}
	if len(drafts) > 0 {
		w.WriteString("【草稿】" + draftLines(drafts))
	}
	if len(filed) > 0 {
		w.WriteString("\n【已提交】")
		for i, f := range filed {
			day := ""
			if !f.Done {
				day = next(f)
			}
			fmt.Fprintf(&w, "\n  %d. %s  %s——%s%s", i+1, f.Number, f.Summary, state(f), day)
		}
		w.WriteString("\n可以说“撤回备案 编号”“复制 编号”“要文书 编号”。")
		buttons = append(buttons, pressPaper, pressCopy)
	}
	if len(drafts) > 0 {
		buttons = append([]string{pressContinue}, buttons...)
	}
	old := mineReply(b, c)
	if w.Len() == 0 {
		return old
	}
	return Reply{Text: strings.TrimPrefix(w.String(), "\n") + "\n" + old.Text, Buttons: append(buttons, pressRestart)}
}

func nextDayLine(day knowledge.Date, what string) string {
	t, err := time.Parse(time.DateOnly, string(day))
	if err != nil {
		return ""
	}
	if what == "" {
		return "，备案期限到" + t.Format("2006年1月2日")
	}
	return "，下一个日子：" + t.Format("2006年1月2日") + "前补办“" + what + "”"
}

func draftLines(drafts []draftLine) string {
	var w strings.Builder
	for _, d := range drafts {
		fmt.Fprintf(&w, "\n  %d. %s，已填 %d 项，共 %d 项（%s）", d.id, draftName(d.title), d.done, d.all, d.seen)
		switch {
		case d.elsewhere && d.open:
			w.WriteString("，在您另一处对话里，正在填")
		case d.elsewhere:
			w.WriteString("，在您另一处对话里")
		case d.open:
			w.WriteString("，正在填")
		}
	}
	return w.String()
}

func draftWaiting(drafts []draftLine) Reply {
	return Reply{Text: "您有没填完的草稿：" + draftLines(drafts) + "\n接着填请说“继续”" + withNumber(drafts) + "；要给另一件事起草，请说“另起一份”。", Buttons: []string{pressContinue, pressAnother}}
}

func nothingToHandIn(drafts []draftLine) Reply {
	if len(drafts) > 0 {
		return Reply{Text: "现在没有打开的草稿。您存着的有：" + draftLines(drafts) + "\n先说“继续”" + withNumber(drafts) + "打开，核对以后再提交。", Buttons: continueButtons(drafts)}
	}
	return Reply{Text: "还没有可以提交的申请表。要起草请说“起草备案”；想先看能不能备，就说说是哪件事。", Buttons: []string{pressDraft, pressHelp}}
}

func withNumber(drafts []draftLine) string {
	if len(drafts) < 2 {
		return ""
	}
	return fmt.Sprintf("加序号，比如“继续 %d”", drafts[0].id)
}

func whichDraft(drafts []draftLine) Reply {
	return Reply{Text: "您有这些草稿：" + draftLines(drafts) + "\n接着填哪一份？说“继续”加序号，比如“继续 " + fmt.Sprint(drafts[0].id) + "”。", Buttons: continueButtons(drafts)}
}

func continueButtons(drafts []draftLine) []string {
	var out []string
	for _, d := range drafts {
		out = append(out, fmt.Sprintf("%s %d", pressContinue, d.id))
	}
	return out
}

func tooManyDrafts(drafts []draftLine) Reply {
	return Reply{Text: fmt.Sprintf("草稿最多留 %d 份，现在已经满了：", mostDrafts) + draftLines(drafts) + "\n请先填完一份，或者打开不要的一份说“取消”。", Buttons: continueButtons(drafts)}
}

func noSuchFiling(filed []filing.Case) Reply {
	var numbers []string
	for _, f := range filed {
		numbers = append(numbers, f.Number)
	}
	return Reply{Text: "您提交的备案里没有这个编号。您提交过的是：" + strings.Join(numbers, "、") + "。别人的备案不能在这里查。", Buttons: []string{pressMine}}
}

func copied(number string, cleared, flagged []string) string {
	text := "照 " + number + " 起了一份新草稿，原来那份没有动。"
	if len(cleared) > 0 {
		text += "\n【清空了】" + strings.Join(cleared, "、") + "——这些每次都不一样，要重新填。"
	}
	if len(flagged) > 0 {
		text += "\n【要再确认】" + strings.Join(flagged, "、") + "。"
	}
	return text
}

func documentAgain(number, file string, err error) Reply {
	switch {
	case err != nil:
		return Reply{Text: number + " 的申请表这会儿做不出来，申请本身好好的。请过一会儿再试，还不行请告诉管理员检查模板。", Buttons: []string{pressMine}}
	case file == "":
		return Reply{Text: "这里没有设放文书的文件夹，出不了文件。请告诉管理员。", Buttons: []string{pressMine}}
	}
	return Reply{Text: number + " 的申请表又做了一份，内容和提交时一样。", File: file, Buttons: []string{pressMine}}
}

// askWithdraw asks for the second word that a withdrawal takes.
func askWithdraw(c filing.Case, state string, may bool) Reply {
	if !may {
		return Reply{Text: c.Number + " 现在是“" + state + "”，不能再撤回。" + insteadOfWithdrawing(c), Buttons: []string{pressMine}}
	}
	return Reply{Text: "要撤回 " + c.Number + "“" + c.Summary + "”吗？撤回以后不再审查，编号作废、不再使用；以后要报可以复制一份重新提交。", Buttons: []string{pressWithdraw + " " + c.Number, pressMine}}
}

// insteadOfWithdrawing tells whoever no longer wants what was filed what can be done in its place.
func insteadOfWithdrawing(c filing.Case) string {
	if c.Kind != filing.Filing || c.Done {
		return ""
	}
	return "不再做了，说“报告进展”写明；做法、范围或者期限要变，说“申请变更”。"
}

// pressWithdraw stands before the number of the filing to withdraw.
const pressWithdraw = "确认撤回"

func withdrawn(number string) Reply {
	return Reply{Text: number + " 已经撤回，不再审查。要改了重报，说“复制 " + number + "”。", Buttons: []string{pressMine, pressCopy, pressRestart}}
}

func notWithdrawn(c filing.Case, state string) Reply {
	return Reply{Text: c.Number + " 现在是“" + state + "”，没有再动。", Buttons: []string{pressMine}}
}

func howToVerify() Reply {
	return Reply{Text: "核验一份文书：看末页页脚的核验码，连“核验”一起发来，例如“核验 3F2A-91C0-77DE-0B45-A6E8”。\n我只回答有没有这份文书的登记、编号和版本；内容和经办人不在这里显示。"}
}

// verifiedReply tells what the register knows of a code, and nothing of what the document is about.
func verifiedReply(v filing.Verification, decider string) Reply {
	if v.State != filing.Same {
		return Reply{Text: "没有这份文件的登记。\n请对一对末页页脚的核验码，五组、每组四位，看有没有抄错；没抄错的，不要当作原件使用，可以请" + decider + "核对。"}
	}
	title := ""
	if paper, ok := filing.PaperByName(string(v.Paper)); ok {
		title = "《" + paper.Title + "》"
	}
	return Reply{Text: fmt.Sprintf("一致：有这份文件的登记。\n%s，编号 %s，第%d版。\n请看您手上的编号和版本是不是这个，不是就不要使用。内容和经办人不在这里显示。", title, v.Number, v.Version)}
}
