//go:build unix

package discord

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"
	"github.com/gorilla/websocket"
)

// slashCommand is an interaction with all that Discord sends with one: 1.7 KB.
const slashCommand = `{"t":"INTERACTION_CREATE","s":%[1]d,"op":0,"d":{"version":1,"type":2,"token":"aW50ZXJhY3Rpb246MTIzNDU2Nzg5MDEyMzQ1Njc4OTpabGZ6Q3pTd2dQN2V2%[1]d","member":{"user":{"username":"ganbu_01","public_flags":0,"primary_guild":null,"id":"234567890123456789","global_name":"张三","display_name_styles":null,"discriminator":"0","collectibles":null,"clan":null,"avatar_decoration_data":null,"avatar":"a_4f0c1d2e3b4a5968778695a4b3c2d1e0"},"unusual_dm_activity_until":null,"roles":["345678901234567890","345678901234567891","345678901234567892"],"premium_since":null,"permissions":"2248473465835073","pending":false,"nick":"自然资源局 张三","mute":false,"joined_at":"2026-03-02T08:11:27.541000+00:00","flags":0,"deaf":false,"communication_disabled_until":null,"collectibles":null,"banner":null,"avatar":null},"locale":"zh-CN","id":"%[2]d","guild_locale":"zh-CN","guild_id":"111111111111111111","guild":{"locale":"zh-CN","id":"111111111111111111","features":["COMMUNITY","NEWS"]},"entitlements":[],"entitlement_sku_ids":[],"data":{"type":1,"options":[{"value":"我们局想先开工后补手续，老粮库那块地的项目下个月就要进场，环评还没有批下来，能不能先备案？","type":3,"name":"内容"}],"name":"提问","id":"456789012345678901"},"context":0,"channel_id":"222222222222222222","channel":{"type":0,"topic":null,"theme_color":null,"rate_limit_per_user":0,"position":3,"permissions":"2248473465835073","parent_id":"333333333333333333","nsfw":false,"name":"咨询","last_message_id":"567890123456789012","id":"222222222222222222","icon_emoji":{"name":"👋","id":null},"guild_id":"111111111111111111","flags":0},"authorizing_integration_owners":{"0":"111111111111111111"},"attachment_size_limit":10485760,"application_id":"999999999999999999","app_permissions":"2251799813685247"}}`

// A hose is the far end: it sends so many events as fast as they are taken, and acknowledges every answer.
type hose struct {
	*httptest.Server
	frames  chan []byte
	answers atomic.Int64
}

func newHose(b *testing.B) *hose {
	b.Helper()
	h := &hose{frames: make(chan []byte, 4)}
	h.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case strings.Contains(r.URL.Path, "/ws"):
			h.gateway(w, r)
		case strings.HasSuffix(r.URL.Path, "/callback"):
			h.answers.Add(1)
			w.WriteHeader(http.StatusNoContent)
		case strings.HasSuffix(r.URL.Path, "/@me"):
			fmt.Fprint(w, `{"id":"999999999999999999"}`)
		default:
			fmt.Fprintf(w, `{"url":"ws%s/ws","shards":1,"session_start_limit":{"total":1000,"remaining":1000,"max_concurrency":1}}`, strings.TrimPrefix(h.URL, "http"))
		}
	}))
	b.Cleanup(h.Close)
	return h
}

func (h *hose) gateway(w http.ResponseWriter, r *http.Request) {
	c, err := (&websocket.Upgrader{}).Upgrade(w, r, nil)
	if err != nil {
		return
	}
	defer c.Close()
	_ = c.WriteMessage(websocket.TextMessage, []byte(`{"op":10,"d":{"heartbeat_interval":41250}}`)) // an end shows with the next read
	_, _, _ = c.ReadMessage()                                                                       // IDENTIFY
	_ = c.WriteMessage(websocket.TextMessage, []byte(`{"op":0,"s":1,"t":"READY","d":{"v":9,"session_id":"s","user":{"id":"999999999999999999"},"guilds":[]}}`))
	for f := range h.frames {
		if _, err := c.UnderlyingConn().Write(f); err != nil {
			return
		}
	}
}

// pour sends events, some hundred at a time.
func (h *hose) pour(n int) {
	var f []byte
	for i := range n {
		f = frame{kind: frameText, last: true, body: fmt.Appendf(nil, slashCommand, i+2, 600000000000000000+i)}.append(f)
		if i%200 == 199 || i == n-1 {
			h.frames <- f
			f = nil
		}
	}
}

func cpu() time.Duration {
	var u syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u) // never fails for oneself
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// counted is how many events were taken; the last one of a run closes done.
type counted struct {
	n    atomic.Int64
	want int64
	done chan struct{}
	then func(Interaction)
}

func (c *counted) one() {
	if c.n.Add(1) == c.want {
		close(c.done)
	}
}

func (c *counted) Interaction(in Interaction) {
	if c.then != nil {
		c.then(in)
		return
	}
	c.one()
}
func (c *counted) Said(Said) {}

// BenchmarkEvents reads slash commands off one gateway connection, and in the second half acknowledges each, with the line and with bare
// discordgo, in one run. cpu-µs/event is of the whole process, the far end included, which is the same for both.
func BenchmarkEvents(b *testing.B) {
	for _, answers := range []bool{false, true} {
		name := "read"
		if answers {
			name = "acknowledge"
		}
		b.Run(name+"/line", func(b *testing.B) { benchLine(b, answers) })
		b.Run(name+"/discordgo", func(b *testing.B) { benchBare(b, answers) })
	}
}

// sideBySideCalls is how many acknowledgements may be under way.
const sideBySideCalls = 64

func benchLine(b *testing.B, answers bool) {
	h := newHose(b)
	x, err := Dial("token", h.URL, quietLog())
	if err != nil {
		b.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	c := &counted{want: int64(b.N), done: make(chan struct{})}
	if answers {
		places := make(chan struct{}, sideBySideCalls)
		c.then = func(in Interaction) {
			places <- struct{}{}
			go func() {
				if err := x.Defer(ctx, in, true); err != nil {
					b.Error(err)
				}
				<-places
				c.one()
			}()
		}
	}
	var over sync.WaitGroup
	over.Go(func() { _ = x.Run(ctx, c) }) // it ends with ctx
	measure(b, h, c)
	stop()
	close(h.frames)
	over.Wait()
}

func benchBare(b *testing.B, answers bool) {
	h := newHose(b)
	s, err := discordgo.New("Bot token")
	if err != nil {
		b.Fatal(err)
	}
	s.Client = &http.Client{Transport: toHost{mustURL(b, h.URL)}}
	s.LogLevel, s.Identify.Intents = discordgo.LogError-1, intents
	c := &counted{want: int64(b.N), done: make(chan struct{})}
	places := make(chan struct{}, sideBySideCalls)
	s.AddHandler(func(s *discordgo.Session, in *discordgo.InteractionCreate) {
		if answers {
			places <- struct{}{}
			if err := s.InteractionRespond(in.Interaction, &discordgo.InteractionResponse{Type: discordgo.InteractionResponseDeferredChannelMessageWithSource, Data: &discordgo.InteractionResponseData{Flags: discordgo.MessageFlagsEphemeral}}); err != nil {
				b.Error(err)
			}
			<-places
		}
		c.one()
	})
	if err := s.Open(); err != nil {
		b.Fatal(err)
	}
	measure(b, h, c)
	s.ShouldReconnectOnError = false
	close(h.frames)
	_ = s.Close() // after the figures
}

func measure(b *testing.B, h *hose, c *counted) {
	b.ReportAllocs()
	b.ResetTimer()
	used, begun := cpu(), time.Now()
	go h.pour(b.N)
	<-c.done
	b.StopTimer()
	b.ReportMetric(float64(cpu()-used)/1e3/float64(b.N), "cpu-µs/event")
	b.ReportMetric(float64(b.N)/time.Since(begun).Seconds(), "events/s")
}
