package filing

import (
	"slices"
	"strings"

	"github.com/beevik/etree"
)

// markTarget names the processing instructions that stand for tags; foreign instructions are dropped on reading.
const markTarget = "dd"

// placeMarks moves the marks of lists and conditions from the text to where they cut the tree cleanly: around rows,
// around paragraphs, or, for a condition inside one paragraph, between runs.
func placeMarks(paragraphs []*paragraph) []Fault {
	var faults []Fault
	for _, p := range paragraphs {
		for _, t := range p.tags {
			if t.kind == tagSlot || t.kind == tagEnd {
				continue
			}
			if !placePair(t, t.partner) {
				faults = append(faults, p.fault(templatef(wordBadPlace, t.sign(), t.name)))
			}
		}
	}
	for _, p := range paragraphs {
		if r := tableRow(p.element); p.dropRow && r != nil && r.Parent() != nil && !hasMark(r, "") {
			takeOut(r)
			continue
		}
		if p.only && p.element.Parent() != nil && !slices.ContainsFunc(p.tags, func(t *tag) bool { return stillInside(t.mark, p.element) }) {
			takeOut(p.element)
		}
	}
	return faults
}

// inside reports whether a mark is still somewhere in the text of e.
func stillInside(mark *etree.ProcInst, e *etree.Element) bool {
	for at := mark.Parent(); at != nil; at = at.Parent() {
		if at == e {
			return true
		}
	}
	return false
}

func placePair(open, end *tag) bool {
	switch {
	case open.in == end.in:
		return placeInParagraph(open, end)
	case markerRows(open, end):
		for _, t := range []*tag{open, end} {
			putBefore(tableRow(t.in.element), t.mark)
			t.in.dropRow = true
		}
		return true
	case open.in.only && end.in.only && open.in.element.Parent() == end.in.element.Parent():
		putBefore(open.in.element, open.mark)
		putBefore(end.in.element, end.mark)
		return true
	}
	first, last := rangeAround(open.in.element, end.in.element)
	if first == nil {
		return false
	}
	putAround(first, last, open, end)
	return true
}

// placeInParagraph handles a list or condition that begins and ends in one paragraph: the whole paragraph when
// nothing of it is outside and for a list, the runs between otherwise.
func placeInParagraph(open, end *tag) bool {
	p := open.in
	if open.kind == tagList && insideCondition(open, end) {
		return false
	}
	if open.kind == tagList || outsideText(p, open, end) == "" {
		putAround(p.element, p.element, open, end)
		return true
	}
	first, last := splitRun(open.mark), splitRun(end.mark)
	return first && last && open.mark.Parent() == end.mark.Parent()
}

// insideCondition reports a condition on a part of the paragraph that the list, which repeats the whole, stands in.
func insideCondition(open, end *tag) bool {
	p := open.in
	at, to := slices.Index(p.tags, open), slices.Index(p.tags, end)
	return slices.ContainsFunc(p.tags[:at], func(t *tag) bool {
		return t.kind == tagCond && t.partner.in == p && slices.Index(p.tags, t.partner) > to && outsideText(p, t, t.partner) != ""
	})
}

// outsideText is what the paragraph says outside the pair.
func outsideText(p *paragraph, open, end *tag) string {
	spots := tagPattern.FindAllStringIndex(p.text, -1)
	from, to := spots[slices.Index(p.tags, open)][0], spots[slices.Index(p.tags, end)][1]
	out := ""
	for i, t := range p.tags {
		if t.kind == tagSlot && (spots[i][0] < from || spots[i][0] >= to) {
			out += "x"
		}
	}
	return out + strings.TrimSpace(tagPattern.ReplaceAllString(p.text[:from]+p.text[to:], ""))
}

// around puts the marks before first and after last. Outer pairs come first, so an inner one ends up inside them.
func putAround(first, last *etree.Element, open, end *tag) {
	putBefore(first, open.mark)
	takeMark(end.mark)
	last.Parent().InsertChildAt(last.Index()+1, end.mark)
}

func putBefore(e *etree.Element, mark *etree.ProcInst) {
	takeMark(mark)
	e.Parent().InsertChildAt(e.Index(), mark)
}

func takeMark(mark *etree.ProcInst) {
	if p := mark.Parent(); p != nil {
		p.RemoveChildAt(mark.Index())
	}
}

func takeOut(e *etree.Element) { e.Parent().RemoveChildAt(e.Index()) }

// tableRow is the table row that a paragraph stands in, nil for none.
func tableRow(e *etree.Element) *etree.Element {
	for at := e.Parent(); at != nil; at = at.Parent() {
		switch at.Tag {
		case "tr":
			return at
		case "body", "txbxContent", "tbl":
			return nil
		}
	}
	return nil
}

// markerRows reports a pair of which each side has a table row for itself, in one table; those rows are taken out.
func markerRows(open, end *tag) bool {
	a, b := tableRow(open.in.element), tableRow(end.in.element)
	return a != nil && b != nil && a != b && a.Parent() == b.Parent() && open.in.only && end.in.only && bareRow(a) && bareRow(b)
}

// bareRow reports a row that says nothing but markers.
func bareRow(r *etree.Element) bool {
	for _, e := range wordElements(r, "p") {
		var b strings.Builder
		gatherText(e, &b, nil)
		if strings.TrimSpace(b.String()) != "" {
			return false
		}
	}
	return !hasMark(r, slotInst)
}

// hasMark reports a mark below e; inst picks those of one kind, "" all.
func hasMark(e *etree.Element, inst string) bool {
	for _, c := range e.Child {
		switch c := c.(type) {
		case *etree.ProcInst:
			if inst == "" || c.Inst == inst {
				return true
			}
		case *etree.Element:
			if hasMark(c, inst) {
				return true
			}
		}
	}
	return false
}

// slotInst marks the instruction of a slot until the program is made.
const slotInst = "slot"

// siblings are the children of the nearest common ancestor that hold a and b. Inside a table row they are the row
// itself, since a row is the least that can be repeated.
func rangeAround(a, b *etree.Element) (first, last *etree.Element) {
	up := map[*etree.Element]*etree.Element{}
	child := a
	for at := a.Parent(); at != nil; child, at = at, at.Parent() {
		up[at] = child
	}
	child = b
	for at := b.Parent(); at != nil; child, at = at, at.Parent() {
		from, ok := up[at]
		if !ok {
			continue
		}
		switch at.Tag {
		case "tr":
			return at, at
		case "tbl", "body", "tc", "hdr", "ftr", "txbxContent", "sdtContent", "footnote":
			return from, child
		}
		return nil, nil
	}
	return nil, nil
}

// splitRun cuts the run that holds the mark in two and puts the mark between the halves.
func splitRun(mark *etree.ProcInst) bool {
	text := mark.Parent()
	if text == nil {
		return false
	}
	run := text.Parent()
	if text.Tag != "t" || run == nil || run.Tag != "r" || run.Parent() == nil {
		return false
	}
	tail := etree.NewElement(run.Tag)
	tail.Space, tail.Attr = run.Space, slices.Clone(run.Attr)
	if props := run.SelectElement("rPr"); props != nil {
		tail.AddChild(props.Copy())
	}
	rest := etree.NewElement("t")
	rest.Space = text.Space
	rest.CreateAttr("xml:space", "preserve")
	at := mark.Index()
	for _, c := range slices.Clone(text.Child[at+1:]) {
		rest.AddChild(c)
	}
	following := slices.Clone(run.Child[text.Index()+1:])
	tail.AddChild(rest)
	for _, c := range following {
		tail.AddChild(c)
	}
	takeMark(mark)
	run.Parent().InsertChildAt(run.Index()+1, mark)
	run.Parent().InsertChildAt(mark.Index()+1, tail)
	return true
}
