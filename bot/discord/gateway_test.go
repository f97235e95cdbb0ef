package discord

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"dandang/bot/discordtest"
)

// TestFiftyDisconnects cuts the connection in every way there is while people go on asking, and counts: each interaction that Discord
// sends or sends again is handed over once, and answered. Only a session that Discord itself ended may cost anything.
func TestFiftyDisconnects(t *testing.T) {
	d := brisk(t, guild)
	d.Heartbeat = 30 * time.Millisecond * min(slow, 4)
	l := lineTo(t, d)
	l.openLife = 200 * time.Millisecond * min(slow, 4)
	var answers sync.WaitGroup
	h := &heard{}
	var taken atomic.Int64
	h.takes = func(in Interaction) {
		answers.Go(func() {
			if err := errors.Join(l.Defer(context.Background(), in, true), l.Edit(context.Background(), in, plain("收到"))); err != nil {
				t.Error(err)
			}
		})
		taken.Add(1)
	}
	running(t, l, h)
	d.Ready(1)
	d.Twice()
	goroutines := runtime.NumGoroutine()
	ways := []struct {
		name string
		do   func()
	}{
		{"cut", d.Cut},
		{"asked to come again", d.Reconnect},
		{"taken up again", func() { d.Invalidate(true) }},
		{"closed with 4000", func() { d.CloseWith(4000) }},
		{"closed with 4008", func() { d.CloseWith(4008) }},
		{"nobody there", d.Deafen},
		{"asked before it is ready", func() { d.Opening(discordtest.Opening{Reconnect: true}); d.Cut() }},
		{"acknowledged before it is ready", func() { d.Opening(discordtest.Opening{Beat: true}); d.Cut() }},
		{"no Hello", func() { d.Opening(discordtest.Opening{NoHello: true}); d.Cut() }},
		{"cut while it is made", func() { d.Opening(discordtest.Opening{Close: 4000}); d.Cut() }},
	}
	r := rand.New(rand.NewPCG(1, 2))
	const cuts, each = 50, 4
	var ids []string
	for i := range cuts {
		time.Sleep(2 * l.retry) // it stood
		before, at := len(d.Connections()), r.IntN(each)
		for n := range each {
			if n == at {
				ways[i%len(ways)].do()
			}
			ids = append(ids, d.Command(cadreThere, commandAsk))
		}
		d.Until("another connection after: "+ways[i%len(ways)].name, func() bool { return len(d.Connections()) > before })
		d.Until("it to be up after: "+ways[i%len(ways)].name, func() bool { return d.Live() == 1 })
	}
	d.Until("all interactions", func() bool { return int(taken.Load()) >= len(ids) })
	answers.Wait()
	lost := 0
	for _, id := range ids {
		if d.Interaction(id).State != discordtest.Answered {
			lost++
		}
	}
	resumed, identified := 0, 0
	for _, c := range d.Connections() {
		switch c.Op {
		case 2:
			identified++
		case 6:
			resumed++
		}
	}
	t.Logf("%d disconnects, %d connections, %d resumed, %d identified, %d interactions, %d lost", cuts, len(d.Connections()), resumed, identified, len(ids), lost)
	if lost > 0 || h.count() != len(ids) || identified != 1 {
		t.Errorf("%d lost of %d, %d handed over, %d sessions", lost, len(ids), h.count(), identified)
	}
	d.Until("nothing to be left of the connections", func() bool {
		l.client.CloseIdleConnections()
		return runtime.NumGoroutine() < goroutines+12
	})
}

// TestShards: more than 2,500 servers come in shards, that sign in side by side as far as Discord allows; each event comes once, and direct
// messages as well.
func TestShards(t *testing.T) {
	d := discordtest.New(t)
	d.Shards, d.Concurrency, d.Pace = 16, 4, 40*time.Millisecond
	const guilds = 3000
	for i := range guilds {
		d.Join(fmt.Sprint((100000000000+i*7919)<<22 | i))
	}
	h := &heard{}
	l := lineTo(t, d)
	ended := make(chan error, 1)
	ctx, stop := context.WithCancel(context.Background())
	go func() { ended <- l.Run(ctx, h) }()
	d.Ready(16)
	for i := range guilds {
		d.Command(discordtest.In(fmt.Sprint((100000000000+i*7919)<<22|i), "5", cadre), commandAsk)
	}
	d.Say(d.Direct(cadre), "能备案吗")
	d.Until("all events", func() bool { return h.count() == guilds+1 })
	shards := map[int]bool{}
	for _, c := range d.Connections() {
		shards[c.Shard[0]] = true
		if c.Shard[1] != 16 || c.Op != 2 || c.Intents != int(intents) {
			t.Errorf("got %+v", c)
		}
	}
	if len(shards) != 16 {
		t.Errorf("%d shards", len(shards))
	}
	stop()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// TestOneShardWantsNoMore ends all of them.
func TestOneShardWantsNoMore(t *testing.T) {
	d := brisk(t, guild)
	d.Shards, d.Concurrency = 3, 3
	ended := running(t, lineTo(t, d), &heard{})
	d.Ready(3)
	d.CloseWith(4014)
	if no := (Refused{}); !errors.As(<-ended, &no) || no.Code != 4014 {
		t.Errorf("got %+v", no)
	}
}

// TestTurns: those of one key wait for each other's end and then for the pace, those of another do not; when none is left of the day all
// wait for the next.
func TestTurns(t *testing.T) {
	const every = 60 * time.Millisecond
	ctx := context.Background()
	x := &turns{every: every}
	x.follow(2, 1000, time.Hour)
	first, err := x.wait(ctx, 0)
	if err != nil {
		t.Fatal(err)
	}
	if other, err := x.wait(ctx, 1); err != nil {
		t.Error(err)
	} else {
		other()
	}
	short, cancel := context.WithTimeout(ctx, 2*every)
	defer cancel()
	if _, err := x.wait(short, 2); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("the next of a key while one signs in: %v", err)
	}
	ended := time.Now()
	first()
	if second, err := x.wait(ctx, 2); err != nil || time.Since(ended) < every {
		t.Errorf("the next of a key: after %v, %v", time.Since(ended), err)
	} else {
		second()
	}
	now := time.Now()
	x.follow(1, 1, time.Hour)
	for i, want := range []time.Duration{0, time.Hour, 0} {
		at := now
		if i == 2 {
			at = now.Add(2 * time.Hour)
		}
		if got := x.take(0, at).Sub(at).Round(time.Second); got != want {
			t.Errorf("number %d of the day: %v, want %v", i, got, want)
		}
	}
}

// TestShardsOnASlowWay: the way to Discord takes as long as it likes, and nobody signs in too early behind it.
func TestShardsOnASlowWay(t *testing.T) {
	d := discordtest.New(t)
	d.Shards, d.Concurrency, d.Pace = 6, 2, 40*time.Millisecond
	d.Opening(discordtest.Opening{Silent: true}, discordtest.Opening{Close: 4000}, discordtest.Opening{NoHello: true})
	l := lineTo(t, d)
	l.openLife = 200 * time.Millisecond * min(slow, 4)
	running(t, l, &heard{})
	d.Ready(6)
}

// TestASessionThatIsGone: closed with 4009 or 1000 by Discord, the next is a new one; a session whose own address is gone is taken up at the
// common one.
func TestASessionThatIsGone(t *testing.T) {
	for _, code := range []int{4007, 4009, 1000, 1001} {
		t.Run(fmt.Sprint(code), func(t *testing.T) {
			d := brisk(t, guild)
			running(t, lineTo(t, d), &heard{})
			d.Ready(1)
			d.CloseWith(code)
			d.Until("a new session", func() bool { c := d.Connections(); return len(c) == 2 && c[1].Op == 2 })
		})
	}
	s := &shard{line: &line{}}
	if err := s.ready([]byte(`{"session_id":"s","resume_gateway_url":"wss://gone.example"}`)); err != nil || s.where().Host != "gone.example" {
		t.Errorf("got %v, %v", s.where(), err)
	}
	s.elsewhere()
	if s.where() != s.address || s.resume() == nil {
		t.Errorf("got %v", s.where())
	}
	if err := s.ready([]byte(`{}`)); err == nil {
		t.Error("READY without a session is taken")
	}
}

// TestWhenDiscordIsAway: the bot waits for it, whether the question where the gateway is fails or the gateway itself.
func TestWhenDiscordIsAway(t *testing.T) {
	d := brisk(t, guild)
	d.Fail(discordtest.Fault{On: "GET /gateway/bot", Status: 503, Times: 9})
	l := lineTo(t, d)
	l.self = discordtest.Self
	running(t, l, &heard{})
	d.Ready(1)
}

// TestAServerThatSpeaksLess: one that knows only the older question is asked that.
func TestAServerThatSpeaksLess(t *testing.T) {
	d := brisk(t, guild)
	d.Fail(discordtest.Fault{On: "GET /gateway/bot", Status: 404})
	running(t, lineTo(t, d), &heard{})
	d.Ready(1)
}

// TestThroughAProxy: the gateway is reached through the proxy of the environment's kind, with its password.
func TestThroughAProxy(t *testing.T) {
	d := brisk(t, guild)
	var through []string
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		through = append(through, r.Method+" "+r.Host+" "+r.Header.Get("Proxy-Authorization"))
		c, err := net.Dial("tcp", strings.TrimPrefix(d.URL, "http://"))
		if err != nil {
			t.Error(err)
			return
		}
		mine, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		defer mine.Close()
		fmt.Fprint(mine, "HTTP/1.1 200 OK\r\n\r\n") // only now: the server would take the first byte of what follows
		go func() { _, _ = bufio.NewReader(mine).WriteTo(c); _ = c.Close() }()
		_, _ = bufio.NewReader(c).WriteTo(mine)
	}))
	defer proxy.Close()
	u := *mustURL(t, proxy.URL)
	u.User = mustURL(t, "http://gw:secret@x").User
	c, err := tunnel(context.Background(), &u, "gateway.discord.gg:443")
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	fmt.Fprintf(c, "GET /api/v10/users/@me HTTP/1.1\r\nHost: x\r\nUser-Agent: DiscordBot (x, 1)\r\nAuthorization: Bot %s\r\n\r\n", discordtest.Token)
	a, err := http.ReadResponse(bufio.NewReader(c), nil)
	if err != nil || a.StatusCode != 200 || !slices.Equal(through, []string{"CONNECT gateway.discord.gg:443 Basic Z3c6c2VjcmV0"}) {
		t.Errorf("got %v, %v, through %v", a, err, through)
	}
	if _, err := tunnel(context.Background(), mustURL(t, "socks5://127.0.0.1:1"), "x:1"); err == nil {
		t.Error("another kind of proxy is taken")
	}
	refusing := httptest.NewServer(http.NotFoundHandler())
	defer refusing.Close()
	if _, err := tunnel(context.Background(), mustURL(t, refusing.URL), "x:1"); err == nil || !strings.Contains(err.Error(), "404") {
		t.Errorf("a proxy that refuses: %v", err)
	}
}

func TestRecent(t *testing.T) {
	r := newRecent(2)
	for i, test := range []struct {
		id    string
		first bool
	}{{"1", true}, {"1", false}, {"2", true}, {"3", true}, {"2", false}, {"1", true}} {
		if got := r.first(test.id); got != test.first {
			t.Errorf("number %d, %s: %t", i, test.id, got)
		}
	}
	if len(r.all) > 2 {
		t.Errorf("it remembers %d", len(r.all))
	}
}

func TestReadEnvelope(t *testing.T) {
	for text, want := range map[string]envelope{
		`{"t":"READY","s":1,"op":0,"d":{"a":"}\"{","b":[1,{"c":"]"}]}}`: {op: 0, seq: 1, kind: "READY", data: []byte(`{"a":"}\"{","b":[1,{"c":"]"}]}`)},
		` { "op" : 10 , "d" : null, "s":null, "t":null } `:              {op: 10, data: []byte("null")},
		`{"op":9,"d":false}`:             {op: 9, data: []byte("false")},
		`{"op":0,"t":"\u0041","d":"\\"}`: {op: 0, kind: "A", data: []byte(`"\\"`)},
		`{"op":11}`:                      {op: 11},
	} {
		if got, err := readEnvelope([]byte(text)); err != nil || got.op != want.op || got.seq != want.seq || got.kind != want.kind || !bytes.Equal(got.data, want.data) {
			t.Errorf("%s: got %+v, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "{", `{"op"`, `{"op":`, `{"op":0`, `{"op":0,"d":{"a":"`, `[]`, `null`, `{}`, `{"d":1}`, `{"op":"x"}`, `{"op":0,"d":"\`} {
		if e, err := readEnvelope([]byte(text)); err == nil {
			t.Errorf("%s: got %+v", text, e)
		}
	}
}

// FuzzEnvelope: whatever is JSON is read as encoding/json reads it; nothing crashes or loops.
func FuzzEnvelope(f *testing.F) {
	for _, seed := range []string{`{"t":"A","s":1,"op":0,"d":{"a":"}\"{"}}`, `{"op":7,"d":null,"x":[{"y":"\\"}]}`, `{"op":0,"d":"\`, `{"op" :1,,}`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		got, err := readEnvelope(data)
		var want map[string]json.RawMessage
		var op int
		if json.Unmarshal(data, &want) != nil || json.Unmarshal(want["op"], &op) != nil || op < 0 || bytes.ContainsRune(data, '\\') || bytes.Count(data, []byte(`"op"`)) != 1 || bytes.Count(data, []byte(`"d"`)) > 1 {
			return // not JSON, or a key twice or written by escapes, which Discord does not do
		}
		if err != nil || got.op != op || !bytes.Equal(got.data, want["d"]) {
			t.Errorf("%s: got %+v, %v", data, got, err)
		}
	})
}

// FuzzFrame: what was written is what is read, of any length, and nothing crashes.
func FuzzFrame(f *testing.F) {
	for _, n := range []int{0, 1, 125, 126, 65535, 65536} {
		f.Add(bytes.Repeat([]byte("x"), n))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		whole := frame{kind: frameText, last: true, body: data}.append(nil)
		got, err := readFrame(bufio.NewReader(bytes.NewReader(whole)), nil)
		if err != nil || !got.last || got.kind != frameText || !bytes.Equal(got.body, data) {
			t.Errorf("%d bytes: %v", len(data), err)
		}
		_, _ = readFrame(bufio.NewReader(bytes.NewReader(data)), nil)
		m := masked(frameText, data)
		key, body := m[len(m)-len(data)-4:len(m)-len(data)], bytes.Clone(m[len(m)-len(data):])
		for i := range body {
			body[i] ^= key[i%4]
		}
		if !bytes.Equal(body, data) {
			t.Error("masked otherwise")
		}
	})
}

// TestFramesInParts: a message may come in several frames, with signals between them, and after the greeting in one piece with it.
func TestFramesInParts(t *testing.T) {
	event := []byte(`{"op":0,"s":7,"t":"INTERACTION_CREATE","d":{"id":"1"}}`)
	stream := []byte("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n")
	stream = frame{kind: frameText, last: true, body: []byte(`{"op":10,"d":{"heartbeat_interval":45000}}`)}.append(stream)
	stream = frame{kind: frameText, last: true, body: []byte(`{"op":11}`)}.append(stream)
	stream = frame{kind: frameText, last: true, body: []byte(`{"op":0,"s":6,"t":"READY","d":{"session_id":"s"}}`)}.append(stream)
	stream = frame{kind: frameText, body: event[:9]}.append(stream)
	stream = frame{kind: framePing, last: true, body: []byte("p")}.append(stream)
	stream = frame{kind: 0, body: event[9:20]}.append(stream)
	stream = frame{kind: 0, last: true, body: event[20:]}.append(stream)
	stream = frame{kind: frameClose, last: true, body: []byte{4009 >> 8, 4009 & 0xff}}.append(stream)
	here, there := net.Pipe()
	go func() { _, _ = there.Write(stream) }()
	var got []string
	g := newGate(here, &shard{line: &line{openLife: time.Second, log: quietLog()}, hand: func(kind string, data []byte) { got = append(got, kind+" "+string(data)) }})
	var all bytes.Buffer
	_, err := all.ReadFrom(g)
	if no := (Refused{}); !errors.As(err, &no) || no.Code != 4009 {
		t.Errorf("ended with %v", err)
	}
	if !slices.Equal(got, []string{`INTERACTION_CREATE {"id":"1"}`}) || g.shard.sequence() != 7 {
		t.Errorf("handed over %v, at %d", got, g.shard.sequence())
	}
	if s := all.String(); !strings.Contains(s, " 101 ") || !strings.Contains(s, "45000") || !strings.Contains(s, `"t":"READY"`) || strings.Contains(s, `"op":11`) || strings.Contains(s, "INTERACTION") {
		t.Errorf("the library reads %q", s)
	}
}

// TestWhatIsNoGateway: an answer that is no WebSocket, or a frame that is none, ends the connection and nothing else.
func TestWhatIsNoGateway(t *testing.T) {
	for name, stream := range map[string]string{
		"a page":              "HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno",
		"nothing":             "",
		"no end of the head":  "HTTP/1.1 101 x\r\nA: b\r\n",
		"a frame too long":    "HTTP/1.1 101 x\r\n\r\n\x81\x7f\xff\xff\xff\xff\xff\xff\xff\xff",
		"no JSON":             "HTTP/1.1 101 x\r\n\r\n\x81\x03abc",
		"Hello without pulse": "HTTP/1.1 101 x\r\n\r\n\x81\x0b{\"op\":10   }",
		"READY of nothing":    "HTTP/1.1 101 x\r\n\r\n\x81\x15{\"op\":0,\"t\":\"READY\"  }",
	} {
		here, there := net.Pipe()
		go func() { _, _ = there.Write([]byte(stream)); _ = there.Close() }()
		g := newGate(here, &shard{line: &line{openLife: time.Second, log: quietLog()}})
		var all bytes.Buffer
		_, err := all.ReadFrom(g)
		select {
		case <-g.done:
		default:
			t.Errorf("%s: it goes on, %v", name, err)
		}
	}
}
