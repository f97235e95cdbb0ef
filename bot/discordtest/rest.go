package discordtest

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strings"
	"time"
)

// versioned begins the path of every request.
var versioned = regexp.MustCompile(`^/api(/v\d+)?`)

// rest takes a request: it is noted, counted, held against the description and the rules, and done.
func (d *Discord) rest(w http.ResponseWriter, r *http.Request) {
	begun := time.Now()
	r.URL.Path = versioned.ReplaceAllString(r.URL.Path, "")
	r.URL.RawPath = ""
	q := Request{Method: r.Method, Path: r.URL.Path, At: begun}
	_, q.Route = d.mux.Handler(r)
	body, files, err := content(r)
	q.Body, q.Files = body, files
	fault := d.fault(q.Route)
	defer func() {
		d.mu.Lock()
		d.requests = append(d.requests, q)
		d.mu.Unlock()
	}()
	if fault != nil {
		time.Sleep(fault.Slow)
	}
	switch {
	case err != nil || q.Route == "":
		d.violation("%s %s: unknown or unreadable: %v", r.Method, r.URL.Path, err)
		q.Status = refuse(w, 404, 0, "404: Not Found")
		return
	case !strings.HasPrefix(r.UserAgent(), "DiscordBot ("):
		d.violation("%s: User-Agent is %q, want DiscordBot (url, version)", q.Route, r.UserAgent())
	case !open(q.Route) && r.Header.Get("Authorization") != "Bot "+Token:
		q.Status = refuse(w, 401, 0, "401: Unauthorized")
		return
	}
	if fault != nil && (fault.Status != 0 || fault.Cut) && !fault.Done {
		q.Status = fault.answer(w)
		return
	}
	if d.limited(w, q.Route, major(r.URL.Path)) {
		q.Status = 429
		return
	}
	if fault := d.look(q); fault != "" {
		d.violation("%s: %s\n%s", q.Route, fault, shorten(body))
		q.Status = refuse(w, 400, 50035, "Invalid Form Body: "+fault)
		return
	}
	if notifies(q) {
		d.violation("%s: allowed_mentions is not {parse: []}: somebody may be notified\n%s", q.Route, shorten(body))
	}
	if fault != nil && fault.Done {
		d.mux.ServeHTTP(&nowhere{}, withBody(r, q))
		q.Status = fault.answer(w)
		return
	}
	x := &watched{ResponseWriter: w}
	d.mux.ServeHTTP(x, withBody(r, q))
	q.Status = x.status
}

// look is what is wrong with a request, "" for nothing.
func (d *Discord) look(q Request) string {
	if err := d.Schema.Check(q.Route, q.Body); err != nil {
		return err.Error()
	}
	return rules(q, d.FileLimit)
}

// Look tells what a Discord would find wrong with the body of a request, without one: by the description, where it is there, and by the
// rules beside it. A route is "POST /channels/{channel_id}/messages".
func Look(route string, body []byte, files ...File) error {
	schema, err := loaded()
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	q := Request{Route: route, Body: body, Files: files}
	q.Method, q.Path, _ = strings.Cut(route, " ")
	switch fault := (&Discord{Schema: schema, FileLimit: mostFile}).look(q); {
	case fault != "":
		return errors.New(fault)
	case notifies(q):
		return errors.New("allowed_mentions is not {parse: []}: somebody may be notified")
	}
	return nil
}

// open routes are proved by the token in their path.
func open(route string) bool {
	return strings.Contains(route, "/callback") || strings.Contains(route, "/webhooks/")
}

// major is the part of a path by which Discord keeps buckets apart.
func major(path string) string {
	parts := strings.Split(path, "/")
	switch {
	case len(parts) > 3 && parts[1] == "webhooks":
		return strings.Join(parts[:4], "/")
	case len(parts) > 2 && (parts[1] == "channels" || parts[1] == "guilds"):
		return strings.Join(parts[:3], "/")
	}
	return ""
}

// content is what a request holds: JSON, or JSON and files.
func content(r *http.Request) (body []byte, files []File, err error) {
	kind, params, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if kind != "multipart/form-data" {
		body, err = io.ReadAll(r.Body)
		return body, nil, err
	}
	parts := multipart.NewReader(r.Body, params["boundary"])
	for {
		p, err := parts.NextPart()
		if err == io.EOF {
			return body, files, nil
		}
		if err != nil {
			return nil, nil, err
		}
		data, err := io.ReadAll(p)
		if err != nil {
			return nil, nil, err
		}
		if p.FormName() == "payload_json" {
			body = data
			continue
		}
		files = append(files, File{Name: p.FileName(), Data: data})
	}
}

// carried hands the body and the files to the handler.
type carried struct {
	io.ReadCloser
	body  json.RawMessage
	files []File
}

func withBody(r *http.Request, q Request) *http.Request {
	r.Body = carried{r.Body, q.Body, q.Files}
	return r
}

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

func write(w http.ResponseWriter, status int, text string) int {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	if status != http.StatusNoContent {
		fmt.Fprint(w, text)
	}
	return status
}

func refuse(w http.ResponseWriter, status, code int, what string) int {
	text, _ := json.Marshal(map[string]any{"code": code, "message": what}) // plain words
	return write(w, status, string(text))
}

func shorten(b []byte) string {
	if len(b) > 600 {
		return string(b[:600]) + "…"
	}
	return string(b)
}

// watched remembers the status that was written.
type watched struct {
	http.ResponseWriter
	status int
}

func (w *watched) WriteHeader(status int) {
	w.status = status
	w.ResponseWriter.WriteHeader(status)
}

// nowhere takes an answer that is lost.
type nowhere struct{ h http.Header }

func (n *nowhere) Header() http.Header {
	if n.h == nil {
		n.h = http.Header{}
	}
	return n.h
}
func (n *nowhere) Write(b []byte) (int, error) { return len(b), nil }
func (n *nowhere) WriteHeader(int)             {}
