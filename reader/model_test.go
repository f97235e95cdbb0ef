package reader

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"dandang/knowledge"
	"dandang/reader/modeltest"
)

// demo is the lists of the demonstration county.
func demo(t testing.TB) *knowledge.Base {
	t.Helper()
	lib, err := knowledge.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	b, err := lib.Base("demo", "2026-11-22")
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func offlineReader(t testing.TB) *Offline {
	t.Helper()
	o, err := NewOffline()
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// quick are options whose deadlines suit a test.
func quick(url string) ModelOptions {
	return ModelOptions{BaseURL: url, Key: "k", Name: "scripted", Timeout: 3 * time.Second, Idle: 500 * time.Millisecond, Retries: 2}
}

func openModel(t testing.TB, o ModelOptions) *Model {
	t.Helper()
	m, err := OpenModel(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(m.Close)
	return m
}

const (
	matter = "重点项目手续没办全，局党组开会集体研究过，想先让企业进场，边建边补，能备案吗？"
	good   = `{"facts":[{"id":"c-collective","holds":true,"quote":"局党组开会集体研究过"}],"items":["pos-major-project"]}`
)

// TestModelFaults is the table of faults: whatever the server does, the reading is the rules' own or better, and comes in time.
func TestModelFaults(t *testing.T) {
	b, off := demo(t), offlineReader(t)
	plain, err := off.Read(context.Background(), b, matter, nil)
	if err != nil {
		t.Fatal(err)
	}
	slow := func(d time.Duration) http.Header { return http.Header{"Retry-After": {fmt.Sprint(int(d.Seconds()))}} }
	for _, tt := range []struct {
		name   string
		answer func(n int, r modeltest.Request) modeltest.Reply
		fault  string // "" when the model's reading is used
		calls  int
	}{
		{"a good answer", modeltest.Always(modeltest.Reply{Text: good}), "", 1},
		{"one character at a time", modeltest.Always(modeltest.Reply{Text: good, Chunk: 1, Gap: time.Millisecond}), "", 1},
		{"in a code fence, after words", modeltest.Always(modeltest.Reply{Text: "好的：\n```json\n" + good + "\n```\n以上。"}), "", 1},
		{"after a block of thought", modeltest.Always(modeltest.Reply{Text: "<think>{\"facts\":[]} 想一想</think>" + good}), "", 1},
		{"with a reasoning field", modeltest.Always(modeltest.Reply{Thought: "用户想备案", Text: good}), "", 1},
		{"with a reasoning_content field", modeltest.Always(modeltest.Reply{Thought: "想", ThoughtAs: "reasoning_content", Text: good}), "", 1},
		{"without usage", modeltest.Always(modeltest.Reply{Text: good, NoUsage: true}), "", 1},
		{"600 keep-alive comments first", modeltest.Always(modeltest.Reply{Text: good, KeepAlive: 600, Beat: time.Millisecond}), "", 1},
		{"a bare wrong JSON, right when told", then(modeltest.Reply{Text: `{"结论":"符合"}`}, modeltest.Reply{Text: good}), "", 2},
		{"blank, right when told", then(modeltest.Reply{Text: "   \n "}, modeltest.Reply{Text: good}), "", 2},
		{"blank twice", modeltest.Always(modeltest.Reply{Text: " "}), "answer", 2},
		{"prose instead of JSON", modeltest.Always(modeltest.Reply{Text: "我认为符合，可以备案。"}), "answer", 2},
		{"the wrong types", modeltest.Always(modeltest.Reply{Text: `{"facts":"c-collective","items":1}`}), "answer", 2},
		{"thought that never ends", modeltest.Always(modeltest.Reply{Text: "<think>" + good}), "answer", 2},
		{"cut in the middle, without a finish_reason", modeltest.Always(modeltest.Reply{Text: good, Chunk: 30, Cut: 99}), "answer", 1},
		{"the connection lost in the middle", modeltest.Always(modeltest.Reply{Text: good, Chunk: 10, Cut: 2}), "away", 1},
		{"silent in the middle", modeltest.Always(modeltest.Reply{Text: good, Chunk: 10, Cut: 2, Quiet: true}), "away", 1},
		{"too many tokens", modeltest.Always(modeltest.Reply{Text: good[:30], Finish: "length"}), "answer", 1},
		{"stopped by a filter", modeltest.Always(modeltest.Reply{Text: "", Finish: "content_filter"}), "answer", 1},
		{"429 once, then good", then(modeltest.Reply{Status: 429, Header: slow(0), Body: `{"error":{"message":"slow down"}}`}, modeltest.Reply{Text: good}), "", 2},
		{"429 with a Retry-After beyond the deadline", modeltest.Always(modeltest.Reply{Status: 429, Header: slow(time.Minute), Body: `{}`}), "away", 1},
		{"500 for ever", modeltest.Always(modeltest.Reply{Status: 500, Header: slow(0), Body: `{"error":{"message":"boom"}}`}), "away", 3},
		{"a page of HTML with 502", modeltest.Always(modeltest.Reply{Status: 502, Header: slow(0), Body: "<html><h1>Bad Gateway</h1></html>"}), "away", 3},
		{"a page of HTML with 200", modeltest.Always(modeltest.Reply{Status: 200, Body: "<html>登录</html>"}), "answer", 1},
		{"a wrong key", modeltest.Always(modeltest.Reply{Status: 401, Body: `{"error":{"message":"bad key","type":"auth"}}`}), "refused", 1},
		{"no such model, in the manner of Ollama", modeltest.Always(modeltest.Reply{Status: 404, Body: `{"error":"model 'x' not found"}`}), "refused", 1},
		{"a flat body in the manner of vLLM, for every form", modeltest.Always(modeltest.Reply{Status: 400, Body: `{"object":"error","message":"no","code":400}`}), "refused", 4},
		{"no answer at all", modeltest.Always(modeltest.Reply{First: time.Minute}), "away", 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := modeltest.Start(t, tt.answer)
			r := &Beside{Offline: off, Model: openModel(t, quick(s.URL)), Person: "1", Patience: -1}
			began := time.Now()
			c, err := r.Compare(context.Background(), b, matter, nil)
			if err != nil {
				t.Fatal(err)
			}
			if took := time.Since(began); took > 4*time.Second {
				t.Errorf("took %v", took)
			}
			if got := Fault(c.Err); got != tt.fault {
				t.Errorf("fault %q (%v), want %q", got, c.Err, tt.fault)
			}
			if got := len(s.Asked()); got != tt.calls {
				t.Errorf("%d calls, want %d", got, tt.calls)
			}
			if tt.fault != "" && !reflect.DeepEqual(c.Merged, plain) {
				t.Errorf("with a fault the reading is %+v, want the rules' own %+v", c.Merged, plain)
			}
			if tt.fault == "" && len(c.Model) != 1 {
				t.Errorf("the model's facts are %+v, want one", c.Model)
			}
		})
	}
}

// then answers one way first and another way after that.
func then(first, later modeltest.Reply) func(int, modeltest.Request) modeltest.Reply {
	return func(n int, _ modeltest.Request) modeltest.Reply {
		if n == 0 {
			return first
		}
		return later
	}
}

// TestLadder comes down to the rung that the server has and stays there.
func TestLadder(t *testing.T) {
	b, off := demo(t), offlineReader(t)
	for _, has := range ladder {
		t.Run(string(has), func(t *testing.T) {
			s := modeltest.Start(t, func(_ int, r modeltest.Request) modeltest.Reply {
				if rungOf(r) != has {
					return modeltest.Reply{Status: 400, Body: `{"error":{"message":"response_format is not supported"}}`}
				}
				return modeltest.Reply{Text: good, Tool: has == RungTool}
			})
			m := openModel(t, quick(s.URL))
			for _, text := range []string{matter, matter + "再说一遍。"} {
				c, err := (&Beside{Offline: off, Model: m, Patience: -1}).Compare(context.Background(), b, text, nil)
				if err != nil || c.Err != nil || len(c.Model) != 1 {
					t.Fatalf("model read %+v, %v, %v", c.Model, c.Err, err)
				}
			}
			if m.Rung() != has {
				t.Errorf("stands on %s, want %s", m.Rung(), has)
			}
			down := 0
			for ladder[down] != has {
				down++
			}
			if got := len(s.Asked()); got != down+2 {
				t.Errorf("%d calls, want %d: each rung is tried once", got, down+2)
			}
		})
	}
	t.Run("a rung that is set is the only one tried", func(t *testing.T) {
		s := modeltest.Start(t, modeltest.Always(modeltest.Reply{Status: 400, Body: `{}`}))
		o := quick(s.URL)
		o.Rung = RungJSON
		c, _ := (&Beside{Offline: off, Model: openModel(t, o), Patience: -1}).Compare(context.Background(), b, matter, nil)
		if !errors.Is(c.Err, ErrModelRefused) || len(s.Asked()) != 1 {
			t.Errorf("err %v after %d calls", c.Err, len(s.Asked()))
		}
	})
}

func rungOf(r modeltest.Request) Rung {
	switch {
	case r.Format == "json_schema":
		return RungSchema
	case r.Format == "json_object" && strings.Contains(r.Raw, "JSON"):
		return RungJSON
	case r.Tools > 0:
		return RungTool
	}
	return RungText
}

// TestNothingElseGoesOut counts the connections that a redirect and a foreign host would cause.
func TestNothingElseGoesOut(t *testing.T) {
	var elsewhere atomic.Int32
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { elsewhere.Add(1) }))
	defer other.Close()
	s := modeltest.Start(t, modeltest.Always(modeltest.Reply{Status: 307, Header: http.Header{"Location": {strings.Replace(other.URL, "127.0.0.1", "localhost", 1)}}}))
	t.Setenv("HTTP_PROXY", other.URL)
	t.Setenv("HTTPS_PROXY", other.URL)
	m := openModel(t, quick(s.URL))
	c, err := (&Beside{Offline: offlineReader(t), Model: m, Patience: -1}).Compare(context.Background(), demo(t), matter, nil)
	if err != nil || !errors.Is(c.Err, ErrModelRefused) {
		t.Errorf("a redirect gives %v, %v; want it refused", c.Err, err)
	}
	r, err := http.NewRequest(http.MethodPost, other.URL+"/x", strings.NewReader("{}"))
	if err != nil {
		t.Fatal(err)
	}
	r.URL.Host = strings.Replace(r.URL.Host, "127.0.0.1", "localhost", 1)
	if _, err := m.o.httpClient().Do(r); !errors.Is(err, errHost) { //nolint:bodyclose // there is none
		t.Errorf("a foreign host gives %v, want it refused", err)
	}
	if n := elsewhere.Load(); n != 0 {
		t.Errorf("%d connections went elsewhere", n)
	}
}

// TestWhatLeaves looks at the bytes that a server gets to see.
func TestWhatLeaves(t *testing.T) {
	s := modeltest.Start(t, func(_ int, r modeltest.Request) modeltest.Reply {
		return modeltest.Reply{Text: `{"facts":[{"id":"c-collective","holds":true,"quote":"会上集体研究过，联系人：【姓名1】"}],"items":[]}`}
	})
	o := quick(s.URL)
	o.Extra = map[string]any{"enable_thinking": false}
	m := openModel(t, o)
	r := &Beside{Offline: offlineReader(t), Model: m, Patience: -1}
	text := "想先修路，党组会上集体研究过，联系人：王建国，电话13812345678，邮箱a@b.cn，家住建设路18号院3号楼2单元501室\u200b\U000e0041，能备案吗"
	got, err := r.Read(context.Background(), demo(t), text, nil)
	if err != nil {
		t.Fatal(err)
	}
	asked := s.Asked()
	if len(asked) != 1 {
		t.Fatalf("%d calls, want 1", len(asked))
	}
	for _, w := range []string{"王建国", "13812345678", "5678", "a@b.cn", "501", "\u200b", "\U000e0041"} {
		if strings.Contains(asked[0].Raw, w) {
			t.Errorf("%q left the process", w)
		}
	}
	if asked[0].Body["enable_thinking"] != false {
		t.Errorf("the configured field is not in the body")
	}
	if want := []string{Name, Phone, Email, Address}; !reflect.DeepEqual(got.Veiled, want) {
		t.Errorf("veiled %v, want %v", got.Veiled, want)
	}
	found := false
	for _, f := range got.Facts {
		found = found || f.ID == "c-collective" && f.Holds
	}
	if !found {
		t.Errorf("facts %+v lack the one quoted", got.Facts)
	}
	before := len(s.Asked())
	if _, err := r.Read(context.Background(), demo(t), "这份涉密的方案想先干起来再补手续，能备案吗", nil); err != nil {
		t.Fatal(err)
	}
	if n := len(s.Asked()); n != before {
		t.Errorf("classified words caused %d calls", n-before)
	}
}

// TestThrift holds the model to its limits: cache, breaker, switch, budget, room, patience.
func TestThrift(t *testing.T) {
	b, off := demo(t), offlineReader(t)
	ctx := context.Background()
	t.Run("the same reading is asked for once, also at the same time", func(t *testing.T) {
		s := modeltest.Start(t, modeltest.Always(modeltest.Reply{Text: good, First: 50 * time.Millisecond}))
		r := &Beside{Offline: off, Model: openModel(t, quick(s.URL)), Patience: -1}
		done := make(chan error)
		for range 5 {
			go func() { _, err := r.Read(ctx, b, matter, nil); done <- err }()
		}
		for range 5 {
			if err := <-done; err != nil {
				t.Fatal(err)
			}
		}
		if n := len(s.Asked()); n != 1 {
			t.Errorf("%d calls, want 1", n)
		}
	})
	t.Run("after failing again and again it is left alone", func(t *testing.T) {
		s := modeltest.Start(t, modeltest.Always(modeltest.Reply{Status: 503}))
		o := quick(s.URL)
		o.Retries = -1
		r := &Beside{Offline: off, Model: openModel(t, o), Patience: -1}
		for i := range 3 * breakAfter {
			if _, err := r.Read(ctx, b, matter+strings.Repeat("真的。", i), nil); err != nil {
				t.Fatal(err)
			}
		}
		if n := len(s.Asked()); n != breakAfter {
			t.Errorf("%d calls, want %d", n, breakAfter)
		}
	})
	t.Run("switched off, nothing is asked", func(t *testing.T) {
		s := modeltest.Start(t, modeltest.Always(modeltest.Reply{Text: good}))
		o := quick(s.URL)
		o.Off = func() bool { return true }
		c, err := (&Beside{Offline: off, Model: openModel(t, o), Patience: -1}).Compare(ctx, b, matter, nil)
		if err != nil || !errors.Is(c.Err, ErrModelOff) || len(s.Asked()) != 0 {
			t.Errorf("%v, %v after %d calls", c.Err, err, len(s.Asked()))
		}
	})
	t.Run("without budget, nothing is asked; what was used is booked", func(t *testing.T) {
		s := modeltest.Start(t, modeltest.Always(modeltest.Reply{Text: good}))
		o, booked, left := quick(s.URL), 0, true
		o.Account = func(_ context.Context, unit, person string, tokens int) error {
			if unit != "demo" || person != "7" {
				t.Errorf("booked on %s of %s", person, unit)
			}
			if !left {
				return fmt.Errorf("%w: person", ErrModelBudget)
			}
			booked += tokens
			return nil
		}
		r := &Beside{Offline: off, Model: openModel(t, o), Person: "7", Patience: -1}
		if _, err := r.Read(ctx, b, matter, nil); err != nil || booked != 150 {
			t.Errorf("booked %d, %v; want the 150 that the server told", booked, err)
		}
		left = false
		c, _ := r.Compare(ctx, b, matter+"再说一遍。", nil)
		if !errors.Is(c.Err, ErrModelBudget) || len(s.Asked()) != 1 {
			t.Errorf("%v after %d calls", c.Err, len(s.Asked()))
		}
	})
	t.Run("the rules answer at once and the reading is there later", func(t *testing.T) {
		s := modeltest.Start(t, modeltest.Always(modeltest.Reply{Text: good, First: time.Second}))
		o := quick(s.URL)
		o.Idle = 3 * time.Second
		m := openModel(t, o)
		began := time.Now()
		c, err := (&Beside{Offline: off, Model: m, Patience: 50 * time.Millisecond}).Compare(ctx, b, matter, nil)
		if took := time.Since(began); err != nil || !c.Late() || took > 900*time.Millisecond {
			t.Errorf("%v, %v after %v; want late and quick", c.Err, err, took)
		}
		for end := time.Now().Add(20 * time.Second); c.Err != nil && time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
			c, err = (&Beside{Offline: off, Model: m}).Compare(ctx, b, matter, nil)
		}
		if err != nil || c.Err != nil || len(c.Model) != 1 || len(s.Asked()) != 1 {
			t.Errorf("later: %+v, %v, %v after %d calls", c.Model, c.Err, err, len(s.Asked()))
		}
	})
	t.Run("no more calls at once than allowed", func(t *testing.T) {
		var now, most atomic.Int32
		s := modeltest.Start(t, func(int, modeltest.Request) modeltest.Reply {
			if n := now.Add(1); n > most.Load() {
				most.Store(n)
			}
			time.Sleep(30 * time.Millisecond)
			now.Add(-1)
			return modeltest.Reply{Text: good}
		})
		o := quick(s.URL)
		o.Parallel = 2
		m := openModel(t, o)
		done := make(chan error)
		for i := range 8 {
			go func() {
				_, err := (&Beside{Offline: off, Model: m, Patience: -1}).Read(ctx, b, matter+strings.Repeat("真的。", i), nil)
				done <- err
			}()
		}
		for range 8 {
			if err := <-done; err != nil {
				t.Fatal(err)
			}
		}
		if most.Load() > 2 {
			t.Errorf("%d calls at once, want 2", most.Load())
		}
	})
}
