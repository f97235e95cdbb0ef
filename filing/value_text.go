package filing

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// mostText is how long a text may be when a field sets no limit, in characters.
const mostText = 1000

var (
	quotedTitle = regexp.MustCompile(`《[^》]*》`)
	blanks      = regexp.MustCompile(`[ \t\r\f\v　]+`)
	newlines    = regexp.MustCompile(`\n{2,}`)
)

// ReadText takes plain words: blanks tidied, invisible characters gone. It refuses nothing at all, more than most
// characters (0 is mostText), text without a letter, and the empty ornate phrases of banned unless they stand in the
// title of a document 《…》. The error is a *Mistake.
func ReadText(said string, most int, banned []string) (string, error) {
	s := cleanText(said)
	if most == 0 {
		most = mostText
	}
	n := utf8.RuneCountInString(s)
	switch {
	case s == "":
		return "", mistake("", sayNoText)
	case n > most:
		return "", mistake("", sayTextTooLong, n, most, n-most)
	case !strings.ContainsFunc(s, isWordRune):
		return "", mistake("", sayNoWords)
	}
	plain := quotedTitle.ReplaceAllString(s, "")
	for _, w := range banned {
		if strings.Contains(plain, w) {
			return "", mistake("", sayBanned, w)
		}
	}
	return s, nil
}

func isWordRune(r rune) bool {
	return asciiDigit(r) || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= 0x3400 && r <= 0x9FFF || r >= 0x20000 && r <= 0x3FFFF
}

// cleanText removes what prints nothing, joins blanks and trims; line breaks stay, one at a time.
func cleanText(s string) string {
	s = strings.ToValidUTF8(s, "")
	s = strings.Map(func(r rune) rune {
		if invisible(r) && r != '\r' {
			return -1
		}
		return r
	}, s)
	s = blanks.ReplaceAllString(s, " ")
	s = strings.ReplaceAll(strings.ReplaceAll(s, " \n", "\n"), "\n ", "\n")
	return strings.TrimSpace(newlines.ReplaceAllString(s, "\n"))
}
