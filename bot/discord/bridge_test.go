package discord

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"dandang/handlers"
)

// A call is something done on Discord.
type call struct {
	what    string // defer respond open complete edit follow send
	id      string // interaction, or channel
	message Message
	window  Modal
	choices []Choice
	private bool
	at      time.Time
}

// stage is a Discord that notes what is done, and fails or dawdles when it is told to.
type stage struct {
	mu      sync.Mutex
	calls   []call
	fail    map[string]error // by what
	roles   map[string][]string
	recent  []Shown
	slow    time.Duration // each lookup of roles or messages takes so long
	nonces  map[string]bool
	threads []Thread
	deleted []string
}

func (s *stage) note(c call) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.fail[c.what]; err != nil {
		return err
	}
	c.at = time.Now()
	s.calls = append(s.calls, c)
	return nil
}

func (s *stage) Defer(_ context.Context, in Interaction, private bool) error {
	return s.note(call{what: "defer", id: in.ID, private: private})
}

func (s *stage) Respond(_ context.Context, in Interaction, m Message) error {
	return s.note(call{what: "respond", id: in.ID, message: m})
}

func (s *stage) Open(_ context.Context, in Interaction, w Modal) error {
	return s.note(call{what: "open", id: in.ID, window: w})
}

func (s *stage) Complete(_ context.Context, in Interaction, choices []Choice) error {
	return s.note(call{what: "complete", id: in.ID, choices: choices})
}

func (s *stage) Edit(_ context.Context, in Interaction, m Message) error {
	return s.note(call{what: "edit", id: in.ID, message: m})
}

func (s *stage) FollowUp(_ context.Context, in Interaction, m Message) error {
	return s.note(call{what: "follow", id: in.ID, message: m})
}

func (s *stage) Send(_ context.Context, channel string, m Message) (string, error) {
	s.mu.Lock()
	again := s.nonces[channel+m.Nonce] && m.EnforceNonce
	if s.nonces == nil {
		s.nonces = map[string]bool{}
	}
	if s.fail["send "+channel] == nil {
		s.nonces[channel+m.Nonce] = true
	}
	err := s.fail["send "+channel]
	s.mu.Unlock()
	if err != nil || again {
		return "m", err
	}
	return "m", s.note(call{what: "send", id: channel, message: m})
}

func (s *stage) Direct(_ context.Context, user string) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return "dm" + user, s.fail["direct"]
}

func (s *stage) Typing(context.Context, string) error { return nil }

func (s *stage) Roles(ctx context.Context, guild, user string) ([]string, error) {
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-time.After(s.slow):
	}
	return s.roles[user], s.fail["roles"]
}

func (s *stage) Recent(context.Context, string) ([]Shown, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.recent, s.fail["recent"]
}

func (s *stage) Delete(_ context.Context, channel, message string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.deleted = append(s.deleted, channel+"/"+message)
	s.recent = slices.DeleteFunc(slices.Clone(s.recent), func(m Shown) bool { return m.ID == message })
	return s.fail["delete"]
}

func (s *stage) Threads(context.Context, string, string) ([]Thread, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.threads, s.fail["threads"]
}

func (s *stage) OpenThread(_ context.Context, channel, name, person string) (Thread, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.fail["thread"]; err != nil {
		return Thread{}, err
	}
	x := Thread{fmt.Sprint("t", len(s.threads)), name}
	s.threads = append(s.threads, x)
	return x, nil
}

// done are the calls so far of these kinds, all of them when none is named.
func (s *stage) done(what ...string) []call {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []call
	for _, c := range s.calls {
		if len(what) == 0 || slices.Contains(what, c.what) {
			out = append(out, c)
		}
	}
	return out
}

// wait waits for so many calls of a kind.
func (s *stage) wait(t *testing.T, n int, what ...string) []call {
	t.Helper()
	for range 2000 {
		if got := s.done(what...); len(got) >= n {
			return got
		}
		time.Sleep(2 * time.Millisecond)
	}
	t.Fatalf("%d calls of %v, want %d: %+v", len(s.done(what...)), what, n, s.done())
	return nil
}

// echo is a desk that says back what it was told.
type echo struct {
	mu    sync.Mutex
	heard []handlers.Message
	takes time.Duration
	reply func(handlers.Message) []handlers.Reply
}

func (e *echo) Handle(ctx context.Context, m handlers.Message) ([]handlers.Reply, error) {
	select {
	case <-time.After(e.takes):
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.heard = append(e.heard, m)
	if e.reply != nil {
		return e.reply(m), nil
	}
	return []handlers.Reply{{To: m.From.ID, Text: "收到：" + m.Text + m.Press, Buttons: []string{"为什么", "补充情况"}, Asks: "q1"}}, nil
}

func (e *echo) all() []handlers.Message {
	e.mu.Lock()
	defer e.mu.Unlock()
	return slices.Clone(e.heard)
}

const (
	cadre  = "234567890123456789"
	other  = "234567890123456780"
	clerk  = "345678901234567890"
	guild  = "111111111111111111"
	helper = "444444444444444444" // a reviewer's Discord role
)

var testUnits = Units{
	{ID: "demo", Guild: guild, StaffChannel: "222222222222222222", CaseChannel: "333333333333333333", Roles: map[string][]string{"reviewer": {helper}}},
	{ID: "yexian", Guild: "111111111111111112", StaffChannel: "222222222222222223", Roles: map[string][]string{"reviewer": {helper}}},
}

func newBridge(t *testing.T, api API, desk Desk) *bridge {
	t.Helper()
	b := &bridge{
		api: api, desk: desk, keys: testKeys, units: testUnits, self: "999999999999999999", log: slog.New(slog.DiscardHandler), now: time.Now,
		hello: func(string) handlers.Reply { return handlers.Reply{Text: "您好，我是“担当”。"} },
		queue: newQueue(eachWaits, allWait, sideBySide, crowdWaits), held: newShelf(), people: newPeople(), work: context.Background(),
	}
	t.Cleanup(func() {
		if err := b.close(context.Background()); err != nil {
			t.Error(err)
		}
		if s, ok := api.(*stage); ok {
			lintSent(t, s)
		}
	})
	return b
}

func ask(id, words string) Interaction {
	return Interaction{ID: id, Token: "token-" + id, Kind: KindCommand, Guild: guild, Channel: "5", User: cadre, Command: commandAsk, Words: words, At: time.Now()}
}

// button is the press of the component with that label on a message.
func button(t *testing.T, id string, m Message, label string) Interaction {
	t.Helper()
	for _, row := range m.Components {
		for _, c := range row.Components {
			if c.Label == label {
				return Interaction{ID: id, Token: "token-" + id, Kind: KindComponent, Guild: guild, Channel: "5", User: cadre, CustomID: c.CustomID, Label: c.Label, At: time.Now()}
			}
		}
	}
	t.Fatalf("no button %s on %+v", label, m.Components)
	return Interaction{}
}

func TestACommandIsAnsweredForThePersonAlone(t *testing.T) {
	s, e := &stage{}, &echo{}
	b := newBridge(t, s, e)
	b.Interaction(ask("1", "能备案吗"))
	got := s.wait(t, 1, "edit")[0]
	if d := s.done("defer"); len(d) != 1 || !d[0].private {
		t.Errorf("acknowledged by %+v", d)
	}
	if got.message.Content != "**收到：能备案吗**" || got.message.Mentions.Parse == nil || len(got.message.Mentions.Parse) > 0 {
		t.Errorf("got %+v", got.message)
	}
	m := e.all()[0]
	if m.Unit != "demo" || m.Conversation != "discord:"+cadre || m.ID != "discord:1" || m.From.Staff {
		t.Errorf("the desk hears %+v", m)
	}
}

func TestAButtonCarriesItsQuestion(t *testing.T) {
	s, e := &stage{}, &echo{}
	b := newBridge(t, s, e)
	b.Interaction(ask("1", "能备案吗"))
	first := s.wait(t, 1, "edit")[0].message
	b.Interaction(button(t, "2", first, "为什么"))
	s.wait(t, 2, "edit")
	if m := e.all()[1]; m.Press != "为什么" || m.Asks != "q1" || m.Text != "" {
		t.Errorf("the desk hears %+v", m)
	}
	again := newBridge(t, s, e) // as after a restart, with nothing in memory
	again.Interaction(button(t, "3", first, "为什么"))
	s.wait(t, 3, "edit")
}

func TestWritingInAWindow(t *testing.T) {
	s, e := &stage{}, &echo{}
	b := newBridge(t, s, e)
	b.Interaction(ask("1", ""))
	w := s.wait(t, 1, "open")[0].window
	if len(s.done("defer")) > 0 || w.Title != "提问" || len(w.Components) != 1 {
		t.Fatalf("got the window %+v", w)
	}
	in := ask("2", "")
	in.Kind, in.CustomID, in.Inputs = KindWindow, w.CustomID, []Input{{inputText, "两行\n的话"}}
	b.Interaction(in)
	reply := s.wait(t, 1, "edit")[0].message
	if m := e.all()[0]; m.Text != "两行\n的话" {
		t.Errorf("the desk hears %+v", m)
	}
	b.Interaction(button(t, "3", reply, "补充情况"))
	if w := s.wait(t, 2, "open")[1].window; w.Title != "补充情况" {
		t.Errorf("got the window %+v", w)
	}
}

// TestWhatMayNotBePressed: each is answered in Chinese, at once, for the person alone, and the desk hears nothing.
func TestWhatMayNotBePressed(t *testing.T) {
	mine := testKeys.encode(control{Verb: verbPress, Unit: "demo", Person: cadre, Label: "提交"})
	card := testKeys.encode(control{Verb: verbPress, Staff: true, Unit: "demo", Person: anyStaff, Asks: "ZX-1", Label: "认领"})
	for _, test := range []struct {
		name, id, user string
		roles          []string
		want           string
	}{
		{"of an old version", "submit:17", cadre, nil, sayOldButton},
		{"forged", strings.Replace(mine, "提交", "取消", 1), cadre, nil, sayOldButton},
		{"somebody else's", mine, other, nil, sayNotYours},
		{"a card for staff, pressed by nobody", card, cadre, nil, sayNoRight},
		{"a card for staff, pressed by one whose role is gone", card, clerk, []string{"555555555555555555"}, sayNoRight},
		{"of a verb nobody knows", testKeys.encode(control{Verb: 'z', Unit: "demo", Person: cadre}), cadre, nil, sayOldButton},
	} {
		t.Run(test.name, func(t *testing.T) {
			s, e := &stage{}, &echo{}
			b := newBridge(t, s, e)
			b.Interaction(Interaction{ID: "1", Kind: KindComponent, Guild: guild, User: test.user, Roles: test.roles, CustomID: test.id, At: time.Now()})
			got := s.wait(t, 1, "respond")[0].message
			if unescape(got.Content) != test.want || got.Flags&flagEphemeral == 0 {
				t.Errorf("got %+v", got)
			}
			if len(e.all()) > 0 {
				t.Errorf("the desk hears %+v", e.all())
			}
		})
	}
}

func TestACardForStaff(t *testing.T) {
	s, e := &stage{}, &echo{}
	b := newBridge(t, s, e)
	id := testKeys.encode(control{Verb: verbPress, Staff: true, Unit: "demo", Person: anyStaff, Asks: "ZX-1", Label: "认领"})
	b.Interaction(Interaction{ID: "1", Kind: KindComponent, Guild: guild, User: clerk, Roles: []string{helper}, CustomID: id, At: time.Now()})
	s.wait(t, 1, "edit")
	if m := e.all()[0]; !m.From.Staff || m.From.ID != clerk || m.Conversation != "discord:staff:"+clerk || !strings.Contains(m.Press, "认领") {
		t.Errorf("the desk hears %+v", m)
	}
}

func TestStaffCommandsOfOthers(t *testing.T) {
	s, e := &stage{}, &echo{}
	b := newBridge(t, s, e)
	in := ask("1", "")
	in.Command = "待办"
	b.Interaction(in)
	if got := s.wait(t, 1, "respond")[0].message; unescape(got.Content) != sayNoRight {
		t.Errorf("got %+v", got)
	}
	in.ID, in.Roles = "2", []string{helper}
	b.Interaction(in)
	s.wait(t, 1, "edit")
	if m := e.all()[0]; !m.From.Staff || m.Text != "待办" {
		t.Errorf("the desk hears %+v", m)
	}
	in.ID, in.Command = "3", commandRoster
	b.Interaction(in)
	if got := s.wait(t, 2, "edit")[1].message; !strings.Contains(plainMessage(got), "经办：") || !strings.Contains(got.Embeds[0].Description, "<@&"+helper+">") || len(e.all()) != 1 {
		t.Errorf("the roster is %+v", got)
	}
}

// TestAcknowledgedHoweverSlowTheDesk: with a desk and a Discord that take ten seconds every interaction is acknowledged at
// once, in one conversation as in many.
func TestAcknowledgedHoweverSlowTheDesk(t *testing.T) {
	s, e := &stage{slow: 10 * time.Second, roles: map[string][]string{cadre: {helper}}}, &echo{takes: 10 * time.Second}
	b := newBridge(t, s, e)
	work, stop := context.WithCancel(context.Background())
	b.work = work
	defer stop()
	began := time.Now()
	var all []Interaction
	for i, c := range commands() {
		in := ask(fmt.Sprint("c", i), "话")
		in.Command, in.Roles, in.User = c.name, []string{helper}, fmt.Sprint("23456789012345", 1000+i)
		all = append(all, in)
	}
	for i := range 4 {
		in := ask(fmt.Sprint("s", i), "话")
		all = append(all, in)
	}
	direct := ask("d", "话")
	direct.Guild = ""
	b.people.settle(cadre, "demo")
	staff := direct
	staff.ID, staff.Command = "ds", "待办"
	all = append(all, direct, staff)
	for _, in := range all {
		b.Interaction(in)
	}
	took := time.Since(began)
	got := s.wait(t, len(all), "defer", "respond")
	worst := took
	for _, c := range got {
		worst = max(worst, c.at.Sub(began))
	}
	t.Logf("%d interactions, all acknowledged within %v", len(all), worst)
	if worst > 500*time.Millisecond {
		t.Errorf("the last was acknowledged after %v", worst)
	}
}

func TestABusyConversationIsToldSo(t *testing.T) {
	s, e := &stage{}, &echo{takes: 200 * time.Millisecond}
	b := newBridge(t, s, e)
	for i := range eachWaits + 4 {
		b.Interaction(ask(fmt.Sprint(i), fmt.Sprint("话", i)))
	}
	busy := s.wait(t, 1, "respond")
	if unescape(busy[0].message.Content) != sayBusy {
		t.Errorf("got %+v", busy)
	}
	s.wait(t, eachWaits, "edit")
	for i, m := range e.all() {
		if m.Text != fmt.Sprint("话", i) {
			t.Errorf("the desk hears %q as number %d", m.Text, i)
		}
	}
}

func TestAnAnswerThatComesTooLate(t *testing.T) {
	for name, fail := range map[string]map[string]error{
		"the place is gone when it is filled": {"edit": errors.New("50027")},
		"it was never acknowledged":           {"defer": errors.New("10062")},
	} {
		t.Run(name, func(t *testing.T) {
			s, e := &stage{fail: fail}, &echo{}
			b := newBridge(t, s, e)
			b.Interaction(ask("1", "能备案吗"))
			got := s.wait(t, 1, "send")[0]
			if got.id != "dm"+cadre || got.message.Content != "**收到：能备案吗**" || !got.message.EnforceNonce || len(got.message.Nonce) > 25 {
				t.Errorf("got %+v", got)
			}
		})
	}
	t.Run("a quarter of an hour later", func(t *testing.T) {
		s, e := &stage{}, &echo{}
		b := newBridge(t, s, e)
		in := ask("1", "能备案吗")
		in.At = time.Now().Add(-15 * time.Minute)
		b.Interaction(in)
		s.wait(t, 1, "send")
		if len(s.done("edit")) > 0 {
			t.Error("a place is filled that is gone")
		}
	})
	t.Run("and direct messages are closed: it comes with the next answer", func(t *testing.T) {
		s, e := &stage{fail: map[string]error{"edit": errors.New("50027"), "send dm" + cadre: errors.New("50007")}}, &echo{}
		b := newBridge(t, s, e)
		b.Interaction(ask("1", "第一句"))
		for range 1000 {
			if b.held.has(cadre) {
				break
			}
			time.Sleep(time.Millisecond)
		}
		s.mu.Lock()
		s.fail = nil
		s.mu.Unlock()
		b.Interaction(ask("2", "第二句"))
		if got := s.wait(t, 1, "follow")[0].message; got.Content != "**收到：第一句**" || got.Flags&flagEphemeral == 0 {
			t.Errorf("got %+v", got)
		}
	})
}

// TestAnInteractionThatAnotherProcessHas is left to it, also when it is the same one come twice.
func TestAnInteractionThatAnotherProcessHas(t *testing.T) {
	s, e := &stage{fail: map[string]error{"defer": Refused{Status: 400, Code: codeAnswered}}}, &echo{}
	b := newBridge(t, s, e)
	b.Interaction(ask("1", "能备案吗"))
	if err := b.close(context.Background()); err != nil || len(e.all()) > 0 || len(s.done()) > 0 {
		t.Errorf("%v, the desk hears %v, done is %v", err, e.all(), s.done())
	}
}

func TestAMentionIsAnsweredDirectly(t *testing.T) {
	m := Said{ID: "7", Guild: guild, Channel: "5", User: cadre, Text: "能备案吗", Mentioned: true, At: time.Now()}
	t.Run("the channel gets a line without content", func(t *testing.T) {
		s, e := &stage{}, &echo{}
		newBridge(t, s, e).Said(m)
		got := s.wait(t, 2, "send")
		if got[0].id != "dm"+cadre || got[1].id != "5" || strings.Contains(got[1].message.Content, "能备案") {
			t.Errorf("got %+v", got)
		}
	})
	t.Run("direct messages are closed: a button shows it to the person", func(t *testing.T) {
		s, e := &stage{fail: map[string]error{"send dm" + cadre: errors.New("50007")}}, &echo{}
		b := newBridge(t, s, e)
		b.Said(m)
		line := s.wait(t, 1, "send")[0]
		if line.id != "5" || strings.Contains(line.message.Content, "能备案") {
			t.Fatalf("got %+v", line)
		}
		b.Interaction(button(t, "8", line.message, sayShow))
		if got := s.wait(t, 1, "edit")[0].message; got.Content != "**收到：能备案吗**" {
			t.Errorf("got %+v", got)
		}
		b.Interaction(button(t, "9", line.message, sayShow))
		if got := s.wait(t, 2, "edit")[1].message; !strings.Contains(unescape(got.Content), sayNotHere) {
			t.Errorf("pressed again it shows %+v", got)
		}
	})
	t.Run("what does not mention the bot is none of its business", func(t *testing.T) {
		s, e := &stage{}, &echo{}
		b := newBridge(t, s, e)
		for _, x := range []Said{{ID: "1", Guild: guild, User: cadre, Text: "闲话"}, {ID: "2", User: cadre, Bot: true, Text: "机器"}, {ID: "3", User: b.self, Text: "自己"}} {
			b.Said(x)
		}
		if err := b.queue.close(context.Background()); err != nil || len(e.all()) > 0 || len(s.done()) > 0 {
			t.Errorf("%v, %v, %v", err, e.all(), s.done())
		}
	})
}

func TestWhoeverWritesDirectly(t *testing.T) {
	direct := func(id, text string) Said {
		return Said{ID: id, Channel: "dm1", User: cadre, Text: text, At: time.Now()}
	}
	t.Run("is asked once which county, and what was said is taken up", func(t *testing.T) {
		s, e := &stage{recent: []Shown{{ID: "1", Author: cadre, Content: "老粮库能租吗"}}}, &echo{}
		b := newBridge(t, s, e)
		b.Said(direct("1", "老粮库能租吗"))
		q := s.wait(t, 1, "send")[0].message
		list := q.Components[0].Components[0]
		if len(list.Options) != 2 || len(e.all()) > 0 {
			t.Fatalf("got %+v", q)
		}
		b.Interaction(Interaction{ID: "2", Kind: KindComponent, Channel: "dm1", User: cadre, CustomID: list.CustomID, Values: []string{"yexian"}, At: time.Now()})
		s.wait(t, 1, "edit")
		if m := e.all()[0]; m.Unit != "yexian" || m.Text != "老粮库能租吗" || m.ID != "discord:1" {
			t.Errorf("the desk hears %+v", m)
		}
		b.Said(direct("3", "还有一句"))
		s.wait(t, 2, "send")
		if m := e.all()[1]; m.Unit != "yexian" {
			t.Errorf("the desk hears %+v", m)
		}
	})
	t.Run("is known again after a restart by what they were last sent", func(t *testing.T) {
		id := testKeys.encode(control{Verb: verbPress, Unit: "yexian", Person: cadre, Label: "为什么"})
		s, e := &stage{recent: []Shown{{ID: "0", Author: "999999999999999999", CustomIDs: []string{"x", id}}}}, &echo{}
		newBridge(t, s, e).Said(direct("1", "接着说"))
		s.wait(t, 1, "send")
		if m := e.all(); len(m) != 1 || m[0].Unit != "yexian" {
			t.Errorf("the desk hears %+v", m)
		}
	})
	t.Run("is greeted the first time, and told what not to send", func(t *testing.T) {
		s, e := &stage{}, &echo{}
		b := newBridge(t, s, e)
		b.people.settle(cadre, "demo")
		b.Said(direct("1", "能备案吗"))
		got := s.wait(t, 2, "send")
		b.Said(direct("2", "再问一句"))
		if !strings.Contains(got[0].message.Content, "您好，我是") || len(s.wait(t, 3, "send")) != 3 {
			t.Errorf("got %+v", s.done("send"))
		}
	})
	t.Run("sends a file: it is not looked at, the words are", func(t *testing.T) {
		s, e := &stage{}, &echo{}
		b := newBridge(t, s, e)
		b.people.settle(cadre, "demo")
		b.people.meet(cadre)
		m := direct("1", "请看附件")
		m.Attachments = 1
		b.Said(m)
		got := s.wait(t, 2, "send")
		if unescape(strings.Trim(got[0].message.Content, "*")) != sayNoAttached || len(e.all()) != 1 {
			t.Errorf("got %+v", got)
		}
	})
	t.Run("is staff there too", func(t *testing.T) {
		s, e := &stage{roles: map[string][]string{clerk: {helper}}}, &echo{}
		b := newBridge(t, s, e)
		b.people.settle(clerk, "demo")
		m := direct("1", "待办")
		m.User = clerk
		b.Said(m)
		s.wait(t, 1, "send")
		if m := e.all()[0]; !m.From.Staff {
			t.Errorf("the desk hears %+v", m)
		}
	})
}

// TestTheEnd finishes what was begun and refuses what comes then, politely.
func TestTheEnd(t *testing.T) {
	s, e := &stage{}, &echo{takes: 100 * time.Millisecond}
	b := newBridge(t, s, e)
	for i := range 5 {
		b.Interaction(ask(fmt.Sprint(i), "话"))
	}
	closed := make(chan error)
	go func() { closed <- b.close(context.Background()) }()
	for {
		b.queue.mu.Lock()
		done := b.queue.closed
		b.queue.mu.Unlock()
		if done {
			break
		}
		time.Sleep(time.Millisecond)
	}
	late := ask("9", "晚了")
	late.User = other
	b.Interaction(late)
	if err := <-closed; err != nil {
		t.Fatal(err)
	}
	if got := s.done("edit"); len(got) != 5 {
		t.Errorf("%d of 5 are answered", len(got))
	}
	if got := s.wait(t, 1, "respond")[0].message; unescape(got.Content) != sayClosing {
		t.Errorf("got %+v", got)
	}
}

func TestEventsThatComeTwiceHaveOneID(t *testing.T) {
	if a, b := eventID("7", 0), eventID("7", 0); a != b || eventID("7", 1) == a || eventID("7", 1) == eventID("7", 2) {
		t.Error("ids of events are not as they should be")
	}
}
