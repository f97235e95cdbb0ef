package discord

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestSplit(t *testing.T) {
	const citation = "《容错纠错实施办法（试行）》（平发〔2025〕3号）第十二条"
	for _, test := range []struct {
		name, text string
		most       int
		want       []string
	}{
		{"what fits stays whole", "能备案。", 10, []string{"能备案。"}},
		{"nothing is one empty piece", "", 10, []string{""}},
		{"a line is the best place", "第一句。第二句\n第三句。第四", 12, []string{"第一句。第二句\n", "第三句。第四"}},
		{"a sentence is better than a part of one", "先开工，后补办。谁定的", 9, []string{"先开工，后补办。", "谁定的"}},
		{"a part is better than anywhere", "先把企业请进来，再办后面的手续", 12, []string{"先把企业请进来，", "再办后面的手续"}},
		{"a citation is not cut", "按照" + citation, 30, []string{"按照", citation}},
		{"nor a title with a full stop in it", "依据《一。二。三。四》办", 10, []string{"依据", "《一。二。三。四》办"}},
		{"nor a number of a filing", "请先看，演纪备〔2026〕12号", 14, []string{"请先看，", "演纪备〔2026〕12号"}},
		{"a word of another script counts two units", "😀😀😀", 4, []string{"😀😀", "😀"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := split(test.text, test.most)
			if strings.Join(got, "|") != strings.Join(test.want, "|") {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

// TestSplitKeepsCitationsWhole cuts long texts full of citations at every width: each citation is in one piece.
func TestSplitKeepsCitationsWhole(t *testing.T) {
	citations := []string{"《容错纠错实施办法（试行）》（平发〔2025〕3号）第十二条", "《关于进一步激励干部的意见》〔2018〕第5条", "演纪备〔2026〕12号"}
	text := strings.Repeat("先开工后补办，"+citations[0]+"写得清楚。按"+citations[1]+"；备案号"+citations[2]+"\n", 30)
	for most := 60; most < 200; most += 7 {
		pieces := split(text, most)
		for _, c := range citations {
			n := 0
			for _, p := range pieces {
				n += strings.Count(p, c)
			}
			if n != strings.Count(text, c) {
				t.Fatalf("at %d units %q is whole %d times, want %d", most, c, n, strings.Count(text, c))
			}
		}
	}
}

// TestSplitLosesNothing: whatever the text, the pieces joined are the text, and none is too long or no text.
func TestSplitLosesNothing(t *testing.T) {
	words := rapid.SampledFrom([]string{"先开工", "。", "，", "《", "》", "〔2025〕", "3号", "第二条", "\n", "（", "）", "😀", "a", " ", "\\*", "\\", "…", "é", "\u200b"})
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOf(words).Draw(t, "words"), "")
		if rapid.Bool().Draw(t, "raw") {
			text = rapid.String().Draw(t, "text")
		}
		most := rapid.IntRange(2, 60).Draw(t, "most")
		pieces := split(text, most)
		if strings.Join(pieces, "") != text {
			t.Fatalf("%q at %d becomes %q", text, most, pieces)
		}
		for _, p := range pieces {
			if length(p) > most || !utf8.ValidString(p) || p == "" && text != "" {
				t.Fatalf("%q at %d has the piece %q", text, most, p)
			}
		}
	})
}

func TestEscape(t *testing.T) {
	for _, test := range []struct{ name, text, want string }{
		{"emphasis", "**粗**_斜_~~删~~`码`||藏||", `\*\*粗\*\*\_斜\_\~\~删\~\~` + "\\`码\\`" + `\|\|藏\|\|`},
		{"everyone is nobody", "@everyone @here", "@\u200beveryone @\u200bhere"},
		{"a mention of a person, a role, a channel", "<@1> <@&2> <#3>", "\\<@\u200b1\\> \\<@\u200b&2\\> \\<\\#3\\>"},
		{"a link with other words", "[清单](http://x)", `\[清单\](http://x)`},
		{"heading and quote", "# 一\n> 二", "\\# 一\n\\> 二"},
		{"the turn of writing", "a\u202eb\u2066c\x00d\x1be", "abcde"},
		{"no list that Discord would number anew", "3. 三\n　4. 四\n- 五\n六-七 8.", "3\\. 三\n　4\\. 四\n\\- 五\n六-七 8."},
		{"Chinese marks stay", "【依据】《办法》〔2025〕3号", "【依据】《办法》〔2025〕3号"},
	} {
		if got := escape(test.text); got != test.want {
			t.Errorf("%s: got %q, want %q", test.name, got, test.want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOf(rapid.RuneFrom([]rune("\\*_~|>#[]<@中文a1.- \n"))).Draw(t, "text")
		if got := unescape(escape(text)); got != text {
			t.Fatalf("%q comes back as %q", text, got)
		}
	})
}
