package handlers

import (
	"context"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"dandang/filing"
	"dandang/knowledge"
	"dandang/store"
)

// Commands for papers that are good with and without a draft open.
var (
	mine          = regexp.MustCompile(`^(?:看看|查看|看一下|查一下|查)?(?:我的备案|我的草稿|备案列表|我的申请|我的备案申请)$`)
	resume        = regexp.MustCompile(`^(?:继续|接着填|继续填|接着写|继续起草|打开草稿|接着起草)(?:草稿|第)?\s*(\d{0,2})(?:份|号)?$`)
	another       = regexp.MustCompile(`^(?:另起一份|重新起草一份|新起一份|再起草一份)$`)
	copyOf        = regexp.MustCompile(`^(?:复制|照着|照|抄)(?:一份|上次的|上次那份|上一份)?\s*(.{0,30}?)(?:再写一份|重写一份|写一份新的|再来一份|再报一份)?$`)
	withdraw      = regexp.MustCompile(`^(?:撤回|撤销|收回)\s*(?:备案|申请|备案申请)?\s*(.{0,30}?)(?:的备案|的申请)?$`)
	withdrew      = regexp.MustCompile(`^确认撤回\s*(.{1,30})$`)
	numbersFiling = regexp.MustCompile(`^.{0,20}\d+号$`)
	document      = regexp.MustCompile(`^(?:要|再要|再给我|给我|重新要|下载|打印|再出|再发)(?:一份|一下)?(?:文书|申请表|文件|表)?\s*(.{0,30}?)(?:的文书|的申请表|的文件|文书)?$`)
)

// mostDrafts is how many drafts a talk keeps.
const mostDrafts = 5

// paperCommand carries out a command for papers.
func (t *turn) paperCommand(ctx context.Context, words string) (bool, error) {
	plain := plainWords(words)
	open := t.paper != nil
	if mine.MatchString(plain) {
		return true, t.mine(ctx)
	}
	if another.MatchString(plain) {
		return true, t.startDraft()
	}
	if !open {
		if ok, err := t.otherPaper(plain); ok || err != nil {
			return true, err
		}
		if t.selfCheck(words) {
			return true, nil
		}
	}
	if g := resume.FindStringSubmatch(plain); g != nil && (!open || g[1] != "") {
		if err := t.look(ctx); err != nil {
			return true, err
		}
		if len(t.talk.Drafts)+len(t.others) > 0 {
			return true, t.resumeDraft(g[1])
		}
	}
	if !aboutFilings(plain) {
		return false, nil
	}
	if err := t.lookUpFilings(ctx); err != nil || len(t.filings) == 0 {
		return err != nil, err
	}
	if g := withdrew.FindStringSubmatch(plain); g != nil {
		return true, t.takeBack(ctx, g[1])
	}
	if g := withdraw.FindStringSubmatch(plain); g != nil && (g[1] != "" || strings.Contains(plain, "备案") || strings.Contains(plain, "申请")) {
		return true, t.withFiling(g[1], func(c filing.Case) error { t.reply = askWithdraw(c, t.stateOf(c), t.canWithdraw(c)); return nil })
	}
	if g := copyOf.FindStringSubmatch(plain); g != nil && (plain == pressCopy || t.filed(g[1]) != "" || g[1] == "" || numbersFiling.MatchString(g[1])) {
		return true, t.withFiling(g[1], t.copyFiling)
	}
	if g := document.FindStringSubmatch(plain); g != nil && (t.filed(g[1]) != "" || plain == pressPaper || numbersFiling.MatchString(g[1])) {
		return true, t.withFiling(g[1], func(c filing.Case) error { return t.reprint(ctx, c) })
	}
	if !open && submit.MatchString(plain) && len(t.talk.Filed) > 0 {
		t.reply = alreadyFiled(t.talk.Filed[len(t.talk.Filed)-1], t.message.At.Location())
		return true, nil
	}
	return false, nil
}

// aboutFilings reports whether words may be a command about a paper handed in, without looking at any.
func aboutFilings(plain string) bool {
	for _, command := range []*regexp.Regexp{withdrew, withdraw, copyOf, document, submit} {
		if command.MatchString(plain) {
			return true
		}
	}
	return false
}

// beginDraft starts a draft for the matter, or offers the one that is there.
func (t *turn) beginDraft() error {
	if t.desk.Forms == nil || t.form(string(filing.PaperRequest)) == nil {
		t.reply = noForms()
		return nil
	}
	if t.hasMatter() {
		if v := t.present(); v.Outcome == knowledge.Barred && t.keptBack(v) {
			t.verdict = v
			t.reply = notDrafted(t.base, v)
			return nil
		}
	}
	if len(t.talk.Drafts) > 0 {
		t.reply = draftWaiting(t.drafts())
		return nil
	}
	return t.startDraft()
}

// startDraft starts a draft with what the talk has told.
func (t *turn) startDraft() error {
	f := t.form(string(filing.PaperRequest))
	if f == nil {
		t.reply = noForms()
		return nil
	}
	if len(t.talk.Drafts) >= mostDrafts {
		t.reply = tooManyDrafts(t.drafts())
		return nil
	}
	var said []string
	for _, s := range t.talk.Said[min(t.talk.From, len(t.talk.Said)):] {
		words := s.Text
		if s.Pressed || strings.HasPrefix(s.Asked, draftMark) || s.Kind != knowledge.Plan && s.Kind != knowledge.Reply || !t.hasMatter() {
			words = ""
		}
		said = append(said, words)
	}
	d := filing.Start(f, t.spoken(f, filing.PrefillFrom(f, t.talk.Matter, said, t.when())))
	page := pageQuestion
	if len(d.Values) > 1 {
		page = pageStart
	}
	if err := t.newDraft(d, page); err != nil {
		return err
	}
	t.reply = t.ask()
	lead := ""
	if page == pageQuestion {
		lead = begun(d)
	}
	if t.hasMatter() {
		t.verdict = t.present()
	}
	t.reply.Text = join([]string{lead, t.reply.Text, t.caution(), decides(t.base)})
	return nil
}

// spoken leaves out texts that are nothing but the label of a button: they say no more than yes.
func (t *turn) spoken(f *filing.Form, prefills []filing.Prefill) []filing.Prefill {
	return slices.DeleteFunc(prefills, func(p filing.Prefill) bool {
		i := t.talk.From + p.Origin.Turn
		return f.Field(p.Field).Type == filing.TypeText && p.Origin.Turn >= 0 && i < len(t.talk.Said) && t.talk.Said[i].Pressed
	})
}

// resumeDraft opens a draft that was set aside, here or in another conversation of the person.
func (t *turn) resumeDraft(id string) error {
	n, _ := strconv.Atoi(id)
	if id == "" && len(t.talk.Drafts)+len(t.others) == 1 {
		n = t.drafts()[0].id
	}
	if other := t.otherDraft(n); other != nil {
		t.goOnElsewhere(*other)
		return nil
	}
	at := slices.IndexFunc(t.talk.Drafts, func(d store.Draft) bool { return d.ID == n })
	if at < 0 {
		t.reply = whichDraft(t.drafts())
		return nil
	}
	since := t.talk.Drafts[at].Seen
	if err := t.pick(at); err != nil {
		t.reply = draftUnreadable()
		return nil
	}
	t.talk.Drafts = slices.Clone(t.talk.Drafts)
	for i := range t.talk.Drafts {
		t.talk.Drafts[i].Open = i == at
	}
	return t.show(resumed(t.paper.draft, since.In(t.message.At.Location())))
}
