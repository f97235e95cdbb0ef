package discord

import (
	"context"
	"errors"
	"net/http"
	"net/url"
)

// get reads something.
func (l *line) get(ctx context.Context, path string, out any) error {
	return l.call(ctx, request{method: http.MethodGet, path: path, out: out, again: true})
}

// What an interaction may be answered with.
const (
	answerMessage  = 4
	answerLater    = 5
	answerComplete = 8
	answerWindow   = 9
)

type answered struct {
	Type int `json:"type"`
	Data any `json:"data,omitempty"`
}

// respond gives the first answer to an interaction.
func (l *line) respond(ctx context.Context, in Interaction, a answered, files []File) error {
	return l.call(ctx, request{method: http.MethodPost, path: "/interactions/" + in.ID + "/" + in.Token + "/callback", in: a, files: files, again: true})
}

// Defer acknowledges an interaction.
func (l *line) Defer(ctx context.Context, in Interaction, ephemeral bool) error {
	a := answered{Type: answerLater}
	if ephemeral {
		a.Data = map[string]int{"flags": flagEphemeral}
	}
	return l.respond(ctx, in, a, nil)
}

// Respond answers an interaction at once.
func (l *line) Respond(ctx context.Context, in Interaction, m Message) error {
	m = l.looked(ctx, m)
	return l.respond(ctx, in, answered{answerMessage, m}, m.Files)
}

// Open answers an interaction with a window.
func (l *line) Open(ctx context.Context, in Interaction, w Modal) error {
	l.fault(ctx, w.Lint())
	return l.respond(ctx, in, answered{answerWindow, w}, nil)
}

// Complete answers an autocompletion.
func (l *line) Complete(ctx context.Context, in Interaction, choices []Choice) error {
	all := []ApplicationChoice{}
	for _, c := range choices {
		all = append(all, ApplicationChoice{Name: c.Name, Value: c.Value})
	}
	l.fault(ctx, lintAnswers(all))
	return l.respond(ctx, in, answered{answerComplete, map[string]any{"choices": all}}, nil)
}

// hook is the path of the messages that answer an interaction.
func (l *line) hook(ctx context.Context, in Interaction) (string, error) {
	self, err := l.Self(ctx)
	return "/webhooks/" + self + "/" + in.Token, err
}

// Edit writes the answer of an interaction that was deferred.
func (l *line) Edit(ctx context.Context, in Interaction, m Message) error {
	path, err := l.hook(ctx, in)
	if err != nil {
		return err
	}
	m = l.looked(ctx, m)
	return l.call(ctx, request{method: http.MethodPatch, path: path + "/messages/@original", in: m, files: m.Files, again: true})
}

// FollowUp says more behind the answer.
func (l *line) FollowUp(ctx context.Context, in Interaction, m Message) error {
	path, err := l.hook(ctx, in)
	if err != nil {
		return err
	}
	m = l.looked(ctx, m)
	return l.call(ctx, request{method: http.MethodPost, path: path, in: m, files: m.Files})
}

// Send puts a message into a channel.
func (l *line) Send(ctx context.Context, channel string, m Message) (string, error) {
	var sent struct{ ID string }
	m = l.looked(ctx, m)
	err := l.call(ctx, request{method: http.MethodPost, path: "/channels/" + channel + "/messages", in: m, out: &sent, files: m.Files, again: m.EnforceNonce})
	return sent.ID, err
}

// looked is a message as it is sent: it notifies nobody, whatever was meant. Other faults are told in the log, and Discord decides.
func (l *line) looked(ctx context.Context, m Message) Message {
	l.fault(ctx, m.Lint())
	m.Mentions = Mentions{Parse: []string{}}
	return m
}

func (l *line) fault(ctx context.Context, err error) {
	if err != nil {
		l.log.ErrorContext(ctx, "payload", "err", err)
	}
}

// Direct returns the channel in which a person is written to directly.
func (l *line) Direct(ctx context.Context, user string) (string, error) {
	var c struct{ ID string }
	err := l.call(ctx, request{method: http.MethodPost, path: "/users/@me/channels", in: map[string]string{"recipient_id": user}, out: &c, again: true})
	return c.ID, err
}

// Typing shows that something is coming.
func (l *line) Typing(ctx context.Context, channel string) error {
	return l.call(ctx, request{method: http.MethodPost, path: "/channels/" + channel + "/typing", again: true})
}

// unknownMember is what Discord says of somebody who is not in a server.
const unknownMember = 10007

// Roles returns the Discord roles of a member of a server.
func (l *line) Roles(ctx context.Context, guild, user string) ([]string, error) {
	var m struct{ Roles []string }
	err := l.get(ctx, "/guilds/"+guild+"/members/"+url.PathEscape(user), &m)
	if no := (Refused{}); errors.As(err, &no) && no.Code == unknownMember {
		return nil, nil
	}
	return m.Roles, err
}

// Recent returns the last messages of a channel.
func (l *line) Recent(ctx context.Context, channel string) ([]Shown, error) {
	var all []rawMessage
	if err := l.get(ctx, "/channels/"+channel+"/messages?limit=50", &all); err != nil {
		return nil, err
	}
	var out []Shown
	for _, m := range all {
		if m.Author == nil {
			continue
		}
		out = append(out, Shown{ID: m.ID, Author: m.Author.ID, Content: m.Content, CustomIDs: m.customIDs()})
	}
	return out, nil
}

// Delete removes a message of our own.
func (l *line) Delete(ctx context.Context, channel, message string) error {
	return l.call(ctx, request{method: http.MethodDelete, path: "/channels/" + channel + "/messages/" + message, again: true})
}

// Threads are the private threads below a channel: the open ones, and the archived ones as far as they are kept on a hundred to a page.
func (l *line) Threads(ctx context.Context, guild, channel string) ([]Thread, error) {
	type page struct {
		Threads []struct {
			Thread
			Parent string `json:"parent_id"`
		}
		More bool `json:"has_more"`
	}
	var out []Thread
	for _, path := range []string{"/guilds/" + guild + "/threads/active", "/channels/" + channel + "/threads/archived/private?limit=100"} {
		var p page
		if err := l.get(ctx, path, &p); err != nil {
			return nil, err
		}
		for _, t := range p.Threads {
			if t.Parent == channel {
				out = append(out, t.Thread)
			}
		}
	}
	return out, nil
}

const privateThread = 12

// OpenThread makes a private thread with one person in it.
func (l *line) OpenThread(ctx context.Context, channel, name, person string) (Thread, error) {
	var t Thread
	if err := l.call(ctx, request{method: http.MethodPost, path: "/channels/" + channel + "/threads", out: &t, in: map[string]any{
		"name": name, "type": privateThread, "auto_archive_duration": 10080, "invitable": false,
	}}); err != nil {
		return Thread{}, err
	}
	return t, l.call(ctx, request{method: http.MethodPut, path: "/channels/" + t.ID + "/thread-members/" + person, again: true})
}

// Commands are the commands registered.
func (l *line) Commands(ctx context.Context) ([]ApplicationCommand, error) {
	path, err := l.commands(ctx)
	if err != nil {
		return nil, err
	}
	var all []ApplicationCommand
	err = l.get(ctx, path+"?with_localizations=true", &all)
	return all, err
}

// Overwrite puts these commands in the place of all others.
func (l *line) Overwrite(ctx context.Context, all []ApplicationCommand) error {
	path, err := l.commands(ctx)
	if err != nil {
		return err
	}
	l.fault(ctx, lintAll(all))
	return l.call(ctx, request{method: http.MethodPut, path: path, in: all, again: true})
}

func (l *line) commands(ctx context.Context) (string, error) {
	self, err := l.Self(ctx)
	return "/applications/" + self + "/commands", err
}

// Self returns the user id of the bot, which for every bot of today is also the id of its application.
func (l *line) Self(ctx context.Context) (string, error) {
	l.mu.Lock()
	self := l.self
	l.mu.Unlock()
	if self != "" {
		return self, nil
	}
	var me struct{ ID string }
	if err := l.get(ctx, "/users/@me", &me); err != nil {
		return "", err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.self = me.ID
	return me.ID, nil
}
