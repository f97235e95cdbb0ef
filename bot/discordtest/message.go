package discordtest

import (
	"encoding/json"
	"time"
)

// Ephemeral is the flag of a message that only one person sees.
const Ephemeral = 1 << 6

// nonceLife is how long Discord remembers a nonce: some minutes.
const nonceLife = 5 * time.Minute

// A Message is one that stands somewhere.
type Message struct {
	ID         string          `json:"id"`
	Channel    string          `json:"channel_id"`
	Author     User            `json:"author"`
	Content    string          `json:"content"`
	Embeds     json.RawMessage `json:"embeds,omitempty"`
	Components json.RawMessage `json:"components,omitempty"`
	Flags      int             `json:"flags,omitempty"`
	Nonce      string          `json:"nonce,omitempty"`
	Mentions   []User          `json:"mentions"`
	Files      []File          `json:"-"`
}

// A User is one as Discord writes them.
type User struct {
	ID       string `json:"id"`
	Username string `json:"username"`
	Bot      bool   `json:"bot,omitempty"`
}

// A Thread is one that was opened.
type Thread struct {
	ID       string          `json:"id"`
	Parent   string          `json:"parent_id"`
	Name     string          `json:"name"`
	Type     int             `json:"type"`
	Members  []string        `json:"-"`
	Archived bool            `json:"-"`
	Meta     json.RawMessage `json:"thread_metadata,omitempty"`
}

type nonce struct {
	m  *Message
	at time.Time
}

// message makes a message out of the body of a request. The caller holds the lock.
func (d *Discord) message(channel, author string, data json.RawMessage, files []File) *Message {
	m := &Message{ID: d.id(), Channel: channel, Author: User{ID: author, Username: author, Bot: author == Self}, Mentions: []User{}}
	m.change(data, files)
	return m
}

// change writes what a body names, and leaves the rest as it is.
func (m *Message) change(data json.RawMessage, files []File) {
	var said struct {
		Content    *string
		Embeds     json.RawMessage
		Components json.RawMessage
		Flags      *int
		Nonce      string
	}
	_ = json.Unmarshal(data, &said) // the rules have looked at it
	if said.Content != nil {
		m.Content = *said.Content
	}
	if len(said.Embeds) > 0 {
		m.Embeds = said.Embeds
	}
	if len(said.Components) > 0 {
		m.Components = said.Components
	}
	if said.Flags != nil {
		m.Flags = *said.Flags
	}
	if said.Nonce != "" {
		m.Nonce = said.Nonce
	}
	if len(files) > 0 {
		m.Files = files
	}
}

// send puts a message into a channel; one with a nonce that was there in the last minutes is not put there again.
func (d *Discord) send(channel string, data json.RawMessage, files []File) *Message {
	var said struct {
		Nonce   string
		Enforce bool `json:"enforce_nonce"`
	}
	_ = json.Unmarshal(data, &said)
	key := channel + "/" + said.Nonce
	if old, ok := d.nonces[key]; ok && said.Enforce && said.Nonce != "" && d.now.Sub(old.at) < nonceLife {
		return old.m
	}
	m := d.message(channel, Self, data, files)
	d.channels[channel] = append(d.channels[channel], m)
	if said.Nonce != "" {
		d.nonces[key] = nonce{m, d.now}
	}
	return m
}

// Messages are those that stand in a channel, the oldest first.
func (d *Discord) Messages(channel string) []Message {
	d.mu.Lock()
	defer d.mu.Unlock()
	var out []Message
	for _, m := range d.channels[channel] {
		out = append(out, *m)
	}
	return out
}

// find is a message that stands in a channel, nil when it does not.
func (d *Discord) find(channel, id string) *Message {
	for _, m := range d.channels[channel] {
		if m.ID == id {
			return m
		}
	}
	return nil
}

// Threads are those that were opened.
func (d *Discord) Threads() []Thread {
	d.mu.Lock()
	defer d.mu.Unlock()
	var out []Thread
	for _, t := range d.threads {
		out = append(out, *t)
	}
	return out
}

// component is a part of a message or a window.
type component struct {
	Type       int         `json:"type"`
	CustomID   string      `json:"custom_id"`
	Label      string      `json:"label"`
	Components []component `json:"components"`
	Component  *component  `json:"component"`
}

// each goes through components and those inside them.
func each(all []component, do func(component)) {
	for _, c := range all {
		do(c)
		each(c.Components, do)
		if c.Component != nil {
			each([]component{*c.Component}, do)
		}
	}
}
