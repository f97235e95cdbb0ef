package reader

import (
	"encoding/json"
	"math"
	"strings"

	openai "github.com/sashabaranov/go-openai"
)

// A Rung is a way to ask for a structured answer, from the strictest to the plainest.
type Rung string

// The rungs. Which one a server has is known of it and set; RungAuto begins at the top and comes down for good when the
// server refuses a request for its form.
const (
	RungSchema Rung = "schema" // response_format json_schema, strict
	RungJSON   Rung = "json"   // response_format json_object, the schema in the prompt
	RungTool   Rung = "tool"   // the arguments of a tool call
	RungText   Rung = "text"   // plain text, the schema in the prompt
	RungAuto   Rung = "auto"
)

var ladder = [...]Rung{RungSchema, RungJSON, RungTool, RungText}

// Rung is the rung in use.
func (m *Model) Rung() Rung {
	if m.o.Rung != RungAuto {
		return m.o.Rung
	}
	return ladder[m.rung.Load()]
}

// down comes down one rung from the one that was refused, and reports whether there is another.
func (m *Model) down(from Rung) bool {
	if m.o.Rung != RungAuto {
		return false
	}
	at := m.rung.Load()
	if ladder[at] != from { // somebody else was quicker
		return true
	}
	if int(at)+1 == len(ladder) {
		return false
	}
	m.rung.CompareAndSwap(at, at+1)
	return true
}

// A task is one thing asked of the model: the same head every time, so that servers can keep it, then what it is about.
type task struct {
	name   string          // of the schema, in ASCII
	head   string          // system prompt; the same for all calls of a kind and a version of the lists
	about  string          // what is asked now
	schema json.RawMessage // that the answer must follow
	check  func(string) error
}

// request puts the task into the form of a rung.
func (m *Model) request(t task, rung Rung) openai.ChatCompletionRequest {
	r := openai.ChatCompletionRequest{
		Model: m.o.Name,
		Messages: []openai.ChatCompletionMessage{
			{Role: openai.ChatMessageRoleSystem, Content: t.head},
			{Role: openai.ChatMessageRoleUser, Content: t.about},
		},
		Temperature:   math.SmallestNonzeroFloat32, // 0 would be left out
		StreamOptions: &openai.StreamOptions{IncludeUsage: true},
	}
	if newFamily(m.o.Name) {
		r.Temperature, r.MaxCompletionTokens = 0, m.o.MostTokens
	} else {
		//lint:ignore SA1019 servers that are compatible with the older form know only this field
		r.MaxTokens = m.o.MostTokens
	}
	switch rung {
	case RungSchema:
		r.ResponseFormat = &openai.ChatCompletionResponseFormat{
			Type:       openai.ChatCompletionResponseFormatTypeJSONSchema,
			JSONSchema: &openai.ChatCompletionResponseFormatJSONSchema{Name: t.name, Schema: t.schema, Strict: true},
		}
	case RungJSON:
		r.ResponseFormat = &openai.ChatCompletionResponseFormat{Type: openai.ChatCompletionResponseFormatTypeJSONObject}
		r.Messages[0].Content += schemaLine(t.schema)
	case RungTool:
		r.Tools = []openai.Tool{{Type: openai.ToolTypeFunction, Function: &openai.FunctionDefinition{Name: "answer", Strict: true, Parameters: t.schema}}}
		r.ToolChoice = openai.ToolChoice{Type: openai.ToolTypeFunction, Function: openai.ToolFunction{Name: "answer"}}
	case RungText:
		r.Messages[0].Content += schemaLine(t.schema)
	}
	return r
}

// newFamily tells whether the name is one for which the client refuses max_tokens and a temperature.
func newFamily(name string) bool {
	for _, p := range []string{"o1", "o3", "o4", "gpt-5"} {
		if strings.HasPrefix(name, p) {
			return true
		}
	}
	return false
}
