package reader

import (
	"bufio"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// A maskLine is one line of testdata/mask.txt without its marks.
type maskLine struct {
	text   string
	hidden []Finding
}

var maskMark = regexp.MustCompile(`\{([a-z]+):([^}]*)\}`)

func maskLines(t *testing.T) []maskLine {
	t.Helper()
	f, err := os.Open("testdata/mask.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var out []maskLine
	for s := bufio.NewScanner(f); s.Scan(); {
		line := s.Text()
		if strings.HasPrefix(line, "#") || line == "" {
			continue
		}
		var l maskLine
		at := 0
		for _, m := range maskMark.FindAllStringSubmatchIndex(line, -1) {
			l.text += line[at:m[0]]
			from := len(l.text)
			l.text += line[m[4]:m[5]]
			l.hidden = append(l.hidden, Finding{Kind: line[m[2]:m[3]], From: from, To: len(l.text)})
			at = m[1]
		}
		l.text += line[at:]
		out = append(out, l)
	}
	return out
}

// TestVeilFigures holds recall and false alarms to their floors on made-up lines. It prints both by kind.
func TestVeilFigures(t *testing.T) {
	lines := maskLines(t)
	if len(lines) < 300 {
		t.Fatalf("%d lines, want at least 300", len(lines))
	}
	found, all := map[string]int{}, map[string]int{}
	clean, alarms := 0, 0
	for _, l := range lines {
		got := personal(l.text, nil)
		for _, want := range l.hidden {
			all[want.Kind]++
			if slices.ContainsFunc(got, func(f Finding) bool { return f.From <= want.From && f.To >= want.To }) {
				found[want.Kind]++
			} else {
				t.Logf("missed %s in %q: %q", want.Kind, l.text, NewVeil(l.text).Text)
			}
		}
		if len(l.hidden) == 0 {
			clean++
		}
		if slices.ContainsFunc(got, func(f Finding) bool {
			return !slices.ContainsFunc(l.hidden, func(w Finding) bool { return f.From < w.To && w.From < f.To })
		}) {
			alarms++
			t.Logf("false alarm in %q: %q", l.text, NewVeil(l.text).Text)
		}
	}
	n, of := 0, 0
	for _, kind := range []string{IDCard, Phone, BankCard, Address, Email, Name} {
		t.Logf("%s: %d of %d", kind, found[kind], all[kind])
		n, of = n+found[kind], of+all[kind]
	}
	t.Logf("recall %d/%d = %.1f%%; false alarms in %d of %d lines, %d of them clean", n, of, 100*float64(n)/float64(of), alarms, len(lines), clean)
	if 100*n < 99*of {
		t.Errorf("recall %d of %d, want 99%%", n, of)
	}
	if 100*alarms > 2*clean {
		t.Errorf("false alarms in %d lines, want at most 2%% of %d", alarms, clean)
	}
}

func TestVeil(t *testing.T) {
	for _, tt := range []struct {
		name, in string
		names    []string
		want     string
	}{
		{"a number of each kind", "电话13812345678，邮箱a@b.cn", nil, "电话【手机号1】，邮箱【邮箱2】"},
		{"the same number twice has one placeholder", "13812345678，再说一遍13812345678", nil, "【手机号1】，再说一遍【手机号1】"},
		{"a placeholder that stands in the text already is not used", "【手机号1】13812345678", nil, "【手机号1】【手机号2】"},
		{"a number masked before loses its last figures too", "打【手机号尾号5678】", nil, "打【手机号1】"},
		{"a name of the form is hidden wherever it stands", "王建国说先干，王建国签的字", []string{"王建国"}, "【姓名1】说先干，【姓名1】签的字"},
		{"a place is nobody's address", "建设路18号地块准备挂牌", nil, "建设路18号地块准备挂牌"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := NewVeil(tt.in, tt.names...).Text; got != tt.want {
				t.Errorf("veiled %q, want %q", got, tt.want)
			}
		})
	}
}

// What is hidden comes back whole, whatever the text.
func TestVeilLifts(t *testing.T) {
	parts := []string{"13812345678", "11010519491231002X", "4111111111111111", "【手机号1】", "姓名：", "王建国", "家住", "建设路18号院3号楼2单元501室", "a@b.cn", "，", " ", "村里修路", "🙂"}
	rapid.Check(t, func(t *rapid.T) {
		s := strings.Join(rapid.SliceOfN(rapid.SampledFrom(parts), 0, 10).Draw(t, "parts"), rapid.SampledFrom([]string{"", "，", "。"}).Draw(t, "joint"))
		v := NewVeil(s)
		if got := v.Lift(v.Text); got != s {
			t.Fatalf("%q came back as %q", s, got)
		}
		for i := 1; i < len(v.back); i += 2 {
			if strings.Contains(v.Text, v.back[i]) {
				t.Fatalf("%q still holds %q", v.Text, v.back[i])
			}
		}
	})
}

func TestClassified(t *testing.T) {
	for text, want := range map[string]bool{"这份涉密": true, "不涉密，公开的": true, "商业秘密": false, "村里修路": false, "机密★10年": true, "涉 密 的": true} {
		if got := Classified(text); got != want {
			t.Errorf("Classified(%q) = %v, want %v", text, got, want)
		}
	}
}
