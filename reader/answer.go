package reader

import (
	"slices"
	"strings"

	"dandang/knowledge"
)

// AnswerTo tells which of the choices of q a reply takes, or at least what kind of answer it is. A label or its number
// counts first (第二个, B, 2), then 不清楚, then yes and no by the fact that q settles, then what the words say.
func (l *Lexicon) AnswerTo(q *knowledge.Question, t *Text) Answer {
	slot, at := shortAnswerTo(q.Ask, t)
	a := Answer{Slot: slot, Choice: -1, At: at}
	whole := Span{0, int32(len(t.Runes))}
	if i := byLabel(q, t); i >= 0 {
		return Answer{Slot: slotOf(q, i), Choice: i, At: whole}
	}
	if slot == knowledge.SlotCorrection || slot == knowledge.SlotSkip {
		return a
	}
	if slot == knowledge.SlotUnknown {
		a.Choice = unknownChoice(q)
		return a
	}
	if q.ID == knowledge.StageID {
		a.Choice = stageChoice(q, t)
		return a
	}
	if yes, plain := opensWith(t); plain && aboutRedLine(q) {
		// 「是，人凑不齐，等不起」: whether the red line is there stands in the first word; the excuse comes after it.
		a.Choice, a.Slot = plainChoice(q, yes), knowledge.SlotNo
		if yes {
			a.Slot = knowledge.SlotYes
		}
		return a
	}
	if i, cue := l.chosen(q, t); i >= 0 {
		a.Choice, a.At = i, Span{cue.From, cue.To}
		if a.Slot == knowledge.SlotText || a.Slot == knowledge.SlotNone {
			a.Slot = slotOf(q, i)
		}
		return a
	}
	if slot == knowledge.SlotYes || slot == knowledge.SlotNo {
		if t.ofSomethingElse(q, at) {
			return Answer{Slot: knowledge.SlotText, Choice: -1, At: whole}
		}
		a.Choice = plainChoice(q, slot == knowledge.SlotYes)
	}
	return a
}

// ofSomethingElse tells whether the clause in which a reply says yes or no speaks of something that q does not speak of:
// 没有偏差 is no answer to 有没有哪份文件不让这么办, nor 还没顾上开会 to 有没有挪用专款. A plain word alone answers anything.
func (t *Text) ofSomethingElse(q *knowledge.Question, at Span) bool {
	asked := q.Ask
	for _, c := range q.Choices {
		asked += c.Label
	}
	var content []rune
	from, to := t.clauseAt(at)
	for i := from; i < to; i++ {
		if i >= at.From && i < at.To && plainWords[string(t.Runes[at.From:at.To])] || strings.ContainsRune(saysNothing, t.Runes[i]) {
			content = append(content, ' ')
			continue
		}
		content = append(content, t.Runes[i])
	}
	words := strings.Fields(string(content))
	return len(words) > 0 && !slices.ContainsFunc(words, func(w string) bool { return sharesPair(w, asked) })
}

// sharesPair tells whether two neighbouring characters of w, or its only one, stand in s.
func sharesPair(w, s string) bool {
	r := []rune(w)
	if len(r) == 1 {
		return strings.ContainsRune(s, r[0])
	}
	for i := 1; i < len(r); i++ {
		if strings.Contains(s, string(r[i-1:i+1])) {
			return true
		}
	}
	return false
}

// clauseAt is the clause in which a span begins.
func (t *Text) clauseAt(at Span) (from, to int32) {
	from, to = at.From, at.To
	for from > 0 && strength(t.Runes[from-1]) == 0 {
		from--
	}
	for int(to) < len(t.Runes) && strength(t.Runes[to]) == 0 {
		to++
	}
	return from, to
}

// saysNothing are characters that two sentences may share without speaking of the same.
const saysNothing = "均皆的了过着啊吧呢呀嘛哦嗯噢哈哎唉那这哪个些种样什么啥任何一也都就还全可请在和跟人事说来去上下到很太真确实绝对肯定从倒并是有没不无未会要能得给我咱俺们你您他 "

// plainWords are the words of yes and no that name nothing themselves.
var plainWords = set("有 有的 是 是的 对 对的 对头 对着 嗯 嗯嗯 嗯呐 嗯哪 恩 中 中啊 行 可以 好的 好嘞 成 没错 没错儿 不错 没问题 当然 肯定 那肯定 必须的 要得 使得 可不 可不是 可不是嘛 " +
	"是这么回事 是这样 咋没有 咋没 怎么没有 哪能没有 都有 两个都有 三个都有 算是 算是吧 yes y ok yeah 有嘞 有滴 有呢 有啊 有过 是啊 是呀 是哩 是嘞 对呀 对啊 没跑 确实 确实是 那是 得劲 管 确认 属实 " +
	"没 没有 没得 没有的 没有过 没啊 没呢 没嘞 冇 木有 无 否 不 不是 不是的 不对 不存在 不涉及 不沾边 不沾 不会 不用 未 未曾 还没 还没有 还没呢 尚未 从没 从来没 从来没有 一个都没 一样都没 一分没 " +
	"没那回事 没这回事 哪有 哪有啊 那倒没 倒没有 并无 并没有 是没有 是没得 真没有 确实没有 绝对没有 肯定没有 都没有 no n nope")

func set(words string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(words) {
		m[w] = true
	}
	return m
}

// aboutRedLine tells whether the question asks if a red line is there.
func aboutRedLine(q *knowledge.Question) bool {
	return len(q.Settles) > 0 && strings.HasPrefix(q.Settles[0], "neg-")
}

// opensWith tells whether the first clause of a reply is a plain yes or no and nothing else.
func opensWith(t *Text) (yes, plain bool) {
	first, _, more := strings.Cut(strings.TrimLeft(t.String(), Breaks), ",")
	if i := strings.IndexAny(first, Breaks); i >= 0 {
		first, more = first[:i], true
	}
	switch {
	case !more:
		return false, false
	case slices.Contains([]string{"是", "是的", "是啊", "有", "有的", "有过", "有啊", "对", "对的", "嗯", "嗯嗯", "确实", "确实有", "确实是", "会", "会的", "算是"}, first):
		return true, true
	case slices.Contains([]string{"没有", "没", "没得", "不是", "不会", "不", "无", "没有的", "是没有", "都没有", "没有没有", "绝对没有", "从来没有"}, first):
		return false, true
	}
	return false, false
}

// shortAnswerTo is ShortAnswer where the question asks what somebody knows: 不知道 is then a no and 知道 a yes.
func shortAnswerTo(ask string, t *Text) (knowledge.Slot, Span) {
	slot, at := ShortAnswer(t)
	if slot == knowledge.SlotUnknown && hasAny(ask, "是否知道", "知不知道", "是不是知道", "知情吗", "是否知情", "清不清楚", "知道吗") &&
		hasAny(t.String(), "不知道", "不晓得", "不知情", "不清楚有") {
		return knowledge.SlotNo, at
	}
	return slot, at
}

// byLabel is the choice that the reply names by its label or its number, -1 for none.
func byLabel(q *knowledge.Question, t *Text) int {
	s := strings.Trim(t.String(), Breaks)
	found := -1
	for i, c := range q.Choices {
		label := Normalise(c.Label).String()
		if s == label {
			return i
		}
		if len([]rune(label)) >= 3 && strings.Contains(s, label) {
			if found >= 0 {
				return -1
			}
			found = i
		}
	}
	if found >= 0 && len(t.Runes) < shortReply {
		return found
	}
	return ordinalOf(s, len(q.Choices))
}

// ordinalOf reads 2, b, 第二个, 选二, 最后一个 as an index below n, -1 otherwise.
func ordinalOf(s string, n int) int {
	r := []rune(strings.TrimRight(strings.TrimPrefix(strings.TrimPrefix(s, "选"), "第"), "个项种条吧号。"))
	if slices.Contains([]string{"最后一个", "最后一项", "最后那个"}, s) {
		return n - 1
	}
	if len(r) != 1 {
		return -1
	}
	i := numeral(r[0]) - 1
	if 'a' <= r[0] && r[0] <= 'z' {
		i = int(r[0] - 'a')
	}
	if i < 0 || i >= n || i > 9 {
		return -1
	}
	return i
}

// unknownChoice is the choice that settles nothing because the person cannot tell.
func unknownChoice(q *knowledge.Question) int {
	return slices.IndexFunc(q.Choices, func(c knowledge.Choice) bool { return strings.Contains(c.Label, "不清楚") })
}

// plainChoice is the choice that a plain yes or no takes: of those that settle the question's fact that way, the one
// that settles and raises least beside it.
func plainChoice(q *knowledge.Question, yes bool) int {
	if len(q.Settles) == 0 {
		return -1
	}
	best, least := -1, 1<<30
	for i, c := range q.Choices {
		if !slices.Contains(c.Sets, knowledge.Sign{Fact: q.Settles[0], Holds: yes}) {
			continue
		}
		if n := len(c.Sets) + 2*len(c.Hints); n < least {
			best, least = i, n
		}
	}
	return best
}

// slotOf is the kind of answer that a choice gives to the question's main fact.
func slotOf(q *knowledge.Question, i int) knowledge.Slot {
	if i == unknownChoice(q) {
		return knowledge.SlotUnknown
	}
	for _, s := range q.Choices[i].Sets {
		if len(q.Settles) > 0 && s.Fact == q.Settles[0] {
			if s.Holds {
				return knowledge.SlotYes
			}
			return knowledge.SlotNo
		}
	}
	for _, s := range q.Choices[i].Sets {
		if s.Holds && condition(s.Fact) {
			return knowledge.SlotYes
		}
	}
	return knowledge.SlotText
}

// stageChoice is the choice of the question how far the matter has gone, by its order: 还没做, 正在做, 已经做完, 有人在查.
func stageChoice(q *knowledge.Question, t *Text) int {
	s := t.String()
	at := -1
	stage, _ := Stage(t, t.Clauses(nil))
	switch {
	case stage == knowledge.Inquiry || hasAny(s, "有人在查", "在查", "查着", "来查", "立案", "审计在", "巡察在", "纪委在", "被查") && !hasAny(s, "没人查", "没有人查", "没人在查"):
		at = 3
	case hasAny(s, "一半", "正在", "干着", "做着", "开工了", "动工了", "开始了", "进行中", "在建", "在做", "在干", "刚开始", "还没完", "没做完", "没干完"):
		at = 1
	case hasAny(s, "还没", "没做", "没动", "没开始", "没有开始", "未实施", "准备", "打算", "没开工", "没干"):
		at = 0
	case hasAny(s, "完", "好了", "结束", "过了", "早就", "去年", "前年", "上个月", "已经做", "干了", "发了", "办了"):
		at = 2
	case stage == knowledge.Planned:
		at = 0
	case stage == knowledge.Ongoing:
		at = 1
	case stage == knowledge.Done:
		at = 2
	}
	if at >= len(q.Choices) {
		return -1
	}
	return at
}

// unsaidCost is what each fact that a choice settles costs it when choices are weighed.
const unsaidCost = 0.3

// chosen is the choice whose settled facts the words of the reply state most clearly, with the cue that shows it; -1 for
// none. What a choice would settle beside what was said counts against it.
func (l *Lexicon) chosen(q *knowledge.Question, t *Text) (int, Cue) {
	cues := l.Scan(t, t.Clauses(nil), nil)
	best, shows, most := -1, Cue{}, float32(0)
	for i, choice := range q.Choices {
		var sum, top float32
		var first Cue
		for _, c := range cues {
			if at := slices.Index(choice.Sets, knowledge.Sign{Fact: c.Fact, Holds: c.Holds}); at >= 0 && !c.Hint {
				w := c.Weight / float32(1+at)
				sum += w
				if w > top {
					top, first = w, c
				}
			}
		}
		if sum -= unsaidCost * float32(len(choice.Sets)); top > 0 && (best < 0 || sum > most) {
			best, shows, most = i, first, sum
		}
	}
	return best, shows
}

func hasAny(s string, words ...string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(s, w) })
}
