package cli

import (
	"errors"
	"fmt"

	"dandang/filing"
)

type verifyCmd struct {
	File string `arg:"" name:"文件" help:"要核验的文书（.docx）"`
	Code string `arg:"" optional:"" name:"核验码" help:"纸上页脚的核验码；写了就看和文件是不是同一份"`
}

// Run tells whether a document is as it was made. The exit status is 0 only when it is.
func (c *verifyCmd) Run(p *program) error {
	file, err := readDocument(c.File)
	if err != nil {
		return err
	}
	v, err := filing.Verify(file)
	var fault *filing.FileFault
	if errors.As(err, &fault) {
		return fmt.Errorf("%s 核验不了：%s", c.File, fault)
	}
	if err != nil {
		return fmt.Errorf("%s 核验不了：%w", c.File, err)
	}
	fmt.Fprintln(p.Out, v.State)
	if paper, ok := filing.PaperByName(string(v.Paper)); ok {
		fmt.Fprintf(p.Out, "文书：%s\n编号：%s\n版本：第%d版\n", paper.Title, or(v.Number, "没有"), v.Version)
	}
	fmt.Fprintf(p.Out, "核验码：%s\n", v.Code)
	if v.State == filing.Unstamped {
		fmt.Fprintln(p.Err, "文件里没有核验信息：不是本程序出的，或者另存时丢了。以登记的编号为准，可请纪委监委核对。")
		return errTold
	}
	if v.State != filing.Same {
		fmt.Fprintln(p.Err, "内容和出的时候不一样，不要当作原件使用。")
		return errTold
	}
	if c.Code != "" {
		return c.compare(p, v)
	}
	fmt.Fprintln(p.Out, "一致只说明内容没有改过；是不是纪委监委发的，以登记为准。")
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
