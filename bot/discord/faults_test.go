package discord

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"reflect"
	"strings"
	"sync"
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

// TestFaultWaitsWithoutEnd (12): the library sleeps through a deadline.
func TestFaultWaitsWithoutEnd(t *testing.T) {
	const wait, patience = 3 * time.Second, 500 * time.Millisecond
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
