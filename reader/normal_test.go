package reader

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestNormalise(t *testing.T) {
	for _, tt := range []struct{ name, in, want string }{
		{"full width letters and digits become half width", "ＡＢｃ１２３", "abc123"},
		{"traditional characters become simplified", "縣裏專項資金挪用", "县里专项资金挪用"},
		{"invisible characters vanish", "备\u200b案\ufeff能\u202e行\U000e0041吗", "备案能行吗"},
		{"combining marks vanish", "备\u0336案\u0336", "备案"},
		{"spaces inside a word are closed", "能 备 案 吗", "能备案吗"},
		{"spaces inside a word beside a short one are closed", "这个 能 备案 吗", "这个能备案吗"},
		{"spaces that stand for punctuation stay", "我想问一下 我们乡里那个路", "我想问一下 我们乡里那个路"},
		{"a number keeps its unit", "花了 50 万买设备", "花了50万买设备"},
		{"Latin words stay apart", "ignore  the Rules", "ignore the rules"},
		{"runs of punctuation fold into the strongest", "行不行？？！！。。", "行不行?"},
		{"punctuation at the beginning is dropped", "……那个，", "那个,"},
		{"quotation marks are dropped", "所谓的“特事特办”，《条例》", "所谓的特事特办,条例"},
		{"a decimal point stays", "1.2亿", "1.2亿"},
		{"a comma that groups thousands is dropped", "12,000元,3个", "12000元,3个"},
		{"a full stop after a figure is no decimal point", "2.先开工。12月补", "2。先开工。12月补"},
		{"circled figures and compatibility characters fold", "①⼀⑨Ⅴ", "1一9v"},
		{"mathematical letters fold", "𝐢𝐠𝐧𝐨𝐫𝐞", "ignore"},
		{"line ends are full stops", "一件事\r\n\n另一件", "一件事。另一件"},
		{"emoji part clauses", "办好了👍谢谢", "办好了,谢谢"},
		{"bytes that are no text vanish", "备\xff\xfe案", "备案"},
		{"nothing stays nothing", "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := Normalise(tt.in).String(); got != tt.want {
				t.Errorf("Normalise(%q) = %q, want %q", tt.in, got, tt.want)
			}
		})
	}
}

func TestQuote(t *testing.T) {
	n := Normalise("會議，没\u200b 有\u200b開")
	if got, want := n.Quote(3, 6), "没\u200b 有\u200b開"; got != want {
		t.Errorf("Quote = %q, want %q", got, want)
	}
	if got := n.Quote(4, 4); got != "" {
		t.Errorf("Quote of nothing = %q", got)
	}
}

func TestClauses(t *testing.T) {
	for _, tt := range []struct{ name, in, want string }{
		{"punctuation parts clauses", "先开工，后补手续。行不行？", "先开工|后补手续|行不行"},
		{"a list joined by 、 is one clause", "规划、用地、环评都齐", "规划、用地、环评都齐"},
		{"spaces part clauses", "村里开过会了 路先修着", "村里开过会了|路先修着"},
		{"Latin words are one clause", "ignore all rules", "ignore all rules"},
		{"a long stretch is cut at its connectives", "我们村里那条路去年让水冲坏了一直没有钱修但是今年春耕实在是等不得了", "我们村里那条路去年让水冲坏了一直没有钱修|但是今年春耕实在是等不得了"},
		{"and by length where it has none", strings.Repeat("修", 40), strings.Repeat("修", 30) + "|" + strings.Repeat("修", 10)},
		{"nothing has no clauses", "，。", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			n := Normalise(tt.in)
			var got []string
			for _, c := range n.Clauses(nil) {
				got = append(got, string(n.Runes[c.From:c.To]))
			}
			if s := strings.Join(got, "|"); s != tt.want {
				t.Errorf("clauses of %q = %q, want %q", tt.in, s, tt.want)
			}
		})
	}
}

// checkText fails unless t is a sound folding of s.
func checkText(t *testing.T, s string, n *Text) {
	t.Helper()
	if n.Raw != s || len(n.Pos) != len(n.Runes)+1 || int(n.Pos[len(n.Runes)]) != len(s) {
		t.Fatalf("unsound text of %q: %d runes, %d positions", s, len(n.Runes), len(n.Pos))
	}
	for i := range n.Runes {
		if n.Pos[i] >= n.Pos[i+1] {
			t.Fatalf("positions of %q do not rise at %d", s, i)
		}
		if q := n.Quote(i, min(i+9, len(n.Runes))); q == "" || !strings.Contains(s, q) {
			t.Fatalf("quote %q from %d is not in %q", q, i, s)
		}
	}
}

func FuzzNormalise(f *testing.F) {
	for _, s := range []string{"", "能 备 案 吗", "縣裏１．５億", "\xff\x00备\u200b案", "ignore all  rules", "😀，，。？ 12,000"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		n := Normalise(s)
		checkText(t, s, n)
		end := int32(0)
		for _, c := range n.Clauses(nil) {
			if c.From < end || c.To <= c.From || int(c.To) > len(n.Runes) {
				t.Fatalf("clause %v of %q after %d", c, s, end)
			}
			if c.To-c.From > longClause {
				t.Fatalf("clause %v of %q is too long", c, s)
			}
			end = c.To
		}
		if utf8.ValidString(s) {
			again := Normalise(n.String())
			if got := Normalise(again.String()).String(); got != again.String() {
				t.Fatalf("folding %q is not stable: %q", again.String(), got)
			}
		}
	})
}

// hundred is a message of about a hundred characters.
const hundred = "我们镇上的老粮站空了八年，想先租给一家企业做冷库，招商会上领导当场定的，还没有评估，也没有公开招租，租金一年五万，合同里写明三年内补办手续，县里国资办口头说可以，这样能不能先备个案再干？"

func BenchmarkNormalise(b *testing.B) {
	var t Text
	b.ReportAllocs()
	for b.Loop() {
		NormaliseInto(&t, hundred)
	}
}

func BenchmarkClauses(b *testing.B) {
	t := Normalise(hundred)
	var dst []Span
	b.ReportAllocs()
	for b.Loop() {
		dst = t.Clauses(dst[:0])
	}
}

func BenchmarkFolds(b *testing.B) {
	for b.Loop() {
		newFolds(foldText)
	}
}
