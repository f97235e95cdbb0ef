package discord

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"time"
)

// A gate stands on the socket between Discord and discordgo. The library dials, signs in and beats the heart; the gate lets nothing
// through that would hang it, hands the events over itself, and takes the session up again where the library would lose
// it. One gate and one session of the library serve one connection; what lasts longer is in the shard.
type gate struct {
	net.Conn // to Discord

	shard *shard
	in    *bufio.Reader
	out   []byte // what the library reads next
	body  []byte // of the last frame
	held  []byte // a message in several frames, so far
	until time.Time

	mu       sync.Mutex
	upgraded bool          // it is a WebSocket by now
	plain    bool          // it is none and will be none: the answer goes to the library as it is
	spoken   bool          // signed in, or asked to resume
	open     bool          // Discord said that it is
	unheard  bool          // a heartbeat is not acknowledged yet
	every    time.Duration // between two heartbeats
	over     bool
	why      error
	done     chan struct{} // closed when it is over
}

func newGate(c net.Conn, s *shard) *gate {
	return &gate{Conn: c, shard: s, in: bufio.NewReaderSize(c, 16<<10), until: time.Now().Add(s.line.openLife), done: make(chan struct{})}
}

// Why a connection is over, where Discord did not close it with a code.
var (
	errReconnect = errors.New("told by Discord to connect again")
	errInvalid   = errors.New("session not known to Discord")
	errZombie    = errors.New("a heartbeat was not acknowledged")
	errOdd       = errors.New("something from Discord that no gateway sends")
)

// finish ends the connection, without a word: only so Discord keeps the session. The first reason counts.
func (g *gate) finish(why error) {
	g.mu.Lock()
	if !g.over {
		g.over, g.why = true, why
		close(g.done)
	}
	g.mu.Unlock()
	_ = g.Conn.Close() // nothing is to be saved
}

// leave ends the connection and the session with it.
func (g *gate) leave(why error) {
	_ = g.Conn.SetWriteDeadline(time.Now().Add(time.Second)) // an error shows with the write
	_ = g.send(frameClose, []byte{1000 >> 8, 1000 & 0xff})   // it is over in any case
	g.finish(why)
}

// Close is called by the library when it is done with the connection.
func (g *gate) Close() error {
	g.finish(net.ErrClosed)
	return nil
}

// Read is called by the library. It gets Hello, READY or RESUMED, and acknowledgements behind it; everything else ends here.
func (g *gate) Read(p []byte) (int, error) {
	for len(g.out) == 0 {
		if err := g.next(); err != nil {
			g.finish(err)
			return 0, err
		}
	}
	n := copy(p, g.out)
	g.out = g.out[n:]
	return n, nil
}

// next reads on until there may be something for the library.
func (g *gate) next() error {
	if g.in.Buffered() == 0 {
		if g.open {
			g.until = time.Now().Add(3 * g.every)
		}
		_ = g.Conn.SetReadDeadline(g.until) // an error shows with the read
	}
	switch {
	case g.plain:
		b, err := g.in.ReadByte()
		g.out = append(g.out[:0], b)
		return err
	case !g.upgraded:
		return g.greeting()
	}
	f, err := readFrame(g.in, g.body)
	g.body = f.body
	switch {
	case err != nil:
		return err
	case f.kind == frameClose:
		return closed(f.body)
	case f.kind >= framePing:
		g.out = f.append(g.out[:0])
		return nil
	}
	body := f.body
	if g.held != nil || !f.last {
		g.held = append(g.held, f.body...)
		if !f.last {
			return nil
		}
		body, g.held = g.held, nil
	}
	return g.message(body)
}

// greeting lets the answer to the library's request to connect pass.
func (g *gate) greeting() error {
	var head []byte
	for {
		line, err := g.in.ReadBytes('\n')
		head = append(head, line...)
		if err != nil || len(strings.TrimSpace(string(line))) == 0 {
			g.mu.Lock()
			g.upgraded = strings.Contains(string(head[:min(len(head), 16)]), " 101")
			g.plain = !g.upgraded
			g.mu.Unlock()
			g.out = head
			return err
		}
	}
}

// closed is why Discord closed the connection.
func closed(body []byte) error {
	if len(body) < 2 {
		return io.EOF
	}
	code := int(body[0])<<8 | int(body[1])
	status := 0
	if code == 4004 {
		status = 401
	}
	return Refused{Status: status, Code: code, What: string(body[2:])}
}

// message takes a message of Discord.
func (g *gate) message(body []byte) error {
	e, err := readEnvelope(body)
	if err != nil {
		return fmt.Errorf("%w: %w", errOdd, err)
	}
	switch e.op {
	case opDispatch:
		return g.dispatch(e)
	case opBeat:
		return g.beat()
	case opReconnect:
		return errReconnect
	case opInvalid:
		if string(e.data) != "true" {
			g.shard.forget()
		}
		return errInvalid
	case opHello:
		return g.hello(e, body)
	case opAcknowledged:
		g.mu.Lock()
		g.unheard = false
		g.mu.Unlock()
		if g.open { // before, it would hang the library
			g.pass(body)
		}
	}
	return nil
}

// pass lets a message through to the library.
func (g *gate) pass(body []byte) {
	g.out = frame{kind: frameText, last: true, body: body}.append(g.out[:0])
}

func (g *gate) hello(e envelope, body []byte) error {
	var h struct {
		Every int64 `json:"heartbeat_interval"`
	}
	if err := json.Unmarshal(e.data, &h); err != nil || h.Every <= 0 {
		return fmt.Errorf("%w: Hello without an interval", errOdd)
	}
	g.mu.Lock()
	g.every = time.Duration(h.Every) * time.Millisecond
	g.mu.Unlock()
	g.pass(body)
	return nil
}

// dispatch takes an event. The library gets none but that the session stands: it would read all of each, and some wrongly.
func (g *gate) dispatch(e envelope) error {
	switch e.kind {
	case "READY":
		if err := g.shard.ready(e.data); err != nil {
			return err
		}
	case "RESUMED":
	default:
		g.shard.event(e.kind, e.data)
		g.shard.at(e.seq) // behind it: what was not taken is sent again
		return nil
	}
	g.shard.at(e.seq)
	g.mu.Lock()
	g.open = true
	g.mu.Unlock()
	g.pass(fmt.Appendf(nil, `{"op":0,"s":%d,"t":%q,"d":{}}`, e.seq, e.kind))
	return nil
}

// Write is called by the library: first to connect, then to sign in, and behind that for each heartbeat.
func (g *gate) Write(p []byte) (int, error) {
	g.mu.Lock()
	upgraded, spoken := g.upgraded, g.spoken
	g.mu.Unlock()
	if !upgraded || len(p) == 0 {
		return g.Conn.Write(p)
	}
	switch kind := p[0] & 0xf; {
	case kind == frameClose:
		return len(p), nil // with 1000, which would end the session
	case kind > frameClose:
		return g.Conn.Write(p)
	case spoken:
		return len(p), g.heartbeat()
	}
	g.mu.Lock()
	g.spoken = true
	g.mu.Unlock()
	if resume := g.shard.resume(); resume != nil {
		return len(p), g.send(frameText, resume)
	}
	return g.Conn.Write(p)
}

// heartbeat is one in its time: when the last was not heard, nobody is there.
func (g *gate) heartbeat() error {
	g.mu.Lock()
	dead := g.unheard
	g.unheard = true
	g.mu.Unlock()
	if dead {
		g.finish(errZombie)
		return errZombie
	}
	return g.beat()
}

func (g *gate) beat() error {
	return g.send(frameText, fmt.Appendf(nil, `{"op":1,"d":%d}`, g.shard.sequence()))
}

func (g *gate) send(kind byte, body []byte) error {
	_, err := g.Conn.Write(masked(kind, body))
	return err
}
