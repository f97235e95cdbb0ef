package filing

import (
	"archive/zip"
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// rawZip is an archive with whatever names and contents, written by the standard library.
func rawZip(t testing.TB, parts ...writtenPart) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, p := range parts {
		f, err := w.Create(p.name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Write(p.content); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestBrokenFilesAreToldAndNeverCrash(t *testing.T) {
	good := smallDocx(t, smallMust)
	document := func(text string) []byte {
		return smallDocx(t, smallMust, writtenPart{"word/footnotes.xml", []byte(text)})
	}
	rels := func(text string) []byte {
		return smallDocx(t, smallMust, writtenPart{"word/_rels/document.xml.rels", []byte(relsRoot + text + `</Relationships>`)})
	}
	bomb := bytes.Repeat([]byte("0"), docxMostPart+1)
	billion := `<!DOCTYPE l [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><l>&c;</l>`
	for _, c := range []struct {
		name string
		file []byte
		want string
	}{
		{"nothing", nil, "空的"},
		{"text", []byte("容错免责事项备案通知书"), "不是 .docx"},
		{"an old or encrypted Word file", []byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"), "另存为不加密码的 .docx"},
		{"the first half of a file", good[:len(good)/2], "不完整"},
		{"all but the last byte", good[:len(good)-1], "不完整"},
		{"too big", append(bytes.Clone(good), make([]byte, docxMostBytes)...), "超过20兆"},
		{"a zip of something else", rawZip(t, writtenPart{"a.txt", []byte("a")}), "缺少“[Content_Types].xml”"},
		{"a workbook", rawZip(t, writtenPart{partTypes, []byte("<a/>")}, writtenPart{partRels, []byte("<a/>")}, writtenPart{"xl/workbook.xml", []byte("<a/>")}), "缺少“word/document.xml”"},
		{"a name that climbs out", rawZip(t, writtenPart{"../../etc/cron.d/x", nil}), "不正常的部件名"},
		{"an absolute name", rawZip(t, writtenPart{"/etc/passwd", nil}), "不正常的部件名"},
		{"a Windows path", rawZip(t, writtenPart{`word\document.xml`, nil}), "不正常的部件名"},
		{"two parts of one name", rawZip(t, writtenPart{docxMain, []byte("<a/>")}, writtenPart{docxMain, []byte("<b/>")}), "两个同名的部件"},
		{"a zip bomb", smallDocx(t, smallMust, writtenPart{"word/media/a.png", bomb}), "解开后太大"},
		{"many parts", rawZip(t, make([]writtenPart, docxMostParts+1)...), "部件超过"},
		{"entities that grow", document(billion), "DOCTYPE"},
		{"an entity from outside", document(`<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>`), "DOCTYPE"},
		{"XML nested too deep", document(strings.Repeat("<a>", 100000) + strings.Repeat("</a>", 100000)), "层次太深"},
		{"XML with too many tags", document("<a>" + strings.Repeat("<b/>", docxMostTags) + "</a>"), "太复杂"},
		{"XML cut short", document("<a><b>"), "已损坏"},
		{"not XML", document("\x00\x01\x02"), "已损坏"},
		{"bytes that are no text", document("<a>\xff\xfe</a>"), "已损坏"},
		{"an unknown entity", document("<a>&boom;</a>"), "已损坏"},
		{"macros", smallDocx(t, smallMust, writtenPart{"word/vbaProject.bin", []byte("x")}), "带有宏"},
		{"a template from outside", rels(`<Relationship Id="a" Type="x/attachedTemplate" Target="http://example.com/a.dotm" TargetMode="External"/>`), "外部网址"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var k packer
			_, err := compileTemplate(smallPaper, c.file, &k)
			if !errors.Is(err, ErrNotDocx) || !strings.Contains(err.Error(), c.want) {
				t.Errorf("as a template: got %v, want %q", err, c.want)
			}
			if _, err := Verify(c.file); !errors.Is(err, ErrNotDocx) || !strings.Contains(err.Error(), c.want) {
				t.Errorf("to verify: got %v, want %q", err, c.want)
			}
			if faults := new(Templates).Check(PaperNotice, c.file); len(faults) != 1 || !strings.Contains(faults[0].String(), c.want) {
				t.Errorf("check: got %v", faults)
			}
		})
	}
}

func TestLinksThatMustBePressedAreAllowed(t *testing.T) {
	file := smallDocx(t, smallMust, writtenPart{"word/_rels/document.xml.rels", []byte(relsRoot + `<Relationship Id="a" Type="x/hyperlink" Target="http://example.com/" TargetMode="External"/></Relationships>`)})
	var k packer
	if _, err := compileTemplate(smallPaper, file, &k); err != nil {
		t.Error(err)
	}
}

// FuzzTemplate gives arbitrary bytes as a template and arbitrary XML as the text of one. Nothing may crash, and what is
// accepted must make a document that can be read.
func FuzzTemplate(f *testing.F) {
	shipped, err := filepath.Glob("templates/*.docx")
	if err != nil {
		f.Fatal(err)
	}
	for _, name := range shipped {
		file, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(file, "")
	}
	for _, body := range []string{
		para("{{事项名称}}{{核验码}}"), para("{{#人员}}{{姓名}}{{/人员}}"), para("{{?急件}}a") + para("{{/急件}}"), `<w:tbl>` + cells("{{#人员}}", "{{/人员}}") + `</w:tbl>`,
		`<w:tbl>` + cells("{{#人员}}") + cells("{{姓名}}") + cells("{{/人员}}{{?急件}}") + cells("{{/急件}}") + `</w:tbl>`, `<w:sdt><w:sdtContent>` + para("{{?急件}}") + `</w:sdtContent></w:sdt>` + para("{{/急件}}"),
	} {
		f.Add([]byte(nil), body)
	}
	f.Fuzz(func(t *testing.T, file []byte, body string) {
		if body != "" {
			file = smallDocx(t, body+smallMust)
		}
		var k packer
		c, err := compileTemplate(smallPaper, file, &k)
		if err != nil {
			if !errors.Is(err, ErrNotDocx) && !errors.Is(err, ErrTemplate) {
				t.Fatalf("an error of no kind: %v", err)
			}
			_, _ = Verify(file) // must only not crash
			return
		}
		d := Data{Version: 1, Values: map[string]string{"事项名称": "甲\n乙", "单位": "<&>"}, Lists: map[string][]map[string]string{"人员": {{"姓名": "张"}, {}}}}
		doc, err := c.render(d, &k)
		if err != nil {
			t.Fatal(err)
		}
		v, err := Verify(doc)
		if err != nil || v.State != Same {
			t.Fatalf("what was written does not verify: %v %v", v.State, err)
		}
	})
}
