package discord

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// far is the other end of a line: REST and gateway in one server, which notes every request.
type far struct {
	*httptest.Server
	mu     sync.Mutex
	asked  []string // method, path and body of each request
	answer func(path string, n int) (status int, body string)
	events chan string // to be sent on the gateway
}

func newFar(t *testing.T) *far {
	t.Helper()
	f := &far{events: make(chan string, 100)}
	f.Server = httptest.NewServer(f)
	t.Cleanup(f.Close)
	return f
}

func (f *far) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == "/ws/" || r.URL.Path == "/ws" {
		f.gateway(w, r)
		return
	}
	body, _ := io.ReadAll(r.Body)
	f.mu.Lock()
	path := strings.TrimPrefix(strings.TrimPrefix(r.URL.Path, "/api/v10"), "/api/v9")
	f.asked = append(f.asked, r.Method+" "+path+" "+string(body))
	n := 0
	for _, a := range f.asked {
		if strings.HasPrefix(a, r.Method+" "+path+" ") {
			n++
		}
	}
	answer := f.answer
	f.mu.Unlock()
	if answer != nil {
		if status, text := answer(path, n); status != 0 {
			w.WriteHeader(status)
			fmt.Fprint(w, text)
			return
		}
	}
	switch {
	case path == "/users/@me":
		fmt.Fprint(w, `{"id":"999999999999999999"}`)
	case path == "/gateway":
		fmt.Fprintf(w, `{"url":"ws%s/ws"}`, strings.TrimPrefix(f.URL, "http"))
	case strings.HasSuffix(path, "/commands") && r.Method == http.MethodGet:
		fmt.Fprint(w, `[]`)
	case strings.HasSuffix(path, "/callback"):
		w.WriteHeader(http.StatusNoContent)
	default:
		fmt.Fprint(w, `{"id":"1234567890123456789"}`)
	}
}

func (f *far) gateway(w http.ResponseWriter, r *http.Request) {
	c, err := (&websocket.Upgrader{}).Upgrade(w, r, nil)
	if err != nil {
		return
	}
	defer c.Close()
	_ = c.WriteMessage(websocket.TextMessage, []byte(`{"op":10,"d":{"heartbeat_interval":41250}}`))
	_, _, _ = c.ReadMessage() // IDENTIFY
	_ = c.WriteMessage(websocket.TextMessage, []byte(`{"op":0,"s":1,"t":"READY","d":{"v":9,"session_id":"s","user":{"id":"999999999999999999"},"guilds":[]}}`))
	n := 1
	go func() {
		for e := range f.events {
			n++
			_ = c.WriteMessage(websocket.TextMessage, fmt.Appendf(nil, `{"op":0,"s":%d,%s}`, n, e))
		}
	}()
	for {
		if _, _, err := c.ReadMessage(); err != nil {
			return
		}
	}
}

// requests are those whose method and path begin so.
func (f *far) requests(begin string) []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	var out []string
	for _, a := range f.asked {
		if strings.HasPrefix(a, begin) {
			out = append(out, a)
		}
	}
	return out
}

func (f *far) wait(t *testing.T, begin string) string {
	t.Helper()
	for range 2000 {
		if got := f.requests(begin); len(got) > 0 {
			return got[0]
		}
		time.Sleep(2 * time.Millisecond)
	}
	t.Fatalf("no request %s", begin)
	return ""
}

func (f *far) line(t *testing.T) *line {
	t.Helper()
	l, err := Dial("token-of-the-bot", f.URL, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	return l.(*line)
}

// TestServeOverALine has the bot talk over a real gateway and REST: an interaction, one that nobody can read, a mention.
func TestServeOverALine(t *testing.T) {
	f := newFar(t)
	ctx, stop := context.WithCancel(context.Background())
	o := serving(nil, &echo{})
	o.Line = f.line(t)
	ended := make(chan error, 1)
	go func() { ended <- Serve(ctx, o) }()
	f.events <- `"t":"INTERACTION_CREATE","d":{"id":"1","token":"x","type":3,"data":{"custom_id":7}}`
	f.events <- `"t":"SOMETHING_NEW","d":{"a":[1]}`
	f.events <- `"t":"MESSAGE_CREATE","d":{"id":"8","content":"无主"}`
	f.events <- `"t":"INTERACTION_CREATE","d":{"id":"1001","token":"tok","type":2,"guild_id":"` + guild + `","channel_id":"5","member":{"user":{"id":"` + cadre + `"},"roles":[]},"data":{"name":"提问","type":1,"options":[{"name":"内容","type":3,"value":"能备案吗"}]}}`
	got := f.wait(t, "PATCH /webhooks/999999999999999999/tok/messages/@original")
	if !strings.Contains(got, "收到：能备案吗") || !strings.Contains(got, `"allowed_mentions":{"parse":[]}`) {
		t.Errorf("got %s", got)
	}
	if d := f.wait(t, "POST /interactions/1001/tok/callback"); !strings.Contains(d, `"type":5`) || !strings.Contains(d, `"flags":64`) {
		t.Errorf("acknowledged by %s", d)
	}
	f.events <- `"t":"MESSAGE_CREATE","d":{"id":"9","channel_id":"5","guild_id":"` + guild + `","author":{"id":"` + cadre + `"},"member":{"roles":[]},"mentions":[{"id":"999999999999999999"}],"content":"<@999999999999999999> 老粮库能租吗"}`
	if got := f.wait(t, "POST /channels/1234567890123456789/messages"); !strings.Contains(got, "收到：老粮库能租吗") || !strings.Contains(got, `"enforce_nonce":true`) {
		t.Errorf("got %s", got)
	}
	if got := f.wait(t, "PUT /applications/999999999999999999/commands"); !strings.Contains(got, `"我的备案"`) {
		t.Errorf("registered are %s", got)
	}
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

func TestReadInteraction(t *testing.T) {
	for _, test := range []struct {
		name, data string
		want       func(Interaction) bool
	}{
		{"a button with its label, among parts of a kind nobody knows", `{"id":"1","token":"t","type":3,"user":{"id":"7"},"message":{"components":[{"type":99,"components":[{"type":2,"custom_id":"c","label":"提交"}]}]},"data":{"custom_id":"c","component_type":2}}`,
			func(in Interaction) bool {
				return in.CustomID == "c" && in.Label == "提交" && in.Guild == "" && in.User == "7"
			}},
		{"a window in rows and one in labels", `{"id":"1","token":"t","type":5,"user":{"id":"7"},"data":{"custom_id":"w","components":[{"type":1,"components":[{"type":4,"custom_id":"a","value":"甲"}]},{"type":18,"component":{"type":4,"custom_id":"b","value":"乙"}}]}}`,
			func(in Interaction) bool {
				return len(in.Inputs) == 2 && in.Inputs[0].Value == "甲" && in.Inputs[1] == Input{"b", "乙"}
			}},
		{"an autocompletion whose number is words, and whose words are a number", `{"id":"1","token":"t","type":4,"user":{"id":"7"},"data":{"name":"清单","options":[{"name":"条目","value":12,"focused":true}]}}`,
			func(in Interaction) bool { return in.Part == "12" && in.Kind == KindComplete }},
		{"the menu of a message", `{"id":"1","token":"t","type":2,"member":{"user":{"id":"7"},"roles":["8"]},"guild_id":"9","attachment_size_limit":5,"data":{"name":"转交审核","target_id":"3","resolved":{"messages":{"3":{"id":"3","content":"老粮库"}}}}}`,
			func(in Interaction) bool {
				return in.Words == "老粮库" && in.FileLimit == 5 && slices.Equal(in.Roles, []string{"8"})
			}},
	} {
		in, err := readInteraction([]byte(test.data))
		if err != nil || !test.want(in) {
			t.Errorf("%s: got %+v, %v", test.name, in, err)
		}
	}
	if _, err := readInteraction([]byte(`{"id":"1","token":"t","type":2}`)); !errors.Is(err, errNobody) {
		t.Errorf("without a person: %v", err)
	}
}

func FuzzReadEvents(f *testing.F) {
	f.Add([]byte(`{"id":"1","token":"t","type":5,"user":{"id":"7"},"data":{"components":[{"component":{}}]}}`))
	f.Add([]byte(`{"id":"1","author":{},"mentions":[{}],"components":[null]}`))
	f.Fuzz(func(_ *testing.T, data []byte) {
		_, _ = readInteraction(data)
		_, _ = readSaid(data, "1")
	})
}

// TestWhenDiscordSaysNo: it is waited as long as asked, what failed there is tried again where that is harmless, and a ban brings
// silence.
func TestWhenDiscordSaysNo(t *testing.T) {
	for _, test := range []struct {
		name   string
		status int
		body   string
		nonce  bool
		tries  int
		good   bool
	}{
		{"too quick", 429, `{"message":"slow down","retry_after":0.06,"global":false}`, false, 2, true},
		{"a fault there, a message with a nonce", 503, `{}`, true, 2, true},
		{"a fault there, a message without", 500, `<html>`, false, 1, false},
		{"direct messages are closed", 403, `{"code":50007,"message":"Cannot send messages to this user"}`, true, 1, false},
		{"banned", 429, `<html>`, true, 1, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			f := newFar(t)
			f.answer = func(path string, n int) (int, string) {
				if strings.HasSuffix(path, "/messages") && n == 1 {
					return test.status, test.body
				}
				return 0, ""
			}
			l := f.line(t)
			m := plain("话")
			if test.nonce {
				m.Nonce, m.EnforceNonce = "n", true
			}
			began := time.Now()
			_, err := l.Send(context.Background(), "5", m)
			if got := len(f.requests("POST /channels/5/messages")); got != test.tries || (err == nil) != test.good {
				t.Errorf("%d tries, %v", got, err)
			}
			if test.status == 429 && test.good && time.Since(began) < 60*time.Millisecond {
				t.Error("it did not wait")
			}
			if no := (Refused{}); test.name == "direct messages are closed" && (!errors.As(err, &no) || no.Code != 50007) {
				t.Errorf("got %v", err)
			}
			if test.name == "banned" {
				if _, err := l.Send(context.Background(), "5", m); !errors.Is(err, errQuiet) {
					t.Errorf("after the ban: %v", err)
				}
			}
		})
	}
	t.Run("waiting ends with the context", func(t *testing.T) {
		f := newFar(t)
		f.answer = func(string, int) (int, string) { return 429, `{"retry_after":30}` }
		ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
		defer cancel()
		began := time.Now()
		if _, err := f.line(t).Send(ctx, "5", plain("话")); !errors.Is(err, context.DeadlineExceeded) || time.Since(began) > 2*time.Second {
			t.Errorf("got %v after %v", err, time.Since(began))
		}
	})
	t.Run("an error tells no token", func(t *testing.T) {
		f := newFar(t)
		l := f.line(t)
		f.Close()
		ctx, cancel := context.WithTimeout(context.Background(), 100*time.Millisecond)
		defer cancel()
		l.self = "1"
		err := l.Edit(ctx, Interaction{Token: "token-of-it"}, plain("话"))
		if err == nil || strings.Contains(err.Error(), "token-of") {
			t.Errorf("got %v", err)
		}
	})
}

func TestAMessageWithFiles(t *testing.T) {
	f := newFar(t)
	m := plain("文书")
	m.attach([]File{{Name: "备案\"表.docx", Data: []byte("PK")}})
	if _, err := f.line(t).Send(context.Background(), "5", m); err != nil {
		t.Fatal(err)
	}
	got := f.requests("POST /channels/5/messages")[0]
	for _, want := range []string{`name="payload_json"`, `name="files[0]"; filename="备案_表.docx"`, "PK", `"attachments":[{"id":"0","filename":`} {
		if !strings.Contains(got, want) {
			t.Errorf("the request lacks %s:\n%s", want, got)
		}
	}
	var p Message
	body := got[strings.Index(got, "{"):]
	if err := json.NewDecoder(strings.NewReader(body)).Decode(&p); err != nil || p.Content != "文书" {
		t.Errorf("got %+v, %v", p, err)
	}
}

func TestThreadsOfAChannel(t *testing.T) {
	f := newFar(t)
	f.answer = func(path string, _ int) (int, string) {
		if strings.Contains(path, "/threads/") {
			return 200, `{"threads":[{"id":"1","name":"ZX-1","parent_id":"5"},{"id":"2","name":"别处","parent_id":"6"}]}`
		}
		return 0, ""
	}
	got, err := f.line(t).Threads(context.Background(), guild, "5")
	if err != nil || len(got) != 2 || got[0] != (Thread{"1", "ZX-1"}) {
		t.Errorf("got %+v, %v", got, err)
	}
	if x, err := f.line(t).OpenThread(context.Background(), "5", "ZX-2", cadre); err != nil || x.ID == "" {
		t.Errorf("got %+v, %v", x, err)
	}
	if p := f.requests("POST /channels/5/threads"); len(p) != 1 || !strings.Contains(p[0], `"type":12`) || len(f.requests("PUT /channels/1234567890123456789/thread-members/"+cadre)) != 1 {
		t.Errorf("got %v", f.asked)
	}
}
