package handlers

import (
	"encoding/json"
	"regexp"
	"strconv"
	"strings"

	"dandang/filing"
	"dandang/knowledge"
)

// numbers finds the number of a case in what somebody says: ZX-2026-0001, 宝纪备〔2026〕3号.
var numbers = regexp.MustCompile(`[A-Z]{2,4}-\d{4}-\d+|[^\s，。：:、“”]*〔\d{4}〕\d+号`)

func caseNumber(words string) (string, bool) {
	if !strings.ContainsAny(words, "-〔") { // most words by far
		return "", false
	}
	n := numbers.FindString(strings.ToUpper(words))
	return n, n != ""
}

// countAtEnd finds the count that a number ends in.
var countAtEnd = regexp.MustCompile(`(\d+)号?$`)

// countOf is the count at the end of a number, "" when it has none.
func countOf(number string) string {
	g := countAtEnd.FindStringSubmatch(number)
	if g == nil {
		return ""
	}
	return g[1]
}

// containsNumber reports whether a list of numbers such as 「1、3」 holds one.
func containsNumber(words string, n int) bool {
	for _, part := range strings.FieldsFunc(words, func(r rune) bool { return r < '0' || r > '9' }) {
		if part == strconv.Itoa(n) {
			return true
		}
	}
	return false
}

// matterIn is the matter that a case was opened with, ok false when it has none.
func matterIn(c filing.Case) (m knowledge.Matter, ok bool) {
	if len(c.Matter) == 0 || json.Unmarshal(c.Matter, &m) != nil {
		return m, false
	}
	return m, len(m.Items) > 0 || len(m.Facts) > 0
}

// judged is what the lists make of a case now, ok false when there is nothing to judge.
func judged(b *knowledge.Base, c filing.Case) (knowledge.Verdict, bool) {
	m, ok := matterIn(c)
	if !ok {
		return knowledge.Verdict{}, false
	}
	return knowledge.Judge(b, m), true
}
