package discordtest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// A ledger is a test that notes what is reported.
type ledger struct {
	*testing.T
	mu    sync.Mutex
	wrong []string
}

func (l *ledger) Errorf(format string, args ...any) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.wrong = append(l.wrong, fmt.Sprintf(format, args...))
}

func (l *ledger) all() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return append([]string{}, l.wrong...)
}

const (
	messages = "/channels/5/messages"
	quiet    = `"allowed_mentions":{"parse":[]}`
)

// ask makes a request as a bot would, and returns the status and Discord's code.
func ask(t *testing.T, d *Discord, method, path, body string) (status, code int) {
	t.Helper()
	r, err := http.NewRequest(method, d.URL+"/api/v9"+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bot "+Token)
	r.Header.Set("User-Agent", "DiscordBot (https://example.com, 1)")
	r.Header.Set("Content-Type", "application/json")
	a, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Body.Close()
	var said struct{ Code int }
	_ = json.NewDecoder(a.Body).Decode(&said) // none is none
	return a.StatusCode, said.Code
}

func row(parts ...string) string {
	return `{"type":1,"components":[` + strings.Join(parts, ",") + `]}`
}

func button(id string) string {
	return `{"type":2,"style":1,"label":"按","custom_id":"` + id + `"}`
}

func message(rest string) string { return `{"content":"话",` + quiet + rest + `}` }

func long(n int) string { return strings.Repeat("字", n) }

// TestViolations: each fails the test. The description finds some, our rules the rest; the last column is a word of what is told.
func TestViolations(t *testing.T) {
	var rows []string
	for i := range 6 {
		rows = append(rows, row(button(fmt.Sprint(i))))
	}
	const commands = "PUT /applications/1/commands"
	for _, test := range []struct {
		name, route, body, want string
		described               bool // found by Discord's description alone
	}{
		{"content too long", "", `{"content":"` + long(2001) + `",` + quiet + `}`, "2001", false},
		{"content far too long", "", `{"content":"` + long(4001) + `",` + quiet + `}`, "", true},
		{"nothing in it", "", `{"content":" ",` + quiet + `}`, "nothing in it", false},
		{"mentions left out", "", `{"content":"话"}`, "notified", false},
		{"mentions of everybody", "", `{"content":"话","allowed_mentions":{"parse":["everyone"]}}`, "notified", false},
		{"mentions that are null", "", `{"content":"话","allowed_mentions":{"parse":null}}`, "notified", false},
		{"a word misspelt", "", message(`,"contents":"话"`), "contents", false},
		{"a word misspelt in an embed", "", message(`,"embeds":[{"descripton":"话"}]`), "descripton", false},
		{"embeds in all", "", message(`,"embeds":[{"description":"` + long(4000) + `"},{"description":"` + long(2001) + `"}]`), "6001", false},
		{"a field without a value", "", message(`,"embeds":[{"fields":[{"name":"名","value":" "}]}]`), "field", false},
		{"a description too long", "", message(`,"embeds":[{"description":"` + long(4097) + `"}]`), "", true},
		{"six rows", "", message(`,"components":[` + strings.Join(rows, ",") + `]`), "rows", false},
		{"six buttons", "", message(`,"components":[` + row(button("1"), button("2"), button("3"), button("4"), button("5"), button("6")) + `]`), "", false},
		{"an id twice", "", message(`,"components":[` + row(button("1"), button("1")) + `]`), "twice", false},
		{"a button without an id", "", message(`,"components":[` + row(`{"type":2,"style":1,"label":"按"}`) + `]`), "custom_id", false},
		{"a button without a label", "", message(`,"components":[` + row(`{"type":2,"style":1,"custom_id":"1"}`) + `]`), "label", false},
		{"a label too long", "", message(`,"components":[` + row(`{"type":2,"style":1,"custom_id":"1","label":"`+long(81)+`"}`) + `]`), "", true},
		{"a button outside a row", "", message(`,"components":[` + button("1") + `]`), "", false},
		{"a choice twice", "", message(`,"components":[` + row(`{"type":3,"custom_id":"s","options":[{"label":"甲","value":"1"},{"label":"乙","value":"1"}]}`) + `]`), "twice", false},
		{"a new part with words beside it", "", message(`,"flags":32768,"components":[{"type":10,"content":"话"}]`), "v2", false},
		{"a new part without its flag", "", message(`,"components":[{"type":10,"content":"话"}]`), "type 10", false},
		{"a nonce too long", "", message(`,"nonce":"` + strings.Repeat("n", 26) + `"`), "", true},
		{"a command with a blank", commands, `[{"name":"提 问","description":"问"}]`, "name", false},
		{"a command in capitals", commands, `[{"name":"Ask","description":"问"}]`, "name", false},
		{"a language that is none", commands, `[{"name":"ask","description":"问","name_localizations":{"zh":"提问"}}]`, "", false},
		{"a command twice", commands, `[{"name":"ask","description":"问"},{"name":"ask","description":"问"}]`, "twice", false},
		{"a command that says nothing", commands, `[{"name":"ask","description":""}]`, "", false},
		{"a required option behind others", commands, `[{"name":"ask","description":"问","options":[{"type":3,"name":"a","description":"a"},{"type":3,"name":"b","description":"b","required":true}]}]`, "required", false},
		{"choices beside autocompletion", commands, `[{"name":"ask","description":"问","options":[{"type":3,"name":"a","description":"a","autocomplete":true,"choices":[{"name":"x","value":"x"}]}]}]`, "", false},
		{"a command that says too much", commands, `[{"name":"ask","description":"问","options":[` + strings.TrimSuffix(strings.Repeat(`{"type":3,"name":"a","description":"a","choices":[`+strings.TrimSuffix(strings.Repeat(`{"name":"`+long(100)+`","value":"x"},`, 25), ",")+`]},`, 4), ",") + `]}]`, "", false},
		{"a thread for an odd time", "POST /channels/5/threads", `{"name":"线","type":12,"auto_archive_duration":7}`, "", true},
		{"no such route", "POST /nowhere", `{}`, "unknown", false},
	} {
		t.Run(test.name, func(t *testing.T) {
			l := &ledger{T: t}
			d := New(l)
			if test.described && d.Schema == nil {
				return // said loudly by New
			}
			method, path, _ := strings.Cut(test.route, " ")
			if test.route == "" {
				method, path = "POST", messages
			}
			ask(t, d, method, path, test.body)
			if got := l.all(); len(got) != 1 || !strings.Contains(got[0], test.want) {
				t.Errorf("told %q", got)
			}
		})
	}
}

// TestWhatIsGood is taken without a word, null and empty lists included: libraries send them.
func TestWhatIsGood(t *testing.T) {
	l := &ledger{T: t}
	d := New(l)
	for _, body := range []string{
		message(""),
		message(`,"embeds":null,"components":null,"tts":false`),
		message(`,"components":[` + row(button("1"), button("2"), button("3"), button("4"), button("5")) + `,` + row(`{"type":3,"custom_id":"s","options":[{"label":"甲","value":"1"}]}`) + `]`),
		`{"content":"` + long(2000) + `",` + quiet + `,"nonce":"n","enforce_nonce":true}`,
		`{"flags":32768,"components":[{"type":10,"content":"话"}],` + quiet + `}`,
	} {
		if status, _ := ask(t, d, "POST", messages, body); status != 200 {
			t.Errorf("%s: %d", body, status)
		}
	}
	if got := l.all(); len(got) > 0 || len(d.Messages("5")) != 5 || len(d.Requests("POST /channels/{channel_id}/messages")) != 5 {
		t.Errorf("told %q, %d messages", got, len(d.Messages("5")))
	}
}

// TestTheDescriptionFindsTheDeepest tells of the part that is wrong, and not that it is none of the other kinds.
func TestTheDescriptionFindsTheDeepest(t *testing.T) {
	d := New(t)
	if d.Schema == nil {
		return // said loudly by New
	}
	err := d.Schema.Check("POST /channels/{channel_id}/messages", []byte(message(`,"components":[`+row(`{"type":2,"style":1,"custom_id":"1","label":"`+long(81)+`"}`)+`]`)))
	if err == nil || !strings.Contains(err.Error(), "/components/0/components/0/label'") {
		t.Errorf("got %v", err)
	}
	if err := d.Schema.Check("POST /channels/{channel_id}/nothing", []byte("{}")); err == nil {
		t.Error("a route that is not there")
	}
	if err := d.Schema.Check("POST /channels/{channel_id}/typing", []byte("{}")); err != nil {
		t.Errorf("a route without a body: %v", err)
	}
}

// TestFilesAreHeldToo: the words beside files go through the same rules.
func TestFilesAreHeldToo(t *testing.T) {
	l := &ledger{T: t}
	d := New(l)
	d.FileLimit = 10
	send := func(body string, size int) {
		var w bytes.Buffer
		parts := multipart.NewWriter(&w)
		_ = parts.WriteField("payload_json", body) // into memory
		f, err := parts.CreateFormFile("files[0]", "a.docx")
		if err != nil {
			t.Fatal(err)
		}
		_, _ = f.Write(make([]byte, size)) // into memory
		_ = parts.Close()
		r, err := http.NewRequest("POST", d.URL+"/api/v10"+messages, &w)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", parts.FormDataContentType())
		r.Header.Set("Authorization", "Bot "+Token)
		r.Header.Set("User-Agent", "DiscordBot (x, 1)")
		a, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.Copy(io.Discard, a.Body) // to its end
		_ = a.Body.Close()
	}
	send(message(`,"attachments":[{"id":"0","filename":"a.docx"}]`), 10)
	if got := l.all(); len(got) > 0 || len(d.Messages("5")) != 1 || d.Messages("5")[0].Files[0].Name != "a.docx" {
		t.Fatalf("told %q", got)
	}
	send(message(""), 11)
	if got := l.all(); len(got) != 1 || !strings.Contains(got[0], "11 bytes") {
		t.Errorf("told %q", got)
	}
}

// TestAnInteraction has its three seconds, its one first answer and its quarter of an hour.
func TestAnInteraction(t *testing.T) {
	d := New(t)
	callback := func(id string) string {
		return "/interactions/" + id + "/" + d.Interaction(id).Token + "/callback"
	}
	original := func(id string) string {
		return "/webhooks/" + Self + "/" + d.Interaction(id).Token + "/messages/@original"
	}
	p := In("7", "5", "1")
	step := func(what, method, path, body string, status, code int) {
		t.Helper()
		if s, c := ask(t, d, method, path, body); s != status || c != code {
			t.Errorf("%s: %d, %d", what, s, c)
		}
	}
	late := d.Command(p, "提问")
	d.Advance(3*time.Second + time.Millisecond)
	step("after three seconds", "POST", callback(late), `{"type":5}`, 404, 10062)
	id := d.Command(p, "提问")
	step("an answer before the first", "PATCH", original(id), message(""), 404, 10008)
	step("the first", "POST", callback(id), `{"type":5,"data":{"flags":64}}`, 204, 0)
	step("another first", "POST", callback(id), `{"type":5}`, 400, 40060)
	step("the answer", "PATCH", original(id), message(""), 200, 0)
	step("one behind it", "POST", "/webhooks/"+Self+"/"+d.Interaction(id).Token, message(""), 200, 0)
	if in := d.Interaction(id); in.State != Answered || !in.Private || len(in.Answers) != 2 || in.Answers[0].Content != "话" {
		t.Errorf("got %+v", in)
	}
	d.Advance(15 * time.Minute)
	step("after a quarter of an hour", "PATCH", original(id), message(""), 401, 50027)
	step("of a token nobody has", "PATCH", "/webhooks/1/none/messages/@original", message(""), 404, 10015)
}

// TestWhatSuits: a window for a window, an answer for an autocompletion and the like are violations.
func TestWhatSuits(t *testing.T) {
	const window = `{"type":9,"data":{"custom_id":"w","title":"写","components":[{"type":1,"components":[{"type":4,"custom_id":"a","style":1,"label":"甲"}]}]}}`
	for _, test := range []struct {
		kind int
		body string
		good bool
	}{
		{Command, window, true}, {Component, window, true}, {Window, window, false}, {Complete, window, false},
		{Complete, `{"type":8,"data":{"choices":[]}}`, true}, {Complete, `{"type":8,"data":{}}`, false}, {Complete, `{"type":5}`, false}, {Command, `{"type":8,"data":{"choices":[]}}`, false},
		{Component, `{"type":6}`, true}, {Command, `{"type":6}`, false}, {Command, `{"type":5}`, true},
	} {
		l := &ledger{T: t}
		d := New(l)
		id := d.interact(In("7", "5", "1"), test.kind, map[string]any{}, nil)
		ask(t, d, "POST", "/interactions/"+id+"/"+d.Interaction(id).Token+"/callback", test.body)
		if got := l.all(); (len(got) == 0) != test.good {
			t.Errorf("%d with %s: told %q", test.kind, test.body, got)
		}
	}
}

// TestNonce: the same within minutes shows nothing twice, and later it does.
func TestNonce(t *testing.T) {
	d := New(t)
	body := message(`,"nonce":"n","enforce_nonce":true`)
	for _, after := range []time.Duration{0, time.Minute, nonceLife} {
		d.Advance(after)
		ask(t, d, "POST", messages, body)
	}
	if n := len(d.Messages("5")); n != 2 {
		t.Errorf("it stands there %d times", n)
	}
}

// TestTrouble: each fault does what it says, and heals.
func TestTrouble(t *testing.T) {
	d := New(t)
	const route = "POST /channels/{channel_id}/messages"
	d.Fail(Fault{On: route, Skip: 1, Times: 1, Status: 500}, Fault{On: route, Status: 403, Code: 50007})
	var got []int
	for range 3 {
		s, _ := ask(t, d, "POST", messages, message(""))
		got = append(got, s)
		d.mu.Lock()
		if len(got) == 1 { // the first fault lets one pass, the second does not
			d.faults = d.faults[:1]
		}
		d.mu.Unlock()
	}
	d.Heal()
	if s, _ := ask(t, d, "POST", messages, message("")); s != 200 || got[0] != 403 || got[1] != 500 || got[2] != 200 {
		t.Errorf("got %v, then %d", got, s)
	}
	d.CloseDirect("1")
	if s, c := ask(t, d, "POST", "/channels/"+d.Direct("1").Channel+"/messages", message("")); s != 403 || c != 50007 {
		t.Errorf("got %d, %d", s, c)
	}
	d.OpenDirect("1")
	if s, _ := ask(t, d, "POST", "/channels/"+d.Direct("1").Channel+"/messages", message("")); s != 200 {
		t.Errorf("got %d", s)
	}
	d.Limit(Limit{Bucket: "b", Routes: []string{route}, Most: 1, Per: time.Hour})
	ask(t, d, "POST", messages, message(""))
	if s, _ := ask(t, d, "POST", messages, message("")); s != 429 {
		t.Errorf("got %d", s)
	}
	if s, _ := ask(t, d, "POST", "/channels/6/messages", message("")); s != 200 {
		t.Errorf("another channel: %d", s)
	}
}

// socketOf signs in or resumes by hand.
func socketOf(t *testing.T, d *Discord, first string) *websocket.Conn {
	t.Helper()
	c, _, err := websocket.DefaultDialer.Dial(d.socket(""), nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	next(t, c) // Hello
	if err := c.WriteMessage(websocket.TextMessage, []byte(first)); err != nil {
		t.Fatal(err)
	}
	return c
}

func next(t *testing.T, c *websocket.Conn) string {
	t.Helper()
	_ = c.SetReadDeadline(time.Now().Add(5 * time.Second)) // an error shows with the read
	_, data, err := c.ReadMessage()
	if err != nil {
		return err.Error()
	}
	return string(data)
}

// TestGateway: what happens while nobody listens is told when the session is taken up; a session that ended is not.
func TestGateway(t *testing.T) {
	d := New(t, "7")
	c := socketOf(t, d, `{"op":2,"d":{"token":"`+Token+`","intents":1}}`)
	if got := next(t, c); !strings.Contains(got, "READY") {
		t.Fatalf("got %s", got)
	}
	if got := next(t, c); !strings.Contains(got, "GUILD_CREATE") {
		t.Fatalf("got %s", got)
	}
	_ = c.Close()
	d.Until("the end", func() bool { return d.Live() == 0 })
	d.Command(In("7", "5", "1"), "提问")
	var id string
	for id = range d.gateway.sessions {
	}
	resume := `{"op":6,"d":{"token":"` + Token + `","session_id":"` + id + `","seq":2}}`
	c = socketOf(t, d, resume)
	if a, b := next(t, c), next(t, c); !strings.Contains(a, "INTERACTION_CREATE") || !strings.Contains(b, "RESUMED") {
		t.Errorf("got %s, %s", a, b)
	}
	if err := c.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(1000, ""), time.Now().Add(time.Second)); err != nil {
		t.Fatal(err)
	}
	d.Until("the end", func() bool { return d.Live() == 0 })
	if got := next(t, socketOf(t, d, resume)); !strings.Contains(got, `"op":9,"d":false`) {
		t.Errorf("got %s", got)
	}
}

// TestSigningIn: each reason for which Discord takes nobody.
func TestSigningIn(t *testing.T) {
	for body, code := range map[string]string{
		`{"token":"x","intents":1}`:                               "4004",
		`{"token":"` + Token + `","intents":1,"shard":[2,2]}`:     "4010",
		`{"token":"` + Token + `","intents":1,"shard":[0,1]}`:     "4011",
		`{"token":"` + Token + `","shard":[0,2]}`:                 "4013",
		`{"token":"` + Token + `","intents":32768,"shard":[0,2]}`: "4014",
	} {
		l := &ledger{T: t}
		d := New(l)
		d.Shards = 2
		if got := next(t, socketOf(t, d, `{"op":2,"d":`+body+`}`)); !strings.Contains(got, code) {
			t.Errorf("%s: %s", body, got)
		}
	}
	l := &ledger{T: t}
	d := New(l)
	socketOf(t, d, `{"op":2,"d":{"token":"`+Token+`","intents":1}}`)
	d.Ready(1)
	if got := next(t, socketOf(t, d, `{"op":2,"d":{"token":"`+Token+`","intents":1}}`)); !strings.Contains(got, `"op":9`) || len(l.all()) != 1 {
		t.Errorf("too early: %s, told %q", got, l.all())
	}
}
