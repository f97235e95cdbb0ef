package handlers

import (
	"context"
	"fmt"
	"time"

	"dandang/filing"
	"dandang/knowledge"
)

// BeginDraft begins the application that one message by itself leads to, as 起草 would after it. It keeps nothing; ok is
// false when the county has no form for it.
func BeginDraft(ctx context.Context, b *knowledge.Base, reader Reader, forms *filing.Forms, text string, at time.Time) (d filing.Draft, ok bool, err error) {
	f := forms.Form(string(filing.PaperRequest))
	if f == nil {
		return d, false, nil
	}
	r, err := reader.Read(ctx, b, text, nil)
	if err != nil {
		return d, false, fmt.Errorf("read message: %w", err)
	}
	f = f.WithItems(b)
	return filing.Start(f, filing.PrefillFrom(f, matterOf(r), []string{masked(text, r)}, at)), true, nil
}
