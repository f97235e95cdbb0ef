package knowledge

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// A Library is all layers of the lists as written. It never changes after Load and may be shared.
type Library struct {
	Hash string // version of all lists: the first 12 hex digits of a SHA-256 over paths and contents

	layers []layer // in the order of their folders

	mu    sync.Mutex
	bases map[view]*Base // made on demand by Base

	searches map[[sha256.Size]byte]*faqSearch // in procedure entries, by what they say
}

// A source is one file of the lists before it is read.
type sourceFile struct {
	name string
	data []byte
}

// mostBytes is how large one file of the lists may be.
const mostBytes = 4 << 20

// Load reads the lists below fsys: every folder with YAML files is one layer. The error joins a Fault for
// everything that is wrong, so that all of it can be mended at once.
func Load(fsys fs.FS) (*Library, error) {
	files, err := readAll(fsys)
	if err != nil {
		return nil, err
	}
	return parse(files)
}

// readAll returns the YAML files below fsys in the order of their paths.
func readAll(fsys fs.FS) ([]sourceFile, error) {
	var files []sourceFile
	err := fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if hidden := strings.HasPrefix(d.Name(), ".") && name != "."; hidden {
			if d.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		if d.IsDir() || !slices.Contains([]string{".yaml", ".yml"}, path.Ext(name)) {
			return nil
		}
		data, err := fs.ReadFile(fsys, name)
		if err != nil {
			return err
		}
		files = append(files, sourceFile{name, data})
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read lists: %w", err)
	}
	slices.SortFunc(files, func(a, b sourceFile) int { return cmp.Compare(a.name, b.name) })
	return files, nil
}

// hashOf is the version of the lists; names and lengths are hashed too, so that nothing can move unseen.
func hashOf(files []sourceFile) string {
	sum := sha256.New()
	for _, f := range files {
		sum.Write([]byte(strconv.Itoa(len(f.name)) + " " + strconv.Itoa(len(f.data)) + " " + f.name + "\n"))
		sum.Write(f.data)
	}
	return hex.EncodeToString(sum.Sum(nil))[:12]
}

// parse reads the files, which are in the order of their paths, into layers.
func parse(files []sourceFile) (*Library, error) {
	lib := &Library{Hash: hashOf(files)}
	var faults []Fault
	if len(files) == 0 {
		faults = append(faults, Fault{File: ".", What: sayNoFiles})
	}
	at := map[string]int{}
	for _, source := range files {
		if len(source.data) > mostBytes {
			faults = append(faults, Fault{File: source.name, What: sayTooBig})
			continue
		}
		f, wrong := decodeFile(source.name, source.data)
		faults = append(faults, wrong...)
		folder := path.Dir(source.name)
		i, ok := at[folder]
		if !ok {
			i = len(lib.layers)
			at[folder] = i
			lib.layers = append(lib.layers, layer{Info: LayerInfo{ID: path.Base(folder), Place: Place{File: source.name}}})
		}
		faults = append(faults, checkLayerKey(&lib.layers[i], f)...)
		lib.layers[i].add(f)
	}
	for i := range lib.layers {
		l := &lib.layers[i]
		if what := lib.brokenAt(l); what != "" {
			faults = append(faults, fault(l.Info.Place, "%s", what))
		} else {
			faults = append(faults, l.incomplete(lib.above(l))...)
		}
	}
	if len(faults) > 0 {
		return nil, joined(faults)
	}
	return lib, nil
}

// checkLayerKey finds what is wrong with the key layer of one more file of l.
func checkLayerKey(l *layer, f *file) []Fault {
	if f.Layer == nil {
		return nil
	}
	place := f.Layer.Place
	if known := l.Info.Place; known.Line > 0 {
		return []Fault{fault(place, saySecondLayer, known.String())}
	}
	if _, ok := rankOfKind(f.Layer.Kind); !ok && f.Layer.Kind != "" {
		return []Fault{fault(place, sayNotKind, f.Layer.Kind)}
	}
	return nil
}

// incomplete finds entries that say too little to stand alone and change nothing in the layers above them.
func (l *layer) incomplete(above []*layer) []Fault {
	var faults []Fault
	for _, p := range l.Positive {
		if p.Title == "" && !slices.ContainsFunc(above, func(a *layer) bool { return a.positive(p.ID) != nil }) {
			faults = append(faults, fault(p.Place, sayNoTitle, p.ID))
		}
	}
	for _, n := range l.Negative {
		if slices.ContainsFunc(above, func(a *layer) bool { return a.negative(n.ID) != nil }) {
			continue
		}
		if n.Title == "" {
			faults = append(faults, fault(n.Place, sayNoTitle, n.ID))
		}
		if n.Absolute == nil {
			faults = append(faults, fault(n.Place, sayNoAbsolute, n.ID))
		}
	}
	for _, q := range l.FAQs {
		if slices.ContainsFunc(above, func(a *layer) bool { return a.faq(q.ID) != nil }) {
			continue
		}
		if q.Title == "" {
			faults = append(faults, fault(q.Place, sayNoTitle, q.ID))
		}
		if q.Answer == "" {
			faults = append(faults, fault(q.Place, sayNoAnswer, q.ID))
		}
	}
	return faults
}

func fault(at Place, format string, args ...any) Fault {
	return Fault{File: at.File, Line: at.Line, What: fmt.Sprintf(format, args...)}
}

// String is the place as curators read it: file:line.
func (p Place) String() string { return p.File + ":" + strconv.Itoa(p.Line) }

// joined makes one error of many faults, in the order of files and lines.
func joined(faults []Fault) error {
	sortFaults(faults)
	all := make([]error, len(faults))
	for i, f := range faults {
		all[i] = f
	}
	return errors.Join(all...)
}

func sortFaults(faults []Fault) {
	slices.SortStableFunc(faults, func(a, b Fault) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.What, b.What))
	})
}
