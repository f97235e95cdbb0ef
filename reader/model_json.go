package reader

import (
	"encoding/json"
	"errors"
	"regexp"
	"strings"
	"unicode"
)

// thinking is what a model says to itself before it answers; a block that was never closed hides the rest.
var thinking = regexp.MustCompile(`(?s)<think(?:ing)?>.*?(?:</think(?:ing)?>|$)`)

// mostObjects is how many beginnings of an object are tried in one answer.
const mostObjects = 64

// errNoObject is an answer without a JSON object of the kind wanted.
var errNoObject = errors.New("there is no JSON object as the schema wants it")

// decodeAnswer finds the JSON object in a model's answer and decodes it into v; key is a field that it must have. Blocks
// of thought, code fences and words around it are passed over. Of several the last counts: a model that corrects itself
// does so at the end.
func decodeAnswer(s, key string, v any) error {
	s = thinking.ReplaceAllString(s, "")
	if i := strings.LastIndex(s, "</think>"); i >= 0 { // some templates open the block in the prompt
		s = s[i+len("</think>"):]
	}
	var found json.RawMessage
	for at, tries := 0, 0; tries < mostObjects; tries++ {
		i := strings.IndexByte(s[at:], '{')
		if i < 0 {
			break
		}
		at += i
		d := json.NewDecoder(strings.NewReader(s[at:]))
		var raw json.RawMessage
		var fields map[string]json.RawMessage
		if d.Decode(&raw) != nil || json.Unmarshal(raw, &fields) != nil {
			at++
			continue
		}
		if _, ok := fields[key]; ok {
			found = raw
		}
		at += int(d.InputOffset())
	}
	if found == nil {
		return errNoObject
	}
	return json.Unmarshal(found, v)
}

func isSyntax(err error) bool {
	var s *json.SyntaxError
	var t *json.UnmarshalTypeError
	return errors.As(err, &s) || errors.As(err, &t)
}

// visible is s without invisible characters: those of control and format, tags, and private ones. Line breaks and tabs stay.
func visible(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return r
		case unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Cs, unicode.Variation_Selector), r == '\u115f', r == '\u1160', r == '\u3164', r == '\uffa0', r == unicode.ReplacementChar:
			return -1
		}
		return r
	}, s)
}

// checkWords tell the model what was wrong with its answer.
var checkWords = []struct {
	is  func(error) bool
	say string
}{
	{isKind(errNoObject), "没有找到要求的 JSON 对象"},
	{isKind(errEmpty), "没有写出内容，或者写的都用不上"},
	{isKind(errLong), "太长了"},
	{isKind(errFigure), "有原文里没有的数字或日期"},
	{isKind(errNamed), "有原文里没有的人名、单位、文件或编号"},
	{isKind(errOrnate), "有空话套话"},
	{isKind(errVerdict), "下了结论"},
	{isKind(errMeaning), "意思和原文不一样了"},
	{isKind(errMarked), "有多余的符号"},
	{isSyntax, "JSON 写错了，或者字段的类型不对"},
}

func isKind(want error) func(error) bool { return func(err error) bool { return errors.Is(err, want) } }
