package store

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"dandang/store/redistest"

	"github.com/redis/go-redis/v9"
)

// BenchmarkTurn measures one warm turn of a talk of twenty, beside the usual way of six commands in the same run:
//
//	go test ./store -run xxx -bench Turn -benchtime 2s
func BenchmarkTurn(b *testing.B) {
	b.Run("embedded", func(b *testing.B) {
		eachCrowd(b, func(b *testing.B, people int) { benchTurns(b, Options{Dir: b.TempDir()}, people, nil) })
	})
	for _, fsync := range []string{"off", "everysec", "always"} {
		b.Run("fsync="+fsync, func(b *testing.B) {
			config := []string{"--appendfsync", fsync}
			if fsync == "off" {
				config = []string{"--appendonly", "no"}
			}
			server := redistest.Start(b, config...)
			for network, url := range map[string]string{"tcp": server.URL, "unix": server.Unix} {
				b.Run(network, func(b *testing.B) {
					eachCrowd(b, func(b *testing.B, people int) {
						b.Run("ours", func(b *testing.B) { benchTurns(b, Options{URL: url}, people, server.Client()) })
						b.Run("naive", func(b *testing.B) { benchNaive(b, url, people, server.Client()) })
					})
				})
			}
		})
	}
}

func eachCrowd(b *testing.B, bench func(b *testing.B, people int)) {
	for _, people := range []int{1, 64, 200} {
		b.Run(fmt.Sprint("at-once=", people), func(b *testing.B) { bench(b, people) })
	}
}

// atOnce has that many people take turns until b is done.
func atOnce(b *testing.B, people int, turn func(who int, r *rand.Rand)) {
	b.ReportAllocs()
	b.ResetTimer()
	var left, who atomic.Int64
	left.Store(int64(b.N))
	done := make(chan struct{})
	for range people {
		go func() {
			me := who.Add(1)
			r := rand.New(rand.NewPCG(uint64(me), 2))
			for left.Add(-1) >= 0 {
				turn(int(me), r)
			}
			done <- struct{}{}
		}()
	}
	for range people {
		<-done
	}
	b.StopTimer()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "turns/s")
}

func benchTurns(b *testing.B, o Options, people int, look *redis.Client) {
	s := openWith(b, o)
	ctx := context.Background()
	var event atomic.Int64
	talks := make([]Conversation, people+1)
	take := func(who int, _ *rand.Rand) {
		t := talks[who]
		c, err := s.Load(ctx, t.Unit, t.ID)
		if err != nil {
			b.Error(err)
			return
		}
		t.Version, t.Head = c.Version, c.Head
		_, err = s.Commit(ctx, Commit{
			Event: strconv.FormatInt(event.Add(1), 10), Conversation: t, TTL: time.Hour,
			Audit: Audit{Who: t.Person, What: "turn", Detail: "needs_facts incomplete pos-major-project"},
		})
		if err != nil {
			b.Error(err)
		}
	}
	for who := range talks {
		talks[who] = longTalk(uint64(who), 20)
	}
	measured(b, look, s.Trips, func() { atOnce(b, people, take) })
}

// measured reports round trips, and what the server spent, beside what b measures.
func measured(b *testing.B, look *redis.Client, trips func() int64, run func()) {
	before, cpu := trips(), serverCPU(look)
	run()
	b.ReportMetric(float64(trips()-before)/float64(b.N), "trips/turn")
	if look != nil {
		b.ReportMetric((serverCPU(look)-cpu)*1e6/float64(b.N), "redis-µs/turn")
	}
}

// serverCPU is the processor time that a Redis has used, in seconds.
func serverCPU(c *redis.Client) float64 {
	if c == nil {
		return 0
	}
	var total float64
	for line := range strings.Lines(c.Info(context.Background(), "cpu").Val()) {
		name, v, _ := strings.Cut(strings.TrimSpace(line), ":")
		if name == "used_cpu_user" || name == "used_cpu_sys" {
			f, _ := strconv.ParseFloat(v, 64)
			total += f
		}
	}
	return total
}

// A message is one of a list of JSON messages, as talks are usually kept.
type message struct {
	Role string    `json:"role"`
	Text string    `json:"content"`
	At   time.Time `json:"timestamp"`
	ID   string    `json:"id"`
}

var reply = "【结论】还差一项才能说能不能备案。\n【已知】集体研究：已满足，依据您说的「管委会主任办公会开了两回」。\n【还要问】这件事里有没有您本人、亲友或者特定的企业从中得利？\n" +
	"【依据】正面清单第3项（宝丰县纪委监委印发）。备案不代替任何审批，最后由县纪委监委决定。"

// naiveTalk is a talk as a list of messages, replies and all.
func naiveTalk(c Conversation) []any {
	var list []any
	for i, s := range c.Said {
		for _, m := range []message{{"user", s.Text, s.At, fmt.Sprint(i)}, {"assistant", reply, s.At, fmt.Sprint(i)}} {
			b, _ := json.Marshal(m)
			list = append(list, b)
		}
	}
	return list
}

// benchNaive is the usual way: load, append, trim, state, lifetime, log, each a command.
func benchNaive(b *testing.B, url string, people int, look *redis.Client) {
	o, err := redis.ParseURL(url)
	if err != nil {
		b.Fatal(err)
	}
	o.PoolSize = 64
	c := redis.NewClient(o)
	defer c.Close()
	var trips atomic.Int64
	c.AddHook(counter{&trips})
	ctx := context.Background()
	key := func(who int) string { return fmt.Sprint("naive:", who) }
	for who := range people + 1 {
		c.Del(ctx, key(who))
		c.RPush(ctx, key(who), naiveTalk(longTalk(uint64(who), 20))...)
	}
	take := func(who int, _ *rand.Rand) {
		list, err := c.LRange(ctx, key(who), 0, -1).Result()
		var talk []message
		for _, text := range list {
			var m message
			_ = json.Unmarshal([]byte(text), &m)
			talk = append(talk, m)
		}
		said, _ := json.Marshal(message{"user", answers[0], time.Now(), "1"})
		told, _ := json.Marshal(message{"assistant", reply, time.Now(), "1"})
		state := key(who) + ":state"
		for _, e := range []error{
			err,
			c.RPush(ctx, key(who), said, told).Err(),
			c.LTrim(ctx, key(who), -40, -1).Err(),
			c.HSet(ctx, state, "stage", "asking", "turns", len(talk), "item", "pos-major-project").Err(),
			c.Expire(ctx, key(who), time.Hour).Err(),
			c.XAdd(ctx, &redis.XAddArgs{Stream: "naive:audit", MaxLen: 100000, Approx: true, Values: []any{"who", who, "what", "turn", "detail", "needs_facts"}}).Err(),
		} {
			if e != nil {
				b.Error(e)
			}
		}
	}
	measured(b, look, trips.Load, func() { atOnce(b, people, take) })
}

// BenchmarkBytes measures what a talk of twenty turns takes in Redis, beside a list of JSON messages:
//
//	go test ./store -run xxx -bench Bytes -benchtime 1x
func BenchmarkBytes(b *testing.B) {
	for _, n := range []int{10_000, 100_000} {
		for name, fill := range map[string]func(*testing.B, redis.Pipeliner, Conversation){"ours": fillOurs, "naive": fillNaive} {
			b.Run(fmt.Sprintf("%s/%d", name, n), func(b *testing.B) {
				for b.Loop() {
					benchBytes(b, n, fill)
				}
			})
		}
	}
	b.Run("audit", benchAudit)
}

func benchBytes(b *testing.B, n int, fill func(*testing.B, redis.Pipeliner, Conversation)) {
	ctx := context.Background()
	c := redistest.Start(b, "--appendonly", "no").Client()
	before := usedMemory(c)
	words := 0
	for at := 0; at < n; at += 500 {
		p := c.Pipeline()
		for i := range 500 {
			t := longTalk(uint64(at+i), 20)
			for _, s := range t.Said {
				words += len(s.Text)
			}
			fill(b, p, t)
		}
		if _, err := p.Exec(ctx); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(usedMemory(c)-before)/float64(n), "B/talk")
	b.ReportMetric(float64(words)/float64(n), "B-of-words/talk")
}

// fillOurs writes what twenty commits leave of a talk.
func fillOurs(b *testing.B, p redis.Pipeliner, t Conversation) {
	ctx := context.Background()
	until := time.Now().Add(time.Hour)
	var events strings.Builder
	for i := range len(t.Said) {
		events.WriteString(eventHash(t.ID, fmt.Sprint(i)))
	}
	blob := string([]byte{format}) + versionBytes(t.Version) + string([]byte{byte(len(t.Said))}) + events.String() + "\x00" + string(encodeBody(t, until.UnixMilli()))
	key := personKey(t.Unit, t.Person)
	p.Do(ctx, "SET", conversationKey(t.Unit, t.ID), blob, "PXAT", until.UnixMilli())
	p.HSet(ctx, key, t.ID, millis(until))
	p.PExpireAt(ctx, key, until)
}

func fillNaive(_ *testing.B, p redis.Pipeliner, t Conversation) {
	ctx := context.Background()
	key := "talk:" + t.ID
	p.RPush(ctx, key, naiveTalk(t)...)
	p.HSet(ctx, key+":state", "stage", "asking", "turns", 20, "item", "pos-major-project")
	p.Expire(ctx, key, time.Hour)
	p.Expire(ctx, key+":state", time.Hour)
}

func usedMemory(c *redis.Client) int64 {
	for line := range strings.Lines(c.Info(context.Background(), "memory").Val()) {
		if v, ok := strings.CutPrefix(strings.TrimSpace(line), "used_memory:"); ok {
			n, _ := strconv.ParseInt(v, 10, 64)
			return n
		}
	}
	return 0
}

// benchAudit measures what a line of the audit takes, which outlives the talk.
func benchAudit(b *testing.B) {
	c := redistest.Start(b, "--appendonly", "no").Client()
	before := usedMemory(c)
	const lines = 100_000
	p := c.Pipeline()
	for i := range lines {
		text, _, err := newLine(unit, fmt.Sprint("console:", i), "", Audit{At: time.Now(), Who: fmt.Sprint(100000000000000000 + i), What: "turn", Detail: "needs_facts incomplete pos-major-project"})
		if err != nil {
			b.Fatal(err)
		}
		p.RPush(context.Background(), auditKey(unit), text)
	}
	if _, err := p.Exec(context.Background()); err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(usedMemory(c)-before)/lines, "B/line")
}

func BenchmarkEncode(b *testing.B) {
	c := longTalk(1, 20)
	b.ReportAllocs()
	for b.Loop() {
		encodeBody(c, 1)
	}
	b.ReportMetric(float64(len(encodeBody(c, 1))), "B")
}

func BenchmarkDecode(b *testing.B) {
	blob := blobOf(longTalk(1, 20), 1)
	b.ReportAllocs()
	for b.Loop() {
		if _, _, err := decode(nil, unit, "x", blob); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkOpen measures how long an embedded store with that many talks takes to open after an orderly close.
func BenchmarkOpen(b *testing.B) {
	for _, n := range []int{0, 1000, 10_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			dir := b.TempDir()
			s := openWith(b, Options{Dir: dir})
			for i := range n {
				t := longTalk(uint64(i), 20)
				t.Version, t.Head = 0, ""
				if _, err := s.Commit(b.Context(), Commit{Event: "e", Conversation: t, TTL: time.Hour}); err != nil {
					b.Fatal(err)
				}
			}
			if err := s.Close(); err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				s, err := Open(b.Context(), Options{Dir: dir})
				if err != nil {
					b.Fatal(err)
				}
				b.StopTimer()
				if err := s.Close(); err != nil {
					b.Fatal(err)
				}
				b.StartTimer()
			}
		})
	}
}

// BenchmarkAct measures acts on many cases at once, each loaded before as the desk does:
//
//	go test ./store -run xxx -bench Act -benchtime 2s
func BenchmarkAct(b *testing.B) {
	places := map[string]func(b *testing.B) Options{
		"embedded": func(b *testing.B) Options { return Options{Dir: b.TempDir()} },
		"redis":    func(b *testing.B) Options { return Options{URL: redistest.Start(b).URL} },
		"sealed":   func(b *testing.B) Options { return Options{URL: redistest.Start(b).URL, Keys: [][]byte{keyOf(1)}} },
	}
	for name, options := range places {
		b.Run(name, func(b *testing.B) {
			const people = 64
			s := openWith(b, options(b))
			numbers := make([]string, people)
			for i := range numbers {
				numbers[i] = opened(b, s, fmt.Sprint("p", i), "e").Number
			}
			before := s.Trips()
			atOnce(b, people, func(who int, r *rand.Rand) {
				number := numbers[who%people]
				a := did(mustCase(b, s, number), strconv.FormatUint(r.Uint64(), 36), "r1", "working")
				a.Case.Record = a.Case.Record[max(0, len(a.Case.Record)-8):] // as long as a case mostly is
				mustAct(b, s, a)
			})
			b.ReportMetric(float64(s.Trips()-before)/float64(b.N), "trips/op")
		})
	}
}
