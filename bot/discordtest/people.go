package discordtest

import (
	"encoding/json"
	"slices"
	"strings"
	"time"
)

// A Person is somebody somewhere.
type Person struct {
	ID      string
	Guild   string // "" in a direct message
	Channel string
	Roles   []string
}

// In is a person of a guild.
func In(guild, channel, id string, roles ...string) Person {
	return Person{ID: id, Guild: guild, Channel: channel, Roles: roles}
}

// Direct is a person in their direct messages with the bot.
func (d *Discord) Direct(id string) Person {
	d.mu.Lock()
	defer d.mu.Unlock()
	return Person{ID: id, Channel: d.directOf(id)}
}

func (d *Discord) directOf(user string) string {
	if d.direct[user] == "" {
		d.direct[user] = d.id()
	}
	return d.direct[user]
}

// CloseDirect has somebody take no direct messages any more; OpenDirect takes it back.
func (d *Discord) CloseDirect(user string) { d.setClosed(user, true) }

// OpenDirect has somebody take direct messages again.
func (d *Discord) OpenDirect(user string) { d.setClosed(user, false) }

func (d *Discord) setClosed(user string, closed bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.directOf(user)
	d.closed[user] = closed
}

// Member gives somebody roles in a guild.
func (d *Discord) Member(guild, user string, roles ...string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.members[guild+"/"+user] = roles
}

// An Option is what a command is given. Value is a string, a number or a bool.
type Option struct {
	Name    string `json:"name"`
	Type    int    `json:"type"`
	Value   any    `json:"value"`
	Focused bool   `json:"focused,omitempty"`
}

// Words is an option that is a string.
func Words(name, value string) Option { return Option{Name: name, Type: 3, Value: value} }

// Command has a person call a slash command. It returns the id of the interaction.
func (d *Discord) Command(p Person, name string, options ...Option) string {
	return d.interact(p, Command, map[string]any{"id": "1", "name": name, "type": 1, "options": options}, nil)
}

// Menu has a person call a command from the menu of a message.
func (d *Discord) Menu(p Person, name string, m Message) string {
	return d.interact(p, Command, map[string]any{"id": "1", "name": name, "type": 3, "target_id": m.ID,
		"resolved": map[string]any{"messages": map[string]any{m.ID: m}}}, nil)
}

// Complete has a person type into an option.
func (d *Discord) Complete(p Person, command, option string, typed any) string {
	return d.interact(p, Complete, map[string]any{"id": "1", "name": command, "type": 1,
		"options": []Option{{Name: option, Type: 3, Value: typed, Focused: true}}}, nil)
}

// Press has a person press the button with that label on a message; the test fails when it has none.
func (d *Discord) Press(p Person, m *Message, label string) string {
	d.t.Helper()
	id := ""
	each(m.parts(), func(c component) {
		if c.Type == 2 && c.Label == label {
			id = c.CustomID
		}
	})
	if id == "" {
		d.t.Fatalf("discordtest: no button %s on %s", label, m.Components)
	}
	return d.PressID(p, m, id)
}

// PressID has a person press a component whatever stands on the message.
func (d *Discord) PressID(p Person, m *Message, customID string, chosen ...string) string {
	kind := 2
	if len(chosen) > 0 {
		kind = 3
	}
	return d.interact(p, Component, map[string]any{"custom_id": customID, "component_type": kind, "values": chosen}, m)
}

// Submit has a person send the window that an interaction was answered with. Inputs are in the order of the window.
func (d *Discord) Submit(p Person, window json.RawMessage, inputs ...string) string {
	d.t.Helper()
	var w struct {
		CustomID   string `json:"custom_id"`
		Components []component
	}
	if err := json.Unmarshal(window, &w); err != nil {
		d.t.Fatalf("discordtest: no window: %s", window)
	}
	var rows []any
	each(w.Components, func(c component) {
		if c.Type != 4 || len(inputs) == 0 {
			return
		}
		rows = append(rows, map[string]any{"type": 1, "components": []any{map[string]any{"type": 4, "custom_id": c.CustomID, "value": inputs[0]}}})
		inputs = inputs[1:]
	})
	return d.interact(p, Window, map[string]any{"custom_id": w.CustomID, "components": rows}, nil)
}

// interact makes an interaction and sends its event.
func (d *Discord) interact(p Person, kind int, data map[string]any, m *Message) string {
	d.mu.Lock()
	id := d.id()
	i := &Interaction{ID: id, Token: "token" + id, Kind: kind, Person: p, At: d.now, Sent: time.Now(), window: kind == Window}
	d.interactions[id] = i
	d.mu.Unlock()
	event := map[string]any{"id": id, "token": i.Token, "type": kind, "version": 1, "application_id": Self, "channel_id": p.Channel, "locale": "zh-CN",
		"attachment_size_limit": d.FileLimit, "data": data, "entitlements": []any{}}
	p.into(event)
	if m != nil {
		event["message"] = m
	}
	d.Emit(p.Guild, "INTERACTION_CREATE", event)
	return id
}

// into writes who does something into its event.
func (p Person) into(event map[string]any) {
	user := User{ID: p.ID, Username: p.ID}
	if p.Guild == "" {
		event["user"] = user
		return
	}
	event["guild_id"] = p.Guild
	event["member"] = map[string]any{"user": user, "roles": append([]string{}, p.Roles...)}
}

// Say has a person write something. Outside of direct messages the bot gets the words only when it is mentioned: <@Self>.
func (d *Discord) Say(p Person, words string) Message {
	d.mu.Lock()
	m := d.message(p.Channel, p.ID, nil, nil)
	m.Content = words
	d.channels[p.Channel] = append(d.channels[p.Channel], m)
	d.mu.Unlock()
	mention := "<@" + Self + ">"
	event := map[string]any{"id": m.ID, "channel_id": p.Channel, "author": m.Author, "content": words, "mentions": []User{}, "attachments": []any{}, "embeds": []any{}, "components": []any{}, "type": 0}
	if p.Guild != "" {
		event["guild_id"] = p.Guild
		event["member"] = map[string]any{"roles": append([]string{}, p.Roles...)}
		if !strings.Contains(words, mention) {
			event["content"] = ""
		}
	}
	if strings.Contains(words, mention) {
		event["mentions"] = []User{{ID: Self, Bot: true}}
	}
	d.Emit(p.Guild, "MESSAGE_CREATE", event)
	return *m
}

// Remove has somebody delete a message.
func (d *Discord) Remove(guild, channel, id string) {
	d.mu.Lock()
	d.channels[channel] = slices.DeleteFunc(d.channels[channel], func(m *Message) bool { return m.ID == id })
	d.mu.Unlock()
	d.Emit(guild, "MESSAGE_DELETE", map[string]any{"id": id, "channel_id": channel, "guild_id": guild})
}

// Join has the bot come into a guild, Leave has it put out.
func (d *Discord) Join(guild string) {
	d.mu.Lock()
	d.guilds = append(d.guilds, guild)
	d.mu.Unlock()
	d.Emit(guild, "GUILD_CREATE", map[string]any{"id": guild, "channels": []any{}, "members": []any{}})
}

// Leave has the bot put out of a guild.
func (d *Discord) Leave(guild string) {
	d.mu.Lock()
	d.guilds = slices.DeleteFunc(d.guilds, func(g string) bool { return g == guild })
	d.mu.Unlock()
	d.Emit(guild, "GUILD_DELETE", map[string]any{"id": guild})
}

func (m *Message) parts() []component {
	var all []component
	_ = json.Unmarshal(m.Components, &all) // none is none
	return all
}
