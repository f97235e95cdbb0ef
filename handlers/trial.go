package handlers

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"dandang/filing"
	"dandang/knowledge"
)

// pressTrial asks which cases would come out otherwise by the lists that are being edited.
const pressTrial = "试算"

// trial tells which stored cases would come out otherwise by the lists that are being edited, before they are put in force.
func (r *reviewing) trial(ctx context.Context, _ string) (Reply, error) {
	if !r.by.Has(filing.RoleCurator, filing.RoleLead, filing.RoleHead) {
		return Reply{}, filing.NoCase
	}
	buttons := []string{pressTodo}
	if r.desk.Drafted == nil {
		return Reply{Text: noTrial(), Buttons: buttons}, nil
	}
	then, err := r.desk.Drafted(r.message.Unit, r.base.On)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return Reply{Text: noTrial(), Buttons: buttons}, nil
	case err != nil:
		r.desk.Log.WarnContext(ctx, "drafted lists", "unit", r.message.Unit, "err", err)
		return Reply{Text: "修改稿有毛病，这次没有试算。请管理员用 dandang check 检查，改好再来。", Buttons: buttons}, nil
	}
	text, err := r.desk.Trial(ctx, r.message.Unit, r.base, then)
	return Reply{Text: shorten(text, mostCard), Buttons: buttons}, err
}

// Trial tells in words which stored cases of a unit would come out otherwise by other lists than those in force. Nothing
// is changed. Errors are those of the store, or name a case whose facts cannot be read.
func (d *Desk) Trial(ctx context.Context, unit string, now, then *knowledge.Base) (string, error) {
	var all []filing.Case
	err := d.Store.AllCases(ctx, unit, func(c filing.Case) error {
		if c.Outcome != "" && len(c.Matter) > 0 {
			all = append(all, c)
		}
		return nil
	})
	if err != nil {
		return "", fmt.Errorf("try lists: %w", err)
	}
	slices.SortFunc(all, func(a, b filing.Case) int { return cmp.Or(a.Opened.Compare(b.Opened), cmp.Compare(a.Number, b.Number)) })
	changed, err := filing.Retry(all, now, then)
	if err != nil {
		return "", fmt.Errorf("try lists: %w", err)
	}
	return trialText(now, then, len(all), changed, d.rules(unit)), nil
}

func trialText(now, then *knowledge.Base, all int, changed []filing.Changed, rules filing.Rules) string {
	var w strings.Builder
	fmt.Fprintf(&w, "试算：对照过的事项共%d件，按修改稿有%d件结果不同。修改稿没有启用，什么都没有改。", all, len(changed))
	for _, x := range changed {
		fmt.Fprintf(&w, "\n  · %s（%s，%s）", x.Case.Number, x.Case.StateTitle(rules.Workflows.Of(x.Case.Kind)), x.Case.Opened.In(beijing).Format("2006年1月2日"))
		if x.Was != x.Now {
			fmt.Fprintf(&w, "：原来“%s”，现在“%s”", outcomeWord(x.Was), outcomeWord(x.Now))
		}
		if x.WasItem != x.NowItem {
			fmt.Fprintf(&w, "；情形“%s”变成“%s”", nameOf(now, x.WasItem), nameOf(then, x.NowItem))
		}
		for _, id := range x.Lines {
			in := then
			if in.Item(id) == nil {
				in = now // it is no longer there
			}
			fmt.Fprintf(&w, "；红线“%s”的判断不同", titleOf(in, id))
		}
	}
	return w.String()
}

func noTrial() string {
	return "没有修改稿。请管理员把改好的整套清单放进数据文件夹下的 trial 文件夹，再说“试算”。"
}
