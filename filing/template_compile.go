package filing

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"

	"github.com/beevik/etree"
)

// A compiled template is ready to be written with data, by many at once.
type compiled struct {
	paper    PaperInfo // with the unit's own slots
	hash     string    // of the template file
	static   []packedPart
	programs []program
	heads    []string            // text of headers and footers that do not depend on data
	texts    map[string][]string // the same for the body and notes, by part
	media    []string            // hashes of pictures
	used     map[string]*paragraph
}

// A program is a part that depends on data.
type program struct {
	name  string
	nodes []node
	size  int  // about how long what it writes is
	head  bool // header or footer: its text counts once, wherever it is repeated
}

// compileTemplate reads a template file. The error is a *FileFault or Faults, both for the person who gave the file.
func compileTemplate(paper PaperInfo, file []byte, packer *packer) (*compiled, error) {
	pkg, err := openDocx(file)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(file)
	c := &compiled{paper: paper, hash: hex.EncodeToString(sum[:]), used: map[string]*paragraph{}, texts: map[string][]string{}}
	var faults Faults
	for _, name := range slices.Sorted(slices.Values(pkg.names)) {
		more, err := c.take(name, pkg.parts[name], packer)
		if err != nil {
			return nil, err
		}
		faults = append(faults, more...)
	}
	for _, s := range append(slices.Clone(paper.Slots), Slot{Name: nameCode, Must: true}) {
		if s.Must && c.used[s.Name] == nil {
			faults = append(faults, Fault{What: templatef(wordMissingSlot, s.Name)})
		}
	}
	if len(faults) > 0 {
		return nil, faults
	}
	return c, c.rehearse()
}

// take sorts one part into those that depend on data and those that do not.
func (c *compiled) take(name string, content []byte, packer *packer) ([]Fault, error) {
	if name == partTypes || name == partRels {
		fixed, err := announce(name, content)
		if err != nil {
			return nil, err
		}
		return nil, c.keep(name, fixed, packer)
	}
	if name == partCore || name == partCustom {
		return nil, nil // written anew for every document
	}
	label, head := partLabel(name)
	if label == "" {
		if strings.HasPrefix(name, "word/media/") {
			c.media = append(c.media, mediaHash(content))
		}
		return nil, c.keep(name, content, packer)
	}
	d := dictionary{c.paper.Slots}
	nodes, paragraphs, faults, err := d.compilePart(name, label, content)
	if err != nil || len(faults) > 0 {
		return faults, err
	}
	for _, p := range paragraphs {
		for _, t := range p.tags {
			if t.kind == tagSlot || t.kind == tagList {
				c.note(t)
			}
		}
	}
	if len(nodes) > 1 {
		c.programs = append(c.programs, program{name: name, nodes: nodes, size: len(content)*5/4 + 4<<10, head: head})
		return nil, nil
	}
	if head {
		c.heads = append(c.heads, docxText(nodes[0].text)...)
	} else {
		c.texts[name] = docxText(nodes[0].text)
	}
	return nil, c.keep(name, nodes[0].text, packer)
}

// note remembers where a name is used first.
func (c *compiled) note(t *tag) {
	name := t.what.own
	if t.what.slot != nil {
		name = t.what.slot.Name
	}
	if c.used[name] == nil {
		c.used[name] = t.in
	}
}

func (c *compiled) keep(name string, content []byte, packer *packer) error {
	p, err := packer.pack(name, content)
	c.static = append(c.static, p)
	return err
}

// partLabel is what a person calls a part with text, "" for parts without; head for headers and footers.
func partLabel(name string) (label string, head bool) {
	file, ok := strings.CutPrefix(name, "word/")
	if !ok || strings.Contains(file, "/") || !strings.HasSuffix(file, ".xml") {
		return "", false
	}
	switch {
	case file == "document.xml":
		return wordPartBody, false
	case strings.HasPrefix(file, "header"):
		return wordPartHeader, true
	case strings.HasPrefix(file, "footer"):
		return wordPartFooter, true
	case slices.Contains([]string{"footnotes.xml", "endnotes.xml", "comments.xml"}, file):
		return wordPartOther, false
	}
	return "", false
}

// rehearse writes the template with everything and with nothing, and reads both: no data may break the document.
func (c *compiled) rehearse() error {
	full := c.paper.Specimen()
	full.Flags = map[string]bool{}
	none := Data{Flags: map[string]bool{}}
	for _, s := range c.paper.Slots {
		full.Flags[s.Name], none.Flags[s.Name] = true, false
		if s.list() && len(s.Rows) == 0 {
			full.Lists[s.Name] = []map[string]string{{}, {}}
		}
	}
	for _, d := range []Data{full, none} {
		for _, p := range c.programs {
			if _, err := readTree(p.name, (&writing{data: d}).part(p)); err != nil {
				label, _ := partLabel(p.name)
				return Faults{{Part: label, What: templatef(wordTangled, label)}}
			}
		}
	}
	return nil
}

// Parts that the program writes or completes.
const (
	partTypes  = "[Content_Types].xml"
	partRels   = "_rels/.rels"
	partCore   = "docProps/core.xml"
	partCustom = "docProps/custom.xml"
)

const (
	typeCore   = "application/vnd.openxmlformats-package.core-properties+xml"
	typeCustom = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
	relCore    = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"
	relCustom  = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/custom-properties"
)

// announce makes the list of content types or of relations name the properties that every document carries.
func announce(name string, content []byte) ([]byte, error) {
	tree, err := readTree(name, content)
	if err != nil {
		return nil, err
	}
	for _, add := range []struct{ part, contentType, relation, id string }{
		{partCore, typeCore, relCore, "rIdCore"}, {partCustom, typeCustom, relCustom, "rIdCustom"},
	} {
		if name == partTypes {
			addOnce(tree.Root(), "Override", "PartName", "/"+add.part, "ContentType", add.contentType)
			continue
		}
		addOnce(tree.Root(), "Relationship", "Type", add.relation, "Target", add.part, "Id", add.id)
	}
	return treeBytes(tree)
}

// addOnce replaces the child whose first attribute has the value, or adds it.
func addOnce(root *etree.Element, local string, attrs ...string) {
	for _, e := range root.ChildElements() {
		if e.Tag == local && e.SelectAttrValue(attrs[0], "") == attrs[1] {
			root.RemoveChild(e)
		}
	}
	e := root.CreateElement(local)
	e.Space = root.Space
	for i := 0; i < len(attrs); i += 2 {
		e.CreateAttr(attrs[i], attrs[i+1])
	}
}

func mediaHash(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}
