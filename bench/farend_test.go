package bench

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// TestMain lets the test binary be the far end as well: Discord's side in a process of its own, so that the processor time
// of this process is the bot's alone.
func TestMain(m *testing.M) {
	if os.Getenv(farEndMark) != "" {
		serveFarEnd()
		return
	}
	os.Exit(m.Run())
}

const farEndMark = "DANDANG_FAR_END"

// slashCommand is a question with all that Discord sends with one: 1.7 KB. The places are sequence, token, person, id, words.
const slashCommand = `{"t":"INTERACTION_CREATE","s":%d,"op":0,"d":{"version":1,"type":2,"token":"%s","member":{"user":{"username":"ganbu_01","public_flags":0,"primary_guild":null,"id":"%d","global_name":"张三","display_name_styles":null,"discriminator":"0","collectibles":null,"clan":null,"avatar_decoration_data":null,"avatar":"a_4f0c1d2e3b4a5968778695a4b3c2d1e0"},"unusual_dm_activity_until":null,"roles":["345678901234567890","345678901234567891","345678901234567892"],"premium_since":null,"permissions":"2248473465835073","pending":false,"nick":"自然资源局 张三","mute":false,"joined_at":"2026-03-02T08:11:27.541000+00:00","flags":0,"deaf":false,"communication_disabled_until":null,"collectibles":null,"banner":null,"avatar":null},"locale":"zh-CN","id":"%d","guild_locale":"zh-CN","guild_id":"111111111111111111","guild":{"locale":"zh-CN","id":"111111111111111111","features":["COMMUNITY","NEWS"]},"entitlements":[],"entitlement_sku_ids":[],"data":{"type":1,"options":[{"value":%s,"type":3,"name":"内容"}],"name":"提问","id":"456789012345678901"},"context":0,"channel_id":"222222222222222222","channel":{"type":0,"topic":null,"theme_color":null,"rate_limit_per_user":0,"position":3,"permissions":"2248473465835073","parent_id":"333333333333333333","nsfw":false,"name":"咨询","last_message_id":"567890123456789012","id":"222222222222222222","icon_emoji":{"name":"👋","id":null},"guild_id":"111111111111111111","flags":0},"authorizing_integration_owners":{"0":"111111111111111111"},"attachment_size_limit":10485760,"application_id":"999999999999999999","app_permissions":"2251799813685247"}}`

// A farEnd is Discord's side: it sends questions over the gateway and takes the answers.
type farEnd struct {
	url    string
	frames chan []byte
	words  [][]byte // what is asked, as JSON strings
	n      atomic.Int64

	mu   sync.Mutex
	open map[string]*asked // by token
}

// An asked is a question under way.
type asked struct {
	at       time.Time
	first    time.Duration // to the first answer, also a mere acknowledgement; 0 for none yet
	answered func(took, first time.Duration, refused bool)
}

func serveFarEnd() {
	in := bufio.NewReader(os.Stdin)
	line, _ := in.ReadBytes('\n')
	f := &farEnd{frames: make(chan []byte, 1000), open: map[string]*asked{}}
	var texts []string
	_ = json.Unmarshal(line, &texts)
	for _, s := range texts {
		b, _ := json.Marshal(s)
		f.words = append(f.words, b)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	f.url = "http://" + l.Addr().String()
	fmt.Println(f.url)
	go func() { _, _ = io.Copy(io.Discard, in); os.Exit(0) }() // whoever started it is gone
	_ = http.Serve(l, f)
}

func (f *farEnd) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p := r.URL.Path
	switch {
	case strings.Contains(p, "/ws"):
		f.gateway(w, r)
	case p == "/run":
		f.run(w, r)
	case strings.HasSuffix(p, "/callback"), strings.Contains(p, "/webhooks/"):
		body, _ := io.ReadAll(r.Body)
		f.take(token(p), body)
		w.Header().Set("Content-Type", "application/json")
		if strings.HasSuffix(p, "/callback") {
			w.WriteHeader(http.StatusNoContent)
			return
		}
		_, _ = io.WriteString(w, `{"id":"1","channel_id":"222222222222222222"}`)
	case strings.HasSuffix(p, "/@me"):
		_, _ = io.WriteString(w, `{"id":"999999999999999999"}`)
	case strings.HasSuffix(p, "/commands"):
		_, _ = io.WriteString(w, `[]`)
	default:
		_, _ = fmt.Fprintf(w, `{"url":"ws%s/ws","shards":1,"session_start_limit":{"total":1000,"remaining":1000,"max_concurrency":1}}`, strings.TrimPrefix(f.url, "http"))
	}
}

// token is that of the interaction whose path this is.
func token(path string) string {
	for part := range strings.SplitSeq(path, "/") {
		if strings.HasPrefix(part, "aW50") {
			return part
		}
	}
	return ""
}

func (f *farEnd) gateway(w http.ResponseWriter, r *http.Request) {
	c, err := (&websocket.Upgrader{}).Upgrade(w, r, nil)
	if err != nil {
		return
	}
	defer c.Close()
	_ = c.WriteMessage(websocket.TextMessage, []byte(`{"op":10,"d":{"heartbeat_interval":41250}}`)) // an end shows with the next read
	_, _, _ = c.ReadMessage()                                                                       // IDENTIFY
	_ = c.WriteMessage(websocket.TextMessage, []byte(`{"op":0,"s":1,"t":"READY","d":{"v":9,"session_id":"s","user":{"id":"999999999999999999"},"guilds":[]}}`))
	var write sync.Mutex
	send := func(b []byte) error {
		write.Lock()
		defer write.Unlock()
		return c.WriteMessage(websocket.TextMessage, b)
	}
	go func() { // heartbeats are acknowledged
		for {
			_, b, err := c.ReadMessage()
			if err != nil {
				return
			}
			if bytes.HasPrefix(b, []byte(`{"op":1,`)) {
				_ = send([]byte(`{"op":11}`))
			}
		}
	}()
	for b := range f.frames {
		if send(b) != nil {
			return
		}
	}
}

// discordEpoch is where Discord's ids begin to count, Unix milliseconds.
const discordEpoch = 1420070400000

// ask sends a question of the next of the people.
func (f *farEnd) ask(people int, answered func(took, first time.Duration, refused bool)) {
	n := f.n.Add(1)
	now := time.Now()
	id := (now.UnixMilli()-discordEpoch)<<22 | n&(1<<22-1)
	mark := "aW50ZXJhY3Rpb246MTIzNDU2Nzg5MDEyMzQ1Njc4OTpabGZ6Q3pTd2dQN2V2" + strconv.FormatInt(n, 10)
	f.mu.Lock()
	f.open[mark] = &asked{at: now, answered: answered}
	f.mu.Unlock()
	f.frames <- fmt.Appendf(nil, slashCommand, n+1, mark, 234567890123000000+int(n)%people, id, f.words[n%int64(len(f.words))])
}

// take takes what the bot says to a question: a mere acknowledgement is {"type":5…, all else an answer.
func (f *farEnd) take(mark string, body []byte) {
	f.mu.Lock()
	q := f.open[mark]
	if q == nil { // a further message behind the answer
		f.mu.Unlock()
		return
	}
	took := time.Since(q.at)
	if q.first == 0 {
		q.first = took
	}
	if bytes.HasPrefix(body, []byte(`{"type":5`)) {
		f.mu.Unlock()
		return
	}
	delete(f.open, mark)
	f.mu.Unlock()
	q.answered(took, q.first, bytes.Contains(body, []byte(busyMark)))
}

// busyMark is in what people read who are refused since there are too many.
const busyMark = "现在问的人多"

// A Run is what came of questions, times in nanoseconds.
type Run struct {
	Sent, Answered, Refused, Open int
	P50, P99, Worst               time.Duration // to the answer or refusal
	First                         time.Duration // the longest to the first sign
}

// run asks n questions: so many at once (at-once), each when another is answered; or so many a second (rate), answered or not.
func (f *farEnd) run(w http.ResponseWriter, r *http.Request) {
	number := func(name string) int { v, _ := strconv.Atoi(r.FormValue(name)); return v }
	n, atOnce, rate, people := number("n"), number("at-once"), number("rate"), number("people")
	var mu sync.Mutex
	var took []time.Duration
	out := Run{}
	done := make(chan struct{}, n)
	answered := func(all, first time.Duration, refused bool) {
		mu.Lock()
		took = append(took, all)
		out.First = max(out.First, first)
		if refused {
			out.Refused++
		} else {
			out.Answered++
		}
		mu.Unlock()
		done <- struct{}{}
	}
	if rate > 0 {
		began := time.Now()
		for i := range n {
			time.Sleep(time.Until(began.Add(time.Duration(i) * time.Second / time.Duration(rate))))
			f.ask(people, answered)
		}
	} else {
		free := make(chan struct{}, atOnce)
		for range n {
			free <- struct{}{}
			f.ask(people, func(all, first time.Duration, refused bool) { answered(all, first, refused); <-free })
		}
	}
	for patience := time.After(30 * time.Second); out.Sent < n; out.Sent++ {
		select {
		case <-done:
			continue
		case <-patience:
			out.Open = n - out.Sent
		}
		break
	}
	mu.Lock()
	defer mu.Unlock()
	out.Sent = n
	slices.Sort(took)
	if len(took) > 0 {
		out.P50, out.P99, out.Worst = took[len(took)/2], took[len(took)*99/100], took[len(took)-1]
	}
	_ = json.NewEncoder(w).Encode(out)
}

// discordSide starts the far end in a process of its own and returns its address.
func discordSide(tb testing.TB) string {
	tb.Helper()
	self, err := os.Executable()
	if err != nil {
		tb.Fatal(err)
	}
	c := exec.Command(self)
	c.Env, c.Stderr = append(os.Environ(), farEndMark+"=1"), os.Stderr
	in, _ := c.StdinPipe()
	out, _ := c.StdoutPipe()
	if err := c.Start(); err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = in.Close(); _ = c.Wait() })
	words, _ := json.Marshal(questions(tb))
	if _, err := in.Write(append(words, '\n')); err != nil {
		tb.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		tb.Fatal("the far end does not start: ", err)
	}
	return strings.TrimSpace(line)
}

// runs has the far end ask.
func runs(tb testing.TB, far string, how url.Values) (out Run) {
	tb.Helper()
	r, err := http.PostForm(far+"/run", how)
	if err != nil {
		tb.Fatal(err)
	}
	defer r.Body.Close()
	if err := json.NewDecoder(r.Body).Decode(&out); err != nil {
		tb.Fatal(err)
	}
	return out
}
