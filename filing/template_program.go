package filing

import (
	"bytes"
	"regexp"
	"strconv"

	"github.com/beevik/etree"
)

// A node is one step of a compiled part: XML to copy, then a tag to carry out.
type node struct {
	text []byte // copied as it is
	tag  *tag   // nil at the end
	body []node // of a list, a condition, a guard
}

// compilePart turns the XML of a part into steps. Everything that does not depend on data is prepared here, so that
// writing a document is copying bytes.
func (d dictionary) compilePart(name, label string, part []byte) ([]node, []*paragraph, []Fault, error) {
	tree, err := readTree(name, part)
	if err != nil {
		return nil, nil, nil, err
	}
	paragraphs, faults := readParagraphs(tree.Root(), label)
	if len(faults) == 0 {
		faults = d.linkTags(paragraphs)
	}
	if len(faults) == 0 {
		faults = placeMarks(paragraphs)
	}
	if len(faults) > 0 {
		return nil, paragraphs, faults, nil
	}
	tags := numberMarks(paragraphs)
	faults = bareTables(tree.Root(), paragraphs)
	tags = guardCells(tree.Root(), tags)
	clean, err := treeBytes(tree)
	if err != nil {
		return nil, nil, nil, err
	}
	program, ok := assembleSteps(clean, tags)
	if !ok {
		faults = append(faults, Fault{Part: label, What: templatef(wordTangled, label)})
	}
	return program, paragraphs, faults, nil
}

// numberMarks gives every mark its number and prepares what comes between two paragraphs of one value.
func numberMarks(paragraphs []*paragraph) []*tag {
	var tags []*tag
	for _, p := range paragraphs {
		for _, t := range p.tags {
			if t.kind == tagSlot {
				t.again = breakXML(t.mark, p.element)
			}
			t.mark.Inst = strconv.Itoa(len(tags))
			tags = append(tags, t)
		}
	}
	return tags
}

// breakXML is the XML that ends a paragraph inside a value and begins the next one like it, or a line break where the
// text does not stand directly in a paragraph.
func breakXML(mark *etree.ProcInst, p *etree.Element) []byte {
	t := mark.Parent()
	run := t.Parent()
	w := xmlPrefix(t)
	line := "</" + w + "t><" + w + `br/><` + w + `t xml:space="preserve">`
	props := p.SelectElement("pPr")
	if run.Parent() != p || (props != nil && props.SelectElement("sectPr") != nil) {
		return []byte(line)
	}
	next := etree.NewElement("p")
	next.Space = p.Space
	if props != nil {
		copied := props.Copy()
		if b := copied.SelectElement("pageBreakBefore"); b != nil {
			copied.RemoveChild(b)
		}
		next.AddChild(copied)
	}
	r := etree.NewElement("r")
	r.Space = run.Space
	if rp := run.SelectElement("rPr"); rp != nil {
		r.AddChild(rp.Copy())
	}
	text := etree.NewElement("t")
	text.Space = t.Space
	text.CreateAttr("xml:space", "preserve")
	text.AddChild(etree.NewProcInst(markTarget, ""))
	r.AddChild(text)
	next.AddChild(r)
	var b bytes.Buffer
	doc := etree.NewDocumentWithRoot(next)
	if _, err := doc.WriteTo(&b); err != nil {
		return []byte(line)
	}
	head, _, _ := bytes.Cut(b.Bytes(), []byte("<?"+markTarget))
	return append([]byte("</"+w+"t></"+w+"r></"+w+"p>"), head...)
}

func xmlPrefix(e *etree.Element) string {
	if e.Space == "" {
		return ""
	}
	return e.Space + ":"
}

// plainChildren counts the children of e with a name from names that no list or condition can take away.
func plainChildren(e *etree.Element, names ...string) int {
	depth, n := 0, 0
	for _, c := range e.Child {
		switch c := c.(type) {
		case *etree.ProcInst:
			depth += markDepth(c)
		case *etree.Element:
			for _, name := range names {
				if c.Tag == name && depth == 0 {
					n++
				}
			}
		}
	}
	return n
}

// markDepth is +1 for the beginning of a list or condition and -1 for its end, told by the name put by setEnds.
func markDepth(mark *etree.ProcInst) int {
	switch mark.Target {
	case markTarget + "-open":
		return 1
	case markTarget + "-end":
		return -1
	}
	return 0
}

// setEnds names the marks by what they do, so that the tree alone tells what lies inside a pair.
func setEnds(paragraphs []*paragraph) {
	for _, p := range paragraphs {
		for _, t := range p.tags {
			switch t.kind {
			case tagList, tagCond:
				t.mark.Target = markTarget + "-open"
			case tagEnd:
				t.mark.Target = markTarget + "-end"
			}
		}
	}
}

// bareTables reports tables all of whose rows can vanish: a table without rows is not a valid document.
func bareTables(root *etree.Element, paragraphs []*paragraph) []Fault {
	setEnds(paragraphs)
	var faults []Fault
	for _, table := range wordElements(root, "tbl") {
		if plainChildren(table, "tr", "sdt", "customXml") > 0 {
			continue
		}
		f := Fault{What: wordBareTable}
		for _, p := range paragraphs {
			if r := tableRow(p.element); r != nil && r.Parent() == table {
				f = p.fault(wordBareTable)
				break
			}
		}
		faults = append(faults, f)
	}
	return faults
}

// guard puts a guard around the contents of cells, headers and the like that could become empty.
func guardCells(root *etree.Element, tags []*tag) []*tag {
	var holders []*etree.Element
	for _, name := range []string{"tc", "txbxContent"} {
		holders = append(holders, wordElements(root, name)...)
	}
	if root.Tag == "hdr" || root.Tag == "ftr" {
		holders = append(holders, root)
	}
	for _, e := range holders {
		if plainChildren(e, "p") > 0 {
			continue
		}
		w := xmlPrefix(e)
		open := &tag{kind: tagGuard, again: []byte("<" + w + "p/>")}
		open.partner = &tag{kind: tagEnd, partner: open}
		at := 0
		if props := e.SelectElement("tcPr"); props != nil {
			at = props.Index() + 1
		}
		e.InsertChildAt(at, etree.NewProcInst(markTarget, strconv.Itoa(len(tags))))
		e.AddChild(etree.NewProcInst(markTarget, strconv.Itoa(len(tags)+1)))
		tags = append(tags, open, open.partner)
	}
	return tags
}

var markPattern = regexp.MustCompile(`<\?` + markTarget + `(?:-open|-end)? (\d+)\?>`)

// assemble cuts clean XML at its marks into nested steps; false when pairs cross.
func assembleSteps(clean []byte, tags []*tag) ([]node, bool) {
	type level struct {
		tag   *tag
		text  []byte
		nodes []node
	}
	stack := []level{{}}
	at := 0
	for _, m := range markPattern.FindAllSubmatchIndex(clean, -1) {
		text := clean[at:m[0]]
		at = m[1]
		i, err := strconv.Atoi(string(clean[m[2]:m[3]]))
		if err != nil || i >= len(tags) {
			return nil, false
		}
		t, top := tags[i], &stack[len(stack)-1]
		switch t.kind {
		case tagSlot:
			top.nodes = append(top.nodes, node{text: text, tag: t})
		case tagEnd:
			if top.tag == nil || top.tag.partner != t {
				return nil, false
			}
			body := append(top.nodes, node{text: text})
			stack = stack[:len(stack)-1]
			up := &stack[len(stack)-1]
			up.nodes = append(up.nodes, node{text: top.text, tag: top.tag, body: body})
		default:
			stack = append(stack, level{tag: t, text: text})
		}
	}
	if len(stack) != 1 {
		return nil, false
	}
	return append(stack[0].nodes, node{text: clean[at:]}), true
}
