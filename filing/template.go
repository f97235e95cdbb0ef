package filing

import (
	"embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"sync"
	"time"
)

// templates/*.docx are made by template_make_test.go: go test ./filing -run TestShippedTemplates -make-templates
//
//go:embed templates/*.docx
var shippedTemplates embed.FS

// Templates are the templates of a unit: its own where it has put one in use, the shipped ones otherwise.
// It is safe for use by many at once; a file that another process puts in use is seen at the next document.
type Templates struct {
	Dir   string           // folder of the unit's own templates, "" for none
	Extra map[Paper][]Slot // slots that the unit's form has beyond the shipped ones

	mu     sync.Mutex
	cached map[Paper]cachedTemplate
	packer packer
}

// A cachedTemplate is compiled from a file as it was at a time.
type cachedTemplate struct {
	own      bool
	modified time.Time
	size     int64
	template *compiled
}

// TemplateInfo is one line of the list.
type TemplateInfo struct {
	Paper Paper
	Title string
	Own   bool   // the unit's own; false: the shipped one
	File  string // of the unit's own, "" otherwise
	Hash  string // SHA-256 of the template, hexadecimal; "" when it cannot be read
	Error string // why the unit's own cannot be used any more, "" when it can
}

// List tells which template each paper is made from.
func (t *Templates) List() []TemplateInfo {
	var out []TemplateInfo
	for _, p := range Papers() {
		info := TemplateInfo{Paper: p.ID, Title: p.Title}
		if _, err := os.Stat(t.path(p.ID)); t.Dir != "" && err == nil {
			info.Own, info.File = true, t.path(p.ID)
		}
		c, err := t.active(p)
		if err != nil {
			info.Error = err.Error()
		} else {
			info.Hash = c.hash
		}
		out = append(out, info)
	}
	return out
}

// Export writes the active template of a paper, to be changed with a word processor.
// ErrNoPaper for a kind that does not exist.
func (t *Templates) Export(paper Paper, w io.Writer) error {
	p, ok := PaperByName(string(paper))
	if !ok {
		return ErrNoPaper
	}
	file, err := t.file(p.ID)
	if err != nil {
		return err
	}
	if _, err := w.Write(file); err != nil {
		return fmt.Errorf("export template %s: %w", p.ID, err)
	}
	return nil
}

// Check says what is wrong with a file as the template of a paper; nothing when it can be put in use.
// It never fails: a file that cannot be read is a fault.
func (t *Templates) Check(paper Paper, file []byte) []Fault {
	p, ok := PaperByName(string(paper))
	if !ok {
		return []Fault{{What: templatef(wordNoPaper, paper)}}
	}
	_, err := compileTemplate(t.with(p), file, &t.packer)
	var faults Faults
	switch {
	case err == nil:
		return nil
	case !errors.As(err, &faults):
		return []Fault{{What: err.Error()}}
	}
	for i, f := range faults {
		faults[i] = t.placed(p, f)
	}
	return faults
}

// placed adds to a missing placeholder where the shipped template has it.
func (t *Templates) placed(p PaperInfo, f Fault) Fault {
	for _, s := range append(slices.Clone(p.Slots), Slot{Name: nameCode}) {
		if f.What != templatef(wordMissingSlot, s.Name) {
			continue
		}
		c, err := t.shippedTemplate(p)
		if err != nil || c.used[s.Name] == nil {
			return f
		}
		at := c.used[s.Name]
		f.What += templatef(wordMissingPlace, at.part, at.number, excerpt(at.text, 40))
	}
	return f
}

// Use puts a file in use as the unit's own template, whole or not at all. The error is Faults (ErrTemplate) when the
// file is not in order; nothing changes then.
func (t *Templates) Use(paper Paper, file []byte) error {
	p, ok := PaperByName(string(paper))
	if !ok {
		return ErrNoPaper
	}
	if t.Dir == "" {
		return fmt.Errorf("use template %s: no folder for templates is set", p.ID)
	}
	if faults := t.Check(p.ID, file); len(faults) > 0 {
		return Faults(faults)
	}
	if err := os.MkdirAll(t.Dir, 0o700); err != nil {
		return fmt.Errorf("use template %s: %w", p.ID, err)
	}
	if err := replaceFile(t.path(p.ID), file); err != nil {
		return fmt.Errorf("use template %s: %w", p.ID, err)
	}
	t.forget(p.ID)
	return nil
}

// Reset goes back to the shipped template; the unit's own is kept beside it as *.old.
func (t *Templates) Reset(paper Paper) error {
	p, ok := PaperByName(string(paper))
	if !ok {
		return ErrNoPaper
	}
	if t.Dir == "" {
		return nil
	}
	err := os.Rename(t.path(p.ID), t.path(p.ID)+".old")
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("reset template %s: %w", p.ID, err)
	}
	t.forget(p.ID)
	return nil
}

// Render makes the document of a paper from its active template. Equal data gives equal bytes.
// A *MissingError when the data lacks what must be filled, ErrTemplate when the unit's own template is out of order.
func (t *Templates) Render(paper Paper, d Data) ([]byte, error) {
	p, ok := PaperByName(string(paper))
	if !ok {
		return nil, ErrNoPaper
	}
	c, err := t.active(p)
	if err != nil {
		return nil, err
	}
	return c.render(d, &t.packer)
}
