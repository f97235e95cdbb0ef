package discord

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"strings"
	"testing"
	"time"

	"dandang/bot/discordtest"
)

// told fails a test when something is logged as an error: a payload with faults, a panic.
type told struct {
	slog.Handler
	t *testing.T
}

func (h told) Handle(_ context.Context, r slog.Record) error {
	if r.Level >= slog.LevelError {
		r.Attrs(func(a slog.Attr) bool { h.t.Errorf("%s: %s", r.Message, a); return true })
	}
	return nil
}

func (h told) Enabled(_ context.Context, l slog.Level) bool { return l >= slog.LevelError }

// lineTo is a line to a stand-in, that waits less than to Discord. It fails the test when it has to tell of an error.
func lineTo(t *testing.T, d *discordtest.Discord) *line {
	t.Helper()
	x, err := Dial(discordtest.Token, d.URL, slog.New(told{slog.DiscardHandler, t}))
	if err != nil {
		t.Fatal(err)
	}
	l, ok := x.(*line)
	if !ok {
		t.Fatalf("got %T", x)
	}
	l.openLife, l.retry, l.turns.every = 500*time.Millisecond*min(slow, 4), 4*time.Millisecond, d.Pace+20*time.Millisecond
	return l
}

// brisk is a stand-in that does not have its sessions wait five seconds.
func brisk(t *testing.T, guilds ...string) *discordtest.Discord {
	t.Helper()
	d := discordtest.New(t, guilds...)
	d.Pace = 10 * time.Millisecond
	return d
}

// serveTo has the bot talk over a stand-in until the test ends.
func serveTo(t *testing.T, d *discordtest.Discord, desk Desk) {
	t.Helper()
	o := serving(nil, nil)
	o.Desk, o.Line = desk, lineTo(t, d)
	o.Log = slog.New(slog.DiscardHandler)
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- Serve(ctx, o) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	d.Ready(d.Shards)
}

var cadreThere = discordtest.In(guild, "5", cadre)

// TestServeOverALine has the bot talk over a real gateway and REST: a command, a button, a mention, a direct message, events that
// nobody can read, and commands registered once.
func TestServeOverALine(t *testing.T) {
	d := brisk(t, guild)
	serveTo(t, d, &echo{})
	d.Emit(guild, "INTERACTION_CREATE", map[string]any{"id": "1", "token": "x", "type": 3, "data": map[string]any{"custom_id": 7}})
	d.Emit(guild, "SOMETHING_NEW", map[string]any{"a": []int{1}})
	d.Emit(guild, "MESSAGE_CREATE", map[string]any{"id": "8", "content": "无主"})
	d.Frame(`{"op":99,"d":{"一":"新"}}`)

	in := d.Wait(d.Command(cadreThere, commandAsk, discordtest.Words("内容", "能备案吗")))
	if !in.Private || len(in.Answers) != 1 || !strings.Contains(in.Answers[0].Content, "收到：能备案吗") {
		t.Errorf("answered by %+v", in)
	}
	in = d.Wait(d.Press(cadreThere, in.Answers[0], "为什么"))
	if !strings.Contains(in.Answers[0].Content, "收到：为什么") {
		t.Errorf("answered by %+v", in.Answers[0])
	}
	in = d.Wait(d.Command(cadreThere, commandAsk))
	if in = d.Wait(d.Submit(cadreThere, in.Window, "老粮库\n能租吗")); !strings.Contains(in.Answers[0].Content, "老粮库") {
		t.Errorf("answered by %+v", in.Answers[0])
	}
	alone := d.Direct(cadre)
	d.Say(cadreThere, "<@"+discordtest.Self+"> 老粮库能租吗")
	d.Until("an answer in direct messages", func() bool { return len(d.Messages(alone.Channel)) > 0 })
	if m := d.Messages(alone.Channel)[0]; !strings.Contains(m.Content, "收到：老粮库能租吗") || m.Nonce == "" {
		t.Errorf("got %+v", m)
	}
	if n := len(d.Requests("PUT /applications/{application_id}/commands")); n != 1 {
		t.Errorf("commands were written %d times", n)
	}
}

func TestDialWantsAnAddress(t *testing.T) {
	for _, base := range []string{"discord", "ftp://127.0.0.1", "http://", "://"} {
		if _, err := Dial("t", base, slog.New(slog.DiscardHandler)); err == nil {
			t.Errorf("%q is taken", base)
		}
	}
}

// TestAWrongToken: nothing more is asked once Discord does not know the token.
func TestAWrongToken(t *testing.T) {
	d := brisk(t)
	l := lineTo(t, d)
	l.token = "wrong"
	for range 5 {
		_, err := l.Self(context.Background())
		if no := (Refused{}); !errors.As(err, &no) || no.Status != 401 {
			t.Errorf("got %v", err)
		}
	}
	if n := len(d.Requests("")); n != 1 {
		t.Errorf("%d requests", n)
	}
}

func quietLog() *slog.Logger { return slog.New(slog.DiscardHandler) }

func jsonOf(t *testing.T, x any) []byte {
	t.Helper()
	b, err := json.Marshal(x)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func mustURL(t testing.TB, s string) *url.URL {
	t.Helper()
	u, err := url.Parse(s)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

// TestAcknowledgedOverALine: with a desk that takes ten seconds, each interaction is acknowledged within half a second of being sent, over
// the gateway and REST, cuts and a slow Discord included.
func TestAcknowledgedOverALine(t *testing.T) {
	d := brisk(t, guild)
	e := &echo{takes: 10 * time.Second}
	o := serving(nil, e)
	o.Line = lineTo(t, d)
	b := o.bridge(discordtest.Self, context.Background())
	work, stop := context.WithCancel(context.Background())
	b.work = work
	running(t, lineTo(t, d), b)
	d.Ready(1)
	d.Fail(discordtest.Fault{On: callbackRoute, Slow: 100 * time.Millisecond})
	var ids []string
	for i := range 40 {
		if i%10 == 9 {
			d.Cut()
		}
		p := discordtest.In(guild, "5", fmt.Sprint(234567890123456000+i/2))
		ids = append(ids, d.Command(p, commandAsk, discordtest.Words("内容", "能备案吗")))
	}
	d.Until("all to be acknowledged", func() bool {
		for _, id := range ids {
			if d.Interaction(id).State == discordtest.Unanswered {
				return false
			}
		}
		return true
	})
	worst := time.Duration(0)
	for _, id := range ids {
		in := d.Interaction(id)
		worst = max(worst, in.First.Sub(in.Sent))
	}
	t.Logf("%d interactions, four cuts: the last is acknowledged %v after it was sent", len(ids), worst)
	if worst > 500*time.Millisecond*min(slow, 4) {
		t.Errorf("acknowledged after %v", worst)
	}
	stop()
	if err := b.close(context.Background()); err != nil {
		t.Error(err)
	}
}

// TestTheRealDeskOverALine has the whole product answer over gateway and REST: a question, why, the form in a window, a person asked for.
func TestTheRealDeskOverALine(t *testing.T) {
	d := brisk(t, guild)
	serveTo(t, d, fullDesk(t))
	in := d.Wait(d.Command(cadreThere, commandAsk, discordtest.Words("内容", "事情还没做：重大项目抢进度，想先开工后补手续，能备案吗？")))
	if len(in.Answers) == 0 || in.Answers[0].Content == "" || !in.Private {
		t.Fatalf("answered by %+v", in)
	}
	d.Cut()
	if why := d.Wait(d.Press(cadreThere, in.Answers[0], "为什么")); len(why.Answers) == 0 || !why.Private {
		t.Errorf("answered by %+v", why)
	}
	window := d.Wait(d.Press(cadreThere, in.Answers[0], "补充情况")).Window
	if more := d.Wait(d.Submit(cadreThere, window, "不清楚")); len(more.Answers) == 0 || more.Answers[0].Content+string(more.Answers[0].Embeds) == "" {
		t.Errorf("answered by %+v", more)
	}
	for _, c := range commands() {
		if c.name == commandAsk || c.staff {
			continue
		}
		if in := d.Wait(d.Command(cadreThere, c.name)); len(in.Answers) == 0 && in.Window == nil {
			t.Errorf("%s: %+v", c.name, in)
		}
	}
	d.Say(d.Direct(cadre), "转人工")
	d.Until("an answer in direct messages", func() bool { return len(d.Messages(d.Direct(cadre).Channel)) > 1 })
}
