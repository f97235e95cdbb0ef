package reader

import (
	_ "embed"
	"strings"
	"unicode"
	"unicode/utf8"
)

// folds holds for each rune below its limit what it counts as; 0 where it stands for itself.
type folds struct {
	pages [0x20000 >> 8]*[256]rune
}

//go:embed folds.txt
var foldText string

// folding is read once at start (about 4,700 pairs).
var folding = newFolds(foldText)

// newFolds reads pairs of runes, skipping comments, and adds the punctuation.
func newFolds(text string) *folds {
	f := new(folds)
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		var from rune
		for _, r := range strings.TrimSpace(line) {
			if from == 0 {
				from = r
				continue
			}
			f.set(from, r)
			from = 0
		}
	}
	for r := rune('!'); r <= '~'; r++ { // full width
		f.set(r-'!'+'！', unicode.ToLower(r))
	}
	for to, from := range map[rune]string{
		' ': "\u3000\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f",
		',': "，､﹐（）【】〔〕［］｛｝…—–―～〜·•●■◆▪★☆→",
		'.': "．｡。﹒\u0085\u2028\u2029",
		';': "；﹔", ':': "：﹕", '!': "！﹗", '?': "？﹖",
		drop: "“”‘’「」『』《》〈〉﹁﹂＂＇＊＿＾｀",
	} {
		for _, r := range from {
			f.set(r, to)
		}
	}
	return f
}

// drop stands in the table for a rune that is left out.
const drop = '\x00' + 1

func (f *folds) set(from, to rune) {
	if int(from>>8) >= len(f.pages) {
		return
	}
	p := f.pages[from>>8]
	if p == nil {
		p = new([256]rune)
		f.pages[from>>8] = p
	}
	p[from&0xff] = to
}

// fold is what r counts as; drop when it is invisible.
func (f *folds) fold(r rune) rune {
	if int(r>>8) < len(f.pages) {
		if p := f.pages[r>>8]; p != nil {
			if to := p[r&0xff]; to != 0 {
				return to
			}
		}
		if 0x3400 <= r && r <= 0x9fff || r == '、' {
			return r
		}
	}
	switch {
	case r == utf8.RuneError, unicode.In(r, unicode.Cf, unicode.Cc, unicode.Mn, unicode.Me, unicode.Co, unicode.Cs), blank(r):
		return drop
	case unicode.IsLetter(r), unicode.IsNumber(r):
		return unicode.ToLower(r)
	case unicode.IsSpace(r):
		return ' '
	}
	return ',' // emoji, ornaments, foreign punctuation
}

// blank tells whether r is a letter that shows nothing, as those used to hide words.
func blank(r rune) bool {
	switch r {
	case 0x115f, 0x1160, 0x3164, 0xffa0, 0x2800, 0x17b4, 0x17b5:
		return true
	}
	return 0xe0000 <= r && r <= 0xe0fff
}
