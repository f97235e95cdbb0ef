package discord

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"reflect"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"

	"dandang/bot/discordtest"
)

// Each test here shows a fault of bare discordgo v0.29.0 first, and then that the line has it not. When a later version of the library
// mends one, its test fails, and what stands against it can go. docs/discord.md lists them.

// bareTo is a session of discordgo as everybody would make it, to a stand-in.
func bareTo(t *testing.T, to *discordtest.Discord) *discordgo.Session {
	t.Helper()
	s, err := discordgo.New("Bot " + discordtest.Token)
	if err != nil {
		t.Fatal(err)
	}
	u, err := url.Parse(to.URL)
	if err != nil {
		t.Fatal(err)
	}
	s.Client = &http.Client{Transport: toHost{u}}
	s.Identify.Intents = intents
	s.LogLevel = discordgo.LogError - 1
	return s
}

// toHost sends every request of the library to a stand-in; none leaves the machine.
type toHost struct{ to *url.URL }

func (h toHost) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.URL.Scheme, r.URL.Host = h.to.Scheme, h.to.Host
	return http.DefaultTransport.RoundTrip(r)
}

// lenient takes violations as they come: the library commits some itself.
type lenient struct{ *testing.T }

func (l lenient) Errorf(format string, args ...any) { l.Logf("violation: "+format, args...) }

// forBare is a stand-in for the library alone.
func forBare(t *testing.T) *discordtest.Discord {
	d := discordtest.New(lenient{t}, guild)
	d.Pace = 10 * time.Millisecond
	return d
}

// opens opens a bare session that the test closes.
func opens(t *testing.T, s *discordgo.Session) {
	t.Helper()
	if err := s.Open(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { go s.Close() })
}

// unraced does what makes the library connect again, which it does with races of its own (18): under the detector they would be ours.
func unraced(do func()) {
	if slow == 1 {
		do()
	}
}

// heard notes what a line hands over.
type heard struct {
	mu    sync.Mutex
	in    []Interaction
	said  []Said
	takes func(Interaction)
}

func (h *heard) Interaction(in Interaction) {
	h.mu.Lock()
	h.in = append(h.in, in)
	h.mu.Unlock()
	if h.takes != nil {
		h.takes(in)
	}
}

func (h *heard) Said(m Said) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.said = append(h.said, m)
}

func (h *heard) count() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.in) + len(h.said)
}

// running has a line run until the test ends. The channel tells why it ended before.
func running(t *testing.T, l *line, on Events) <-chan error {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	over := make(chan struct{})
	go func() { defer close(over); ended <- l.Run(ctx, on) }()
	t.Cleanup(func() { stop(); <-over })
	return ended
}

// within reports whether something is over in a time.
func within(long time.Duration, do func()) bool {
	done := make(chan struct{})
	go func() { defer close(done); do() }()
	select {
	case <-done:
		return true
	case <-time.After(long):
		return false
	}
}

// TestFaultEditsOneAfterTheOther (1): the library has all answers of all people wait for each other.
func TestFaultEditsOneAfterTheOther(t *testing.T) {
	const people, slowness = 10, 60 * time.Millisecond
	edits := func(d *discordtest.Discord, edit func(id, token string) error) time.Duration {
		var all []string
		for range people {
			all = append(all, d.Command(cadreThere, commandAsk))
		}
		d.Fail(discordtest.Fault{On: "PATCH /webhooks/{webhook_id}/{webhook_token}/messages/@original", Slow: slowness})
		begun := time.Now()
		var work sync.WaitGroup
		for _, id := range all {
			work.Go(func() {
				if err := edit(id, d.Interaction(id).Token); err != nil {
					t.Error(err)
				}
			})
		}
		work.Wait()
		return time.Since(begun)
	}
	d := forBare(t)
	s := bareTo(t, d)
	took := edits(d, func(id, token string) error {
		in := &discordgo.Interaction{AppID: discordtest.Self, ID: id, Token: token}
		if err := s.InteractionRespond(in, &discordgo.InteractionResponse{Type: discordgo.InteractionResponseDeferredChannelMessageWithSource}); err != nil {
			return err
		}
		text := "好"
		_, err := s.InteractionResponseEdit(in, &discordgo.WebhookEdit{Content: &text})
		return err
	})
	if took < people*slowness {
		t.Errorf("the library no longer does: %v", took)
	}
	d = brisk(t)
	l := lineTo(t, d)
	took = edits(d, func(id, token string) error {
		in := Interaction{ID: id, Token: token}
		return errors.Join(l.Defer(context.Background(), in, true), l.Edit(context.Background(), in, plain("好")))
	})
	if took > people*slowness/2 {
		t.Errorf("the line takes %v", took)
	}
}

// TestFaultBucketsThatStay (2): the library keeps a bucket with the token of each interaction for ever.
func TestFaultBucketsThatStay(t *testing.T) {
	const many = 500
	d := forBare(t)
	s := bareTo(t, d)
	for range many {
		id := d.Command(cadreThere, commandAsk)
		if err := s.InteractionRespond(&discordgo.Interaction{AppID: discordtest.Self, ID: id, Token: d.Interaction(id).Token}, &discordgo.InteractionResponse{Type: discordgo.InteractionResponseDeferredChannelMessageWithSource}); err != nil {
			t.Fatal(err)
		}
	}
	if n := reflect.ValueOf(s.Ratelimiter).Elem().FieldByName("buckets").Len(); n < many {
		t.Errorf("the library no longer does: %d buckets", n)
	}
	l := lineTo(t, brisk(t))
	h := http.Header{}
	h.Set("X-RateLimit-Bucket", "b")
	h.Set("X-RateLimit-Remaining", "4")
	h.Set("X-RateLimit-Reset-After", "0.5")
	begun := time.Now()
	for i := range 50_000 {
		w := wayOf(http.MethodPatch, fmt.Sprintf("/webhooks/1/token%d/messages/@original", i))
		l.limits.learn(w, 200, h, begun.Add(time.Duration(i)*time.Millisecond))
	}
	if n, m := len(l.limits.buckets), len(l.limits.hash); n > mostBuckets || m != 1 {
		t.Errorf("the line keeps %d buckets and %d routes", n, m)
	}
}

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

// TestFaultWaitsWithoutEnd (12): the library sleeps through a deadline.
func TestFaultWaitsWithoutEnd(t *testing.T) {
	const wait, patience = 600 * time.Millisecond, 50 * time.Millisecond
	fault := discordtest.Fault{On: "POST /channels/{channel_id}/messages", Status: 429, Wait: wait, Times: 1}
	d := forBare(t)
	d.Fail(fault)
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	begun := time.Now()
	_, _ = bareTo(t, d).ChannelMessageSend("5", "话", discordgo.WithContext(ctx))
	if time.Since(begun) < wait {
		t.Error("the library no longer does")
	}
	d = brisk(t)
	d.Fail(fault)
	ctx, cancel = context.WithTimeout(context.Background(), patience)
	defer cancel()
	begun = time.Now()
	if _, err := lineTo(t, d).Send(ctx, "5", plain("话")); !errors.Is(err, context.DeadlineExceeded) || time.Since(begun) > wait/2 {
		t.Errorf("the line: %v after %v", err, time.Since(begun))
	}
}

// TestFaultGlobalLimit (13): a limit for all routes holds back one.
func TestFaultGlobalLimit(t *testing.T) {
	const wait = 300 * time.Millisecond
	fault := discordtest.Fault{On: "POST /channels/{channel_id}/typing", Status: 429, Wait: wait, Global: true, Times: 1}
	const other = "POST /channels/{channel_id}/messages"
	begun := func(d *discordtest.Discord, first, second func()) time.Duration {
		d.Fail(fault)
		go first()
		d.Until("the limit", func() bool { return len(d.Requests("POST /channels/{channel_id}/typing")) > 0 })
		at := d.Requests("POST /channels/{channel_id}/typing")[0].At
		second()
		return d.Requests(other)[0].At.Sub(at)
	}
	d := forBare(t)
	s := bareTo(t, d)
	if took := begun(d, func() { _ = s.ChannelTyping("5") }, func() { _, _ = s.ChannelMessageSend("6", "话") }); took > wait/2 {
		t.Errorf("the library no longer does: %v", took)
	}
	d = brisk(t)
	l := lineTo(t, d)
	if took := begun(d, func() { _ = l.Typing(context.Background(), "5") }, func() { time.Sleep(20 * time.Millisecond); _, _ = l.Send(context.Background(), "6", plain("话")) }); took < wait {
		t.Errorf("the line asks after %v", took)
	}
}

// TestFaultSharedBuckets (14): the library keeps apart what Discord counts together.
func TestFaultSharedBuckets(t *testing.T) {
	limit := discordtest.Limit{Bucket: "b", Routes: []string{"POST /channels/{channel_id}/messages", "POST /channels/{channel_id}/typing"}, Most: 2, Per: 300 * time.Millisecond}
	refused := func(d *discordtest.Discord) (n int) {
		for _, r := range d.Requests("") {
			if r.Status == 429 {
				n++
			}
		}
		return n
	}
	d := forBare(t)
	d.Limit(limit)
	s := bareTo(t, d)
	for range 3 {
		_ = s.ChannelTyping("5")
		_, _ = s.ChannelMessageSend("5", "话")
	}
	if refused(d) == 0 {
		t.Error("the library no longer does")
	}
	d = brisk(t)
	d.Limit(limit)
	l := lineTo(t, d)
	for range 3 {
		if _, err := l.Send(context.Background(), "5", plain("话")); err != nil {
			t.Error(err)
		}
		if err := l.Typing(context.Background(), "5"); err != nil {
			t.Error(err)
		}
	}
	if n := refused(d); n > 1 { // the second route is learnt by its first answer
		t.Errorf("the line is refused %d times", n)
	}
}

// TestFaultTriesAgain (15): of what fails there the library tries only 502 again, at once, and without a nonce.
func TestFaultTriesAgain(t *testing.T) {
	const route = "POST /channels/{channel_id}/messages"
	for _, status := range []int{500, 502, 503, 504} {
		fault := discordtest.Fault{On: route, Status: status, Done: true, Times: 1}
		d := forBare(t)
		d.Fail(fault)
		_, err := bareTo(t, d).ChannelMessageSend("5", "话")
		if shown := len(d.Messages("5")); (err == nil) != (status == 502) || (shown == 2) != (status == 502) {
			t.Errorf("%d: the library no longer does: %v, shown %d times", status, err, shown)
		}
		d = brisk(t)
		d.Fail(fault)
		m := plain("话")
		m.Nonce, m.EnforceNonce = "n", true
		if _, err := lineTo(t, d).Send(context.Background(), "5", m); err != nil || len(d.Messages("5")) != 1 || len(d.Requests(route)) != 2 {
			t.Errorf("%d: the line: %v, shown %d times, asked %d times", status, err, len(d.Messages("5")), len(d.Requests(route)))
		}
	}
}

// TestFaultBan (16): a page of a guard before the API is a fault of syntax to the library, and it asks on.
func TestFaultBan(t *testing.T) {
	fault := discordtest.Fault{Status: 429, Body: "<html>banned</html>"}
	d := forBare(t)
	d.Fail(fault)
	s := bareTo(t, d)
	for range 3 {
		_, _ = s.ChannelMessageSend("5", "话")
	}
	if n := len(d.Requests("")); n < 3 {
		t.Errorf("the library no longer does: %d requests", n)
	}
	d = brisk(t)
	d.Fail(fault)
	l := lineTo(t, d)
	for range 3 {
		if _, err := l.Send(context.Background(), "5", plain("话")); err == nil {
			t.Error("the line hears nothing of it")
		}
	}
	if n := len(d.Requests("")); n != 1 {
		t.Errorf("the line asks %d times", n)
	}
}

// TestFaultWhichPart (17): which part of a payload is wrong, the library does not tell.
func TestFaultWhichPart(t *testing.T) {
	const body = `{"code":50035,"message":"Invalid Form Body","errors":{"embeds":{"0":{"description":{"_errors":[{"code":"BASE_TYPE_MAX_LENGTH"}]}}}}}`
	fault := discordtest.Fault{Status: 400, Body: body}
	d := forBare(t)
	d.Fail(fault)
	_, err := bareTo(t, d).ChannelMessageSend("5", "话")
	var rest *discordgo.RESTError
	if !errors.As(err, &rest) || rest.Message == nil || strings.Contains(fmt.Sprintf("%+v", *rest.Message), "MAX_LENGTH") {
		t.Errorf("the library no longer does: %v", err)
	}
	d = brisk(t)
	d.Fail(fault)
	_, err = lineTo(t, d).Send(context.Background(), "5", plain("话"))
	if no := (Refused{}); !errors.As(err, &no) || no.Code != 50035 || !strings.Contains(no.What, "MAX_LENGTH") {
		t.Errorf("the line: %v", err)
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
	if err := <-ended; !errors.Is(err, context.Canceled) || time.Since(begun) > 500*time.Millisecond {
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
