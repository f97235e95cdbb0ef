package discord

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"

	"dandang/bot/discordtest"
)

// TestFaultOpenHangs (3, 4): asked to reconnect before READY, acknowledged before READY, or without Hello, the library hangs for ever.
func TestFaultOpenHangs(t *testing.T) {
	for name, o := range map[string]discordtest.Opening{
		"asked to reconnect":     {Reconnect: true},
		"a heartbeat is heard":   {Beat: true},
		"no Hello":               {NoHello: true},
		"no READY":               {Silent: true},
		"the session is invalid": {Invalid: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := forBare(t)
			d.Opening(o)
			s := bareTo(t, d)
			if !o.Invalid && within(time.Second, func() { _ = s.Open() }) { // on an invalid session it signs in again on the same connection
				t.Error("the library no longer does")
			}
			d = brisk(t, guild)
			d.Opening(o)
			l, h := lineTo(t, d), &heard{}
			running(t, l, h)
			d.Ready(1)
			d.Command(cadreThere, commandAsk)
			d.Until("the interaction", func() bool { return h.count() == 1 })
		})
	}
}

// TestFaultCloseCodes (5): codes that want no other attempt, the library answers with attempts.
func TestFaultCloseCodes(t *testing.T) {
	for code := range fatal {
		t.Run(fmt.Sprint(code), func(t *testing.T) {
			t.Parallel()
			unraced(func() {
				d := forBare(t)
				opens(t, bareTo(t, d))
				d.CloseWith(code)
				d.Until("another attempt of the library", func() bool { return len(d.Connections()) > 1 })
			})
			d := brisk(t, guild)
			ended := running(t, lineTo(t, d), &heard{})
			d.Ready(1)
			d.CloseWith(code)
			var no Refused
			if err := <-ended; !errors.As(err, &no) || no.Code != code || (code == 4004) != (no.Status == 401) {
				t.Errorf("the line ends with %v", err)
			}
			if n := len(d.Connections()); n != 1 {
				t.Errorf("the line tries %d times", n)
			}
		})
	}
}

// TestFaultResume (6, 8): the library takes a session up at the wrong address, and ends one itself whose heartbeats are not heard,
// after five of them; what came meanwhile is lost.
func TestFaultResume(t *testing.T) {
	t.Run("a cut", func(t *testing.T) {
		unraced(func() {
			d := forBare(t)
			opens(t, bareTo(t, d))
			d.Cut()
			d.Until("another attempt of the library", func() bool { return len(d.Connections()) > 1 && d.Connections()[1].Op != 0 })
			if c := d.Connections()[1]; strings.Contains(c.Path, "resume") {
				t.Errorf("the library no longer does: %+v", c)
			}
		})
		d := brisk(t, guild)
		h := &heard{}
		running(t, lineTo(t, d), h)
		d.Ready(1)
		d.Cut()
		d.Command(cadreThere, commandAsk)
		d.Until("the interaction", func() bool { return h.count() == 1 })
		if c := d.Connections()[1]; !strings.Contains(c.Path, "resume") || c.Op != 6 {
			t.Errorf("the line takes it up at %+v", c)
		}
	})
	t.Run("nobody there", func(t *testing.T) {
		const every = 30 * time.Millisecond
		unraced(func() {
			d := forBare(t)
			d.Heartbeat = every
			opens(t, bareTo(t, d))
			begun := time.Now()
			d.Deafen()
			d.Until("the end of the connection", func() bool { return d.Connections()[0].Closed != 0 })
			if c := d.Connections()[0]; c.Closed != 1000 || time.Since(begun) < 4*every {
				t.Errorf("the library no longer does: %+v after %v", c, time.Since(begun))
			}
		})
		d := brisk(t, guild)
		d.Heartbeat = every * slow
		h := &heard{}
		running(t, lineTo(t, d), h)
		d.Ready(1)
		d.Until("a heartbeat", func() bool { return d.Connections()[0].Beats > 0 })
		d.Deafen()
		d.Command(cadreThere, commandAsk)
		d.Until("the interaction", func() bool { return h.count() == 1 })
		if c := d.Connections(); c[0].Closed != -1 || c[1].Op != 6 {
			t.Errorf("the line leaves so: %+v", c)
		}
	})
}

// TestFaultInvalidSession (7): the library signs in at once and on the same connection, whatever Discord says of the session.
func TestFaultInvalidSession(t *testing.T) {
	d := forBare(t)
	d.Pace = time.Second
	opens(t, bareTo(t, d))
	begun := d.Connections()[0].At
	d.Invalidate(false)
	time.Sleep(100 * time.Millisecond)
	if c := d.Connections(); len(c) != 1 || time.Since(begun) > d.Pace {
		t.Errorf("the library no longer does: %+v", c)
	}
	d = brisk(t, guild)
	d.Pace = 200 * time.Millisecond // sooner would be a violation
	h := &heard{}
	running(t, lineTo(t, d), h)
	d.Ready(1)
	d.Invalidate(true)
	d.Until("the session taken up", func() bool { c := d.Connections(); return len(c) == 2 && c[1].Op == 6 })
	d.Ready(1)
	d.Invalidate(false)
	d.Until("a new session", func() bool { c := d.Connections(); return len(c) == 3 && c[2].Op == 2 })
	d.Until("the session to be ready", func() bool { return d.Live() > 0 })
	d.Command(cadreThere, commandAsk)
	d.Until("the interaction", func() bool { return h.count() == 1 })
}

// TestFaultPanic (9): one that a handler raises ends the program.
func TestFaultPanic(t *testing.T) {
	const child = "DANDANG_TEST_CHILD"
	if os.Getenv(child) != "" {
		d := forBare(t)
		s := bareTo(t, d)
		s.AddHandler(func(*discordgo.Session, *discordgo.InteractionCreate) { panic("a fault of ours") })
		opens(t, s)
		d.Command(cadreThere, commandAsk)
		time.Sleep(5 * time.Second)
		return
	}
	c := exec.Command(os.Args[0], "-test.run=^TestFaultPanic$")
	c.Env = append(os.Environ(), child+"=1")
	if out, err := c.CombinedOutput(); err == nil || !strings.Contains(string(out), "a fault of ours") {
		t.Errorf("the library no longer does: %v\n%s", err, out)
	}
	d := brisk(t, guild)
	l := lineTo(t, d)
	l.log = quietLog()
	h := &heard{takes: func(in Interaction) {
		if in.Command == "坏" {
			panic("a fault of ours")
		}
	}}
	running(t, l, h)
	d.Ready(1)
	d.Command(cadreThere, "坏")
	d.Command(cadreThere, commandAsk)
	d.Until("both interactions", func() bool { return h.count() == 2 })
	if n := len(d.Connections()); n != 1 {
		t.Errorf("%d connections", n)
	}
}

// TestFaultUnknownParts (10, 21): a part of a kind that the library does not know takes the person from the message, and all data from
// the interaction.
func TestFaultUnknownParts(t *testing.T) {
	message := map[string]any{"id": "77", "channel_id": "5", "author": map[string]any{"id": cadre}, "content": "<@" + discordtest.Self + "> 能吗", "mentions": []any{map[string]any{"id": discordtest.Self}},
		"components": []any{map[string]any{"type": 99}}}
	window := map[string]any{"id": "78", "token": "t", "type": 5, "user": map[string]any{"id": cadre}, "channel_id": "5",
		"data": map[string]any{"custom_id": "w", "components": []any{map[string]any{"type": 18, "component": map[string]any{"type": 4, "custom_id": "a", "value": "甲"}}}}}
	d := forBare(t)
	s := bareTo(t, d)
	var nobody, nothing atomic.Bool
	s.AddHandler(func(_ *discordgo.Session, m *discordgo.MessageCreate) {
		nobody.Store(m.Message == nil || m.Author == nil)
	})
	s.AddHandler(func(_ *discordgo.Session, i *discordgo.InteractionCreate) {
		nothing.Store(i.Interaction == nil || i.Data == nil)
	})
	opens(t, s)
	d.Emit("", "MESSAGE_CREATE", message)
	d.Emit("", "INTERACTION_CREATE", window)
	d.Until("the library to lose both", func() bool { return nobody.Load() && nothing.Load() })

	d = brisk(t, guild)
	h := &heard{}
	running(t, lineTo(t, d), h)
	d.Ready(1)
	d.Emit("", "MESSAGE_CREATE", message)
	d.Emit("", "INTERACTION_CREATE", window)
	d.Until("both", func() bool { return h.count() == 2 })
	h.mu.Lock()
	defer h.mu.Unlock()
	if m := h.said[0]; m.User != cadre || m.Text != "能吗" || !m.Mentioned {
		t.Errorf("got %+v", m)
	}
	if in := h.in[0]; in.Kind != KindWindow || len(in.Inputs) != 1 || in.Inputs[0] != (Input{"a", "甲"}) {
		t.Errorf("got %+v", in)
	}
}

// TestFaultTypedOptions (11): a number that is being typed comes as words, on which the library panics.
func TestFaultTypedOptions(t *testing.T) {
	o := discordgo.ApplicationCommandInteractionDataOption{Name: "号", Type: discordgo.ApplicationCommandOptionInteger, Value: "12", Focused: true}
	func() {
		defer func() {
			if recover() == nil {
				t.Error("the library no longer does")
			}
		}()
		o.IntValue()
	}()
	for _, typed := range []any{"12", 12, 9007199254740993, true, nil} {
		in, err := readInteraction(fmt.Appendf(nil, `{"id":"1","token":"t","type":4,"user":{"id":"7"},"data":{"name":"清单","options":[{"name":"号","type":4,"value":%s,"focused":true}]}}`, jsonOf(t, typed)))
		if want := strings.Trim(string(jsonOf(t, typed)), `"`); err != nil || in.Part != want && typed != nil {
			t.Errorf("%v: got %q, %v", typed, in.Part, err)
		}
	}
}

// TestFaultClose (19): to end takes the library a second each time, with its lock held.
func TestFaultClose(t *testing.T) {
	d := forBare(t)
	s := bareTo(t, d)
	opens(t, s)
	begun := time.Now()
	_ = s.Close()
	if time.Since(begun) < time.Second {
		t.Error("the library no longer does")
	}
	d = brisk(t, guild)
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	l := lineTo(t, d)
	go func() { ended <- l.Run(ctx, &heard{}) }()
	d.Ready(1)
	begun = time.Now()
	stop()
	if err := <-ended; !errors.Is(err, context.Canceled) || time.Since(begun) > 950*time.Millisecond {
		t.Errorf("the line ends after %v with %v", time.Since(begun), err)
	}
	d.Until("a word of farewell", func() bool { return d.Connections()[0].Closed == 1000 })
}

// TestFaultOrder (20): the library hands over events side by side, in any order and number.
func TestFaultOrder(t *testing.T) {
	d := forBare(t)
	s := bareTo(t, d)
	var at, most atomic.Int64
	s.AddHandler(func(*discordgo.Session, *discordgo.InteractionCreate) {
		most.Store(max(most.Load(), at.Add(1)))
		time.Sleep(20 * time.Millisecond)
		at.Add(-1)
	})
	opens(t, s)
	for range 50 {
		d.Command(cadreThere, commandAsk)
	}
	d.Until("many at a time", func() bool { return most.Load() > 10 })

	d = brisk(t, guild)
	var now, worst atomic.Int64
	h := &heard{takes: func(Interaction) {
		worst.Store(max(worst.Load(), now.Add(1)))
		time.Sleep(time.Millisecond)
		now.Add(-1)
	}}
	running(t, lineTo(t, d), h)
	d.Ready(1)
	var ids []string
	for range 50 {
		ids = append(ids, d.Command(cadreThere, commandAsk))
	}
	d.Until("all", func() bool { return h.count() == 50 && now.Load() == 0 })
	for i, in := range h.in {
		if in.ID != ids[i] {
			t.Fatalf("%s comes as number %d", in.ID, i)
		}
	}
	if worst.Load() != 1 {
		t.Errorf("%d at a time", worst.Load())
	}
}
