package filing

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
)

func (t *Templates) path(paper Paper) string { return filepath.Join(t.Dir, string(paper)+".docx") }

// with is the paper together with the slots that the unit's form adds.
func (t *Templates) with(p PaperInfo) PaperInfo {
	p.Slots = append(slices.Clone(p.Slots), t.Extra[p.ID]...)
	return p
}

// file is the active template as a file.
func (t *Templates) file(paper Paper) ([]byte, error) {
	if t.Dir != "" {
		own, err := readLimited(t.path(paper))
		if err == nil || !errors.Is(err, fs.ErrNotExist) {
			return own, err
		}
	}
	return shippedFile(paper)
}

func shippedFile(paper Paper) ([]byte, error) {
	file, err := shippedTemplates.ReadFile("templates/" + string(paper) + ".docx")
	if err != nil {
		return nil, fmt.Errorf("read shipped template: %w", err)
	}
	return file, nil
}

// readLimited reads a file, but not more than a document may have.
func readLimited(name string) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("read template: %w", err)
	}
	defer func() { _ = f.Close() }() // reading only
	content, err := io.ReadAll(io.LimitReader(f, docxMostBytes+1))
	if err != nil {
		return nil, fmt.Errorf("read template: %w", err)
	}
	return content, nil
}

// active is the compiled template in use, read again when its file has changed.
func (t *Templates) active(p PaperInfo) (*compiled, error) {
	var now cachedTemplate
	if t.Dir != "" {
		if info, err := os.Stat(t.path(p.ID)); err == nil {
			now = cachedTemplate{own: true, modified: info.ModTime(), size: info.Size()}
		}
	}
	t.mu.Lock()
	kept, ok := t.cached[p.ID]
	t.mu.Unlock()
	if ok && kept.own == now.own && kept.modified.Equal(now.modified) && kept.size == now.size {
		return kept.template, nil
	}
	file, err := t.file(p.ID)
	if err != nil {
		return nil, err
	}
	now.template, err = compileTemplate(t.with(p), file, &t.packer)
	if err != nil && now.own {
		return nil, fmt.Errorf(wordLostTemplate, err)
	}
	if err != nil {
		return nil, fmt.Errorf("shipped template %s: %w", p.ID, err)
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.cached == nil {
		t.cached = map[Paper]cachedTemplate{}
	}
	t.cached[p.ID] = now
	return now.template, nil
}

// shippedTemplate compiles the shipped template whatever is in use.
func (t *Templates) shippedTemplate(p PaperInfo) (*compiled, error) {
	file, err := shippedFile(p.ID)
	if err != nil {
		return nil, err
	}
	return compileTemplate(p, file, &t.packer)
}

func (t *Templates) forget(paper Paper) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.cached, paper)
}

// replaceFile puts content in the place of a file, whole or not at all.
func replaceFile(name string, content []byte) error {
	f, err := os.CreateTemp(filepath.Dir(name), ".template-*")
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(f.Name()) }() // gone already when all went well
	_, err = f.Write(content)
	err = errors.Join(err, f.Sync(), f.Close())
	if err != nil {
		return err
	}
	return os.Rename(f.Name(), name)
}
