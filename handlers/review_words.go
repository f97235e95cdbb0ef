package handlers

import (
	"slices"
	"strings"
	"unicode/utf8"

	"dandang/filing"
	"dandang/knowledge"
)

// staffMoves are actions on a case as staff read and say them: what is a switch is called by what it would do now, and
// nobody is let through whom nothing keeps back.
func staffMoves(moves []filing.Move, c filing.Case) []filing.Move {
	moves = slices.DeleteFunc(slices.Clone(moves), func(m filing.Move) bool {
		return m.ID == admitMove && !stopped(knowledge.Verdict{Outcome: c.Outcome, Reason: c.Reason})
	})
	for i, m := range moves {
		if m.Effect == filing.Hurries {
			moves[i].Title = map[bool]string{false: "加急", true: "取消加急"}[c.Urgent]
		}
	}
	return moves
}

// otherWords are words of staff for actions of some effect, beside their titles.
var otherWords = []struct {
	words  string
	effect filing.Effect
}{
	{"转给", filing.Transfers}, {"交给", filing.Transfers}, {"备注", filing.Notes}, {"记一下", filing.Notes}, {"放回", filing.Releases},
}

// leastTitle is with how many characters at least the beginning of a title stands for it.
const leastTitle = 2

// wanted is the action that staff mean: by its title, by another word for it, or by the beginning of a title that only
// one has; rest is what follows.
func wanted(moves []filing.Move, words string) (m filing.Move, rest string, ok bool) {
	if m, rest, ok := meant(moves, words); ok {
		return m, rest, true
	}
	for _, o := range otherWords {
		after, found := strings.CutPrefix(words, o.words)
		i := slices.IndexFunc(moves, func(m filing.Move) bool { return m.Effect == o.effect })
		if found && i >= 0 {
			return moves[i], trimmed(after), true
		}
	}
	first, after, _ := strings.Cut(words, " ")
	first = strings.TrimRight(first, "：:，,。！!")
	if utf8.RuneCountInString(first) < leastTitle {
		return filing.Move{}, "", false
	}
	for _, x := range moves {
		if !strings.HasPrefix(x.Title, first) {
			continue
		}
		if ok {
			return filing.Move{}, "", false
		}
		m, rest, ok = x, trimmed(after), true
	}
	return m, rest, ok
}

// trimmed is what follows a command, without what parts it from it.
func trimmed(rest string) string { return strings.TrimLeft(rest, " ：:，,。！!　") }
