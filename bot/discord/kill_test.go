package discord

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"dandang/bot/discordtest"
	"dandang/filing"
	"dandang/handlers"
	"dandang/knowledge"
	"dandang/reader"
	"dandang/store"
	"dandang/store/redistest"
)

// What a bot of its own process, which is the test binary itself, is told by its surroundings.
const (
	killedAPI   = "DANDANG_KILLED_API" // where its Discord is; "" when this is no such bot
	killedRedis = "DANDANG_KILLED_REDIS"
	killedLater = "DANDANG_KILLED_LATER" // by how much its clock is ahead
)

func TestMain(m *testing.M) {
	if os.Getenv(killedAPI) == "" {
		os.Exit(m.Run())
	}
	if err := killedBot(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// killedBot is the whole product on a Redis and a Discord, until it is killed.
func killedBot() error {
	ahead, err := time.ParseDuration(os.Getenv(killedLater))
	now := func() time.Time { return time.Now().Add(ahead) }
	lists, err1 := knowledge.Embedded()
	read, err2 := reader.NewOffline()
	rules, err3 := filing.ShippedRules()
	forms, err4 := filing.LoadForms(nil)
	keep, err5 := store.Open(context.Background(), store.Options{URL: os.Getenv(killedRedis), Log: quietLog(), Now: now})
	line, err6 := Dial(discordtest.Token, os.Getenv(killedAPI), quietLog())
	if err := errors.Join(err, err1, err2, err3, err4, err5, err6); err != nil {
		return err
	}
	desk := &handlers.Desk{Lists: lists.Base, Reader: read, Store: keep, Log: quietLog(), Rules: rules, Forms: forms}
	return Serve(context.Background(), Options{Line: line, Desk: desk, Outbox: desk, Keys: testKeys, Units: testUnits[:1], Log: quietLog(), Now: now, looks: 20 * time.Millisecond})
}

// A killing is a bot that is killed (kill -9) at one of the requests that it sends to Discord: just before Discord does what
// is asked, or just after.
type killing struct {
	*discordtest.Discord
	t     *testing.T
	redis *redistest.Server
	door  *httptest.Server // between the bot and Discord
	at    int64            // which request is its last
	after bool             // Discord still does it

	sent  atomic.Int64
	fell  atomic.Bool // it was killed and not started again yet
	shown string      // what people saw, for a test that fails
	bot   *exec.Cmd
	ahead time.Duration
}

func newKilling(t *testing.T, at int64, after bool) *killing {
	k := &killing{Discord: brisk(t, guild), t: t, redis: redistest.Start(t), at: at, after: after}
	k.door = httptest.NewServer(k)
	t.Cleanup(k.door.Close)
	k.start()
	t.Cleanup(k.kill)
	return k
}

func (k *killing) start() {
	k.t.Helper()
	k.bot = exec.Command(os.Args[0])
	k.bot.Env = append(os.Environ(), killedAPI+"="+k.door.URL, killedRedis+"="+k.redis.URL, killedLater+"="+k.ahead.String())
	k.bot.Stderr = os.Stderr
	if err := k.bot.Start(); err != nil {
		k.t.Fatal(err)
	}
}

func (k *killing) kill() {
	_ = k.bot.Process.Kill() // it may be gone already
	_ = k.bot.Wait()
}

// ServeHTTP passes a request on to Discord, and kills the bot at the one that is its last.
func (k *killing) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	last := r.Method != http.MethodGet && k.sent.Add(1) == k.at
	if last && !k.after {
		k.fall()
		panic(http.ErrAbortHandler)
	}
	body, _ := io.ReadAll(r.Body)
	r.Body = io.NopCloser(bytes.NewReader(body))
	out, _ := http.NewRequestWithContext(context.Background(), r.Method, k.Discord.URL+r.URL.RequestURI(), bytes.NewReader(body))
	out.Header = r.Header
	got, err := http.DefaultTransport.RoundTrip(out)
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	defer got.Body.Close()
	if last {
		k.fall()
		panic(http.ErrAbortHandler)
	}
	for name, v := range got.Header {
		w.Header()[name] = v
	}
	w.WriteHeader(got.StatusCode)
	_, _ = io.Copy(w, got.Body)
}

func (k *killing) fall() {
	k.kill()
	for k.Live() > 0 { // what is done meanwhile would go nowhere
		time.Sleep(time.Millisecond)
	}
	k.fell.Store(true)
}

// later is how long a bot that was killed is away: what it had taken in hand is then anybody's again.
const later = holdNote + time.Second

// rises starts the bot again when it was killed.
func (k *killing) rises() {
	if !k.fell.Swap(false) {
		return
	}
	k.ahead += later
	k.Advance(later)
	k.start()
}

// until has people do something until it has come about: when the bot falls silent they do it once more, a little later.
func (k *killing) until(what string, do func() (id string), holds func() bool) {
	k.t.Helper()
	for range 4 {
		k.Discord.Until("the bot to be there", func() bool { k.rises(); return k.Live() == 1 })
		id := do()
		k.Discord.Until("an answer or the end of the bot: "+what, func() bool { return k.fell.Load() || k.Interaction(id).State == discordtest.Answered })
		for _, m := range k.Interaction(id).Answers {
			k.shown += m.Content + string(m.Embeds) + "\n"
		}
		if k.rises(); holds() {
			return
		}
	}
	k.t.Fatalf("killed at %d: in vain: %s\n%s", k.at, what, k.shown)
}

// settles waits until something has come about by itself, over the death of the bot if need be.
func (k *killing) settles(what string, holds func() bool) {
	k.t.Helper()
	k.Discord.Until(what, func() bool { k.rises(); return holds() })
}

// count is how many messages of a channel have some words.
func (k *killing) count(channel, words string) int {
	n := 0
	for _, m := range k.Messages(channel) {
		if strings.Contains(m.Content+string(m.Embeds), words) {
			n++
		}
	}
	return n
}

// TestKilledAtEverySend kills the bot at each request that it makes of Discord while a question is asked, handed to a person,
// claimed, answered and told, before and after Discord does it. People do again what was not answered; in the end there is
// one case, answered once, and everybody was told of it once.
func TestKilledAtEverySend(t *testing.T) {
	for _, after := range []bool{false, true} {
		t.Run(fmt.Sprint("done ", after), func(t *testing.T) {
			t.Parallel()
			at := int64(1)
			for ; ; at++ {
				k := newKilling(t, at, after)
				consulted(k)
				k.kill()
				if k.sent.Load() < at { // it was never killed
					break
				}
			}
			t.Logf("killed at each of %d requests", at-1)
			if at < 12 {
				t.Errorf("only %d requests: the test shows little", at-1)
			}
		})
	}
}

// consulted is a question from the first word to the answer of a person.
func consulted(k *killing) {
	k.t.Helper()
	const question = "老粮库闲置多年，想租给企业办厂，班子还没有开会研究，能备案吗？"
	const answer = "先开班子会研究，再评估作价，两样都齐了再来备案。"
	asker, reviewer := discordtest.In(guild, "5", cadre), discordtest.In(guild, "222222222222222222", "345678901234567890", helper)
	k.Member(guild, cadre)
	k.Member(guild, reviewer.ID, helper)
	s, err := store.Open(context.Background(), store.Options{URL: k.redis.URL, Log: quietLog()})
	if err != nil {
		k.t.Fatal(err)
	}
	defer s.Close()
	one := func() (c filing.Case) {
		n := 0
		if err := s.AllCases(context.Background(), "demo", func(x filing.Case) error { n++; c = x; return nil }); err != nil || n > 1 {
			k.t.Fatalf("%d cases, %v", n, err)
		}
		return c
	}
	var last string
	asks := func(p discordtest.Person, name, words string) func() string {
		return func() string { last = k.Command(p, name, discordtest.Words("内容", words)); return last }
	}
	shows := func(label string) func() bool {
		return func() bool {
			a := k.Interaction(last).Answers
			return len(a) > 0 && strings.Contains(string(a[len(a)-1].Components), label)
		}
	}
	presses := func(p discordtest.Person, label string) func() string {
		on := k.Interaction(last).Answers
		m := on[len(on)-1]
		return func() string { last = k.Press(p, m, label); return last }
	}
	k.until("the verdict", asks(asker, commandAsk, question), shows("转人工"))
	k.until("the case", presses(asker, "转人工"), func() bool { return one().Number != "" })
	number := one().Number
	k.settles("the card for staff", func() bool { return k.count(reviewer.Channel, number) > 0 })
	k.until("the card", func() string { last = k.Command(reviewer, "办理", discordtest.Words("编号", number)); return last }, shows("认领"))
	k.until("the claim", presses(reviewer, "认领"), func() bool { return one().Holder == reviewer.ID })
	k.until("the card again", func() string { last = k.Command(reviewer, "办理", discordtest.Words("编号", number)); return last }, shows("答复"))
	k.until("the question for the answer", presses(reviewer, "答复"), func() bool {
		return k.Interaction(last).State == discordtest.Answered && len(k.Interaction(last).Answers) > 0
	})
	window := func() string { // the button 写一句 opens it
		if len(k.Interaction(last).Answers) == 0 {
			last = k.Command(reviewer, "办理", discordtest.Words("编号", number))
			return last
		}
		return presses(reviewer, sayWrite)()
	}
	var opened string
	k.until("the window", func() string { opened = window(); return opened }, func() bool { return k.Interaction(opened).Window != nil })
	k.until("the answer", func() string {
		last = k.Submit(reviewer, k.Interaction(opened).Window, "答复 "+number+" "+answer)
		return last
	}, shows("跳过"))
	k.until("the end of it", presses(reviewer, "先跳过"), func() bool {
		k.shown += fmt.Sprintf("%+v\n", one().Record)
		return strings.Contains(fmt.Sprint(one().Record), answer)
	})
	told := func() (n int) {
		for _, x := range k.Threads() {
			n += k.count(x.ID, answer)
		}
		return n + k.count(k.Direct(cadre).Channel, answer)
	}
	k.settles("the asker to be told", func() bool { return told() > 0 })
	time.Sleep(100 * time.Millisecond) // five looks into the outbox
	if n := told(); n != 1 {
		k.t.Errorf("killed at %d: the asker is told %d times", k.at, n)
	}
	if n := k.count(reviewer.Channel, question[:30]); n > 1 {
		k.t.Errorf("killed at %d: staff are told %d times", k.at, n)
	}
	if r, err := s.VerifyAudit(context.Background()); err != nil || len(r.Faults) > 0 {
		k.t.Errorf("killed at %d: audit: %+v, %v", k.at, r, err)
	}
}
