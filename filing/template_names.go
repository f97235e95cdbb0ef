package filing

import (
	"fmt"
	"slices"
)

// sayf is fmt.Sprintf for the sentences of document_words.go.
func templatef(format string, args ...any) string { return fmt.Sprintf(format, args...) }

// Names that the program itself fills.
const (
	nameNumber  = "编号"
	nameVersion = "版本"
	nameCode    = "核验码"
	nameIndex   = "序号" // of a row, from 1
	nameFirst   = "首行" // condition in a row
	nameLast    = "末行"
	nameSingle  = "唯一"
)

// A target is what a name stands for: a slot of the paper, a column of the list around it, or a name of the program's own.
type target struct {
	slot   *Slot
	column bool
	own    string // one of the names above, "" for a slot
}

// A dictionary is every name that a template of one paper may use.
type dictionary struct{ slots []Slot }

// find resolves a name in the list around it (nil for none).
func (d dictionary) find(name string, list *Slot) (target, bool) {
	if list != nil {
		if c := slotByName(list.Columns, name); c != nil {
			return target{slot: c, column: true}, true
		}
		if slices.Contains([]string{nameIndex, nameFirst, nameLast, nameSingle}, name) {
			return target{own: name}, true
		}
	}
	if slices.Contains([]string{nameNumber, nameVersion, nameCode}, name) {
		return target{own: name}, true
	}
	if s := slotByName(d.slots, name); s != nil {
		return target{slot: s}, true
	}
	return target{}, false
}

func slotByName(slots []Slot, name string) *Slot {
	i := slices.IndexFunc(slots, func(s Slot) bool { return s.Name == name || s.ID == name && name != "" })
	if i < 0 {
		return nil
	}
	return &slots[i]
}

// listWith is the list that has a column of that name, nil for none.
func (d dictionary) listWith(column string) *Slot {
	for i, s := range d.slots {
		if slotByName(s.Columns, column) != nil {
			return &d.slots[i]
		}
	}
	return nil
}

// link pairs the markers of a part, resolves every name and reports what does not fit.
func (d dictionary) linkTags(paragraphs []*paragraph) []Fault {
	var faults []Fault
	var open []*tag
	for _, p := range paragraphs {
		for _, t := range p.tags {
			t.list = innermost(open)
			if t.kind == tagEnd {
				open = closeTag(t, open, &faults)
				continue
			}
			if f, bad := d.resolve(t); bad {
				faults = append(faults, f)
			}
			if t.kind != tagSlot {
				open = append(open, t)
			}
		}
	}
	for _, t := range open {
		faults = append(faults, t.in.fault(templatef(wordNoClose, t.sign(), t.name, t.name)))
	}
	return faults
}

// innermost is the list that the open markers stand in.
func innermost(open []*tag) *Slot {
	for _, t := range slices.Backward(open) {
		if t.kind == tagList {
			return t.what.slot
		}
	}
	return nil
}

// closeTag pairs an end with the last open marker.
func closeTag(t *tag, open []*tag, faults *[]Fault) []*tag {
	at := slices.IndexFunc(open, func(o *tag) bool { return o.name == t.name })
	if at < 0 {
		*faults = append(*faults, t.in.fault(templatef(wordNoOpen, t.name, t.name, t.name)))
		return open
	}
	last := open[len(open)-1]
	if last.name != t.name {
		*faults = append(*faults, t.in.fault(templatef(wordCrossed, t.name, last.sign(), last.name)))
		return open[:at]
	}
	last.partner, t.partner = t, last
	return open[:len(open)-1]
}

// resolve finds what a tag means.
func (d dictionary) resolve(t *tag) (Fault, bool) {
	what, ok := d.find(t.name, t.list)
	t.what = what
	switch {
	case !ok && t.list == nil && d.listWith(t.name) != nil:
		l := d.listWith(t.name).Name
		return t.in.fault(templatef(wordColumnAlone, t.name, l, l, l)), true
	case !ok:
		return t.in.fault(templatef(wordUnknownSlot, t.name) + d.suggest(t.name, t.list)), true
	case t.kind == tagSlot && what.slot != nil && what.slot.list():
		return t.in.fault(templatef(wordListAlone, t.name, t.name, t.name)), true
	case t.kind == tagList && (what.slot == nil || !what.slot.list()):
		return t.in.fault(templatef(wordNotList, t.name, t.name)), true
	case t.kind == tagList && t.list != nil:
		return t.in.fault(templatef(wordNested, t.name, t.list.Name)), true
	}
	return Fault{}, false
}

// suggest names the nearest known name when it is near enough to be a slip.
func (d dictionary) suggest(name string, list *Slot) string {
	best, least := "", len([]rune(name))/2+1
	try := func(slots []Slot) {
		for _, s := range slots {
			if n := editDistance([]rune(name), []rune(s.Name)); n < least {
				best, least = s.Name, n
			}
		}
	}
	if list != nil {
		try(list.Columns)
	}
	try(d.slots)
	if best == "" {
		return ""
	}
	return templatef(wordDidYouMean, best)
}

// editDistance is the number of characters to add, drop or change.
func editDistance(a, b []rune) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range a {
		diagonal := row[0]
		row[0] = i + 1
		for j := range b {
			change := diagonal
			if a[i] != b[j] {
				change++
			}
			diagonal = row[j+1]
			row[j+1] = min(change, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
