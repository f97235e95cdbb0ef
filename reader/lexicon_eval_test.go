package reader

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"
)

type bankLine struct {
	ID    string `json:"id"`
	Fact  string `json:"fact"`
	Holds any    `json:"holds"`
	Text  string `json:"text"`
}

func readLines[T any](t testing.TB, names ...string) []T {
	t.Helper()
	var out []T
	for _, n := range names {
		f, err := os.Open(filepath.Join("corpus", n))
		if err != nil {
			t.Fatal(err)
		}
		sc := bufio.NewScanner(f)
		sc.Buffer(make([]byte, 1<<20), 1<<20)
		for sc.Scan() {
			var v T
			if err := json.Unmarshal(sc.Bytes(), &v); err != nil {
				t.Fatalf("%s: %v", n, err)
			}
			out = append(out, v)
		}
		f.Close()
	}
	return out
}

// TestBank prints how the lexicon reads the clause bank: go test -run Bank -v.
func TestBank(t *testing.T) {
	l, err := NewLexicon()
	if err != nil {
		t.Fatal(err)
	}
	show := os.Getenv("SHOW") // fact:holds
	type row struct{ n, strong, any, hint, deny, other int }
	rows := map[string]*row{}
	for i := 1; i <= 6; i++ {
		for _, b := range readLines[bankLine](t, fmt.Sprintf("clauses-%d.jsonl", i)) {
			key := b.Fact + " " + fmt.Sprint(b.Holds)
			r := rows[key]
			if r == nil {
				r = &row{}
				rows[key] = r
			}
			x := Normalise(b.Text)
			cs := x.Clauses(nil)
			best, hint, deny, other := float32(0), false, false, false
			for _, c := range l.Scan(x, cs, nil) {
				if c.Fact != b.Fact {
					if c.Holds && !c.Hint && c.Weight >= Strong && strings.HasPrefix(c.Fact, "neg-") {
						other = true
					}
					continue
				}
				switch {
				case !c.Holds:
					deny = true
				case c.Hint:
					hint = true
				default:
					best = max(best, c.Weight)
				}
			}
			r.n++
			if best >= Strong {
				r.strong++
			}
			if best > 0 {
				r.any++
			} else if hint {
				r.hint++
			} else if deny {
				r.deny++
			}
			if other {
				r.other++
			}
			if show == key {
				mark := "-"
				if best > 0 {
					mark = "HOLD"
				} else if hint {
					mark = "HINT"
				} else if deny {
					mark = "DENY"
				}
				if os.Getenv("MARK") == "" || os.Getenv("MARK") == mark {
					fmt.Println(mark, b.Text)
				}
			}
		}
	}
	if show != "" {
		return
	}
	var keys []string
	for k := range rows {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	var total, got, none, noneGot int
	for _, k := range keys {
		r := rows[k]
		fmt.Printf("%-32s n=%3d hold %.2f (strong %.2f) hint %.2f deny %.2f | other red %.2f\n", k, r.n,
			float64(r.any)/float64(r.n), float64(r.strong)/float64(r.n), float64(r.hint)/float64(r.n), float64(r.deny)/float64(r.n), float64(r.other)/float64(r.n))
		if strings.HasPrefix(k, "neg") && strings.HasSuffix(k, "true") {
			total, got = total+r.n, got+r.any
		}
		if strings.HasPrefix(k, "neg") && !strings.HasSuffix(k, "true") && !strings.HasSuffix(k, "hint") {
			none, noneGot = none+r.n, noneGot+r.any
		}
	}
	fmt.Printf("red holds %.3f of %d; false or none taken as holding %.3f of %d\n", float64(got)/float64(total), total, float64(noneGot)/float64(none), none)
}

type message struct {
	ID     string `json:"id"`
	Group  string `json:"group"`
	Text   string `json:"text"`
	Kind   string `json:"kind"`
	Intent string `json:"intent"`
	Slot   string `json:"slot"`
	Stage  string `json:"stage"`
	Note   string `json:"note"`
	Expect string `json:"expect"`
	Facts  []struct {
		ID    string `json:"id"`
		Holds bool   `json:"holds"`
		Quote string `json:"quote"`
	} `json:"facts"`
	Hints []struct {
		ID    string `json:"id"`
		Quote string `json:"quote"`
	} `json:"hints"`
}

// TestMessages prints precision and recall by fact on whole messages: FILES=w6,w8 go test -run Messages -v.
func TestMessages(t *testing.T) {
	l, err := NewLexicon()
	if err != nil {
		t.Fatal(err)
	}
	files := strings.Split(os.Getenv("FILES"), ",")
	if files[0] == "" {
		files = strings.Split("w6,w8,w11,w12,r1,r2,r3", ",")
	}
	var names []string
	for _, f := range files {
		names = append(names, f+".jsonl")
	}
	type count struct{ tp, fp, fn, weak, denied int }
	by := map[string]*count{}
	at := func(k string) *count {
		if by[k] == nil {
			by[k] = &count{}
		}
		return by[k]
	}
	outcome := map[string][4]int{} // by expect: n, strong right red, any strong red, any hint or strong
	var quoteHit, quoteN int
	for _, m := range readLines[message](t, names...) {
		if m.Kind != "plan" {
			continue
		}
		x := Normalise(m.Text)
		cues := l.Scan(x, x.Clauses(nil), nil)
		type st struct {
			hold, hint, deny float32
			quote            string
		}
		got := map[string]*st{}
		anyRed, anyHint := false, false
		for _, c := range cues {
			s := got[c.Fact]
			if s == nil {
				s = &st{}
				got[c.Fact] = s
			}
			switch {
			case !c.Holds:
				s.deny = max(s.deny, c.Weight)
			case c.Hint:
				s.hint = max(s.hint, c.Weight)
			case c.Weight > s.hold:
				s.hold, s.quote = c.Weight, x.Quote(int(c.From), int(c.To))
			}
			if c.Holds && strings.HasPrefix(c.Fact, "neg-") {
				anyHint = true
				anyRed = anyRed || !c.Hint && c.Weight >= Strong
			}
		}
		gold := map[string]bool{}
		right := false
		for _, f := range m.Facts {
			gold[f.ID+fmt.Sprint(f.Holds)] = true
			s := got[f.ID]
			if f.Holds {
				k := at(f.ID)
				if s != nil && s.hold >= Strong {
					k.tp++
					if strings.HasPrefix(f.ID, "neg-") {
						right = true
					}
					quoteN++
					if strings.Contains(f.Quote, s.quote) || strings.Contains(s.quote, f.Quote) || overlap(m.Text, f.Quote, s.quote) {
						quoteHit++
					}
				} else {
					k.fn++
					if s != nil && (s.hold > 0 || s.hint > 0) {
						k.weak++
					}
				}
			} else {
				k := at(f.ID + " denied")
				if s != nil && s.deny > 0 {
					k.tp++
				} else {
					k.fn++
				}
				if s != nil && s.hold >= Strong {
					at(f.ID).denied++
				}
			}
		}
		for id, s := range got {
			if s.hold >= Strong && !gold[id+"true"] {
				at(id).fp++
				if os.Getenv("FP") == id {
					fmt.Println("FP", id, "«"+s.quote+"»", m.ID, m.Expect)
				}
			}
			if s.deny > 0 && !gold[id+"false"] {
				at(id+" denied").fp++
			}
		}
		o := outcome[m.Expect]
		o[0]++
		if right {
			o[1]++
		}
		if anyRed {
			o[2]++
		}
		if anyHint {
			o[3]++
		}
		outcome[m.Expect] = o
	}
	var keys []string
	for k := range by {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	var all, alld count
	for _, k := range keys {
		c := by[k]
		fmt.Printf("%-34s n=%3d P %.2f R %.2f weak %d fp %d denied-but-held %d\n", k, c.tp+c.fn, float64(c.tp)/max(1, float64(c.tp+c.fp)), float64(c.tp)/max(1, float64(c.tp+c.fn)), c.weak, c.fp, c.denied)
		if strings.HasPrefix(k, "neg-") && !strings.HasSuffix(k, "denied") {
			all.tp, all.fp, all.fn, all.weak = all.tp+c.tp, all.fp+c.fp, all.fn+c.fn, all.weak+c.weak
		}
		if strings.HasSuffix(k, "denied") {
			alld.tp, alld.fp, alld.fn = alld.tp+c.tp, alld.fp+c.fp, alld.fn+c.fn
		}
	}
	fmt.Printf("red lines P %.3f R %.3f weak %d | denials P %.3f R %.3f | quotes touching gold %d of %d\n", float64(all.tp)/float64(all.tp+all.fp), float64(all.tp)/float64(all.tp+all.fn), all.weak,
		float64(alld.tp)/float64(alld.tp+alld.fp), float64(alld.tp)/float64(alld.tp+alld.fn), quoteHit, quoteN)
	for _, e := range []string{"barred", "refer", "needs_facts", "fits"} {
		o := outcome[e]
		fmt.Printf("%-12s n=%3d right red %.2f any strong red %.2f any red cue %.2f\n", e, o[0], float64(o[1])/float64(o[0]), float64(o[2])/float64(o[0]), float64(o[3])/float64(o[0]))
	}
}

// overlap tells whether two quotes of a text share characters there.
func overlap(text, a, b string) bool {
	i, j := strings.Index(text, a), strings.Index(text, b)
	return i >= 0 && j >= 0 && i < j+len(b) && j < i+len(a)
}

// TestPatterns prints what each pattern does on the lines that may be read: WORST=1 go test -run Patterns -v.
func TestPatterns(t *testing.T) {
	l, err := NewLexicon()
	if err != nil {
		t.Fatal(err)
	}
	type stat struct {
		pos, neg         int
		bankPos, bankNeg int
		ex               []string
	}
	stats := map[*pattern]*stat{}
	at := func(p *pattern) *stat {
		if stats[p] == nil {
			stats[p] = &stat{}
		}
		return stats[p]
	}
	bank := true
	scan := func(text string, good func(c Cue, q string) int) {
		x := Normalise(text)
		l.seen = func(p *pattern, c Cue) {
			q := x.Quote(int(c.From), int(c.To))
			switch good(c, q) {
			case 1:
				at(p).pos++
				if bank {
					at(p).bankPos++
				}
			case -1:
				at(p).neg++
				if bank {
					at(p).bankNeg++
				}
				cl := x.Clauses(nil)[c.Clause]
				at(p).ex = append(at(p).ex, x.Quote(int(cl.From), int(max(cl.To, c.To))))
			}
		}
		l.Scan(x, x.Clauses(nil), nil)
		l.seen = nil
	}
	for i := 1; i <= 6; i++ {
		for _, b := range readLines[bankLine](t, fmt.Sprintf("clauses-%d.jsonl", i)) {
			scan(b.Text, func(c Cue, q string) int {
				if c.Fact != b.Fact {
					if c.Holds && strings.HasPrefix(c.Fact, "neg-") && strings.HasPrefix(b.Fact, "c-") && b.Holds == true {
						return -1
					}
					return 0
				}
				ok := b.Holds == true && c.Holds || b.Holds == false && !c.Holds || b.Holds == "hint" && c.Hint
				if ok {
					return 1
				}
				return -1
			})
		}
	}
	bank = false
	for _, m := range readLines[message](t, "w1.jsonl", "w2.jsonl", "w3.jsonl", "w4.jsonl", "w5.jsonl", "w9.jsonl", "w10.jsonl") {
		if m.Kind != "plan" {
			continue
		}
		scan(m.Text, func(c Cue, q string) int {
			for _, f := range m.Facts {
				if f.ID == c.Fact && f.Holds == c.Holds {
					return 1
				}
			}
			for _, f := range m.Hints {
				if f.ID == c.Fact && c.Hint {
					return 1
				}
			}
			if strings.HasPrefix(c.Fact, "neg-") && c.Holds && (m.Expect == "barred" || m.Expect == "refer") {
				return 0
			}
			if strings.HasPrefix(c.Fact, "neg-") && !c.Holds {
				return 0
			}
			return -1
		})
	}
	type line struct {
		where string
		s     *stat
		fact  string
	}
	var lines []line
	merged := map[string]*line{}
	for i := range l.patterns {
		p := &l.patterns[i]
		w := fmt.Sprintf("%s:%d", l.files[p.file], p.line)
		if merged[w] == nil {
			merged[w] = &line{w, &stat{}, l.facts[p.fact]}
		}
		if s := stats[p]; s != nil {
			merged[w].s.pos += s.pos
			merged[w].s.neg += s.neg
			merged[w].s.bankPos += s.bankPos
			merged[w].s.bankNeg += s.bankNeg
			merged[w].s.ex = append(merged[w].s.ex, s.ex...)
		}
	}
	for _, x := range merged {
		lines = append(lines, *x)
	}
	sort.Slice(lines, func(i, j int) bool {
		return lines[i].s.neg-lines[i].s.pos > lines[j].s.neg-lines[j].s.pos
	})
	if os.Getenv("WORST") != "" {
		for _, x := range lines {
			if x.s.neg > 1 && x.s.pos > 3 {
				fmt.Printf("%s %s +%d -%d %s\n", x.where, x.fact, x.s.pos, x.s.neg, strings.Join(x.s.ex[:min(14, len(x.s.ex))], " / "))
			}
		}
	}
	if f := os.Getenv("STATS"); f != "" {
		var out strings.Builder
		for _, x := range lines {
			fmt.Fprintln(&out, x.where, x.fact, x.s.pos-x.s.bankPos, x.s.neg-x.s.bankNeg, x.s.bankPos, x.s.bankNeg)
		}
		if err := os.WriteFile(f, []byte(out.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	dead := 0
	for _, x := range lines {
		if x.s.pos+x.s.neg == 0 {
			dead++
		}
	}
	fmt.Println("patterns", len(lines), "never matched", dead)
}

// TestFalseBars prints strong red cues in messages that fit: go test -run FalseBars -v.
func TestFalseBars(t *testing.T) {
	l, err := NewLexicon()
	if err != nil {
		t.Fatal(err)
	}
	by := map[string][]string{}
	for _, m := range readLines[message](t, "w1.jsonl", "w2.jsonl", "w3.jsonl", "w4.jsonl", "w5.jsonl", "w9.jsonl", "w10.jsonl") {
		if m.Kind != "plan" || m.Expect != "fits" && m.Expect != "needs_facts" {
			continue
		}
		x := Normalise(m.Text)
		cl := x.Clauses(nil)
		l.seen = func(p *pattern, c Cue) {
			if c.Holds && !c.Hint && c.Weight >= Strong && strings.HasPrefix(c.Fact, "neg-") {
				k := fmt.Sprintf("%s:%d %s", l.files[p.file], p.line, c.Fact)
				by[k] = append(by[k], fmt.Sprintf("%s[%s]", x.Quote(int(cl[c.Clause].From), int(max(cl[c.Clause].To, c.To))), x.Quote(int(c.From), int(c.To))))
			}
		}
		l.Scan(x, cl, nil)
		l.seen = nil
	}
	var keys []string
	for k := range by {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	n := 0
	for _, k := range keys {
		n += len(by[k])
		fmt.Println(k, len(by[k]), strings.Join(by[k], " / "))
	}
	fmt.Println("total", n)
}

// TestStages prints how well the stage is found: FILES=w6 go test -run Stages -v.
func TestStages(t *testing.T) {
	files := strings.Split(os.Getenv("FILES"), ",")
	if files[0] == "" {
		files = strings.Split("w6,w8,w11,w12", ",")
	}
	conf := map[string]map[string]int{}
	n, ok := 0, 0
	for _, f := range files {
		for _, m := range readLines[message](t, f+".jsonl") {
			if m.Kind != "plan" || m.Stage == "" {
				continue
			}
			x := Normalise(m.Text)
			st, _ := Stage(x, x.Clauses(nil))
			if conf[m.Stage] == nil {
				conf[m.Stage] = map[string]int{}
			}
			conf[m.Stage][string(st)]++
			n++
			if string(st) == m.Stage {
				ok++
			} else if os.Getenv("SHOW") == m.Stage {
				fmt.Println(st, "|", m.Text)
			}
		}
	}
	for _, g := range []string{"planned", "ongoing", "done", "inquiry"} {
		var got int
		for _, r := range conf {
			got += r[g]
		}
		tot := 0
		for _, v := range conf[g] {
			tot += v
		}
		fmt.Printf("%-8s n=%3d P %.2f R %.2f %v\n", g, tot, float64(conf[g][g])/max(1, float64(got)), float64(conf[g][g])/max(1, float64(tot)), conf[g])
	}
	fmt.Printf("accuracy %.3f of %d\n", float64(ok)/float64(n), n)
}

// TestInquiries prints messages wrongly taken for an inquiry.
func TestInquiries(t *testing.T) {
	for _, m := range readLines[message](t, "w1.jsonl", "w2.jsonl", "w3.jsonl", "w4.jsonl", "w5.jsonl", "w9.jsonl", "w10.jsonl") {
		if m.Kind != "plan" || m.Stage == "inquiry" {
			continue
		}
		x := Normalise(m.Text)
		if st, at := Stage(x, x.Clauses(nil)); st == "inquiry" {
			fmt.Println(m.Stage, m.Expect, "|", x.Quote(int(at.From), int(at.To)), "|", m.Text)
		}
	}
}
