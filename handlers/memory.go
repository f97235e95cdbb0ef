package handlers

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"dandang/knowledge"
	"dandang/store"
)

// newMatter reports whether the message opens another matter instead of telling more of this one. With a question
// open the talk goes on unless the words say otherwise; after an outcome, a whole new story with its own question
// is another matter, and the person can take that back by one press. Once the question has been put, a plan that shares
// no word with what was told is a matter of its own however short: what was settled of one must never count for another.
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
	n := utf8.RuneCountInString(text)
	whole := n >= 18 && asksWhether(text) && t.hasAsked()
	own := asksWhether(text) && t.hasAsked() && !supposes(text) && !t.sharesWords(text)
	if q == nil {
		return whole || own || n >= 40
	}
	return whole && !t.sameItem(t.talk.Matter.Items) || own && !t.sameItem(likeliest(t.talk.Matter.Items, 1))
}

// wholeStory reports whether the message tells of a matter from its beginning to its own question, and of nothing that
// was spoken of: then it is no answer to what was asked, though some of its words would be one.
func (t *turn) wholeStory() bool {
	text := t.message.Text
	return t.read.Kind == knowledge.Plan && t.hasMatter() && utf8.RuneCountInString(text) >= 30 &&
		asksWhether(text) && t.hasAsked() && !continues(text) && !supposes(text) && !t.sharesWords(text)
}

// strange reports whether a message may be about another matter than the one in hand: a long one of another item, with no
// word in common.
func (t *turn) strange() bool {
	text := t.message.Text
	return t.read.Kind == knowledge.Plan && t.hasMatter() && utf8.RuneCountInString(text) >= 30 && !continues(text) &&
		!t.sameItem(likeliest(t.talk.Matter.Items, 2)) && !t.sharesWords(text)
}

// hasAsked reports whether the person has put the question about the matter in hand. Whoever has not is still telling it.
func (t *turn) hasAsked() bool {
	return slices.ContainsFunc(t.talk.Said[min(t.talk.From, len(t.talk.Said)):], func(s store.Said) bool { return !s.Pressed && asksWhether(s.Text) })
}

// likeliest are the n likeliest items.
func likeliest(items []knowledge.Candidate, n int) []knowledge.Candidate {
	return items[:min(n, len(items))]
}

// sameItem reports whether the message is about one of these items, or about none that is known.
func (t *turn) sameItem(items []knowledge.Candidate) bool {
	return len(t.read.Items) == 0 || slices.ContainsFunc(items, func(c knowledge.Candidate) bool { return c.ID == t.read.Items[0].ID })
}

// sharesWords reports whether the message has a pair of characters in common with what was told of the matter, beside
// those of asking and of every plan.
func (t *turn) sharesWords(text string) bool {
	said := pairs(text)
	for _, s := range t.talk.Said[min(t.talk.From, len(t.talk.Said)):] {
		if s.Pressed {
			continue
		}
		for p := range pairs(s.Text) {
			if said[p] && !strings.ContainsAny(p, sayNothing) {
				return true
			}
		}
	}
	return false
}

// sayNothing are characters of which a pair may stand in two plans that are not the same.
const sayNothing = "的了过着啊吧呢吗呀嘛是有没不无这那哪个些种样什么一也都就还先再请在和跟给把被让想要打算准备能可以行备案报会到上下我咱俺们你您他为，。；：？！、,.;:?! "

// opens, continues and asksWhether know the words by which people open another matter, go on with the same one,
// and ask whether a thing may be filed.
func opens(s string) bool {
	return anyOf(s, "另外一件", "另一件", "还有一件", "换个事", "换一件", "再问一件", "再问个别的", "还有个事", "还有一个事", "另外想问", "别的事", "另有一事", "再请教一件")
}

func continues(s string) bool {
	r := []rune(s)
	return anyOf(string(r[:min(len(r), 20)]), "刚才", "刚说", "补充", "前面说", "上面说", "这件事", "这个事", "这事", "那个项目", "这个项目", "忘了说", "对了", "不对", "更正", "说错", "还有就是", "接着说", "其实")
}

func asksWhether(s string) bool {
	return anyOf(s, "能备", "能不能", "能报", "可以备", "可以吗", "可不可以", "行不", "行吗", "备案", "能容", "算不算", "稳不稳", "有没有事", "会不会", "咋办", "怎么办", "合适吗", "合不合适", "可以吧", "能行")
}

// supposes knows the words by which people ask what would be if the same matter went otherwise.
func supposes(s string) bool {
	return strings.HasPrefix(s, "那") || anyOf(s, "要是", "如果", "假如", "这样", "这种", "这么")
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
