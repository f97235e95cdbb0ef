package handlers

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"dandang/filing"
)

// A preset is a button that does an action at once, with a value that the label stands for.
type preset struct{ move, need, value string }

// presets are the buttons under an answer.
var presets = map[string]preset{
	pressHelped: {"rate", "helpful", pressHelped}, pressNotHelped: {"rate", "helpful", pressNotHelped}, pressObject: {move: "object"},
}

// Buttons of the asker's side.
const (
	pressHelped    = "有帮助"
	pressNotHelped = "没帮助"
	pressObject    = "有异议"
)

// cases takes the message when it is about a case of the person: the next particular of an action under way, or an
// action named by words or by a button. done is false when it is for the rest of the desk.
func (t *turn) cases(ctx context.Context) (done bool, err error) {
	w := t.walk()
	words := strings.TrimSpace(t.message.Press + t.message.Text)
	if w.work.Move != "" {
		if t.asideOf(ctx, w, words) {
			w.work = work{}
		} else {
			return true, t.walked(w, t.onWalk(ctx, w, words))
		}
	}
	if done, err := t.progress(ctx, words); done || err != nil {
		return true, t.walked(w, err)
	}
	if !namesMove(t.desk.Rules.Workflows, words) {
		return false, t.walked(w, nil)
	}
	c, m, said, found, err := t.myMove(ctx, w, words)
	var no *filing.Refusal
	switch {
	case errors.As(err, &no):
		return true, t.walked(w, err)
	case err != nil || !found:
		return false, err
	}
	r, err := t.begun(ctx, w, c, m, words, said)
	t.reply = r
	return true, t.walked(w, err)
}

// walk is the action that the person is in the middle of.
func (t *turn) walk() *walk {
	return &walk{desk: t.desk, base: t.base, message: t.message, by: t.desk.actor(t.message), work: readWork(t.talk.Work), self: true}
}

// onWalk takes the answer to what an action asks.
func (t *turn) onWalk(ctx context.Context, w *walk, words string) (err error) {
	switch words {
	case pressCancel, "不办了", "算了":
		t.reply = w.giveUp()
	case pressUndo:
		t.reply, err = w.stepBack(ctx)
	default:
		t.reply, err = w.resume(ctx, words)
	}
	return err
}

// asideOf reports whether something was pressed, or an action named by its whole title, that answers nothing of the
// action under way: that action is left.
func (t *turn) asideOf(ctx context.Context, w *walk, words string) bool {
	if contains([]string{pressCancel, pressUndo, pressSkip}, words) {
		return false
	}
	if t.message.Command {
		return true
	}
	action := isAction(t.desk.Rules.Workflows, words)
	if _, _, err := w.current(ctx); err != nil {
		return action // else the answer says why
	}
	return (action || t.message.Press != "") && !w.isChoice(ctx, words)
}

// isAction reports whether words are the whole title of an action of an asker, or a button that does one.
func isAction(roads *filing.Workflows, words string) bool {
	if _, ok := presets[words]; ok {
		return true
	}
	for _, road := range roads.All() {
		if slices.ContainsFunc(askersMoves(road.Actions), func(m filing.Move) bool { return m.Title == words }) {
			return true
		}
	}
	return false
}

// walked keeps where the person is with an action, and says what a refusal says.
func (t *turn) walked(w *walk, err error) error {
	if now := w.work.asking(); now != t.talk.Work {
		t.talk.Work, t.changed = now, true
	}
	r, err := refused(t.reply, err)
	if r.Text != t.reply.Text {
		r.Buttons = []string{pressMine}
	}
	t.reply = r
	return err
}

// asking is the work as it is kept on the asker's side: only an action under way.
func (w work) asking() string {
	if w.Move == "" {
		return ""
	}
	return w.String()
}

// namesMove reports whether words may name an action of an asker, without looking at any case.
func namesMove(roads *filing.Workflows, words string) bool {
	for label := range presets {
		if strings.HasPrefix(words, label) {
			return true
		}
	}
	for _, road := range roads.All() {
		for i := range road.Actions {
			if m := &road.Actions[i]; strings.HasPrefix(words, m.Title) && slices.Contains(m.Who, filing.RoleAsker) {
				return true
			}
		}
	}
	return false
}

func askersMoves(moves []filing.Move) []filing.Move {
	return slices.DeleteFunc(slices.Clone(moves), func(m filing.Move) bool { return !slices.Contains(m.Who, filing.RoleAsker) })
}

// myMove finds the case and the action that words mean: on the case named, the one whose message the button stood
// under, else the newest of the person's cases on which it can be done.
func (t *turn) myMove(ctx context.Context, w *walk, words string) (c filing.Case, m filing.Move, said string, ok bool, err error) {
	number, named := caseNumber(words)
	if !named && strings.ContainsAny(t.message.Asks, "-〔") {
		number = t.message.Asks
	}
	rest := strings.TrimSpace(strings.Replace(words, number, "", 1))
	all, err := t.desk.Store.CasesOf(ctx, t.message.Unit, w.by.ID)
	if err != nil {
		return c, m, "", false, fmt.Errorf("list own cases: %w", err)
	}
	slices.SortFunc(all, func(a, b filing.Case) int {
		return cmp.Or(lastEntry(b).At.Compare(lastEntry(a).At), cmp.Compare(a.Number, b.Number))
	})
	for _, c := range all {
		if number != "" && c.Number != number {
			continue
		}
		moves := askersMoves(c.Actions(w.by, t.desk.rules(t.message.Unit)))
		if p, ok := presets[rest]; ok {
			if m, ok := moveOf(moves, p.move); ok {
				return c, m, "", true, nil
			}
			continue
		}
		if m, said, ok := meant(moves, rest); ok && !ofAnotherCase(said, c.Number) {
			return c, m, said, true, nil
		}
	}
	return c, m, "", false, t.tooLate(w, all, number, rest)
}

// tooLate is why an action that words name whole cannot be done on any of the person's cases, told of the newest one
// that knows it; nil when none does. What moves a case on, as 撤回, may mean something else and is left to the desk.
func (t *turn) tooLate(w *walk, all []filing.Case, number, words string) error {
	for _, c := range all {
		if number != "" && c.Number != number {
			continue
		}
		moves := askersMoves(t.desk.Rules.Workflows.Of(c.Kind).Actions)
		i := slices.IndexFunc(moves, func(m filing.Move) bool { return m.To == "" && (m.Title == words || m.ID == presets[words].move) })
		if i < 0 {
			continue
		}
		_, _, err := c.Apply(filing.Action{ID: moves[i].ID, By: w.by, At: t.message.At}, t.desk.rules(t.message.Unit))
		var no *filing.Refusal
		if errors.As(err, &no) && errors.Is(err, filing.ErrNotNow) {
			return &filing.Refusal{Why: no.Why, Say: c.Number + " " + no.Say}
		}
	}
	return nil
}

// byCount names a case after an action by the count of its number alone.
var byCount = regexp.MustCompile(`^(?:备案|申请)?\s*第?(\d{1,6})号?$`)

// ofAnotherCase reports whether what follows an action names another case than the one of that number.
func ofAnotherCase(said, number string) bool {
	g := byCount.FindStringSubmatch(said)
	return g != nil && serial(g[1]) != serial(number)
}

// begun begins an action; one press of a preset is all that it takes.
func (t *turn) begun(ctx context.Context, w *walk, c filing.Case, m filing.Move, words, said string) (Reply, error) {
	p, ok := presets[words]
	if !ok || p.need == "" {
		return w.start(ctx, c, m, said)
	}
	r, err := w.start(ctx, c, m, p.value)
	if words == pressHelped && err == nil && w.work.Move != "" {
		return w.resume(ctx, pressSkip)
	}
	return r, err
}

// withPerson takes what is said of a matter that a person of staff has: what they asked for is handed to them, and
// while they are at it the assistant is silent on the matter. done is false when nobody has it.
func (t *turn) withPerson(ctx context.Context) (done bool, err error) {
	if t.talk.Case == "" {
		return false, nil
	}
	c, ok, err := t.desk.Store.Case(ctx, t.message.Unit, t.talk.Case)
	if err != nil {
		return true, fmt.Errorf("read case: %w", err)
	}
	if !ok || c.Kind != filing.Consultation {
		return false, nil
	}
	stop, _ := t.desk.Rules.Workflows.Of(c.Kind).Stop(c.State)
	switch {
	case stop.Waits == filing.WaitsAsker:
		t.say(t.talk.Pending)
		return true, t.passOn(ctx, c, "supply")
	case stop.Quiet && !opens(t.message.Text):
		t.say(t.talk.Pending)
		return true, t.passOn(ctx, c, "add")
	}
	return false, nil
}

// awaited reports whether somebody of staff waits for what is said now: they asked for more, and it is neither a question
// nor a mere courtesy. What it may look like besides does not matter then.
func (t *turn) awaited(ctx context.Context) (bool, error) {
	text := t.message.Text
	if t.talk.Case == "" || asksBack(text) || utf8.RuneCountInString(text) < 4 {
		return false, nil
	}
	c, ok, err := t.desk.Store.Case(ctx, t.message.Unit, t.talk.Case)
	if err != nil || !ok || c.Kind != filing.Consultation {
		return false, err
	}
	stop, _ := t.desk.Rules.Workflows.Of(c.Kind).Stop(c.State)
	return stop.Waits == filing.WaitsAsker && !opens(text), nil
}

// asksBack knows the words of a question.
func asksBack(s string) bool {
	return anyOf(s, "？", "?", "吗", "怎么", "如何", "什么", "啥", "哪", "多久", "能不能", "可不可以")
}

// waiting says where the escalation of this matter stands, done false when there is none or it has been answered: then
// the matter may go to a person again.
func (t *turn) waiting(ctx context.Context) (done bool, err error) {
	if t.talk.Case == "" {
		return false, nil
	}
	c, ok, err := t.desk.Store.Case(ctx, t.message.Unit, t.talk.Case)
	if err != nil {
		return true, fmt.Errorf("read case: %w", err)
	}
	if !ok || c.Done {
		t.talk.Case = ""
		return false, nil
	}
	t.reply = withStaff(c, t.desk.rules(t.message.Unit))
	return true, nil
}

// place is how many questions wait before one that is handed over now.
func (t *turn) place(ctx context.Context) (int, error) {
	open, err := t.desk.Store.Cases(ctx, t.message.Unit)
	if err != nil {
		return 0, fmt.Errorf("count cases: %w", err)
	}
	n := 0
	for _, c := range open {
		if c.Kind == filing.Consultation && c.Holder == "" {
			n++
		}
	}
	return n, nil
}

// passOn gives what was said to the person who has the matter.
func (t *turn) passOn(ctx context.Context, c filing.Case, move string) error {
	w := t.walk()
	m, ok := moveOf(c.Actions(w.by, t.desk.rules(t.message.Unit)), move)
	if !ok {
		t.reply = withStaff(c, t.desk.rules(t.message.Unit))
		return nil
	}
	r, err := w.start(ctx, c, m, t.masked)
	t.reply = r
	return t.walked(w, err)
}

// toldSelf confirms an action to the asker who did it.
func (w *walk) toldSelf(d done, m filing.Move) Reply {
	text := ""
	for _, e := range d.Events {
		if e.To == filing.ToAsker && !e.Child {
			text = e.Text // told now, and not once more by a notice
		}
	}
	if text == "" {
		text = w.work.Case + " “" + m.Title + "”已经转给经办的人。"
	}
	if m.ID == changeMove {
		text += coverLines(w.desk.deviations(d.Case, w.message.At))
	}
	if m.ID == "rate" {
		text = "记下了，谢谢。"
	}
	for _, n := range d.Opened {
		text = strings.ReplaceAll(text, numberMark, n)
		if !strings.Contains(text, n) {
			text += "\n编号 " + n + "。"
		}
	}
	return Reply{Text: text, Buttons: []string{pressMine}}
}

// withStaff tells that a person has the matter, and until when they answer.
func withStaff(c filing.Case, rules filing.Rules) Reply {
	return Reply{Text: "这件事已经交给人看，编号 " + c.Number + "，" + stateLine(c, rules) + "。在答复以前，我不再对这件事下判断，免得说法不一。\n要补充情况，直接说，我转给看的人；不想问了，说“撤回”。别的事照常可以问。",
		Buttons: []string{pressMine, pressRestart}}
}

// stateLine is how far a case has gone and by when the next thing is due, in one line.
func stateLine(c filing.Case, rules filing.Rules) string {
	line := "现在是“" + c.StateTitle(rules.Workflows.Of(c.Kind)) + "”"
	if len(c.Clocks) > 0 && !c.Clocks[0].Due.IsZero() {
		line += "，" + c.Clocks[0].What + "期限" + day(c.Clocks[0].Due)
	}
	return line
}
