package discord

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"time"

	"dandang/handlers"
)

// A bridge carries what people do on Discord to the desk, and what the desk says back. Everything is acknowledged before
// anything slow is touched: only then the desk is asked, in the order of each conversation.
type bridge struct {
	api   API
	desk  Desk
	keys  Keys
	units Units
	hello func(unit string) handlers.Reply
	title func(unit string) string // what a county is called; nil: as it is named
	find  Finder
	self  string // user id of the bot
	log   *slog.Logger
	now   func() time.Time

	queue  *queue
	held   *shelf
	people *people
	work   context.Context // of everything that was begun; ends only when it must
	going  sync.WaitGroup  // acknowledgements under way
}

// Times of an answer.
const (
	slowAfter  = 4 * time.Second  // a line says that it takes a little
	longAfter  = 20 * time.Second // and another that it takes longer
	tokenLife  = 14*time.Minute + 30*time.Second
	patience   = 10 * time.Second       // for one call of Discord that nobody waits for
	eachWaits  = 5                      // messages of one conversation that may wait
	allWait    = 5000                   // of all conversations
	sideBySide = 128                    // turns at a time
	crowdWaits = 600 * time.Millisecond // for one of those turns; while somebody has waited longer, others are asked to come again
	fileLimit  = 10 << 20               // where Discord does not say
)

// Interaction takes an interaction. It returns at once.
func (b *bridge) Interaction(in Interaction) {
	if in.Kind == KindComplete {
		b.aside(func(ctx context.Context) { b.complete(ctx, in) })
		return
	}
	switch in.Kind {
	case KindCommand:
		b.command(in)
	case KindComponent, KindWindow:
		b.component(in)
	}
}

// aside does something of its own that is over soon.
func (b *bridge) aside(do func(context.Context)) {
	b.going.Go(func() {
		ctx, cancel := context.WithTimeout(b.work, patience)
		defer cancel()
		do(ctx)
	})
}

// command carries a command to the desk.
func (b *bridge) command(in Interaction) {
	c, ok := commandNamed(in.Command)
	if !ok {
		b.tell(in, sayOldButton)
		return
	}
	who, err := b.speaker(in, control{Staff: c.staff})
	switch {
	case err != nil:
		b.askUnit(in)
		return
	case who.denied():
		b.tell(in, sayNoRight)
		return
	case c.name == commandAsk && strings.TrimSpace(in.Words) == "":
		b.open(in, b.keys.writeWindow(b.control(who, verbWrite), sayAskTitle))
		return
	}
	if c.said == nil {
		u, _ := b.units.ByID(who.unit)
		b.take(in, who, func(context.Context, speaker) []handlers.Reply { return []handlers.Reply{rosterReply(u)} })
		return
	}
	b.answer(in, who, "", c.asCommand(in.Words))
}

// control is what a component made for a speaker carries.
func (b *bridge) control(who speaker, v verb) control {
	return control{Verb: v, Unit: who.unit, Person: who.person, Staff: who.acts}
}

// component carries a button, a list or a window to the desk, once it is known to be ours and theirs.
func (b *bridge) component(in Interaction) {
	c, err := b.keys.decode(in.CustomID)
	if err != nil {
		b.tell(in, sayOldButton)
		return
	}
	if c.Person != in.User && c.Person != anyStaff {
		b.tell(in, sayNotYours)
		return
	}
	if c.Verb == verbUnit {
		b.choseUnit(in, c)
		return
	}
	who, err := b.speaker(in, c)
	if err != nil || who.denied() {
		b.tell(in, sayNoRight)
		return
	}
	c.Person = in.User
	switch {
	case in.Kind == KindComponent && c.Verb == verbWrite:
		b.open(in, b.keys.writeWindow(c, shorten(c.Label, mostTitle)))
	case in.Kind == KindComponent && c.Verb == verbFill:
		b.openFill(in, c)
	case in.Kind == KindWindow && c.Verb == verbWrite:
		b.answer(in, who, "", []said{{text: written(in)}})
	case in.Kind == KindWindow && c.Verb == verbFill:
		b.fill(in, who)
	case c.Verb == verbPress:
		b.answer(in, who, c.Asks, []said{{press: pressedLabel(in, c)}})
	case c.Verb == verbRead:
		b.read(in, who)
	default:
		b.tell(in, sayOldButton)
	}
}

// pressedLabel is the whole label of what was pressed: the choice of a list, else what stands on the button where it did not
// fit into what the button carries.
func pressedLabel(in Interaction, c control) string {
	if len(in.Values) > 0 {
		return in.Values[0]
	}
	if short, cut := strings.CutSuffix(c.Label, "…"); cut && strings.HasPrefix(in.Label, short) {
		return in.Label
	}
	return c.Label
}

func written(in Interaction) string {
	for _, i := range in.Inputs {
		if i.ID == inputText {
			return i.Value
		}
	}
	return ""
}

// answer acknowledges an interaction, tells the desk what was said, and shows what it says back.
func (b *bridge) answer(in Interaction, who speaker, asks string, all []said) {
	b.take(in, who, func(ctx context.Context, who speaker) []handlers.Reply {
		var replies []handlers.Reply
		for i, x := range all {
			got, _ := b.desk.Handle(ctx, who.message(eventID(in.ID, i), x, asks, b.now())) // the desk has logged the error; its replies tell it
			replies = append(replies, b.addressed(who, got)...)
		}
		return replies
	})
}

// addressed are the replies that are for whoever speaks; others are told by the outbox.
func (b *bridge) addressed(who speaker, all []handlers.Reply) []handlers.Reply {
	var out []handlers.Reply
	for _, r := range all {
		if r.To == "" || r.To == who.person || r.To == "staff" && who.staff() {
			out = append(out, r)
		}
	}
	return out
}

// eventID is the id under which the desk knows what was said, the same when Discord sends it twice.
func eventID(id string, i int) string {
	if i == 0 {
		return "discord:" + id
	}
	return "discord:" + id + ":" + string(rune('a'+i))
}

// take acknowledges an interaction at once and has it worked on behind what its conversation is about already.
func (b *bridge) take(in Interaction, who speaker, work func(context.Context, speaker) []handlers.Reply) {
	acknowledged := make(chan error, 1)
	err := b.queue.add(who.unit+"/"+who.conversation(), func() {
		if late := <-acknowledged; !elsewhere(late) {
			b.turn(in, who, late, work)
		}
	})
	if err != nil {
		b.tell(in, refusal(err))
		return
	}
	b.aside(func(ctx context.Context) {
		err := b.api.Defer(ctx, in, in.Guild != "")
		if err != nil {
			b.log.WarnContext(ctx, "acknowledge interaction", "err", err)
		}
		acknowledged <- err
	})
}

// codeAnswered is what Discord says of an interaction that is acknowledged already: it came twice, or another process has it.
const codeAnswered = 40060

func elsewhere(err error) bool {
	no := Refused{}
	return errors.As(err, &no) && no.Code == codeAnswered
}

func refusal(err error) string {
	switch {
	case errors.Is(err, errClosing):
		return sayClosing
	case errors.Is(err, errCrowd):
		return sayCrowd
	}
	return sayBusy
}

// turn does the work of an interaction and shows what came of it; while it takes long, a line says so.
func (b *bridge) turn(in Interaction, who speaker, late error, work func(context.Context, speaker) []handlers.Reply) {
	ctx, cancel := context.WithCancel(b.work)
	defer cancel()
	var progress sync.WaitGroup
	if late == nil {
		progress.Go(func() { b.progress(ctx, in) })
	}
	who = b.resolved(ctx, who)
	replies := []handlers.Reply{{Text: sayNoRight}}
	if !who.denied() {
		replies = work(b.work, who)
	}
	cancel()
	progress.Wait()
	if forgets(replies) {
		b.forget(b.work, who)
	}
	b.show(in, who, late, replies)
}

// progress says now and then that something is still coming, until ctx is done.
func (b *bridge) progress(ctx context.Context, in Interaction) {
	for _, step := range []struct {
		after time.Duration
		text  string
	}{{slowAfter, sayLooking}, {longAfter - slowAfter, sayLong}} {
		select {
		case <-ctx.Done():
			return
		case <-time.After(step.after):
		}
		if err := b.api.Edit(ctx, in, plain(step.text)); err != nil {
			return
		}
	}
}

// show shows replies where the interaction was; what cannot be shown there goes to the person directly.
func (b *bridge) show(in Interaction, who speaker, late error, replies []handlers.Reply) {
	ctx, cancel := context.WithTimeout(b.work, time.Minute)
	defer cancel()
	messages := b.messages(who, in.Guild != "", in.FileLimit, replies)
	messages = append(messages, b.held.take(who.person)...)
	if late != nil || b.now().Sub(in.At) > tokenLife {
		b.notice(ctx, who, in.ID, messages)
		return
	}
	for i, m := range messages {
		if err := b.put(ctx, in, m, i == 0); err != nil {
			b.log.WarnContext(ctx, "show answer", "err", err)
			b.notice(ctx, who, in.ID, messages[i:])
			return
		}
	}
}

// put shows the first message in the place that was kept for it, and the others behind.
func (b *bridge) put(ctx context.Context, in Interaction, m Message, first bool) error {
	if first {
		return b.api.Edit(ctx, in, m)
	}
	if in.Guild != "" {
		m.Flags |= flagEphemeral
	}
	return b.api.FollowUp(ctx, in, m)
}

// messages are replies in Discord's terms.
func (b *bridge) messages(who speaker, guild bool, most int, replies []handlers.Reply) []Message {
	if most == 0 {
		most = fileLimit
	}
	var out []Message
	for _, r := range replies {
		out = append(out, b.keys.render(r, place{unit: who.unit, person: who.person, staff: who.acts, write: guild}, most)...)
	}
	return out
}

// tell answers an interaction at once with a line of the channel's own, seen by the person alone.
func (b *bridge) tell(in Interaction, text string) {
	b.respond(in, plain(text))
}

func (b *bridge) respond(in Interaction, m Message) {
	m.Flags |= flagEphemeral
	b.aside(func(ctx context.Context) {
		if err := b.api.Respond(ctx, in, m); err != nil {
			b.log.WarnContext(ctx, "answer interaction", "err", err)
		}
	})
}

func (b *bridge) open(in Interaction, w *Modal) {
	b.aside(func(ctx context.Context) {
		if err := b.api.Open(ctx, in, *w); err != nil {
			b.log.WarnContext(ctx, "open window", "err", err)
		}
	})
}

// close takes nothing new and finishes what was begun, as long as ctx lets it.
func (b *bridge) close(ctx context.Context) error {
	err := b.queue.close(ctx)
	b.going.Wait()
	return err
}
