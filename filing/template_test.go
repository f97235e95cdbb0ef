package filing

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// smallPaper is a kind of document for tests of the template language.
var smallPaper = PaperInfo{ID: "small", Title: "测试文书", Slots: []Slot{
	{Name: "事项名称", ID: "matter", Must: true, Example: "甲"}, {Name: "单位", ID: "unit"}, {Name: "急件", ID: "urgent", Flag: true},
	{Name: "人员", ID: "people", Columns: []Slot{{Name: "姓名", ID: "name"}, {Name: "职务", ID: "post"}}},
	{Name: "附件", ID: "files", Columns: []Slot{{Name: "附件名称", ID: "file"}}},
}}

const smallMust = `<w:p><w:r><w:t>{{事项名称}}{{核验码}}</w:t></w:r></w:p>`

// smallDocx is a file with the body and further parts.
func smallDocx(t testing.TB, body string, more ...writtenPart) []byte {
	t.Helper()
	return packDocx(t, append([]writtenPart{
		{partTypes, []byte(xmlDeclaration + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/></Types>`)},
		{partRels, []byte(xmlDeclaration + relsRoot + `<Relationship Id="rId1" Type="` + relXML + `officeDocument" Target="word/document.xml"/></Relationships>`)},
		{docxMain, []byte(xmlDeclaration + `<w:document ` + wordNS + `><w:body>` + body + `<w:sectPr/></w:body></w:document>`)},
	}, more...))
}

func packDocx(t testing.TB, parts []writtenPart) []byte {
	t.Helper()
	var k packer
	var packed []packedPart
	for _, p := range parts {
		one, err := k.pack(p.name, p.content)
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

func para(texts ...string) string {
	var b strings.Builder
	b.WriteString(`<w:p>`)
	for _, t := range texts {
		b.WriteString(`<w:r><w:rPr><w:b/></w:rPr><w:t xml:space="preserve">` + t + `</w:t></w:r>`)
	}
	return b.String() + `</w:p>`
}

func cells(texts ...string) string {
	var b strings.Builder
	b.WriteString(`<w:tr>`)
	for _, t := range texts {
		b.WriteString(`<w:tc><w:tcPr/>` + para(t) + `</w:tc>`)
	}
	return b.String() + `</w:tr>`
}

func TestTemplateLanguage(t *testing.T) {
	people := []map[string]string{{"姓名": "张三", "职务": "局长"}, {"name": "李四", "post": "科长"}}
	for _, c := range []struct {
		name, body string
		data       Data
		want       string // lines of the document joined with |
	}{
		{"a placeholder in one run", para("名称：{{事项名称}}。"), Data{}, "名称：甲。"},
		{"a placeholder by its id, with blanks inside", para("{{ matter }}"), Data{}, "甲"},
		{"braces from a Chinese keyboard", para("｛｛事项名称｝｝"), Data{}, "甲"},
		{"split over three runs", para("名称：{", "{事项", "名称}}。"), Data{}, "名称：甲。"},
		{"two placeholders split in the same run", para("{{事项", "名称}}和{{单", "位}}完"), Data{Values: map[string]string{"单位": "乙"}}, "甲和乙完"},
		{"split by a proofing mark", `<w:p><w:r><w:t>{{事项</w:t></w:r><w:proofErr w:type="spellStart"/><w:bookmarkStart w:id="0" w:name="a"/><w:r><w:t>名称}}</w:t></w:r></w:p>`, Data{}, "甲"},
		{"an empty value leaves nothing", para("单位：{{单位}}"), Data{}, "单位："},
		{"a newline begins a paragraph", para("说明：{{单位}}完"), Data{Values: map[string]string{"unit": "一\n二"}}, "说明：一|二完"},
		{"one full stop where the value has its own", para("{{单位}}。完"), Data{Values: map[string]string{"单位": "一。"}}, "一。完"},
		{"characters with a meaning in XML", para("{{单位}}"), Data{Values: map[string]string{"单位": `<a&"b">` + "\x01\x0b"}}, `<a&"b">`},
		{"a value that looks like a placeholder stays as it is", para("{{单位}}"), Data{Values: map[string]string{"单位": "{{事项名称}}"}}, "{{事项名称}}"},
		{"a row for each of a list", `<w:tbl>` + cells("姓名", "职务") + cells("{{#人员}}{{姓名}}", "{{职务}}{{/人员}}") + `</w:tbl>`, Data{Lists: map[string][]map[string]string{"人员": people}},
			"姓名|职务|张三|局长|李四|科长"},
		{"rows between marker rows", `<w:tbl>` + cells("表", "头") + cells("{{#people}}", "") + cells("{{姓名}}", "一") + cells("{{职务}}", "二") + cells("{{/people}}", "") + `</w:tbl>`, Data{Lists: map[string][]map[string]string{"人员": people}},
			"表|头|张三|一|局长|二|李四|一|科长|二"},
		{"an empty list leaves the heading row", `<w:tbl>` + cells("姓名", "职务") + cells("{{#人员}}{{姓名}}", "{{职务}}{{/人员}}") + `</w:tbl>`, Data{}, "姓名|职务"},
		{"paragraphs for each of a list", para("{{#人员}}") + para("{{序号}}. {{姓名}}") + para("任{{职务}}") + para("{{/人员}}"), Data{Lists: map[string][]map[string]string{"people": people}},
			"1. 张三|任局长|2. 李四|任科长"},
		{"one paragraph for each of a list", para("{{#人员}}{{序号}}{{姓名}}{{?末行}}。{{/末行}}{{?!末行}}；{{/末行}}{{/人员}}"), Data{Lists: map[string][]map[string]string{"人员": people}}, "1张三；|2李四。"},
		{"a single row is not numbered", para("{{#人员}}{{?!唯一}}{{序号}}. {{/唯一}}{{姓名}}{{/人员}}"), Data{Lists: map[string][]map[string]string{"人员": people[:1]}}, "张三"},
		{"a condition that holds", para("{{?急件}}") + para("加急") + para("{{/急件}}") + para("完"), Data{Flags: map[string]bool{"急件": true}}, "加急|完"},
		{"a condition that does not", para("{{?急件}}") + para("加急") + para("{{/急件}}") + para("完"), Data{}, "完"},
		{"the contrary of a condition", para("{{?!急件}}平件{{/急件}}") + para("完"), Data{}, "平件|完"},
		{"a value is its own condition", para("{{?单位}}（{{单位}}）{{/单位}}完"), Data{Values: map[string]string{"单位": "乙"}}, "（乙）完"},
		{"a condition over split runs inside a paragraph", para("一{{?急", "件}}二", "三{{/急件", "}}四"), Data{}, "一四"},
		{"the same when it holds", para("一{{?急", "件}}二", "三{{/急件", "}}四"), Data{Flags: map[string]bool{"urgent": true}}, "一二三四"},
		{"end and beginning in one marker paragraph", para("{{?急件}}") + para("急") + para("{{/急件}}{{?!急件}}") + para("平") + para("{{/急件}}"), Data{}, "平"},
		{"a cell that becomes empty keeps a paragraph", `<w:tbl>` + cells("{{?急件}}急{{/急件}}", "甲") + `</w:tbl>`, Data{}, "甲"},
		{"a condition in a row of a list", `<w:tbl>` + cells("姓名", "职务") + cells("{{#人员}}{{姓名}}", "{{?职务}}任{{职务}}{{/职务}}{{/人员}}") + `</w:tbl>`, Data{Lists: map[string][]map[string]string{"人员": {{"姓名": "张三"}}}}, "姓名|职务|张三"},
		{"number and version", para("{{编号}}第{{版本}}版"), Data{Number: "某〔2026〕1号", Version: 2}, "某〔2026〕1号第2版"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var k packer
			compiled, err := compileTemplate(smallPaper, smallDocx(t, c.body+smallMust), &k)
			if err != nil {
				t.Fatal(err)
			}
			if c.data.Values == nil {
				c.data.Values = map[string]string{}
			}
			c.data.Values["事项名称"] = "甲"
			file, err := compiled.render(c.data, &k)
			if err != nil {
				t.Fatal(err)
			}
			doc := readBack(t, file)
			got := strings.Join(doc.lines[:len(doc.lines)-1], "|")
			if got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestTemplateFaultsNameTheParagraph(t *testing.T) {
	table := func(rows ...string) string { return `<w:tbl>` + strings.Join(rows, "") + `</w:tbl>` }
	for _, c := range []struct{ name, body, want string }{
		{"a misspelt name", para("第一段") + para("名称：{{事项名}}"), "正文第2段「名称：{{事项名}}」：不认识的占位符 {{事项名}}，这种文书里没有这一项，是不是想写 {{事项名称}}"},
		{"a name of nothing", para("{{天气预报信息}}"), "正文第1段「{{天气预报信息}}」：不认识的占位符 {{天气预报信息}}，这种文书里没有这一项"},
		{"split over runs all the same", para("{{事", "项名}}"), "正文第1段「{{事项名}}」"},
		{"in a table", table(cells("甲", "{{事项名}}")), "正文第2段「{{事项名}}」"},
		{"not closed", para("{{事项名称"), "占位符没有写完"},
		{"closed in another paragraph", para("{{事项") + para("名称}}"), "正文第1段「{{事项」：有“{{”没有对应的“}}”"},
		{"nothing inside", para("{{}}"), "写法不对"},
		{"a list without end", para("{{#人员}}{{姓名}}"), "{{#人员}} 后面没有对应的 {{/人员}}"},
		{"an end without beginning", para("{{/人员}}"), "{{/人员}} 前面没有对应的 {{#人员}} 或 {{?人员}}"},
		{"crossed", para("{{?急件}}") + para("{{?单位}}") + para("{{/急件}}") + para("{{/单位}}"), "{{/急件}} 和 {{?单位}} 交叉了"},
		{"a list in a list", para("{{#人员}}") + para("{{#附件}}{{附件名称}}{{/附件}}") + para("{{/人员}}"), "列表里不能再套列表"},
		{"a value repeated", para("{{#单位}}x{{/单位}}"), "{{#单位}} 不是列表"},
		{"a list as a value", para("{{人员}}"), "{{人员}} 是列表，请写成 {{#人员}} … {{/人员}}"},
		{"a column outside its list", para("{{姓名}}"), "{{姓名}} 是列表 {{#人员}} 里的一列"},
		{"a table that can vanish", table(cells("{{#人员}}{{姓名}}", "{{职务}}{{/人员}}")), "请保留一行"},
		{"a condition around a list in one paragraph", para("前{{?急件}}{{#人员}}{{姓名}}{{/人员}}{{/急件}}后"), "不在能配对的位置"},
		{"what must be there is not", "", "缺少必须有的占位符 {{事项名称}}"},
		{"nor the code", "", "缺少必须有的占位符 {{核验码}}"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var k packer
			body := c.body + smallMust
			if c.body == "" {
				body = para("空")
			}
			_, err := compileTemplate(smallPaper, smallDocx(t, body), &k)
			if !errors.Is(err, ErrTemplate) {
				t.Fatalf("got %v, want a fault", err)
			}
			if !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %q, want %q", err, c.want)
			}
		})
	}
}

func TestFooterFaultsSayFooter(t *testing.T) {
	var k packer
	footer := writtenPart{"word/footer1.xml", []byte(xmlDeclaration + `<w:ftr ` + wordNS + `>` + para("甲") + para("{{页号}}") + `</w:ftr>`)}
	_, err := compileTemplate(smallPaper, smallDocx(t, smallMust, footer), &k)
	if err == nil || !strings.Contains(err.Error(), "页脚第2段「{{页号}}」") {
		t.Errorf("got %v", err)
	}
}

func TestMissingPlaceholderTellsWhereItBelongs(t *testing.T) {
	var templates Templates
	faults := templates.Check(PaperNotice, smallDocx(t, para("{{核验码}}{{发文机关}}")))
	for _, f := range faults {
		if strings.Contains(f.What, "{{备案期限}}") {
			if want := "默认模板里它在正文第10段「（二）期限。{{备案期限}}。」"; !strings.Contains(f.What, want) {
				t.Errorf("got %q, want %q", f.What, want)
			}
			return
		}
	}
	t.Errorf("no fault about 备案期限 in %v", faults)
}

func TestUseTakesOnlyWhatIsInOrder(t *testing.T) {
	templates := Templates{Dir: filepath.Join(t.TempDir(), "own")}
	p, _ := PaperByName("notice")
	before, err := templates.Render(PaperNotice, p.Specimen())
	if err != nil {
		t.Fatal(err)
	}
	if err := templates.Use(PaperNotice, smallDocx(t, para("{{核验码}}"))); !errors.Is(err, ErrTemplate) {
		t.Fatalf("a template without its placeholders was taken: %v", err)
	}
	if err := templates.Use(PaperNotice, []byte("PK broken")); !errors.Is(err, ErrTemplate) {
		t.Fatalf("a broken file was taken: %v", err)
	}
	if again, err := templates.Render(PaperNotice, p.Specimen()); err != nil || !bytes.Equal(before, again) {
		t.Fatalf("a refused template changed the documents: %v", err)
	}
	own := ownNotice(t)
	if err := templates.Use(PaperNotice, own); err != nil {
		t.Fatal(err)
	}
	file, err := templates.Render(PaperNotice, p.Specimen())
	if err != nil {
		t.Fatal(err)
	}
	if got := readBack(t, file).lines[0]; got != "本县自己的格式" {
		t.Errorf("got %q: the unit's own template is not in use", got)
	}
	var exported bytes.Buffer
	if err := templates.Export(PaperNotice, &exported); err != nil || !bytes.Equal(exported.Bytes(), own) {
		t.Errorf("export does not give the active template: %v", err)
	}
	if err := templates.Reset(PaperNotice); err != nil {
		t.Fatal(err)
	}
	if again, err := templates.Render(PaperNotice, p.Specimen()); err != nil || !bytes.Equal(before, again) {
		t.Errorf("reset does not bring the shipped template back: %v", err)
	}
}

// ownNotice is a template that a unit could have made: its own words, all placeholders.
func ownNotice(t *testing.T) []byte {
	body := para("本县自己的格式")
	p, _ := PaperByName("notice")
	for _, s := range p.Slots {
		if s.Must {
			body += para(s.Name + "：{{" + s.ID + "}}")
		}
	}
	return smallDocx(t, body+para("{{核验码}}"))
}

func TestTemplateChangedBehindOurBackIsSeen(t *testing.T) {
	templates := Templates{Dir: t.TempDir()}
	p, _ := PaperByName("notice")
	if err := templates.Use(PaperNotice, ownNotice(t)); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(templates.Dir, "notice.docx"), []byte("PK\x03\x04 cut"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := templates.Render(PaperNotice, p.Specimen()); err == nil || !strings.Contains(err.Error(), "恢复默认模板") {
		t.Errorf("got %v, want what to do", err)
	}
	for _, info := range templates.List() {
		if (info.Paper == PaperNotice) != (info.Error != "") || (info.Paper == PaperNotice) != info.Own {
			t.Errorf("list says %+v", info)
		}
	}
}

func TestUnitsOwnSlots(t *testing.T) {
	templates := Templates{Extra: map[Paper][]Slot{PaperNotice: {{Name: "督办编号", ID: "watch"}}}}
	file := append([]byte(nil), ownNotice(t)...)
	if faults := templates.Check(PaperNotice, file); len(faults) > 0 {
		t.Fatal(faults)
	}
	with := smallDocx(t, para("{{督办编号}}"))
	for _, f := range templates.Check(PaperNotice, with) {
		if strings.Contains(f.What, "督办编号") {
			t.Errorf("the unit's own slot is not known: %v", f)
		}
	}
}

func TestRenderNamesWhatIsMissing(t *testing.T) {
	templates := shared()
	p, _ := PaperByName("notice")
	d := p.Specimen()
	delete(d.Values, "备案期限")
	d.Values["异议途径"] = "  "
	_, err := templates.Render(PaperNotice, d)
	var missing *MissingError
	if !errors.As(err, &missing) || strings.Join(missing.Names, " ") != "备案期限 异议途径" {
		t.Errorf("got %v", err)
	}
	if _, err := templates.Render("nothing", d); !errors.Is(err, ErrNoPaper) {
		t.Errorf("got %v", err)
	}
}

func TestPapersAreInOrder(t *testing.T) {
	if len(Papers()) != 11 {
		t.Errorf("%d papers", len(Papers()))
	}
	for _, p := range Papers() {
		seen := map[string]bool{}
		check := func(where string, s Slot) {
			if s.Name == "" || s.ID == "" || seen[where+s.Name] || seen[where+s.ID] || !isTagName(s.Name) || !isTagName(s.ID) {
				t.Errorf("%s: slot %q (%s) has no name of its own", p.ID, s.Name, s.ID)
			}
			seen[where+s.Name], seen[where+s.ID] = true, true
		}
		for _, s := range p.Slots {
			check("", s)
			for _, c := range s.Columns {
				check(s.Name+".", c)
			}
			if s.Must && s.Example == "" && len(s.Rows) == 0 {
				t.Errorf("%s: %s must be filled and has no example", p.ID, s.Name)
			}
		}
		if q, ok := PaperByName(p.Title); !ok || q.ID != p.ID {
			t.Errorf("%s is not found by its title", p.ID)
		}
	}
}
