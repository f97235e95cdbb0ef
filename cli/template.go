package cli

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"dandang/filing"
)

// templateCmd looks after the templates that documents are made from.
type templateCmd struct {
	List   templateListCmd   `cmd:"" help:"列出各种文书和正在用的模板"`
	Export templateExportCmd `cmd:"" help:"把正在用的模板存成文件，用 WPS 或 Word 改"`
	Check  templateCheckCmd  `cmd:"" help:"检查改好的模板能不能用，每个毛病一行"`
	Use    templateUseCmd    `cmd:"" help:"启用改好的模板；有毛病就不启用，原来的照旧"`
	Reset  templateResetCmd  `cmd:"" help:"换回程序自带的模板，自己的那份改名留着"`
}

type templateListCmd struct{}

// Run prints every kind of document with the template in use.
func (c *templateListCmd) Run(p *program) error {
	bad := false
	for _, t := range p.templates().List() {
		which := "程序自带"
		if t.Own {
			which = "本单位的 " + t.File
		}
		fmt.Fprintf(p.Out, "%-14s %s（%s）\n", t.Paper, t.Title, which)
		if t.Error != "" {
			bad = true
			fmt.Fprintf(p.Out, "               不能用：%s\n", t.Error)
		}
	}
	if bad {
		fmt.Fprintln(p.Err, "有模板不能用：改好后用 dandang template use 重新启用，或者用 dandang template reset 换回自带的。")
		return errTold
	}
	return nil
}

type templateExportCmd struct {
	Paper string `arg:"" name:"文书" help:"文书的代号或名称，见 dandang template list"`
	File  string `arg:"" name:"文件" help:"存成哪个文件，如 申请表.docx；已有的文件不覆盖"`
}

// Run writes the template in use; a file that is there is never overwritten.
func (c *templateExportCmd) Run(p *program) error {
	paper, err := paperNamed(c.Paper)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := p.templates().Export(paper.ID, &b); err != nil {
		return fmt.Errorf("取不出“%s”的模板：%w", paper.Title, err)
	}
	f, err := os.OpenFile(c.File, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if errors.Is(err, os.ErrExist) {
		return fmt.Errorf("%s 已经有了，没有覆盖；请换个文件名", c.File)
	}
	if err != nil {
		return fmt.Errorf("写不了 %s，请看文件夹在不在、能不能写：%w", c.File, err)
	}
	_, err = f.Write(b.Bytes())
	if err = errors.Join(err, f.Close()); err != nil {
		return fmt.Errorf("写不了 %s，请看磁盘满没满：%w", c.File, err)
	}
	fmt.Fprintf(p.Out, "“%s”的模板存到了 %s。改好后先用 dandang template check %s %s 检查。\n", paper.Title, c.File, paper.ID, c.File)
	return nil
}

type templateCheckCmd struct {
	Paper string `arg:"" name:"文书" help:"文书的代号或名称，见 dandang template list"`
	File  string `arg:"" name:"文件" help:"改好的模板"`
}

// Run prints every fault of the template on a line of its own.
func (c *templateCheckCmd) Run(p *program) error {
	paper, file, err := paperAndFile(c.Paper, c.File)
	if err != nil {
		return err
	}
	faults := p.templates().Check(paper.ID, file)
	for _, f := range faults {
		fmt.Fprintln(p.Out, f)
	}
	if len(faults) > 0 {
		fmt.Fprintf(p.Err, "共 %d 处毛病，还不能作“%s”的模板。\n", len(faults), paper.Title)
		return errTold
	}
	fmt.Fprintf(p.Out, "%s 可以作“%s”的模板，用 dandang template use %s %s 启用。\n", c.File, paper.Title, paper.ID, c.File)
	return nil
}

type templateUseCmd struct {
	Paper string `arg:"" name:"文书" help:"文书的代号或名称，见 dandang template list"`
	File  string `arg:"" name:"文件" help:"改好的模板"`
}

// Run puts the template in use, whole or not at all.
func (c *templateUseCmd) Run(p *program) error {
	paper, file, err := paperAndFile(c.Paper, c.File)
	if err != nil {
		return err
	}
	err = p.templates().Use(paper.ID, file)
	var faults filing.Faults
	if errors.As(err, &faults) {
		for _, f := range faults {
			fmt.Fprintln(p.Out, f)
		}
		fmt.Fprintf(p.Err, "共 %d 处毛病，没有启用，原来的模板照旧。\n", len(faults))
		return errTold
	}
	if err != nil {
		return fmt.Errorf("没有启用，原来的模板照旧，请看 DATA_DIR 能不能写：%w", err)
	}
	fmt.Fprintf(p.Out, "已启用：“%s”以后用 %s 的样子。已经出过的文书不受影响。\n", paper.Title, c.File)
	return nil
}

type templateResetCmd struct {
	Paper string `arg:"" name:"文书" help:"文书的代号或名称，见 dandang template list"`
}

// Run goes back to the template in the program.
func (c *templateResetCmd) Run(p *program) error {
	paper, err := paperNamed(c.Paper)
	if err != nil {
		return err
	}
	if err := p.templates().Reset(paper.ID); err != nil {
		return fmt.Errorf("换不回自带的模板，请看 DATA_DIR 能不能写：%w", err)
	}
	fmt.Fprintf(p.Out, "“%s”换回了程序自带的模板。\n", paper.Title)
	return nil
}

// templates are those of this unit, kept beside the data.
func (p *program) templates() *filing.Templates {
	return &filing.Templates{Dir: filepath.Join(p.settings.DataDir, "templates")}
}

// documents is the folder that documents are written into.
func (p *program) documents() string { return filepath.Join(p.settings.DataDir, "documents") }

// forms are the forms in the program with those of the unit, kept beside the data, in their place.
func (p *program) forms() (*filing.Forms, error) {
	dir := filepath.Join(p.settings.DataDir, "forms")
	if _, err := os.Stat(dir); errors.Is(err, os.ErrNotExist) {
		return filing.LoadForms(nil)
	}
	forms, err := filing.LoadForms(os.DirFS(dir))
	if err != nil {
		return nil, fmt.Errorf("表单有误，请改好 %s 里的文件再运行（可用 dandang check 检查）：\n%w", dir, err)
	}
	return forms, nil
}

// paperNamed finds a kind of document by its code or name.
func paperNamed(name string) (filing.PaperInfo, error) {
	if paper, ok := filing.PaperByName(name); ok {
		return paper, nil
	}
	var known []string
	for _, p := range filing.Papers() {
		known = append(known, fmt.Sprintf("%s（%s）", p.ID, p.Title))
	}
	return filing.PaperInfo{}, fmt.Errorf("没有“%s”这种文书，可以写：%s", name, strings.Join(known, "、"))
}

// mostFile is how large a document is read, in bytes.
const mostFile = 32 << 20

func paperAndFile(name, path string) (filing.PaperInfo, []byte, error) {
	paper, err := paperNamed(name)
	if err != nil {
		return paper, nil, err
	}
	file, err := readDocument(path)
	return paper, file, err
}

// readDocument reads a file that should be a document.
func readDocument(path string) ([]byte, error) {
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return nil, opening(err)
	case info.IsDir():
		return nil, fmt.Errorf("%s 是文件夹，要给一个 .docx 文件", path)
	case info.Size() > mostFile:
		return nil, fmt.Errorf("%s 有 %d MB，太大了，不像是文书", path, info.Size()>>20)
	}
	file, err := os.ReadFile(path)
	if err != nil {
		return nil, opening(err)
	}
	return file, nil
}
