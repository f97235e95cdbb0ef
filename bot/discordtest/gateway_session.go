package discordtest

import (
	"encoding/json"
	"strconv"
	"strings"
	"time"
)

// begin takes an identify or a resume, and reports whether the connection goes on.
func (c *connection) begin(op int, data json.RawMessage, o Opening) bool {
	if o.Beat {
		c.send(`{"op":11,"d":null,"s":null,"t":null}`)
	}
	switch {
	case o.Reconnect:
		c.send(`{"op":7,"d":null,"s":null,"t":null}`)
		return true
	case o.Invalid:
		c.invalid(o.Resumable)
		return true
	case o.Close != 0:
		c.close(o.Close)
		return false
	case o.Silent:
		return true
	case op == 2:
		return c.identify(data)
	}
	return c.resume(data)
}

func (c *connection) invalid(resumable bool) {
	c.send(`{"op":9,"d":` + strconv.FormatBool(resumable) + `,"s":null,"t":null}`)
}

// privileged are the intents that the bot has not.
const privileged = 1<<1 | 1<<8 | 1<<15

func (c *connection) identify(data json.RawMessage) bool {
	var id struct {
		Token   string
		Intents int
		Shard   *[2]int
	}
	_ = json.Unmarshal(data, &id) // what is not there is wrong below
	shard := [2]int{0, 1}
	if id.Shard != nil {
		shard = *id.Shard
	}
	d := c.d
	d.mu.Lock()
	c.Op, c.Shard, c.Intents = 2, shard, id.Intents
	key := shard[0] % max(1, d.Concurrency)
	if d.gateway.lastBegun == nil {
		d.gateway.lastBegun = map[int]time.Time{}
	}
	early := d.Pace - time.Since(d.gateway.lastBegun[key])
	d.gateway.lastBegun[key] = time.Now()
	d.mu.Unlock()
	switch {
	case strings.TrimPrefix(id.Token, "Bot ") != Token:
		c.close(4004)
	case shard[0] >= shard[1]:
		c.close(4010)
	case shard[1] < d.Shards:
		c.close(4011)
	case id.Intents&privileged != 0:
		c.close(4014)
	case id.Intents == 0:
		c.close(4013)
	case early > 10*time.Millisecond:
		d.violation("shard %d identified %v too early for its key %d", shard[0], early, key)
		c.invalid(false)
		return true
	default:
		c.ready(shard)
		return true
	}
	return false
}

// ready begins a session and tells the guilds of its shard.
func (c *connection) ready(shard [2]int) {
	d := c.d
	d.mu.Lock()
	defer d.mu.Unlock()
	s := &session{id: "session" + d.id(), shard: shard, on: c}
	c.s = s
	d.gateway.sessions[s.id] = s
	guilds := []any{}
	for _, g := range d.guilds {
		if shardOf(g, shard[1]) == shard[0] {
			guilds = append(guilds, map[string]any{"id": g, "unavailable": true})
		}
	}
	s.add("READY", map[string]any{"v": 9, "user": User{ID: Self, Username: "担当", Bot: true}, "guilds": guilds, "session_id": s.id,
		"resume_gateway_url": d.socket("-resume"), "shard": shard, "application": map[string]any{"id": Self, "flags": 0}})
	for _, g := range guilds {
		one, _ := g.(map[string]any)
		s.add("GUILD_CREATE", map[string]any{"id": one["id"], "channels": []any{}, "members": []any{}})
	}
}

func (c *connection) resume(data json.RawMessage) bool {
	var r struct {
		Token   string
		Session string `json:"session_id"`
		Seq     int
	}
	_ = json.Unmarshal(data, &r) // what is not there is wrong below
	d := c.d
	d.mu.Lock()
	defer d.mu.Unlock()
	c.Op, c.Seq = 6, r.Seq
	s := d.gateway.sessions[r.Session]
	if s == nil || s.ignore || r.Seq > s.seq || strings.TrimPrefix(r.Token, "Bot ") != Token {
		c.invalid(false)
		return true
	}
	c.Shard, c.s = s.shard, s
	if s.on != nil {
		_ = s.on.socket.Close() // its reader ends
	}
	for _, f := range s.log {
		if f.seq > r.Seq {
			c.send(string(f.text))
		}
	}
	s.on = c
	s.add("RESUMED", map[string]any{})
	return true
}

// add numbers an event and sends it, or keeps it for when the session is resumed. The caller holds the lock.
func (s *session) add(kind string, data any) []byte {
	s.seq++
	text, err := json.Marshal(map[string]any{"op": 0, "s": s.seq, "t": kind, "d": data})
	if err != nil {
		panic(err) // an event of a test that is no JSON
	}
	s.log = append(s.log, frame{s.seq, text})
	if s.on != nil && !s.on.deaf {
		s.on.send(string(text))
	}
	return text
}

// shardOf is the shard that gets the events of a guild; those of direct messages go to the first.
func shardOf(guild string, shards int) int {
	n, _ := strconv.ParseUint(guild, 10, 64) // "" is 0
	return int(n >> 22 % uint64(shards))
}
