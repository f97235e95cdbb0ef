package cli

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"time"

	"dandang/handlers"
	"dandang/knowledge"
	"dandang/reader"
	"dandang/store"
)

// parts are what the program is put together from, in the order in which they depend on one another.
type parts struct {
	log   *slog.Logger
	lists *knowledge.Shelf
	read  handlers.Reader
	store *store.Store
	desk  *handlers.Desk
	model *reader.Model // nil for none
}

// assemble builds the parts; done closes what has to be closed. logTo gets the log.
func (p *program) assemble(ctx context.Context, logTo io.Writer) (*parts, func(), error) {
	lists, err := p.lists()
	if err != nil {
		return nil, nil, err
	}
	read, err := reader.NewOffline()
	if err != nil {
		return nil, nil, fmt.Errorf("离线阅读器的权重坏了：%w", err)
	}
	if _, err := countyBase(lists, p.settings.County, today()); err != nil {
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
	people, err := p.roster()
	if err != nil {
		return nil, nil, err
	}
	log := slog.New(slog.NewTextHandler(logTo, &slog.HandlerOptions{Level: p.settings.LogLevel}))
	keep, err := store.Open(ctx, p.storeOptions(log))
	if err != nil {
		return nil, nil, storeHelp(p.settings, err)
	}
	if err := keep.CheckKeys(ctx); err != nil {
		return nil, nil, errors.Join(storeHelp(p.settings, err), keep.Close())
	}
	x := &parts{log: log, lists: lists, read: read, store: keep}
	x.desk = &handlers.Desk{
		Lists: base(lists), Reader: read, Store: keep, Log: log, Keep: p.settings.Keep,
		Rules: rules, Forms: forms, Templates: p.templates(), Documents: p.documents(), Numbers: p.settings.FilingNumber, Escalate: p.settings.Escalate,
		Drafted: p.drafted,
	}
	if people != nil {
		x.desk.Roster = people
	}
	model, endModel, err := p.withModel(x.desk, read, keep, log)
	if err != nil {
		return nil, nil, errors.Join(err, keep.Close())
	}
	x.model = model
	unwatch, err := p.watch(x)
	if err != nil {
		endModel()
		return nil, nil, errors.Join(err, keep.Close())
	}
	ctx, stop := context.WithCancel(ctx)
	var beside sync.WaitGroup
	beside.Go(func() {
		if p.settings.Reload > 0 && p.settings.KnowledgeDir != "" {
			lists.Watch(ctx, p.settings.Reload, log)
		}
	})
	beside.Go(func() { sweepDaily(ctx, keep, log) })
	return x, func() {
		unwatch()
		stop()
		beside.Wait()
		endModel() // before the store: what was used is still booked
		if err := keep.Close(); err != nil {
			log.Error("close store", "err", err)
		}
	}, nil
}

// lists opens the lists: those in the program, or an edited folder.
func (p *program) lists() (*knowledge.Shelf, error) {
	shelf, err := knowledge.Open(p.settings.KnowledgeDir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("没有清单文件夹 %s，请改正 KNOWLEDGE_DIR；不设就用程序自带的清单：%w", p.settings.KnowledgeDir, err)
	}
	if err != nil {
		return nil, fmt.Errorf("清单有误，改好后再运行（可用 dandang check 检查）：\n%w", err)
	}
	return shelf, nil
}

// base finds the lists of a county on a day among those on the shelf now.
func base(shelf *knowledge.Shelf) func(county string, on knowledge.Date) (*knowledge.Base, error) {
	return func(county string, on knowledge.Date) (*knowledge.Base, error) {
		return shelf.Library().Base(county, on)
	}
}

// countyBase is the lists of a county on a day, or what to do when there are none.
func countyBase(shelf *knowledge.Shelf, county string, on knowledge.Date) (*knowledge.Base, error) {
	b, err := shelf.Library().Base(county, on)
	if err != nil {
		return nil, fmt.Errorf("没有“%s”的清单，请把 COUNTY 或 --county 改成已有的一个：%w", county, err)
	}
	return b, nil
}

// bench is the lists of a county on a day and the offline reader: all that a single question needs.
func (p *program) bench(county, on string) (*knowledge.Base, handlers.Reader, error) {
	day := today()
	if on != "" {
		d, err := time.Parse(time.DateOnly, on)
		if err != nil {
			return nil, nil, fmt.Errorf("--on %s：日期应当像 2026-11-22", on)
		}
		day = knowledge.Date(d.Format(time.DateOnly))
	}
	lists, err := p.lists()
	if err != nil {
		return nil, nil, err
	}
	b, err := countyBase(lists, county, day)
	if err != nil {
		return nil, nil, err
	}
	r, err := reader.NewOffline()
	if err != nil {
		return nil, nil, fmt.Errorf("离线阅读器的权重坏了：%w", err)
	}
	return b, r, nil
}

func today() knowledge.Date { return knowledge.Date(time.Now().Format(time.DateOnly)) }

// eventID is a new id, never the same twice.
func eventID() string {
	var b [12]byte
	_, _ = rand.Read(b[:]) // never fails: crypto/rand
	return hex.EncodeToString(b[:])
}

// logFile opens the log beside the data, so that it does not disturb the talk in the terminal.
func (p *program) logFile() (*os.File, error) {
	if err := os.MkdirAll(p.settings.DataDir, 0o700); err != nil {
		return nil, fmt.Errorf("建不了数据文件夹 %s，请把 DATA_DIR 改成能写的文件夹：%w", p.settings.DataDir, err)
	}
	f, err := os.OpenFile(filepath.Join(p.settings.DataDir, "dandang.log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, fmt.Errorf("写不了日志，请看 DATA_DIR 是不是能写、磁盘满没满：%w", err)
	}
	return f, nil
}
