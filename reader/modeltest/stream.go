package modeltest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
)

// stream sends a reply in chunks, as a server-sent stream.
func stream(w http.ResponseWriter, r *http.Request, a Reply, tokens int) {
	w.Header().Set("Content-Type", "text/event-stream")
	w.WriteHeader(http.StatusOK)
	out := http.NewResponseController(w)
	for range a.KeepAlive {
		fmt.Fprint(w, ": keep-alive\n\n")
		_ = out.Flush()
		if !pause(r, a.Beat) {
			return
		}
	}
	if a.Thought != "" {
		field := a.ThoughtAs
		if field == "" {
			field = "reasoning"
		}
		send(w, map[string]any{field: a.Thought}, "")
	}
	sent := 0
	for _, part := range chunks(a.Text, a.Chunk) {
		if a.Cut > 0 && sent == a.Cut {
			if a.Quiet {
				_ = out.Flush()
				<-r.Context().Done()
			}
			panic(http.ErrAbortHandler)
		}
		send(w, delta(a, part, sent), "")
		_ = out.Flush()
		sent++
		if !pause(r, a.Gap) {
			return
		}
	}
	if a.Cut > 0 && sent <= a.Cut {
		return // ends without a finish_reason, like a good stream
	}
	finish := a.Finish
	if finish == "" {
		finish = "stop"
	}
	send(w, map[string]any{}, finish)
	if !a.NoUsage {
		fmt.Fprintf(w, "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":%d,\"completion_tokens\":%d,\"total_tokens\":%d}}\n\n", tokens, tokens/2, tokens+tokens/2)
	}
	fmt.Fprint(w, "data: [DONE]\n\n")
}

// delta is one chunk of content, or of the arguments of a tool call.
func delta(a Reply, part string, n int) map[string]any {
	if !a.Tool {
		return map[string]any{"content": part}
	}
	f := map[string]any{"arguments": part}
	call := map[string]any{"index": 0, "function": f}
	if n == 0 {
		f["name"], call["id"], call["type"] = "answer", "call-1", "function"
	}
	return map[string]any{"tool_calls": []any{call}}
}

func send(w http.ResponseWriter, delta map[string]any, finish string) {
	choice := map[string]any{"index": 0, "delta": delta}
	if finish != "" {
		choice["finish_reason"] = finish
	}
	b, _ := json.Marshal(map[string]any{"object": "chat.completion.chunk", "choices": []any{choice}}) // plain maps always marshal
	fmt.Fprintf(w, "data: %s\n\n", b)
}

func chunks(s string, n int) []string {
	if n == 0 {
		n = 16
	}
	r := []rune(s)
	var out []string
	for len(r) > n {
		out, r = append(out, string(r[:n])), r[n:]
	}
	return append(out, string(r))
}

// embeddings answers with the vectors, in order.
func embeddings(w http.ResponseWriter, model string, vectors [][]float32) {
	var data []string
	for i, v := range vectors {
		b, _ := json.Marshal(v)
		data = append(data, fmt.Sprintf(`{"object":"embedding","index":%d,"embedding":%s}`, i, b))
	}
	fmt.Fprintf(w, `{"object":"list","model":%q,"data":[%s],"usage":{"prompt_tokens":%d,"total_tokens":%d}}`,
		model, strings.Join(data, ","), len(vectors), len(vectors))
}
