package filing

import (
	"cmp"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"dandang/knowledge"
)

//go:embed forms/*.yaml
var formFiles embed.FS

// wordsFile is the file of the word lists beside the forms.
const wordsFile = "words.yaml"

// mostFormBytes is how large one file of a form may be.
const mostFormBytes = 1 << 20

// Forms are all forms in use. They never change after loading and may be shared.
type Forms struct {
	Hash string // version of all forms: the first 12 hex digits of a SHA-256 over names and contents
	all  []*Form
}

// LoadForms reads the forms that the program carries, with the files of over in place of those of the same name and
// beside them; over may be nil. The error joins a knowledge.Fault (file:line: what, in Chinese) for everything wrong.
func LoadForms(over fs.FS) (*Forms, error) {
	shipped, err := fs.Sub(formFiles, "forms")
	if err != nil {
		return nil, fmt.Errorf("embedded forms: %w", err)
	}
	files := map[string][]byte{}
	for _, folder := range []fs.FS{shipped, over} {
		if folder == nil {
			continue
		}
		if err := readForms(folder, files); err != nil {
			return nil, err
		}
	}
	return parseForms(files)
}

func readForms(folder fs.FS, files map[string][]byte) error {
	entries, err := fs.ReadDir(folder, ".")
	if err != nil {
		return fmt.Errorf("read forms: %w", err)
	}
	for _, e := range entries {
		if e.IsDir() || strings.HasPrefix(e.Name(), ".") || path.Ext(e.Name()) != ".yaml" {
			continue
		}
		if files[e.Name()], err = fs.ReadFile(folder, e.Name()); err != nil {
			return fmt.Errorf("read forms: %w", err)
		}
	}
	return nil
}

// parseForms reads and checks all files.
func parseForms(files map[string][]byte) (*Forms, error) {
	var names []string
	for name := range files {
		names = append(names, name)
	}
	slices.Sort(names)
	var faults []knowledge.Fault
	words, wrong := decodeWords(wordsFile, files[wordsFile])
	faults = append(faults, wrong...)
	all := &Forms{}
	sum := sha256.New()
	for _, name := range names {
		fmt.Fprintf(sum, "%s %d\n%s", name, len(files[name]), files[name])
		if name == wordsFile {
			continue
		}
		f, wrong := decodeForm(name, files[name], words)
		faults = append(faults, wrong...)
		if len(wrong) == 0 {
			f.Hash = hashOf(files[wordsFile], files[name])
			faults = append(faults, CheckForm(f)...)
			if other := all.Form(f.ID); other != nil {
				faults = append(faults, knowledge.Fault{Rule: "twice", File: name, Line: f.Place.Line, What: sayf(sayFormTwice, f.ID, other.Place.File)})
			}
		}
		all.all = append(all.all, f)
	}
	all.Hash = hex.EncodeToString(sum.Sum(nil))[:12]
	return all, joinFaults(faults)
}

func hashOf(parts ...[]byte) string {
	sum := sha256.New()
	for _, p := range parts {
		fmt.Fprintf(sum, "%d\n%s", len(p), p)
	}
	return hex.EncodeToString(sum.Sum(nil))[:12]
}

func joinFaults(faults []knowledge.Fault) error {
	slices.SortStableFunc(faults, func(a, b knowledge.Fault) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.What, b.What))
	})
	all := make([]error, len(faults))
	for i, f := range faults {
		all[i] = f
	}
	return errors.Join(all...)
}

// Form returns the form with that id, or nil.
func (f *Forms) Form(id string) *Form {
	i := slices.IndexFunc(f.all, func(one *Form) bool { return one.ID == id })
	if i < 0 {
		return nil
	}
	return f.all[i]
}

// All returns all forms in the order of their files' names.
func (f *Forms) All() []*Form { return f.all }
