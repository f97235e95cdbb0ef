package cli

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"time"

	"dandang/bot"
	"dandang/handlers"
	"dandang/store"
)

type playCmd struct {
	Out    string   `help:"把产生的文书存到这个文件夹" type:"path" placeholder:"文件夹"`
	County string   `help:"用哪个县区的清单" placeholder:"县区"`
	On     string   `help:"对话从哪一天开始，如 2026-11-22（默认今天）" placeholder:"日期"`
	Files  []string `arg:"" name:"文件" help:"写好的对话文件"`
}

// Run plays each talk on a fresh embedded store of its own.
func (c *playCmd) Run(ctx context.Context, p *program) error {
	start := time.Now()
	if c.On != "" {
		day, err := time.ParseInLocation(time.DateOnly, c.On, time.Local)
		if err != nil {
			return fmt.Errorf("--on %s：日期应当像 2026-11-22", c.On)
		}
		start = day.Add(9 * time.Hour)
	}
	if c.Out != "" {
		if err := os.MkdirAll(c.Out, 0o700); err != nil {
			return fmt.Errorf("建不了文件夹 %s：%w", c.Out, err)
		}
	}
	for _, name := range c.Files {
		if err := c.play(ctx, p, name, start); err != nil {
			return fmt.Errorf("%s：%w", name, err)
		}
	}
	return nil
}

func (c *playCmd) play(ctx context.Context, p *program, name string, start time.Time) error {
	f, err := os.Open(name)
	if err != nil {
		return opening(err)
	}
	defer f.Close()
	steps, err := bot.ParseTalk(f)
	if err != nil {
		return err
	}
	unit := or(c.County, p.settings.County)
	desk, done, err := p.stage(ctx, unit, c.On, c.Out)
	if err != nil {
		return err
	}
	defer done()
	return (&bot.Player{Desk: desk, Unit: unit, Start: start, Out: p.Out}).Play(ctx, steps)
}

// stage is a desk on a fresh embedded store, for talks that are only played. Documents go into the folder named, or
// nowhere.
func (p *program) stage(ctx context.Context, unit, on, documents string) (desk *handlers.Desk, done func(), err error) {
	_, r, err := p.bench(unit, on)
	if err != nil {
		return nil, nil, err
	}
	lists, err := p.lists()
	if err != nil {
		return nil, nil, err
	}
	forms, err := p.forms()
	if err != nil {
		return nil, nil, err
	}
	rules, err := p.rules()
	if err != nil {
		return nil, nil, err
	}
	dir, err := os.MkdirTemp("", "dandang-play-")
	if err != nil {
		return nil, nil, fmt.Errorf("建不了临时文件夹：%w", err)
	}
	quiet := slog.New(slog.DiscardHandler)
	s, err := store.Open(ctx, store.Options{Dir: dir, Log: quiet})
	if err != nil {
		return nil, nil, errors.Join(err, os.RemoveAll(dir))
	}
	desk = &handlers.Desk{
		Lists: base(lists), Reader: r, Store: s, Log: quiet,
		Rules: rules, Forms: forms, Templates: p.templates(), Documents: documents, Numbers: p.settings.FilingNumber,
	}
	return desk, func() {
		_ = s.Close()
		_ = os.RemoveAll(dir)
	}, nil
}
