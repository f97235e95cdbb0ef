package handlers

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"dandang/filing"
	"dandang/knowledge"
	"dandang/store"
)

// switchWords are the commands of an administrator, with the switch and how it is put.
var switchWords = []struct {
	words string
	which store.Switch
	on    bool
}{
	{"停用机器人", store.Stopped, true}, {"恢复机器人", store.Stopped, false},
	{"设为只读", store.ReadOnly, true}, {"取消只读", store.ReadOnly, false},
	{"停用模型", store.NoModel, true}, {"恢复模型", store.NoModel, false},
}

// toSwitch puts a switch; ok is false when the words are no such command.
func (r *reviewing) toSwitch(ctx context.Context, words string) (reply Reply, ok bool, err error) {
	for _, s := range switchWords {
		if words != s.words {
			continue
		}
		if !r.by.Has(filing.RoleAdmin) {
			return Reply{}, true, filing.NoCase
		}
		put := r.desk.Store.SwitchOff
		if s.on {
			put = r.desk.Store.SwitchOn
		}
		if err := put(ctx, r.message.Unit, s.which, store.Audit{At: r.message.At, Who: r.by.ID}); err != nil {
			return Reply{}, true, fmt.Errorf("put switch: %w", err)
		}
		reply, err := r.switches(ctx, "")
		reply.Text = "“" + s.words + "”已经生效。\n" + reply.Text
		return reply, true, err
	}
	return Reply{}, false, nil
}

// switches tells what is switched off.
func (r *reviewing) switches(ctx context.Context, _ string) (Reply, error) {
	if !r.by.Has(filing.RoleAdmin) {
		return Reply{}, filing.NoCase
	}
	on, err := r.desk.Store.Switches(ctx, r.message.Unit)
	if err != nil {
		return Reply{}, fmt.Errorf("read switches: %w", err)
	}
	names := map[store.Switch][2]string{
		store.Stopped: {"机器人已停用", "恢复机器人"}, store.ReadOnly: {"只读", "取消只读"}, store.NoModel: {"模型已停用", "恢复模型"},
	}
	var lines, buttons []string
	for _, s := range []store.Switch{store.Stopped, store.ReadOnly, store.NoModel} {
		if x, found := on[s]; found {
			lines = append(lines, names[s][0]+"（"+day(x.At)+"起）")
			buttons = append(buttons, names[s][1])
		}
	}
	if len(lines) == 0 {
		return Reply{Text: "现在一切照常。要停可以说“停用机器人”“设为只读”“停用模型”。", Buttons: []string{pressTodo}}, nil
	}
	return Reply{Text: "现在：" + strings.Join(lines, "；") + "。", Buttons: append(buttons, pressTodo)}, nil
}

// off is what a cadre is told while the assistant is switched off or may only look, ok false while it works. Papers
// that were begun can be gone on with while it is switched off, and nothing can be written while it is read only.
func (d *Desk) off(ctx context.Context, b *knowledge.Base, m Message, talk store.Conversation) (Reply, bool) {
	on, err := d.Store.Switches(ctx, m.Unit)
	if err != nil {
		return Reply{}, false // the turn itself tells what is wrong with the store
	}
	switch {
	case on.On(store.ReadOnly):
		return readOnly(), true
	case on.On(store.Stopped) && !drafting(talk):
		return switchedOff(b), true
	}
	return Reply{}, false
}

// drafting reports whether the person has a paper open.
func drafting(talk store.Conversation) bool {
	return slices.ContainsFunc(talk.Drafts, func(x store.Draft) bool { return x.Open })
}

func switchedOff(b *knowledge.Base) Reply {
	return Reply{Text: "机器人暂停使用，新的问题现在不答。已经提交的照常办理；急事请直接联系" + b.County.Decider + b.County.Office + "。您说过的都还在。"}
}

func readOnly() Reply {
	return Reply{Text: "系统正在维护，现在只能看，不能改，刚才这句没有存。请过一会儿再说；您说过的都还在。"}
}
