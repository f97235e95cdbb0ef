package filing

import (
	"fmt"
	"strings"
)

// The layout of the shipped templates. Every number that GB/T 9704-2012 sets is here and nowhere else, with its clause;
// numbers without a clause are ours. Lengths are in twentieths of a point (twips), font sizes in half points.
const (
	pageWidth  = 11906 // 5.1: A4, 210 mm
	pageHeight = 16838 // 5.1: A4, 297 mm
	textWidth  = 8844  // 5.2.1: 版心宽 156 mm
	textHeight = 12756 // 5.2.1: 版心高 225 mm
	marginTop  = 2098  // 5.2.1: 天头 37 mm
	marginLeft = 1587  // 5.2.1: 订口 28 mm

	marginRight  = pageWidth - marginLeft - textWidth
	marginBottom = pageHeight - marginTop - textHeight

	linesPerPage  = 22                                                               // 5.2.3: 每面排 22 行
	charsPerLine  = 28                                                               // 5.2.3: 每行排 28 个字
	linePitch     = textHeight / linesPerPage                                        // 5.2.3, 撑满版心
	charSpace     = textWidth/charsPerLine - sizeBody*10                             // 5.2.3: what is added to a character of 三号, below zero since 28 of them are wider than the 版心
	indentTwo     = 2 * sizeBody * 10                                                // 7.3.3: 每个自然段左空二字
	sizeBody      = 32                                                               // 5.2.2: 三号, 16 pt
	sizeTitle     = 44                                                               // 7.3.1: 二号, 22 pt
	sizePage      = 28                                                               // 7.5: 四号, 14 pt
	sizeCopies    = 28                                                               // 7.4.2: 四号
	pageNumberAt  = 397                                                              // 7.5: 一字线上距版心下边缘 7 mm
	sealRight     = 4 * sizeBody * 10                                                // 7.3.5.1: 成文日期右空四字
	signRight     = 2 * sizeBody * 10                                                // 7.3.5.2: 署名右空二字
	nameLeft      = textWidth - 2*sealRight - 67*sizeBody                            // 7.3.5.1: 署名以成文日期为准居中: as much room left of the middle of the date, which is 6 to 7 characters wide, as right of it
	opinionHeight = 1240                                                             // ours: room for a few lines and a signature
	sealLines     = 2                                                                // 7.3.5.1: 印章上距正文一行之内, 下压署名和日期
	letterHead    = 1701                                                             // 10.1: 发文机关标志上边缘至上页边 30 mm
	letterLine    = 11                                                               // 10.1: 标志下 4 mm 处印红色双线, in points
	letterFoot    = 1134                                                             // 10.1: 距下页边 20 mm 处印红色双线
	letterWidth   = 9638                                                             // 10.1: 线长 170 mm
	letterOut     = (textWidth - letterWidth) / 2                                    // 10.1: 线长居中, out of the 版心 on each side
	codeLine      = marginBottom - letterFoot - pageNumberAt - pageLine + pageLine/2 // ours: the line of the 核验码 below the page number
	pageLine      = 340                                                              // ours: the line of the page number, 6 mm
	titleLine     = 680                                                              // ours: 34 pt between lines of a title
	sizeCell      = 24                                                               // ours: 小四 in tables
	cellLine      = 380                                                              // ours: 19 pt
	sizeCode      = 18                                                               // ours: 小五
	sizeOrgan     = 64                                                               // ours: 发文机关标志, 32 pt (7.2.4 sets no size)
)

// The fonts that the norm names, and what may stand in for them where they are not installed.
const (
	fontTitle = "方正小标宋简体"   // 7.3.1, 7.2.4: 小标宋体
	fontBody  = "仿宋_GB2312" // 5.2.2: 仿宋体
	fontH1    = "黑体"        // 7.3.3: 第一层
	fontH2    = "楷体_GB2312" // 7.3.3: 第二层
	fontPage  = "宋体"        // 7.5: 半角宋体
	red       = "FF0000"    // 7.2.4, 10.1
)

// fonts is the font table: name, alternates, family.
var fonts = [][3]string{
	{fontTitle, "FZXiaoBiaoSong-B05S,小标宋,Noto Serif CJK SC,Source Han Serif SC,Noto Serif CJK SC SemiBold", "roman"},
	{fontBody, "仿宋,FangSong,FandolFang R,FandolFang,Noto Serif CJK SC,Source Han Serif SC", "modern"},
	{fontH1, "SimHei,FandolHei,Noto Sans CJK SC,Source Han Sans SC", "swiss"},
	{fontH2, "楷体,KaiTi,FandolKai,Noto Serif CJK SC,Source Han Serif SC", "modern"},
	{fontPage, "SimSun,FandolSong,Noto Serif CJK SC,Source Han Serif SC", "roman"},
}

const wordNS = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"`

func makeFontTable() string {
	var b strings.Builder
	b.WriteString(xmlDeclaration + `<w:fonts ` + wordNS + `>`)
	for _, f := range fonts {
		fmt.Fprintf(&b, `<w:font w:name="%s"><w:altName w:val="%s"/><w:charset w:val="86"/><w:family w:val="%s"/><w:pitch w:val="variable"/></w:font>`, f[0], f[1], f[2])
	}
	return b.String() + `</w:fonts>`
}

// A makeStyle is a paragraph style.
type makeStyle struct {
	id, name, font string
	size           int
	paragraph      string // inside w:pPr
	run            string // more inside w:rPr
}

func lineExactly(twips int) string {
	return fmt.Sprintf(`<w:spacing w:before="0" w:after="0" w:line="%d" w:lineRule="exact"/>`, twips)
}

const noGrid = `<w:snapToGrid w:val="0"/>`

// makeStyles are all styles; 正文 is the first and the default.
func makeStyles() []makeStyle {
	body := lineExactly(linePitch)
	indent := fmt.Sprintf(`<w:ind w:firstLineChars="200" w:firstLine="%d"/>`, indentTwo)
	close28 := fmt.Sprintf(`<w:spacing w:val="%d"/>`, charSpace)
	cell := noGrid + lineExactly(cellLine)
	return []makeStyle{
		{"Normal", "Normal", fontBody, sizeBody, body + `<w:jc w:val="both"/>`, close28},
		{"gwTitle", "公文标题", fontTitle, sizeTitle, `<w:keepNext/><w:keepLines/>` + lineExactly(titleLine) + `<w:jc w:val="center"/>`, ""},
		{"gwTo", "主送机关", fontBody, sizeBody, body, ""},
		{"gwBody", "公文正文", fontBody, sizeBody, body + indent, ""},
		{"gwBodyEnd", "公文正文末段", fontBody, sizeBody, `<w:keepNext/>` + body + indent, ""},
		{"gwH1", "一级标题", fontH1, sizeBody, `<w:keepNext/>` + body + indent, ""},
		{"gwH2", "二级标题", fontH2, sizeBody, `<w:keepNext/>` + body + indent, ""},
		{"gwAttach", "附件说明", fontBody, sizeBody, `<w:keepNext/>` + body + `<w:ind w:leftChars="600" w:left="1920" w:hangingChars="400" w:hanging="1280"/>`, ""},
		{"gwNumber", "发文字号", fontBody, sizeBody, body + `<w:jc w:val="right"/>`, ""},
		{"gwGap", "落款空行", fontBody, sizeBody, `<w:keepNext/>` + body, ""},
		{"gwSign", "署名盖章", fontBody, sizeBody, `<w:keepNext/><w:keepLines/>` + body + fmt.Sprintf(`<w:ind w:left="%d"/><w:jc w:val="center"/>`, nameLeft), ""},
		{"gwDate", "成文日期盖章", fontBody, sizeBody, body + fmt.Sprintf(`<w:ind w:rightChars="400" w:right="%d"/><w:jc w:val="right"/>`, sealRight), ""},
		{"gwSignPerson", "署名不盖章", fontBody, sizeBody, `<w:keepNext/>` + body + fmt.Sprintf(`<w:ind w:rightChars="200" w:right="%d"/><w:jc w:val="right"/>`, signRight), ""},
		{"gwDatePerson", "成文日期不盖章", fontBody, sizeBody, body + fmt.Sprintf(`<w:ind w:rightChars="200" w:right="%d"/><w:jc w:val="right"/>`, signRight), ""},
		{"gwCopies", "抄送", fontBody, sizeCopies, noGrid + lineExactly(linePitch) + fmt.Sprintf(`<w:ind w:left="%d" w:right="%d"/>`, sizeCopies*10, sizeCopies*10), ""},
		{"gwTail", "抄送之后", fontBody, 2, noGrid + lineExactly(textHeight-linesPerPage*linePitch-1), ""},
		{"gwFormHead", "表格小标题", fontH1, 28, `<w:keepNext/>` + noGrid + `<w:spacing w:before="120" w:after="60" w:line="440" w:lineRule="exact"/>`, ""},
		{"gwFormLine", "表格上方说明", fontBody, sizeCell, `<w:keepNext/>` + noGrid + lineExactly(440), ""},
		{"gwAir", "表格前后", fontBody, 16, `<w:keepNext/>` + noGrid + lineExactly(160), ""},
		{"gwCell", "表格内容", fontBody, sizeCell, cell + `<w:jc w:val="left"/>`, ""},
		{"gwCellMid", "表格居中", fontBody, sizeCell, cell + `<w:jc w:val="center"/>`, ""},
		{"gwLabel", "表格栏目", fontH1, sizeCell, cell + `<w:jc w:val="center"/>`, ""},
		{"gwLabelHead", "列表栏目", fontH1, sizeCell, `<w:keepNext/>` + cell + `<w:jc w:val="center"/>`, ""},
		{"gwCellSign", "表格签名", fontBody, sizeCell, noGrid + `<w:spacing w:before="240" w:after="0" w:line="380" w:lineRule="exact"/><w:jc w:val="right"/>`, ""},
		{"gwNote", "表格说明", fontBody, 21, noGrid + lineExactly(340), ""},
		{"gwPageOdd", "页码单页", fontPage, sizePage, noGrid + lineExactly(pageLine) + fmt.Sprintf(`<w:ind w:right="%d"/><w:jc w:val="right"/>`, sizePage*10), ""},
		{"gwPageEven", "页码双页", fontPage, sizePage, noGrid + lineExactly(pageLine) + fmt.Sprintf(`<w:ind w:left="%d"/><w:jc w:val="left"/>`, sizePage*10), ""},
		{"gwPageNone", "首页不编页码", fontPage, sizePage, noGrid + lineExactly(pageLine), ""},
		{"gwCode", "核验码", fontPage, sizeCode, noGrid + lineExactly(codeLine) + `<w:jc w:val="center"/>`, ""},
		{"gwOrgan", "发文机关标志", fontTitle, sizeOrgan, fmt.Sprintf(`<w:pBdr><w:bottom w:val="thickThinSmallGap" w:sz="24" w:space="%d" w:color="%s"/></w:pBdr>`, letterLine, red) + noGrid + `<w:spacing w:before="0" w:after="0" w:line="720" w:lineRule="atLeast"/>` + fmt.Sprintf(`<w:ind w:left="%d" w:right="%d"/><w:jc w:val="center"/>`, letterOut, letterOut), `<w:color w:val="` + red + `"/>`},
		{"gwFootRule", "信函下双线", fontPage, 2, fmt.Sprintf(`<w:pBdr><w:bottom w:val="thinThickSmallGap" w:sz="24" w:space="0" w:color="%s"/></w:pBdr>`, red) + noGrid + lineExactly(20) + fmt.Sprintf(`<w:ind w:left="%d" w:right="%d"/>`, letterOut, letterOut), ""},
	}
}

func fontRun(font string, size int, more string) string {
	return fmt.Sprintf(`<w:rFonts w:ascii="%[1]s" w:eastAsia="%[1]s" w:hAnsi="%[1]s" w:cs="%[1]s"/>%[3]s<w:sz w:val="%[2]d"/><w:szCs w:val="%[2]d"/>`, font, size, more)
}

func makeStyleSheet() string {
	var b strings.Builder
	b.WriteString(xmlDeclaration + `<w:styles ` + wordNS + `><w:docDefaults><w:rPrDefault><w:rPr>` +
		fontRun(fontBody, sizeBody, `<w:color w:val="000000"/>`) + `<w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:widowControl w:val="0"/></w:pPr></w:pPrDefault></w:docDefaults>`)
	for i, s := range makeStyles() {
		based, deft := `<w:basedOn w:val="Normal"/>`, ""
		if i == 0 {
			based, deft = "", ` w:default="1"`
		}
		if s.size != sizeBody {
			s.run += `<w:spacing w:val="0"/>`
		}
		fmt.Fprintf(&b, `<w:style w:type="paragraph"%s w:styleId="%s"><w:name w:val="%s"/>%s<w:qFormat/><w:pPr>%s</w:pPr><w:rPr>%s</w:rPr></w:style>`,
			deft, s.id, s.name, based, s.paragraph, fontRun(s.font, s.size, s.run))
	}
	b.WriteString(`<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/></w:tblPr></w:style></w:styles>`)
	return b.String()
}
