package discord

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"dandang/handlers"
)

// TestTenThousandInteractions throws interactions and messages of every kind at the bridge, most of them broken, with replies of
// every kind behind them. None stops it, each is answered exactly once, and everything that is sent keeps Discord's limits.
func TestTenThousandInteractions(t *testing.T) {
	const many = 20_000 // of which more than ten thousand are interactions
	s := &stage{roles: map[string][]string{clerk: {helper}}, recent: []Shown{{ID: "1", Author: cadre, Content: "话"}}}
	f := newFuzzer()
	e := &echo{reply: func(m handlers.Message) []handlers.Reply { return []handlers.Reply{f.reply(m.From.ID)} }}
	b := newBridge(t, s, e)
	b.find = entries{NewIndex([]Choice{{"重大产业项目抢进度", "a"}})}
	known := 0
	for i := range many {
		if i%5 == 4 {
			b.Said(f.said(i))
			continue
		}
		in := f.interaction(i)
		b.Interaction(in)
		if in.Kind >= KindCommand && in.Kind <= KindWindow {
			known++
		}
		for i%100 == 0 && left(b) > 0 {
			time.Sleep(time.Millisecond)
		}
	}
	if err := b.close(context.Background()); err != nil {
		t.Fatal(err)
	}
	first := map[string]int{}
	for _, c := range s.done() {
		checkSent(t, c)
		switch c.what {
		case "defer", "respond", "open", "complete":
			first[c.id]++
		}
	}
	for id, n := range first {
		if n != 1 {
			t.Errorf("interaction %s is answered %d times", id, n)
		}
	}
	if len(first) != known || known < 10_000 {
		t.Errorf("%d of %d interactions are answered", len(first), known)
	}
	t.Logf("%d interactions and %d messages, %d calls, %d turns of the desk", known, many/5, len(s.done()), len(e.all()))
}

// A fuzzer makes interactions, messages and replies of every kind, most of them broken, the same each time.
type fuzzer struct {
	mu    sync.Mutex
	r     *rand.Rand
	words []string
}

func newFuzzer() *fuzzer {
	f := &fuzzer{r: rand.New(rand.NewPCG(1, 2))}
	f.words = []string{"", " ", "@everyone", "**", "【依据】", "\x00", "\xff", "1|a|b", "0|", "-1|x", "99999999999999999999|x", inputText, "删除", "ZX-2026-0001", "提交", "补充情况", strings.Repeat("长", 3000)}
	for i := range 300 {
		f.words = append(f.words, rapid.StringN(0, 40, 300).Example(i))
	}
	return f
}

func pick[T any](f *fuzzer, from ...T) T { return from[f.r.IntN(len(from))] }

func (f *fuzzer) odd() string { return pick(f, f.words...) }

func (f *fuzzer) some(most int) []string {
	var out []string
	for range f.r.IntN(most + 1) {
		out = append(out, f.odd())
	}
	return out
}

func (f *fuzzer) reply(person string) handlers.Reply {
	f.mu.Lock()
	defer f.mu.Unlock()
	r := handlers.Reply{To: person, Text: f.odd() + "\n" + f.odd(), Buttons: f.some(40), Options: f.some(40), Asks: f.odd(), File: pick(f, "", "/nowhere.docx", "bridge.go")}
	for i := range f.r.IntN(40) {
		r.Blanks = append(r.Blanks, handlers.Blank{Number: i + 1, Section: fmt.Sprint(i / 7), Label: f.odd()})
	}
	return r
}

func (f *fuzzer) customID() string {
	if f.r.IntN(4) == 0 {
		return f.odd()
	}
	return testKeys.encode(control{
		Verb: pick(f, verbPress, verbPress, verbWrite, verbFill, verbUnit, verbRead, 'x', '|'), Staff: f.r.IntN(2) == 0, Unit: pick(f, "demo", "demo", "yexian", "nowhere", "", "a|b"),
		Person: pick(f, cadre, cadre, clerk, other, anyStaff, ""), Asks: f.odd(), Label: f.odd(),
	})
}

func (f *fuzzer) interaction(i int) Interaction {
	f.mu.Lock()
	defer f.mu.Unlock()
	in := Interaction{
		ID: fmt.Sprint(i), Kind: pick(f, 0, 1, KindCommand, KindComponent, KindComponent, KindComplete, KindWindow, KindWindow, 6), Guild: pick(f, guild, guild, "", "7", "111111111111111112"), Channel: "5",
		User: pick(f, cadre, cadre, clerk, other, ""), Roles: pick(f, nil, []string{helper}, []string{""}), Command: pick(f, f.odd(), "提问", "起草", "清单", "办理", "待办", menuHuman, "我的数据"),
		Words: f.odd(), Part: f.odd(), CustomID: f.customID(), Label: f.odd(), Values: f.some(2), FileLimit: pick(f, 0, 1, 1<<30), At: time.Now(),
	}
	for range f.r.IntN(6) {
		in.Inputs = append(in.Inputs, Input{f.odd(), f.odd()})
	}
	return in
}

func (f *fuzzer) said(i int) Said {
	f.mu.Lock()
	defer f.mu.Unlock()
	return Said{ID: fmt.Sprint(i), Guild: pick(f, guild, "", "7"), Channel: "5", User: pick(f, cadre, clerk, other), Text: f.odd(), Mentioned: true, Attachments: f.r.IntN(2), At: time.Now()}
}

func left(b *bridge) int {
	b.queue.mu.Lock()
	defer b.queue.mu.Unlock()
	return b.queue.count
}

// entries is a finder with the same entries for every county.
type entries struct{ all *Index }

func (e entries) Entries(string) *Index                         { return e.all }
func (e entries) Cases(context.Context, string) (*Index, error) { return e.all, nil }

// checkSent holds what was sent to Discord's limits, as far as they are ours to keep.
func checkSent(t *testing.T, c call) {
	t.Helper()
	switch c.what {
	case "open":
		checkWindow(t, c.window)
	case "complete":
		for _, x := range c.choices {
			if x.Name == "" || length(x.Name) > 100 || length(x.Value) > 100 || len(c.choices) > 25 {
				t.Errorf("the choices are %+v", c.choices)
			}
		}
	case "respond", "edit", "follow", "send":
		checkMessage(t, c.message)
	}
}

func checkMessage(t *testing.T, m Message) {
	t.Helper()
	if m.Mentions.Parse == nil || len(m.Mentions.Parse) > 0 || strings.Contains(m.Content, "@everyone") {
		t.Errorf("somebody may be notified: %+v", m)
	}
	if strings.TrimSpace(m.Content) == "" && len(m.Embeds) == 0 && len(m.Files) == 0 && len(m.Components) == 0 {
		t.Errorf("an empty message: %+v", m)
	}
	if length(m.Content) > 2000 || len(m.Embeds) > 10 || len(m.Components) > 5 || len(m.Files) > 10 {
		t.Errorf("a message too large: %d in the content", length(m.Content))
	}
	size := 0
	for _, e := range m.Embeds {
		size += length(e.Description)
		if e.Footer != nil {
			size += length(e.Footer.Text)
		}
		for _, f := range e.Fields {
			size += length(f.Name) + length(f.Value)
			if f.Name == "" || f.Value == "" || length(f.Name) > 256 || length(f.Value) > 1024 {
				t.Errorf("a field %+v", f)
			}
		}
		if len(e.Fields) > 25 || length(e.Description) > 4096 || len(e.Fields) == 0 && e.Description == "" && e.Footer == nil {
			t.Errorf("a card with %d fields", len(e.Fields))
		}
	}
	if size > 6000 {
		t.Errorf("cards of %d", size)
	}
	ids := map[string]bool{}
	for _, row := range m.Components {
		checkRow(t, row, ids)
	}
}

func checkRow(t *testing.T, row Row, ids map[string]bool) {
	t.Helper()
	if len(row.Components) == 0 || len(row.Components) > 5 || row.Type != typeRow {
		t.Errorf("a row of %d", len(row.Components))
	}
	for _, c := range row.Components {
		if ids[c.CustomID] || c.CustomID == "" || length(c.CustomID) > 100 {
			t.Errorf("the custom_id %q", c.CustomID)
		}
		ids[c.CustomID] = true
		switch c.Type {
		case typeButton:
			if strings.TrimSpace(c.Label) == "" || length(c.Label) > 80 {
				t.Errorf("the button %q", c.Label)
			}
		case typeSelect:
			values := map[string]bool{}
			for _, o := range c.Options {
				if values[o.Value] || strings.TrimSpace(o.Label) == "" || length(o.Label) > 100 || o.Value == "" || length(o.Value) > 100 || length(o.Description) > 100 {
					t.Errorf("the choice %+v", o)
				}
				values[o.Value] = true
			}
			if len(c.Options) == 0 || len(c.Options) > 25 || len(row.Components) != 1 || length(c.Placeholder) > 150 {
				t.Errorf("a list of %d", len(c.Options))
			}
		}
	}
}

func checkWindow(t *testing.T, w Modal) {
	t.Helper()
	if strings.TrimSpace(w.Title) == "" || length(w.Title) > 45 || w.CustomID == "" || length(w.CustomID) > 100 || len(w.Components) == 0 || len(w.Components) > 5 {
		t.Errorf("the window %+v", w)
	}
	ids := map[string]bool{}
	for _, row := range w.Components {
		c := row.Components[0]
		if ids[c.CustomID] || c.CustomID == "" || length(c.CustomID) > 100 || strings.TrimSpace(c.Label) == "" || length(c.Label) > 45 || length(c.Placeholder) > 100 || c.MaxLength > 4000 {
			t.Errorf("the place %+v", c)
		}
		ids[c.CustomID] = true
	}
}
