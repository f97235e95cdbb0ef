package handlers

import (
	"strings"
	"unicode/utf8"

	"dandang/filing"
	"dandang/knowledge"
)

// beside answers a question put in the middle: about the procedure, about this field, or something that has no place
// here. An answer to the open field that only sounds like one is left to the field.
func (t *turn) beside(plain string) (Reply, bool) {
	q, open := t.paper.draft.Next()
	if t.message.Press != "" {
		for i := range t.base.FAQs {
			if t.base.FAQs[i].Title == t.message.Press {
				return faqReply(t.base, []string{t.base.FAQs[i].ID}), true
			}
		}
		return Reply{}, false
	}
	if why.MatchString(plain) && open {
		return Reply{Text: whyField(q.Field)}, true
	}
	switch {
	case t.read.Kind == knowledge.Procedure && questioning(t.message.Text):
		return faqReply(t.base, t.read.FAQ), true
	case t.read.Kind == knowledge.Adversarial && t.aimed():
		return plainReply(t.base, t.read), true
	case t.read.Kind == knowledge.OffTopic && t.read.Intent != greeting && questioning(t.message.Text) && !t.takes(t.message.Text):
		return plainReply(t.base, t.read), true
	case t.read.Kind != knowledge.Command || utf8.RuneCountInString(plain) > 8:
		return Reply{}, false
	}
	switch t.read.Intent {
	case knowledge.IntentHelp:
		return draftHelp(), true
	case knowledge.IntentLists:
		return listsReply(t.base), true
	case knowledge.IntentMyData:
		return myDataReply(t.base, t.talk), true
	}
	return Reply{}, false
}

// aimed reports whether words that sound like an attempt on the assistant are one: they speak to it, and are nothing
// that a field or a list would take.
func (t *turn) aimed() bool {
	_, _, _, ok := t.rows(t.message.Text)
	return !ok && !told(t.read.Facts) && anyOf(t.message.Text, "你", "忽略", "假装", "扮演")
}

// takes reports whether the open field would take the words.
func (t *turn) takes(words string) bool {
	q, open := t.paper.draft.Next()
	if !open || q.Field.Type == filing.TypeList {
		return false
	}
	_, err := filing.Read(q.Field, words, t.message.At)
	return err == nil && q.Field.Type != filing.TypeText
}

// questioning reports whether words are a question and not an answer.
func questioning(s string) bool {
	s = strings.TrimSpace(s)
	return strings.HasSuffix(s, "？") || strings.HasSuffix(s, "?") || strings.HasSuffix(s, "吗") || strings.HasSuffix(s, "呢") ||
		anyOf(s, "什么材料", "多久", "怎么办", "能不能", "是不是", "会不会", "要不要", "多长时间", "找谁", "归谁", "有什么用")
}
