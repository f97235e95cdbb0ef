package handlers

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"dandang/knowledge"
)

// Every sentence that a person reads is in this file, in wording_verdict.go, or in the lists.

// Labels of buttons.
const (
	pressMore    = "补充情况"
	pressWhy     = "为什么"
	pressSource  = "看原文"
	pressHuman   = "转人工"
	pressDraft   = "起草备案"
	pressRestart = "换一件事"
	pressSame    = "是同一件事"
	pressApart   = "是另一件事"
	pressUndo    = "上一步"
	pressHelp    = "帮助"
	pressLists   = "看清单"
	pressNone    = "均不存在"
	pressNoneOf  = "都没有"
	pressSome    = "有其中一项"
	pressUnknown = "不清楚"
)

// Most runes of one message that are read; a longer one is sent back whole.
const mostRunes = 2000

// Welcome greets whoever opens a channel: what this is, three things to try, and what not to send.
func Welcome(b *knowledge.Base) Reply {
	return Reply{Text: fmt.Sprintf(`您好，我是“担当”，帮您对照清单看一件事能不能提前办理%s。

可以这样试试：
  1. 直接说您的打算：“重点项目手续没办全，想先让企业进场，边建边补，能备案吗？”
  2. 问办理的规矩：“备案要交什么材料？”“备案了是不是就不追责了？”
  3. 说“看清单”，看看哪些事可以备、哪些事碰不得。

我只按清单对照，每个结论都写明出处；认定权在%s。请不要在这里写涉密内容、身份证号和举报材料。%s`,
		b.County.Filing, b.County.Decider, demoLine(b)), Buttons: []string{pressLists, pressHelp}}
}

func demoLine(b *knowledge.Base) string {
	if !b.County.Demo {
		return ""
	}
	return "\n【演示】现在用的是演示县清单，所有条目都按“已确认”演示，不能当作任何真实县区的规定。"
}

// demoWord says the same in few words, when the talk goes on.
func demoWord(b *knowledge.Base) string {
	if !b.County.Demo {
		return ""
	}
	return "\n【演示】演示县清单，不是真实规定。"
}

func helpReply(b *knowledge.Base) Reply {
	return Reply{Text: `我能做的事：
  · 看一件事能不能备案：把打算做什么、谁定的、谁受益、缺什么手续、怎么补说给我听，一次说不全没关系，我会问。
  · 答办理的规矩：材料、时限、谁能申请、备案有什么用、没批怎么办……
  · 起草：说“帮我起草”，您说过的会带进申请表，一项一项补齐、核对、提交，拿到文书；“我的备案”里随时能找回来。
  · 随时可以说：“为什么”“看原文”“上一步”“换一件事”“重来”“转人工”“不清楚”。
  · 说错了就说“不对，是……”，我按新的说法重新对照。
我不能做的事：不替纪委监委认定，不替代任何许可审批，不查别人的备案，不评价人。` + demoLine(b),
		Buttons: []string{pressLists, pressHuman}}
}

// unreadable answers what cannot be read at all: nothing, too much, or no text.
func unreadable(b *knowledge.Base, text string) (Reply, bool) {
	n := utf8.RuneCountInString(text)
	switch {
	case strings.TrimSpace(text) == "":
		return Reply{Text: "没有收到内容。请用一两句话说说您打算做什么，或者想问什么。", Buttons: []string{pressHelp}}, true
	case !utf8.ValidString(text) || strings.ContainsRune(text, 0):
		return Reply{Text: "收到的不是文字，我读不了，也没有保存。请把内容打成文字再发一次。"}, true
	case n > mostRunes:
		return Reply{Text: fmt.Sprintf("这段话有 %d 个字，一次最多看 %d 个字，所以没有读，也没有保存。请先用几句话说清楚：打算做什么、谁定的、缺什么手续、准备怎么补；其余的可以分几次发。", n, mostRunes)}, true
	}
	return Reply{}, false
}

func secretReply(b *knowledge.Base) Reply {
	return Reply{Text: fmt.Sprintf("这段话像是涉密内容，我没有保存，也不会对照。涉密事项请不要在这里说，按保密规定当面或用机要渠道向%s报告。", b.County.Decider)}
}

// maskedLine tells what was blotted out before the message was kept.
func maskedLine(kinds []string) string {
	names := map[string]string{"idcard": "身份证号", "phone": "手机号", "bankcard": "银行卡号"}
	var seen []string
	for _, k := range kinds {
		if n := names[k]; n != "" && !contains(seen, n) {
			seen = append(seen, n)
		}
	}
	if len(seen) == 0 {
		return ""
	}
	return "【提醒】您的话里有" + strings.Join(seen, "、") + "，我已经遮住，没有保存。以后请不要在这里写这些号码。"
}

// plainReply answers what is no plan.
func plainReply(b *knowledge.Base, r knowledge.Reading) Reply {
	switch r.Kind {
	case knowledge.Procedure:
		return faqReply(b, r.FAQ)
	case knowledge.OffTopic:
		if r.Intent == greeting {
			return Reply{Text: "您好。想办哪件事、卡在哪一步，说给我听；也可以问备案怎么办。", Buttons: []string{pressLists, pressHelp}}
		}
		return Reply{Text: "这个我帮不上忙。我只做一件事：对照清单看打算做的事能不能提前备案，以及备案怎么办。您手头有这样的事吗？", Buttons: []string{pressLists, pressHelp}}
	case knowledge.Adversarial:
		return Reply{Text: fmt.Sprintf("这个我不能照办。我不冒充任何人，不给没有依据的结论，不帮忙改材料，也不查别人的备案；能不能容错由%s按规定认定。\n如果确有一件事拿不准，请把实际情况说给我听，我按清单对照。", b.County.Decider), Buttons: []string{pressHuman, pressHelp}}
	case knowledge.Vague:
		return vagueReply()
	case knowledge.Reply:
		return Reply{Text: "现在没有等您回答的问题。请先说说是哪件事：打算做什么、谁定的、缺什么。", Buttons: []string{pressHelp}}
	case knowledge.Command:
		return commandAlone(b, r.Intent)
	}
	return vagueReply()
}

func vagueReply() Reply {
	return Reply{Text: "光凭这句话还看不出是什么事。请用一两句话告诉我：\n  · 具体打算做什么，做到哪一步了；\n  · 为什么要这么做，谁定的；\n  · 和哪条规定、哪道手续对不上，准备怎么补。", Buttons: []string{pressHelp, pressHuman}}
}

// commandAlone answers a command given outside any talk.
func commandAlone(b *knowledge.Base, intent string) Reply {
	switch intent {
	case knowledge.IntentHelp:
		return helpReply(b)
	case knowledge.IntentLists:
		return listsReply(b)
	case knowledge.IntentStart, knowledge.IntentCancel:
		return Reply{Text: "好，从头来。请说说您打算做的事。", Buttons: []string{pressLists, pressHelp}}
	}
	return Reply{Text: "好。不过现在手头还没有说到哪一件事。请先用一两句话说说您打算做什么。", Buttons: []string{pressLists, pressHelp}}
}

// faqReply answers from the procedure entries; the first is the answer, the others are offered.
func faqReply(b *knowledge.Base, ids []string) Reply {
	if len(ids) == 0 || b.FAQ(ids[0]) == nil {
		return Reply{Text: fmt.Sprintf("这个问题我的资料里没有现成答案，不敢乱答。可以按“转人工”把问题记下来，由%s的同志答复。", b.County.Decider), Buttons: []string{pressHuman, pressHelp}}
	}
	f := b.FAQ(ids[0])
	var w strings.Builder
	w.WriteString(f.Answer)
	for _, n := range f.Numbers {
		if n.Value != "" {
			fmt.Fprintf(&w, "\n  · %s：%s（%s确认）", n.Title, n.Value, b.County.Title)
		}
	}
	if f.Local && !confirmedNumbers(f) {
		fmt.Fprintf(&w, "\n%s的具体规定还没有录入，以本县规定为准，可转人工问清。", b.County.Title)
	}
	if s := sourcesLine(f.Sources); s != "" {
		w.WriteString("\n【出处】" + s)
	}
	buttons := []string{}
	for _, id := range ids[1:] {
		if o := b.FAQ(id); o != nil {
			buttons = append(buttons, o.Title)
		}
	}
	if len(buttons) > 0 {
		w.WriteString("\n【也许您想问】" + strings.Join(buttons, "／"))
	}
	if f.Local || f.Route == "staff" {
		buttons = append(buttons, pressHuman)
	}
	return Reply{Text: w.String() + demoLine(b), Buttons: buttons}
}

func confirmedNumbers(f *knowledge.FAQ) bool {
	for _, n := range f.Numbers {
		if n.Value != "" {
			return true
		}
	}
	return false
}

func sourcesLine(sources []knowledge.Source) string {
	var out []string
	for _, s := range sources {
		if s.Document != "" && len(out) < 3 {
			out = append(out, s.Document+s.Number+s.Clause)
		}
	}
	return strings.Join(out, "；")
}

// listsReply shows what may be filed here and what may not.
func listsReply(b *knowledge.Base) Reply {
	var w strings.Builder
	fmt.Fprintf(&w, "%s的清单（版本 %s，%s有效的条目）", b.County.Title, b.Hash, b.On)
	w.WriteString("\n【可以备案的情形】")
	n, other := 0, []string{}
	for _, it := range b.Positive {
		switch {
		case it.Counts && it.PriorFiling:
			n++
			fmt.Fprintf(&w, "\n  %d. %s", n, it.Title)
		case it.Status != knowledge.Unknown:
			other = append(other, it.Title)
		}
	}
	if n == 0 {
		w.WriteString("\n  本县清单还没有录入并确认的条目。")
	}
	if len(other) > 0 {
		w.WriteString("\n【别处列入、本县未确认或属于事后认定的】\n  " + strings.Join(other, "、"))
	}
	w.WriteString("\n【碰不得的红线】")
	for _, group := range groups(b, allRedLines(b)) {
		w.WriteString("\n  · " + group.text)
	}
	w.WriteString("\n想看某一条怎么写的，说“看原文”加名称，例如“看原文 " + firstTitle(b) + "”。" + demoLine(b))
	return Reply{Text: w.String(), Buttons: []string{pressHelp}}
}

func firstTitle(b *knowledge.Base) string {
	for _, it := range b.Positive {
		if it.Counts {
			return it.Title
		}
	}
	return "谋取私利"
}

func allRedLines(b *knowledge.Base) []string {
	ids := make([]string, 0, len(b.Negative))
	for _, it := range b.Negative {
		if it.Declare != "" {
			ids = append(ids, it.ID)
		}
	}
	return ids
}

// A group is a line of the declaration: red lines of one kind put together.
type group struct {
	ids  []string
	text string
}

// groups puts red lines of one group into one line, in the order of the list.
func groups(b *knowledge.Base, ids []string) []group {
	var out []group
	at := map[string]int{}
	for _, id := range ids {
		it := b.Item(id)
		if it == nil || it.Declare == "" {
			continue
		}
		i, ok := at[it.Group]
		if !ok || it.Group == "" {
			i = len(out)
			at[it.Group] = i
			out = append(out, group{})
		}
		out[i].ids = append(out[i].ids, id)
		if out[i].text != "" {
			out[i].text += "；"
		}
		out[i].text += it.Declare
	}
	return out
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}
