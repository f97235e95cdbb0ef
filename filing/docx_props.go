package filing

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"strconv"
)

// A writtenPart is a part before it is packed.
type writtenPart struct {
	name    string
	content []byte
}

// properties are the title of the document, and its number, version and hash as custom properties.
func (c *compiled) properties(d Data, hash string) []writtenPart {
	var core, custom bytes.Buffer
	fmt.Fprintf(&core, xmlDeclaration+`<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>%s</dc:title><dc:identifier>%s</dc:identifier><dc:language>zh-CN</dc:language><cp:version>%d</cp:version></cp:coreProperties>`,
		xmlEscaped(c.paper.Title), xmlEscaped(d.Number), d.version())
	custom.WriteString(xmlDeclaration + `<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">`)
	for i, p := range [][2]string{{propPaper, string(c.paper.ID)}, {propNumber, d.Number}, {propVersion, strconv.Itoa(d.version())}, {propHash, hash}} {
		fmt.Fprintf(&custom, `<property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="%d" name="%s"><vt:lpwstr>%s</vt:lpwstr></property>`, i+2, p[0], xmlEscaped(p[1]))
	}
	custom.WriteString(`</Properties>`)
	return []writtenPart{{partCore, core.Bytes()}, {partCustom, custom.Bytes()}}
}

func xmlEscaped(text string) string {
	var b bytes.Buffer
	if err := xml.EscapeText(&b, []byte(text)); err != nil {
		return ""
	}
	return b.String()
}
