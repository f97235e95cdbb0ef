package discord

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
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
	w.Grow(len(s) + len(s)/8)
	plain := 0 // up to here everything is written
	for i, r := range s {
		instead, shown := shownAs(r)
		if shown {
			continue
		}
		w.WriteString(s[plain:i])
		w.WriteString(instead)
		if plain = i + utf8.RuneLen(r); r == unicode.ReplacementChar && s[i] != '\xef' { // a byte that is no text
			plain = i + 1
		}
	}
	w.WriteString(s[plain:])
	if out := w.String(); !strings.ContainsAny(out, ".-") {
		return out
	}
	return listed.ReplaceAllStringFunc(w.String(), func(begin string) string {
		return begin[:len(begin)-1] + "\\" + begin[len(begin)-1:]
	})
}

// shownAs is what a character is written as; shown when it may stay as it is.
func shownAs(r rune) (instead string, shown bool) {
	switch {
	case r < utf8.RuneSelf && strings.IndexByte(marks, byte(r)) >= 0:
		return "\\" + string(r), false
	case r == '@':
		return "@" + broken, false
	case r == '\n', r == '\t':
		return "", true
	case unicode.IsControl(r), r >= '\u202a' && r <= '\u202e', r >= '\u2066' && r <= '\u2069', r == unicode.ReplacementChar:
		return "", false
	}
	return "", true
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
