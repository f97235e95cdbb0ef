package handlers

import (
	"context"
	"fmt"
	"regexp"
	"strings"

	"dandang/filing"
	"dandang/store"
)

var verifies = regexp.MustCompile(`^(?:我要|帮我|请)?(?:核验|查验|验真)(?:一下)?(?:文书|文件|申请表|通知书)?(?:的)?(?:核验码|核验值|码)?(?:$|[:：,，是为 ]*([0-9A-Fa-f０-９Ａ-Ｆａ-ｆ\-－—– ]{8,100})$)`)

// verified answers 核验 with the code of a document: whether the register has it, with its number and version. It
// tells nothing of whom or what the document is about, whoever asks. ok is false when the words ask no such thing.
func (d *Desk) verified(ctx context.Context, m Message, decider string) (r Reply, ok bool, err error) {
	g := verifies.FindStringSubmatch(strings.Trim(strings.TrimSpace(m.Text), "。.！!？?"))
	if m.Press != "" || g == nil {
		return Reply{}, false, nil
	}
	if g[1] == "" {
		return howToVerify(), true, nil
	}
	v := filing.VerifyHash(g[1], func(hash string) (filing.Issued, bool) {
		p, known, failed := d.Store.Issued(ctx, m.Unit, hash)
		err = failed
		return p, known
	})
	if err != nil {
		return Reply{}, true, fmt.Errorf("find document: %w", err)
	}
	return verifiedReply(v, decider), true, nil
}

// register notes a document that is about to be handed out.
func (d *Desk) register(ctx context.Context, unit string, file []byte, a store.Audit) error {
	v, err := filing.Verify(file)
	if err != nil {
		return fmt.Errorf("register document: %w", err)
	}
	return d.Store.Register(ctx, unit, filing.Issued{Paper: v.Paper, Number: v.Number, Version: v.Version, Hash: v.Hash}, a)
}
