package knowledge

import (
	"path"
	"slices"
	"strings"
)

// A rule is one thing that lists must not have.
type rule struct {
	name  string
	merge bool // looks at the lists as a county sees them, not at one layer as written
	find  func(*survey) []Fault
}

// A survey is what a rule looks at: one layer with those above it, and for a rule that merges what they come to.
type survey struct {
	lib   *Library
	layer *layer
	chain []*layer // from central down to layer
	base  *Base    // of all days; nil for a rule that does not merge
	on    Date
}

// rules lists every rule. The names stand in the guide for curators.
func rules() []rule {
	return []rule{
		{"layer-folder", false, layerFolder},
		{"layer-adopts", false, layerAdopts},
		{"layer-number", false, layerNumber},
		{"demo-label", false, demoLabel},
		{"confirm-all", false, confirmAll},
		{"id-duplicate", false, idDuplicate},
		{"id-unknown", false, idUnknown},
		{"date-reversed", false, dateReversed},
		{"date-expired", false, dateExpired},
		{"source-missing", false, sourceMissing},
		{"source-seed", false, sourceSeed},
		{"status-confirmed", false, statusConfirmed},
		{"line-removed", false, lineRemoved},
		{"line-weakened", false, lineWeakened},
		{"line-reworded", false, lineReworded},
		{"number-unconfirmed", false, numberUnconfirmed},
		{"number-in-answer", false, numberInAnswer},
		{"choice-empty", false, choiceEmpty},
		{"question-unasked", false, questionUnasked},
		{"need-unused", false, needUnused},
		{"faq-replaced", false, faqReplaced},
		{"answer-long", false, answerLong},
		{"half-width", false, halfWidth},
		{"phrase-missing", true, phraseMissing},
		{"phrase-overlap", true, phraseOverlap},
		{"line-undeclared", true, lineUndeclared},
		{"condition-unlearnable", true, conditionUnlearnable},
		{"needs-missing", true, needsMissing},
		{"need-unasked", true, needUnasked},
		{"need-barred", true, needBarred},
		{"item-unreachable", true, itemUnreachable},
		{"too-many-questions", true, tooManyQuestions},
		{"faq-ask-missing", true, faqAskMissing},
		{"faq-near", true, faqNear},
	}
}

// Check lints lists that load: what Load does not let pass (a layer or a parent missing, a circle, a title, a status)
// is told there. It returns what is wrong as of the day, in the order of files and lines. What a layer says is
// looked at once; what the layers come to together is looked at for every layer that has none below it, and what
// several counties have from above is told once.
func Check(lib *Library, on Date) []Fault {
	var faults, merged []Fault
	for i := range lib.layers {
		l := &lib.layers[i]
		s := survey{lib: lib, layer: l, chain: lib.chain(l), on: on}
		faults = append(faults, s.apply(false)...)
		if lib.lowest(l) {
			s.base = lib.merge(l, "")
			merged = append(merged, s.apply(true)...)
		}
	}
	sortFaults(merged)
	told := map[[2]string]bool{}
	for _, f := range merged {
		if what := [2]string{f.Rule, f.What}; !told[what] {
			told[what] = true
			faults = append(faults, f)
		}
	}
	sortFaults(faults)
	return faults
}

func (s *survey) apply(merge bool) []Fault {
	var faults []Fault
	for _, r := range rules() {
		if r.merge != merge {
			continue
		}
		for _, f := range r.find(s) {
			f.Rule = r.name
			faults = append(faults, f)
		}
	}
	return faults
}

// lowest reports whether no layer stands below l.
func (lib *Library) lowest(l *layer) bool {
	return !slices.ContainsFunc(lib.layers, func(other layer) bool { return other.Info.Parent == l.Info.ID })
}

func (s *survey) above() []*layer { return s.chain[:len(s.chain)-1] }

func layerFolder(s *survey) []Fault {
	info := s.layer.Info
	folder := path.Base(path.Dir(info.Place.File))
	if folder == "." || folder == info.ID {
		return nil
	}
	return []Fault{fault(info.Place, sayFolder, folder, info.ID)}
}

func layerAdopts(s *survey) []Fault {
	adopts := s.layer.Info.Adopts
	if adopts == "" || slices.ContainsFunc(s.above(), func(l *layer) bool { return l.Info.ID == adopts }) {
		return nil
	}
	return []Fault{fault(s.layer.Info.Place, sayAdopts, adopts)}
}

func layerNumber(s *survey) []Fault {
	info := s.layer.Info
	if info.FilingNumber == "" || FitsNumber(info.FilingNumber) {
		return nil
	}
	return []Fault{fault(info.Place, sayNumberForm, info.FilingNumber)}
}

func demoLabel(s *survey) []Fault {
	if info := s.layer.Info; info.Demo && !strings.Contains(info.Title, "演示") {
		return []Fault{fault(info.Place, sayDemoLabel, info.Title)}
	}
	return nil
}

func confirmAll(s *survey) []Fault {
	var faults []Fault
	for _, c := range s.layer.Confirm {
		if c.All && !s.layer.Info.Demo {
			faults = append(faults, fault(c.Place, sayConfirmAll))
		}
	}
	return faults
}
