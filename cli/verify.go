package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"

	"dandang/filing"
	"dandang/store"
)

type verifyCmd struct {
	File   string `arg:"" name:"文件或核验码" help:"要核验的文书（.docx），或者纸上页脚的核验码"`
	Code   string `arg:"" optional:"" name:"核验码" help:"纸上页脚的核验码；写了就看和文件是不是同一份"`
	County string `help:"查哪个县区的登记" placeholder:"县区"`
}

// looksLikeCode is the code of a footer or a whole hash, as people type them.
var looksLikeCode = regexp.MustCompile(`^[0-9A-Fa-f][0-9A-Fa-f -]{18,78}[0-9A-Fa-f]$`)

// Run tells whether a document is as it was made and whether the register has it. The exit status is 0 only when
// nothing speaks against it.
func (c *verifyCmd) Run(ctx context.Context, p *program) error {
	register, done, away := c.register(ctx, p)
	defer done()
	if _, err := os.Stat(c.File); err != nil && looksLikeCode.MatchString(c.File) {
		if away != nil {
			return fmt.Errorf("只有核验码，要查登记才知道，可是%w", away)
		}
		return c.byCode(p, register)
	}
	v, err := c.read()
	if err != nil {
		return err
	}
	if away == nil {
		if v, err = against(v, register); err != nil {
			return err
		}
	}
	if err := c.tell(p, v); err != nil {
		return err
	}
	if c.Code != "" {
		return c.compare(p, v)
	}
	if away != nil {
		fmt.Fprintf(p.Out, "只核验了文件本身：内容没有改过；%s，是不是发出过这一份，要到有登记的机器上查。\n", away)
		return nil
	}
	fmt.Fprintln(p.Out, "有登记，内容没有改过。")
	return nil
}

// find looks a document up in the register.
type find func(hash string) (filing.Issued, bool, error)

// register opens the register. away says, for people, why there is none to look into; a folder without data is none
// and is not made.
func (c *verifyCmd) register(ctx context.Context, p *program) (look find, done func(), away error) {
	nothing := func() {}
	if p.settings.RedisURL == "" {
		if inside, err := filepath.Glob(filepath.Join(p.settings.DataDir, "*")); err != nil || len(inside) == 0 {
			return nil, nothing, errors.New("这里没有登记")
		}
	}
	s, err := p.open(ctx)
	if errors.Is(err, store.ErrLocked) {
		return nil, nothing, errors.New("登记正被另一个 dandang 使用（可以在对话里说“核验”加核验码）")
	}
	if err != nil {
		return nil, nothing, fmt.Errorf("登记打不开：%w", err)
	}
	unit := or(c.County, p.settings.County)
	return func(hash string) (filing.Issued, bool, error) { return s.Issued(ctx, unit, hash) }, func() { _ = s.Close() }, nil
}

// against compares a file with the register.
func against(v filing.Verification, look find) (filing.Verification, error) {
	var failed error
	v = v.Against(func(hash string) (filing.Issued, bool) {
		known, ok, err := look(hash)
		failed = err
		return known, ok
	})
	if failed != nil {
		return v, fmt.Errorf("查不了登记：%w", failed)
	}
	return v, nil
}

// read reads the file.
func (c *verifyCmd) read() (filing.Verification, error) {
	file, err := readDocument(c.File)
	if err != nil {
		return filing.Verification{}, err
	}
	v, err := filing.Verify(file)
	var fault *filing.FileFault
	if errors.As(err, &fault) {
		return v, fmt.Errorf("%s 核验不了：%s", c.File, fault)
	}
	if err != nil {
		return v, fmt.Errorf("%s 核验不了：%w", c.File, err)
	}
	return v, nil
}

// tell prints what came of it; errTold when something is wrong.
func (c *verifyCmd) tell(p *program, v filing.Verification) error {
	fmt.Fprintln(p.Out, v.State)
	if paper, ok := filing.PaperByName(string(v.Paper)); ok {
		fmt.Fprintf(p.Out, "文书：%s\n编号：%s\n版本：第%d版\n", paper.Title, or(v.Number, "没有"), v.Version)
	}
	if v.Code != "" {
		fmt.Fprintf(p.Out, "核验码：%s\n", v.Code)
	}
	switch v.State {
	case filing.Same:
		return nil
	case filing.Unstamped:
		fmt.Fprintln(p.Err, "文件里没有核验信息：不是本程序出的，或者另存时丢了。以登记的编号为准，可请纪委监委核对。")
	case filing.Unregistered:
		fmt.Fprintln(p.Err, "没有这份文件的登记，不要当作原件使用。是别的县区发的，请加 --county；抄的核验码请再对一遍。")
	default:
		fmt.Fprintln(p.Err, "内容和出的时候不一样，不要当作原件使用。")
	}
	return errTold
}

// byCode looks a code up in the register, without the file.
func (c *verifyCmd) byCode(p *program, look find) error {
	var failed error
	v := filing.VerifyHash(c.File, func(hash string) (filing.Issued, bool) {
		known, ok, err := look(hash)
		failed = err
		return known, ok
	})
	if failed != nil {
		return fmt.Errorf("查不了登记：%w", failed)
	}
	if err := c.tell(p, v); err != nil {
		return err
	}
	fmt.Fprintln(p.Out, "有这份文件的登记。请看手上的编号和版本是不是这个，不是就不要使用。")
	return nil
}

// compare tells whether the code on paper is that of the file.
func (c *verifyCmd) compare(p *program, v filing.Verification) error {
	typed := filing.VerifyHash(c.Code, func(hash string) (filing.Issued, bool) {
		issued := filing.Issued{Paper: v.Paper, Number: v.Number, Version: v.Version, Hash: v.Hash}
		return issued, len(hash) > 0 && len(hash) <= len(v.Hash) && v.Hash[:len(hash)] == hash
	})
	if typed.State != filing.Same {
		fmt.Fprintln(p.Err, "您输入的核验码和这个文件对不上：纸上的和文件不是同一份，或者输错了。")
		return errTold
	}
	fmt.Fprintln(p.Out, "纸上的核验码和文件对得上。")
	return nil
}
