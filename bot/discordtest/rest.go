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
