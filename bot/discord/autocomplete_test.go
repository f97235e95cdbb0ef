package discord

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestFind(t *testing.T) {
	x := NewIndex([]Choice{
		{"重大产业项目抢进度", "a"}, {"盘活土地、规划和闲置资产", "b"}, {"优化营商环境、容缺受理", "c"}, {"推进乡村振兴", "d"},
		{"ZX-2026-0001 抢修灌渠", "e"}, {"演纪备〔2026〕12号", "f"},
	})
	for _, test := range []struct{ name, typed, want string }{
		{"nothing typed shows all, in order", "", "a b c d e f"},
		{"characters", "产业", "a"},
		{"characters out of the middle", "闲置", "b"},
		{"initials", "zdcy", "a"},
		{"initials with the other reading of a character", "cdcy", "a"},
		{"initials out of the middle", "rqsl", "c"},
		{"pinyin", "xiangcun", "d"},
		{"pinyin not yet ended", "panhuotud", "b"},
		{"pinyin and initials mixed", "yhyingshang", "c"},
		{"characters and pinyin mixed", "重大chanye", "a"},
		{"capitals and blanks", " ZD CY ", "a"},
		{"a slip", "chanyexianmgu", "a"},
		{"a letter too few", "xiangunzhenxing", "d"},
		{"the number of a case", "zx20260001", "e"},
		{"a piece of a filing's number", "2026〕12", "f"},
		{"the beginning goes before the middle", "y", "c f a"},
		{"what is nowhere", "火星移民", ""},
		{"a short slip is not forgiven", "zzz", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			var got []string
			for _, c := range x.Find(test.typed) {
				got = append(got, c.Value)
			}
			if strings.Join(got, " ") != test.want {
				t.Errorf("%q finds %v, want %s", test.typed, got, test.want)
			}
		})
	}
}

// TestFindAmongMany is quick among five thousand, also for what is nowhere and is looked for once more with slips.
func TestFindAmongMany(t *testing.T) {
	chars := []rune("重大产业项目抢进度盘活土地规划和闲置资产优化营商环境容缺受理推进乡村振兴应急抢修灌渠")
	var many []Choice
	for i := range 5000 {
		var name strings.Builder
		for j := range 16 {
			name.WriteRune(chars[(i*7+j*j+i/13*j)%len(chars)])
		}
		many = append(many, Choice{name.String(), fmt.Sprint(i)})
	}
	x := NewIndex(many)
	var took []time.Duration
	for _, words := range []string{"", "z", "zd", "xiangmu", "重大", "qqqq", "zhongdachanyexiangmv", "yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy", "wwwwwwwwwww", "ying商huan"} {
		for range 1 + 4/slow {
			began := time.Now()
			if got := x.Find(words); len(got) > mostChoices {
				t.Errorf("%q finds %d", words, len(got))
			}
			took = append(took, time.Since(began))
		}
	}
	slices.Sort(took)
	p95 := took[len(took)*95/100]
	t.Logf("p95 %v among %d", p95, len(many))
	if p95 > 200*time.Millisecond*slow {
		t.Errorf("p95 is %v, want under 200 ms", p95)
	}
}

// TestWhatIsShownIsFound: the name of every choice, its pinyin and its initials find it.
func TestWhatIsShownIsFound(t *testing.T) {
	chars := rapid.SampledFrom([]rune("重大产业项目抢进度盘活土地规划和闲置资产优化营商环境a1"))
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.StringOfN(rapid.Custom(func(t *rapid.T) rune { return chars.Draw(t, "char") }), 1, 12, -1).Draw(t, "name")
		x := NewIndex([]Choice{{name, "v"}})
		for _, l := range [][]func(letter) string{
			{func(l letter) string { return string(l.char) }},
			{func(l letter) string { return l.spelt(99) }},
			{func(l letter) string { return l.spelt(1) }},
		} {
			var typed strings.Builder
			for _, letter := range x.entries[0].letters {
				typed.WriteString(l[0](letter))
			}
			if len([]rune(typed.String())) <= 40 && len(x.Find(typed.String())) != 1 {
				t.Fatalf("%q does not find %q", typed.String(), name)
			}
		}
	})
}

func (l letter) spelt(most int) string {
	if len(l.readings) == 0 {
		return string(l.char)
	}
	r := l.readings[len(l.readings)-1]
	return r[:min(most, len(r))]
}
