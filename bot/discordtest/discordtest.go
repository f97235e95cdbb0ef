// Package discordtest is a Discord for tests: its REST and its gateway on 127.0.0.1, one for each test, with a clock that stands
// still until the test moves it. It holds every request against Discord's own description and against the rules that
// the description leaves out, fails the test on a violation, and makes any trouble that Discord can make.
package discordtest

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Token is that of the bot; requests with another one are refused.
const Token = "OTk5OTk5OTk5OTk5OTk5OTk5.test.token"

// Self is the user id of the bot, and of its application.
const Self = "999999999999999999"

// mostFile is the largest file on a server without boosts, bytes.
const mostFile = 10 << 20

// A TB is what a Discord needs of a test.
type TB interface {
	Helper()
	Errorf(format string, args ...any)
	Fatalf(format string, args ...any)
	Logf(format string, args ...any)
	Cleanup(func())
}

// A Discord is a whole Discord with one bot.
type Discord struct {
	URL    string  // of the REST; the gateway is told by it
	Schema *Schema // the description that bodies are held against; nil when it is not there

	// Settings, before the first connection.
	Heartbeat   time.Duration // asked for in Hello
	Shards      int           // recommended, and the least that are accepted
	Concurrency int           // identifies side by side
	Pace        time.Duration // between two identifies of one key; sooner is a violation
	FileLimit   int           // of one file, bytes

	t      TB
	server *httptest.Server
	mux    *http.ServeMux
	first  sync.Once // violation

	mu           sync.Mutex
	now          time.Time
	last         int // of the ids given
	faults       []*Fault
	limits       []*Limit
	requests     []Request
	interactions map[string]*Interaction
	channels     map[string][]*Message
	nonces       map[string]nonce
	threads      map[string]*Thread
	direct       map[string]string   // channel by user
	closed       map[string]bool     // users who take no direct messages
	members      map[string][]string // roles by guild/user
	guilds       []string
	commands     json.RawMessage
	gateway      gateway
}

// A Request is one that was made.
type Request struct {
	Method, Path string // without the version
	Route        string // as the description has it: "POST /channels/{channel_id}/messages"
	Body         []byte // JSON; of a request with files their payload_json
	Files        []File
	Status       int
	At           time.Time // by the real clock
}

// A File is one that came with a request.
type File struct {
	Name string
	Data []byte
}

// New starts a Discord that ends with the test. Guilds are those the bot is in.
func New(t TB, guilds ...string) *Discord {
	t.Helper()
	d := &Discord{
		Heartbeat: 41250 * time.Millisecond, Shards: 1, Concurrency: 1, Pace: 5 * time.Second, FileLimit: mostFile,
		t: t, now: time.Now().Truncate(time.Millisecond), guilds: guilds,
		interactions: map[string]*Interaction{}, channels: map[string][]*Message{}, nonces: map[string]nonce{}, threads: map[string]*Thread{},
		direct: map[string]string{}, closed: map[string]bool{}, members: map[string][]string{}, commands: json.RawMessage("[]"),
	}
	d.Schema = loadSchema(t)
	d.routes()
	d.gateway.sessions = map[string]*session{}
	d.server = httptest.NewServer(http.HandlerFunc(d.serve))
	d.URL = d.server.URL
	t.Cleanup(d.Close)
	return d
}

// Close ends every connection.
func (d *Discord) Close() {
	d.Cut()
	d.server.CloseClientConnections()
	d.server.Close()
}

// Now is the time on this Discord.
func (d *Discord) Now() time.Time {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.now
}

// Advance lets time pass: tokens of interactions die, nonces are forgotten.
func (d *Discord) Advance(by time.Duration) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.now = d.now.Add(by)
}

// Requests are those made so far to a route, all of them for "".
func (d *Discord) Requests(route string) []Request {
	d.mu.Lock()
	defer d.mu.Unlock()
	var out []Request
	for _, r := range d.requests {
		if route == "" || r.Route == route {
			out = append(out, r)
		}
	}
	return out
}

// Until waits until something holds, and fails the test when it does not within half a minute.
func (d *Discord) Until(what string, holds func() bool) {
	d.t.Helper()
	for end := time.Now().Add(30 * time.Second); time.Now().Before(end); time.Sleep(2 * time.Millisecond) {
		if holds() {
			return
		}
	}
	d.t.Fatalf("discordtest: in vain: %s", what)
}

// violation fails the test. Only the first one is told: those behind it mostly follow from it.
func (d *Discord) violation(format string, args ...any) {
	d.first.Do(func() { d.t.Errorf("discordtest: "+format, args...) })
}

// id makes an id that holds the time, as Discord's do. The caller holds the lock.
func (d *Discord) id() string {
	d.last++
	const epoch = 1420070400000
	return strconv.FormatInt((d.now.UnixMilli()-epoch)<<22|int64(d.last&0x3fffff), 10)
}

// serve takes a request of any kind.
func (d *Discord) serve(w http.ResponseWriter, r *http.Request) {
	if strings.HasPrefix(r.URL.Path, "/gateway-ws") {
		d.connect(w, r)
		return
	}
	d.rest(w, r)
}
