package handlers

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"dandang/filing"
	"dandang/knowledge"
	"dandang/store"
)

// A reviewing is one message of somebody of staff being answered.
type reviewing struct {
	walk
	talk store.Conversation
}

// review answers somebody of staff: a command, an action on a case, or what an action still needs.
func (d *Desk) review(ctx context.Context, b *knowledge.Base, m Message) ([]Reply, error) {
	for range mostTries {
		talk, err := d.Store.Newest(ctx, m.Unit, m.Conversation)
		if err != nil {
			return to(m.From.ID, storeAway(err)), fmt.Errorf("load talk: %w", err)
		}
		r := reviewing{talk: talk, walk: walk{desk: d, base: b, message: m, by: d.actor(m), work: readWork(talk.Work)}}
		r.drafted = r.draft
		reply, err := r.answer(ctx)
		if err == nil {
			reply = r.aside(reply)
		}
		if reply, err = refused(reply, err); err != nil {
			return to(m.From.ID, storeAway(err)), err
		}
		switch err := r.keep(ctx); {
		case errors.Is(err, store.ErrConflict):
			continue // on two devices at once: what was done to a case is done once
		case err != nil:
			return to(m.From.ID, storeAway(err)), err
		}
		return to(m.From.ID, reply), nil
	}
	return to(m.From.ID, busy()), fmt.Errorf("talk %s: %w after %d tries", m.Conversation, store.ErrConflict, mostTries)
}

// refused turns what was not done into words for the person; other errors stay.
func refused(r Reply, err error) (Reply, error) {
	var no *filing.Refusal
	var wrong *filing.Mistake
	switch {
	case errors.As(err, &no):
		return Reply{Text: no.Say, Buttons: []string{pressTodo}}, nil
	case errors.As(err, &wrong):
		return Reply{Text: wrong.Error(), Buttons: []string{pressTodo}}, nil
	}
	return r, err
}

// keep writes down what the person is in the middle of, when that has changed. What they said is kept with the case
// alone.
func (r *reviewing) keep(ctx context.Context) error {
	now := r.work.String()
	if now == r.talk.Work {
		return nil
	}
	c := r.talk
	c.Unit, c.ID, c.Person, c.Work = r.message.Unit, r.message.Conversation, r.message.From.ID, now
	if c.Began.IsZero() {
		c.Began = r.message.At
	}
	c.Seen = r.message.At
	_, err := r.desk.Store.Commit(ctx, store.Commit{
		Event: r.message.ID, Conversation: c, TTL: r.desk.Keep,
		Audit: store.Audit{At: r.message.At, Who: r.message.From.ID, What: "work", Detail: r.work.Case},
	})
	if err != nil {
		return fmt.Errorf("keep work: %w", err)
	}
	return nil
}

// answer finds out what is wanted.
func (r *reviewing) answer(ctx context.Context) (Reply, error) {
	said := strings.TrimSpace(r.message.Press + r.message.Text)
	words := said
	if r.message.Press == "" {
		words = strings.TrimRight(words, "。！!")
	}
	if n := r.message.Asks; n != "" && n != r.work.Case { // a button under a card that is not the last one
		left := r.work.paused()
		r.work = work{Case: n, List: left.List, Paused: left.Paused}
	}
	if r.work.Move != "" {
		if reply, ok, err := r.inWalk(ctx, words); ok {
			return reply, err
		}
	}
	if r.work.Paused != nil {
		switch words {
		case pressTakeUp:
			return r.goOn(ctx)
		case pressCancel, "不办了":
			r.work = *r.work.Paused
			return r.giveUp(), nil
		}
	}
	for _, try := range []func(context.Context, string) (Reply, bool, error){r.toSwitch, r.settle, r.closeGap} {
		if reply, ok, err := try(ctx, words); ok {
			return reply, err
		}
	}
	for _, c := range staffCommands {
		if rest, ok := cutCommand(words, c.words); ok {
			return c.do(r, ctx, rest)
		}
	}
	if number, ok := r.numberIn(ctx, words); ok && utf8.RuneCountInString(words) <= utf8.RuneCountInString(number)+2 {
		return r.card(ctx, number)
	}
	if reply, ok, err := r.move(ctx, said); ok {
		return reply, err
	}
	return notACommand(r.work.Case), nil
}

// inWalk takes what was said while an action asks for something; ok is false when it is a command of another sort.
func (r *reviewing) inWalk(ctx context.Context, words string) (Reply, bool, error) {
	switch words {
	case pressCancel, "不办了":
		return r.giveUp(), true, nil
	case pressUndo:
		reply, err := r.stepBack(ctx)
		return reply, true, err
	}
	if rest, ok := cutCommand(words, []string{"常用答复", "常用"}); ok {
		reply, err := r.canned(ctx, rest)
		return reply, true, err
	}
	if text, ok, err := r.used(ctx, words); ok || err != nil {
		if err != nil {
			return Reply{}, true, err
		}
		reply, err := r.resume(ctx, text)
		return reply, true, err
	}
	if r.message.Press != "" && !contains([]string{pressDrafted, pressTicked, pressSkip}, words) && !r.isChoice(ctx, words) {
		r.work = r.work.paused()
		return Reply{}, false, nil
	}
	if r.message.Command || isStaffCommand(words) {
		r.work = r.work.paused()
		return Reply{}, false, nil
	}
	reply, err := r.resume(ctx, strings.TrimSpace(r.message.Press+r.message.Text))
	return reply, true, err
}

// isChoice reports whether a label is one of the answers to what is being asked.
func (w *walk) isChoice(ctx context.Context, label string) bool {
	c, m, err := w.current(ctx)
	if err != nil {
		return true // the answer says why
	}
	_, need := w.missing(m)
	if need.ID == needRow {
		return slices.ContainsFunc(c.Clocks, func(k filing.Clock) bool { return k.What == label })
	}
	return contains(need.Choices, label) || need.Type == filing.TypeYesNo && contains(yesNo, label)
}

// A staffCommand is something that staff ask for beside the actions on cases.
type staffCommand struct {
	words []string
	do    func(r *reviewing, ctx context.Context, rest string) (Reply, error)
}

var staffCommands []staffCommand

// isStaffCommand reports whether words are a command and nothing else, by itself or with the number of a case: whoever says
// 办理 ZX-2026-0001 while an answer is asked for does not mean it as the answer.
func isStaffCommand(words string) bool {
	for _, c := range staffCommands {
		if rest, ok := cutCommand(words, c.words); ok {
			number, _ := caseNumber(rest)
			if rest == number {
				return true
			}
		}
	}
	return false
}

func init() {
	staffCommands = []staffCommand{
		{[]string{pressTodo}, (*reviewing).todo},
		{[]string{pressMoreTodo}, (*reviewing).moreTodo},
		{[]string{pressForm}, (*reviewing).form},
		{[]string{pressOpen, "打开", "看"}, (*reviewing).open},
		{[]string{pressHelp}, func(r *reviewing, _ context.Context, _ string) (Reply, error) { return staffHelp(), nil }},
		{[]string{"新建"}, (*reviewing).create},
		{[]string{"常用答复", "常用"}, (*reviewing).canned},
		{[]string{pressStats}, (*reviewing).stats},
		{[]string{pressTrial}, (*reviewing).trial},
		{[]string{"开关"}, (*reviewing).switches},
		{[]string{pressLessons}, (*reviewing).lessons},
		{[]string{pressGaps}, (*reviewing).gaps},
		{[]string{pressPrecedent}, func(r *reviewing, ctx context.Context, rest string) (Reply, error) {
			return r.teach(ctx, store.Precedent, rest)
		}},
		{[]string{pressStanding}, func(r *reviewing, ctx context.Context, rest string) (Reply, error) {
			return r.teach(ctx, store.Answer, rest)
		}},
	}
}

// cutCommand reports whether words begin with a command and returns the rest.
func cutCommand(words string, names []string) (rest string, ok bool) {
	for _, n := range names {
		if rest, ok := strings.CutPrefix(words, n); ok {
			return strings.Trim(rest, " ：:，,　"), true
		}
	}
	return "", false
}

// open shows the card of a case.
func (r *reviewing) open(ctx context.Context, rest string) (Reply, error) {
	number, ok := r.numberIn(ctx, rest)
	if !ok {
		if rest == "" && r.work.Case != "" {
			return r.card(ctx, r.work.Case)
		}
		return Reply{}, filing.NoCase
	}
	return r.card(ctx, number)
}

// numberIn finds the number of a case in words: whole, or the end of one that only one open case has.
func (r *reviewing) numberIn(ctx context.Context, words string) (string, bool) {
	if n, ok := caseNumber(words); ok {
		return n, true
	}
	short := strings.Trim(words, "号 #")
	if short == "" || strings.Trim(short, "0123456789") != "" {
		return "", false
	}
	open, err := r.desk.Store.Cases(ctx, r.message.Unit)
	if err != nil {
		return "", false
	}
	var found []string
	for _, c := range open {
		if strings.TrimLeft(countOf(c.Number), "0") == strings.TrimLeft(short, "0") && r.sees(c) {
			found = append(found, c.Number)
		}
	}
	if len(found) != 1 {
		return "", false
	}
	return found[0], true
}

func (r *reviewing) sees(c filing.Case) bool {
	return c.Sight(r.by, r.desk.rules(r.message.Unit)) == filing.SeesWhole
}

// seen is a case of which they may see something, else filing.NoCase. Of whoever reads no cases only their own are looked
// through: a case that they may not see is not touched, and not told by the time that reading it would take.
func (r *reviewing) seen(ctx context.Context, number string) (filing.Case, error) {
	if !r.by.ReadsCases() {
		return r.own(ctx, number)
	}
	c, ok, err := r.desk.Store.Case(ctx, r.message.Unit, number)
	if err != nil {
		return c, fmt.Errorf("read case: %w", err)
	}
	if !ok || c.Sight(r.by, r.desk.rules(r.message.Unit)) == filing.SeesNothing {
		return filing.Case{}, filing.NoCase
	}
	return c, nil
}

func (r *reviewing) own(ctx context.Context, number string) (filing.Case, error) {
	mine, err := r.desk.Store.CasesOf(ctx, r.message.Unit, r.by.ID)
	if err != nil {
		return filing.Case{}, fmt.Errorf("read own cases: %w", err)
	}
	for _, c := range mine {
		if c.Number == number {
			return c, nil
		}
	}
	return filing.Case{}, filing.NoCase
}

// whole is a case that they may see whole, else filing.NoCase.
func (r *reviewing) whole(ctx context.Context, number string) (filing.Case, error) {
	c, err := r.seen(ctx, number)
	if err == nil && !r.sees(c) {
		return filing.Case{}, filing.NoCase
	}
	return c, err
}

// card shows a case with all that is needed to decide it.
func (r *reviewing) card(ctx context.Context, number string) (Reply, error) {
	c, err := r.whole(ctx, number)
	if err != nil {
		return Reply{}, err
	}
	r.work = r.work.idle()
	r.work.Case = number
	like, err := r.alike(ctx, c)
	if err != nil {
		return Reply{}, err
	}
	precedents, err := r.precedents(ctx, c)
	if err != nil {
		return Reply{}, err
	}
	return r.cardReply(c, like, precedents), nil
}

// form shows what was handed in, with the document.
func (r *reviewing) form(ctx context.Context, rest string) (Reply, error) {
	number, ok := r.numberIn(ctx, rest)
	if !ok {
		number = r.work.Case
	}
	c, err := r.whole(ctx, number)
	if err != nil {
		return Reply{}, err
	}
	d, err := filing.DecodeDraft(c.Form, r.desk.Forms.Form)
	if err != nil {
		return Reply{Text: number + " 没有可以看的申请表。", Buttons: openButton(false, number), Asks: number}, nil
	}
	return formReply(number, d), nil
}

// alike are the closed cases most like it.
func (r *reviewing) alike(ctx context.Context, c filing.Case) ([]filing.Case, error) {
	all, err := r.desk.closed.of(ctx, r.desk.Store, r.message.Unit)
	if err != nil {
		return nil, fmt.Errorf("look for similar cases: %w", err)
	}
	var closed []*filing.Ended
	for _, o := range all {
		if o.Case.Kind == c.Kind && r.sees(o.Case) {
			closed = append(closed, o)
		}
	}
	return r.fused(ctx, c, closed), nil
}

// mostAlike is how many similar cases a card shows.
const mostAlike = 3

// move does an action that the words name, on the case that they name or the one looked at last.
func (r *reviewing) move(ctx context.Context, words string) (Reply, bool, error) {
	number, named := caseNumber(words)
	if !named {
		number = r.work.Case
	}
	if number == "" {
		return Reply{}, false, nil
	}
	c, err := r.seen(ctx, number)
	if errors.Is(err, filing.NoCase) {
		return Reply{}, named || r.message.Asks == number, err
	}
	if err != nil {
		return Reply{}, true, err
	}
	if r.sees(c) {
		r.work.Case = number // also when it turns out to be done already: what comes next is about this case
	}
	rest := strings.TrimSpace(strings.Replace(words, number, "", 1))
	m, said, ok := wanted(staffMoves(c.Actions(r.by, r.desk.rules(r.message.Unit)), c), rest)
	if ok {
		reply, err := r.start(ctx, c, m, said)
		return reply, true, err
	}
	if id, ok := r.notNow(c, rest); ok {
		_, _, err := c.Apply(filing.Action{ID: id, By: r.by, At: r.message.At}, r.desk.rules(r.message.Unit))
		if err == nil || !r.sees(c) {
			err = filing.NoCase
		}
		return Reply{}, true, err
	}
	return Reply{}, named, filing.NoCase
}

// notNow is the action of the road that words mean and that cannot be done now, so that it can be said why.
func (r *reviewing) notNow(c filing.Case, words string) (id string, ok bool) {
	if c.Proposal != nil && words == pressConfirm {
		return filing.ConfirmAction, true
	}
	m, _, ok := wanted(staffMoves(r.desk.Rules.Workflows.Of(c.Kind).Actions, c), words)
	return m.ID, ok
}

// pressConfirm is what the engine calls a second person's consent.
const pressConfirm = "同意"

// meant is the move whose title the words begin with, the longest title first, and what follows it.
func meant(moves []filing.Move, words string) (m filing.Move, rest string, ok bool) {
	longest := 0
	for _, x := range moves {
		if after, found := strings.CutPrefix(words, x.Title); found && len(x.Title) > longest {
			m, rest, ok, longest = x, trimmed(after), true, len(x.Title)
		}
	}
	return m, rest, ok
}

// create opens a case that staff begin: a reminder, a visit, a round of rating. The first words after the kind are what
// it is about; whom it concerns comes after 给.
func (r *reviewing) create(ctx context.Context, rest string) (Reply, error) {
	kind, about := kindIn(r.desk.Rules.Workflows, rest)
	if kind == "" {
		return whatToCreate(r.desk.Rules.Workflows), nil
	}
	whom := ""
	if after, ok := strings.CutPrefix(about, "给"); ok {
		whom, about, _ = strings.Cut(after, "：")
		whom, about = strings.Trim(whom, " <@!>"), strings.TrimSpace(about)
	}
	if about == "" {
		return createWhat(r.desk.Rules.Workflows.Of(kind).Title), nil
	}
	c := filing.Case{Unit: r.message.Unit, Kind: kind, From: whom, Opened: r.message.At, Question: about, Summary: shorten(about, 40), Lists: r.base.Hash}
	c, events, err := filing.Begin(c, r.by, r.desk.rules(r.message.Unit))
	if err != nil {
		return Reply{}, err
	}
	number, err := r.file(ctx, c, events)
	if err != nil {
		return Reply{}, err
	}
	reply, err := r.card(ctx, number)
	reply.Text = "已经新建。\n" + reply.Text
	return reply, err
}

// file writes a case that a person of staff opened down, and returns its number.
func (r *reviewing) file(ctx context.Context, c filing.Case, events []filing.Event) (string, error) {
	talk := r.talk
	talk.Unit, talk.ID, talk.Person, talk.Seen = r.message.Unit, r.message.Conversation, r.message.From.ID, r.message.At
	if talk.Began.IsZero() {
		talk.Began = r.message.At
	}
	c.Conversation = conversationOf(c.From, r.message)
	result, err := r.desk.Store.Commit(ctx, store.Commit{
		Event: r.message.ID + " new", Conversation: talk, Open: &c, Number: r.desk.numberOf(r.base, c.Kind), TTL: r.desk.Keep,
		Outbox: r.desk.notes(c, r.by.ID, events),
		Audit:  store.Audit{At: r.message.At, Who: r.message.From.ID, What: "open", Detail: string(c.Kind)},
	})
	if err != nil {
		return "", fmt.Errorf("open case: %w", err)
	}
	r.talk, err = r.desk.Store.Load(ctx, r.message.Unit, r.message.Conversation)
	if err != nil {
		return "", fmt.Errorf("load talk: %w", err)
	}
	return result.Number, nil
}

// conversationOf is the talk in which a person is told of a case that staff opened.
func conversationOf(person string, m Message) string {
	place, _, _ := strings.Cut(m.Conversation, ":")
	return place + ":" + person
}

func day(t time.Time) string { return t.In(beijing).Format("1月2日 15:04") }

// beijing is the time of all offices.
var beijing = time.FixedZone("CST", 8*60*60)
