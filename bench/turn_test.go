//go:build unix

package bench

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"
	"github.com/redis/go-redis/v9"

	"dandang/bot/discord"
	"dandang/filing"
	"dandang/handlers"
	"dandang/knowledge"
	"dandang/reader"
	"dandang/store"
	"dandang/store/redistest"
)

// atOnce is how many questions are under way at a time, people how many ask them: each a new one, so that every talk is
// cold, and none grows with questions that have nothing to do with each other.
const (
	atOnce = 64
	people = 1_000_000
)

// BenchmarkTurn is a whole turn: a question comes over the gateway, is read, judged and kept in Redis, and the answer goes
// out over REST; beside it what one would write first: discordgo, the same reading and judging, and six commands of Redis.
// cpu-µs/turn is of this process alone: Discord's side and Redis have processes of their own.
//
//	go test -run '^$' -bench Turn -benchtime 20000x
func BenchmarkTurn(b *testing.B) {
	server := redistest.Start(b)
	b.Run("dandang", func(b *testing.B) {
		far := discordSide(b)
		stop := bot(b, far, server.URL, "")
		defer stop()
		turns(b, far)
	})
	b.Run("discordgo-naive", func(b *testing.B) {
		far := discordSide(b)
		stop := naiveBot(b, far, server.URL)
		defer stop()
		turns(b, far)
	})
}

func turns(b *testing.B, far string) {
	closed := func(n int) Run {
		return runs(b, far, url.Values{"n": {strconv.Itoa(n)}, "at-once": {strconv.Itoa(atOnce)}, "people": {strconv.Itoa(people)}})
	}
	closed(1000) // what is built on the first use is built
	b.ReportAllocs()
	b.ResetTimer()
	used, began := cpu(), time.Now()
	r := closed(b.N)
	b.StopTimer()
	spent := cpu() - used
	if r.Answered != b.N {
		b.Fatalf("%+v", r)
	}
	b.ReportMetric(float64(spent)/1e3/float64(b.N), "cpu-µs/turn")
	b.ReportMetric(float64(b.N)/spent.Seconds(), "turns/s/core")
	b.ReportMetric(float64(b.N)/time.Since(began).Seconds(), "turns/s")
	b.ReportMetric(float64(r.P50)/1e6, "p50-ms")
	b.ReportMetric(float64(r.P99)/1e6, "p99-ms")
}

// cpu is the processor time that this process has used.
func cpu() time.Duration {
	var u syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u) // never fails for oneself
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// bot starts the product's bot on the far end and a Redis; lists is the folder of the lists, "" for those shipped.
func bot(tb testing.TB, far, redisURL, lists string) (stop func()) {
	tb.Helper()
	quiet := slog.New(slog.DiscardHandler)
	shelf, err := knowledge.Open(lists)
	must(tb, err)
	read, err := reader.NewOffline()
	must(tb, err)
	rules, err := filing.ShippedRules()
	must(tb, err)
	forms, err := filing.LoadForms(nil)
	must(tb, err)
	keep, err := store.Open(context.Background(), store.Options{URL: redisURL, Log: quiet})
	must(tb, err)
	line, err := discord.Dial("token", far, quiet)
	must(tb, err)
	desk := &handlers.Desk{Reader: read, Store: keep, Rules: rules, Forms: forms, Log: quiet,
		Lists: func(county string, on knowledge.Date) (*knowledge.Base, error) {
			return shelf.Library().Base(county, on)
		}}
	ctx, end := context.WithCancel(context.Background())
	var over sync.WaitGroup
	if lists != "" {
		over.Go(func() { shelf.Watch(ctx, 100*time.Millisecond, quiet) })
	}
	over.Go(func() {
		err := discord.Serve(ctx, discord.Options{Line: line, Desk: desk, Outbox: desk, Keys: discord.Keys{"8vQ2mX7pL4nR9sT1wZ6yB3cD5fG0hJ"},
			Units: discord.Alone("demo"), Log: quiet, Now: time.Now})
		if err != nil { // nobody would answer: there is nothing to wait for
			fmt.Fprintln(os.Stderr, "the bot ended: ", err)
			os.Exit(1)
		}
	})
	return func() {
		end()
		over.Wait()
		must(tb, keep.Close())
	}
}

// naiveBot is the usual way: the library, and a command for each thing to keep.
func naiveBot(b *testing.B, far, redisURL string) (stop func()) {
	b.Helper()
	o, err := redis.ParseURL(redisURL)
	must(b, err)
	o.PoolSize = atOnce
	keep := redis.NewClient(o)
	read, err := reader.NewOffline()
	must(b, err)
	lists := base(b)
	to, err := url.Parse(far)
	must(b, err)
	s, err := discordgo.New("Bot token")
	must(b, err)
	s.Client = &http.Client{Transport: toHost{to, &http.Transport{MaxIdleConnsPerHost: atOnce}}}
	s.LogLevel = discordgo.LogError - 1
	s.AddHandler(func(s *discordgo.Session, in *discordgo.InteractionCreate) {
		ctx := context.Background()
		words := in.ApplicationCommandData().Options[0].StringValue()
		talk := naiveLoad(ctx, keep, in.Member.User.ID)
		got, err := read.Read(ctx, lists, words, nil)
		v := knowledge.Judge(lists, knowledge.Matter{Stage: got.Stage, Items: got.Items, Facts: got.Facts})
		answer := naiveAnswer(v)
		err = errors.Join(err, naiveKeep(ctx, keep, in.Member.User.ID, words, answer, len(talk)), s.InteractionRespond(in.Interaction, &discordgo.InteractionResponse{
			Type: discordgo.InteractionResponseChannelMessageWithSource,
			Data: &discordgo.InteractionResponseData{Content: answer, Flags: discordgo.MessageFlagsEphemeral},
		}))
		if err != nil {
			b.Error(err)
		}
	})
	must(b, s.Open())
	return func() {
		s.ShouldReconnectOnError = false
		_ = s.Close() // after the figures
		_ = keep.Close()
	}
}

// A message is one of a talk, as talks are usually kept.
type message struct {
	Role string    `json:"role"`
	Text string    `json:"content"`
	At   time.Time `json:"timestamp"`
}

func naiveLoad(ctx context.Context, keep *redis.Client, who string) []message {
	list, _ := keep.LRange(ctx, "naive:"+who, 0, -1).Result()
	var talk []message
	for _, text := range list {
		var m message
		if json.Unmarshal([]byte(text), &m) == nil {
			talk = append(talk, m)
		}
	}
	return talk
}

func naiveKeep(ctx context.Context, keep *redis.Client, who, words, answer string, turns int) error {
	key := "naive:" + who
	said, _ := json.Marshal(message{"user", words, time.Now()})
	told, _ := json.Marshal(message{"assistant", answer, time.Now()})
	return errors.Join(
		keep.RPush(ctx, key, said, told).Err(),
		keep.LTrim(ctx, key, -40, -1).Err(),
		keep.HSet(ctx, key+":state", "stage", "asking", "turns", turns).Err(),
		keep.Expire(ctx, key, time.Hour).Err(),
		keep.XAdd(ctx, &redis.XAddArgs{Stream: "naive:audit", MaxLen: 100000, Approx: true, Values: []any{"who", who, "what", "turn"}}).Err(),
	)
}

// naiveAnswer puts a verdict into words without much care.
func naiveAnswer(v knowledge.Verdict) string {
	var out strings.Builder
	fmt.Fprintf(&out, "结论：%s\n", v.Outcome)
	for _, c := range v.Citations {
		fmt.Fprintf(&out, "依据：%s%s\n", c.Document, c.Clause)
	}
	return out.String()
}

type toHost struct {
	to  *url.URL
	via http.RoundTripper
}

func (h toHost) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.URL.Scheme, r.URL.Host = h.to.Scheme, h.to.Host
	return h.via.RoundTrip(r)
}

func must(tb testing.TB, err error) {
	tb.Helper()
	if err != nil {
		tb.Fatal(err)
	}
}

// seconds of the runs under load; the overload lasts twice as long.
const seconds = 30

// capacity is how many questions a second the bot answers when it is kept busy.
func capacity(b *testing.B, far string) int {
	closed := func(n int) float64 {
		began := time.Now()
		r := runs(b, far, url.Values{"n": {strconv.Itoa(n)}, "at-once": {strconv.Itoa(atOnce)}, "people": {strconv.Itoa(people)}})
		if r.Answered != n {
			b.Fatalf("%+v", r)
		}
		return float64(n) / time.Since(began).Seconds()
	}
	closed(1000)
	return int(closed(10_000))
}

func open(b *testing.B, far string, rate, seconds int) Run {
	return runs(b, far, url.Values{"n": {strconv.Itoa(rate * seconds)}, "rate": {strconv.Itoa(rate)}, "people": {strconv.Itoa(people)}})
}

// BenchmarkOverload asks twice as much as the bot can answer for a minute: everybody must be answered or told to come again,
// soon, and memory stay as it is.
//
//	go test -run '^$' -bench Overload -benchtime 1x
func BenchmarkOverload(b *testing.B) {
	server := redistest.Start(b)
	for b.Loop() {
		far := discordSide(b)
		stop := bot(b, far, server.URL, "")
		most := capacity(b, far)
		before := heap()
		var peak atomic.Uint64
		watched := make(chan struct{})
		go func() {
			for {
				select {
				case <-watched:
					return
				case <-time.After(200 * time.Millisecond):
					peak.Store(max(peak.Load(), resident()))
				}
			}
		}()
		r := open(b, far, 2*most, 2*seconds)
		close(watched)
		after := open(b, far, most/2, 5)
		stop()
		b.ReportMetric(float64(most), "capacity/s")
		b.ReportMetric(float64(r.Sent), "sent")
		b.ReportMetric(float64(r.Answered), "answered")
		b.ReportMetric(float64(r.Refused), "refused")
		b.ReportMetric(float64(r.Open), "unanswered")
		b.ReportMetric(float64(r.P50)/1e6, "p50-ms")
		b.ReportMetric(float64(r.P99)/1e6, "p99-ms")
		b.ReportMetric(float64(r.Worst)/1e6, "worst-ms")
		b.ReportMetric(float64(r.First)/1e6, "worst-first-sign-ms")
		b.ReportMetric(float64(after.P99)/1e6, "p99-ms-after")
		b.ReportMetric(float64(before)/(1<<20), "heap-before-MB")
		b.ReportMetric(float64(heap())/(1<<20), "heap-after-MB")
		b.ReportMetric(float64(peak.Load())/(1<<20), "peak-resident-MB")
	}
}

// rewritten is how often a list is written anew.
const rewritten = 5 * time.Second

// BenchmarkReload asks a third of what the bot can answer, for a while as it is and for a while with a list written anew
// every five seconds, which the bot takes over within a fifth of one.
//
//	go test -run '^$' -bench Reload -benchtime 1x
func BenchmarkReload(b *testing.B) {
	server := redistest.Start(b)
	for b.Loop() {
		folder := filepath.Join(b.TempDir(), "lists")
		must(b, os.CopyFS(folder, knowledge.Lists()))
		far := discordSide(b)
		stop := bot(b, far, server.URL, folder)
		rate := capacity(b, far) / 3
		before := heap()
		still := open(b, far, rate, seconds)
		ctx, end := context.WithCancel(context.Background())
		var written sync.WaitGroup
		written.Go(func() {
			for i := 0; ctx.Err() == nil; i++ {
				if err := appendTo(filepath.Join(folder, "central", "faq-steps.yaml"), fmt.Sprintf("# %d\n", i)); err != nil {
					b.Error(err)
				}
				select {
				case <-ctx.Done():
				case <-time.After(rewritten):
				}
			}
		})
		reloading := open(b, far, rate, seconds)
		end()
		written.Wait()
		grown := int64(heap()) - int64(before)
		stop()
		if still.Answered != still.Sent || reloading.Answered != reloading.Sent {
			b.Errorf("still %+v, reloading %+v", still, reloading)
		}
		b.ReportMetric(float64(rate), "asked/s")
		b.ReportMetric(float64(still.P50)/1e6, "still-p50-ms")
		b.ReportMetric(float64(still.P99)/1e6, "still-p99-ms")
		b.ReportMetric(float64(reloading.P50)/1e6, "reloading-p50-ms")
		b.ReportMetric(float64(reloading.P99)/1e6, "reloading-p99-ms")
		b.ReportMetric(float64(grown)/(1<<20), "heap-grown-MB")
	}
}

// heap is how many bytes are in use once everything has been let go.
func heap() uint64 {
	debug.FreeOSMemory()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// resident is how many bytes this process holds; 0 where that cannot be known.
func resident() uint64 {
	text, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		return 0
	}
	pages, _ := strconv.ParseUint(strings.Fields(string(text))[1], 10, 64)
	return pages * uint64(os.Getpagesize())
}
