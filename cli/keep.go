package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"

	"dandang/store"
)

// open opens the store alone, for commands that look after what is kept.
func (p *program) open(ctx context.Context) (*store.Store, error) {
	s, err := store.Open(ctx, p.storeOptions(slog.New(slog.NewTextHandler(p.Err, &slog.HandlerOptions{Level: p.settings.LogLevel}))))
	if err != nil {
		return nil, storeHelp(p.settings, err)
	}
	return s, nil
}

// storeHelp puts what is wrong with the store into words that say what to do.
func storeHelp(s Settings, err error) error {
	switch {
	case errors.Is(err, store.ErrLocked):
		return fmt.Errorf("数据文件夹 %s 正被另一个 dandang 使用。先关掉那一个；要几个一起跑，请设置 REDIS_URL：%w", s.DataDir, err)
	case errors.Is(err, store.ErrAway):
		return fmt.Errorf("连不上 Redis（REDIS_URL）。请看它是否在运行、地址和密码对不对；想先试用，去掉 REDIS_URL 即可：%w", err)
	case errors.Is(err, store.ErrFull):
		return fmt.Errorf("存储空间满了，请清理磁盘或给 Redis 加内存：%w", err)
	case errors.Is(err, store.ErrNoKey):
		return fmt.Errorf("%s：%w", keyHelp(s), err)
	case errors.Is(err, store.ErrNewer):
		return fmt.Errorf("存下的数据是更新的版本写的，这个程序认不全，什么都没有动。请换成新版本的程序再运行；从来没有用过更新的版本的，是这一处损坏了，请用最近的备份恢复（dandang restore）：%w", err)
	case errors.Is(err, store.ErrCorrupt):
		return fmt.Errorf("存下的数据有一处损坏，没有动它。请用最近的备份恢复（dandang restore），原文件留着别删：%w", err)
	}
	if path := new(fs.PathError); errors.As(err, &path) {
		return fmt.Errorf("用不了数据文件夹 %s，请把 DATA_DIR 改成能写的文件夹：%w", s.DataDir, err)
	}
	return fmt.Errorf("打不开存储：%w", err)
}

// keyHelp says what to do when what is kept was sealed with a key that is not given.
func keyHelp(s Settings) string {
	wrong := "DATA_KEY 里的密钥打不开存下的内容，那是用另一把密钥加密的"
	if s.DataKey == "" {
		wrong = "存下的内容是加密的，可是没有设置 DATA_KEY"
	}
	return wrong + "。请取出另外保管的那把密钥写进 DATA_KEY；换过密钥的，新旧都写，新的在前，用逗号隔开。原来的内容没有动。" +
		"密钥确实找不回来的，加密的内容谁也打不开：请另换一个 DATA_DIR 或者 Redis 库从头用，原来的留着别删"
}

type backupCmd struct {
	File string `arg:"" name:"文件" help:"备份到哪个文件；- 为标准输出"`
}

// Run writes everything kept to a file, which appears only when it is whole.
func (c *backupCmd) Run(ctx context.Context, p *program) error {
	s, err := p.open(ctx)
	if err != nil {
		return err
	}
	defer s.Close()
	if c.File == "-" {
		return s.Backup(ctx, p.Out)
	}
	if err := writeWhole(c.File, func(w io.Writer) error { return s.Backup(ctx, w) }); err != nil {
		return fmt.Errorf("备份没有做成：%w", err)
	}
	fmt.Fprintf(p.Out, "已备份到 %s。\n", c.File)
	return nil
}

// opening says why a file cannot be opened.
func opening(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("没有这个文件：%w", err)
	}
	return fmt.Errorf("打不开：%w", err)
}

// writeWhole writes a file beside its place and moves it there when it is complete and on disk.
func writeWhole(name string, write func(io.Writer) error) error {
	f, err := os.CreateTemp(filepath.Dir(name), ".dandang-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	w := bufio.NewWriter(f)
	if err := errors.Join(write(w), w.Flush(), f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), name)
}

type restoreCmd struct {
	File string `arg:"" name:"文件" help:"从哪个备份文件恢复；- 为标准输入"`
}

// Run reads a backup into a store that is empty.
func (c *restoreCmd) Run(ctx context.Context, p *program) error {
	in := p.In
	if c.File != "-" {
		f, err := os.Open(c.File)
		if err != nil {
			return fmt.Errorf("备份文件：%w", opening(err))
		}
		defer f.Close()
		in = f
	}
	s, err := p.open(ctx)
	if err != nil {
		return err
	}
	defer s.Close()
	switch err := s.Restore(ctx, bufio.NewReader(in)); {
	case errors.Is(err, store.ErrNotEmpty):
		return fmt.Errorf("这里已经有内容，为免混在一起没有恢复。请换一个空的 DATA_DIR 或空的 Redis 库：%w", err)
	case errors.Is(err, store.ErrNewer):
		return fmt.Errorf("这份备份是更新的版本做的，这个程序认不全，什么都没有写。请用新版本的程序恢复：%w", err)
	case errors.Is(err, store.ErrCorrupt):
		return fmt.Errorf("备份文件不完整或被改动过，什么都没有写：%w", err)
	case err != nil:
		return fmt.Errorf("没有恢复成：%w", err)
	}
	fmt.Fprintln(p.Out, "已恢复。")
	return nil
}

type auditCmd struct {
	Verify auditVerifyCmd `cmd:"" help:"核对每一条审计记录有没有被改动、删除或调换"`
}

type auditVerifyCmd struct{}

// Run checks every chain of audit records.
func (c *auditVerifyCmd) Run(ctx context.Context, p *program) error {
	s, err := p.open(ctx)
	if err != nil {
		return err
	}
	defer s.Close()
	report, err := s.VerifyAudit(ctx)
	if err != nil {
		return fmt.Errorf("核对不了：%w", err)
	}
	for _, f := range report.Faults {
		fmt.Fprintln(p.Out, f)
	}
	if len(report.Faults) > 0 {
		fmt.Fprintf(p.Err, "审计记录有 %d 处对不上。\n", len(report.Faults))
		return errTold
	}
	fmt.Fprintf(p.Out, "审计记录完好：%d 条链，%d 条记录。\n", report.Chains, report.Lines)
	return nil
}
