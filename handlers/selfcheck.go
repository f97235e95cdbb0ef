package handlers

import (
	"fmt"
	"regexp"
	"strings"

	"dandang/knowledge"
)

// A category is one of the six kinds of lying flat, with a question that a cadre may put to themselves. The kinds are
// those of 石龙区; the questions are ours, since the district's own items are not public.
type category struct{ title, ask, advice string }

var categories = []category{
	{"工作不积极、履职不力", "手上有没有该办、能办，却一拖再拖的事？", "列出拖着的事，每件写上卡在哪里、下一步做什么、哪天做；要担风险的，先问一问能不能备案。"},
	{"推诿扯皮、敷衍塞责", "有没有把自己的事推给别人，或者用“研究研究”打发群众的时候？", "把职责边界说不清的事提到会上定下来，定了就不再推。"},
	{"畏首畏尾、回避矛盾", "有没有因为怕担责，明知该定不敢定的事？", "怕担责的，可以对照正面清单，先备案再做；拿不准就转人工，问不丢人。"},
	{"业务不精、标准不高", "有没有因为不熟业务，让群众多跑、让材料反复退回的时候？", "把退回最多的三类事整理出来，对照规定学一遍，再改一遍办事指南。"},
	{"不守纪律、不讲规矩", "有没有不请示、不报告、不按程序的时候？", "程序和纪律不能靠备案来补；有的，尽早向组织说明、改正。"},
	{"浑浑噩噩、不思进取", "最近半年，有没有主动解决过一件没人催的事？", "挑一件群众反映多的小事，定个日子办成它。"},
}

var selfChecks = regexp.MustCompile(`^(?:我要|我想)?(?:自查|自我对照|自评|躺平自查)(?:一下)?\s*([1-6１-６一二三四五六和、，, 都没有]*)$`)

// pressKeepCheck stands before a self-check that the person wants to be kept.
const pressKeepCheck = "存下自查"

// selfCheck answers somebody who looks at themselves against the six categories. It is theirs alone: nothing is kept
// unless they say so, and no case comes of it. ok is false when the words ask for none.
func (t *turn) selfCheck(words string) bool {
	keep := false
	if rest, found := strings.CutPrefix(words, pressKeepCheck); found {
		words, keep = "自查"+rest, true
	}
	g := selfChecks.FindStringSubmatch(strings.Trim(words, "。！? ？"))
	if g == nil {
		return false
	}
	picked := pickedCategories(g[1])
	switch {
	case g[1] == "":
		t.reply = selfCheckReply(t.base)
	case keep:
		t.masked = words
		t.reply = Reply{Text: "存下了，只有您自己看得到。不想留了，说“我的数据”可以删掉。", Buttons: []string{pressMine, pressRestart}}
		t.read.Kind = knowledge.Command
		t.say(t.talk.Pending)
	default:
		t.reply = selfCheckAdvice(picked)
	}
	return true
}

// pickedCategories are the indexes of the categories named.
func pickedCategories(words string) []int {
	var out []int
	for i := range categories {
		for _, name := range []string{fmt.Sprint(i + 1), string([]rune("１２３４５６")[i]), string([]rune("一二三四五六")[i])} {
			if strings.Contains(words, name) {
				out = append(out, i)
				break
			}
		}
	}
	return out
}

func selfCheckReply(b *knowledge.Base) Reply {
	var w strings.Builder
	w.WriteString("对照一下自己。这里说的只有您自己看得到，不保存，也不会变成任何材料。")
	for i, c := range categories {
		fmt.Fprintf(&w, "\n  %d. %s：%s", i+1, c.title, c.ask)
	}
	w.WriteString("\n有的，把序号发来，例如“自查 1、3”；都没有，说“自查 都没有”。")
	w.WriteString("\n【出处】六类出自石龙区《开展“躺平式干部”专项整治工作方案》；区里的17项细目没有公开，问题是帮您对照用的，不是评定标准。")
	return Reply{Text: w.String(), Buttons: []string{"自查 都没有", pressHelp}}
}

func selfCheckAdvice(picked []int) Reply {
	if len(picked) == 0 {
		return Reply{Text: "好。六类都没有，这次没有保存任何内容。以后想再看一遍，说“自查”。", Buttons: []string{pressHelp}}
	}
	var w strings.Builder
	w.WriteString("可以这样着手：")
	var numbers []string
	for _, i := range picked {
		fmt.Fprintf(&w, "\n  · %s：%s", categories[i].title, categories[i].advice)
		numbers = append(numbers, fmt.Sprint(i+1))
	}
	w.WriteString("\n这次没有保存任何内容。想留着自己看，按下面的按钮。")
	return Reply{Text: w.String(), Buttons: []string{pressKeepCheck + " " + strings.Join(numbers, "、"), pressHelp}}
}
