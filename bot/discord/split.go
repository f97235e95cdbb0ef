package discord

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf16"
)

// length is how long Discord may take a text to be: its documentation says characters and does not say which, so the
// larger count, of UTF-16 units, is the one to keep under a limit.
func length(s string) int {
	n := 0
	for _, r := range s {
		n += units(r)
	}
	return n
}

// units is how many UTF-16 units a character has; one that is none counts as one.
func units(r rune) int { return max(1, utf16.RuneLen(r)) }

// whole finds what is never cut in two: a citation with its document number and clause (《…》（试行）〔2025〕3号第二条), a
// number of a filing, an escaped mark, and the name of a person.
var whole = regexp.MustCompile(`《[^《》\n]*》(?:\s?(?:（[^（）\n]*）|〔[^〔〕\n]*〕|\[[^\[\]\n]*\]|第?\d+号|第[\d一二三四五六七八九十百]+[编章节条款项种类]))*` +
	`|\p{Han}{0,12}〔\d{4}〕第?\d+号(?:第[\d一二三四五六七八九十百]+[编章节条款项种类])*|\\.|<@&?\d+>`)

// ends are the marks behind which a text may be cut, the best first.
var ends = []string{"\n", "。！？!?", "；;", "，、,： "}

// split cuts a text into pieces of at most most UTF-16 units: behind a line, else behind a sentence, else behind a
// part of one, and never inside a citation unless it alone is too long. The pieces joined are the text.
func split(text string, most int) []string {
	var out []string
	for length(text) > most {
		at := cut(text, most)
		out = append(out, text[:at])
		text = text[at:]
	}
	if text != "" || len(out) == 0 {
		out = append(out, text)
	}
	return out
}

// cut is where the first piece of a text that is too long ends, in bytes.
func cut(text string, most int) int {
	fits, half := 0, 0
	var places []int // ends of runes that still fit
	size := 0
	for i, r := range text {
		if size += units(r); size > most {
			break
		}
		fits = i + len(string(r))
		if r == '\uFFFD' && text[i] != '\xef' { // a byte that is no text
			fits = i + 1
		}
		places = append(places, fits)
		if size <= most/2 {
			half = fits
		}
	}
	var closed [][]int
	if near := text[:min(len(text), fits+2000)]; strings.ContainsAny(near, "《〔\\<") {
		closed = whole.FindAllStringIndex(near, -1)
	}
	open := slices.DeleteFunc(slices.Clone(places), func(at int) bool {
		return slices.ContainsFunc(closed, func(c []int) bool { return c[0] < at && at < c[1] })
	})
	for _, marks := range ends {
		for _, at := range slices.Backward(open) {
			if at <= half {
				break
			}
			if strings.ContainsAny(lastRune(text[:at]), marks) {
				return at
			}
		}
	}
	if len(open) > 0 {
		return open[len(open)-1]
	}
	return fits
}

func lastRune(s string) string {
	r := []rune(s[max(0, len(s)-4):])
	return string(r[len(r)-1])
}
