package handlers

import (
	"context"
	"fmt"
	"unicode/utf8"

	"dandang/knowledge"
)

// A Reader turns one message into facts, each with a verbatim quote. It never decides.
type Reader interface {
	// Read reads text against the lists of b. open is the question that the text may be answering, nil when none is.
	// The reading's quotes all occur in text.
	Read(ctx context.Context, b *knowledge.Base, text string, open *knowledge.Question) (knowledge.Reading, error)
}

// An Opinion is what one message, taken by itself, comes to: the answer to a question put without a talk.
type Opinion struct {
	Reading knowledge.Reading
	Verdict knowledge.Verdict // of a plan, or of a deed told by way of an attack; else zero
	Outcome knowledge.Outcome
	Reply   Reply // as the person would see it
}

// Consult reads one message and says what the lists make of it. It keeps nothing.
func Consult(ctx context.Context, b *knowledge.Base, reader Reader, text string) (Opinion, error) {
	if r, bad := unreadable(b, text); bad {
		return Opinion{Reading: knowledge.Reading{Kind: knowledge.Vague}, Outcome: knowledge.Ask, Reply: r}, nil
	}
	r, err := reader.Read(ctx, b, text, nil)
	if err != nil {
		return Opinion{}, fmt.Errorf("read message: %w", err)
	}
	if r.Kind == knowledge.Reply && bare(text) {
		r.Kind = knowledge.Vague // a number or a letter, and nothing was asked
	}
	o := Opinion{Reading: r, Outcome: outcomeOf(r)}
	switch {
	case secret(r):
		o.Reply = secretReply(b)
		o.Outcome = knowledge.Decline
	case r.Kind == knowledge.Plan || o.Outcome == knowledge.Refer:
		o.Verdict = knowledge.Judge(b, matterOf(r))
		o.Outcome = o.Verdict.Outcome
		if r.Kind == knowledge.Adversarial {
			o.Outcome = knowledge.Refer
		}
		o.Reply = verdictReply(b, o.Verdict, full)
	default:
		o.Reply = plainReply(b, r)
	}
	return o, nil
}

// outcomeOf tells what a message of that kind is met with; a plan is left to the judge.
func outcomeOf(r knowledge.Reading) knowledge.Outcome {
	switch r.Kind {
	case knowledge.Procedure:
		return knowledge.Answer
	case knowledge.OffTopic:
		if r.Intent == greeting {
			return knowledge.Answer
		}
		return knowledge.Decline
	case knowledge.Adversarial:
		if told(r.Facts) {
			return knowledge.Refer
		}
		return knowledge.Decline
	case knowledge.Vague:
		return knowledge.Ask
	case knowledge.Reply:
		return knowledge.Fill
	case knowledge.Command:
		return knowledge.Do
	}
	return ""
}

// bare reports whether a message is no more than a few figures, letters or marks.
func bare(text string) bool {
	return len(text) <= 12 && utf8.RuneCountInString(text) == len(text)
}

// greeting is the intent of an off-topic message that is met with a greeting.
const greeting = "greeting"

// told reports whether a deed is told: a red line that holds.
func told(facts []knowledge.Fact) bool {
	for _, f := range facts {
		if f.Holds && !f.Hint && len(f.ID) > 4 && f.ID[:4] == "neg-" {
			return true
		}
	}
	return false
}

// matterOf is the matter that one message opens.
func matterOf(r knowledge.Reading) knowledge.Matter {
	return knowledge.Matter{Stage: r.Stage, Items: r.Items, Facts: r.Facts}
}

// secret reports whether the message speaks of classified material, which has no place here.
func secret(r knowledge.Reading) bool {
	for _, s := range r.Sensitive {
		if s == "secret" {
			return true
		}
	}
	return false
}
