package filing

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"slices"

	"dandang/knowledge"
)

//go:embed workflows/*.yaml
var workflowFiles embed.FS

// commonFile is the file of the actions that all roads share.
const commonFile = "common.yaml"

// Workflows are the roads of all kinds. They never change after loading and may be shared.
type Workflows struct {
	Hash string // version of all roads: the first 12 hex digits of a SHA-256 over names and contents
	all  []*Workflow
}

// LoadWorkflows reads the roads that the program carries, with the files of over in place of those of the same name
// and beside them; over may be nil. The error joins a knowledge.Fault (file:line: what, in Chinese) for everything wrong.
func LoadWorkflows(over fs.FS) (*Workflows, error) {
	shipped, err := fs.Sub(workflowFiles, "workflows")
	if err != nil {
		return nil, fmt.Errorf("embedded workflows: %w", err)
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
	return parseWorkflows(files)
}

// parseWorkflows reads and checks all files.
func parseWorkflows(files map[string][]byte) (*Workflows, error) {
	common, faults := readCommon(files[commonFile])
	all := &Workflows{}
	sum := sha256.New()
	for _, name := range sortedKeys(files) {
		fmt.Fprintf(sum, "%s %d\n%s", name, len(files[name]), files[name])
		if name == commonFile {
			continue
		}
		w, wrong := readWorkflow("workflows/"+name, files[name])
		faults = append(faults, wrong...)
		if len(wrong) > 0 {
			continue
		}
		w.share(common)
		faults = append(faults, CheckWorkflow(w)...)
		if other := all.Of(w.Kind); other != nil {
			faults = append(faults, fault(w.Place, sayRoadTwice, w.Kind, other.Place.File))
		}
		all.all = append(all.all, w)
	}
	if len(faults) == 0 {
		faults = append(all.missing(), all.amends()...)
	}
	slices.SortStableFunc(all.all, func(a, b *Workflow) int { return slices.Index(Kinds(), a.Kind) - slices.Index(Kinds(), b.Kind) })
	all.Hash = hex.EncodeToString(sum.Sum(nil))[:12]
	return all, joinFaults(faults)
}

// share adds the common actions that the road does not put in its own way, and spells out where each can be done.
func (w *Workflow) share(common []Move) {
	for _, m := range common {
		if _, own := w.Move(m.ID); !own {
			w.Actions = append(w.Actions, m)
		}
	}
	for i, m := range w.Actions {
		w.Actions[i].From = w.spell(m.From)
	}
}

// Words that stand for several states in a file.
const (
	anyState State = "all"  // every state that is no end
	endState State = "ends" // every end
)

// spell puts states in the place of the words for several.
func (w *Workflow) spell(from []State) []State {
	var out []State
	for _, f := range from {
		if f != anyState && f != endState {
			out = append(out, f)
			continue
		}
		for _, s := range w.States {
			if s.Ends == (f == endState) {
				out = append(out, s.ID)
			}
		}
	}
	return out
}

// missing are the kinds that have no road.
func (all *Workflows) missing() []knowledge.Fault {
	var faults []knowledge.Fault
	for _, k := range Kinds() {
		if all.Of(k) == nil {
			faults = append(faults, fault(knowledge.Place{File: "workflows/" + string(k) + ".yaml"}, sayRoadNone, k, k))
		}
	}
	return faults
}

// amends are the values that an action sets in the case it came from, where the road of that one records none such.
func (all *Workflows) amends() []knowledge.Fault {
	var faults []knowledge.Fault
	for _, child := range all.all {
		for _, m := range child.Actions {
			for _, parent := range all.all {
				if !slices.ContainsFunc(parent.Actions, func(o Move) bool { return o.Opens == child.Kind }) {
					continue
				}
				for _, id := range m.Amends {
					if _, ok := parent.need(id); !ok {
						faults = append(faults, fault(m.Place, sayRoadAmendsOf, m.ID, id, parent.Kind))
					}
				}
			}
		}
	}
	return faults
}

// Of returns the road of a kind, or nil.
func (all *Workflows) Of(k Kind) *Workflow {
	i := slices.IndexFunc(all.all, func(w *Workflow) bool { return w.Kind == k })
	if i < 0 {
		return nil
	}
	return all.all[i]
}

// All returns all roads in the order of Kinds.
func (all *Workflows) All() []*Workflow { return all.all }

// fault is one at a place in a file.
func fault(at knowledge.Place, format string, args ...any) knowledge.Fault {
	return knowledge.Fault{Rule: "workflow", File: at.File, Line: at.Line, What: sayf(format, args...)}
}
