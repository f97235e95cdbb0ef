package reader

import (
	"strings"
	"unicode"

	"dandang/knowledge"
)

// commands by the name that manner files give them, and whether they may be put as a question (能不能转人工). In doubt the
// earlier wins.
var commands = []struct {
	name, intent string
	asked        bool
}{
	{"cmd-human", knowledge.IntentHuman, true}, {"cmd-mydata", knowledge.IntentMyData, false},
	{"cmd-cancel", knowledge.IntentCancel, false}, {"cmd-start", knowledge.IntentStart, false},
	{"cmd-undo", knowledge.IntentUndo, false}, {"cmd-mine", knowledge.IntentMine, true},
	{"cmd-draft", knowledge.IntentDraft, false}, {"cmd-source", knowledge.IntentSource, true},
	{"cmd-why", knowledge.IntentWhy, true}, {"cmd-lists", knowledge.IntentLists, true},
	{"cmd-help", knowledge.IntentHelp, true}, {"cmd-skip", knowledge.IntentSkip, false},
	{"cmd-later", knowledge.IntentLater, false}, {"cmd-submit", knowledge.IntentSubmit, false},
	{"cmd-confirm", knowledge.IntentConfirm, false}, {"cmd-more", knowledge.IntentMore, false},
}

// Lengths in runes, figures and marks not counted, above which a message is no command and not too vague.
const (
	longestCommand = 22
	longestBeside  = 11 // of commands that name a matter, too
	longestVague   = 24
	longestTalk    = 40 // of small talk and off-topic requests
	longestAttempt = 70 // of attempts on the assistant, unless they are plain
	plainAttempt   = 2.2
)

// CommandOf is the command that a message gives, "" for none. Only short messages command: in a long one the same words
// tell a story.
func CommandOf(t *Text) string {
	clauses := t.Clauses(nil)
	m := MannerOf(t, clauses)
	return m.Command(t)
}

// Command is the command that a message gives, "" for none.
func (m *Manner) Command(t *Text) string {
	if t.letters() > longestCommand || m.Of("adv") > 0 {
		return ""
	}
	best, at := float32(0), ""
	first := int32(1 << 30)
	asks := m.Of("question") > 0
	for _, c := range commands {
		b, ok := m.Best[c.name]
		if asks && !c.asked || m.Of("matter") > 0 && t.letters() > longestBeside {
			continue
		}
		if w := m.Of(c.name); ok && (w > best || w == best && b.From < first) {
			best, at, first = w, c.intent, b.From
		}
	}
	return at
}

// letters counts the runes of t that are letters or figures.
func (t *Text) letters() int {
	n := 0
	for _, r := range t.Runes {
		if unicode.IsLetter(r) || unicode.IsNumber(r) {
			n++
		}
	}
	return n
}

// Adversarial tells whether a message is an attempt on the assistant, or asks it for what it must not do: instructions
// to it, role play, threats, other people's files, help in hiding something. The span shows it.
func Adversarial(t *Text) (bool, Span) {
	m := MannerOf(t, t.Clauses(nil))
	return m.Adversarial(t)
}

// Adversarial tells whether a message is an attempt on the assistant, with the words that show it.
func (m *Manner) Adversarial(t *Text) (bool, Span) {
	if w := m.Of("adv"); w < Strong || w < plainAttempt && t.letters() > longestAttempt {
		return false, Span{}
	}
	b := m.Best["adv"]
	return true, Span{b.From, b.To}
}

// OffTopic tells whether a message asks for something that has nothing to do with filing, or is small talk.
func OffTopic(t *Text) bool {
	m := MannerOf(t, t.Clauses(nil))
	return m.OffTopic(t)
}

// OffTopic tells whether a message asks for something else, or is small talk.
func (m *Manner) OffTopic(t *Text) bool {
	if t.letters() > longestTalk || m.Of("matter") > 0 || m.Of("adv") >= Strong {
		return false
	}
	return m.Of("off") >= Strong && m.Of("concrete") == 0 || m.Greets(t)
}

// Greets tells whether a message is a greeting or thanks and nothing more.
func (m *Manner) Greets(t *Text) bool {
	return t.letters() <= longestCommand && m.Of("matter") == 0 && m.Of("greet")+m.Of("thanks") >= Strong
}

// Vague tells whether a message says too little to look anything up: no deed, no thing, no figure.
func Vague(t *Text) bool {
	m := MannerOf(t, t.Clauses(nil))
	return m.Vague(t)
}

// Vague tells whether a message says too little.
func (m *Manner) Vague(t *Text) bool {
	n := t.letters()
	if n > longestVague || m.Of("off") >= Strong || m.Of("adv") >= Strong || m.Greets(t) || m.Command(t) != "" {
		return false
	}
	if m.Of("question") > 0 && m.Of("matter") > 0 && n > 10 {
		return false // asks about the procedure
	}
	return n == 0 || m.Of("concrete") == 0 && (m.Of("vague") >= Strong || n <= 4 && strings.TrimSpace(t.Raw) != "")
}
