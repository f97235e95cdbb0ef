package discord

import (
	"slices"
	"strings"
)

// A page is one message's worth of a reply, before it is put into Discord's terms. Texts are escaped where Discord
// reads marks, and within its limits.
type page struct {
	gist   string  // the verdict, above the card; "" on the pages that follow
	lead   string  // what stands before the first section
	fields []field // the sections
	foot   string  // small print; Discord reads no marks in it
}

// A field is one section of a card, or a piece of a long one.
type field struct{ name, value string }

// Limits of a page; Discord's own are a little higher, so that a count that differs by a few harms nothing.
const (
	mostGist   = 1900
	mostLead   = 3900
	mostField  = 1000
	mostFields = 24
	mostCard   = 5600 // sum of all texts of a card
	mostFoot   = 600
	boldGist   = 150 // a longer gist is a paragraph and not set in bold
	mostPages  = 3   // a longer reply is handed over as a file
)

// unnamed is the name of a field that goes on with the section above it: Discord takes no empty one.
const unnamed = "\u200b"

// smallPrint are the sections that stand at the foot of a card when nothing follows them.
var smallPrint = []string{"谁来定", "演示"}

// A section is a head 【…】 with what stands under it.
type section struct{ head, text string }

// sections takes a reply apart: the gist, what stands before the first head, and the sections.
func sections(text string) (gist, lead string, all []section) {
	gist, rest, _ := strings.Cut(text, "\n")
	var before []string
	if rest == "" {
		return gist, "", nil
	}
	for _, line := range strings.Split(rest, "\n") {
		head, after, ok := headed(line)
		switch {
		case ok:
			all = append(all, section{head, after})
		case len(all) == 0:
			before = append(before, line)
		case all[len(all)-1].text == "":
			all[len(all)-1].text = line
		default:
			all[len(all)-1].text += "\n" + line
		}
	}
	return gist, strings.Join(before, "\n"), all
}

// headed takes the head off a line that has one.
func headed(line string) (head, after string, ok bool) {
	rest, ok := strings.CutPrefix(line, "【")
	if !ok {
		return "", "", false
	}
	head, after, ok = strings.Cut(rest, "】")
	return head, after, ok && head != "" && length(head) <= 40
}

// footed takes the small print off the end of the sections.
func footed(all []section) (rest []section, foot string) {
	from := len(all)
	for from > 0 && slices.Contains(smallPrint, all[from-1].head) {
		from--
	}
	var lines []string
	for _, s := range all[from:] {
		lines = append(lines, "【"+s.head+"】"+s.text)
	}
	if foot = strings.Join(lines, "\n"); length(foot) > mostFoot {
		return all, ""
	}
	return all[:from], foot
}

// pages lays a reply out, as many pages as it takes.
func pages(text string) []page {
	gist, lead, all := sections(text)
	all, foot := footed(all)
	pieces := split(names(escape(gist)), mostGist)
	for i := range pieces {
		pieces[i] = strings.TrimSpace(pieces[i])
	}
	if len(pieces) == 1 && pieces[0] != "" && length(gist) <= boldGist {
		pieces[0] = "**" + pieces[0] + "**"
	}
	l := &layout{pages: []page{{gist: pieces[0]}}}
	for _, piece := range pieces[1:] {
		l.pages = append(l.pages, page{gist: piece})
	}
	if lead != "" {
		for _, piece := range split(names(escape(indented(lead))), mostLead) {
			l.lead(piece)
		}
	}
	for _, s := range all {
		name := escape(s.head)
		for _, piece := range split(names(escape(indented(s.text))), mostField) {
			l.field(field{name, orUnnamed(strings.TrimSpace(piece))})
			name = unnamed
		}
	}
	l.foot(foot)
	return l.pages
}

func orUnnamed(s string) string {
	if s == "" {
		return unnamed
	}
	return s
}

// A layout is pages being filled.
type layout struct {
	pages []page
	size  int // of the card on the last page
}

// room makes a new page when the last one cannot take so much more.
func (l *layout) room(size int) *page {
	if l.size+size > mostCard || len(l.pages[len(l.pages)-1].fields) >= mostFields {
		l.pages = append(l.pages, page{})
		l.size = 0
	}
	l.size += size
	return &l.pages[len(l.pages)-1]
}

func (l *layout) lead(text string) {
	if l.size > 0 { // one to a page
		l.size = mostCard
	}
	l.room(length(text)).lead = text
}

func (l *layout) field(f field) {
	p := l.room(length(f.name) + length(f.value))
	p.fields = append(p.fields, f)
}

func (l *layout) foot(text string) {
	if text != "" {
		l.room(length(text)).foot = text
	}
}

// indented makes the blanks at the beginning of lines wide ones, one for each step of two behind the first: Discord swallows
// the others.
func indented(text string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		bare := strings.TrimLeft(line, " ")
		lines[i] = strings.Repeat("\u3000", max(0, (len(line)-len(bare)-2)/2)) + bare
	}
	return strings.Join(lines, "\n")
}
