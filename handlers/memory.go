package handlers

import (
	"context"
	"fmt"
	"strings"
	"unicode/utf8"

	"dandang/knowledge"
	"dandang/store"
)

// newMatter reports whether the message opens another matter instead of telling more of this one. With a question
// open the talk goes on unless the words say otherwise; after an outcome, a whole new story with its own question
// is another matter, and the person can take that back by one press.
func (t *turn) newMatter(q *knowledge.Question) bool {
	if t.read.Kind != knowledge.Plan {
		return false
	}
	if len(t.talk.Matter.Items) == 0 && len(t.talk.Matter.Facts) == 0 {
		return true
	}
	text := t.message.Text
	switch {
	case opens(text):
		return true
	case continues(text):
		return false
	}
	whole := utf8.RuneCountInString(text) >= 18 && asksWhether(text)
	if q == nil {
		return whole || utf8.RuneCountInString(text) >= 40
	}
	return whole && !t.sameItem()
}

// sameItem reports whether the message is about an item that the matter may belong to.
func (t *turn) sameItem() bool {
	if len(t.read.Items) == 0 {
		return true
	}
	for _, c := range t.talk.Matter.Items {
		if c.ID == t.read.Items[0].ID {
			return true
		}
	}
	return false
}

// opens, continues and asksWhether know the words by which people open another matter, go on with the same one,
// and ask whether a thing may be filed.
func opens(s string) bool {
	return anyOf(s, "另外一件", "另一件", "还有一件", "换个事", "换一件", "再问一件", "再问个别的", "还有个事", "还有一个事", "另外想问", "别的事", "另有一事", "再请教一件")
}

func continues(s string) bool {
	return anyOf(s, "刚才", "刚说", "补充", "前面说", "上面说", "这件事", "这个事", "这事", "那个项目", "这个项目", "忘了说", "对了", "不对", "更正", "说错", "还有就是", "接着说", "其实")
}

func asksWhether(s string) bool {
	return anyOf(s, "能备", "能不能", "能报", "可以备", "可以吗", "可不可以", "行不", "行吗", "备案", "能容", "算不算", "稳不稳", "有没有事", "会不会", "咋办", "怎么办", "合适吗", "合不合适", "可以吧", "能行")
}

// masked is the message as it may be kept.
func masked(text string, r knowledge.Reading) string {
	if r.Masked != "" {
		return r.Masked
	}
	return text
}

func anyOf(s string, words ...string) bool {
	for _, w := range words {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}

// begin opens a new matter from the message; nothing of the old one is carried over.
func (t *turn) begin() {
	t.shelve()
	t.talk.Matter = matterOf(t.read)
	t.talk.From = len(t.talk.Said)
	t.talk.Case = ""
}

// shelve puts the matter in hand among the past ones.
func (t *turn) shelve() {
	m := t.talk.Matter
	if len(m.Items) == 0 && len(m.Facts) == 0 {
		return
	}
	v := knowledge.Judge(t.base, m)
	t.talk.Past = append(t.talk.Past, store.Past{First: t.talk.From, Last: len(t.talk.Said) - 1, Item: v.Item, Outcome: v.Outcome})
	t.talk.Matter, t.talk.Pending = knowledge.Matter{}, ""
}

// add takes in more of the same story.
func (t *turn) add(ctx context.Context) error {
	via := knowledge.Said
	if t.read.Slot == knowledge.SlotCorrection {
		via = knowledge.Corrected
	}
	t.learn(t.read.Facts, via)
	t.restage(t.read.Stage)
	return t.reread(ctx)
}

// reread looks for the item again over all that was told, once a good part of the story has come.
func (t *turn) reread(ctx context.Context) error {
	const worthwhile = 15
	if utf8.RuneCountInString(t.message.Text) < worthwhile {
		return nil
	}
	var story strings.Builder
	for _, s := range t.talk.Said[min(t.talk.From, len(t.talk.Said)):] {
		if !s.Pressed && s.Kind == knowledge.Plan {
			story.WriteString(s.Text + "。")
		}
	}
	story.WriteString(t.message.Text)
	whole := []rune(story.String())
	r, err := t.desk.Reader.Read(ctx, t.base, string(whole[:min(len(whole), mostRunes)]), nil)
	if err != nil {
		return fmt.Errorf("read the story again: %w", err)
	}
	if len(r.Items) > 0 {
		t.talk.Matter.Items = r.Items
	}
	return nil
}

// learn adds facts, as said in this message.
func (t *turn) learn(facts []knowledge.Fact, via knowledge.Via) {
	turn := len(t.talk.Said) - t.talk.From
	for _, f := range facts {
		f.Turn, f.Via = turn, via
		t.talk.Matter.Facts = append(t.talk.Matter.Facts, f)
	}
}

// restage takes a stage from a later message: an inquiry always counts, the rest only when nothing was known, since
// 「会已经开过了」 says nothing of how far the matter itself has gone, or when the stage alone is corrected.
func (t *turn) restage(s knowledge.Stage) {
	m := &t.talk.Matter
	switch {
	case s == knowledge.Inquiry, m.Stage == knowledge.StageUnknown:
		m.Stage = s
	case t.read.Slot == knowledge.SlotCorrection && s != knowledge.StageUnknown && len(t.read.Facts) == 0:
		m.Stage = s
	}
}

// undo takes back the last thing said about the matter, by hearing again all that was said before it, and reports
// whether there was one.
func (t *turn) undo(ctx context.Context) (bool, error) {
	last := len(t.talk.Said) - 1
	for last > t.talk.From && !counted(t.talk.Said[last]) {
		last--
	}
	if last <= t.talk.From {
		return false, nil
	}
	t.talk.Said = t.talk.Said[:last]
	t.talk.Matter = knowledge.Matter{}
	if err := t.replay(ctx); err != nil {
		return false, err
	}
	t.talk.Matter.Asked = without(t.talk.Matter.Asked, t.talk.Said[last-1].Asked)
	return true, nil
}

// counted reports whether what was said changed what is known: asides and commands did not.
func counted(s store.Said) bool {
	return s.Kind != knowledge.Procedure && s.Kind != knowledge.OffTopic && s.Kind != knowledge.Adversarial && s.Kind != knowledge.Command
}

func without(list []string, s string) []string {
	out := list[:0:0]
	for _, x := range list {
		if x != s {
			out = append(out, x)
		}
	}
	return out
}
