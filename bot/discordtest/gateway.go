package discordtest

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

// gateway is the other half of a Discord.
type gateway struct {
	sessions   map[string]*session
	live       []*connection
	opened     []*Connection
	openings   []Opening
	lastBegun  map[int]time.Time // identify, by key
	twice      bool
	remaining  int // identifies left today when it is not 0
	resetAfter time.Duration
}

// A session outlives its connection: what happened meanwhile is told again when it is resumed.
type session struct {
	id     string
	shard  [2]int
	seq    int
	log    []frame
	on     *connection
	ignore bool // it was ended; it cannot be resumed
}

type frame struct {
	seq  int
	text []byte
}

// A Connection is one that was made to the gateway.
type Connection struct {
	Path    string // "/gateway-ws/" or that of resuming
	Query   string
	Op      int // 2: identified, 6: resumed, 0: neither
	Shard   [2]int
	Intents int
	Seq     int // from which it was resumed
	At      time.Time
	Beats   int // heartbeats that came
	Closed  int // the code with which the bot closed it, -1 for a cut
}

// An Opening is how the next connection goes wrong.
type Opening struct {
	NoHello   bool
	Beat      bool // an acknowledgement of a heartbeat comes before READY
	Reconnect bool // a request to reconnect comes before READY
	Invalid   bool // the session is not valid; Resumable says whether it may be tried again
	Resumable bool
	Close     int  // the code with which it is closed, instead of READY
	Silent    bool // no READY ever
}

// Opening has the next connections go wrong, one for each.
func (d *Discord) Opening(all ...Opening) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.gateway.openings = append(d.gateway.openings, all...)
}

// Connections are all that were made so far.
func (d *Discord) Connections() []Connection {
	d.mu.Lock()
	defer d.mu.Unlock()
	var out []Connection
	for _, c := range d.gateway.opened {
		out = append(out, *c)
	}
	return out
}

// Live is how many connections are open and identified.
func (d *Discord) Live() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	n := 0
	for _, s := range d.gateway.sessions {
		if s.on != nil {
			n++
		}
	}
	return n
}

// Ready waits until so many shards are connected.
func (d *Discord) Ready(n int) {
	d.t.Helper()
	d.Until(strconv.Itoa(n)+" shards to be connected", func() bool { return d.Live() == n })
}

// SessionLimit tells how many identifies are left of the day.
func (d *Discord) SessionLimit(remaining int, resetAfter time.Duration) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.gateway.remaining, d.gateway.resetAfter = remaining, resetAfter
}

func (d *Discord) socket(suffix string) string {
	return "ws" + strings.TrimPrefix(d.URL, "http") + "/gateway-ws" + suffix
}

func (d *Discord) gatewayBot(*http.Request, json.RawMessage, []File) (int, any) {
	remaining := d.gateway.remaining
	if remaining == 0 && d.gateway.resetAfter == 0 {
		remaining = 1000
	}
	return 200, map[string]any{"url": d.socket(""), "shards": d.Shards, "session_start_limit": map[string]any{
		"total": 1000, "remaining": remaining, "reset_after": d.gateway.resetAfter.Milliseconds(), "max_concurrency": d.Concurrency}}
}

// A connection is one end of a socket.
type connection struct {
	*Connection
	d      *Discord
	socket *websocket.Conn
	mu     sync.Mutex // writing
	deaf   bool
	s      *session
}

// connect takes a connection to the gateway, from Hello to its end.
func (d *Discord) connect(w http.ResponseWriter, r *http.Request) {
	socket, err := (&websocket.Upgrader{}).Upgrade(w, r, nil)
	if err != nil {
		return
	}
	defer socket.Close()
	c := &connection{Connection: &Connection{Path: r.URL.Path, Query: r.URL.RawQuery, At: time.Now()}, d: d, socket: socket}
	var o Opening
	d.mu.Lock()
	if len(d.gateway.openings) > 0 {
		o, d.gateway.openings = d.gateway.openings[0], d.gateway.openings[1:]
	}
	d.gateway.live = append(d.gateway.live, c)
	d.gateway.opened = append(d.gateway.opened, c.Connection)
	beat := d.Heartbeat
	d.mu.Unlock()
	if !o.NoHello {
		c.send(`{"op":10,"d":{"heartbeat_interval":` + strconv.FormatInt(beat.Milliseconds(), 10) + `,"_trace":["[\"stand-in\"]"]},"s":null,"t":null}`)
	}
	c.listen(o)
	d.mu.Lock()
	defer d.mu.Unlock()
	if c.s != nil && c.s.on == c {
		c.s.on = nil
	}
}

// listen reads what the bot sends until the connection ends.
func (c *connection) listen(o Opening) {
	for {
		_, data, err := c.socket.ReadMessage()
		if err != nil {
			c.ended(err)
			return
		}
		var f struct {
			Op int
			D  json.RawMessage
		}
		if json.Unmarshal(data, &f) != nil || len(data) > 4096 {
			c.d.violation("the gateway got %s", shorten(data))
			return
		}
		switch f.Op {
		case 1:
			c.beat()
		case 2, 6:
			if !c.begin(f.Op, f.D, o) {
				return
			}
		}
	}
}

// ended notes how the bot closed the connection; 1000 and 1001 end the session.
func (c *connection) ended(err error) {
	c.d.mu.Lock()
	defer c.d.mu.Unlock()
	c.Closed = -1
	closed, ok := err.(*websocket.CloseError)
	if !ok || closed.Code == websocket.CloseAbnormalClosure {
		return
	}
	c.Closed = closed.Code
	if c.s != nil && (closed.Code == 1000 || closed.Code == 1001) {
		c.s.ignore = true
	}
}

func (c *connection) beat() {
	c.d.mu.Lock()
	c.Beats++
	deaf := c.deaf
	c.d.mu.Unlock()
	if !deaf {
		c.send(`{"op":11,"d":null,"s":null,"t":null}`)
	}
}

func (c *connection) send(text string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	_ = c.socket.SetWriteDeadline(time.Now().Add(10 * time.Second)) // an error shows with the write
	_ = c.socket.WriteMessage(websocket.TextMessage, []byte(text))  // an end shows with the next read
}

func (c *connection) close(code int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	_ = c.socket.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(code, "on purpose"), time.Now().Add(time.Second))
	_ = c.socket.Close()
}

// Emit sends an event of a guild, "" for direct messages. data is anything that JSON can hold.
func (d *Discord) Emit(guild, kind string, data any) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, s := range d.gateway.sessions {
		if s.ignore || shardOf(guild, s.shard[1]) != s.shard[0] {
			continue
		}
		text := s.add(kind, data)
		if d.gateway.twice && s.on != nil {
			s.on.send(string(text))
		}
	}
}

// Twice has every event sent twice from now on.
func (d *Discord) Twice() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.gateway.twice = true
}

// Frame sends any text to every connection, as it is.
func (d *Discord) Frame(text string) { d.all(func(c *connection) { c.send(text) }) }

// Reconnect asks every connection to come again.
func (d *Discord) Reconnect() { d.Frame(`{"op":7,"d":null,"s":null,"t":null}`) }

// AskBeat asks every connection for a heartbeat.
func (d *Discord) AskBeat() { d.Frame(`{"op":1,"d":null,"s":null,"t":null}`) }

// Invalidate ends every session.
func (d *Discord) Invalidate(resumable bool) {
	if !resumable {
		d.mu.Lock()
		for _, s := range d.gateway.sessions {
			s.ignore = true
		}
		d.mu.Unlock()
	}
	d.all(func(c *connection) { c.invalid(resumable) })
}

// CloseWith closes every connection with a code.
func (d *Discord) CloseWith(code int) { d.all(func(c *connection) { c.close(code) }) }

// Cut cuts every connection without a word.
func (d *Discord) Cut() { d.all(func(c *connection) { _ = c.socket.Close() }) }

// Deafen has every connection stay open and say nothing more, as when a network drops what it carries.
func (d *Discord) Deafen() {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, c := range d.gateway.live {
		c.deaf = true
	}
}

func (d *Discord) all(do func(*connection)) {
	d.mu.Lock()
	live := append([]*connection{}, d.gateway.live...)
	d.mu.Unlock()
	for _, c := range live {
		do(c)
	}
}
