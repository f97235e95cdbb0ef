package reader

import (
	"bufio"
	"os"
	"strings"
	"testing"
	"testing/fstest"
)

// A sentence is one line of testdata/grammar.txt.
type sentence struct {
	sign byte
	fact string
	text string
}

func sentences(t *testing.T) []sentence {
	t.Helper()
	f, err := os.Open("testdata/grammar.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var out []sentence
	for sc := bufio.NewScanner(f); sc.Scan(); {
		p := strings.SplitN(sc.Text(), " ", 3)
		if len(p) < 3 || p[0] == "#" || strings.HasPrefix(p[0], "#") {
			continue
		}
		out = append(out, sentence{p[0][0], p[1], p[2]})
	}
	return out
}

func TestGrammar(t *testing.T) {
	l := testLexicon(t)
	all := sentences(t)
	if len(all) < 300 {
		t.Fatalf("only %d sentences", len(all))
	}
	for _, s := range all {
		t.Run(s.fact+" "+s.text, func(t *testing.T) {
			x := Normalise(s.text)
			var strong, held, denied bool
			for _, c := range l.Scan(x, x.Clauses(nil), nil) {
				if c.Fact != s.fact {
					continue
				}
				held = held || c.Holds
				strong = strong || c.Holds && !c.Hint && c.Weight >= Strong
				denied = denied || !c.Holds
			}
			ok := map[byte]bool{'+': strong, '~': held, '-': denied && !strong, '0': !held}[s.sign]
			if !ok {
				t.Errorf("%c %s: strong %v, held %v, denied %v", s.sign, s.fact, strong, held, denied)
			}
		})
	}
}

func TestLexiconTellsWhereItIsWrong(t *testing.T) {
	for _, tt := range []struct{ name, text, want string }{
		{"an unknown class", "[neg-x]\n+1 KIN 干", "lexicon a.txt:2: KIN: unknown class KIN"},
		{"a pattern outside a fact", "+1 干", "lexicon a.txt:1: pattern before the first [fact]"},
		{"a weight that is no number", "[neg-x]\n+many 干", `lexicon a.txt:2: weight "many"`},
		{"a line that is nothing", "干活", `lexicon a.txt:1: line begins with "干活"`},
		{"an empty word", "[neg-x]\n+1 干||活", "lexicon a.txt:2: 干||活: empty word"},
		{"a distance that is no number", "[neg-x]\n+1 干 ~x 活", `lexicon a.txt:2: ~x: strconv.Atoi: parsing "x": invalid syntax`},
		{"no pattern at all", "@A 干", "lexicon: no patterns in lexicon"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := compileLexicon(fstest.MapFS{"lexicon/a.txt": {Data: []byte(tt.text)}}, "lexicon")
			if err == nil || err.Error() != tt.want {
				t.Errorf("compile = %v, want %s", err, tt.want)
			}
		})
	}
}

// firstCue is what the first cue says that a lexicon finds in text: strong, hint, denied, or "" for none.
func firstCue(t *testing.T, lexicon, text string) string {
	t.Helper()
	l, err := compileLexicon(fstest.MapFS{"lexicon/a.txt": {Data: []byte(lexicon)}}, "lexicon")
	if err != nil {
		t.Fatal(err)
	}
	x := Normalise(text)
	cues := l.Scan(x, x.Clauses(nil), nil)
	switch {
	case len(cues) == 0:
		return ""
	case !cues[0].Holds:
		return "denied"
	case cues[0].Hint:
		return "hint"
	}
	return "strong"
}

func TestPatternLanguage(t *testing.T) {
	const words = "@NEG 没\n@UNDO 退了\n@RUMOUR 听说\n@FEAR 怕\n@OTHERS 邻县\n@ASKS 怎么\n@RESOLVE 想\n@WHO 甲 乙 -乙方\n[neg-x]\n"
	for _, tt := range []struct {
		name, pattern, text string
		want                string // of the first cue: strong, hint, denied, or "" for none
	}{
		{"terms in order within the distance", "+1 WHO ~3 拿", "甲就拿了", "strong"},
		{"terms too far apart", "+1 WHO ~3 拿", "甲在村里那边拿了", ""},
		{"terms in the wrong order", "+1 WHO 拿", "拿给甲", ""},
		{"terms in either order", "+1 WHO & 拿", "拿给甲", "strong"},
		{"not across a comma", "+1 WHO 拿", "甲来了，拿了", ""},
		{"across a comma where it may", "+1 WHO , 拿", "甲来了，拿了", "strong"},
		{"never across a full stop", "+1 WHO , 拿", "甲来了。拿了", ""},
		{"an exception hides a word", "+1 WHO 拿", "乙方拿了", ""},
		{"a forbidden class blocks", "+1 WHO 拿 !票据", "甲拿了票据", ""},
		{"negation denies", "+1 WHO 拿", "甲没拿", "denied"},
		{"negation sees through small words", "+1 WHO 拿", "甲没有从里头拿", "denied"},
		{"negation of something else does not", "+1 WHO 拿", "没下雨甲拿了", "strong"},
		{"a thing given back was not taken", "+1 WHO 拿", "甲拿了，第二天退了", "denied"},
		{"hearsay is a hint", "+1 WHO 拿", "听说甲拿了", "hint"},
		{"fear is no deed", "+1 WHO 拿", "怕甲拿了", ""},
		{"somebody else's deed is no deed", "+1 WHO 拿", "邻县甲拿了", ""},
		{"a question about rules weakens", "+1 WHO 拿", "甲怎么拿", "hint"},
		{"a rigid pattern stands against all", "+=1 WHO 拿", "听说甲没拿", "strong"},
		{"a light pattern is a hint", "+0.5 WHO 拿", "甲拿了", "hint"},
		{"a denying pattern denies", "-1 WHO 拿", "甲拿了", "denied"},
		{"a denying pattern negated says nothing", "-1 WHO 拿", "甲没拿", ""},
		{"a sum of money is a word", "+1 WHO ~4 SUM", "甲要三万块", "strong"},
		{"a great sum is another", "+1 WHO ~4 HUGE", "甲亏八百万", "strong"},
		{"a small sum is not great", "+1 WHO ~4 HUGE", "甲亏八万", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := firstCue(t, words+tt.pattern, tt.text)
			if got != tt.want {
				t.Errorf("%q reads %q as %q, want %q", tt.pattern, tt.text, got, tt.want)
			}
		})
	}
}

// The words of the lexicon must be written as Normalise folds them, or they never match.
func TestLexiconWordsAreFolded(t *testing.T) {
	for _, folder := range []string{"lexicon", "manner"} {
		names, err := os.ReadDir(folder)
		if err != nil {
			t.Fatal(err)
		}
		for _, n := range names {
			text, err := os.ReadFile(folder + "/" + n.Name())
			if err != nil {
				t.Fatal(err)
			}
			for i, line := range strings.Split(string(text), "\n") {
				line, _, _ = strings.Cut(line, "#")
				f := strings.Fields(line)
				if len(f) < 2 {
					continue
				}
				for _, w := range strings.FieldsFunc(strings.Join(f[1:], " "), func(r rune) bool { return r == ' ' || r == '|' }) {
					w = strings.TrimLeft(w, "-!@~,&")
					if w == "" || 'A' <= w[0] && w[0] <= 'Z' || '0' <= w[0] && w[0] <= '9' {
						continue
					}
					if folded := Normalise(w).String(); folded != w {
						t.Errorf("%s/%s:%d: %q is folded to %q", folder, n.Name(), i+1, w, folded)
					}
				}
			}
		}
	}
}

func FuzzScan(f *testing.F) {
	for _, s := range []string{hundred, "没拿人家一分钱", "听说他小舅子包了", "专户里的钱先挪出来，等到账再还", "\xff备\u200b案"} {
		f.Add(s)
	}
	l, err := NewLexicon()
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if len(s) > 2000 {
			s = s[:2000]
		}
		x := Normalise(s)
		clauses := x.Clauses(nil)
		for _, c := range l.Scan(x, clauses, nil) {
			if int(c.Clause) >= len(clauses) || c.From < clauses[c.Clause].From || c.To <= c.From || int(c.To) > len(x.Runes) {
				t.Fatalf("cue %+v outside the clauses of %q", c, s)
			}
			if q := x.Quote(int(c.From), int(c.To)); q == "" || !strings.Contains(s, q) {
				t.Fatalf("quote %q is not in %q", q, s)
			}
			if c.Weight <= 0 || c.Fact == "" {
				t.Fatalf("cue %+v of %q", c, s)
			}
		}
	})
}
