package handlers

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"dandang/knowledge"
	"dandang/store"
)

// Buttons about one's own data.
const (
	pressExport     = "导出我的数据"
	pressForget     = "删除我的数据"
	pressForgetSure = "确认删除我的数据"
)

// ownData carries out what a person asks about what is kept of them: to see it, to have a copy, to have it removed.
// done is false when the words ask no such thing.
func (t *turn) ownData(ctx context.Context) (done bool, err error) {
	switch plainWords(t.message.Press + t.message.Text) {
	case pressExport:
		return true, t.exportData(ctx)
	case pressForget:
		return true, t.askForget(ctx)
	case pressForgetSure:
		return true, t.forgetMe(ctx)
	}
	return false, nil
}

// exportData hands over everything that is kept of the person.
func (t *turn) exportData(ctx context.Context) error {
	p, err := t.desk.Store.Export(ctx, t.message.Unit, t.message.From.ID)
	if err != nil {
		return fmt.Errorf("export own data: %w", err)
	}
	t.reply = exported(p)
	if t.desk.Documents == "" {
		return nil
	}
	b, err := json.MarshalIndent(p, "", "  ")
	if err != nil {
		return fmt.Errorf("export own data: %w", err)
	}
	t.reply.File, err = t.desk.keepFile(t.message.Unit, "我的数据 "+t.message.From.ID+".json", b)
	return err
}

func (t *turn) askForget(ctx context.Context) error {
	p, err := t.desk.Store.Export(ctx, t.message.Unit, t.message.From.ID)
	if err != nil {
		return fmt.Errorf("look at own data: %w", err)
	}
	t.reply = Reply{Text: "要删除的是：" + countData(p) + "。删了就找不回来。" + namedIn(p) + keptLines(p.Kept) + "\n确定要删，请按“" + pressForgetSure + "”。",
		Buttons: []string{pressForgetSure, pressExport, pressMine}}
	return nil
}

// forgetMe removes the person. The turn itself is not kept.
func (t *turn) forgetMe(ctx context.Context) error {
	f, err := t.desk.Store.Forget(ctx, t.message.Unit, t.message.From.ID)
	if err != nil {
		return fmt.Errorf("forget person: %w", err)
	}
	t.reply = Reply{Text: fmt.Sprintf("已经删除：对话和草稿 %d 个，待发给您的通知 %d 条，评价 %d 个。", f.Conversations, f.Notes, f.Marks) + keptLines(f.Kept),
		Buttons: []string{pressHelp}, Forget: true}
	t.changed = false
	return nil
}

// dataReply tells what is kept of the person.
func dataReply(b *knowledge.Base, c store.Conversation) Reply {
	r := myDataReply(b, c)
	if c.Version > 0 {
		r.Buttons = append([]string{pressExport, pressForget}, r.Buttons...)
	}
	return r
}

// whyKept says by which rule something stays.
var whyKept = map[store.KeptWhy]string{
	store.KeptOpen: "正在办理，办完以后才能处理", store.KeptFiled: "已经提交的事项，是机关的档案", store.KeptAudit: "只记谁在什么时候办了什么，不记说的话，按规定不能改、不能删",
}

func countData(p store.Person) string {
	drafts := 0
	for _, t := range p.Talks {
		drafts += len(t.Drafts)
	}
	return fmt.Sprintf("对话 %d 个，草稿 %d 份，待发给您的通知 %d 条，评价 %d 个", len(p.Talks), drafts, len(p.Notes), len(p.Marks))
}

// namedIn are the cases from which the person's id goes: all but those that must stay.
func namedIn(p store.Person) string {
	var numbers []string
	for _, c := range p.Cases {
		if !slices.ContainsFunc(p.Kept, func(k store.Kept) bool { return k.Number == c.Number }) {
			numbers = append(numbers, c.Number)
		}
	}
	if len(numbers) == 0 {
		return ""
	}
	return "\n已经办完的 " + strings.Join(numbers, "、") + " 里，您的编号换成一个认不出是谁的代号；以后您也查不到它。"
}

func exported(p store.Person) Reply {
	return Reply{Text: "这里存着您的：" + countData(p) + fmt.Sprintf("，事项 %d 件，操作记录 %d 条。", len(p.Cases), len(p.Audit)) +
		"\n全部内容在随这条消息的文件里。只给工作人员看的内部记录不在其中。" + keptLines(p.Kept), Buttons: []string{pressForget, pressMine}}
}

// keptLines name what stays when the person asks for removal, with the rule.
func keptLines(kept []store.Kept) string {
	if len(kept) == 0 {
		return ""
	}
	var lines []string
	for _, k := range kept {
		name := k.Number
		if name == "" {
			name = fmt.Sprintf("操作记录 %d 条", k.Count)
		}
		until := ""
		if !k.Until.IsZero() {
			until = "，留到" + k.Until.In(beijing).Format("2006年1月2日")
		}
		lines = append(lines, "  · "+name+"："+whyKept[k.Why]+until)
	}
	return "\n【按规定要留的】\n" + strings.Join(lines, "\n")
}
