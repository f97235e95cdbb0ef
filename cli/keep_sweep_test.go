package cli

import (
	"context"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"dandang/filing"
	"dandang/store"
)

// A case that ended long ago is swept and told of, and the audit holds.
func TestSweep(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "data")
	ctx, long := context.Background(), time.Now().AddDate(-12, 0, 0)
	s, err := store.Open(ctx, store.Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	r, err := s.Commit(ctx, store.Commit{
		Event: "e", Audit: store.Audit{Who: "p", What: "turn"}, Conversation: store.Conversation{Unit: "demo", ID: "c", Person: "p", Began: long, Seen: long},
		Open: &filing.Case{Unit: "demo", Kind: filing.Filing, From: "p", Opened: long},
	})
	if err != nil {
		t.Fatal(err)
	}
	c, _, err := s.Case(ctx, "demo", r.Number)
	if err != nil {
		t.Fatal(err)
	}
	c.Done, c.State = true, filing.Closed
	if _, err := s.Act(ctx, store.Act{Event: "close", Case: c, Audit: store.Audit{Who: "r", What: "close"}}); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	env := []string{"DATA_DIR=" + dir}
	if got := run(t, env, "", "sweep"); got.status != 0 || !strings.Contains(got.out, "办结的事项 1 件（"+r.Number+"）") {
		t.Errorf("got %+v", got)
	}
	if got := run(t, env, "", "sweep"); got.status != 0 || got.out != "没有保存期已满的内容。\n" {
		t.Errorf("again: %+v", got)
	}
	if got := run(t, env, "", "audit", "verify"); got.status != 0 {
		t.Errorf("audit: %+v", got)
	}
}
