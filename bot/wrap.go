// Package bot is how people reach the desk: channels that turn events into messages and replies into what is shown.
package bot

import (
	"strings"
	"unicode"

	"github.com/mattn/go-runewidth"
)

// noStart may not begin a line, noEnd may not end one: the rules of Chinese typesetting, as far as a terminal goes.
const (
	noStart = "，。、；：！？）》】”’』」〕％…—·,.;:!?)]}"
	noEnd   = "（《【“‘『「〔([{"
)

// narrowest is the least width that text is wrapped to, in cells.
const narrowest = 8

// wrap breaks text into lines of at most width cells, Chinese characters counting two. It breaks between Chinese
// characters or at spaces, never before closing or after opening punctuation, and sets what it carries over in as far
// as the words of the line that it continues, list mark included. A stretch that nowhere may be broken and is wider
// than a line is cut where the line is full.
func wrap(text string, width int) []string {
	var out []string
	for _, line := range strings.Split(text, "\n") {
		out = append(out, wrapLine(line, max(width, narrowest))...)
	}
	return out
}

func wrapLine(line string, width int) []string {
	if runewidth.StringWidth(line) <= width {
		return []string{line}
	}
	rest := []rune(strings.TrimRight(line, " "))
	n := leading(rest)
	lead := string(rest[:n])
	if runewidth.StringWidth(lead) > width/2 {
		lead, n = "", spaces(rest)
	}
	hang := strings.Repeat(" ", runewidth.StringWidth(lead))
	rest = rest[n:]
	var out []string
	for room := width - len(hang); ; lead = hang {
		n := fitting(rest, room)
		if n == len(rest) {
			return append(out, lead+string(rest))
		}
		n = breakBefore(rest, n)
		out = append(out, strings.TrimRight(lead+string(rest[:n]), " "))
		rest = rest[n:]
		rest = rest[spaces(rest):]
	}
}

// leading is how many runes come before the words of a line: spaces, and the mark of a list (· or 1.).
func leading(line []rune) int {
	n := spaces(line)
	mark := n
	switch {
	case mark < len(line) && line[mark] == '·':
		mark++
	default:
		for mark < len(line) && '0' <= line[mark] && line[mark] <= '9' {
			mark++
		}
		if mark == n || mark == len(line) || line[mark] != '.' {
			return n
		}
		mark++
	}
	if after := spaces(line[mark:]); after > 0 {
		return mark + after
	}
	return n
}

func spaces(line []rune) int {
	n := 0
	for n < len(line) && line[n] == ' ' {
		n++
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
// Spaces at the break take no room: they are dropped.
func breakBefore(line []rune, n int) int {
	n += spaces(line[n:])
	for i := n; i > 0; i-- {
		if mayBreak(line, i) {
			return i
		}
	}
	return max(n, 1)
}

// mayBreak reports whether the line may be broken before rune i.
func mayBreak(line []rune, i int) bool {
	before, after := line[i-1], line[i]
	word := i - 1
	for word > 0 && line[word] == ' ' {
		word--
	}
	switch {
	case after == ' ', runewidth.RuneWidth(after) == 0, before == '\u200d': // a mark belongs to the character before it
		return false
	case strings.ContainsRune(noStart, after), strings.ContainsRune(noEnd, line[word]):
		return false
	case before == ' ':
		return true
	}
	return runewidth.RuneWidth(before) == 2 || runewidth.RuneWidth(after) == 2
}

// printable leaves out what would steer the terminal instead of being read: a talk quotes what people typed, and a
// reviewer must not be shown something else than what was said.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n':
			return r
		case r == '\t':
			return ' '
		case unicode.IsControl(r), unicode.Is(unicode.Bidi_Control, r):
			return -1
		}
		return r
	}, s)
}
