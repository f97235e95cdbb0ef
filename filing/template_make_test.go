package filing

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"testing"
)

var makeTemplates = flag.Bool("make-templates", false, "write templates/*.docx anew")

// makers write the text of the shipped templates.
var makers = map[Paper]func(*sheet){
	PaperRequest: makeRequest, PaperApproval: makeApproval, PaperNotice: makeNotice, PaperRefusal: makeRefusal,
	PaperSupplement: makeSupplement, PaperChange: makeChange, PaperVisit: makeVisit, PaperDetermination: makeDetermination,
	PaperClarification: makeClarification, PaperReminder: makeReminder, PaperVisitPlan: makeVisitPlan,
}

const (
	typeXML  = "application/vnd.openxmlformats-officedocument.wordprocessingml."
	relXML   = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
	relsRoot = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">`
)

// makeTemplate is a whole template file.
func makeTemplate(t *testing.T, p PaperInfo) []byte {
	t.Helper()
	s := &sheet{}
	makers[p.ID](s)
	parts := []writtenPart{
		{partTypes, []byte(makeTypes(p.Letter))},
		{partRels, []byte(xmlDeclaration + relsRoot + `<Relationship Id="rId1" Type="` + relXML + `officeDocument" Target="word/document.xml"/></Relationships>`)},
		{"word/_rels/document.xml.rels", []byte(makeRelations(p.Letter))},
		{docxMain, []byte(s.document(p.Letter))},
		{"word/fontTable.xml", []byte(makeFontTable())},
	}
	if p.Letter {
		parts = append(parts, writtenPart{"word/footer1.xml", []byte(makeFooter("gwPageNone"))})
	}
	parts = append(parts, writtenPart{"word/footer2.xml", []byte(makeFooter("gwPageOdd"))}, writtenPart{"word/footer3.xml", []byte(makeFooter("gwPageEven"))})
	if p.Letter {
		parts = append(parts, writtenPart{"word/header1.xml", []byte(makeOrganHeader())})
	}
	parts = append(parts,
		writtenPart{"word/settings.xml", []byte(xmlDeclaration + `<w:settings ` + wordNS + `><w:evenAndOddHeaders/><w:characterSpacingControl w:val="compressPunctuation"/><w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat><w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/></w:settings>`)},
		writtenPart{"word/styles.xml", []byte(makeStyleSheet())})
	var k packer
	var packed []packedPart
	for _, part := range parts {
		one, err := k.pack(part.name, part.content)
		if err != nil {
			t.Fatal(err)
		}
		packed = append(packed, one)
	}
	file, err := writeDocx(packed)
	if err != nil {
		t.Fatal(err)
	}
	return file
}

func makeTypes(letter bool) string {
	out := xmlDeclaration + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>`
	for _, part := range [][2]string{{"document", "document.main+xml"}, {"styles", "styles+xml"}, {"settings", "settings+xml"}, {"fontTable", "fontTable+xml"}, {"footer2", "footer+xml"}, {"footer3", "footer+xml"}} {
		out += `<Override PartName="/word/` + part[0] + `.xml" ContentType="` + typeXML + part[1] + `"/>`
	}
	if letter {
		out += `<Override PartName="/word/header1.xml" ContentType="` + typeXML + `header+xml"/><Override PartName="/word/footer1.xml" ContentType="` + typeXML + `footer+xml"/>`
	}
	return out + `</Types>`
}

func makeRelations(letter bool) string {
	out := xmlDeclaration + relsRoot
	rels := [][3]string{{"rId1", "styles", "styles"}, {"rId2", "settings", "settings"}, {"rId3", "fontTable", "fontTable"}, {"rId12", "footer", "footer2"}, {"rId13", "footer", "footer3"}}
	if letter {
		rels = append(rels, [3]string{"rId10", "header", "header1"}, [3]string{"rId11", "footer", "footer1"})
	}
	for _, r := range rels {
		out += `<Relationship Id="` + r[0] + `" Type="` + relXML + r[1] + `" Target="` + r[2] + `.xml"/>`
	}
	return out + `</Relationships>`
}

// TestShippedTemplatesAreAsMade holds the committed templates to their source; -make-templates writes them anew.
func TestShippedTemplatesAreAsMade(t *testing.T) {
	for _, p := range Papers() {
		made := makeTemplate(t, p)
		name := filepath.Join("templates", string(p.ID)+".docx")
		if *makeTemplates {
			if err := os.WriteFile(name, made, 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		kept, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(kept, made) {
			t.Errorf("%s differs from what is made: go test ./filing -run TestShippedTemplates -make-templates", name)
		}
		var templates Templates
		for _, f := range templates.Check(p.ID, made) {
			t.Errorf("%s: %s", name, f)
		}
	}
}
