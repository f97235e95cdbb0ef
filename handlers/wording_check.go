package handlers

import (
	"fmt"
	"slices"
	"strings"

	"dandang/filing"
	"dandang/knowledge"
)

// checkPage shows the whole paper by section, what is not in order first.
func checkPage(d filing.Draft, findings []filing.Finding, held knowledge.Reason) Reply {
	var w strings.Builder
	w.WriteString(checkHead(d, findings, held))
	n := 0
	var blanks []Blank
	for _, page := range d.Review() {
		var lines []string
		for _, l := range page.Lines {
			switch l.State {
			case filing.StateOffice:
				continue
			case filing.StateNotHere:
				if l.Text != "" {
					lines = append(lines, "      "+l.Field.Label+"：（现在用不上，先留着）")
				}
				continue
			}
			n++
			blanks = append(blanks, Blank{Number: n, Section: page.Title, Label: l.Field.Label})
			lines = append(lines, fmt.Sprintf("  %2d. %s：%s", n, l.Field.Label, checkText(l)))
		}
		if len(lines) > 0 {
			w.WriteString("\n【" + page.Title + "】\n" + strings.Join(lines, "\n"))
		}
	}
	r := checkTail(w.String(), d, findings, held)
	r.Blanks = blanks
	return r
}

func checkText(l filing.Line) string {
	text := shorten(oneLine(l.Text), 40)
	if len(l.Rows) > 0 {
		text = l.Text + "——" + shorten(lineText(l), 60)
	}
	switch l.State {
	case filing.StateFilled:
		return text
	case filing.StateWaits:
		return text + "〔待确认〕"
	}
	if text != "" && l.State == filing.StateSkipped {
		return text + "〔" + l.State + "〕"
	}
	return "〔" + l.State + "〕"
}

// checkBrief tells only what is not in order.
func checkBrief(d filing.Draft, findings []filing.Finding, held knowledge.Reason) Reply {
	return checkTail(checkHead(d, findings, held), d, findings, held)
}

func checkHead(d filing.Draft, findings []filing.Finding, held knowledge.Reason) string {
	done, all := d.Progress()
	var w strings.Builder
	fmt.Fprintf(&w, "核对《%s》：已填 %d 项，共 %d 项。", d.Form.Title, done, all)
	switch held {
	case "":
	case knowledge.RedLine:
		w.WriteString("这件事碰到红线，不能提交。")
	default:
		w.WriteString("这件事“" + reasonWord(held) + "”，要先请人看，现在不能提交。")
	}
	switch {
	case len(findings) == 0 && held == "":
		w.WriteString("没有发现缺项和矛盾，可以提交。")
		return w.String()
	case len(findings) == 0:
		w.WriteString("表本身没有发现缺项和矛盾。")
		return w.String()
	}
	fmt.Fprintf(&w, "还有 %d 处要处理：", len(findings))
	var blank, waits []string
	const most = 12
	told := 0
	for _, f := range findings {
		switch state := stateAt(d, f); {
		case state == filing.StateBlank || state == filing.StateSkipped:
			blank = append(blank, placed(d, f.Field))
		case state == filing.StateWaits:
			waits = append(waits, placed(d, f.Field))
		case told < most:
			told++
			fmt.Fprintf(&w, "\n  · 第%d项：%s", place(d, f.Field), f.Text)
		case told == most:
			told++
			w.WriteString("\n  · ……还有别的，先改好上面这些")
		}
	}
	if len(waits) > 0 {
		w.WriteString("\n  · 等您确认：" + strings.Join(waits, "、") + "。都没问题就说“都对”")
	}
	if len(blank) > 0 {
		w.WriteString("\n  · 还没填：" + strings.Join(blank, "、"))
	}
	return w.String()
}

// stateAt is the state of the field that a finding is about as a whole, "" when it is about what stands there.
func stateAt(d filing.Draft, f filing.Finding) string {
	for _, page := range d.Review() {
		for _, l := range page.Lines {
			if l.Field.ID == f.Field && f.Row == 0 && l.State != filing.StateFilled {
				return l.State
			}
		}
	}
	return ""
}

func placed(d filing.Draft, id string) string {
	return fmt.Sprintf("%d %s", place(d, id), d.Form.Field(id).Label)
}

// place is the number of a field on the check page, 0 when it is not there.
func place(d filing.Draft, id string) int {
	for n := 1; ; n++ {
		f := numbered(d, n)
		if f == nil {
			return 0
		}
		if f.ID == id {
			return n
		}
	}
}

func checkTail(text string, d filing.Draft, findings []filing.Finding, held knowledge.Reason) Reply {
	text += "\n要改哪一项，说“改”加序号或名称，比如“改 3”；看全表说“核对”。"
	if len(findings) == 0 && held != "" {
		return Reply{Text: text, Buttons: []string{pressHuman, pressReview, pressLater}}
	}
	if len(findings) == 0 {
		return Reply{Text: text + "都没问题就说“提交”。", Buttons: []string{pressSubmit, pressReview, pressLater}}
	}
	var buttons []string
	if _, open := d.Next(); open {
		buttons = append(buttons, pressGoOn)
		text += "说“接着填”我就往下问。"
	}
	if slices.ContainsFunc(d.Review(), func(p filing.Page) bool {
		return slices.ContainsFunc(p.Lines, func(l filing.Line) bool { return l.State == filing.StateSkipped })
	}) {
		buttons = append(buttons, pressReopen)
		text += "说“补跳过的”就填先前跳过的。"
	}
	return Reply{Text: strings.TrimRight(text, "；"), Buttons: append(buttons, pressReview, pressLater)}
}

// notYet tells why the paper is not handed in.
func notYet(d filing.Draft, findings []filing.Finding, held knowledge.Reason) Reply {
	r := checkBrief(d, findings, held)
	r.Text = "还不能提交，草稿没有动。\n" + r.Text
	return r
}
