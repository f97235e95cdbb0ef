package bot_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"regexp"
	"strings"
	"testing"
	"time"

	"dandang/bot"
	"dandang/filing"
	"dandang/handlers"
	"dandang/knowledge"
	"dandang/reader"
	"dandang/store"
)

// machine is what no person should read: ids of items and questions, keys, formats that were not filled in.
var machine = regexp.MustCompile(`\b(pos|neg|q)-[a-z]+|%!|<nil>|\{\{|panic`)

// fuzzDesk is the whole product below the channel on an embedded store.
func fuzzDesk(f *testing.F) *handlers.Desk {
	f.Helper()
	lists, err := knowledge.Embedded()
	if err != nil {
		f.Fatal(err)
	}
	r, err := reader.NewOffline()
	if err != nil {
		f.Fatal(err)
	}
	rules, err := filing.ShippedRules()
	if err != nil {
		f.Fatal(err)
	}
	forms, err := filing.LoadForms(nil)
	if err != nil {
		f.Fatal(err)
	}
	log := slog.New(slog.DiscardHandler)
	s, err := store.Open(f.Context(), store.Options{Dir: f.TempDir(), Log: log})
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { _ = s.Close() })
	return &handlers.Desk{Lists: lists.Base, Reader: r, Store: s, Log: log, Rules: rules, Forms: forms, Templates: &filing.Templates{}}
}

// FuzzDesk drives the whole desk with arbitrary lines: each is answered, in words for people, and the desk goes on.
func FuzzDesk(f *testing.F) {
	for _, s := range []string{
		"重点项目手续没办全，想先让企业进场，能备案吗？\n1\n都没有\n起草备案",
		"起草备案\n[填写]\n3万\n2026年2月30日\n[上一步]\n提交", "[转人工]\n[不存在的按钮]\n\xff\xfe\n[]\n[",
		"我的备案\n撤回备案 1号\n复制 1\n核验 3F2A-91C0-77DE-0B45-A6E8", "{\"text\":1}\n{{事项名称}}\n%s%d%n",
	} {
		f.Add(s)
	}
	d := fuzzDesk(f)
	run := 0
	f.Fuzz(func(t *testing.T, text string) {
		lines := strings.Split(text, "\n")
		lines = lines[:min(len(lines), 20)]
		run++
		var in bytes.Buffer
		for _, line := range lines {
			m := map[string]string{"from": fmt.Sprint("f", run)}
			if press, ok := strings.CutPrefix(line, "["); ok {
				m["press"] = strings.TrimSuffix(press, "]")
			} else {
				m["text"] = line
			}
			b, err := json.Marshal(m)
			if err != nil {
				t.Fatal(err)
			}
			in.Write(append(b, '\n'))
		}
		var out bytes.Buffer
		n := 0
		j := &bot.JSONLines{Desk: d, Unit: "demo", In: &in, Out: &out, Now: func() time.Time { return start },
			ID: func() string { n++; return fmt.Sprint(run, "-", n) }}
		if err := j.Run(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := strings.Count(out.String(), `{"done":true}`); got != len(lines) {
			t.Fatalf("%d answered of %d", got, len(lines))
		}
		for line := range strings.Lines(out.String()) {
			var r struct {
				Text string
				Done bool
			}
			if err := json.Unmarshal([]byte(line), &r); err != nil {
				t.Fatalf("%v: %s", err, line)
			}
			if !r.Done && r.Text == "" {
				t.Errorf("an empty reply to %q", text)
			}
			if m := machine.FindString(r.Text); m != "" && !strings.Contains(text, m) {
				t.Errorf("the reply says %q: %s", m, r.Text)
			}
		}
	})
}
