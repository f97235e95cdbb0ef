package discordtest

import (
	"encoding/json"
	"net/http"
	"slices"
)

// handler does what a request asks for, with the lock held.
type handler func(r *http.Request, body json.RawMessage, files []File) (status int, answer any)

// A no is an answer that refuses, with Discord's code.
type no int

func (d *Discord) routes() {
	d.mux = http.NewServeMux()
	for route, do := range map[string]handler{
		"GET /users/@me": func(*http.Request, json.RawMessage, []File) (int, any) {
			return 200, User{ID: Self, Username: "担当", Bot: true}
		},
		"GET /gateway": func(*http.Request, json.RawMessage, []File) (int, any) {
			return 200, map[string]string{"url": d.socket("")}
		},
		"GET /gateway/bot": d.gatewayBot,
		"POST /interactions/{interaction_id}/{interaction_token}/callback": d.callbackRoute,
		"PATCH /webhooks/{webhook_id}/{webhook_token}/messages/@original":  d.hook(d.edit),
		"POST /webhooks/{webhook_id}/{webhook_token}":                      d.hook(d.follow),
		"GET /channels/{channel_id}/messages":                              d.listRoute,
		"POST /channels/{channel_id}/messages":                             d.sendRoute,
		"PATCH /channels/{channel_id}/messages/{message_id}":               d.changeRoute,
		"DELETE /channels/{channel_id}/messages/{message_id}":              d.deleteRoute,
		"POST /channels/{channel_id}/typing":                               func(*http.Request, json.RawMessage, []File) (int, any) { return 204, nil },
		"POST /users/@me/channels":                                         d.directRoute,
		"GET /guilds/{guild_id}/members/{user_id}":                         d.memberRoute,
		"GET /guilds/{guild_id}/threads/active":                            d.threadsRoute(false),
		"GET /channels/{channel_id}/threads/archived/private":              d.threadsRoute(true),
		"POST /channels/{channel_id}/threads":                              d.threadRoute,
		"PUT /channels/{channel_id}/thread-members/{user_id}":              d.joinRoute,
		"GET /applications/{application_id}/commands":                      func(*http.Request, json.RawMessage, []File) (int, any) { return 200, d.commands },
		"PUT /applications/{application_id}/commands": func(_ *http.Request, body json.RawMessage, _ []File) (int, any) {
			d.commands = body
			return 200, body
		},
	} {
		d.mux.HandleFunc(route, func(w http.ResponseWriter, r *http.Request) {
			c, _ := r.Body.(carried) // made by rest
			d.mu.Lock()
			status, answer := do(r, c.body, c.files)
			if code, refused := answer.(no); refused {
				refuse(w, status, int(code), "refused")
				d.mu.Unlock()
				return
			}
			text, err := json.Marshal(answer)
			d.mu.Unlock()
			if err != nil {
				d.violation("write answer: %v", err)
			}
			write(w, status, string(text))
		})
	}
}

func (d *Discord) callbackRoute(r *http.Request, body json.RawMessage, files []File) (int, any) {
	i := d.interactions[r.PathValue("interaction_id")]
	if i == nil || i.Token != r.PathValue("interaction_token") {
		return 404, no(10062)
	}
	var a struct {
		Type int
		Data json.RawMessage
	}
	_ = json.Unmarshal(body, &a) // the rules have looked at it
	if !suits(i, a.Type) {
		d.violation("an interaction of kind %d is answered with %d", i.Kind, a.Type)
		return 400, no(50035)
	}
	status, code := d.callback(i, a.Type, a.Data, files)
	if code != 0 {
		return status, no(code)
	}
	return status, nil
}

// suits reports whether an interaction may be answered so.
func suits(i *Interaction, answer int) bool {
	switch answer {
	case 8:
		return i.Kind == Complete
	case 9:
		return i.Kind == Command || i.Kind == Component
	case 6, 7:
		return i.Kind == Component || i.Kind == Window
	case 4, 5:
		return i.Kind != Complete
	}
	return false
}

func (d *Discord) hook(do func(*Interaction, json.RawMessage, []File) (*Message, int, int)) handler {
	return func(r *http.Request, body json.RawMessage, files []File) (int, any) {
		for _, i := range d.interactions {
			if i.Token != r.PathValue("webhook_token") {
				continue
			}
			m, status, code := do(i, body, files)
			if code != 0 {
				return status, no(code)
			}
			return status, m
		}
		return 404, no(10015)
	}
}

// userOf is the person whose direct messages a channel is, "" for another channel.
func (d *Discord) userOf(channel string) string {
	for user, c := range d.direct {
		if c == channel {
			return user
		}
	}
	return ""
}

func (d *Discord) sendRoute(r *http.Request, body json.RawMessage, files []File) (int, any) {
	channel := r.PathValue("channel_id")
	if d.closed[d.userOf(channel)] {
		return 403, no(50007)
	}
	if t := d.threads[channel]; t != nil {
		t.Archived = false
	}
	return 200, d.send(channel, body, files)
}

func (d *Discord) changeRoute(r *http.Request, body json.RawMessage, files []File) (int, any) {
	m := d.find(r.PathValue("channel_id"), r.PathValue("message_id"))
	if m == nil {
		return 404, no(10008)
	}
	m.change(body, files)
	return 200, m
}

func (d *Discord) deleteRoute(r *http.Request, _ json.RawMessage, _ []File) (int, any) {
	channel, id := r.PathValue("channel_id"), r.PathValue("message_id")
	if d.find(channel, id) == nil {
		return 404, no(10008)
	}
	d.channels[channel] = slices.DeleteFunc(d.channels[channel], func(m *Message) bool { return m.ID == id })
	return 204, nil
}

func (d *Discord) listRoute(r *http.Request, _ json.RawMessage, _ []File) (int, any) {
	out := slices.Clone(d.channels[r.PathValue("channel_id")])
	slices.Reverse(out)
	return 200, append([]*Message{}, out[:min(50, len(out))]...)
}

func (d *Discord) directRoute(_ *http.Request, body json.RawMessage, _ []File) (int, any) {
	var said struct {
		To string `json:"recipient_id"`
	}
	_ = json.Unmarshal(body, &said) // the rules have looked at it
	return 200, map[string]any{"id": d.directOf(said.To), "type": 1}
}

func (d *Discord) memberRoute(r *http.Request, _ json.RawMessage, _ []File) (int, any) {
	roles, ok := d.members[r.PathValue("guild_id")+"/"+r.PathValue("user_id")]
	if !ok {
		return 404, no(10007)
	}
	return 200, map[string]any{"user": User{ID: r.PathValue("user_id")}, "roles": append([]string{}, roles...)}
}

func (d *Discord) threadsRoute(archived bool) handler {
	return func(*http.Request, json.RawMessage, []File) (int, any) {
		all := []*Thread{}
		for _, t := range d.threads {
			if t.Archived == archived {
				all = append(all, t)
			}
		}
		return 200, map[string]any{"threads": all, "members": []any{}, "has_more": false}
	}
}

func (d *Discord) threadRoute(r *http.Request, body json.RawMessage, _ []File) (int, any) {
	t := &Thread{Type: 12}
	_ = json.Unmarshal(body, t) // the rules have looked at it
	t.ID, t.Parent = d.id(), r.PathValue("channel_id")
	d.threads[t.ID] = t
	return 201, t
}

func (d *Discord) joinRoute(r *http.Request, _ json.RawMessage, _ []File) (int, any) {
	t := d.threads[r.PathValue("channel_id")]
	if t == nil {
		return 404, no(10003)
	}
	t.Members = append(t.Members, r.PathValue("user_id"))
	return 204, nil
}

// Archive has Discord put a thread away.
func (d *Discord) Archive(thread string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if t := d.threads[thread]; t != nil {
		t.Archived = true
	}
}
