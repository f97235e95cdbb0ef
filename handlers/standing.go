package handlers

import (
	"context"
	"fmt"
	"slices"

	"dandang/knowledge"
)

// standing hands the matter to a person by a standing rule of the unit, when it came to a person's for one of the
// reasons that the unit names. Once for each matter; the person is told, and can take it back.
func (t *turn) standing(ctx context.Context) error {
	if t.talk.Case != "" || t.open != nil || !t.changed || !slices.Contains(t.desk.Escalate, t.verdict.Reason) {
		return nil
	}
	place, err := t.place(ctx)
	if err != nil {
		return err
	}
	if t.open, err = t.escalation(); err != nil {
		return err
	}
	t.audit = "handed to a person by rule"
	t.reply.Text += "\n【已转人工】" + t.base.County.Title + "规定，这类情况一律由人来看。" + handed(true, place).Text
	t.reply.Buttons = []string{pressMine, pressRestart}
	return nil
}

// EscalationReasons reads the reasons of a standing rule, as they are called in answers: 要结合全案看、疑似碰线. The
// error is for people and names those there are.
func EscalationReasons(words []string) ([]knowledge.Reason, error) {
	var out []knowledge.Reason
	var known []string
	for _, r := range escalated {
		known = append(known, reasonWord(r))
	}
	for _, w := range words {
		i := slices.Index(known, w)
		if i < 0 {
			return nil, fmt.Errorf("没有“%s”这种情况，可以写：%v", w, known)
		}
		out = append(out, escalated[i])
	}
	return out, nil
}

// escalated are the reasons for which a unit may hand matters over without being asked: those that a person decides.
var escalated = []knowledge.Reason{
	knowledge.Combination, knowledge.Suspected, knowledge.Contradiction, knowledge.Conflict, knowledge.UnderInquiry, knowledge.AlreadyDone,
	knowledge.Unlisted,
}
