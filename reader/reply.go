package reader

import (
	"slices"
	"strings"

	"dandang/knowledge"
)

// An Answer is what a reply says to a question.
type Answer struct {
	Slot   knowledge.Slot
	Choice int  // index into the question's choices, -1 for none
	At     Span // the words that show it
}

type answerKind struct {
	name string
	slot knowledge.Slot
}

// answerKinds in the order in which a tie is broken.
var answerKinds = []answerKind{
	{"ans-correction", knowledge.SlotCorrection}, {"ans-skip", knowledge.SlotSkip}, {"ans-unknown", knowledge.SlotUnknown},
	{"ans-no", knowledge.SlotNo}, {"ans-yes", knowledge.SlotYes},
}

const (
	openingRunes = 6  // an answer's first word stands within so many runes
	shortReply   = 22 // longer replies are dates or sums only when they say so at once
)

// ShortAnswer tells what kind of answer a reply is when nothing is known of the question, with the words that show it.
func ShortAnswer(t *Text) (knowledge.Slot, Span) {
	clauses := t.Clauses(nil)
	if len(clauses) == 0 {
		return knowledge.SlotNone, Span{}
	}
	cues := manners().Scan(t, clauses, nil)
	if at, ok := corrected(t, cues); ok {
		return knowledge.SlotCorrection, at
	}
	slot, at := t.opening(cues)
	if skip, ok := kind(cues, "ans-skip"); ok && slot == knowledge.SlotNone && len(t.Runes) < shortReply {
		return knowledge.SlotSkip, Span{skip.From, skip.To}
	}
	if slot == knowledge.SlotUnknown || slot == knowledge.SlotSkip {
		return slot, at
	}
	if hedge, ok := kind(cues, "ans-unknown"); ok && hedge.From < shortReply {
		return knowledge.SlotUnknown, Span{hedge.From, hedge.To}
	}
	if dated, span := t.dateOrMoney(cues, at); dated != knowledge.SlotNone {
		return dated, span
	}
	if slot == knowledge.SlotNone {
		return knowledge.SlotText, Span{clauses[0].From, clauses[len(clauses)-1].To}
	}
	return slot, at
}

// opening is the answer that the first words give: the earliest, then the longest. Where they give none, something said
// to be done or not done in a short first clause answers too (证都办下来了).
func (t *Text) opening(cues []Cue) (knowledge.Slot, Span) {
	best, slot, late := Span{From: openingRunes + 1}, knowledge.SlotNone, Span{}
	lateSlot := knowledge.SlotNone
	for _, c := range cues {
		at := slices.IndexFunc(answerKinds, func(k answerKind) bool { return k.name == c.Fact })
		if at < 0 || answerKinds[at].slot == knowledge.SlotCorrection || !t.standsAlone(c) {
			continue
		}
		switch k := answerKinds[at].slot; {
		case c.From > openingRunes:
			if c.Clause == 0 && lateSlot == knowledge.SlotNone && c.To-c.From > 1 {
				late, lateSlot = Span{c.From, c.To}, k
			}
		case c.From < best.From || c.From == best.From && c.To > best.To:
			best, slot = Span{c.From, c.To}, k
		}
	}
	if slot != knowledge.SlotNone {
		return slot, best
	}
	return lateSlot, late
}

// standsAlone tells whether a word of one character is an answer there and no part of a sentence: 有, 是的; not 中间.
func (t *Text) standsAlone(c Cue) bool {
	if c.To-c.From > 1 {
		return true
	}
	r := t.Runes[c.From]
	if c.From > 2 {
		return false
	}
	if strings.ContainsRune("没不无未冇", r) || r == '有' && c.From == 0 {
		return true
	}
	return c.From == 0 && (int(c.To) == len(t.Runes) || strength(t.Runes[c.To]) > 0 || strings.ContainsRune("的了吧呢啊哦嘞呀哩嗯滴", t.Runes[c.To]))
}

// kind is the first cue of one kind.
func kind(cues []Cue, name string) (Cue, bool) {
	for _, c := range cues {
		if c.Fact == name {
			return c, true
		}
	}
	return Cue{}, false
}

// corrected tells whether the reply takes something back: it says so, or puts 不是…，是….
func corrected(t *Text, cues []Cue) (Span, bool) {
	if c, ok := kind(cues, "ans-correction"); ok && c.From <= 14 {
		return Span{c.From, c.To}, true
	}
	s := t.String()
	for _, p := range [][2]string{{"不是", "是"}, {"不对", "是"}, {"把", "改成"}} {
		if rest, ok := strings.CutPrefix(s, p[0]); ok {
			if i := strings.Index(rest, ","+p[1]); i > 0 || p[0] == "把" && strings.Contains(rest, p[1]) {
				return Span{0, int32(min(len(t.Runes), 12))}, true
			}
		}
	}
	return Span{}, false
}

// dateOrMoney tells whether the reply is a date or a sum and little else.
func (t *Text) dateOrMoney(cues []Cue, answered Span) (knowledge.Slot, Span) {
	if answered.To > 0 && answered.From == 0 && !t.numberAt(int(answered.From)) || len(t.Runes) > shortReply {
		return knowledge.SlotNone, Span{}
	}
	c, dated := kind(cues, "ans-date")
	if !dated {
		c.From, c.To, dated = t.calendar()
	}
	sums := t.Amounts(nil)
	switch {
	case dated && (len(sums) == 0 || sums[0].Bare):
		return knowledge.SlotDate, Span{c.From, c.To}
	case len(sums) > 0:
		return knowledge.SlotMoney, Span{sums[0].From, sums[0].To}
	case slices.Contains([]string{"零", "0", "免费", "不花钱", "一分不花", "一个子儿不花"}, t.String()):
		return knowledge.SlotMoney, Span{0, int32(len(t.Runes))}
	}
	return knowledge.SlotNone, Span{}
}

func (t *Text) numberAt(i int) bool { return i < len(t.Runes) && numeral(t.Runes[i]) >= 0 }

// calendar finds a day or month written with figures: 6月18号, 2026-03-01, 二零二五年八月.
func (t *Text) calendar() (from, to int32, ok bool) {
	for i, r := range t.Runes {
		if i == 0 || numeral(t.Runes[i-1]) < 0 {
			continue
		}
		if r == '月' || r == '年' || r == '号' || r == '日' || r == '-' && i >= 4 && i+1 < len(t.Runes) && isDigit(t.Runes[i+1]) {
			j := i
			for j > 0 && (numeral(t.Runes[j-1]) >= 0) {
				j--
			}
			return int32(j), int32(min(i+1, len(t.Runes))), true
		}
	}
	return 0, 0, false
}
