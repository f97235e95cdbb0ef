package handlers

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"dandang/filing"
	"dandang/knowledge"
	"dandang/store"
)

// Buttons of what is learnt from closed cases.
const (
	pressPrecedent = "设为先例"
	pressStanding  = "设为标准答复"
	pressLessons   = "先例和答复"
	pressGaps      = "未答问题"
)

var (
	settles   = regexp.MustCompile(`^(生效|不采用|停用)\s*[Ll]0*(\d+)\s*(.*)$`)
	gapClosed = regexp.MustCompile(`^已处理\s*(.+)$`)
)

// teach proposes what a closed case teaches, as a precedent or a standing answer. It counts once a second person has
// put it in force.
func (r *reviewing) teach(ctx context.Context, kind store.LessonKind, rest string) (Reply, error) {
	number, ok := caseNumber(rest)
	if !ok {
		number = r.work.Case
	}
	c, err := r.whole(ctx, number)
	if err != nil {
		return Reply{}, err
	}
	t, ok := c.Teaching(r.desk.Rules.Workflows.Of(c.Kind))
	if !ok {
		return Reply{Text: number + " 还没有办结，或者没有答复过对方，不能设。", Buttons: openButton(false, number)}, nil
	}
	l := store.Lesson{Kind: kind, Case: number, Question: t.Question, Answer: t.Answer, By: r.by.ID, At: r.message.At}
	if v, ok := judged(r.base, c); ok {
		for _, x := range v.Citations {
			l.Cites = append(l.Cites, x.Document+x.Clause)
		}
	}
	id, err := r.desk.Store.Propose(ctx, r.message.Unit, l)
	if err != nil {
		return Reply{}, fmt.Errorf("propose: %w", err)
	}
	return Reply{Text: "已经提出 " + id + "（" + lessonKinds[kind] + "），要由另一个人说“生效 " + id + "”才算数。\n【问】" + shorten(oneLine(l.Question), 120) +
		"\n【答】" + shorten(oneLine(l.Answer), 200), Buttons: []string{pressLessons, pressTodo}}, nil
}

// settle puts a lesson in force, refuses it, or retires it.
func (r *reviewing) settle(ctx context.Context, words string) (Reply, bool, error) {
	g := settles.FindStringSubmatch(words)
	if g == nil {
		return Reply{}, false, nil
	}
	if !r.by.Has(filing.RoleCurator, filing.RoleLead, filing.RoleHead) {
		return Reply{}, true, filing.NoCase
	}
	id := fmt.Sprintf("L%04s", g[2])
	to := map[string]store.LessonState{"生效": store.InForce, "不采用": store.Refused, "停用": store.Retired}[g[1]]
	l, err := r.desk.Store.Settle(ctx, r.message.Unit, id, store.Step{Who: r.by.ID, At: r.message.At, To: to, Note: g[3]})
	buttons := []string{pressLessons, pressTodo}
	switch {
	case errors.Is(err, store.ErrSamePerson):
		return Reply{Text: id + " 是您提出的，要由另一个人来定。", Buttons: buttons}, true, nil
	case errors.Is(err, store.ErrSettled):
		return Reply{Text: id + " 已经有人定过了。", Buttons: buttons}, true, nil
	case errors.Is(err, store.ErrNone):
		return Reply{Text: "没有 " + id + " 这一条。", Buttons: buttons}, true, nil
	case err != nil:
		return Reply{}, true, fmt.Errorf("settle: %w", err)
	}
	return Reply{Text: id + "（" + lessonKinds[l.Kind] + "）现在是“" + lessonStates[l.State] + "”。", Buttons: buttons}, true, nil
}

// lessons lists what was proposed and what is in force.
func (r *reviewing) lessons(ctx context.Context, _ string) (Reply, error) {
	if !r.by.Has(filing.StaffRoles...) {
		return Reply{}, filing.NoCase
	}
	all, err := r.desk.Store.Lessons(ctx, r.message.Unit)
	if err != nil {
		return Reply{}, fmt.Errorf("read lessons: %w", err)
	}
	return lessonsReply(all, r.name), nil
}

// gaps lists the questions that nothing matched, for the curators; 「已处理」 with its mark takes one off.
func (r *reviewing) gaps(ctx context.Context, _ string) (Reply, error) {
	if !r.by.Has(filing.RoleCurator, filing.RoleLead, filing.RoleHead) {
		return Reply{}, filing.NoCase
	}
	all, err := r.desk.Store.Gaps(ctx, r.message.Unit)
	if err != nil {
		return Reply{}, fmt.Errorf("read questions: %w", err)
	}
	return gapsReply(all), nil
}

// closeGap takes a question off that a curator has dealt with, named by its place in the list or by the button's words.
func (r *reviewing) closeGap(ctx context.Context, words string) (Reply, bool, error) {
	g := gapClosed.FindStringSubmatch(words)
	if g == nil || !r.by.Has(filing.RoleCurator, filing.RoleLead, filing.RoleHead) {
		return Reply{}, false, nil
	}
	all, err := r.desk.Store.Gaps(ctx, r.message.Unit)
	if err != nil {
		return Reply{}, true, fmt.Errorf("read questions: %w", err)
	}
	for i, gap := range all {
		if g[1] != strconv.Itoa(i+1) && g[1] != gapLabel(gap) {
			continue
		}
		err := r.desk.Store.CloseGap(ctx, r.message.Unit, gap.ID)
		if err != nil && !errors.Is(err, store.ErrNone) { // another curator was quicker
			return Reply{}, true, fmt.Errorf("close question: %w", err)
		}
		all = slices.Delete(all, i, i+1)
		break
	}
	return gapsReply(all), true, nil
}

// gapLabel is a question as a button names it.
func gapLabel(g store.Gap) string { return shorten(oneLine(g.Question), 20) }

// precedents are those in force that are about the same item or in like words, for the card of a case.
func (r *reviewing) precedents(ctx context.Context, c filing.Case) ([]store.Lesson, error) {
	all, err := r.desk.Store.Lessons(ctx, r.message.Unit)
	if err != nil {
		return nil, fmt.Errorf("read precedents: %w", err)
	}
	want := pairs(c.Question)
	var near []store.Lesson
	for _, l := range all {
		if l.Kind != store.Precedent || l.State != store.InForce {
			continue
		}
		n := 0
		for p := range pairs(l.Question) {
			if want[p] {
				n++
			}
		}
		if n >= leastAlike {
			near = append(near, l)
		}
	}
	return near[:min(len(near), 2)], nil
}

// leastAlike is how many pairs of characters two matters share to be shown beside one another.
const leastAlike = 6

var (
	lessonKinds  = map[store.LessonKind]string{store.Precedent: "先例", store.Answer: "标准答复", store.Item: "条目建议"}
	lessonStates = map[store.LessonState]string{store.Proposed: "待定", store.InForce: "生效", store.Refused: "不采用", store.Retired: "停用"}
)

// kindGap is the kind of a note that is for nobody: a question to be gathered for the curators. It goes through the
// outbox, so that it is written with its turn or not at all.
const kindGap = "gap"

// gather notes a question that nothing on the lists matched, and one that was answered by an entry that has little of
// its words.
func (t *turn) gather() {
	if t.message.Press != "" || len(t.read.Sensitive) > 0 {
		return
	}
	plan := t.read.Kind == knowledge.Plan && t.verdict.Reason == knowledge.Unlisted
	question := t.read.Kind == knowledge.Procedure && covered(t.base, t.masked, t.read.FAQ) < leastCovered
	if !plan && !question {
		return
	}
	t.notes = append(t.notes, store.Note{Kind: kindGap, Text: t.message.At.UTC().Format(time.RFC3339) + " " + t.masked})
}

// gathered counts a question that comes out of the outbox.
func (d *Desk) gathered(ctx context.Context, unit, text string) error {
	when, question, _ := strings.Cut(text, " ")
	at, err := time.Parse(time.RFC3339, when)
	if err != nil {
		return fmt.Errorf("gather question: %w", err)
	}
	return d.Store.Unmatched(ctx, unit, question, at)
}

// leastCovered is the part of a question's pairs of characters from which on an entry that has them is taken to answer
// it. The ways to ask that the entries themselves name have 0.94 and more of them.
const leastCovered = 0.5

// covered is the part of a question's pairs of characters that the entries have, from 0 to 1.
func covered(b *knowledge.Base, question string, entries []string) float64 {
	var text strings.Builder
	for _, f := range b.FAQs {
		if slices.Contains(entries, f.ID) {
			text.WriteString(f.Title + "\n" + strings.Join(f.Ask, "\n") + "\n" + f.Answer + "\n")
		}
	}
	have, all, n := pairs(text.String()), pairs(question), 0
	for p := range all {
		if have[p] {
			n++
		}
	}
	return float64(n) / float64(max(len(all), 1))
}

func lessonsReply(all []store.Lesson, name func(string) string) Reply {
	if len(all) == 0 {
		return Reply{Text: "还没有先例和标准答复。办结的事项打开以后，可以说“设为先例”“设为标准答复”。", Buttons: []string{pressTodo}}
	}
	var w strings.Builder
	w.WriteString("先例和标准答复：")
	var buttons []string
	for _, l := range slices.Backward(all) {
		fmt.Fprintf(&w, "\n  %s  %s  %s  %s提出\n    %s", l.ID, lessonKinds[l.Kind], lessonStates[l.State], name(l.By), shorten(oneLine(l.Question), 50))
		if l.State == store.Proposed && len(buttons) < 4 {
			buttons = append(buttons, "生效 "+l.ID, "不采用 "+l.ID)
		}
	}
	return Reply{Text: shorten(w.String(), mostCard), Buttons: append(buttons, pressTodo)}
}

func gapsReply(all []store.Gap) Reply {
	if len(all) == 0 {
		return Reply{Text: "没有攒下来的问题：问到的，清单和问答里都有。", Buttons: []string{pressTodo}}
	}
	var w strings.Builder
	w.WriteString("清单和问答都没有的问题，问得多的在前（不记是谁问的）：")
	var buttons []string
	for i, g := range all[:min(len(all), 20)] {
		fmt.Fprintf(&w, "\n  %d. %s（%d次，最近%s）", i+1, g.Question, g.Count, day(g.Last))
		if len(buttons) < 5 {
			buttons = append(buttons, "已处理 "+gapLabel(g))
		}
	}
	w.WriteString("\n写进清单或者问答以后，按对应的“已处理”。")
	return Reply{Text: w.String(), Buttons: append(buttons, pressTodo)}
}
