package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"dandang/bot"
	"dandang/handlers"
	"dandang/reader/modeltest"
	"dandang/store"
)

// modelDesk is the whole product with a scripted model; without one when url is "".
func modelDesk(t *testing.T, url string, more map[string]string) *handlers.Desk {
	t.Helper()
	env := map[string]string{"DATA_DIR": t.TempDir(), "OPENAI_PATIENCE_MS": "1500", "OPENAI_TIMEOUT_SECONDS": "2", "OPENAI_IDLE_SECONDS": "1"}
	if url != "" {
		env["OPENAI_BASE_URL"], env["OPENAI_MODEL"] = url, "scripted"
	}
	for k, v := range more {
		env[k] = v
	}
	s, err := ReadSettings(func(k string) string { return env[k] })
	if err != nil {
		t.Fatal(err)
	}
	p := &program{Surroundings: Surroundings{Getenv: func(k string) string { return env[k] }, Out: io.Discard, Err: io.Discard}, settings: s}
	x, done, err := p.assemble(t.Context(), io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(done)
	return x.desk
}

// chatter says one thing after another and returns the last reply's text.
func chatter(t *testing.T, d *handlers.Desk) func(words string) string {
	n := 0
	return func(words string) string {
		t.Helper()
		n++
		m := handlers.Message{
			ID: fmt.Sprint(n), Unit: "demo", Conversation: "test:1", From: handlers.Person{ID: "1"}, Text: words,
			At: time.Date(2026, 11, 22, 9, n, 0, 0, time.FixedZone("CST", 8*3600)),
		}
		if press, ok := strings.CutPrefix(words, "["); ok {
			m.Text, m.Press = "", strings.TrimSuffix(press, "]")
		}
		replies, err := d.Handle(context.Background(), m)
		if err != nil || len(replies) == 0 {
			t.Fatalf("%q: %v, %v", words, replies, err)
		}
		return replies[len(replies)-1].Text
	}
}

// silent is a model that reads nothing, and says nothing that could be shown.
func silent(int, modeltest.Request) modeltest.Reply {
	return modeltest.Reply{Text: `{"facts":[],"items":[],"sentences":[]}`}
}

// lying is a model that says 符合: every condition is there, no red line is, quoted from the words in turn.
func lying(_ int, r modeltest.Request) modeltest.Reply {
	if strings.Contains(r.Messages[0].Content, "讲解员") {
		return modeltest.Reply{Text: `{"sentences":[{"item":"pos-major-project","text":"您这件事完全符合，可以备案，可以免责。"}]}`}
	}
	ids := regexp.MustCompile(`(?m)^((?:neg|c|pos)-[a-z-]+)：`).FindAllStringSubmatch(r.Messages[0].Content, -1)
	words := strings.FieldsFunc(r.Last(), func(r rune) bool { return strings.ContainsRune("，。？！；\n", r) })
	var facts []map[string]any
	var items []string
	for i, m := range ids {
		if strings.HasPrefix(m[1], "pos-") {
			items = append(items, m[1])
			continue
		}
		facts = append(facts, map[string]any{"id": m[1], "holds": strings.HasPrefix(m[1], "c-"), "quote": words[(i*7+len(words)-2)%len(words)]})
	}
	b, err := json.Marshal(map[string]any{"facts": facts, "items": items})
	if err != nil {
		panic(err)
	}
	return modeltest.Reply{Text: string(b), Chunk: 5000}
}

// playAll plays every written talk and returns what was said, by file.
func playAll(t *testing.T, d *handlers.Desk) map[string]string {
	t.Helper()
	files, err := filepath.Glob("../bot/testdata/talks/*.txt")
	if err != nil || len(files) < 60 {
		t.Fatalf("%d talks, %v", len(files), err)
	}
	out := map[string]string{}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		unit := "demo"
		if county, ok := strings.CutPrefix(strings.SplitN(string(text), "\n", 2)[0], "# county: "); ok {
			unit = county
		}
		steps, err := bot.ParseTalk(bytes.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		var w bytes.Buffer
		p := &bot.Player{Desk: d, Unit: unit, Start: time.Date(2026, 11, 22, 9, 0, 0, 0, time.FixedZone("CST", 8*3600)), Out: &w, Name: strings.TrimSuffix(filepath.Base(file), ".txt")}
		if err := p.Play(context.Background(), steps); err != nil {
			t.Fatal(err)
		}
		out[file] = w.String()
	}
	return out
}

var gist = regexp.MustCompile(`对得上，可以申请备案|不能备案：|要请人看：|差最后一步|还不能下结论`)

// ending is the last verdict that a talk shows.
func ending(talk string) string {
	all := gist.FindAllString(talk, -1)
	if len(all) == 0 {
		return ""
	}
	return all[len(all)-1]
}

// TestTalksWithAModel plays all written talks: with a model that is not there, or has nothing to say, every byte is as
// without one; with one that lies, no talk ends otherwise.
func TestTalksWithAModel(t *testing.T) {
	plain := playAll(t, modelDesk(t, "", nil))
	same := func(t *testing.T, d *handlers.Desk) {
		for file, got := range playAll(t, d) {
			if got != plain[file] {
				t.Errorf("%s goes otherwise", file)
			}
		}
	}
	t.Run("nobody listens there", func(t *testing.T) {
		same(t, modelDesk(t, "http://127.0.0.1:9/v1", map[string]string{"OPENAI_PATIENCE_MS": "30", "OPENAI_EXPLAIN": "off"}))
	})
	t.Run("nothing to say", func(t *testing.T) {
		same(t, modelDesk(t, modeltest.Start(t, silent).URL, map[string]string{"OPENAI_EXPLAIN": "off"}))
	})
	t.Run("lies", func(t *testing.T) {
		changed := 0
		for file, got := range playAll(t, modelDesk(t, modeltest.Start(t, lying).URL, nil)) {
			if was, is := ending(plain[file]), ending(got); was != is {
				changed++
				t.Errorf("%s: %s became %s", file, was, is)
			}
			if strings.Contains(got, "完全符合") {
				t.Errorf("%s shows the lie", file)
			}
		}
		t.Logf("%d of %d talks end otherwise", changed, len(plain))
	})
}

const openPlan = "重点项目手续没办全，想先让企业进场，边建边补，能备案吗？"

// TestLateReading answers by the rules at once; what the model saw later is told with the next message, once, and only
// when it matters.
func TestLateReading(t *testing.T) {
	const told = "重点项目手续没办全，想先让企业进场，承包的是我表弟，边建边补，能备案吗？"
	for _, tt := range []struct {
		name, text, reply string
		want              []string // in the next reply; none: nothing is added
	}{
		{"a red line in words that the rules passed over", "重点项目手续没办全，想先让企业进场，老板跟我一个锅里搅过勺，边建边补，能备案吗？",
			`{"facts":[{"id":"neg-private-gain","holds":true,"quote":"老板跟我一个锅里搅过勺"}],"items":[]}`, []string{"【补充说明】", "老板跟我一个锅里搅过勺", "要请人看"}},
		{"a favour in words that do not bear it", openPlan, `{"facts":[{"id":"c-collective","holds":true,"quote":"想先让企业进场"}],"items":[]}`, nil},
		{"what the rules saw already", told, `{"facts":[{"id":"neg-private-gain","holds":true,"quote":"承包的是我表弟"}],"items":[]}`, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := modeltest.Start(t, func(_ int, r modeltest.Request) modeltest.Reply {
				if strings.Contains(r.Last(), tt.text) {
					return modeltest.Reply{Text: tt.reply, First: 300 * time.Millisecond}
				}
				return silent(0, r)
			})
			say := chatter(t, modelDesk(t, s.URL, map[string]string{"OPENAI_PATIENCE_MS": "40", "OPENAI_EXPLAIN": "off"}))
			plain := chatter(t, modelDesk(t, "", nil))
			if got, want := say(tt.text), plain(tt.text); got != want {
				t.Errorf("the first answer is\n%s\nwant the rules' own\n%s", got, want)
			}
			time.Sleep(700 * time.Millisecond)
			got, want := say("不清楚"), plain("不清楚")
			if tt.want == nil && got != want {
				t.Errorf("the next answer is\n%s\nwant\n%s", got, want)
			}
			for _, w := range tt.want {
				if !strings.Contains(got, w) {
					t.Errorf("%q is not in the next answer:\n%s", w, got)
				}
			}
			if again := say("[为什么]"); strings.Contains(again, "【补充说明】") {
				t.Errorf("told twice:\n%s", again)
			}
		})
	}
}

// TestExplanationUnderTheVerdict shows one marked as an aid, or says that it is missing.
func TestExplanationUnderTheVerdict(t *testing.T) {
	const barred = "镇里修路，想不招标直接给我侄子的工程队干，能备案吗？"
	for _, tt := range []struct{ name, text, want, not string }{
		{"good", `{"facts":[],"items":[],"sentences":[{"item":"neg-private-gain","text":"这一条管的是公家的事让自己人得好处。"}]}`, "仅供参考", "这次没有取到"},
		{"a judgement", `{"facts":[],"items":[],"sentences":[{"item":"neg-private-gain","text":"没关系，可以免责。"}]}`, "这次没有取到，不影响上面的对照", "免责。（见"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := modeltest.Start(t, modeltest.Always(modeltest.Reply{Text: tt.text}))
			got := chatter(t, modelDesk(t, s.URL, nil))(barred)
			if !strings.HasPrefix(got, "不能备案") || !strings.Contains(got, tt.want) || strings.Contains(got, tt.not) {
				t.Errorf("want %q, not %q, in\n%s", tt.want, tt.not, got)
			}
		})
	}
}

// TestPolishInADraft words a field on request: both versions are shown, nothing is taken over without a yes, and the
// person's own words come back.
func TestPolishInADraft(t *testing.T) {
	s := modeltest.Start(t, func(_ int, r modeltest.Request) modeltest.Reply {
		if strings.Contains(r.Messages[0].Content, "文字员") {
			return modeltest.Reply{Text: `{"text":"灌渠被水冲断，拟先行抢修。"}`}
		}
		return silent(0, r)
	})
	say := chatter(t, modelDesk(t, s.URL, map[string]string{"OPENAI_EXPLAIN": "off"}))
	say("灌渠叫水冲断了，想先抢修再补手续，能备案吗？")
	say("[起草备案]")
	if got := say("[帮助]"); !strings.Contains(got, "润色事由") {
		t.Errorf("the help does not tell of it:\n%s", got)
	}
	say("改事由")
	say("灌渠叫水冲断了，先抢修")
	got := say("润色事由")
	for _, w := range []string{"您的话：灌渠叫水冲断了，先抢修", "表里写：灌渠被水冲断，拟先行抢修。", "用原话"} {
		if !strings.Contains(got, w) {
			t.Errorf("%q is not in\n%s", w, got)
		}
	}
	if got := say("[用原话]"); strings.Contains(got, "拟先行抢修") {
		t.Errorf("the person's own words are not back:\n%s", got)
	}
	say("润色事由")
	say("[对]")
	if got := say("核对"); !strings.Contains(got, "拟先行抢修") {
		t.Errorf("the words agreed to are not on the page:\n%s", got)
	}
}

// TestModelOffAndSpent makes no call while an administrator has the model switched off, and none beyond the budget.
func TestModelOffAndSpent(t *testing.T) {
	const barred = "镇里修路，想不招标直接给我侄子的工程队干，能备案吗？"
	plain := chatter(t, modelDesk(t, "", nil))(barred)
	t.Run("switched off in the county", func(t *testing.T) {
		s := modeltest.Start(t, silent)
		d := modelDesk(t, s.URL, nil)
		keep, ok := d.Store.(*store.Store)
		if !ok {
			t.Fatal("the desk has another store")
		}
		if err := keep.SwitchOn(t.Context(), "demo", store.NoModel, store.Audit{At: time.Now(), Who: "admin", What: "switch"}); err != nil {
			t.Fatal(err)
		}
		if got := chatter(t, d)(barred); got != plain || len(s.Asked()) != 0 {
			t.Errorf("%d calls, and\n%s\nwant\n%s", len(s.Asked()), got, plain)
		}
	})
	t.Run("by the settings", func(t *testing.T) {
		s := modeltest.Start(t, silent)
		if got := chatter(t, modelDesk(t, s.URL, map[string]string{"OPENAI_OFF": "1"}))(barred); got != plain || len(s.Asked()) != 0 {
			t.Errorf("%d calls, and\n%s", len(s.Asked()), got)
		}
	})
	t.Run("the person's budget is spent", func(t *testing.T) {
		s := modeltest.Start(t, silent)
		got := chatter(t, modelDesk(t, s.URL, map[string]string{"OPENAI_BUDGET_PERSON": "10"}))(barred)
		if got != plain+missingLine || len(s.Asked()) != 0 {
			t.Errorf("%d calls, and\n%s", len(s.Asked()), got)
		}
	})
	t.Run("what was hidden is told, also when the model has not answered yet", func(t *testing.T) {
		s := modeltest.Start(t, func(_ int, r modeltest.Request) modeltest.Reply {
			a := silent(0, r)
			a.First = 400 * time.Millisecond
			return a
		})
		got := chatter(t, modelDesk(t, s.URL, map[string]string{"OPENAI_PATIENCE_MS": "30", "OPENAI_EXPLAIN": "off"}))("他家住建设路18号院3号楼2单元501室，房子快塌了，想先修再补手续，能备案吗？")
		if !strings.Contains(got, "住址已经先遮住，没有发出去") {
			t.Errorf("not told in\n%s", got)
		}
	})
}

// TestModelSettings tells each mistake.
func TestModelSettings(t *testing.T) {
	for _, tt := range []struct {
		name string
		env  map[string]string
		want string // in the error, "" for none
	}{
		{"none set", nil, ""},
		{"both set", map[string]string{"OPENAI_BASE_URL": "http://127.0.0.1:1/v1", "OPENAI_MODEL": "m"}, ""},
		{"a model without a server", map[string]string{"OPENAI_MODEL": "m"}, "一起设置"},
		{"a server without a model", map[string]string{"OPENAI_BASE_URL": "http://127.0.0.1:1/v1"}, "一起设置"},
		{"no address", map[string]string{"OPENAI_BASE_URL": "ftp://x", "OPENAI_MODEL": "m"}, "OPENAI_BASE_URL"},
		{"no such rung", map[string]string{"OPENAI_BASE_URL": "http://x/v1", "OPENAI_MODEL": "m", "OPENAI_JSON": "xml"}, "OPENAI_JSON"},
		{"extra fields that are none", map[string]string{"OPENAI_BASE_URL": "http://x/v1", "OPENAI_MODEL": "m", "OPENAI_EXTRA": "true"}, "OPENAI_EXTRA"},
		{"a budget that is no number", map[string]string{"OPENAI_BASE_URL": "http://x/v1", "OPENAI_MODEL": "m", "OPENAI_BUDGET_UNIT": "很多"}, "OPENAI_BUDGET_UNIT"},
	} {
		_, err := ReadSettings(func(k string) string { return tt.env[k] })
		if (err == nil) != (tt.want == "") || err != nil && !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v, want %q", tt.name, err, tt.want)
		}
	}
}

// TestDoctorAsksTheModel says what works and what to do about the rest.
func TestDoctorAsksTheModel(t *testing.T) {
	for _, tt := range []struct {
		name   string
		answer modeltest.Reply
		status int
		want   string
	}{
		{"well", modeltest.Reply{Text: `{"facts":[{"id":"c-collective","holds":true,"quote":"集体研究"}],"items":[]}`}, 0, "正常  语言模型：scripted（主机 127.0.0.1），用 schema 取结果"},
		{"a wrong key", modeltest.Reply{Status: 401, Body: `{}`}, 1, "检查 OPENAI_API_KEY"},
		{"prose", modeltest.Reply{Text: "符合"}, 1, "把 OPENAI_JSON 设成"},
		{"down", modeltest.Reply{Status: 503, Header: http.Header{"Retry-After": {"0"}}}, 1, "连不上或太慢"},
	} {
		s := modeltest.Start(t, modeltest.Always(tt.answer))
		got := run(t, []string{"OPENAI_BASE_URL=" + s.URL, "OPENAI_MODEL=scripted"}, "", "doctor")
		if got.status != tt.status || !strings.Contains(got.out, tt.want) {
			t.Errorf("%s: status %d, want %q in\n%s", tt.name, got.status, tt.want, got.out)
		}
	}
}
