package filing

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io/fs"
	"math"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// What the norm says, in its own units; the layout constants of the templates are not used here.
const (
	mm = 1440 / 25.4 // twips
	pt = 20          // twips
)

// An element is a node of a document read by encoding/xml alone.
type element struct {
	XMLName  xml.Name
	Attrs    []xml.Attr `xml:",any,attr"`
	Children []element  `xml:",any"`
	Text     string     `xml:",chardata"`
}

func parse(t *testing.T, part string) element {
	t.Helper()
	var e element
	if err := xml.Unmarshal([]byte(part), &e); err != nil {
		t.Fatal(err)
	}
	return e
}

// all are the elements with the local name, in order.
func (e element) all(name string) []element {
	var out []element
	for _, c := range e.Children {
		if c.XMLName.Local == name {
			out = append(out, c)
		}
		out = append(out, c.all(name)...)
	}
	return out
}

func (e element) one(t *testing.T, name string) element {
	t.Helper()
	found := e.all(name)
	if len(found) == 0 {
		t.Fatalf("no %s in %s", name, e.XMLName.Local)
	}
	return found[0]
}

func (e element) attr(name string) string {
	for _, a := range e.Attrs {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

func (e element) number(t *testing.T, name string) float64 {
	t.Helper()
	n, err := strconv.ParseFloat(e.attr(name), 64)
	if err != nil {
		t.Fatalf("%s %s: %v", e.XMLName.Local, name, err)
	}
	return n
}

func (e element) said() string {
	var b strings.Builder
	for _, t := range e.all("t") {
		b.WriteString(t.Text)
	}
	return b.String()
}

// A laidOut document is one made from its specimen, with its styles.
type laidOut struct {
	id                    Paper
	letter                bool
	body, section, styles element
	parts                 map[string]string
}

// laidOutOnce makes and reads the documents once for all clauses.
var laidOutOnce = sync.OnceValues(func() ([]laidOut, error) {
	var out []laidOut
	for _, p := range Papers() {
		file, err := shared().Render(p.ID, p.Specimen())
		if err != nil {
			return nil, err
		}
		archive, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
		if err != nil {
			return nil, err
		}
		l := laidOut{id: p.ID, letter: p.Letter, parts: map[string]string{}}
		for _, f := range archive.File {
			part, err := fs.ReadFile(archive, f.Name)
			if err != nil {
				return nil, err
			}
			l.parts[f.Name] = string(part)
		}
		if err := errors.Join(xml.Unmarshal([]byte(l.parts["word/document.xml"]), &l.body), xml.Unmarshal([]byte(l.parts["word/styles.xml"]), &l.styles)); err != nil {
			return nil, err
		}
		l.section = l.body.all("sectPr")[0]
		out = append(out, l)
	}
	return out, nil
})

func laidOutAll(t *testing.T) []laidOut {
	t.Helper()
	all, err := laidOutOnce()
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// style is a paragraph style by its id.
func (l laidOut) style(t *testing.T, id string) element {
	t.Helper()
	for _, s := range l.styles.all("style") {
		if s.attr("styleId") == id {
			return s
		}
	}
	t.Fatalf("%s has no style %s", l.id, id)
	return element{}
}

// styled are the paragraphs of a style.
func (l laidOut) styled(id string) []element {
	var out []element
	for _, p := range l.body.all("p") {
		for _, s := range p.all("pStyle") {
			if s.attr("val") == id {
				out = append(out, p)
			}
		}
	}
	return out
}

func near(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if math.Abs(got-want) > tolerance {
		t.Errorf("%s is %.1f, want %.1f ± %.1f", what, got, want, tolerance)
	}
}

func font(t *testing.T, s element, name string, points float64) {
	t.Helper()
	if got := s.one(t, "rFonts").attr("eastAsia"); got != name {
		t.Errorf("%s is in %s, want %s", s.attr("styleId"), got, name)
	}
	near(t, s.attr("styleId")+" size", s.one(t, "sz").number(t, "val"), points*2, 0)
}

func TestClause51PaperIsA4(t *testing.T) {
	for _, l := range laidOutAll(t) {
		near(t, "width", l.section.one(t, "pgSz").number(t, "w"), 210*mm, 1)
		near(t, "height", l.section.one(t, "pgSz").number(t, "h"), 297*mm, 1)
	}
}

func TestClause521MarginsAndTextArea(t *testing.T) {
	for _, l := range laidOutAll(t) {
		size, m := l.section.one(t, "pgSz"), l.section.one(t, "pgMar")
		near(t, "天头", m.number(t, "top"), 37*mm, 1*mm)
		near(t, "订口", m.number(t, "left"), 28*mm, 1*mm)
		near(t, "版心宽", size.number(t, "w")-m.number(t, "left")-m.number(t, "right"), 156*mm, 0.2*mm)
		near(t, "版心高", size.number(t, "h")-m.number(t, "top")-m.number(t, "bottom"), 225*mm, 0.2*mm)
		near(t, "gutter", m.number(t, "gutter"), 0, 0)
	}
}

func TestClause522BodyIsSanhaoFangsong(t *testing.T) {
	for _, l := range laidOutAll(t) {
		font(t, l.style(t, "Normal"), "仿宋_GB2312", 16)
		font(t, l.style(t, "gwBody"), "仿宋_GB2312", 16)
	}
}

func TestClause523TwentyTwoLinesOfTwentyEightCharacters(t *testing.T) {
	for _, l := range laidOutAll(t) {
		spacing := l.style(t, "Normal").one(t, "pPr").one(t, "spacing")
		pitch := spacing.number(t, "line")
		if spacing.attr("lineRule") != "exact" || math.Floor(225*mm/pitch) != 22 {
			t.Errorf("%s: %.0f lines of %.1f pt", l.id, 225*mm/pitch, pitch/pt)
		}
		near(t, "the grid", l.section.one(t, "docGrid").number(t, "linePitch"), pitch, 0)
		character := 16*pt + l.style(t, "Normal").one(t, "rPr").one(t, "spacing").number(t, "val")
		if got := math.Floor(156 * mm / character); got != 28 {
			t.Errorf("%s: %v characters a line", l.id, got)
		}
	}
}

func TestClause524TextIsBlack(t *testing.T) {
	for _, l := range laidOutAll(t) {
		if got := l.styles.one(t, "rPrDefault").one(t, "color").attr("val"); got != "000000" {
			t.Errorf("%s is %s", l.id, got)
		}
		if len(l.body.all("color")) > 0 {
			t.Errorf("%s has coloured text", l.id)
		}
	}
}

func TestClause724OrganMarkIsRedXiaobiaosong(t *testing.T) {
	for _, l := range laidOutAll(t) {
		if !l.letter {
			continue
		}
		s := l.style(t, "gwOrgan")
		if got := s.one(t, "rFonts").attr("eastAsia"); got != "方正小标宋简体" {
			t.Errorf("in %s", got)
		}
		if s.one(t, "rPr").one(t, "color").attr("val") != "FF0000" || s.one(t, "jc").attr("val") != "center" {
			t.Error("not red and centred")
		}
	}
}

func TestClause725DocumentNumberHasHexagonalBracketsAndNoPadding(t *testing.T) {
	for _, l := range laidOutAll(t) {
		if !l.letter {
			continue
		}
		got := l.styled("gwNumber")[0].said()
		if !strings.Contains(got, "〔2026〕") || strings.Contains(got, "第") || strings.Contains(got, "〕0") {
			t.Errorf("%s: %s", l.id, got)
		}
	}
}

func TestClause731TitleIsErhaoXiaobiaosongCentred(t *testing.T) {
	for _, l := range laidOutAll(t) {
		font(t, l.style(t, "gwTitle"), "方正小标宋简体", 22)
		if got := l.style(t, "gwTitle").one(t, "jc").attr("val"); got != "center" {
			t.Errorf("title is %s", got)
		}
		if len(l.styled("gwTitle")) != 1 {
			t.Errorf("%s has %d titles", l.id, len(l.styled("gwTitle")))
		}
	}
}

// around is what stands offset places after the first paragraph of a style.
func (l laidOut) around(t *testing.T, id string, offset int) element {
	t.Helper()
	body := l.body.one(t, "body")
	for i, c := range body.Children {
		for _, s := range c.all("pStyle") {
			if s.attr("val") == id && i+offset >= 0 && i+offset < len(body.Children) {
				return body.Children[i+offset]
			}
		}
	}
	t.Fatalf("%s: nothing beside %s", l.id, id)
	return element{}
}

func TestClause732AddresseeOneLineBelowTheTitleFlushLeft(t *testing.T) {
	for _, l := range laidOutAll(t) {
		if len(l.styled("gwTo")) == 0 {
			continue
		}
		to := l.styled("gwTo")[0].said()
		if !strings.HasSuffix(to, "：") || len(l.style(t, "gwTo").all("ind")) > 0 {
			t.Errorf("%s: %s", l.id, to)
		}
		if l.around(t, "gwTo", -1).said() != "" {
			t.Errorf("%s: no blank line above the addressee", l.id)
		}
	}
}

func TestClause733ParagraphsBeginTwoCharactersIn(t *testing.T) {
	for _, l := range laidOutAll(t) {
		ind := l.style(t, "gwBody").one(t, "ind")
		near(t, "indent", ind.number(t, "firstLineChars"), 200, 0)
		near(t, "indent", ind.number(t, "firstLine"), 2*16*pt, 0)
	}
}

func TestClause733HeadingsAreHeitiThenKaiti(t *testing.T) {
	for _, l := range laidOutAll(t) {
		for _, h := range l.styled("gwH1") {
			if !strings.ContainsAny(string([]rune(h.said())[:1]), "一二三四五六七八九十") || []rune(h.said())[1] != '、' {
				t.Errorf("%s: first level is %s", l.id, h.said())
			}
		}
		font(t, l.style(t, "gwH1"), "黑体", 16)
		for _, r := range l.body.all("r") {
			said := r.said()
			if strings.HasPrefix(said, "（一）") && len(said) < 60 && len(r.all("rFonts")) > 0 && r.one(t, "rFonts").attr("eastAsia") != "楷体_GB2312" {
				t.Errorf("%s: second level in %s", l.id, r.one(t, "rFonts").attr("eastAsia"))
			}
		}
		if len(l.body.all("b")) > 0 {
			t.Errorf("%s has bold print", l.id)
		}
	}
}

func TestClause734AttachmentsAreNumberedWithoutEndMark(t *testing.T) {
	for _, l := range laidOutAll(t) {
		rows := l.styled("gwAttach")
		for i, p := range rows {
			said := p.said()
			want := strconv.Itoa(i+1) + ". "
			if len(rows) == 1 {
				want = "附件："
			}
			if !strings.Contains(said, want) || strings.HasPrefix(said, "附件：") != (i == 0) || strings.HasSuffix(said, "。") || strings.HasSuffix(said, "；") {
				t.Errorf("%s: %q", l.id, said)
			}
		}
		if len(rows) > 0 && l.around(t, "gwAttach", -1).said() != "" {
			t.Errorf("%s: no blank line above the attachments", l.id)
		}
		ind := l.style(t, "gwAttach").one(t, "ind")
		near(t, "first line", ind.number(t, "left")-ind.number(t, "hanging"), 2*16*pt, 0)
	}
}

func TestClause7351DateFourCharactersFromTheRightNameCentredOverIt(t *testing.T) {
	for _, l := range laidOutAll(t) {
		if len(l.styled("gwDate")) == 0 {
			continue
		}
		date := l.style(t, "gwDate")
		near(t, "right of the date", date.one(t, "ind").number(t, "right"), 4*16*pt, 0)
		if date.one(t, "jc").attr("val") != "right" {
			t.Error("the date is not set to the right")
		}
		if l.around(t, "gwDate", -1).one(t, "pStyle").attr("val") != "gwSign" {
			t.Errorf("%s: the name is not above the date", l.id)
		}
		name := l.style(t, "gwSign")
		middleOfName := (name.one(t, "ind").number(t, "left") + 156*mm) / 2
		middleOfDate := 156*mm - 4*16*pt - 3.4*16*pt // 2026年7月10日 is 6.5 to 7 characters wide
		near(t, "middle of the name", middleOfName, middleOfDate, 0.25*16*pt)
	}
}

func TestClause7351RoomForTheSealThatIsNeverDrawn(t *testing.T) {
	for _, l := range laidOutAll(t) {
		for name, part := range l.parts {
			for _, drawn := range []string{"<w:drawing", "<w:pict", "<w:object", "印章"} {
				if strings.Contains(part, drawn) {
					t.Errorf("%s: %s in %s", l.id, drawn, name)
				}
			}
		}
		if len(l.styled("gwDate")) == 0 {
			continue
		}
		for offset := -1; offset >= -2; offset-- {
			if l.around(t, "gwSign", offset).said() != "" {
				t.Errorf("%s: no room above the name", l.id)
			}
		}
		if l.around(t, "gwSign", -3).said() == "" {
			t.Errorf("%s: the seal would stand more than a line below the text", l.id)
		}
		for _, style := range []string{"gwGap", "gwSign", "gwAttach", "gwBodyEnd"} {
			if len(l.style(t, style).all("keepNext")) == 0 {
				t.Errorf("%s can be parted from the date", style)
			}
		}
	}
}

func TestClause7352WithoutSealTwoCharactersFromTheRight(t *testing.T) {
	for _, l := range laidOutAll(t) {
		near(t, "right of the name", l.style(t, "gwSignPerson").one(t, "ind").number(t, "right"), 2*16*pt, 0)
	}
}

func TestClause7354DateIsNotPadded(t *testing.T) {
	for _, l := range laidOutAll(t) {
		for _, p := range append(l.styled("gwDate"), l.styled("gwDatePerson")...) {
			if d := p.said(); !strings.HasPrefix(d, "2026年") || strings.Contains(d, "年0") || strings.Contains(d, "月0") {
				t.Errorf("%s: %s", l.id, d)
			}
		}
	}
}

func TestClause742CopiesAreSihaoFangsongAtTheFoot(t *testing.T) {
	for _, l := range laidOutAll(t) {
		font(t, l.style(t, "gwCopies"), "仿宋_GB2312", 14)
		ind := l.style(t, "gwCopies").one(t, "ind")
		near(t, "左右各空一字", ind.number(t, "left"), 14*pt, 0)
		near(t, "左右各空一字", ind.number(t, "right"), 14*pt, 0)
		for _, p := range l.styled("gwCopies") {
			frame := p.one(t, "framePr")
			if !strings.HasPrefix(p.said(), "抄送：") || !strings.HasSuffix(p.said(), "。") || frame.attr("yAlign") != "bottom" || frame.attr("vAnchor") != "margin" {
				t.Errorf("%s: %s", l.id, p.said())
			}
		}
	}
}

func TestClause75PageNumber(t *testing.T) {
	for _, l := range laidOutAll(t) {
		odd, even := parse(t, l.parts["word/footer2.xml"]), parse(t, l.parts["word/footer3.xml"])
		for _, f := range []element{odd, even} {
			if got := f.all("p")[0].said(); got != "— 1 —" || strings.TrimSpace(f.one(t, "instrText").Text) != "PAGE" {
				t.Errorf("%s: page number is %q", l.id, got)
			}
		}
		for id, side := range map[string]string{"gwPageOdd": "right", "gwPageEven": "left"} {
			s := l.style(t, id)
			font(t, s, "宋体", 14)
			near(t, "空一字", s.one(t, "ind").number(t, side), 14*pt, 0)
			if s.one(t, "jc").attr("val") != side {
				t.Errorf("%s is not %s", id, side)
			}
		}
		for kind, part := range map[string]string{"default": "footer2", "even": "footer3"} {
			if !strings.Contains(l.parts["word/_rels/document.xml.rels"], part) || !strings.Contains(l.parts["word/settings.xml"], "evenAndOddHeaders") {
				t.Errorf("%s: no %s footer", l.id, kind)
			}
		}
		margins := l.section.one(t, "pgMar")
		line := func(id string) float64 { return l.style(t, id).one(t, "spacing").number(t, "line") }
		dash := margins.number(t, "bottom") - margins.number(t, "footer") - line("gwCode") - line("gwPageOdd")/2
		near(t, "一字线上距版心下边缘", dash, 7*mm, 0.1*mm)
	}
}

func TestClause101Letter(t *testing.T) {
	for _, l := range laidOutAll(t) {
		if got := len(l.section.all("titlePg")) > 0; got != l.letter {
			t.Errorf("%s: first page of its own: %v", l.id, got)
		}
		if !l.letter {
			continue
		}
		margins := l.section.one(t, "pgMar")
		near(t, "标志上边缘至上页边", margins.number(t, "header"), 30*mm, 0.5*mm)
		near(t, "下双线至下页边", margins.number(t, "footer"), 20*mm, 0.5*mm)
		mark, foot := l.style(t, "gwOrgan"), l.style(t, "gwFootRule")
		under, rule := mark.one(t, "pBdr").one(t, "bottom"), foot.one(t, "pBdr").one(t, "bottom")
		near(t, "标志下至双线", under.number(t, "space"), 4/25.4*72, 0.5)
		if under.attr("val") != "thickThinSmallGap" || rule.attr("val") != "thinThickSmallGap" || under.attr("color") != "FF0000" || rule.attr("color") != "FF0000" {
			t.Errorf("%s: rules %v %v", l.id, under.Attrs, rule.Attrs)
		}
		for _, s := range []element{mark, foot} {
			near(t, "线长", 156*mm-s.one(t, "ind").number(t, "left")-s.one(t, "ind").number(t, "right"), 170*mm, 0.2*mm)
		}
		if first := parse(t, l.parts["word/footer1.xml"]); len(first.all("instrText")) > 0 {
			t.Errorf("%s: the first page has a number", l.id)
		}
		if l.around(t, "gwTitle", -1).said()+l.around(t, "gwTitle", -2).said() != "" || l.around(t, "gwTitle", -3).one(t, "pStyle").attr("val") != "gwNumber" {
			t.Errorf("%s: the title does not stand two lines below the number", l.id)
		}
	}
}

func TestFontsDeclareOpenStandIns(t *testing.T) {
	for _, l := range laidOutAll(t) {
		declared := map[string]string{}
		for _, f := range parse(t, l.parts["word/fontTable.xml"]).all("font") {
			declared[f.attr("name")] = f.one(t, "altName").attr("val")
		}
		for _, f := range append(l.styles.all("rFonts"), l.body.all("rFonts")...) {
			if alt := declared[f.attr("eastAsia")]; !strings.Contains(alt, "Noto") {
				t.Errorf("%s uses %s, whose stand-ins are %q", l.id, f.attr("eastAsia"), alt)
			}
		}
	}
}
