// Package modeltest is a language model that says what a test wants: an OpenAI-compatible server with settable delays,
// cuts and faults.
package modeltest

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"
)

// A Request is what a client asked for.
type Request struct {
	Path     string
	Model    string
	Messages []Message
	Format   string         // response_format.type, "" for none
	Tools    int            // tools offered
	Body     map[string]any // the whole body
	Raw      string
}

// A Message is one turn of the prompt.
type Message struct{ Role, Content string }

// Last is what was said last, the words to be read.
func (r Request) Last() string {
	if len(r.Messages) == 0 {
		return ""
	}
	return r.Messages[len(r.Messages)-1].Content
}

// A Reply is what the server does with one request.
type Reply struct {
	Text      string // content, streamed
	Tool      bool   // Text comes as the arguments of a tool call
	Thought   string // streamed before the content …
	ThoughtAs string // … in this field; "" for reasoning

	Status int         // answered instead of a stream when not 0
	Body   string      // with that status
	Header http.Header // with that status

	First     time.Duration // before the first byte
	Gap       time.Duration // between chunks
	KeepAlive int           // comment lines before the first chunk …
	Beat      time.Duration // … with this much between them
	Chunk     int           // characters a chunk; 0: 16
	Cut       int           // the connection is cut after so many chunks; 0: it is not
	Quiet     bool          // the connection is left open and silent where it would be cut
	Finish    string        // finish_reason; "" for stop
	NoUsage   bool

	Vectors [][]float32 // the answer to an embedding request
}

// A Server is a running one; URL is its base URL for a client.
type Server struct {
	URL string

	mu     sync.Mutex
	asked  []Request
	answer func(n int, r Request) Reply
	tokens int
}

// Start runs a server for the time of the test. answer is told how many requests came before.
func Start(t testing.TB, answer func(n int, r Request) Reply) *Server {
	t.Helper()
	s := &Server{answer: answer, tokens: 100}
	h := httptest.NewServer(s)
	t.Cleanup(func() { h.CloseClientConnections(); h.Close() })
	s.URL = h.URL + "/v1"
	return s
}

// Always is an answer that is the same every time.
func Always(r Reply) func(int, Request) Reply { return func(int, Request) Reply { return r } }

// Asked are the requests that came, oldest first.
func (s *Server) Asked() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Request(nil), s.asked...)
}

// ServeHTTP answers a request as the script says.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	q := parse(r)
	s.mu.Lock()
	n := len(s.asked)
	s.asked = append(s.asked, q)
	s.mu.Unlock()
	a := s.answer(n, q)
	if !pause(r, a.First) {
		return
	}
	switch {
	case a.Status != 0:
		for k, v := range a.Header {
			w.Header()[k] = v
		}
		w.WriteHeader(a.Status)
		_, _ = io.WriteString(w, a.Body)
	case a.Vectors != nil:
		embeddings(w, q.Model, a.Vectors)
	default:
		stream(w, r, a, s.tokens)
	}
}

// pause waits, and reports whether the client is still there.
func pause(r *http.Request, d time.Duration) bool {
	if d == 0 {
		return true
	}
	select {
	case <-time.After(d):
		return true
	case <-r.Context().Done():
		return false
	}
}

func parse(r *http.Request) Request {
	b, _ := io.ReadAll(r.Body)
	q := Request{Path: r.URL.Path, Raw: string(b)}
	var in struct {
		Model          string
		Messages       []Message
		ResponseFormat struct{ Type string } `json:"response_format"`
		Tools          []any
	}
	_ = json.Unmarshal(b, &in)
	_ = json.Unmarshal(b, &q.Body)
	q.Model, q.Messages, q.Format, q.Tools = in.Model, in.Messages, in.ResponseFormat.Type, len(in.Tools)
	return q
}
