package handlers

import (
	"context"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"dandang/filing"
	"dandang/store"
)

// The short words that steer a draft. They are matched whole, so that an answer which contains them stays an answer.
var (
	review    = regexp.MustCompile(`^(核对|核对一下|检查|检查一下|检查一遍|看全表|看表|看看表|看看全部|全部看一遍|预览|看看填得怎么样|看看填了什么)$`)
	submit    = regexp.MustCompile(`^(提交|提交吧|我要提交|交了|交上去|递交|报上去|确认提交|就这样提交|提交备案|提交申请|可以提交了)$`)
	undo      = regexp.MustCompile(`^(上一步|撤回|撤销|退回|退回上一步|返回上一步|回到上一步|上一题|上一项|回上一项|回上一步|刚才那个撤回)$`)
	skip      = regexp.MustCompile(`^(先?跳过|先跳过这项|跳过这一?项|先空着|空着|先不填|这个先不填|这一?项先不填|以后再填|不知道|不清楚|说不准|不确定|手头没有|过)$`)
	later     = regexp.MustCompile(`^(稍后再说|稍后|等会儿?再说|晚点再说|先这样|先放着|先放一放|改天再填|下次再填|明天再填|先存着|存着|保存|先保存|暂停|回头再说|明天再说|先到这里|先到这儿|今天先到这里)$`)
	cancel    = regexp.MustCompile(`^(取消|算了|不填了|不办了|不报了|不备了|放弃|作废|取消起草|不起草了|删掉草稿|删除草稿)$`)
	reopen    = regexp.MustCompile(`^(补填|补跳过的|填跳过的|把跳过的补上|补填跳过的|接着填跳过的|回到跳过的)$`)
	why       = regexp.MustCompile(`^(为什么|为啥|为什么问这个|为什么要填这个|问这个干什么|问这个干嘛|这个有什么用|什么意思|啥意思|这个是什么意思|不懂|没看懂|怎么填|怎么写|举个例子|为什么要填)$`)
	unchanged = regexp.MustCompile(`^(不改|不改了|不变|不用改|照旧|就这样|对|保持不变)$`)
	restart   = regexp.MustCompile(`^(换一件事|换个事|重来|从头来|说别的事|另外一件事|再问一件事)$`)
	goOn      = regexp.MustCompile(`^(继续|接着填|继续填|接着来|继续起草|接着起草|接着写|接着问|好|好的|开始|开始填|可以)$`)
	allRight  = regexp.MustCompile(`^(都对|全对|都对的|都没错|都正确|全部正确|全部确认|都确认|全都对|以上都对|都没问题|确认无误)$`)
	oneByOne  = regexp.MustCompile(`^(逐项核对|一项一项来|一个一个来|逐项来|挨个来|挨个核对)$`)
	edit      = regexp.MustCompile(`^(?:我要|我想|想|要)?(?:改一下|改改|修改一下|修改|更改|编辑|重填|重写|改|回到|回)(?:第)?(.{1,20}?)(?:这一项|这项|项|号|一下)?$`)
)

// plainWords are the words without marks and small talk at the ends.
func plainWords(s string) string {
	s = strings.Trim(strings.TrimSpace(s), "。.！!，,；;～~…？? ")
	for _, end := range []string{"吧", "了吧", "啊", "哈"} {
		if cut, ok := strings.CutSuffix(s, end); ok && len([]rune(cut)) >= 2 {
			return cut
		}
	}
	return s
}

// step is what the words steer the draft to, nil when they steer nothing.
func (t *turn) step(plain string) func(context.Context) error {
	if step := t.rewording(plain); step != nil {
		return step
	}
	d := t.paper.draft
	q, open := d.Next()
	page := t.paper.page
	switch {
	case open && slices.ContainsFunc(q.Field.Choices, func(c filing.Choice) bool { return c.Label == plain }) && page == pageQuestion:
		return nil
	case review.MatchString(plain):
		return func(context.Context) error {
			t.paper.whole = true
			return t.showPage(pageCheck, "")
		}
	case submit.MatchString(plain):
		return t.handIn
	case undo.MatchString(plain):
		return func(context.Context) error { return t.undoDraft() }
	case later.MatchString(plain):
		return func(context.Context) error { return t.putOff() }
	case plain == pressDrop:
		return func(context.Context) error { return t.dropDraft() }
	case cancel.MatchString(plain):
		return func(context.Context) error { t.reply = askDrop(d); return nil }
	case reopen.MatchString(plain):
		return func(context.Context) error {
			t.paper.draft = d.Resume()
			return t.showPage(pageQuestion, "")
		}
	case plain == pressHuman || plain == "找人工" || plain == "人工":
		return t.humanFromDraft
	case plain == pressHelp:
		return func(context.Context) error { t.reply = t.backToPaper(draftHelp()); return nil }
	case plain == pressDraft || draftAgain(plain):
		return func(context.Context) error { return t.showPage(page, stillHere()) }
	}
	return t.pageStep(plain, q, open)
}

func draftAgain(plain string) bool {
	return plain == "帮我起草" || plain == "起草" || plain == "起草申请表"
}

// pageStep is what the words do on the page that is shown.
func (t *turn) pageStep(plain string, q filing.Question, open bool) func(context.Context) error {
	d := t.paper.draft
	if open && q.Mode == filing.ModeEdit && q.Value.State == filing.Filled && unchanged.MatchString(plain) {
		return func(context.Context) error {
			t.paper.draft = d.Edit("")
			return t.show(leftAsIs(q.Field))
		}
	}
	listing := open && q.Field.Type == filing.TypeList && q.Mode == filing.ModeMore
	switch page := t.paper.page; {
	case (page == pageStart || page == pageCheck) && (allRight.MatchString(plain) || page == pageStart && (plain == "对" || plain == "确认")):
		return func(context.Context) error {
			t.paper.draft = d.ConfirmAll("")
			if page == pageStart {
				page = pageQuestion
			}
			return t.showPage(page, confirmedAll())
		}
	case page == pageStart && oneByOne.MatchString(plain):
		return func(context.Context) error { return t.showPage(pageQuestion, "") }
	case page == pageCheck && d.At == "" && (goOn.MatchString(plain) || plain == pressGoOn):
		return func(context.Context) error { return t.showPage(pageQuestion, "") }
	case goOn.MatchString(plain) && len([]rune(plain)) > 2 || plain == "继续":
		return func(context.Context) error { return t.showPage(t.paper.page, "") }
	case skip.MatchString(plain) && open && !listing && page != pageStart:
		return func(context.Context) error {
			t.paper.draft = d.Skip(q.Field.ID)
			return t.show(skipped(q.Field))
		}
	}
	if f := t.wanted(plain); f != nil {
		return func(context.Context) error {
			if t.paper.page == pageStart {
				t.paper.page = pageQuestion
			}
			t.paper.draft = d.Edit(f.ID)
			return t.show("")
		}
	}
	return nil
}

// wanted is the field that the person wants to change, by name or by its number on the check page; nil for none.
func (t *turn) wanted(plain string) *filing.Field {
	d := t.paper.draft
	name := plain
	if g := edit.FindStringSubmatch(plain); g != nil && !strings.Contains(plain, "改成") && !strings.Contains(plain, "改为") {
		name = strings.TrimSpace(g[1])
	} else if t.paper.page != pageCheck || d.At != "" {
		return nil
	}
	if n, err := strconv.Atoi(name); err == nil {
		return numbered(d, n)
	}
	fields := t.alike(name)
	if len(fields) != 1 {
		return nil
	}
	return fields[0]
}

// alike are the fields that a name may mean.
func (t *turn) alike(name string) []*filing.Field {
	return slices.DeleteFunc(slices.Clone(t.paper.draft.Form.Named(name)), func(f *filing.Field) bool { return f.Office })
}

// numbered is the field with that number on the check page, nil for none.
func numbered(d filing.Draft, n int) *filing.Field {
	for _, page := range d.Review() {
		for _, l := range page.Lines {
			if l.State == filing.StateOffice || l.State == filing.StateNotHere {
				continue
			}
			if n--; n == 0 {
				return l.Field
			}
		}
	}
	return nil
}

func (t *turn) showPage(page, lead string) error {
	t.paper.page = page
	if page == pageCheck {
		t.paper.draft = t.paper.draft.Edit("")
	}
	return t.show(lead)
}

// undoDraft takes the last answer back, asks it again, and forgets a red line that it told.
func (t *turn) undoDraft() error {
	d := t.paper.draft
	if len(d.History) == 0 {
		t.reply = t.ask()
		t.reply.Text = nothingToTakeBack() + "\n" + t.reply.Text
		return nil
	}
	last := d.History[len(d.History)-1]
	next, _ := d.Undo()
	t.forget(last.Field)
	lead := takenBackAll()
	if f := next.Form.Field(last.Field); f != nil {
		lead = takenBack(f)
		if v := next.Values[f.ID]; v.State != filing.Filled && next.Applies(f) && t.paper.page != pageStart {
			next = next.Edit(f.ID)
		}
	}
	t.paper.draft = next
	return t.show(lead)
}

// putOff keeps the draft for another day.
func (t *turn) putOff() error {
	if err := t.keep(); err != nil {
		return err
	}
	t.talk.Drafts[t.paper.at].Open = false
	t.reply = putOff(t.paper.draft)
	return nil
}

// dropDraft removes the draft for good.
func (t *turn) dropDraft() error {
	t.talk.Drafts = slices.Delete(slices.Clone(t.talk.Drafts), t.paper.at, t.paper.at+1)
	t.changed, t.audit = true, "draft dropped"
	t.reply = dropped(t.hasMatter())
	return nil
}

// humanFromDraft hands the matter to a person, with the draft as it stands; it can be gone on with.
func (t *turn) humanFromDraft(ctx context.Context) error {
	if err := t.human(ctx); err != nil {
		return err
	}
	if t.open != nil {
		data, err := t.paper.draft.Encode()
		if err != nil {
			return err
		}
		t.open.Form = data
		if !t.hasMatter() && t.paperNames() {
			t.open.Question = subject(t.paper.draft)
			t.open.Summary = t.open.Question
		}
	}
	t.reply = t.backToPaper(t.reply)
	return nil
}

// paperNames reports whether an open paper says what it is about.
func (t *turn) paperNames() bool {
	return t.paper != nil && subject(t.paper.draft) != t.paper.draft.Form.Title
}

// newDraft puts a draft into the talk and makes it the one that is open.
func (t *turn) newDraft(d filing.Draft, page string) error {
	data, err := d.Encode()
	if err != nil {
		return err
	}
	drafts := slices.Clone(t.talk.Drafts)
	id := 1
	for i := range drafts {
		drafts[i].Open = false
		id = max(id, drafts[i].ID+1)
	}
	for _, f := range t.talk.Filed {
		id = max(id, f.Draft+1)
	}
	t.talk.Drafts = append(drafts, store.Draft{ID: id, Data: data, Began: t.message.At, Seen: t.message.At, Open: true, Page: page})
	t.paper = &paper{at: len(drafts), draft: d, page: page}
	t.changed, t.audit = true, "draft begun"
	return nil
}

// when is the day of a message as the readers of dates take it.
func (t *turn) when() time.Time { return t.message.At }
