package reader

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// A Text is a message folded rune for rune, so that any stretch of it maps back to a verbatim quote.
// Full width, case, traditional characters and punctuation are unified; invisible characters, quotation marks and the
// spaces inside spaced-out words are gone; runs of punctuation are one rune. What may part clauses is one of Breaks.
type Text struct {
	Raw   string
	Runes []rune  // what is kept
	Pos   []int32 // Pos[i] is the byte in Raw where rune i starts; Pos[len(Runes)] is len(Raw)
}

// Breaks are the runes that may part clauses; every other punctuation mark is folded into one of them or dropped.
const Breaks = "?!。;:, "

// Normalise folds s into a new Text. It does not limit the length; the caller does.
func Normalise(s string) *Text {
	t := new(Text)
	NormaliseInto(t, s)
	return t
}

// NormaliseInto folds s into t and reuses what t holds.
func NormaliseInto(t *Text, s string) {
	t.Raw, t.Runes, t.Pos = s, t.Runes[:0], t.Pos[:0]
	gaps := false
	for i, r := range s {
		if r >= utf8.RuneSelf {
			r = folding.fold(r)
		} else if 'A' <= r && r <= 'Z' {
			r += 'a' - 'A'
		}
		if r >= utf8.RuneSelf || plain[r] || r == '.' && s[i] == '.' && betweenDigits(s, i, 1) {
			t.Runes, t.Pos = append(t.Runes, r), append(t.Pos, int32(i))
			continue
		}
		b := breakOf(r)
		if b == 0 || r == ',' && betweenDigits(s, i, 3) {
			continue
		}
		n := len(t.Runes)
		switch {
		case n == 0:
		case strength(t.Runes[n-1]) == 0:
			t.Runes, t.Pos = append(t.Runes, b), append(t.Pos, int32(i))
			gaps = gaps || b == ' '
		case strength(b) > strength(t.Runes[n-1]):
			t.Runes[n-1], t.Pos[n-1] = b, int32(i)
		}
	}
	if gaps {
		t.closeGaps()
	}
	t.Pos = append(t.Pos, int32(len(s)))
}

// Quote is the stretch of the message from rune i up to rune j, as it was typed; "" when the stretch is empty or out of range.
func (t *Text) Quote(i, j int) string {
	if i < 0 || j > len(t.Runes) || i >= j {
		return ""
	}
	last := int(t.Pos[j-1])
	_, n := utf8.DecodeRuneInString(t.Raw[last:])
	return t.Raw[t.Pos[i] : last+n]
}

// String is the folded text.
func (t *Text) String() string { return string(t.Runes) }

// plain are the ASCII runes that are kept as they are.
var plain = [utf8.RuneSelf]bool{
	'0': true, '1': true, '2': true, '3': true, '4': true, '5': true, '6': true, '7': true, '8': true, '9': true,
	'a': true, 'b': true, 'c': true, 'd': true, 'e': true, 'f': true, 'g': true, 'h': true, 'i': true, 'j': true,
	'k': true, 'l': true, 'm': true, 'n': true, 'o': true, 'p': true, 'q': true, 'r': true, 's': true, 't': true,
	'u': true, 'v': true, 'w': true, 'x': true, 'y': true, 'z': true,
	'%': true, '+': true, '-': true, '/': true, '=': true, '<': true, '>': true, '#': true, '@': true, '$': true,
}

// betweenDigits tells whether byte i of s has an ASCII digit before it and n of them after it: a decimal point, or the
// comma that groups thousands.
func betweenDigits(s string, i, n int) bool {
	if i == 0 || !isDigit(rune(s[i-1])) || i+n >= len(s) {
		return false
	}
	for _, b := range []byte(s[i+1 : i+1+n]) {
		if !isDigit(rune(b)) {
			return false
		}
	}
	return n == 1 || i+n+1 == len(s) || !isDigit(rune(s[i+n+1]))
}

// breakOf is the break that punctuation r stands for, 0 when r is dropped.
func breakOf(r rune) rune {
	switch r {
	case ' ', '\t':
		return ' '
	case '\n', '\r', '.':
		return '。'
	case ';', ':', '!', '?', ',':
		return r
	case '(', ')', '[', ']', '{', '}', '~', '|':
		return ','
	}
	return 0
}

// strength orders the breaks, so that a run of punctuation folds into its strongest; 0 for any other rune.
func strength(r rune) int {
	switch r {
	case ' ':
		return 1
	case ',':
		return 2
	case ':':
		return 3
	case ';':
		return 4
	case '。':
		return 5
	case '!':
		return 6
	case '?':
		return 7
	}
	return 0
}

// closeGaps drops the spaces that part the characters of a word (能 备 案 吗) or a number from its unit, and leaves those
// that stand for punctuation.
func (t *Text) closeGaps() {
	n, left := 0, 0 // runes kept; where the piece before the coming space begins
	for i, r := range t.Runes {
		if r == ' ' {
			if t.gapInWord(t.Runes[left:n], t.Runes[i+1:]) {
				left = n
				continue
			}
		}
		if strength(r) > 0 {
			left = n + 1
		}
		t.Runes[n], t.Pos[n] = r, t.Pos[i]
		n++
	}
	t.Runes, t.Pos = t.Runes[:n], t.Pos[:n]
}

// gapInWord tells whether the space between the piece before and the text after is inside a word.
func (t *Text) gapInWord(before, after []rune) bool {
	next := 0
	for next < len(after) && strength(after[next]) == 0 && next < 3 {
		next++
	}
	if len(before) == 0 || next == 0 {
		return false
	}
	a, b := before[len(before)-1], after[0]
	switch {
	case a < utf8.RuneSelf && b < utf8.RuneSelf:
		return false // between Latin words
	case isDigit(a) && unitRune(b), unicode.Is(unicode.Han, a) && isDigit(b) && len(before) <= 4:
		return true
	}
	return len(before) == 1 && next <= 2 || len(before) <= 2 && next == 1
}

func isDigit(r rune) bool { return '0' <= r && r <= '9' }

// unitRune tells whether r is a unit that a number is written apart from.
func unitRune(r rune) bool {
	return strings.ContainsRune("万亿千百元块个年月日号亩户人家米吨天公%", r)
}
