package knowledge

import (
	"regexp"
	"slices"
	"strings"
)

// drawn returns the red line with that id as the layers above have it, nil when they have none.
func (s *survey) drawn(id string) *negative {
	var line *negative
	for _, l := range s.above() {
		n := l.negative(id)
		switch {
		case n == nil:
		case line == nil:
			copied := *n
			line = &copied
		default:
			merged := n.over(*line)
			merged.Status = stronger(line.Status, n.Status)
			if n.Absolute == nil || line.Absolute != nil && *line.Absolute {
				merged.Absolute = line.Absolute
			}
			merged.From, merged.Until = line.From, line.Until
			line = &merged
		}
	}
	return line
}

func lineRemoved(s *survey) []Fault {
	var faults []Fault
	for _, n := range s.layer.Negative {
		if n.Disabled && s.drawn(n.ID) != nil {
			faults = append(faults, fault(n.Place, sayRemoved, n.ID))
		}
	}
	return faults
}

// lineWeakened finds what would make a red line of an upper layer count for less. Merging passes it over.
func lineWeakened(s *survey) []Fault {
	var faults []Fault
	for _, n := range s.layer.Negative {
		line := s.drawn(n.ID)
		if line == nil || n.Disabled {
			continue
		}
		absolute := line.Absolute != nil && *line.Absolute
		switch {
		case absolute && n.Absolute != nil && !*n.Absolute:
			faults = append(faults, fault(n.Place, sayWeakAbsolute, n.ID))
		case absolute && n.Combine != "":
			faults = append(faults, fault(n.Place, sayWeakCombine, n.ID))
		case n.Until != "" && (line.Until == "" || n.Until < line.Until), n.From > line.From:
			faults = append(faults, fault(n.Place, sayWeakDates, n.ID))
		case line.Status.relied() && !n.Status.relied():
			faults = append(faults, fault(n.Place, sayWeakStatus, n.ID, string(n.Status)))
		}
	}
	return faults
}

// lineReworded finds a layer that gives a red line of an upper one other words. Merging keeps the upper ones.
func lineReworded(s *survey) []Fault {
	var faults []Fault
	for _, n := range s.layer.Negative {
		line := s.drawn(n.ID)
		if line != nil && (differs(n.Title, line.Title) || differs(n.Description, line.Description) || differs(n.Declare, line.Declare)) {
			faults = append(faults, fault(n.Place, sayReworded, n.ID))
		}
	}
	return faults
}

func differs(here, above string) bool { return here != "" && above != "" && here != above }

func lineUndeclared(s *survey) []Fault {
	var faults []Fault
	for _, n := range s.base.Negative {
		if n.Declare == "" {
			faults = append(faults, fault(n.Place, sayUndeclared, n.ID))
		}
	}
	return faults
}

// numberUnconfirmed finds figures that would be shown as the county's own though it has not answered for them.
func numberUnconfirmed(s *survey) []Fault {
	var faults []Fault
	for _, q := range s.layer.FAQs {
		for _, n := range q.Numbers {
			switch {
			case n.Value == "":
			case s.layer.Info.Kind != "county":
				faults = append(faults, fault(q.Place, sayNumberAbove, n.ID))
			case n.Confirmed == (Confirmation{}):
				faults = append(faults, fault(q.Place, sayNumberOpen, n.ID))
			}
		}
	}
	return faults
}

// numberInAnswer finds figures written into an answer whose figures are the county's own. A sentence that says whose
// figure it is, another place's or an article's, may keep it.
func numberInAnswer(s *survey) []Fault {
	attributed := regexp.MustCompile(`外地|第[0-9一二三四五六七八九十百]+条`)
	figure := regexp.MustCompile(`([0-9０-９]+|[一二两三四五六七八九十百]+)(个)?(工作日|自然日|小时|天|日内|日以内|个月|周|万元|元)`)
	var faults []Fault
	for _, q := range s.layer.FAQs {
		local := q.Local != nil && *q.Local || q.Local == nil && s.localAbove(q.ID)
		for sentence := range strings.SplitSeq(q.Answer, "。") {
			if found := figure.FindString(sentence); local && found != "" && !attributed.MatchString(sentence) {
				faults = append(faults, fault(q.Place, sayFigure, q.ID, found))
				break
			}
		}
	}
	return faults
}

// localAbove reports whether the layers above mark the figures of the entry as the county's own.
func (s *survey) localAbove(id string) bool {
	for _, l := range slices.Backward(s.above()) {
		if q := l.faq(id); q != nil && q.Local != nil {
			return *q.Local
		}
	}
	return false
}
