package reader

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// A record is what one pattern did on the lines that may be read.
type record struct {
	right, wrong int
	examples     []string // of wrong
}

// records runs the lexicon over the clause bank and the studied stories and counts by pattern.
func records(t *testing.T, l *Lexicon) map[*pattern]*record {
	t.Helper()
	out := make(map[*pattern]*record)
	for i := range l.patterns {
		out[&l.patterns[i]] = &record{}
	}
	run := func(text string, judge func(c Cue) int) {
		x := Normalise(text)
		clauses := x.Clauses(nil)
		l.seen = func(p *pattern, c Cue) {
			switch r := out[p]; judge(c) {
			case 1:
				r.right++
			case -1:
				r.wrong++
				r.examples = append(r.examples, x.Quote(int(clauses[c.Clause].From), int(max(clauses[c.Clause].To, c.To))))
			}
		}
		l.Scan(x, clauses, nil)
		l.seen = nil
	}
	for _, b := range corpusLines[bankLine](t, bankFiles) {
		run(b.Text, func(c Cue) int { return judgeBank(c, b) })
	}
	for _, m := range corpusLines[story](t, readFiles) {
		if m.Kind == "plan" {
			run(m.Text, func(c Cue) int { return judgeStory(c, m) })
		}
	}
	return out
}

// judgeBank is 1 for a cue that is right, -1 for one that is wrong, 0 where the line does not tell.
func judgeBank(c Cue, b bankLine) int {
	switch {
	case c.Fact != b.Fact:
		return 0
	case b.Holds == true && c.Holds, b.Holds == false && !c.Holds, b.Holds == "hint" && c.Hint:
		return 1
	}
	return -1
}

func judgeStory(c Cue, m story) int {
	switch {
	case m.says(c.Fact, c.Holds):
		return 1
	case condition(c.Fact), !c.Holds, m.Expect == "barred", m.Expect == "refer":
		return 0 // stories do not name every condition, denial or second red line
	}
	return -1
}

// A pattern that may bar a plan alone must not be wrong more often than right on what may be read.
// go test -run StrongPatterns -v prints the worst.
func TestStrongPatternsAreMoreOftenRight(t *testing.T) {
	l := testLexicon(t)
	var lines []string
	for p, r := range records(t, l) {
		if p.says != holds || p.weight < Strong || !strings.HasPrefix(l.facts[p.fact], "neg-") || r.wrong == 0 {
			continue
		}
		line := fmt.Sprintf("%s:%d %s right %d wrong %d: %s", l.files[p.file], p.line, l.facts[p.fact], r.right, r.wrong, strings.Join(r.examples[:min(3, len(r.examples))], " / "))
		if r.wrong > r.right+3 {
			t.Error(line)
		} else if r.wrong > r.right {
			lines = append(lines, line)
		}
	}
	slices.Sort(lines)
	for _, s := range lines {
		t.Log(s)
	}
}
