package discord

import (
	"encoding/json"
	"flag"
	"fmt"
	"html"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// previewPayload is what a preview looks at in the payload of a message.
type previewPayload struct {
	Content    string
	Embeds     []previewEmbed
	Components []previewRow
	Flags      int
}

type previewEmbed struct {
	Title, Description string
	Color              int
	Fields             []struct{ Name, Value string }
	Footer             *struct{ Text string }
}

type previewRow struct {
	Components []struct {
		Type        int
		Style       int
		Label       string
		Placeholder string
		Disabled    bool
	}
}

// previewPage makes a page of HTML that shows messages about as Discord would, to be looked at by people. who speaks stands above
// each payload; a payload that is plain text is what a person said.
func previewPage(title string, messages []previewMessage) (string, error) {
	var w strings.Builder
	fmt.Fprintf(&w, `<!doctype html><meta charset="utf-8"><title>%s</title><style>%s</style><div class="page">`, html.EscapeString(title), previewStyle)
	for _, m := range messages {
		fmt.Fprintf(&w, `<div class="message"><div class="who">%s<span>%s</span></div>`, html.EscapeString(m.who), html.EscapeString(m.note))
		if m.payload == nil {
			fmt.Fprintf(&w, `<div class="text">%s</div>`, previewText(escape(m.said)))
		} else if err := previewBody(&w, m.payload, m.files); err != nil {
			return "", err
		}
		w.WriteString("</div>")
	}
	w.WriteString("</div>")
	return w.String(), nil
}

type previewMessage struct {
	who, note string
	said      string
	payload   []byte
	files     []string
}

func previewBody(w *strings.Builder, payload []byte, files []string) error {
	var p previewPayload
	if err := json.Unmarshal(payload, &p); err != nil {
		return err
	}
	if p.Content != "" {
		fmt.Fprintf(w, `<div class="text">%s</div>`, previewText(p.Content))
	}
	for _, e := range p.Embeds {
		fmt.Fprintf(w, `<div class="embed" style="border-left-color:#%06x">`, e.Color)
		if e.Title != "" {
			fmt.Fprintf(w, `<div class="name">%s</div>`, previewText(e.Title))
		}
		if e.Description != "" {
			fmt.Fprintf(w, `<div class="text">%s</div>`, previewText(e.Description))
		}
		for _, f := range e.Fields {
			fmt.Fprintf(w, `<div class="name">%s</div><div class="text">%s</div>`, previewText(f.Name), previewText(f.Value))
		}
		if e.Footer != nil {
			fmt.Fprintf(w, `<div class="foot">%s</div>`, strings.ReplaceAll(html.EscapeString(e.Footer.Text), "\n", "<br>"))
		}
		w.WriteString("</div>")
	}
	for _, name := range files {
		fmt.Fprintf(w, `<div class="file">📄 %s</div>`, html.EscapeString(name))
	}
	for _, row := range p.Components {
		w.WriteString(`<div class="row">`)
		for _, c := range row.Components {
			switch c.Type {
			case 2:
				fmt.Fprintf(w, `<span class="button s%d">%s</span>`, c.Style, html.EscapeString(c.Label))
			case 3:
				fmt.Fprintf(w, `<span class="select">%s ⌄</span>`, html.EscapeString(c.Placeholder))
			}
		}
		w.WriteString("</div>")
	}
	if p.Flags&64 != 0 {
		w.WriteString(`<div class="only">👁 只有您能看到这条消息</div>`)
	}
	return nil
}

var previewBold = regexp.MustCompile(`\*\*(.+?)\*\*`)

// previewText reads the few marks that we send: bold, and marks that are escaped.
func previewText(s string) string {
	const kept = "\x01"
	s = regexp.MustCompile(`\\(.)`).ReplaceAllStringFunc(s, func(m string) string { return kept + fmt.Sprintf("%04x", []rune(m)[1]) })
	s = previewBold.ReplaceAllString(html.EscapeString(s), "<b>$1</b>")
	s = regexp.MustCompile(kept+`([0-9a-f]{4})`).ReplaceAllStringFunc(s, func(m string) string {
		var r rune
		_, _ = fmt.Sscanf(m[1:], "%x", &r)
		return html.EscapeString(string(r))
	})
	return strings.ReplaceAll(s, "\n", "<br>")
}

const previewStyle = `
body{margin:0;background:#313338;color:#dbdee1;font:16px/1.45 "Noto Sans CJK SC","Noto Sans Mono CJK SC","Noto Serif CJK SC",sans-serif}
.page{padding:18px 24px;width:700px}
.message{margin-bottom:18px}
.who{font-weight:600;color:#f2f3f5;margin-bottom:2px}.who span{font-weight:400;font-size:12px;color:#949ba4;margin-left:8px}
.text{white-space:normal}
.embed{background:#2b2d31;border-left:4px solid #1e1f22;border-radius:4px;padding:10px 14px;margin:6px 0;max-width:560px;font-size:14px}
.name{font-weight:600;color:#f2f3f5;margin-top:8px}
.foot{font-size:12px;color:#b5bac1;margin-top:10px}
.row{margin-top:6px}
.button{display:inline-block;background:#4e5058;color:#fff;border-radius:3px;padding:5px 14px;margin:0 8px 4px 0;font-size:14px}
.button.s1{background:#5865f2}.button.s3{background:#248046}.button.s4{background:#da373c}
.select{display:inline-block;background:#1e1f22;border-radius:4px;padding:8px 12px;width:400px;font-size:14px;color:#b5bac1}
.file{background:#2b2d31;border:1px solid #1e1f22;border-radius:6px;padding:10px;margin:6px 0;max-width:400px;color:#00a8fc}
.only{font-size:12px;color:#949ba4;margin-top:4px}`

var previewDir = flag.String("preview", "", "folder to write pages of HTML into that show talks about as Discord would")

// TestPreview makes pages of talks as people see them on Discord: every word, button and document is on them. With -preview they
// are written down, to be looked at.
func TestPreview(t *testing.T) {
	for name, steps := range map[string]struct {
		file       string
		from, most int // turns shown
	}{
		"verdict": {"../testdata/talks/" + firstTalk(t, "fits-"), 0, 99},
		"form":    {"../testdata/drafts/all-at-once.txt", 1, 4},
		"unclear": {"../testdata/talks/talk-unknown.txt", 0, 2},
	} {
		unit, turns := readTalk(t, steps.file)
		k := newTalker(t, fullDesk(t), steps.file, unit)
		var shown []previewMessage
		var words strings.Builder
		for i, x := range turns[:min(len(turns), steps.most)] {
			said, note := x.step.Text, "/提问"
			if x.step.Press != "" {
				said, note = "【"+x.step.Press+"】", "按下按钮"
			}
			all := k.take(x.step)
			if i < steps.from {
				continue
			}
			shown = append(shown, previewMessage{who: "李科长", note: note, said: said})
			for _, m := range all {
				m.Flags |= flagEphemeral
				payload, err := json.Marshal(m)
				if err != nil {
					t.Fatal(err)
				}
				var files []string
				for _, f := range m.Files {
					files = append(files, f.Name)
				}
				shown = append(shown, previewMessage{who: "担当", note: "机器人", payload: payload, files: files})
				words.WriteString(m.Content)
			}
		}
		page, err := previewPage(name, shown)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(page, `<span class="button`) || !strings.Contains(page, "只有您能看到") || words.Len() == 0 {
			t.Errorf("%s: the page lacks buttons or words", name)
		}
		if *previewDir != "" {
			if err := os.WriteFile(filepath.Join(*previewDir, name+".html"), []byte(page), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// firstTalk is the first written talk whose name begins so.
func firstTalk(t *testing.T, prefix string) string {
	t.Helper()
	files, err := filepath.Glob("../testdata/talks/" + prefix + "*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no talk %s: %v", prefix, err)
	}
	return filepath.Base(files[0])
}
