package discord

import (
	"regexp"
	"strings"
	"unicode"
)

// marks are the characters that mean something to Discord: emphasis, quotes, headings, links, mentions, time stamps.
const marks = "\\*_~`|>#[]<"

// broken stands behind an @, so that it names nobody even where it would not notify anybody.
const broken = "\u200b"

// listed finds a number or a dash that would begin a list, which Discord would number anew.
var listed = regexp.MustCompile(`(?m)^([ \t\x{3000}]*)(\d+)\.|^([ \t\x{3000}]*)-`)

// escape makes a text show as it is: no mark of it is read as formatting or as a mention. Control characters and those
// that turn the direction of writing are left out.
func escape(s string) string {
	var w strings.Builder
	for _, r := range s {
		switch {
		case r == '\n', r == '\t':
			w.WriteRune(r)
		case unicode.IsControl(r), r >= '\u202a' && r <= '\u202e', r >= '\u2066' && r <= '\u2069', r == unicode.ReplacementChar:
		case r == '@':
			w.WriteString("@" + broken)
		case strings.ContainsRune(marks, r):
			w.WriteString("\\" + string(r))
		default:
			w.WriteRune(r)
		}
	}
	return listed.ReplaceAllStringFunc(w.String(), func(begin string) string {
		return begin[:len(begin)-1] + "\\" + begin[len(begin)-1:]
	})
}

// unescape is the text that escape was given, as a person reads it.
func unescape(s string) string {
	var w strings.Builder
	skip := false
	for _, r := range strings.ReplaceAll(s, "@"+broken, "@") {
		if r == '\\' && !skip {
			skip = true
			continue
		}
		skip = false
		w.WriteRune(r)
	}
	return w.String()
}

// shorten cuts a text to at most most UTF-16 units, with … for what is left out.
func shorten(s string, most int) string {
	if length(s) <= most {
		return s
	}
	size := 0
	for i, r := range s {
		if size += units(r); size > most-1 {
			return strings.TrimSpace(s[:i]) + "…"
		}
	}
	return s // unreachable: it is longer than most
}
