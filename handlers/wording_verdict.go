package handlers

import (
	"fmt"
	"strings"

	"dandang/knowledge"
)

// A length says how much of a verdict is told: all of it the first time, what matters now when the talk goes on.
type length int

const (
	full length = iota
	brief
)

// verdictReply puts a verdict into words: the gist first, then what it rests on, how each point stands, the red
// lines, the next question, what filing does not do, and who decides.
func verdictReply(b *knowledge.Base, v knowledge.Verdict, l length) Reply {
	parts := []string{headline(b, v)}
	if l == full || v.Question == "" {
		parts = append(parts, basis(b, v))
	}
	parts = append(parts, comparison(b, v), redLines(b, v), nextStep(b, v), next(b, v))
	if l == full || v.Outcome == knowledge.Fits {
		parts = append(parts, "【备案不做什么】备案不代替任何许可、审批、招标采购手续，该办的照办；超出备案范围、出了重大偏差，照样追责。")
	}
	parts = append(parts, decides(b))
	demo := demoLine(b)
	if l == brief {
		demo = demoWord(b)
	}
	return Reply{Text: join(parts) + demo, Buttons: verdictButtons(b, v)}
}

func decides(b *knowledge.Base) string {
	return fmt.Sprintf("【谁来定】机器人只按清单对照，认定权在%s。", b.County.Decider)
}

func join(parts []string) string {
	var out []string
	for _, p := range parts {
		if p != "" {
			out = append(out, p)
		}
	}
	return strings.Join(out, "\n")
}

// headline is the verdict in one plain sentence.
func headline(b *knowledge.Base, v knowledge.Verdict) string {
	title := titleOf(b, v.Item)
	switch v.Reason {
	case knowledge.RedLine:
		return "不能备案：这么做碰到红线“" + titleOf(b, v.Negative[0].ID) + "”，别的条件再好也不行。"
	case knowledge.AllMet:
		return "对得上，可以申请备案：属于“" + title + "”，要件齐了，您也声明没有碰红线。"
	case knowledge.Declaration:
		return "差最后一步：属于“" + title + "”，要件都说清了，请您对红线作一次声明。"
	case knowledge.Incomplete:
		return fmt.Sprintf("还不能下结论：像是“%s”，还差%s没说清。", title, countOpen(v))
	}
	return "要请人看：" + referred(b, v, title)
}

// countOpen puts the number of points still open into words.
func countOpen(v knowledge.Verdict) string {
	n := 0
	for _, id := range v.Open {
		if id != knowledge.DeclarationID {
			n++
		}
	}
	if n == 0 {
		return "最后的声明"
	}
	return fmt.Sprintf("%d处", n)
}

// referred says why a person has to look.
func referred(b *knowledge.Base, v knowledge.Verdict, title string) string {
	switch v.Reason {
	case knowledge.UnderInquiry:
		return "这件事已经有人在查、在审或在核实，不走事前备案，走容错认定或如实说明的路子。"
	case knowledge.Combination:
		return "这里有“" + titleOf(b, v.Negative[0].ID) + "”的情况，能不能容要结合全案看，机器人不能定。"
	case knowledge.Conflict:
		return "这里有“" + titleOf(b, v.Negative[0].ID) + "”的情况，上下级的规定说法不一，机器人不能定。"
	case knowledge.Suspected:
		if v.Question == knowledge.SuspicionID {
			return "这里可能碰到红线，先说清下面几条有没有；说不清就由人来定。"
		}
		return "这里可能碰到“" + titleOf(b, v.Negative[0].ID) + "”，先说清这一点；说不清就由人来定。"
	case knowledge.Contradiction:
		return "前后说法对不上，要先核实。"
	case knowledge.AlreadyDone:
		return "事情已经做完，不属于事前备案，要走事后容错认定的路子。"
	case knowledge.NotPrior:
		return "“" + title + "”属于事后不予或免予问责的情形，不是事前备案的事项。"
	case knowledge.Lacking:
		return "像是“" + title + "”，但有要件还不具备，补上以前不能备。"
	case knowledge.Unclear:
		return "像是“" + title + "”，但有要件说不清，机器人不能替您认。"
	case knowledge.Unconfirmed:
		return "“" + title + "”在别处的清单里有，" + b.County.Title + "还没有确认，不能据此备案。"
	case knowledge.Unlisted:
		return "清单未列。没有找到对得上的情形，不等于不能做，要不要转人工问一问？"
	}
	return "清单上定不了。"
}

// basis cites the entry that the matter is measured against, and the red lines that decide.
func basis(b *knowledge.Base, v knowledge.Verdict) string {
	var lines []string
	for _, c := range v.Citations {
		it := b.Item(c.Item)
		if it == nil {
			continue
		}
		lines = append(lines, "  · "+sign(it)+"“"+it.Title+"”——"+citation(b, it))
	}
	if len(v.Also) > 0 && v.Outcome != knowledge.Barred {
		var also []string
		for _, id := range v.Also {
			also = append(also, "“"+titleOf(b, id)+"”")
		}
		lines = append(lines, "  · 也可能算作"+strings.Join(also, "、"))
	}
	if len(lines) == 0 {
		return ""
	}
	return "【依据】\n" + strings.Join(lines, "\n")
}

func sign(it *knowledge.Item) string {
	if it.Negative {
		return "红线"
	}
	return "正面情形"
}

// citation is the layer, document and clause of an entry, with a word when it is not the county's own.
func citation(b *knowledge.Base, it *knowledge.Item) string {
	s := layerTitle(b, it.Layer)
	if len(it.Sources) > 0 {
		src := it.Sources[0]
		s += "，" + src.Document + src.Number + src.Clause
	}
	switch {
	case it.Status == knowledge.Unknown:
		s += "（条文未公开）"
	case !it.Counts && !it.Negative:
		s += "（" + b.County.Title + "未确认）"
	case !it.Counts:
		s += "（待" + b.County.Title + "确认）"
	}
	return s
}

func layerTitle(b *knowledge.Base, id string) string {
	for _, l := range b.Layers {
		if l.ID == id {
			return l.Title
		}
	}
	return id
}

// comparison tells how each need stands, in the person's own words.
func comparison(b *knowledge.Base, v knowledge.Verdict) string {
	if len(v.Trace) == 0 || v.Outcome == knowledge.Barred {
		return ""
	}
	var w strings.Builder
	var silent []string
	w.WriteString("【逐项对照】")
	for _, s := range v.Trace {
		n := b.Need(s.Need)
		switch {
		case n == nil:
		case s.State == knowledge.NotSaid:
			silent = append(silent, n.Title)
		default:
			w.WriteString("\n  · " + n.Title + "：" + standing(s))
		}
	}
	if len(silent) > 0 {
		w.WriteString("\n  · 还不清楚：" + strings.Join(silent, "；"))
	}
	return w.String()
}

func standing(s knowledge.Step) string {
	switch s.State {
	case knowledge.Met:
		return "具备。" + said(s.Fact)
	case knowledge.NotMet:
		return "不具备。" + said(s.Fact)
	}
	return "前后说法不一。" + said(s.Fact)
}

// said quotes the words that show a fact.
func said(f *knowledge.Fact) string {
	if f == nil {
		return ""
	}
	switch f.Via {
	case knowledge.Answered:
		return "您答：“" + f.Quote + "”"
	case knowledge.Declared:
		return "您声明：“" + f.Quote + "”"
	case knowledge.Corrected:
		return "您更正：“" + f.Quote + "”"
	}
	return "您说：“" + f.Quote + "”"
}

// mostHits is how many red lines one answer names; more would only confuse.
const mostHits = 3

// redLines tells which red lines were found or are suspected, and how many are still to be ruled out.
func redLines(b *knowledge.Base, v knowledge.Verdict) string {
	if v.Outcome == knowledge.Fits {
		return "【红线】您已声明均不存在；今后发现有一条不实，备案就不作数。"
	}
	var lines []string
	for i, h := range v.Negative {
		if i == mostHits {
			break
		}
		word := "碰到"
		if h.Suspected {
			word = "可能碰到"
		}
		lines = append(lines, fmt.Sprintf("  · %s“%s”：您说“%s”", word, titleOf(b, h.ID), h.Quote))
	}
	if len(lines) > 0 {
		return "【红线】\n" + strings.Join(lines, "\n")
	}
	if n := len(v.Declare); n > 0 {
		return fmt.Sprintf("【红线】没有发现；还有%d类要请您最后声明均不存在。", len(groups(b, v.Declare)))
	}
	return ""
}

// nextStep says what to do when no question is left: the road that is open.
func nextStep(b *knowledge.Base, v knowledge.Verdict) string {
	switch v.Reason {
	case knowledge.RedLine:
		return "【怎么办】先不要这样做。换一个合规的办法，再把新办法说给我听；如果我理解错了，请直接说“不对，是……”，或者转人工。"
	case knowledge.AllMet:
		return "【怎么办】可以起草备案，写明做什么、在哪、多少钱、谁来做、到什么时候为止；批下来以前不要抢先。"
	case knowledge.UnderInquiry:
		return "【怎么办】向正在核实的机关如实说明经过、责任和补救，可以书面申请容错认定；时限以本县规定为准，建议现在就转人工。"
	case knowledge.AlreadyDone:
		return "【怎么办】把经过、决策记录、后果和补救情况整理好，转人工问清走容错认定还是补报；发现了偏差，先纠正、先报告。"
	case knowledge.NotPrior:
		return "【怎么办】保存好会议记录、请示等书面材料，转人工咨询事后怎么说明。"
	case knowledge.Lacking, knowledge.Unclear:
		return lackingStep(b, v)
	case knowledge.Combination, knowledge.Conflict, knowledge.Contradiction, knowledge.Unconfirmed, knowledge.Unlisted:
		if v.Question != "" {
			return "【怎么办】定下来以前先不要动；把下面这一点说清，可以接着对照，说不清就转人工。"
		}
		return "【怎么办】定下来以前先不要动。可以转人工，我会把已经说清的情况一并交过去；也可以接着补充。"
	}
	return ""
}

// lackingStep names what to make good, and who can tell what is not known.
func lackingStep(b *knowledge.Base, v knowledge.Verdict) string {
	var lines []string
	for _, s := range v.Trace {
		n := b.Need(s.Need)
		if n == nil || s.State == knowledge.Met {
			continue
		}
		line := "  · " + n.Title
		if s.State == knowledge.NotMet {
			line += "：先补上这一条"
		}
		if q := b.Question(n.Question); q != nil && q.Who != "" && s.State != knowledge.NotMet {
			line += "：" + q.Who
		}
		lines = append(lines, line)
	}
	if len(lines) == 0 {
		return "【怎么办】有一点您说不清楚，可以转人工，由人来核。"
	}
	return "【怎么办】下面几条落实以后再来，我接着对照；拿不准就转人工：\n" + strings.Join(lines, "\n")
}

// next puts the next question, with the answers offered.
func next(b *knowledge.Base, v knowledge.Verdict) string {
	q := questionOf(b, v.Question, v.Declare)
	if q == nil {
		return ""
	}
	if v.Question == knowledge.DeclarationID {
		return "【请您声明】" + q.Ask
	}
	return "【先问一句】" + q.Ask
}

func labels(q *knowledge.Question) []string {
	out := make([]string, 0, len(q.Choices))
	for _, c := range q.Choices {
		out = append(out, c.Label)
	}
	return out
}

// verdictButtons offers the answers to the question, then what can be done from here.
func verdictButtons(b *knowledge.Base, v knowledge.Verdict) []string {
	var out []string
	if q := questionOf(b, v.Question, v.Declare); q != nil {
		out = labels(q)
	}
	out = append(out, pressMore, pressWhy)
	if len(v.Citations) > 0 {
		out = append(out, pressSource)
	}
	out = append(out, pressHuman)
	if v.Outcome == knowledge.Fits || v.Outcome == knowledge.NeedsFacts {
		out = append(out, pressDraft)
	}
	return out
}

func titleOf(b *knowledge.Base, id string) string {
	if it := b.Item(id); it != nil {
		return it.Title
	}
	return id
}

// questionOf returns the question with that id, building the declaration from the red lines it has to rule out.
func questionOf(b *knowledge.Base, id string, declare []string) *knowledge.Question {
	switch id {
	case "":
		return nil
	case knowledge.DeclarationID:
		return declaration(b, declare)
	case knowledge.SuspicionID:
		return suspicion(b, declare)
	case whichID, whichSuspectID:
		return which(b, id, declare)
	}
	return b.Question(id)
}

// After 「有其中一项」: which of the red lines of the declaration, or of those suspected, is there.
const (
	whichID        = "q-which"
	whichSuspectID = "q-which-suspect"
)

// suspicion asks about several suspected red lines at once.
func suspicion(b *knowledge.Base, lines []string) *knowledge.Question {
	var w strings.Builder
	w.WriteString("有没有下面的情况？")
	for _, id := range lines {
		w.WriteString("\n  · " + titleOf(b, id))
	}
	return &knowledge.Question{ID: knowledge.SuspicionID, Ask: w.String(), Why: "您的话里有可能碰到这几条的地方，不往好处猜，也不冤枉，先问清。",
		Choices: []knowledge.Choice{{Label: pressNoneOf}, {Label: pressSome}, {Label: pressUnknown}}}
}

func declaration(b *knowledge.Base, declare []string) *knowledge.Question {
	var w strings.Builder
	w.WriteString("以下情形是否均不存在？")
	for _, g := range groups(b, declare) {
		w.WriteString("\n  · " + g.text)
	}
	return &knowledge.Question{
		ID:  knowledge.DeclarationID,
		Ask: w.String(),
		Why: "红线有一条成立就不能备案，所以最后要请您逐条排除。",
		Choices: []knowledge.Choice{
			{Label: pressNone}, {Label: pressSome}, {Label: pressUnknown},
		},
	}
}

// which asks for the number of the red line that is there.
func which(b *knowledge.Base, id string, declare []string) *knowledge.Question {
	var w strings.Builder
	w.WriteString("是哪一条？请说序号，几条就说几个：")
	for i, line := range declare {
		fmt.Fprintf(&w, "\n  %d. %s", i+1, b.Item(line).Declare)
	}
	return &knowledge.Question{ID: id, Ask: w.String(), Why: "知道是哪一条，才知道能不能往下走。",
		Choices: []knowledge.Choice{{Label: pressUnknown}}}
}

// whyReply lays the verdict open: the rule, each need with the words that meet it, the red lines, and why the
// open question is asked.
func whyReply(b *knowledge.Base, v knowledge.Verdict) Reply {
	parts := []string{headline(b, v), "【用的哪条规则】" + ruleOf(v.Reason)}
	if c := comparison(b, v); c != "" {
		parts = append(parts, c)
	}
	parts = append(parts, redLines(b, v), elements(b, v), changes(b, v))
	if q := questionOf(b, v.Question, v.Declare); q != nil && q.Why != "" {
		parts = append(parts, "【为什么问这个】"+q.Why)
	}
	parts = append(parts, fmt.Sprintf("【清单版本】%s，按%s有效的条目对照。", b.Hash, b.On), decides(b))
	return Reply{Text: join(parts) + demoLine(b), Buttons: verdictButtons(b, v)}
}

func ruleOf(r knowledge.Reason) string {
	switch r {
	case knowledge.RedLine:
		return "负面清单的红线成立一条就不能备案，不看别的条件。"
	case knowledge.Combination, knowledge.Conflict:
		return "有的红线要结合全案才能判断，上下级规定不一致的也一样，只能由人来定。"
	case knowledge.Suspected:
		return "疑似碰线而没有说清的，不往好处猜，先问清，问不清交给人。"
	case knowledge.Contradiction:
		return "前后说法矛盾的，不由机器人挑一种来信。"
	case knowledge.UnderInquiry, knowledge.AlreadyDone, knowledge.NotPrior:
		return "先看做没做、有没有人在查：事前备案、变更备案、事后认定、澄清正名是不同的路子。"
	case knowledge.AllMet:
		return "正面情形的要件逐项有您的话作依据，红线均已声明不存在，才算对得上。"
	case knowledge.Incomplete, knowledge.Declaration:
		return "要件没说齐就不下结论，每次只问最要紧的一句，总共不超过四句，最后作一次声明。"
	case knowledge.Lacking, knowledge.Unclear:
		return "该问的都问了，仍有要件不具备或者说不清的，不能算对得上。"
	}
	return "清单上没有、或者本县没有确认的，不能据此备案，交给人来定。"
}

// elements groups what was said by the judging elements, as many as the county's own texts name.
func elements(b *knowledge.Base, v knowledge.Verdict) string {
	known := map[string]*knowledge.Fact{}
	for _, s := range v.Trace {
		if s.Fact != nil {
			known[s.Fact.ID] = s.Fact
		}
	}
	var w strings.Builder
	n := 0
	for _, e := range b.Elements {
		if !shown(b, e, n) {
			continue
		}
		n++
		words := "还没有说到"
		for _, id := range e.Facts {
			if f := known[id]; f != nil {
				words = said(f)
				break
			}
		}
		w.WriteString("\n  · " + e.Title + "：" + words)
	}
	if n == 0 {
		return ""
	}
	return fmt.Sprintf("【认定看的%d个方面】", n) + w.String()
}

// shown reports whether the county's texts name the element: four of them or the central six.
func shown(b *knowledge.Base, e knowledge.Element, n int) bool {
	if !e.Central {
		return false
	}
	if b.County.Elements == 4 {
		return e.Title != "程序方法" && e.Title != "挽回损失" && n < 4
	}
	return true
}

// changes says what would change the outcome.
func changes(b *knowledge.Base, v knowledge.Verdict) string {
	switch v.Reason {
	case knowledge.RedLine:
		return "【怎样才会变】只有“" + titleOf(b, v.Negative[0].ID) + "”这一条确实不成立，结论才会变；说错了请直接更正。"
	case knowledge.Suspected:
		return "【怎样才会变】把“" + titleOf(b, v.Negative[0].ID) + "”这一点说清：没有，就接着往下对照；有，就不能备案。"
	case knowledge.Incomplete:
		return "【怎样才会变】没说清的几处都具备、红线都排除，就对得上；缺一处就要补上或转人工。"
	case knowledge.AllMet:
		return "【怎样才会变】范围、金额、承接方、时间变了，或者有一条红线不实，结论就不作数。"
	}
	return ""
}

// sourceReply shows the entries word for word as the lists have them.
func sourceReply(b *knowledge.Base, ids []string) Reply {
	var w strings.Builder
	for i, id := range ids {
		it := b.Item(id)
		if it == nil {
			continue
		}
		if i > 0 {
			w.WriteString("\n\n")
		}
		writeSource(&w, b, it)
	}
	if w.Len() == 0 {
		return Reply{Text: "没有找到这一条。说“看清单”可以看到全部条目。", Buttons: []string{pressLists}}
	}
	fmt.Fprintf(&w, "\n【清单版本】%s", b.Hash)
	return Reply{Text: w.String() + demoLine(b), Buttons: []string{pressMore, pressWhy, pressHuman}}
}

func writeSource(w *strings.Builder, b *knowledge.Base, it *knowledge.Item) {
	fmt.Fprintf(w, "%s“%s”（%s）\n  %s", sign(it), it.Title, layerTitle(b, it.Layer), it.Description)
	for _, s := range it.Sources {
		fmt.Fprintf(w, "\n  出处：%s%s%s", s.Document, s.Number, s.Clause)
		if s.Year > 0 {
			fmt.Fprintf(w, "（%d年）", s.Year)
		}
		if s.Quote != "" {
			w.WriteString("\n  原文：“" + s.Quote + "”")
		}
	}
	w.WriteString("\n  状态：" + statusWord(b, it))
	if it.Combine != "" {
		w.WriteString("\n  怎么看：" + it.Combine)
	}
	for i := range b.Boundaries {
		if n := &b.Boundaries[i]; n.Looks == it.ID || n.Is == it.ID {
			w.WriteString("\n  容易混淆：" + n.Note)
		}
	}
}

func statusWord(b *knowledge.Base, it *knowledge.Item) string {
	if it.Confirmed.On != "" {
		return fmt.Sprintf("%s%s确认", it.Confirmed.By, it.Confirmed.On)
	}
	switch it.Status {
	case knowledge.Seed:
		return "报纸公开报道写明，条文全文未公开"
	case knowledge.Sourced:
		return "上级规定或外地办法写明"
	case knowledge.Unknown:
		return "只知道有这一条，内容未公开"
	case knowledge.Local:
		return "待" + b.County.Title + "确认"
	}
	return "已确认"
}
