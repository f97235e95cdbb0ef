package store

import (
	"errors"
	"unicode/utf8"
)

// Words are kept in a code of their own: Chinese takes three bytes a character in UTF-8 and about one and a third here,
// at a few nanoseconds a character. (zstd with a dictionary is smaller still but costs over a hundred microseconds a turn.)
//
//	0–159    one of the most frequent characters (frequent)
//	160–241  with the next byte, one of U+4E00–U+9FFF
//	242      the next byte as it is
//	243      a length and that many bytes as they are
//	244      the next two bytes are a character
//	245      the next three bytes are a character
//	246–255  a digit
//
// What is written in this code is on disk: the table and the meaning of a byte never change; another code would be
// another format of the conversation.
const (
	codeHan    = 160
	codeByte   = 242
	codeBytes  = 243
	codeChar   = 244
	codeAstral = 245
	codeDigit  = 246

	firstHan = 0x4E00
	lastHan  = 0x9FFF
)

// frequent holds the commonest characters of how cadres write, the commonest first.
const frequent = "" +
	"，的了。一没不我个里是人来上有说家年们会过十三就在先那给这都要两天老公下到着也能" +
	"报子开去月出工想备把还补他头村回办后二户县前让局收写定水案地算发万跟多分单百得成" +
	"、四点打看用事合签同业时改长钱大条问走当按谁镇好意口司批场行五六自名管委可法现证" +
	"电车几院机件面方进小干道再八表保和么资手价底省查中号外全以标厂费交学市？政停照记"

// textTable is frequent by character and by code.
type textTable struct {
	of   map[rune]byte
	han  [lastHan - firstHan + 1]uint8 // code + 1, 0 for a character that is not frequent
	char [codeHan]rune
}

var table = newTextTable()

func newTextTable() *textTable {
	t := &textTable{of: map[rune]byte{}}
	n := 0
	for _, r := range frequent {
		t.char[n] = r
		if r >= firstHan && r <= lastHan {
			t.han[r-firstHan] = uint8(n + 1)
		} else {
			t.of[r] = byte(n)
		}
		n++
	}
	return t
}

// appendText appends s in the code. It takes any bytes, also such as are not UTF-8.
func appendText(dst []byte, s string) []byte {
	for i := 0; i < len(s); {
		if n := plain(s[i:]); n > 0 {
			dst = appendBytes(dst, s[i:i+n])
			i += n
			continue
		}
		if c := s[i]; c >= '0' && c <= '9' {
			dst = append(dst, codeDigit+c-'0')
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		dst = appendRune(dst, r)
		i += n
	}
	return dst
}

// plain returns how many bytes at the start of s are to be kept as they are: ASCII but digits, and what is not UTF-8.
func plain(s string) int {
	n := 0
	for n < len(s) && n < 255 {
		c := s[n]
		if c >= '0' && c <= '9' {
			break
		}
		if c >= utf8.RuneSelf {
			if _, size := utf8.DecodeRuneInString(s[n:]); size > 1 {
				break
			}
		}
		n++
	}
	return n
}

func appendBytes(dst []byte, s string) []byte {
	if len(s) == 1 {
		return append(dst, codeByte, s[0])
	}
	return append(append(dst, codeBytes, byte(len(s))), s...)
}

func appendRune(dst []byte, r rune) []byte {
	if r >= firstHan && r <= lastHan {
		if c := table.han[r-firstHan]; c > 0 {
			return append(dst, c-1)
		}
		r -= firstHan
		return append(dst, byte(codeHan+r>>8), byte(r))
	}
	if c, ok := table.of[r]; ok {
		return append(dst, c)
	}
	if r <= 0xFFFF {
		return append(dst, codeChar, byte(r>>8), byte(r))
	}
	return append(dst, codeAstral, byte(r>>16), byte(r>>8), byte(r))
}

var errText = errors.New("text breaks off or holds an impossible character")

// decodeText returns the words that appendText wrote as src.
func decodeText(src []byte) (string, error) {
	dst := make([]byte, 0, 3*len(src))
	for len(src) > 0 {
		c := src[0]
		need := codeLength(src)
		if need > len(src) {
			return "", errText
		}
		r := rune(-1)
		switch {
		case c < codeHan:
			r = table.char[c]
		case c < codeByte:
			r = firstHan + rune(c-codeHan)<<8 + rune(src[1])
		case c == codeByte:
			dst = append(dst, src[1])
		case c == codeBytes:
			dst = append(dst, src[2:need]...)
		case c == codeChar:
			r = rune(src[1])<<8 | rune(src[2])
		case c == codeAstral:
			r = rune(src[1])<<16 | rune(src[2])<<8 | rune(src[3])
		default:
			dst = append(dst, '0'+c-codeDigit)
		}
		if r >= 0 {
			if !utf8.ValidRune(r) {
				return "", errText
			}
			dst = utf8.AppendRune(dst, r)
		}
		src = src[need:]
	}
	return string(dst), nil
}

// codeLength returns how many bytes the character at the start of src takes, as far as can be told.
func codeLength(src []byte) int {
	switch c := src[0]; {
	case c < codeHan, c >= codeDigit:
		return 1
	case c < codeByte, c == codeByte:
		return 2
	case c == codeChar:
		return 3
	case c == codeAstral:
		return 4
	case len(src) < 2:
		return 2
	default:
		return 2 + int(src[1])
	}
}
