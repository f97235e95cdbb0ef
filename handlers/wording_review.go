package handlers

import (
	"context"
	"fmt"
	"strings"
	"unicode/utf8"

	"dandang/filing"
	"dandang/knowledge"
	"dandang/store"
)

// Buttons of the staff's side.
const (
	pressMoreTodo = "下一页"
	pressDrafted  = "照拟稿"
	pressTicked   = "都核对过了"
	pressOpen     = "办理"
	pressForm     = "看申请表"
)

var yesNo = []string{"是", "否"}

const whomAsk = "转给谁？写姓名或者职务。"

// listReply shows cases, a line or two each.
func (r *reviewing) listReply(shown []filing.Case, all, from int) Reply {
	title := "等办的"
	if r.work.List != "" {
		title = r.work.List
	}
	if all == 0 {
		if r.work.List == "" {
			return Reply{Text: "现在没有等办的事项。\n正在实施的、等对方的，说“待办 全部”能看到。", Buttons: []string{pressTodo, pressHelp}}
		}
		return Reply{Text: "“" + title + "”里现在没有事项。\n别的可以说“待办”“待办 我的”“待办 超期”“待办 备案”。", Buttons: []string{pressTodo, pressHelp}}
	}
	var w strings.Builder
	fmt.Fprintf(&w, "%s共%d件", title, all)
	if all > len(shown) {
		fmt.Fprintf(&w, "，这里是第%d到第%d件", from+1, from+len(shown))
	}
	w.WriteString("，先到期的在前：")
	var buttons []string
	for _, c := range shown {
		w.WriteString("\n  " + r.listLine(c))
		if len(buttons) < 5 {
			buttons = append(buttons, pressOpen+" "+c.Number)
		}
	}
	if all > from+len(shown) || from > 0 {
		buttons = append(buttons, pressMoreTodo)
	}
	return Reply{Text: w.String(), Buttons: append(buttons, pressTodo)}
}

func (r *reviewing) listLine(c filing.Case) string {
	road := r.desk.Rules.Workflows.Of(c.Kind)
	parts := []string{c.Number, road.Title, c.StateTitle(road)}
	if c.Urgent {
		parts = append(parts, "加急")
	}
	switch {
	case c.Holder == r.by.ID:
		parts = append(parts, "您在办")
	case c.Holder != "":
		parts = append(parts, r.name(c.Holder)+"在办")
	}
	if c.Proposal != nil {
		parts = append(parts, "等第二个人确认")
	}
	if len(c.Clocks) > 0 {
		parts = append(parts, c.Clocks[0].What+r.desk.rules(r.message.Unit).Left(c.Clocks[0], r.message.At))
	}
	return strings.Join(parts, "  ") + "\n    " + c.Title()
}

// name is how a colleague is called.
func (r *reviewing) name(id string) string {
	if id == r.by.ID {
		return "您"
	}
	if f := r.desk.rules(r.message.Unit).Name; f != nil {
		if n := f(id); n != "" {
			return n
		}
	}
	return id
}

func noSuchFilter(name string, names []string) Reply {
	return Reply{Text: "没有“" + name + "”这种筛选。可以用：" + strings.Join(names, "、") + "。", Buttons: []string{pressTodo}}
}

// Limits of a card, in characters.
const (
	mostCard     = 6000
	mostQuestion = 1200
	mostTrace    = 2000
	mostRecord   = 1200
	mostValue    = 160
	mostValues   = 900
	mostProposal = 1500 // then the question and the trace take half
)

// cardReply is a case on one card: what it is, when it is due, what was asked, how it stands against the lists, what
// may be answered, similar cases, what was done, and what can be done now.
func (r *reviewing) cardReply(c filing.Case, like []filing.Case, precedents []store.Lesson) Reply {
	road := r.desk.Rules.Workflows.Of(c.Kind)
	head := c.Number + "  " + road.Title + "  " + c.StateTitle(road)
	if c.Urgent {
		head += "  加急"
	}
	parts := []string{head, "【事项】" + c.Title(), r.whoLine(c), r.dueLine(c)}
	part := 1
	if c.Proposal != nil {
		part = 2
	}
	if strings.TrimSpace(c.Question) != c.Title() && c.Question != "" {
		parts = append(parts, "【原话】"+shorten(oneLine(c.Question), mostQuestion/part))
	}
	if v, ok := judged(r.base, c); ok {
		parts = append(parts, shorten(traceOf(r.base, v), mostTrace/part))
	} else if c.Kind == filing.Filing {
		parts = append(parts, "【对照】没有对照过清单。")
	}
	parts = append(parts, shorten(valuesLine(c, road), mostValues), likeLine(like, r.desk.Rules.Workflows), precedentLine(precedents), shorten(r.proposalLine(c, road), mostProposal), r.recordLines(c, road))
	var buttons []string
	if len(c.Form) > 0 {
		buttons = append(buttons, pressForm)
	}
	moves := staffMoves(c.Actions(r.by, r.desk.rules(r.message.Unit)), c)
	for _, m := range moves {
		buttons = append(buttons, m.Title)
	}
	if c.Done && c.Kind != filing.Visit && c.Kind != filing.SelfCheck {
		buttons = append(buttons, pressPrecedent, pressStanding)
	}
	if len(moves) == 0 && !c.Done {
		parts = append(parts, "【办理】您现在没有可以办的动作。")
	}
	return Reply{Text: shorten(join(parts), mostCard), Buttons: append(buttons, pressTodo), Asks: c.Number}
}

// traceOf is how a matter stands against the lists, for somebody who decides.
func traceOf(b *knowledge.Base, v knowledge.Verdict) string {
	return ofAnother.Replace(join([]string{"【对照】" + headline(b, v), basis(b, v), comparison(b, v), redLines(b, v), elements(b, v)}))
}

// ofAnother makes what is said to the asker fit to be read by somebody else.
var ofAnother = strings.NewReplacer("您说", "本人说", "您答", "本人答", "您已声明", "本人已声明", "请您", "请本人", "您也声明", "本人也声明")

func (r *reviewing) whoLine(c filing.Case) string {
	line := "【提出】" + day(c.Opened)
	if c.Office != "" {
		line += "，" + c.Office
	}
	if c.Holder != "" {
		line += "。【经办】" + r.name(c.Holder)
	} else if !c.Done {
		line += "。【经办】还没有人认领"
	}
	if c.Parent != "" {
		line += "。【来自】" + c.Parent
	}
	return line
}

// dueLine tells what is due, in one line.
func (r *reviewing) dueLine(c filing.Case) string {
	rules := r.desk.rules(r.message.Unit)
	var all []string
	for _, k := range c.Clocks[:min(len(c.Clocks), 4)] {
		if k.Due.IsZero() {
			all = append(all, k.What+"："+rules.Left(k, r.message.At))
			continue
		}
		all = append(all, k.What+"："+day(k.Due)+"到期，"+rules.Left(k, r.message.At))
	}
	if len(all) == 0 {
		return ""
	}
	line := "【期限】" + strings.Join(all, "；")
	if !c.Stopped.IsZero() {
		line += "。等对方期间不计时"
	}
	return line
}

// valuesLine tells what the actions recorded.
func valuesLine(c filing.Case, road *filing.Workflow) string {
	var all []string
	seen := map[string]bool{}
	for _, m := range road.Actions {
		for _, n := range m.Needs {
			if v := c.Values[n.ID]; v != "" && !seen[n.ID] {
				seen[n.ID] = true
				all = append(all, n.Label+"："+shorten(strings.ReplaceAll(v, "\n", "；"), mostValue))
			}
		}
	}
	if len(all) == 0 {
		return ""
	}
	return "【已记录】\n  " + strings.Join(all, "\n  ")
}

func likeLine(like []filing.Case, roads *filing.Workflows) string {
	if len(like) == 0 {
		return ""
	}
	var all []string
	for _, c := range like {
		all = append(all, c.Number+"（"+c.StateTitle(roads.Of(c.Kind))+"）"+shorten(c.Title(), 20))
	}
	return "【办过的同类事项】" + strings.Join(all, "；")
}

func precedentLine(all []store.Lesson) string {
	var lines []string
	for _, l := range all {
		lines = append(lines, "  · "+l.ID+" "+shorten(oneLine(l.Question), 40)+"——"+shorten(oneLine(l.Answer), 80))
	}
	if len(lines) == 0 {
		return ""
	}
	return "【先例】\n" + strings.Join(lines, "\n")
}

func (r *reviewing) proposalLine(c filing.Case, road *filing.Workflow) string {
	p := c.Proposal
	if p == nil {
		return ""
	}
	m, _ := road.Move(p.Action)
	line := "【等确认】" + r.name(p.Who) + "拟“" + m.Title + "”，要由另一个人确认。" + whyTwo(c, m)
	if p.Text != "" {
		line += "\n  告知的话：" + p.Text
	}
	if p.Note != "" {
		line += "\n  内部说明：" + p.Note
	}
	for _, n := range m.Needs {
		if v := p.Values[n.ID]; v != "" {
			line += "\n  " + n.Label + "：" + strings.ReplaceAll(v, "\n", "；")
		}
	}
	return line
}

// whyTwo tells the second person what a decision goes against, so that it is not lost in a long record.
func whyTwo(c filing.Case, m filing.Move) string {
	var why []string
	if m.Against(c.Outcome) {
		why = append(why, "对照清单的结果是“"+outcomeWord(c.Outcome)+"”，和这个决定相反")
	}
	if crossed := c.Crossed(); m.Means == knowledge.Fits && len(crossed) > 0 {
		why = append(why, foundCrossed(crossed))
	}
	if len(why) == 0 {
		return ""
	}
	return "\n  【注意】" + strings.Join(why, "；") + "。"
}

// recordLines tell what was done, the last of it when it is long.
func (r *reviewing) recordLines(c filing.Case, road *filing.Workflow) string {
	var lines []string
	left := mostRecord
	for i := len(c.Record) - 1; i >= 0 && left > 0; i-- {
		if c.Record[i].Action == filing.MarkAction {
			continue // the deadlines stand above
		}
		line := r.recordLine(c, c.Record[i], road)
		left -= utf8.RuneCountInString(line)
		lines = append([]string{line}, lines...)
	}
	if len(lines) == 0 {
		return ""
	}
	head := "【经过】"
	if left <= 0 {
		head += "（只列最近的）"
	}
	return head + "\n  " + strings.Join(lines, "\n  ")
}

func (r *reviewing) recordLine(c filing.Case, e filing.Entry, road *filing.Workflow) string {
	who := r.name(e.Who)
	switch e.Who {
	case c.From:
		who = "对方"
	}
	line := day(e.At) + "  " + who
	if t := actionTitle(road, e.Action); t != "" {
		line += "  " + t
	}
	if e.Text != "" {
		line += "：" + shorten(oneLine(e.Text), 120)
	}
	if e.Proposed != "" {
		line += "（改过拟稿）"
	}
	if e.Note != "" {
		line += "［内部］" + shorten(oneLine(e.Note), 120)
	}
	return line
}

// actionTitle is what an action of the record is called.
func actionTitle(road *filing.Workflow, id string) string {
	switch id {
	case filing.OpenAction:
		return "提出"
	case filing.ProposeAction:
		return "提出决定"
	case filing.ConfirmAction:
		return "同意"
	case filing.RejectAction:
		return "不同意"
	case filing.AmendAction:
		return "按变更修改"
	}
	m, _ := road.Move(id)
	return m.Title
}

// proposal is what the assistant proposes to tell the asker.
func proposal(b *knowledge.Base, v knowledge.Verdict) string {
	return join([]string{headline(b, v), basis(b, v), redLines(b, v)})
}

// needReply asks for one particular of an action.
func needReply(number string, m filing.Move, n filing.Need, proposed string, begun bool) Reply {
	text := n.Ask
	if text == "" {
		text = n.Label + "？"
	}
	if m.Title != "" && !begun {
		text = number + " 办理“" + m.Title + "”。" + text
	}
	if n.Example != "" && !strings.Contains(text, n.Example) {
		text += "\n例如：" + n.Example
	}
	r := Reply{Text: text, Asks: number}
	if proposed != "" {
		r.Text += "\n【拟稿】\n" + proposed + "\n没有要改的，请按“" + pressDrafted + "”；要改，把改好的全文发来。"
		r.Buttons = append(r.Buttons, pressDrafted)
	}
	switch {
	case len(n.Choices) > 0:
		r.Buttons = append(r.Buttons, n.Choices...)
	case n.Type == filing.TypeYesNo:
		r.Buttons = append(r.Buttons, yesNo...)
	}
	if n.Optional {
		r.Buttons = append(r.Buttons, pressSkip)
	}
	if begun {
		r.Buttons = append(r.Buttons, pressUndo)
	}
	r.Buttons = append(r.Buttons, pressCancel)
	return r
}

// rowsReply offers the rows whose deadlines run.
func rowsReply(r Reply, c filing.Case) Reply {
	var rows []string
	for _, k := range c.Clocks {
		if strings.Contains(k.ID, "/") {
			rows = append(rows, k.What)
		}
	}
	r.Text += "\n  " + strings.Join(rows, "\n  ")
	r.Buttons = append(rows, r.Buttons...)
	return r
}

// checksReply shows the check list of an action.
func checksReply(c filing.Case, m filing.Move, ticked []int) Reply {
	var w strings.Builder
	w.WriteString("办理“" + m.Title + "”以前，请逐项核对：")
	if crossed := c.Crossed(); len(crossed) > 0 && m.Means == knowledge.Fits {
		w.WriteString("\n【注意】" + foundCrossed(crossed) + "。还要这样办，须由第二个人确认。")
	}
	if n := unsettled(c); n > 0 && m.Means == knowledge.Fits {
		fmt.Fprintf(&w, "\n【注意】核查记录里还有%d条红线没有核清。没有核清以前，不要办。", n)
	}
	done := map[int]bool{}
	for _, n := range ticked {
		done[n] = true
	}
	for i, c := range m.Checks {
		mark := "□"
		if done[i+1] {
			mark = "☑"
		}
		fmt.Fprintf(&w, "\n  %s %d. %s", mark, i+1, c)
	}
	w.WriteString("\n都核对过，请按“" + pressTicked + "”；只核对了几项，写序号，例如“1、2”。")
	return Reply{Text: w.String(), Buttons: []string{pressTicked, pressUndo, pressCancel}, Asks: c.Number}
}

func foundCrossed(lines []string) string {
	return "核查记录里写明碰到红线“" + strings.Join(lines, "”“") + "”"
}

// unsettled counts the red lines of which the record of verification says neither that they are crossed nor that they
// are not.
func unsettled(c filing.Case) int {
	n := 0
	for _, row := range filing.Rows(c.Values["redlines"]) {
		if len(row) > 1 && row[1] != "否" {
			n++
		}
	}
	return n - len(c.Crossed())
}

// told confirms an action to whoever did it, with who else was told, and what can be done next.
func (w *walk) told(ctx context.Context, d done, m filing.Move) Reply {
	if w.self {
		return w.toldSelf(d, m)
	}
	number := w.work.Case
	if d.Again {
		return Reply{Text: number + "：这一步已经办过了，没有重复办。", Buttons: []string{pressOpen + " " + number, pressTodo}}
	}
	road := w.desk.Rules.Workflows.Of(d.Case.Kind)
	text := number + " “" + m.Title + "”办好了，现在是“" + d.Case.StateTitle(road) + "”。"
	if p := d.Case.Proposal; p != nil && m.ID == p.Action {
		text = number + " 已经提出“" + m.Title + "”，要由另一个人确认以后才生效，对方还不知道。"
	}
	if who := toldWhom(d.Events); who != "" {
		text += "\n【已告知】" + who
	}
	for _, n := range d.Opened {
		text += "\n【另开】" + n
	}
	r := Reply{Text: text, Asks: number}
	w.attach(ctx, &r, d)
	for _, next := range staffMoves(d.Case.Actions(w.by, w.desk.rules(w.message.Unit)), d.Case) {
		r.Buttons = append(r.Buttons, next.Title)
	}
	r.Buttons = append(r.Buttons, pressOpen+" "+number, pressTodo)
	return r
}

// toldWhom names those who were told something.
func toldWhom(events []filing.Event) string {
	names := map[filing.Audience]string{filing.ToAsker: "对方", filing.ToHolder: "经办人", filing.ToStaff: "全体经办", filing.ToLead: "室主任", filing.ToHead: "分管领导"}
	var out []string
	for _, e := range events {
		if n := names[e.To]; n != "" && !contains(out, n) {
			out = append(out, n)
		}
	}
	return strings.Join(out, "、")
}

func openButton(self bool, number string) []string {
	if self || number == "" {
		return []string{pressMine}
	}
	return []string{pressOpen + " " + number, pressTodo}
}

func movedOn(number string) string {
	return number + " 在这期间有了变化，刚才那一步没有办。请再看一眼这件事。"
}

func nobodyKnown(words string) Reply {
	return Reply{Text: "名册里没有“" + shorten(words, 20) + "”，或者不止一个。请写全名或者职务。", Buttons: []string{pressCancel}}
}

func notACommand(number string) Reply {
	text := "没听懂。可以说“待办”看有哪些事，说编号打开一件。"
	buttons := []string{pressTodo, pressHelp}
	if number != "" {
		text += "现在看的是 " + number + "，要办就按卡片下面的按钮。"
		buttons = append([]string{pressOpen + " " + number}, buttons...)
	}
	return Reply{Text: text + "您说的话没有发给任何人。", Buttons: buttons}
}

func staffHelp() Reply {
	return Reply{Text: `工作人员可以说：
  · “待办”：等办的事，先到期的在前；可以加“我的”“未认领”“等确认”“超期”“加急”“等对方”“全部”，或者“备案”“咨询”等。
  · 编号，或者“办理 编号”：看一件事的全部情况，下面的按钮是现在能办的。
  · 办一步：按按钮，或者说“认领 编号”“请补充 编号”。要填的我一项一项问；“上一步”改，“取消”不办。
  · “常用答复”：写答复的时候挑一条现成的，连同依据。
  · “内部记录”：只有工作人员看得到，没有任何办法会发给对方。
  · “新建 提醒”“新建 回访”“新建 评定”：由这边开头的事。
  · “统计”：件数、时长、超期，可以加“本月”“去年”，加“图”“表”出文件。
  · “设为先例”“设为标准答复”：把办结的一件提出来，另一个人说“生效”才算数；“先例和答复”看全部；“未答问题”看清单里没有的。
  · “试算”：清单的修改稿启用以前，看哪些事项会得出不同的结果，什么都不改（清单管理、室主任、分管领导）。
  · “开关”：停用机器人、只读、停用模型（系统管理员）。
直接说的话不会发给任何人；发给对方的，只有“答复”“请补充”这样一步一步办出来的。`, Buttons: []string{pressTodo, pressStats}}
}

// pressStats asks for the figures.
const pressStats = "统计"

func whatToCreate(roads *filing.Workflows) Reply {
	var names []string
	for _, w := range roads.All() {
		for _, role := range w.Openers {
			if role != filing.RoleAsker {
				names = append(names, "“新建 "+w.Title+" 给某人：什么事”")
				break
			}
		}
	}
	return Reply{Text: "新建哪一种？可以说" + strings.Join(names, "、") + "。", Buttons: []string{pressTodo}}
}

func createWhat(title string) Reply {
	return Reply{Text: "请连同事项一起说，例如“新建 " + title + " 给某人：什么事”。", Buttons: []string{pressTodo}}
}

// kindIn is the kind of case that words begin with, and what follows.
func kindIn(roads *filing.Workflows, words string) (filing.Kind, string) {
	for _, w := range roads.All() {
		if rest, ok := strings.CutPrefix(words, w.Title); ok {
			return w.Kind, strings.Trim(rest, " ：:，,　")
		}
	}
	return "", words
}

func putAside(number string) string {
	return number + " 还有没办完的一步，您说的都留着，按“" + pressTakeUp + "”继续，不办了说“取消”。"
}
