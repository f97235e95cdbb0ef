package discord

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

const verdictText = `对得上，可以申请备案：属于“重大产业项目抢进度”，要件齐了。
【依据】
  · 正面情形“重大产业项目抢进度”——平顶山市，《容错免责事项适用情形负面清单》第2种情形
    · 深一层
【红线】您已声明均不存在。
【谁来定】机器人只按清单对照，认定权在演示县纪委监委。
【演示】演示县清单，不是真实规定。`

func TestAVerdictAsACard(t *testing.T) {
	got := pages(verdictText)
	if len(got) != 1 {
		t.Fatalf("%d pages", len(got))
	}
	p := got[0]
	if p.gist != "**对得上，可以申请备案：属于“重大产业项目抢进度”，要件齐了。**" || p.lead != "" {
		t.Errorf("the gist is %q, before the sections stands %q", p.gist, p.lead)
	}
	want := []field{
		{"依据", "· 正面情形“重大产业项目抢进度”——平顶山市，《容错免责事项适用情形负面清单》第2种情形\n　· 深一层"},
		{"红线", "您已声明均不存在。"},
	}
	if len(p.fields) != 2 || p.fields[0] != want[0] || p.fields[1] != want[1] {
		t.Errorf("the sections are %q", p.fields)
	}
	if p.foot != "【谁来定】机器人只按清单对照，认定权在演示县纪委监委。\n【演示】演示县清单，不是真实规定。" {
		t.Errorf("the foot is %q", p.foot)
	}
}

func TestSmallPrintInTheMiddleStaysThere(t *testing.T) {
	p := pages(verdictText + "\n【提醒】手机号已经遮住。")[0]
	if p.foot != "" || len(p.fields) != 5 || p.fields[4].name != "提醒" {
		t.Errorf("got the sections %q and the foot %q", p.fields, p.foot)
	}
}

// plainPages is what a person reads on pages, in order.
func plainPages(all []page) string {
	var w strings.Builder
	for _, p := range all {
		w.WriteString(unescape(strings.TrimSuffix(strings.TrimPrefix(p.gist, "**"), "**")) + unescape(p.lead))
		for _, f := range p.fields {
			if f.name != unnamed {
				w.WriteString("【" + unescape(f.name) + "】")
			}
			w.WriteString(unescape(f.value))
		}
		w.WriteString(p.foot)
	}
	return w.String()
}

// bare is a text without blanks: those may differ between channels, words may not.
func bare(s string) string {
	return strings.Join(strings.Fields(strings.ReplaceAll(s, unnamed, "")), "")
}

// checkLimits holds pages to what Discord takes.
func checkLimits(t interface{ Errorf(string, ...any) }, all []page) {
	for i, p := range all {
		size := length(p.lead) + length(p.foot)
		for _, f := range p.fields {
			size += length(f.name) + length(f.value)
			if f.name == "" || f.value == "" || length(f.name) > 256 || length(f.value) > 1024 {
				t.Errorf("page %d has the field %q", i, f)
			}
		}
		if length(p.gist) > 2000 || length(p.lead) > 4096 || length(p.foot) > 2048 || size > 6000 || len(p.fields) > 25 {
			t.Errorf("page %d is too large", i)
		}
		if p.gist == "" && size == 0 {
			t.Errorf("page %d is empty", i)
		}
	}
}

// TestPagesLoseNothing lays out every reply of the written talks, and random ones: all words are there, in order, within the
// limits.
func TestPagesLoseNothing(t *testing.T) {
	files, err := filepath.Glob("../testdata/*/*.txt")
	if err != nil || len(files) < 80 {
		t.Fatalf("%d talks, %v", len(files), err)
	}
	n := 0
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, reply := range replyTexts(string(text)) {
			n++
			all := pages(reply)
			checkLimits(t, all)
			if got := bare(plainPages(all)); got != bare(reply) {
				t.Fatalf("%s: the reply\n%s\nis shown as\n%s", file, reply, plainPages(all))
			}
		}
	}
	t.Logf("%d replies", n)
	words := rapid.SampledFrom([]string{"【依据】", "【谁来定】", "\n", "  · ", "对得上", "《办法》〔2025〕3号", "1. ", "@everyone", "**", "😀", strings.Repeat("长", 700), strings.Repeat("很长的一句。", 300)})
	rapid.Check(t, func(t *rapid.T) {
		reply := "x" + strings.Join(rapid.SliceOfN(words, 0, 60).Draw(t, "words"), "")
		all := pages(reply)
		checkLimits(t, all)
		if got := bare(plainPages(all)); got != bare(strings.ReplaceAll(reply, unnamed, "")) {
			t.Fatalf("the reply\n%q\nis shown as\n%q", reply, plainPages(all))
		}
	})
}

// replyTexts are the texts of the replies in a written talk.
func replyTexts(talk string) []string {
	var out []string
	var lines []string
	for _, line := range append(strings.Split(talk, "\n"), "> ") {
		text, reply := strings.CutPrefix(line, "  ")
		if reply && !strings.HasPrefix(text, "[") && !strings.HasPrefix(text, "<") {
			lines = append(lines, text)
			continue
		}
		if len(lines) > 0 {
			out = append(out, strings.Join(lines, "\n"))
			lines = nil
		}
	}
	return out
}
