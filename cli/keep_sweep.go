package cli

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"dandang/store"
)

type sweepCmd struct{}

// Run removes what is kept long enough and tells what that was.
func (c *sweepCmd) Run(ctx context.Context, p *program) error {
	s, err := p.open(ctx)
	if err != nil {
		return err
	}
	defer s.Close()
	units, err := s.Units(ctx)
	if err != nil {
		return fmt.Errorf("清理不了：%w", err)
	}
	nothing := true
	for _, unit := range units {
		w, err := s.Sweep(ctx, unit, time.Now())
		if said := sayingSwept(w); said != "" {
			fmt.Fprintf(p.Out, "单位 %s：%s。\n", unit, said)
			nothing = false
		}
		if err != nil {
			return fmt.Errorf("单位 %s 没有清理完，可以再运行一次：%w", unit, err)
		}
	}
	if nothing {
		fmt.Fprintln(p.Out, "没有保存期已满的内容。")
	}
	return nil
}

// sayingSwept tells what was removed, "" for nothing.
func sayingSwept(w store.Swept) string {
	var parts []string
	for _, x := range []struct {
		n    int
		what string
	}{
		{len(w.Cases), "办结的事项 %d 件（" + strings.Join(w.Cases, "、") + "）"}, {w.Notes, "送不出去的通知 %d 条"},
		{w.Events, "去重用的记号 %d 个"}, {w.Questions, "没有对上清单的提问 %d 条"},
	} {
		if x.n > 0 {
			parts = append(parts, fmt.Sprintf(x.what, x.n))
		}
	}
	return strings.Join(parts, "，")
}

// sweepDaily sweeps a minute after the start and then every day, until ctx is done. Several processes may do so.
func sweepDaily(ctx context.Context, s *store.Store, log *slog.Logger) {
	next := time.NewTimer(time.Minute)
	defer next.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-next.C:
			next.Reset(24 * time.Hour)
		}
		units, err := s.Units(ctx)
		if err != nil {
			log.Error("sweep", "err", err)
		}
		for _, unit := range units {
			w, err := s.Sweep(ctx, unit, time.Now())
			if err != nil {
				log.Error("sweep", "unit", unit, "err", err)
			}
			log.Info("swept", "unit", unit, "cases", len(w.Cases), "notes", w.Notes, "events", w.Events, "questions", w.Questions)
		}
	}
}
