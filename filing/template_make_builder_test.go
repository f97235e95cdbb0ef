package filing

import (
	"fmt"
	"strings"
)

// A sheet is the text of a template being made.
type sheet struct{ b strings.Builder }

// p adds a paragraph. Text in 〖…〗 is in the font of second-level headings.
func (s *sheet) p(style, text string) {
	s.b.WriteString(makeParagraph(style, "", text))
}

func (s *sheet) each(style string, texts ...string) {
	for _, t := range texts {
		s.p(style, t)
	}
}

func makeParagraph(style, props, text string) string {
	var b strings.Builder
	fmt.Fprintf(&b, `<w:p><w:pPr><w:pStyle w:val="%s"/>%s</w:pPr>`, style, props)
	for text != "" {
		plain, rest, ok := strings.Cut(text, "〖")
		b.WriteString(makeRun("", plain))
		if !ok {
			break
		}
		kai, after, _ := strings.Cut(rest, "〗")
		b.WriteString(makeRun(fmt.Sprintf(`<w:rPr><w:rFonts w:ascii="%[1]s" w:eastAsia="%[1]s" w:hAnsi="%[1]s"/></w:rPr>`, fontH2), kai))
		text = after
	}
	b.WriteString(`</w:p>`)
	return b.String()
}

func makeRun(props, text string) string {
	if text == "" {
		return ""
	}
	return `<w:r>` + props + `<w:t xml:space="preserve">` + xmlEscaped(text) + `</w:t></w:r>`
}

// gridColumns is the number of equal columns under every table; a cell spans some of them.
const gridColumns = 22

// A makeCell is one cell of a table.
type makeCell struct {
	style string
	span  int
	texts []string // paragraphs
}

func label(span int, text string) makeCell {
	return makeCell{style: "gwLabel", span: span, texts: []string{text}}
}

func content(span int, texts ...string) makeCell {
	return makeCell{style: "gwCell", span: span, texts: texts}
}

func middle(span int, text string) makeCell {
	return makeCell{style: "gwCellMid", span: span, texts: []string{text}}
}

// A makeRow is one row. head: repeated on every page; height: at least so high, in twips.
type makeRow struct {
	cells  []makeCell
	head   bool
	height int
}

func line(cells ...makeCell) makeRow { return makeRow{cells: cells} }

// pair is a row with one label and one content.
func pair(name, text string) makeRow { return line(label(4, name), content(18, text)) }

// pairs is a row with two labels and their contents.
func pairs(a, x, b, y string) makeRow {
	return line(label(4, a), content(7, x), label(4, b), content(7, y))
}

// opinion is a row for words of an office and its signature by hand.
func opinion(name, slot, sign string) makeRow {
	c := content(18, "{{"+slot+"}}")
	c.texts = append(c.texts, "\x00"+sign)
	return makeRow{cells: []makeCell{label(4, name), c}, height: opinionHeight}
}

// listed is the rows of a list: a heading row and the repeated row.
func listed(list string, spans []int, heads, texts []string) []makeRow {
	var head, row makeRow
	for i, span := range spans {
		head.cells = append(head.cells, makeCell{style: "gwLabelHead", span: span, texts: []string{heads[i]}})
		c := content(span, texts[i])
		if texts[i] == "{{序号}}" || span <= 2 {
			c.style = "gwCellMid"
		}
		row.cells = append(row.cells, c)
	}
	row.cells[0].texts = []string{"{{#" + list + "}}" + row.cells[0].texts[0]}
	last := len(spans) - 1
	row.cells[last].texts = []string{row.cells[last].texts[0] + "{{/" + list + "}}"}
	head.head = true
	return []makeRow{head, row}
}

// orNone adds to the rows of a list one that says 无 when the list is empty.
func orNone(list string, rows []makeRow) []makeRow {
	return append(rows, line(content(gridColumns, "{{?!"+list+"}}")), line(middle(gridColumns, "无")), line(content(gridColumns, "{{/"+list+"}}")))
}

// bodyTable is a table between paragraphs of body text, with a little air around it.
func (s *sheet) bodyTable(rows ...makeRow) {
	s.p("gwAir", "")
	s.table(rows...)
	s.p("gwAir", "")
}

// table adds a table of the width of the text.
func (s *sheet) table(rows ...makeRow) {
	s.b.WriteString(makeTable(rows))
}

func makeTable(rows []makeRow) string {
	var b strings.Builder
	fmt.Fprintf(&b, `<w:tbl><w:tblPr><w:tblW w:w="%d" w:type="dxa"/><w:jc w:val="center"/><w:tblBorders>`, textWidth)
	for _, side := range []string{"top", "left", "bottom", "right", "insideH", "insideV"} {
		fmt.Fprintf(&b, `<w:%s w:val="single" w:sz="4" w:space="0" w:color="000000"/>`, side)
	}
	b.WriteString(`</w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar><w:top w:w="40" w:type="dxa"/><w:left w:w="60" w:type="dxa"/><w:bottom w:w="40" w:type="dxa"/><w:right w:w="60" w:type="dxa"/></w:tblCellMar></w:tblPr><w:tblGrid>`)
	for range gridColumns {
		fmt.Fprintf(&b, `<w:gridCol w:w="%d"/>`, textWidth/gridColumns)
	}
	b.WriteString(`</w:tblGrid>`)
	for _, r := range rows {
		b.WriteString(makeTableRow(r))
	}
	return b.String() + `</w:tbl>`
}

func makeTableRow(r makeRow) string {
	var b strings.Builder
	b.WriteString(`<w:tr><w:trPr>`)
	if r.height > 0 || r.head {
		b.WriteString(`<w:cantSplit/>`)
	}
	height := max(r.height, 480)
	fmt.Fprintf(&b, `<w:trHeight w:val="%d" w:hRule="atLeast"/>`, height)
	if r.head {
		b.WriteString(`<w:tblHeader/>`)
	}
	b.WriteString(`</w:trPr>`)
	for _, c := range r.cells {
		fmt.Fprintf(&b, `<w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/><w:gridSpan w:val="%d"/><w:vAlign w:val="center"/></w:tcPr>`, textWidth/gridColumns*c.span, c.span)
		for _, t := range c.texts {
			style := c.style
			if sign, ok := strings.CutPrefix(t, "\x00"); ok {
				style, t = "gwCellSign", sign
			}
			b.WriteString(makeParagraph(style, "", t))
		}
		b.WriteString(`</w:tc>`)
	}
	return b.String() + `</w:tr>`
}

// attachments is the note on attachments: one line down, two characters in, numbered when there are several.
func (s *sheet) attachments() {
	s.p("gwBody", "{{?附件}}")
	s.p("gwGap", "")
	s.p("gwAttach", "{{#附件}}{{?首行}}附件：{{/首行}}{{?!首行}}　　　{{/首行}}{{?!唯一}}{{序号}}. {{/唯一}}{{附件名称}}{{/附件}}")
	s.p("gwBody", "{{/附件}}")
}

// seal is the name and the date with room for the seal, which is put on by hand.
func (s *sheet) seal(name, date string) {
	for range sealLines {
		s.p("gwGap", "")
	}
	s.p("gwSign", name)
	s.p("gwDate", date)
}

// copies is the 版记: a frame at the foot of the last page. Some word processors hang a frame on the paragraph after it;
// the last one is there for that, so low that it fits below a full page.
func (s *sheet) copies() {
	s.b.WriteString(makeParagraph("gwCopies", fmt.Sprintf(`<w:framePr w:w="%d" w:wrap="around" w:vAnchor="margin" w:hAnchor="margin" w:xAlign="left" w:yAlign="bottom"/>`, textWidth), "{{?抄送}}抄送：{{抄送}}。{{/抄送}}"))
	s.p("gwTail", "")
}

// document is the whole text with the page.
func (s *sheet) document(letter bool) string {
	var b strings.Builder
	b.WriteString(xmlDeclaration + `<w:document ` + wordNS + `><w:body>` + s.b.String() + `<w:sectPr>`)
	if letter {
		b.WriteString(`<w:headerReference w:type="first" r:id="rId10"/><w:footerReference w:type="first" r:id="rId11"/>`)
	}
	b.WriteString(`<w:footerReference w:type="default" r:id="rId12"/><w:footerReference w:type="even" r:id="rId13"/>`)
	fmt.Fprintf(&b, `<w:pgSz w:w="%d" w:h="%d"/><w:pgMar w:top="%d" w:right="%d" w:bottom="%d" w:left="%d" w:header="%d" w:footer="%d" w:gutter="0"/>`,
		pageWidth, pageHeight, marginTop, marginRight, marginBottom, marginLeft, letterHead, letterFoot)
	if letter {
		b.WriteString(`<w:titlePg/>`)
	}
	fmt.Fprintf(&b, `<w:docGrid w:type="lines" w:linePitch="%d"/></w:sectPr></w:body></w:document>`, linePitch)
	return b.String()
}

const codeText = `{{?编号}}编号：{{编号}}　{{/编号}}第{{版本}}版　核验码：{{核验码}}`

// makeFooter is a footer: the page number, then the code.
func makeFooter(style string) string {
	number := `<w:r><w:t xml:space="preserve">— </w:t></w:r><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r><w:r><w:t xml:space="preserve"> —</w:t></w:r>`
	if style == "gwPageNone" {
		number = ""
	}
	rule := ""
	if style == "gwPageNone" {
		rule = makeParagraph("gwFootRule", "", "")
	}
	return xmlDeclaration + `<w:ftr ` + wordNS + `><w:p><w:pPr><w:pStyle w:val="` + style + `"/></w:pPr>` + number + `</w:p>` + makeParagraph("gwCode", "", codeText) + rule + `</w:ftr>`
}

func makeOrganHeader() string {
	return xmlDeclaration + `<w:hdr ` + wordNS + `>` + makeParagraph("gwOrgan", "", "{{发文机关}}") + `</w:hdr>`
}
