package handlers

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"dandang/filing"
	"dandang/knowledge"
)

// A work is what somebody is in the middle of with a case: the card looked at last, and an action whose particulars are
// being asked for one at a time. It is kept in the talk, so that it goes on after a restart and on another device.
type work struct {
	Case     string            `json:"case,omitempty"` // number of the case looked at last
	Move     string            `json:"move,omitempty"` // id of the action, "" for none
	Values   map[string]string `json:"values,omitempty"`
	Draft    string            `json:"draft,omitempty"`    // proposed for what is being asked
	Proposed string            `json:"proposed,omitempty"` // proposed for what the asker is told
	Order    []string          `json:"order,omitempty"`    // ids of what was answered, in order
	Ticked   []int             `json:"ticked,omitempty"`
	List     string            `json:"list,omitempty"` // filter of the list shown last
	Page     int               `json:"page,omitempty"`
	Version  int64             `json:"version,omitempty"` // of the case when the action was begun
	Paused   *work             `json:"paused,omitempty"`  // an action that was left in the middle of to look at something else
}

func readWork(kept string) work {
	var w work
	if kept != "" {
		_ = json.Unmarshal([]byte(kept), &w) // from a newer program: begun anew
	}
	return w
}

func (w work) String() string {
	if w.Case == "" && w.Move == "" && w.List == "" && w.Paused == nil {
		return ""
	}
	b, err := json.Marshal(w)
	if err != nil {
		panic(err) // strings and numbers always encode
	}
	return string(b)
}

// idle is the work with no action in it.
func (w work) idle() work { return work{Case: w.Case, List: w.List, Page: w.Page, Paused: w.Paused} }

// paused is the work with its action put aside, when something was said for it already: whoever looks at something else
// meanwhile can go on with it. What was put aside before makes room.
func (w work) paused() work {
	rest := w.idle()
	if w.Move != "" && len(w.Order) > 0 {
		w.Paused = nil
		rest.Paused = &w
	}
	return rest
}

// pressTakeUp goes on with the action that was put aside.
const pressTakeUp = "接着办"

// goOn takes up the action that was put aside where it was left.
func (w *walk) goOn(ctx context.Context) (Reply, error) {
	w.work = *w.work.Paused
	c, m, err := w.current(ctx)
	if err != nil {
		return Reply{}, err
	}
	return w.next(ctx, c, m)
}

// aside adds to a reply that an action was put aside and how to go on with it.
func (w *walk) aside(r Reply) Reply {
	p := w.work.Paused
	if p == nil || w.work.Move != "" || contains(r.Buttons, pressTakeUp) {
		return r
	}
	r.Text += "\n" + putAside(p.Case)
	r.Buttons = append([]string{pressTakeUp}, r.Buttons...)
	return r
}

// What is asked for beside the needs of an action.
const (
	askTicks = "ticks" // the check list
	askWhom  = "to"    // who is to have the case
)

// A walk leads somebody through one action on a case: it asks for what is missing, one thing at a time, and then does
// it. Both sides walk the same way.
type walk struct {
	desk    *Desk
	base    *knowledge.Base
	message Message
	by      filing.Actor
	work    work
	self    bool                                                                // the asker's side
	drafted func(context.Context, filing.Case, filing.Move, filing.Need) string // what the assistant proposes for a particular; nil: nothing
}

// start begins an action on a case. said is what came with the command, for the first thing that is asked.
func (w *walk) start(ctx context.Context, c filing.Case, m filing.Move, said string) (Reply, error) {
	w.work = w.work.idle()
	w.work.Case, w.work.Move, w.work.Version = c.Number, m.ID, c.Version
	if said = strings.TrimSpace(said); said != "" {
		return w.take(ctx, c, m, said)
	}
	return w.next(ctx, c, m)
}

// resume takes what was said for the thing that is being asked.
func (w *walk) resume(ctx context.Context, said string) (Reply, error) {
	c, m, err := w.current(ctx)
	if err != nil {
		return Reply{}, err
	}
	return w.take(ctx, c, m, said)
}

// current is the case and the action in hand. It is measured again, since others act meanwhile.
func (w *walk) current(ctx context.Context) (filing.Case, filing.Move, error) {
	c, ok, err := w.desk.Store.Case(ctx, w.message.Unit, w.work.Case)
	if err != nil {
		return c, filing.Move{}, fmt.Errorf("read case: %w", err)
	}
	if !ok {
		return c, filing.Move{}, filing.NoCase
	}
	m, ok := moveOf(c.Actions(w.by, w.desk.rules(w.message.Unit)), w.work.Move)
	if !ok {
		w.work = w.work.idle()
		return c, m, &filing.Refusal{Why: filing.ErrNotNow, Say: movedOn(c.Number)}
	}
	return c, m, nil
}

func moveOf(moves []filing.Move, id string) (filing.Move, bool) {
	i := slices.IndexFunc(moves, func(m filing.Move) bool { return m.ID == id })
	if i < 0 {
		return filing.Move{}, false
	}
	return moves[i], true
}

// missing is what is asked next, "" when nothing is. In order: who, the needs, the check list.
func (w *walk) missing(m filing.Move) (id string, need filing.Need) {
	if m.Effect == filing.Transfers && w.work.Values[askWhom] == "" {
		return askWhom, filing.Need{ID: askWhom, Label: "接手人", Ask: whomAsk}
	}
	for _, n := range m.Needs {
		if !slices.Contains(w.work.Order, n.ID) {
			return n.ID, n
		}
	}
	if len(w.work.Ticked) < len(m.Checks) {
		return askTicks, filing.Need{ID: askTicks}
	}
	return "", filing.Need{}
}

// take puts what was said into what is asked.
func (w *walk) take(ctx context.Context, c filing.Case, m filing.Move, said string) (Reply, error) {
	id, need := w.missing(m)
	switch id {
	case "":
		return w.finish(ctx, c, m)
	case askTicks:
		w.tick(m, said)
	case askWhom:
		if _, ok := w.desk.colleague(w.message.Unit, said); !ok {
			return nobodyKnown(said), nil
		}
		w.set(id, said)
	default:
		if r, ok := w.answer(c, need, said); !ok {
			return r, nil
		}
	}
	return w.next(ctx, c, m)
}

// answer reads the answer to a need; ok is false when it was not understood, and the reply says why.
func (w *walk) answer(c filing.Case, n filing.Need, said string) (r Reply, ok bool) {
	switch {
	case n.Optional && skips(said):
		said = ""
	case said == pressDrafted && w.work.Draft != "":
		said = w.work.Draft
	case n.ID == needRow || n.Rows:
	default:
		if _, err := filing.Read(n.Field(), said, w.message.At); err != nil {
			return w.notRead(c, n, err), false
		}
	}
	if said != "" {
		w.set(n.ID, said)
	}
	w.work.Order, w.work.Draft = append(w.work.Order, n.ID), ""
	return Reply{}, true
}

func (w *walk) set(id, said string) {
	if w.work.Values == nil {
		w.work.Values = map[string]string{}
	}
	w.work.Values[id] = said
}

// ids of the needs that are no values of the case.
const (
	needText = "text"
	needNote = "note"
	needRow  = "row"
)

func skips(said string) bool {
	return slices.Contains([]string{pressSkip, "没有", "无", "不写", "不用"}, strings.TrimSpace(said))
}

// next asks for what is missing, or does the action.
func (w *walk) next(ctx context.Context, c filing.Case, m filing.Move) (Reply, error) {
	id, need := w.missing(m)
	switch id {
	case "":
		return w.finish(ctx, c, m)
	case askTicks:
		return checksReply(c, m, w.work.Ticked), nil
	}
	w.work.Draft = ""
	if w.drafted != nil {
		w.work.Draft = w.drafted(ctx, c, m, need)
	}
	if id == needText {
		w.work.Proposed = w.work.Draft
	}
	r := needReply(c.Number, m, need, w.work.Draft, len(w.work.Order) > 0)
	if id == needRow {
		r = rowsReply(r, c)
	}
	return r, nil
}

// tick ticks points of the check list: all of them, or those whose numbers are said.
func (w *walk) tick(m filing.Move, said string) {
	for i := range m.Checks {
		if said == pressTicked || containsNumber(said, i+1) {
			if !slices.Contains(w.work.Ticked, i+1) {
				w.work.Ticked = append(w.work.Ticked, i+1)
			}
		}
	}
}

// finish does the action.
func (w *walk) finish(ctx context.Context, c filing.Case, m filing.Move) (Reply, error) {
	a := filing.Action{ID: m.ID, By: w.by, At: w.message.At, Values: maps.Clone(w.work.Values), Ticked: len(w.work.Ticked)}
	a.Text, a.Note, a.Proposed = a.Values[needText], a.Values[needNote], w.work.Proposed
	if m.Effect == filing.Transfers {
		a.To, _ = w.desk.colleague(w.message.Unit, a.Values[askWhom])
	}
	for _, id := range []string{needText, needNote, askWhom} {
		delete(a.Values, id)
	}
	d, err := w.desk.act(ctx, w.base, w.message.Unit, c.Number, w.message.ID, a)
	var wrong *filing.Mistake
	if errors.As(err, &wrong) && len(w.work.Order) > 0 { // a list or a date that only the road can judge: asked again
		w.back()
		_, need := w.missing(m)
		return w.notRead(c, need, err), nil
	}
	w.work = w.work.idle()
	if err != nil {
		return Reply{}, err
	}
	return w.told(ctx, d, m), nil
}

// back takes the last answer back and reports whether there was one.
func (w *walk) back() bool {
	n := len(w.work.Order)
	switch {
	case len(w.work.Ticked) > 0:
		w.work.Ticked = nil
	case n > 0:
		delete(w.work.Values, w.work.Order[n-1])
		w.work.Order = w.work.Order[:n-1]
	default:
		return false
	}
	return true
}

// stepBack asks again for what was answered last.
func (w *walk) stepBack(ctx context.Context) (Reply, error) {
	c, m, err := w.current(ctx)
	if err != nil {
		return Reply{}, err
	}
	if !w.back() {
		return w.giveUp(), nil
	}
	return w.next(ctx, c, m)
}

// giveUp leaves the action; nothing was done.
func (w *walk) giveUp() Reply {
	number := w.work.Case
	w.work = w.work.idle()
	return Reply{Text: "好，没有办，什么都没有改。", Buttons: openButton(w.self, number), Asks: number}
}

// notRead says why an answer was not understood and asks again.
func (w *walk) notRead(c filing.Case, n filing.Need, err error) Reply {
	r := needReply(c.Number, filing.Move{}, n, "", true)
	var m *filing.Mistake
	if errors.As(err, &m) {
		r.Text = m.Error() + "\n" + r.Text
	} else {
		r.Text = "没看懂。\n" + r.Text
	}
	return r
}
