package handlers

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"dandang/filing"
)

// asksProgress are the words by which people ask how far their cases have gone, beside a bare number.
var asksProgress = regexp.MustCompile(`^(?:我的|查一下|查询|查|看看|看)?(?:办理)?(?:进度|进展)$|^(?:办|审)?到哪一步了$`)

// mostAsking is how many bytes such words have at the most.
const mostAsking = 60

// progress tells how far the person's own case has gone, or all of them; done is false when the words ask no such
// thing. A number that is none of theirs is answered as one that was never given.
func (t *turn) progress(ctx context.Context, words string) (done bool, err error) {
	number, named := caseNumber(words)
	rest := strings.Trim(strings.Replace(words, number, "", 1), " 的。？?！：:，,")
	if !(named && rest == "") && (len(rest) > mostAsking || !asksProgress.MatchString(rest)) {
		return false, nil
	}
	all, err := t.desk.Store.CasesOf(ctx, t.message.Unit, t.message.From.ID)
	if err != nil {
		return true, fmt.Errorf("list own cases: %w", err)
	}
	slices.SortFunc(all, func(a, b filing.Case) int { return lastEntry(b).At.Compare(lastEntry(a).At) })
	if !named {
		t.reply = progressReply(all, t.desk.rules(t.message.Unit))
		return true, nil
	}
	i := slices.IndexFunc(all, func(c filing.Case) bool { return c.Number == number })
	if i < 0 {
		t.reply, err = refused(Reply{}, filing.NoCase)
		t.reply.Buttons = []string{pressMine}
		return true, err
	}
	t.reply = t.progressOf(all[i])
	return true, nil
}

// progressReply lists the person's cases, those still open first.
func progressReply(all []filing.Case, rules filing.Rules) Reply {
	if len(all) == 0 {
		return Reply{Text: "您还没有交给人看的事，也没有提交过申请。", Buttons: []string{pressMine, pressHelp}}
	}
	slices.SortStableFunc(all, func(a, b filing.Case) int { return boolOrder(!a.Done, !b.Done) })
	var w strings.Builder
	w.WriteString("您的事项：")
	for _, c := range all[:min(len(all), 10)] {
		fmt.Fprintf(&w, "\n  · %s  %s——%s", c.Number, shorten(c.Title(), 24), stateLine(c, rules))
	}
	if len(all) > 10 {
		fmt.Fprintf(&w, "\n  ……还有 %d 件", len(all)-10)
	}
	return Reply{Text: w.String() + "\n看其中一件，说它的编号。", Buttons: []string{pressMine}}
}

// progressOf tells of one case what its asker may know, and what they can do.
func (t *turn) progressOf(c filing.Case) Reply {
	rules := t.desk.rules(t.message.Unit)
	road := rules.Workflows.Of(c.Kind)
	told := c.Told(road)
	var w strings.Builder
	fmt.Fprintf(&w, "%s  %s——%s。", c.Number, c.Title(), stateLine(c, rules))
	for _, e := range told.Record {
		who := "工作人员"
		if e.Who == c.From {
			who = "您"
		}
		line := "\n  " + day(e.At) + "  " + who + "  " + actionTitle(road, e.Action)
		if e.Text != "" && e.Text != c.Question {
			line += "：" + shorten(oneLine(e.Text), 100)
		}
		w.WriteString(line)
	}
	r := Reply{Text: w.String(), Asks: c.Number}
	for _, m := range askersMoves(c.Actions(t.desk.actor(t.message), rules)) {
		r.Buttons = append(r.Buttons, m.Title)
	}
	r.Buttons = append(r.Buttons, pressMine)
	return r
}
