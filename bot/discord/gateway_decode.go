package discord

import (
	"encoding/json"
	"errors"
	"strings"
	"time"
)

// rawUser is a user as Discord writes them.
type rawUser struct {
	ID  string
	Bot bool
}

// rawComponent is a component as Discord writes it, whatever its kind.
type rawComponent struct {
	CustomID   string `json:"custom_id"`
	Label      string
	Value      json.RawMessage
	Component  *rawComponent
	Components []rawComponent
}

// rawMessage is a message as Discord writes it.
type rawMessage struct {
	ID          string
	Guild       string `json:"guild_id"`
	Channel     string `json:"channel_id"`
	Content     string
	Author      *rawUser
	Member      *struct{ Roles []string }
	Mentions    []rawUser
	Attachments []json.RawMessage
	Webhook     string `json:"webhook_id"`
	Components  []rawComponent
}

// walk goes through components and those inside them.
func walk(all []rawComponent, do func(rawComponent)) {
	for _, c := range all {
		do(c)
		walk(c.Components, do)
		if c.Component != nil {
			walk([]rawComponent{*c.Component}, do)
		}
	}
}

func (m rawMessage) customIDs() []string {
	var out []string
	walk(m.Components, func(c rawComponent) {
		if c.CustomID != "" {
			out = append(out, c.CustomID)
		}
	})
	return out
}

// rawInteraction is an interaction as Discord writes it.
type rawInteraction struct {
	ID, Token string
	Type      int
	Guild     string `json:"guild_id"`
	Channel   string `json:"channel_id"`
	User      *rawUser
	Member    *struct {
		User  rawUser
		Roles []string
	}
	Limit   int `json:"attachment_size_limit"`
	Message *rawMessage
	Data    struct {
		Name     string
		Options  []rawOption
		CustomID string `json:"custom_id"`
		Values   []string
		Target   string `json:"target_id"`
		Resolved struct {
			Messages map[string]rawMessage
		}
		Components []rawComponent
	}
}

// rawOption is what a command was given; the value of one that is still being typed may be of any kind.
type rawOption struct {
	Value   json.RawMessage
	Focused bool
}

var errNobody = errors.New("an event without a person, or with ids that are none")

// isID reports whether something is an id of Discord: it goes into paths, buttons and keys, and nothing else may.
func isID(s string) bool {
	for _, c := range []byte(s) {
		if c < '0' || c > '9' {
			return false
		}
	}
	return 0 < len(s) && len(s) <= 20
}

// readLoosely reads JSON. A part of another kind than is known is left out, and the others are read: whoever is waiting is told something.
func readLoosely(data []byte, into any) error {
	err := json.Unmarshal(data, into)
	var odd *json.UnmarshalTypeError
	if errors.As(err, &odd) {
		return nil
	}
	return err
}

// readInteraction reads an interaction. Kinds of parts that are not known are passed over.
func readInteraction(data []byte) (Interaction, error) {
	var r rawInteraction
	if err := readLoosely(data, &r); err != nil {
		return Interaction{}, err
	}
	in := Interaction{ID: r.ID, Token: r.Token, Kind: Kind(r.Type), Guild: r.Guild, Channel: r.Channel, Command: r.Data.Name,
		CustomID: r.Data.CustomID, Values: r.Data.Values, FileLimit: r.Limit, At: time.Now()}
	switch {
	case r.Member != nil:
		in.User, in.Roles = r.Member.User.ID, r.Member.Roles
	case r.User != nil:
		in.User = r.User.ID
	}
	if !isID(in.User) || !isID(in.ID) || in.Token == "" || in.Guild != "" && !isID(in.Guild) {
		return Interaction{}, errNobody
	}
	for _, o := range r.Data.Options {
		if o.Focused {
			in.Part = text(o.Value)
		}
		in.Words = text(o.Value)
	}
	if m, ok := r.Data.Resolved.Messages[r.Data.Target]; ok {
		in.Words = m.Content
	}
	walk(r.Data.Components, func(c rawComponent) {
		if c.CustomID != "" {
			in.Inputs = append(in.Inputs, Input{c.CustomID, text(c.Value)})
		}
	})
	if r.Message != nil {
		walk(r.Message.Components, func(c rawComponent) {
			if c.CustomID == in.CustomID {
				in.Label = c.Label
			}
		})
	}
	return in, nil
}

// text is a value as words: those of a string, else as it is written.
func text(v json.RawMessage) string {
	var s string
	if json.Unmarshal(v, &s) == nil {
		return s
	}
	return strings.Trim(string(v), "[]{}")
}

// readSaid reads a message that somebody wrote; self is the user id of the bot.
func readSaid(data []byte, self string) (Said, error) {
	var r rawMessage
	if err := readLoosely(data, &r); err != nil {
		return Said{}, err
	}
	if r.Author == nil || !isID(r.Author.ID) || !isID(r.ID) || !isID(r.Channel) || r.Guild != "" && !isID(r.Guild) {
		return Said{}, errNobody
	}
	m := Said{ID: r.ID, Guild: r.Guild, Channel: r.Channel, User: r.Author.ID, Bot: r.Author.Bot || r.Webhook != "", Attachments: len(r.Attachments), At: time.Now()}
	if r.Member != nil {
		m.Roles = r.Member.Roles
	}
	for _, u := range r.Mentions {
		m.Mentioned = m.Mentioned || u.ID == self
	}
	m.Text = strings.TrimSpace(strings.NewReplacer("<@"+self+">", "", "<@!"+self+">", "").Replace(r.Content))
	return m, nil
}
