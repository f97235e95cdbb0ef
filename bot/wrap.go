// Package bot is how people reach the desk: channels that turn events into messages and replies into what is shown.
package bot

import (
	"strings"

	"github.com/mattn/go-runewidth"
)

// noStart may not begin a line, noEnd may not end one: the rules of Chinese typesetting, as far as a terminal goes.
const (
	noStart = "，。、；：！？）》】”’』」〕％…—·,.;:!?)]}"
	noEnd   = "（《【“‘『「〔([{"
)

// wrap breaks text into lines of at most width cells, Chinese characters counting two. It breaks between Chinese
// characters or at spaces, never before closing or after opening punctuation, and indents what it carries over
// like the line that it continues.
func wrap(text string, width int) []string {
	var out []string
	for _, line := range strings.Split(text, "\n") {
		out = append(out, wrapLine(line, width)...)
	}
	return out
}

func wrapLine(line string, width int) []string {
	rest := []rune(line)
	indent := leading(rest)
	if width < 8 {
		width = 8
	}
	var out []string
	for {
		n := fitting(rest, width)
		if n == len(rest) {
			return append(out, string(rest))
		}
		n = breakBefore(rest, n)
		out = append(out, strings.TrimRight(string(rest[:n]), " "))
		rest = append([]rune(strings.Repeat(" ", min(indent, width/2))), trimLeft(rest[n:])...)
	}
}

// leading is how far a line is indented, its list mark included.
func leading(line []rune) int {
	n := 0
	for n < len(line) && line[n] == ' ' {
		n++
	}
	if n+1 < len(line) && line[n] == '·' && line[n+1] == ' ' {
		return n + 2
	}
	return n
}

// fitting is how many runes fit into width cells.
func fitting(line []rune, width int) int {
	cells := 0
	for i, r := range line {
		cells += runewidth.RuneWidth(r)
		if cells > width {
			return i
		}
	}
	return len(line)
}

// breakBefore moves a break back to where one may be; when there is no such place, the line is cut where it is full.
func breakBefore(line []rune, n int) int {
	for i := n; i > n/2 && i > 1; i-- {
		if mayBreak(line[i-1], line[i]) {
			return i
		}
	}
	return max(n, 1)
}

func mayBreak(before, after rune) bool {
	switch {
	case strings.ContainsRune(noStart, after), strings.ContainsRune(noEnd, before):
		return false
	case before == ' ' || after == ' ':
		return true
	}
	return runewidth.RuneWidth(before) == 2 || runewidth.RuneWidth(after) == 2
}

func trimLeft(line []rune) []rune {
	for len(line) > 0 && line[0] == ' ' {
		line = line[1:]
	}
	return line
}
