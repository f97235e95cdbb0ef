package discord

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"dandang/handlers"
)

// wire is a line of which the test is the far end.
type wire struct {
	*stage
	registry
	on   chan Events
	fail error // Run ends with it
	self error
}

func (w *wire) Self(context.Context) (string, error) { return "999999999999999999", w.self }

func (w *wire) Run(ctx context.Context, on Events) error {
	if w.fail != nil {
		return w.fail
	}
	w.on <- on
	<-ctx.Done()
	return ctx.Err()
}

func serving(w *wire, e *echo) Options {
	return Options{Line: w, Desk: e, Outbox: newBox(), Keys: testKeys, Units: testUnits, Log: slog.New(slog.DiscardHandler), Now: time.Now,
		Hello: func(string) handlers.Reply { return handlers.Reply{Text: "您好，我是“担当”。"} }}
}

// TestServe registers the commands, answers, and finishes what it began when it is stopped.
func TestServe(t *testing.T) {
	w, e := &wire{stage: &stage{}, on: make(chan Events, 1)}, &echo{takes: 50 * time.Millisecond}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- Serve(ctx, serving(w, e)) }()
	on := <-w.on
	for i := range 4 {
		on.Interaction(ask(fmt.Sprint(i), "话"))
	}
	stop()
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
	if got := w.done("edit"); len(got) != 4 || w.writes != 1 {
		t.Errorf("%d of 4 are answered, commands written %d times", len(got), w.writes)
	}
}

func TestServeThatCannot(t *testing.T) {
	gone := errors.New("4004")
	for name, o := range map[string]Options{
		"without a key":                        {Keys: nil},
		"with a token that is not taken":       serving(&wire{stage: &stage{}, self: gone}, &echo{}),
		"when the connection is shut for good": serving(&wire{stage: &stage{}, fail: gone}, &echo{}),
	} {
		if err := Serve(context.Background(), o); err == nil || o.Keys != nil && !errors.Is(err, gone) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

// TestAloneWithoutAUnitsFile: every server is that of the one county, and nobody is staff.
func TestAloneWithoutAUnitsFile(t *testing.T) {
	s, e := &stage{}, &echo{}
	b := newBridge(t, s, e)
	b.units = Alone("baofeng")
	in := ask("1", "能备案吗")
	in.Guild, in.Roles = "777777777777777777", []string{helper}
	b.Interaction(in)
	s.wait(t, 1, "edit")
	if m := e.all()[0]; m.Unit != "baofeng" || m.From.Staff {
		t.Errorf("the desk hears %+v", m)
	}
	in.ID, in.Command = "2", "待办"
	b.Interaction(in)
	if got := s.wait(t, 1, "respond")[0].message; unescape(got.Content) != sayNoRight {
		t.Errorf("got %+v", got)
	}
	if err := newCourier(s, newBox(note("1", "staff", "", "一件"))).bring(context.Background(), b.units[0], note("1", "staff", "", "一件")); !errors.Is(err, errNoStaff) {
		t.Errorf("a note for staff: %v", err)
	}
}

// TestDataThatIsRemoved takes what the bot wrote out of the direct channel as well, and nothing of what the person wrote.
func TestDataThatIsRemoved(t *testing.T) {
	s := &stage{recent: []Shown{{ID: "3", Author: "999999999999999999"}, {ID: "2", Author: cadre, Content: "删除我的数据"}, {ID: "1", Author: "999999999999999999"}}}
	e := &echo{reply: func(m handlers.Message) []handlers.Reply {
		s.mu.Lock()
		defer s.mu.Unlock()
		return []handlers.Reply{{To: m.From.ID, Text: "都删了。", Forget: true}}
	}}
	b := newBridge(t, s, e)
	b.held.put(cadre, []Message{plain("还没看到的")})
	in := ask("1", "删除")
	in.Command = "我的数据"
	b.Interaction(in)
	if got := s.wait(t, 1, "edit"); len(got) != 1 || got[0].message.Content != "**都删了。**" {
		t.Errorf("got %+v", got)
	}
	if e.all()[0].Text != "删除我的数据" || strings.Join(s.deleted, " ") != "dm"+cadre+"/3 dm"+cadre+"/1" {
		t.Errorf("taken away are %v", s.deleted)
	}
	if b.held.has(cadre) {
		t.Error("what was held is still held")
	}
}

// TestPeopleAreNamedByDiscord: an id becomes the name of a person where it is marked as one, and notifies nobody.
func TestPeopleAreNamedByDiscord(t *testing.T) {
	r := Roster{Units: testUnits, Roles: func(_ context.Context, _, user string) ([]string, error) {
		if user == clerk {
			return []string{helper}, nil
		}
		return nil, nil
	}}
	if got := pages("办理人" + r.Name("demo", clerk) + "\n<@" + cadre + ">")[0]; got.gist != "**办理人<@"+clerk+">**" || strings.Contains(got.lead, "<@2") {
		t.Errorf("got %+v", got)
	}
	for words, found := range map[string]bool{"<@" + clerk + ">": true, "<@!" + clerk + ">": true, clerk: true, "〔@" + clerk + "〕": true, cadre: false, "李科长": false, "": false} {
		if a, ok := r.Find("demo", words); ok != found || ok && (a.ID != clerk || len(a.Roles) != 1) {
			t.Errorf("%q finds %+v, %v", words, a, ok)
		}
	}
	if r.Name("demo", "staff") != "" {
		t.Error("what is no id is named")
	}
}
