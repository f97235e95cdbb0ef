package bot

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/mattn/go-runewidth"
	"pgregory.net/rapid"
)

func TestWrap(t *testing.T) {
	tests := []struct {
		name, text string
		width      int
		want       []string
	}{
		{"what fits stays as it is, spaces and all", "  一二三  ", 10, []string{"  一二三  "}},
		{"an empty line stays", "一\n\n二", 10, []string{"一", "", "二"}},
		{"Chinese breaks between characters", "一二三四五六七八", 10, []string{"一二三四五", "六七八"}},
		{"half a character is not squeezed in", "一二三四五六七八", 9, []string{"一二三四", "五六七八"}},
		{"closing punctuation takes its character along", "一二三四五，六", 10, []string{"一二三四", "五，六"}},
		{"several closing marks stay together", "一二三四》），五", 10, []string{"一二三", "四》），五"}},
		{"opening punctuation goes with what it opens", "一二三四（五六）", 10, []string{"一二三四", "（五六）"}},
		{"a closing mark after a space begins no line", "一二三四五 。六", 10, []string{"一二三四", "五 。六"}},
		{"an opening mark before a space ends no line", "一二三（ 四五六）", 10, []string{"一二三", "（ 四五", "六）"}},
		{"a word is not parted", "一二 KNOWLEDGE 三", 12, []string{"一二", "KNOWLEDGE 三"}},
		{"a space at the edge costs no word", "abcdefgh ijklmnop", 8, []string{"abcdefgh", "ijklmnop"}},
		{"a word wider than the line is cut where it is full", "abcdefghijklmnop", 10, []string{"abcdefghij", "klmnop"}},
		{"what is carried over is set in like its line", "  一二三四五六", 10, []string{"  一二三四", "  五六"}},
		{"and as far as the words behind the mark of a list", "  · 一二三四五", 12, []string{"  · 一二三四", "    五"}},
		{"or behind a number", "  12. 一二三四五", 14, []string{"  12. 一二三四", "      五"}},
		{"an amount is no number of a list", "12.5万元归集体", 10, []string{"12.5万元归", "集体"}},
		{"an indent wider than half a line is given up", "        一二三四五", 8, []string{"一二三四", "五"}},
		{"closing marks behind an indent do not stop it", "    一，，，，", 8, []string{"    一，", "    ，，", "    ，"}},
		{"nothing is narrower than eight cells", "一二三四五", 1, []string{"一二三四", "五"}},
		{"an accent stays on its letter", "一二三四e\u0301五", 9, []string{"一二三四e\u0301", "五"}},
		{"a joined sign is not parted", "一二三👩\u200d🌾四五", 9, []string{"一二三", "👩\u200d🌾四五"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := wrap(test.text, test.width); !slices.Equal(got, test.want) {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

// pieces are what drawn texts are made of: all that wrapping treats in a way of its own.
var pieces = []string{"一", "重点项目", "，", "。", "！", "）", "》", "（", "《", "“", "”", "……", "——", " ", "  ", "a", "word", "12", ".", "· ", "1. ", "\n", "\u0301", "👩\u200d🌾", "【", "】", "https://a.example/b?c=d"}

// texts draws texts of such pieces.
func texts() *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		return strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 60).Draw(t, "pieces"), "")
	})
}

// TestWrapKeepsItsRules: no line is too wide, nothing but spaces is lost, and no closing mark begins and no opening
// mark ends a line but inside a stretch that could be broken nowhere and is wider than a line.
func TestWrapKeepsItsRules(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text, width := texts().Draw(t, "text"), rapid.IntRange(8, 60).Draw(t, "width")
		lines := wrap(text, width)
		bare := func(s string) string { return strings.Join(strings.Fields(s), "") }
		if got := bare(strings.Join(lines, "")); got != bare(text) {
			t.Fatalf("lost something: got %q, want %q", got, bare(text))
		}
		for _, source := range strings.Split(text, "\n") {
			kept := wrapLine(source, width)
			for i, line := range kept {
				if w := runewidth.StringWidth(line); w > width {
					t.Fatalf("%q is %d cells wide, want at most %d", line, w, width)
				}
				if i > 0 && closes(line) && !unbreakable(source, width) {
					t.Fatalf("%q begins with a closing mark, of %q in %d cells", line, source, width)
				}
				if i < len(kept)-1 && opens(line) && !unbreakable(source, width) {
					t.Fatalf("%q ends with an opening mark, of %q in %d cells", line, source, width)
				}
			}
		}
	})
}

func closes(line string) bool {
	r, _ := utf8.DecodeRuneInString(strings.TrimLeft(line, " "))
	return strings.ContainsRune(noStart, r)
}

func opens(line string) bool {
	r, _ := utf8.DecodeLastRuneInString(strings.TrimRight(line, " "))
	return strings.ContainsRune(noEnd, r)
}

// unbreakable reports whether the line has a stretch that may be broken nowhere and is wider than half a line, which is
// the least room there is beside an indent.
func unbreakable(line string, width int) bool {
	r := []rune(line)
	begun := 0
	for i := 1; i <= len(r); i++ {
		if i < len(r) && !mayBreak(r, i) {
			continue
		}
		if runewidth.StringWidth(string(r[begun:i])) > width/2 {
			return true
		}
		begun = i
	}
	return false
}

// TestWrapOfALongLine: a line of 100,000 characters takes no time worth speaking of and is whole.
func TestWrapOfALongLine(t *testing.T) {
	lines := wrap(strings.Repeat("一二三，", 25_000), 80)
	if got := strings.Join(lines, ""); got != strings.Repeat("一二三，", 25_000) {
		t.Error("something was lost")
	}
}

func TestPrintable(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"words stay", "第一行\n第二行", "第一行\n第二行"},
		{"colours typed by somebody are not shown as colours", "红\x1b[31m字\x1b[0m", "红[31m字[0m"},
		{"a carriage return overwrites nothing", "不能备案\r能备案", "不能备案能备案"},
		{"marks of direction do not turn words round", "能\u202e备案", "能备案"},
		{"a tab is a space", "a\tb", "a b"},
		{"a bell is silent, and so is a control of eight bits", "a\a\u009bb", "ab"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := printable(test.text); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func FuzzWrap(f *testing.F) {
	f.Add("重点项目手续没办全，想先让企业进场。", 20)
	f.Add("  · “一” —— 12. ……", 8)
	f.Fuzz(func(t *testing.T, text string, width int) {
		for _, line := range wrap(printable(text), width%200) {
			if len(line) > 4*len(text)+200 {
				t.Errorf("%q has grown", line)
			}
		}
	})
}
