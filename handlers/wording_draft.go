package handlers

import (
	"fmt"
	"strings"
	"time"

	"dandang/filing"
)

// Every sentence about drafting and filing is in this file and in wording_check.go, wording_filed.go and
// wording_papers.go, in the forms, or in filing.

// Labels of buttons.
const (
	pressYes      = "对"
	pressAllRight = "都对"
	pressEach     = "逐项核对"
	pressSkip     = "先跳过"
	pressLater    = "稍后再说"
	pressReview   = "核对"
	pressSubmit   = "提交"
	pressGoOn     = "接着填"
	pressReopen   = "补跳过的"
	pressNoMore   = "没有了"
	pressNothing  = "没有"
	pressKeep     = "不改"
	pressCancel   = "取消"
	pressDrop     = "删掉这份草稿"
	pressAnother  = "另起一份"
	pressContinue = "继续"
	pressMine     = "我的备案"
	pressCopy     = "复制一份"
	pressPaper    = "再要一份文书"
)

// filingNumber is the form of a filing's number behind the county's own character.
const filingNumber = "纪备〔%d〕%d号"

// documentMark stands for the line on the document until it is made.
const documentMark = "〔文书〕"

func backToForm() string { return "【回到申请表】" }

// question puts the one thing to ask next.
func question(d filing.Draft, q filing.Question) Reply {
	f := q.Field
	done, all := d.Progress()
	var w strings.Builder
	fmt.Fprintf(&w, "【%s】%s（已填 %d 项，共 %d 项）", sectionTitle(d, f), f.Label, done, all)
	held := heldText(f, q.Value)
	switch q.Mode {
	case filing.ModeConfirm:
		fmt.Fprintf(&w, "\n我先填的是：%s\n%s\n对吗？对就回“对”，不对就直接写该填什么。", held, fromWhere(q.Value.Origin, held))
	case filing.ModeAgain:
		fmt.Fprintf(&w, "\n这一项先前填的是：%s\n和它有关的内容改过了，或者是从别处带来的，请再看一眼。\n还对吗？对就回“对”，不对就直接写该填什么。", held)
	case filing.ModeEdit:
		if held != "" {
			fmt.Fprintf(&w, "\n现在填的是：%s\n要改成什么？不改就回“不改”。", held)
		}
	case filing.ModeMore:
		fmt.Fprintf(&w, "\n现有 %d 条：%s\n还有就接着写，一行一条；没有了就回“没有了”。\n要改可以说“第1条……改成……”“删掉第1条”“第2条移到第1条”。", len(q.Value.Rows), rowLines(f, q.Value.Rows))
		return Reply{Text: w.String(), Buttons: []string{pressNoMore, pressUndo, pressReview, pressLater}}
	}
	if q.Mode != filing.ModeConfirm && q.Mode != filing.ModeAgain {
		w.WriteString("\n" + f.Ask)
		if f.Example != "" {
			w.WriteString("\n例如：" + f.Example)
		}
	}
	if len(f.Choices) > 0 {
		for i, c := range f.Choices {
			fmt.Fprintf(&w, "\n  %d. %s", i+1, c.Label)
		}
	}
	return Reply{Text: w.String(), Buttons: questionButtons(q), Options: options(f)}
}

// mostChoiceButtons is how many choices get a button of their own.
const mostChoiceButtons = 4

func questionButtons(q filing.Question) []string {
	f := q.Field
	var out []string
	switch q.Mode {
	case filing.ModeConfirm, filing.ModeAgain:
		out = append(out, pressYes)
	case filing.ModeEdit:
		out = append(out, pressKeep)
	}
	switch {
	case len(f.Choices) > 0 && len(f.Choices) <= mostChoiceButtons:
		for _, c := range f.Choices {
			out = append(out, c.Label)
		}
	case f.Type == filing.TypeYesNo && strings.Contains(f.Ask, "有没有"):
		out = append(out, "有", "没有")
	case f.Type == filing.TypeYesNo:
		out = append(out, "是", "否")
	case !f.Required && len(f.Choices) == 0:
		out = append(out, pressNothing)
	}
	return append(out, pressSkip, pressUndo, pressReview, pressLater)
}

func sectionTitle(d filing.Draft, f *filing.Field) string {
	for _, s := range d.Form.Sections {
		if s.ID == f.Section {
			return s.Title
		}
	}
	return d.Form.Title
}

// heldText is what a field holds, as it would stand in the paper.
func heldText(f *filing.Field, v filing.Value) string {
	if len(v.Rows) > 0 {
		return rowLines(f, v.Rows)
	}
	return v.Formal
}

func rowLines(f *filing.Field, rows []filing.Row) string {
	const most = 12
	var w strings.Builder
	for i, row := range rows {
		if i == most && len(rows) > most+1 {
			fmt.Fprintf(&w, "\n    ……还有 %d 条", len(rows)-most)
			break
		}
		fmt.Fprintf(&w, "\n    %d. %s", i+1, f.Text(row))
	}
	return w.String()
}

// fromWhere tells where a prefilled value comes from.
func fromWhere(o *filing.Origin, held string) string {
	switch {
	case o == nil:
		return "（从先前的内容带来的）"
	case o.Quote == "":
		return "（按起草那天填的）"
	}
	if o.Quote == held {
		return "（照您的原话）"
	}
	return "（出处：您说过“" + shorten(oneLine(o.Quote), 40) + "”）"
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// startPage shows all that was taken from the talk.
func startPage(d filing.Draft) Reply {
	_, all := d.Progress()
	var w strings.Builder
	n := 0
	for _, page := range d.Review() {
		for _, l := range page.Lines {
			if l.State == filing.StateWaits {
				n++
				fmt.Fprintf(&w, "\n  %d. %s：%s%s", n, l.Field.Label, shorten(oneLine(lineText(l)), 60), fromWhere(l.Origin, l.Text))
			}
		}
	}
	head := fmt.Sprintf("开始起草《%s》，一共 %d 项。有 %d 项我先替您填上了，请看对不对：", d.Form.Title, all, n)
	tail := "\n都对就回“都对”，我接着问剩下的；哪一项不对就说“把事项名称改成……”，也可以“逐项核对”。\n没有您点头的内容不会写进申请表。中途随时可以说“上一步”“先跳过”“稍后再说”“核对”“取消”。"
	return Reply{Text: head + w.String() + tail, Buttons: []string{pressAllRight, pressEach, pressLater, pressCancel}}
}

func lineText(l filing.Line) string {
	if len(l.Rows) > 0 {
		var rows []string
		for _, row := range l.Rows {
			rows = append(rows, l.Field.Text(row))
		}
		return strings.Join(rows, "；")
	}
	return l.Text
}

// begun opens a draft for which nothing could be taken from the talk.
func begun(d filing.Draft) string {
	_, all := d.Progress()
	return fmt.Sprintf("开始起草《%s》，一共 %d 项，一次问一项；一句话里说了几项，我都会记下。\n中途随时可以说“上一步”“先跳过”“稍后再说”“核对”“取消”。", d.Form.Title, all)
}

func noForms() Reply {
	return Reply{Text: "这里没有可用的申请表，起草不了。请告诉管理员检查表单文件；急事请转人工。", Buttons: []string{pressHuman}}
}

func draftUnreadable() Reply {
	return Reply{Text: "这份草稿现在读不出来，多半是表单换过了。草稿还在，没有删；请告诉管理员，或者转人工。", Buttons: []string{pressHuman, pressMine}}
}

func stillHere() string { return "这份草稿正在填，接着来。" }

func confirmedAll() string { return "好，这些都按您确认的填上了。" }

func oneAtATime() string { return "好，一项一项来看。" }

func skipped(f *filing.Field) string {
	return "“" + f.Label + "”先跳过，回头说“补跳过的”再填。"
}

func leftAsIs(f *filing.Field) string { return "“" + f.Label + "”没有改。" }

func nothingToTakeBack() string { return "前面没有可以撤回的回答。" }

func takenBack(f *filing.Field) string { return "已撤回“" + f.Label + "”刚才的回答。" }

func takenBackAll() string { return "刚才那一步已经撤回。" }

func nothingToAssent(f *filing.Field) string {
	return "“" + f.Label + "”还是空的，没有可以确认的内容，请写上。"
}

func perhapsAnother() string {
	return "这听起来像另一件事。要先说那件事，请说“换一件事”，这份草稿会存着。"
}

func notTaken() string {
	return "这句没看懂是填哪一项，没有改动。要改一项，请说“改”加名称或者序号，比如“改 3”；或者“把金额改成350万元”；名单里的一条请连名称说，比如“资金来源第2条金额改成30万元”。"
}

// noSuchField answers the wish to change something that the paper does not have, with what is called alike.
func noSuchField(name string, alike []*filing.Field) string {
	what := "表里没有叫“" + name + "”的一项"
	if strings.Trim(name, "0123456789") == "" {
		what = "表里没有第" + name + "项"
	}
	var names []string
	for _, f := range alike {
		names = append(names, "“改"+f.Label+"”")
	}
	if len(names) == 0 {
		return what + "，没有改动。说“核对”看全表，再说“改”加名称或者序号。"
	}
	return what + "，没有改动。是不是要说" + strings.Join(names, "、") + "？"
}

// took tells what a message told.
func took(d filing.Draft, taken []filing.Taken) string {
	var sure, guess []string
	for _, x := range taken {
		text := x.Label + "“" + shorten(oneLine(x.Formal), 40) + "”"
		if f := d.Form.Field(x.Field); f != nil && f.Type == filing.TypeList {
			if text = x.Label + x.Formal; d.At == f.ID {
				continue // its rows are shown below
			}
		}
		if x.State == filing.Prefilled {
			guess = append(guess, text)
			continue
		}
		if x.Formal == "" {
			continue
		}
		sure = append(sure, text)
	}
	var out []string
	if len(sure) > 0 {
		out = append(out, "记下了："+strings.Join(sure, "；")+"。")
	}
	if len(guess) > 0 {
		out = append(out, "顺带看到"+strings.Join(guess, "；")+"，先填上，稍后请您确认。")
	}
	return strings.Join(out, "\n")
}

func mended(taken []filing.Taken) string {
	var out []string
	for _, x := range taken {
		out = append(out, x.Label+"改成了“"+shorten(oneLine(x.Formal), 60)+"”")
	}
	if len(out) == 0 {
		return ""
	}
	return strings.Join(out, "，") + "，别的没有动。"
}

// problemLines tell what was not taken, each at its field.
func problemLines(d filing.Draft, problems []filing.Problem) string {
	const most = 10
	var w strings.Builder
	for i, p := range problems {
		if i == most {
			fmt.Fprintf(&w, "\n  ……还有 %d 处", len(problems)-most)
			break
		}
		if i > 0 {
			w.WriteString("\n")
		}
		w.WriteString("【没有收】" + p.Text)
		if len(p.Options) > 0 {
			if f := d.Form.Field(p.Options[0]); f != nil {
				fmt.Fprintf(&w, "\n请连名称一起说，例如：%s是……", f.Label)
			}
		}
	}
	return w.String()
}

func whyField(f *filing.Field) string {
	text := "“" + f.Label + "”要写进申请表，"
	if f.Required {
		text += "是必填的。"
	} else {
		text += "没有就说“没有”。"
	}
	if f.Why != "" {
		text += f.Why
	} else {
		text += "看的人要靠它弄清这件事的来龙去脉。"
	}
	if f.Example != "" {
		text += "\n可以这样写：" + f.Example
	}
	return text
}

func draftHelp() Reply {
	return Reply{Text: `正在填申请表，可以这样说：
  · 直接回答；一句话说了几项，我都记下。
  · “不对，改成350万元”“把会议日期改成2月18日”——改一项，别的不动。
  · “上一步”撤回，“先跳过”“补跳过的”，“核对”看全表，“改 3”改第3项。
  · 名单和清单：一行一条，可以整表粘贴；“删掉第2条”“第2条电话改成……”“第3条移到第1条”。
  · “稍后再说”存起来，以后说“继续”；“取消”删草稿；“转人工”请人看。`, Buttons: []string{pressHuman}}
}

func noCardNumbers() string {
	return "申请表不用写身份证号和银行卡号，这一句没有收，也没有保存。请去掉号码再发一次。"
}

func putOff(d filing.Draft) Reply {
	title, done, all := titled(d)
	text := fmt.Sprintf("存好了：%s，已填 %d 项，共 %d 项。过多久回来都行，说“继续”就", draftName(title), done, all)
	if q, ok := d.Next(); ok {
		text += "从“" + q.Field.Label + "”接着填。"
	} else {
		text += "接着核对。"
	}
	return Reply{Text: text, Buttons: []string{pressContinue, pressMine, pressRestart}}
}

func draftName(title string) string {
	if title == "" {
		return "还没起名的草稿"
	}
	return "草稿“" + title + "”"
}

func resumed(d filing.Draft, since time.Time) string {
	title, done, all := titled(d)
	return fmt.Sprintf("接着填%s，已填 %d 项，共 %d 项，上次填到%s。", draftName(title), done, all, dayOf(since))
}

func dayOf(t time.Time) string { return t.Format("1月2日") }

func askDrop(d filing.Draft) Reply {
	title, done, _ := titled(d)
	return Reply{Text: fmt.Sprintf("要取消吗？%s已填 %d 项，删掉就找不回来了。\n只是现在不想填，请按“稍后再说”；真的不要了，请按“%s”。", draftName(title), done, pressDrop),
		Buttons: []string{pressLater, pressDrop, pressGoOn}}
}

func dropped(matter bool) Reply {
	text := "草稿已经删掉，没有提交过任何东西。"
	if matter {
		text += "先前说的那件事还在，想再起草请说“起草备案”。"
	}
	return Reply{Text: text, Buttons: []string{pressDraft, pressRestart}}
}

func pasted(f *filing.Field, added int, rows []filing.Row) string {
	if added == 0 {
		return ""
	}
	return fmt.Sprintf("收了 %d 条，“%s”现有 %d 条。", added, f.Label, len(rows))
}

func rowGone(f *filing.Field, rows []filing.Row, n int) string {
	if n < 1 || n > len(rows) {
		return ""
	}
	return fmt.Sprintf("“%s”第%d条（%s）删掉了。", f.Label, n, shorten(f.Text(rows[n-1]), 30))
}

func rowNow(f *filing.Field, rows []filing.Row, n int) string {
	if n < 1 || n > len(rows) {
		return ""
	}
	return fmt.Sprintf("“%s”第%d条现在是：%s", f.Label, n, f.Text(rows[n-1]))
}

func rowsChanged() string { return "好，改好了。" }

func rowsNow(f *filing.Field, rows []filing.Row) string {
	return fmt.Sprintf("“%s”现在是：%s", f.Label, rowLines(f, rows))
}
