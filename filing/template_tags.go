package filing

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/beevik/etree"
)

// A tagKind is what a pair of braces does.
type tagKind byte

const (
	tagSlot  tagKind = 0   // {{名称}}
	tagList  tagKind = '#' // {{#列表}}
	tagCond  tagKind = '?' // {{?条件}} and {{?!条件}}
	tagEnd   tagKind = '/' // {{/名称}}
	tagGuard tagKind = 'g' // not written by people: keeps a cell from becoming empty
)

// A tag is one placeholder or marker of a template, where it stands and what it means.
type tag struct {
	kind    tagKind
	negated bool // {{?!条件}}
	name    string
	in      *paragraph
	mark    *etree.ProcInst // stands for it in the tree; nil once taken out
	partner *tag            // the end of a list or condition, and the other way round
	list    *Slot           // the list it stands in, nil for none
	what    target          // for slots and conditions; for a list its slot
	again   []byte          // for a slot: the XML between two paragraphs of its value
}

// A paragraph of a part, with its number, its text and the tags in it.
type paragraph struct {
	element *etree.Element
	part    string // 正文, 页眉, 页脚
	number  int
	text    string
	tags    []*tag
	only    bool // holds nothing but markers
	dropRow bool // its table row was there for the marker only
}

func (p *paragraph) fault(what string) Fault {
	return Fault{Part: p.part, Paragraph: p.number, Text: excerpt(p.text, 40), What: what}
}

// Braces may be typed on a Chinese keyboard; blanks inside them do not matter.
var (
	tagPattern = regexp.MustCompile(`[{｛]{2}([^{}｛｝\n\x{FFFC}]*)[}｝]{2}`)
	bracePair  = regexp.MustCompile(`[{｛]{2}`)
)

// isTagName reports whether s may be the name in a tag: up to 40 letters, figures and low lines. (As a regular expression
// this takes longer to compile than all others of the program together.)
func isTagName(s string) bool {
	n := utf8.RuneCountInString(s)
	return n >= 1 && n <= 40 && strings.IndexFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) && r != '_' }) < 0
}

// object stands in the text of a paragraph for what is not text: a picture, a tab, a line break.
const object = "\uFFFC"

// readParagraphs finds every paragraph of a part and takes its tags out of the text, a mark being left in the tree
// in place of each. A tag that the word processor has split over several runs is one tag.
func readParagraphs(root *etree.Element, part string) ([]*paragraph, []Fault) {
	var all []*paragraph
	var faults []Fault
	for _, e := range wordElements(root, "p") {
		p := &paragraph{element: e, part: part, number: len(all) + 1}
		all = append(all, p)
		faults = append(faults, p.read()...)
	}
	return all, faults
}

// elements are those below e with the local name, in document order.
func wordElements(e *etree.Element, local string) []*etree.Element {
	var out []*etree.Element
	for _, c := range e.ChildElements() {
		if c.Tag == local && isWord(c) {
			out = append(out, c)
		}
		out = append(out, wordElements(c, local)...)
	}
	return out
}

// isWord reports an element of the word processing namespace, whatever the prefix.
func isWord(e *etree.Element) bool { return strings.Contains(e.NamespaceURI(), "wordprocessingml") }

// A piece is the text of one w:t.
type piece struct {
	element  *etree.Element
	from, to int // place in the paragraph's text
}

func (p *paragraph) read() []Fault {
	var b strings.Builder
	pieces := gatherText(p.element, &b, nil)
	p.text = b.String()
	var faults []Fault
	spots := tagPattern.FindAllStringSubmatchIndex(p.text, -1)
	for _, s := range spots {
		t, ok := parseTag(p.text[s[2]:s[3]])
		if !ok {
			faults = append(faults, p.fault(templatef(wordBadTag, strings.TrimSpace(p.text[s[2]:s[3]]))))
		}
		t.in, t.mark = p, etree.NewProcInst(markTarget, "")
		if t.kind == tagSlot {
			t.mark.Inst = slotInst
		}
		p.tags = append(p.tags, t)
	}
	if bracePair.MatchString(tagPattern.ReplaceAllString(p.text, "")) {
		faults = append(faults, p.fault(wordUnclosed))
	}
	if len(spots) > 0 {
		for _, piece := range pieces {
			p.retell(piece, spots)
		}
	}
	rest := strings.TrimSpace(tagPattern.ReplaceAllString(p.text, ""))
	p.only = len(p.tags) > 0 && rest == "" && p.element.FindElement(".//sectPr") == nil && !slices.ContainsFunc(p.tags, func(t *tag) bool { return t.kind == tagSlot })
	return faults
}

// gatherText appends the text of a paragraph to b. Paragraphs inside it (text boxes) have their own turn.
func gatherText(e *etree.Element, b *strings.Builder, pieces []piece) []piece {
	for _, c := range e.ChildElements() {
		switch c.Tag {
		case "t":
			from := b.Len()
			b.WriteString(c.Text())
			pieces = append(pieces, piece{c, from, b.Len()})
		case "tab", "br", "cr", "drawing", "pict", "object", "fldChar", "instrText":
			if e.Tag == "r" {
				b.WriteString(object)
			}
		case "pPr", "rPr", "p":
		default:
			pieces = gatherText(c, b, pieces)
		}
	}
	return pieces
}

// retell writes the text of a piece again without the tags, with their marks.
func (p *paragraph) retell(at piece, spots [][]int) {
	at.element.Child = nil
	done := at.from
	for i, s := range spots {
		if s[1] <= done || s[0] >= at.to {
			continue
		}
		if s[0] >= at.from {
			addText(at.element, p.text[done:s[0]])
			at.element.AddChild(p.tags[i].mark)
		}
		done = min(s[1], at.to)
	}
	addText(at.element, p.text[done:at.to])
	at.element.RemoveAttr("xml:space")
	at.element.CreateAttr("xml:space", "preserve")
}

func addText(e *etree.Element, text string) {
	if text != "" {
		e.AddChild(etree.NewText(text))
	}
}

// parseTag reads what stands between the braces.
func parseTag(inside string) (*tag, bool) {
	rest := strings.Join(strings.Fields(strings.ReplaceAll(inside, "　", " ")), "")
	t := &tag{}
	for _, sign := range []struct {
		text string
		kind tagKind
		not  bool
	}{{"#", tagList, false}, {"＃", tagList, false}, {"?!", tagCond, true}, {"？！", tagCond, true}, {"?", tagCond, false}, {"？", tagCond, false}, {"/", tagEnd, false}, {"／", tagEnd, false}} {
		if after, ok := strings.CutPrefix(rest, sign.text); ok {
			t.kind, t.negated, rest = sign.kind, sign.not, after
			break
		}
	}
	t.name = rest
	return t, isTagName(rest)
}

// sign is how the tag begins, for messages.
func (t *tag) sign() string {
	switch {
	case t.kind == tagCond && t.negated:
		return "?!"
	case t.kind == tagSlot:
		return ""
	}
	return string(rune(t.kind))
}
