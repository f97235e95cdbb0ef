package handlers

import (
	"fmt"
	"strings"

	"dandang/filing"
	"dandang/knowledge"
)

// Every sentence about the language model that a person reads is in this file.

// pressOwn is the label of the button that brings the person's own words back.
const pressOwn = "用原话"

// veiledLine tells what was hidden before the model was shown the message, beside what is masked anyway and told so.
func veiledLine(kinds, masked []string) string {
	names := map[string]string{"idcard": "身份证号", "phone": "手机号", "bankcard": "银行卡号", "address": "住址", "email": "邮箱", "name": "姓名"}
	var seen []string
	for _, k := range kinds {
		if n := names[k]; n != "" && !contains(masked, k) {
			seen = append(seen, n)
		}
	}
	if len(seen) == 0 {
		return ""
	}
	return "【提醒】请语言模型帮着看这段话时，" + strings.Join(seen, "、") + "已经先遮住，没有发出去。"
}

// explanation is put under a verdict; nothing when there is none to be had and nobody failed.
func explanation(b *knowledge.Base, said []Sentence, err error) string {
	if err != nil {
		return "\n【通俗解释】这次没有取到，不影响上面的对照。"
	}
	if len(said) == 0 {
		return ""
	}
	var w strings.Builder
	w.WriteString("\n【通俗解释】仅供参考，由语言模型按条目原文写成，不是结论。")
	for _, s := range said {
		fmt.Fprintf(&w, "\n  · %s（见“%s”）", strings.TrimRight(s.Text, "。"), titleOf(b, s.Item))
	}
	return w.String()
}

// lateLine tells what a second look at earlier words has changed.
func lateLine(b *knowledge.Base, was, is knowledge.Verdict, found []knowledge.Fact) string {
	var w strings.Builder
	w.WriteString("【补充说明】您前面的话，我又细看了一遍：")
	for _, f := range found {
		w.WriteString("\n  · " + lateFact(b, f))
	}
	if a, z := standingWord(was), standingWord(is); a != z {
		fmt.Fprintf(&w, "\n对照结果因此有变：原来是“%s”，现在是“%s”。看错了请直接更正。", a, z)
	} else {
		w.WriteString("\n结果没有变，要问的和要办的按这个调整。看错了请直接更正。")
	}
	return w.String()
}

func lateFact(b *knowledge.Base, f knowledge.Fact) string {
	title := f.ID
	if it := b.Item(f.ID); it != nil {
		title = it.Title
	}
	if c := b.Condition(f.ID); c != nil {
		title = c.Title
	}
	red := strings.HasPrefix(f.ID, "neg-")
	switch {
	case red && f.Hint:
		return fmt.Sprintf("“%s”，可能碰到红线“%s”，要先问清。", f.Quote, title)
	case red:
		return fmt.Sprintf("“%s”，碰到红线“%s”。", f.Quote, title)
	case f.Hint:
		return fmt.Sprintf("“%s”，“%s”这一点还说不准，要再问一句。", f.Quote, title)
	case f.Holds:
		return fmt.Sprintf("“%s”，说明“%s”已经说到。", f.Quote, title)
	}
	return fmt.Sprintf("“%s”，说明“%s”还不具备。", f.Quote, title)
}

// standingWord is where a matter stands, in a few words.
func standingWord(v knowledge.Verdict) string {
	switch v.Outcome {
	case knowledge.Fits:
		return "对得上"
	case knowledge.Barred:
		return "不能备案"
	case knowledge.Refer:
		return "要请人看"
	}
	return "还不能下结论"
}

// polished shows both wordings of an answer.
func polished(f *filing.Field, said, formal string) Reply {
	return Reply{Text: fmt.Sprintf("【%s】换了个说法，请看意思变没变：\n  您的话：%s\n  表里写：%s\n意思没变就回“对”；要用您的原话，就回“用原话”；也可以直接写该填什么。", f.Label, said, formal),
		Buttons: []string{pressYes, pressOwn, pressReview, pressLater}}
}

func polishFailed(f *filing.Field) string {
	return fmt.Sprintf("“%s”这次没有改成：没有取到合用的说法，还是您的原话，什么也没丢。", f.Label)
}

func polishHelp() string {
	return "  · 想写得正式一点，说“润色事由”（换成别的项目名也行）：先给您看改了什么，您回“对”才算数。"
}

func polishWhat() string {
	return "要润色哪一项？已经填了文字的项目才能润色，例如说“润色事由”。"
}

func polishSame(f *filing.Field) string {
	return fmt.Sprintf("“%s”不用改，您的话已经可以直接写进表里。", f.Label)
}
