package cli

import (
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"dandang/reader/modeltest"
)

// faultTable is what people saw for each fault of the model; docs/model.md holds the same rows.
var faultTable = []struct {
	fault  string
	answer func(int, modeltest.Request) modeltest.Reply
	saw    string
}{
	{"no connection", nil, sawMissing},
	{"no answer within the deadline", modeltest.Always(modeltest.Reply{First: time.Minute}), sawMissing},
	{"silent in the middle of the answer", modeltest.Always(modeltest.Reply{Text: "{\"facts\":[]}", Chunk: 2, Cut: 2, Quiet: true}), sawMissing},
	{"connection cut", modeltest.Always(modeltest.Reply{Text: "{\"facts\":[]}", Chunk: 2, Cut: 2}), sawMissing},
	{"stream ends without a finish_reason", modeltest.Always(modeltest.Reply{Text: "{\"facts\":[]}", Cut: 99}), sawMissing},
	{"blank answer", modeltest.Always(modeltest.Reply{Text: "  "}), sawMissing},
	{"wrong JSON", modeltest.Always(modeltest.Reply{Text: `{"结论":"符合"}`}), sawMissing},
	{"prose", modeltest.Always(modeltest.Reply{Text: "符合，可以备案。"}), sawMissing},
	{"answer cut at the token limit", modeltest.Always(modeltest.Reply{Text: `{"facts":[`, Finish: "length"}), sawMissing},
	{"page of HTML, 502", modeltest.Always(modeltest.Reply{Status: 502, Body: "<html>", Header: http.Header{"Retry-After": {"0"}}}), sawMissing},
	{"page of HTML, 200", modeltest.Always(modeltest.Reply{Status: 200, Body: "<html>"}), sawMissing},
	{"429 for ever", modeltest.Always(modeltest.Reply{Status: 429, Header: http.Header{"Retry-After": {"60"}}}), sawMissing},
	{"500 for ever", modeltest.Always(modeltest.Reply{Status: 500, Header: http.Header{"Retry-After": {"0"}}}), sawMissing},
	{"wrong key, 401", modeltest.Always(modeltest.Reply{Status: 401, Body: `{"error":{"message":"no"}}`}), sawMissing},
	{"no such model, as Ollama says it", modeltest.Always(modeltest.Reply{Status: 404, Body: `{"error":"model not found"}`}), sawMissing},
	{"every form refused, as vLLM says it", modeltest.Always(modeltest.Reply{Status: 400, Body: `{"object":"error","message":"no"}`}), sawMissing},
	{"redirect elsewhere", modeltest.Always(modeltest.Reply{Status: 307, Header: http.Header{"Location": {"http://localhost:1/"}}}), sawMissing},
	{"lies: everything is 符合", lying, sawMissing},
	{"good after 600 keep-alive comments", func(n int, r modeltest.Request) modeltest.Reply {
		a := explaining(n, r)
		a.KeepAlive = 600
		return a
	}, sawExplained},
	{"good with a reasoning field, in a fence, after a block of thought", func(n int, r modeltest.Request) modeltest.Reply {
		a := explaining(n, r)
		a.Thought, a.Text = "想想", "<think>符合</think>```json\n"+a.Text+"\n```"
		return a
	}, sawExplained},
	{"429 once, then good", func(n int, r modeltest.Request) modeltest.Reply {
		if n == 0 {
			return modeltest.Reply{Status: 429, Header: http.Header{"Retry-After": {"0"}}}
		}
		return explaining(n, r)
	}, sawExplained},
}

const (
	sawMissing   = "the rules' answer, and that the explanation is missing"
	sawExplained = "the rules' answer with an explanation marked as an aid"
)

// explaining is a model that reads nothing and explains well.
func explaining(int, modeltest.Request) modeltest.Reply {
	return modeltest.Reply{Text: `{"facts":[],"items":[],"sentences":[{"item":"neg-private-gain","text":"这一条管的是公家的事让自己人得好处。"}]}`, Chunk: 400}
}

// TestWhatPeopleSaw goes through the faults at the desk: nobody waits long, nobody sees more than the line that says what
// is missing.
func TestWhatPeopleSaw(t *testing.T) {
	const said = "镇里修路，想不招标直接给我侄子的工程队干，能备案吗？"
	plain := chatter(t, modelDesk(t, "", nil))(said)
	doc, err := os.ReadFile("../docs/model.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range faultTable {
		t.Run(tt.fault, func(t *testing.T) {
			t.Parallel()
			url := "http://127.0.0.1:9/v1"
			if tt.answer != nil {
				url = modeltest.Start(t, tt.answer).URL
			}
			desk := modelDesk(t, url, map[string]string{"OPENAI_PATIENCE_MS": "1200"})
			began := time.Now()
			got := chatter(t, desk)(said)
			if took := time.Since(began); took > 5*time.Second {
				t.Errorf("the answer took %v", took)
			}
			rest, ok := strings.CutPrefix(got, plain)
			saw := "something else: " + got
			switch {
			case ok && rest == missingLine:
				saw = sawMissing
			case ok && strings.HasPrefix(rest, "\n【通俗解释】仅供参考") && strings.Count(rest, "\n") == 2:
				saw = sawExplained
			}
			if saw != tt.saw {
				t.Errorf("people saw %s\nwant %s", saw, tt.saw)
			}
			if row := "| " + tt.fault + " | " + tt.saw + " |"; !strings.Contains(string(doc), row) {
				t.Errorf("docs/model.md has no row %s", row)
			}
		})
	}
}

// missingLine is the line that stands where an explanation is missing.
const missingLine = "\n【通俗解释】这次没有取到，不影响上面的对照。"
