package filing

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"

	"github.com/beevik/etree"
)

// What a DOCX file may be at most. Real forms of an office stay far below.
const (
	docxMostBytes   = 20 << 20 // the file
	docxMostParts   = 500      // files inside it
	docxMostPart    = 8 << 20  // one of them, unpacked
	docxMostTotal   = 32 << 20 // all of them, unpacked
	docxMostTags    = 400_000  // tags in one XML part
	docxMostDepth   = 200      // nesting of XML
	docxMostNameLen = 240      // a name inside the archive
)

// A docxPackage is an opened DOCX file: its parts by name, in the order of the archive.
type docxPackage struct {
	names []string
	parts map[string][]byte
}

// docxMain is the part with the text.
const docxMain = "word/document.xml"

// openDocx unpacks a file that comes from anywhere. Nothing is trusted: sizes are measured while unpacking, names
// that leave the folder, macros, outside parts and document type declarations are refused. The error is a *FileFault.
func openDocx(file []byte) (*docxPackage, error) {
	switch {
	case len(file) == 0:
		return nil, fileFault(wordEmptyFile)
	case len(file) > docxMostBytes:
		return nil, fileFault(wordHugeFile, docxMostBytes>>20)
	case bytes.HasPrefix(file, []byte{0xD0, 0xCF, 0x11, 0xE0}):
		return nil, fileFault(wordOldFile)
	case !bytes.HasPrefix(file, []byte("PK")):
		return nil, fileFault(wordNotDocx)
	}
	archive, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		return nil, fileFault(wordTruncated)
	}
	if len(archive.File) > docxMostParts {
		return nil, fileFault(wordManyParts, docxMostParts)
	}
	p := &docxPackage{parts: map[string][]byte{}}
	if err := p.unpack(archive.File); err != nil {
		return nil, err
	}
	return p, p.sane()
}

func (p *docxPackage) unpack(files []*zip.File) error {
	total := 0
	for _, f := range files {
		if err := safeName(f); err != nil {
			return err
		}
		if strings.HasSuffix(f.Name, "/") {
			continue
		}
		if _, twice := p.parts[f.Name]; twice {
			return fileFault(wordTwice, excerpt(f.Name, 40))
		}
		content, err := unpackPart(f, min(docxMostPart, docxMostTotal-total))
		if err != nil {
			return err
		}
		total += len(content)
		p.names = append(p.names, f.Name)
		p.parts[f.Name] = content
	}
	return nil
}

// safeName refuses names that point outside the archive, and encrypted parts.
func safeName(f *zip.File) error {
	name := strings.TrimSuffix(f.Name, "/")
	bad := name == "" || len(name) > docxMostNameLen || strings.ContainsAny(name, "\\:\x00") || path.IsAbs(name) ||
		path.Clean(name) != name || name == ".." || strings.HasPrefix(name, "../")
	switch {
	case bad:
		return fileFault(wordBadName, excerpt(f.Name, 40))
	case f.Flags&1 != 0:
		return fileFault(wordEncrypted)
	}
	return nil
}

func unpackPart(f *zip.File, most int) ([]byte, error) {
	r, err := f.Open()
	if errors.Is(err, zip.ErrAlgorithm) {
		return nil, fileFault(wordMethod, excerpt(f.Name, 40))
	}
	if err != nil {
		return nil, fileFault(wordTruncated)
	}
	defer func() { _ = r.Close() }() // reading only; what counts is the error of reading
	content, err := io.ReadAll(io.LimitReader(r, int64(most)+1))
	switch {
	case len(content) > most:
		return nil, fileFault(wordBomb, excerpt(f.Name, 40))
	case err != nil:
		return nil, fileFault(wordTruncated)
	}
	return content, nil
}

// sane looks at the package as a whole.
func (p *docxPackage) sane() error {
	for _, name := range []string{"[Content_Types].xml", "_rels/.rels", docxMain} {
		if _, ok := p.parts[name]; !ok {
			return fileFault(wordNoPart, name)
		}
	}
	for _, name := range p.names {
		if strings.HasSuffix(strings.ToLower(name), "vbaproject.bin") {
			return fileFault(wordMacro)
		}
		if !isXML(name) {
			continue
		}
		tree, err := readTree(name, p.parts[name])
		if err != nil {
			return err
		}
		if strings.HasSuffix(name, ".rels") && leadsOutside(tree) {
			return fileFault(wordOutside, name)
		}
	}
	return nil
}

// isXML reports whether a part is XML by its name.
func isXML(name string) bool {
	return strings.HasSuffix(name, ".xml") || strings.HasSuffix(name, ".rels")
}

// leadsOutside reports a relation that fetches something from elsewhere when the document is opened. Links that
// a reader has to press are harmless.
func leadsOutside(tree *etree.Document) bool {
	return slices.ContainsFunc(tree.FindElements("//Relationship"), func(e *etree.Element) bool {
		return strings.EqualFold(e.SelectAttrValue("TargetMode", ""), "External") && !strings.HasSuffix(e.SelectAttrValue("Type", ""), "/hyperlink")
	})
}

// readTree parses one XML part: no document type declaration, bounded depth, comments and instructions dropped.
func readTree(name string, part []byte) (*etree.Document, error) {
	if bytes.Count(part, []byte("<")) > docxMostTags {
		return nil, fileFault(wordDeep, name)
	}
	if bytes.Contains(part, []byte("<!DOCTYPE")) || bytes.Contains(part, []byte("<!ENTITY")) {
		return nil, fileFault(wordDoctype, name)
	}
	tree := etree.NewDocument()
	tree.ReadSettings.MaxDepth = docxMostDepth
	err := tree.ReadFromBytes(part)
	switch {
	case errors.Is(err, etree.ErrMaxDepth):
		return nil, fileFault(wordDeep, name)
	case err != nil || tree.Root() == nil:
		return nil, fileFault(wordBadXML, name)
	}
	dropRemarks(&tree.Element)
	return tree, nil
}

// dropRemarks removes comments, processing instructions and directives below e, but for the XML declaration.
func dropRemarks(e *etree.Element) {
	kept := e.Child[:0]
	dropped := false
	for _, t := range e.Child {
		switch t := t.(type) {
		case *etree.Comment, *etree.Directive, *etree.ProcInst:
			dropped = true
			continue
		case *etree.Element:
			dropRemarks(t)
		}
		kept = append(kept, t)
	}
	if dropped {
		e.Child = kept
		e.ReindexChildren()
	}
}

// treeBytes is the part as clean XML: one declaration, no comments, no CDATA.
func treeBytes(tree *etree.Document) ([]byte, error) {
	var b bytes.Buffer
	b.WriteString(xmlDeclaration)
	if _, err := tree.WriteTo(&b); err != nil {
		return nil, fmt.Errorf("write XML: %w", err)
	}
	return b.Bytes(), nil
}

const xmlDeclaration = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
