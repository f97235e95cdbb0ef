package filing

import (
	"archive/zip"
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func notice(t failer) []byte {
	t.Helper()
	p, _ := PaperByName("notice")
	file, err := shared().Render(PaperNotice, p.Specimen())
	if err != nil {
		t.Fatal(err)
	}
	return file
}

// changed is the file with its parts changed by f and packed anew, in another order and by another packer.
func changed(t failer, file []byte, f func(name string, content string) string) []byte {
	t.Helper()
	doc := readBack(t, file)
	var names []string
	for name := range doc.parts {
		names = append(names, name)
	}
	slices.Sort(names)
	slices.Reverse(names)
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, name := range names {
		part, err := w.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := part.Write([]byte(f(name, doc.parts[name]))); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func replaceIn(part, old, with string) func(string, string) string {
	return func(name, content string) string {
		if name != part {
			return content
		}
		return strings.Replace(content, old, with, 1)
	}
}

func TestVerify(t *testing.T) {
	file := notice(t)
	code := func() string {
		v, err := Verify(file)
		if err != nil {
			t.Fatal(err)
		}
		return v.Code
	}()
	const body, footer = docxMain, "word/footer2.xml"
	for _, c := range []struct {
		name string
		edit func(name, content string) string
		want VerifyState
	}{
		{"packed anew", func(_, content string) string { return content }, Same},
		{"a run split in two by a word processor", replaceIn(body, "限场地平整", `限场</w:t></w:r><w:proofErr w:type="spellStart"/><w:r><w:t>地平整`), Same},
		{"an empty paragraph added", replaceIn(body, "<w:sectPr>", "<w:p/><w:sectPr>"), Same},
		{"bold print", replaceIn(body, "<w:r><w:t", "<w:r><w:rPr><w:b/></w:rPr><w:t"), Same},
		{"a part that holds no text", func(name, content string) string {
			if name == "word/settings.xml" {
				return strings.Replace(content, "<w:evenAndOddHeaders/>", "", 1)
			}
			return content
		}, Same},
		{"one character of the scope", replaceIn(body, "不含主体结构", "只含主体结构"), Altered},
		{"a character dropped", replaceIn(body, "不代替", "代替"), Altered},
		{"a digit of a date", replaceIn(body, "2026年12月31日", "2027年12月31日"), Altered},
		{"two paragraphs made one", replaceIn(body, `</w:p><w:p><w:pPr><w:pStyle w:val="gwH1"/></w:pPr>`, ""), Altered},
		{"a paragraph added", replaceIn(body, "<w:sectPr>", "<w:p><w:r><w:t>另：同意延期。</w:t></w:r></w:p><w:sectPr>"), Altered},
		{"words hidden", replaceIn(body, "<w:r><w:t", "<w:r><w:rPr><w:vanish/></w:rPr><w:t"), Altered},
		{"words struck through", replaceIn(body, "<w:r><w:t", "<w:r><w:rPr><w:strike/></w:rPr><w:t"), Altered},
		{"a field that shows other words", replaceIn(body, "<w:r><w:t", `<w:fldSimple w:instr="QUOTE x"><w:r><w:t>同意</w:t></w:r></w:fldSimple><w:r><w:t`), Altered},
		{"a picture of a seal", replaceIn(body, "<w:sectPr>", "<w:p><w:r><w:drawing/></w:r></w:p><w:sectPr>"), Altered},
		{"the organ in the header", replaceIn("word/header1.xml", "某某县", "某某市"), Altered},
		{"the code in the footer", replaceIn(footer, code, "AAAA-BBBB-CCCC-DDDD-EEEE"), Altered},
		{"the code removed", replaceIn(footer, code, ""), Altered},
		{"the number among the properties", replaceIn(partCustom, "3号", "4号"), Altered},
		{"the version among the properties", replaceIn(partCustom, "<vt:lpwstr>1<", "<vt:lpwstr>2<"), Altered},
		{"the kind among the properties", replaceIn(partCustom, "notice", "refusal"), Altered},
		{"the hash among the properties", replaceIn(partCustom, "核验值\"><vt:lpwstr>", "核验值\"><vt:lpwstr>00"), Altered},
		{"the hash removed", replaceIn(partCustom, "核验值", "别的"), Unstamped},
	} {
		t.Run(c.name, func(t *testing.T) {
			edited := changed(t, file, c.edit)
			if c.name != "packed anew" && bytes.Equal(edited, changed(t, file, func(_, content string) string { return content })) {
				t.Fatal("the edit changes nothing")
			}
			v, err := Verify(edited)
			if err != nil || v.State != c.want {
				t.Errorf("got %v %v, want %v", v.State, err, c.want)
			}
		})
	}
}

func TestVerifyTellsWhatTheDocumentIs(t *testing.T) {
	v, err := Verify(notice(t))
	if err != nil {
		t.Fatal(err)
	}
	if v.Paper != PaperNotice || v.Number != "某纪备〔2026〕3号" || v.Version != 1 || len(v.Hash) != 64 || v.Hash != v.Claimed {
		t.Errorf("got %+v", v)
	}
	footer := readBack(t, notice(t)).parts["word/footer1.xml"]
	if !strings.Contains(footer, v.Code) || !strings.Contains(footer, v.Number) {
		t.Errorf("the footer does not show %s: %s", v.Code, footer)
	}
}

func TestVerifyEveryShippedTemplateIsUnstamped(t *testing.T) {
	files, err := filepath.Glob("templates/*.docx")
	if err != nil || len(files) != 11 {
		t.Fatalf("%d templates, %v", len(files), err)
	}
	for _, name := range files {
		file, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if v, err := Verify(file); err != nil || v.State != Unstamped {
			t.Errorf("%s: %v %v", name, v.State, err)
		}
	}
}

func TestRegister(t *testing.T) {
	v, err := Verify(notice(t))
	if err != nil {
		t.Fatal(err)
	}
	issued := Issued{Paper: v.Paper, Number: v.Number, Version: v.Version, Hash: v.Hash}
	find := func(hash string) (Issued, bool) { return issued, strings.HasPrefix(issued.Hash, hash) }
	none := func(string) (Issued, bool) { return Issued{}, false }
	for _, c := range []struct {
		name string
		got  VerifyState
		want VerifyState
	}{
		{"a file that the register knows", v.Against(find).State, Same},
		{"a file made elsewhere with a fitting hash", v.Against(none).State, Unregistered},
		{"the whole hash", VerifyHash(v.Hash, find).State, Same},
		{"the code of the footer", VerifyHash(v.Code, find).State, Same},
		{"the code typed with blanks, small", VerifyHash(" "+strings.ToLower(strings.ReplaceAll(v.Code, "-", " ")), find).State, Same},
		{"a code of full width", VerifyHash(strings.Map(func(r rune) rune {
			if r > ' ' && r < 127 && r != '-' {
				return r + 0xFEE0
			}
			return r
		}, v.Code), find).State, Same},
		{"another code", VerifyHash("0000-1111-2222-3333-4444", find).State, Unregistered},
		{"half a code", VerifyHash(v.Code[:9], find).State, Unregistered},
		{"nothing", VerifyHash("", find).State, Unregistered},
	} {
		if c.got != c.want {
			t.Errorf("%s: got %v, want %v", c.name, c.got, c.want)
		}
	}
}

// TestAnyChangedCharacterIsSeen changes one character of the text anywhere.
func TestAnyChangedCharacterIsSeen(t *testing.T) {
	file := notice(t)
	text := readBack(t, file).parts[docxMain]
	var spots []int
	inText := false
	for i, r := range text {
		switch r {
		case '<':
			inText = false
		case '>':
			inText = strings.HasSuffix(text[:i], `<w:t xml:space="preserve"`)
		default:
			if inText && r > 0x4E00 {
				spots = append(spots, i)
			}
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		at := rapid.SampledFrom(spots).Draw(t, "at")
		with := rapid.StringMatching(`[\p{Han}A-Za-z0-9]`).Draw(t, "with")
		size := len(string([]rune(text[at : at+4])[0]))
		if text[at:at+size] == with {
			t.Skip("the same character")
		}
		v, err := Verify(changed(t, file, func(name, content string) string {
			if name == docxMain {
				return text[:at] + with + text[at+size:]
			}
			return content
		}))
		if err != nil || v.State != Altered {
			t.Fatalf("a changed character is not seen: %v %v", v.State, err)
		}
	})
}
