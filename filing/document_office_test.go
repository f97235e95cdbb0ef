package filing

import (
	"bytes"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

var pagesDir = flag.String("pages", "", "leave the documents and their PDF in this folder")

// office is the word processor that the documents are opened with. Without it nobody knows whether they open.
func office(t *testing.T) string {
	t.Helper()
	for _, tool := range []string{"soffice", "pdftotext"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Fatalf("%s is not installed; the documents have to be opened by a word processor: apt-get install -y libreoffice-writer-nogui fonts-noto-cjk poppler-utils", tool)
		}
	}
	dir := *pagesDir
	if dir == "" {
		return t.TempDir()
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	return dir
}

// convert opens all files with one start of the word processor.
func convert(t *testing.T, dir, to string, files []string) {
	t.Helper()
	args := append([]string{"-env:UserInstallation=file://" + t.TempDir(), "--headless", "--convert-to", to, "--outdir", filepath.Join(dir, to)}, files...)
	cmd := exec.Command("soffice", args...)
	cmd.Env = append(os.Environ(), "FONTCONFIG_FILE="+fontAliases(t))
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("soffice: %v\n%s", err, out)
	}
}

// fontAliases is a configuration that gives the fonts of the norm their declared stand-ins.
func fontAliases(t *testing.T) string {
	t.Helper()
	var b strings.Builder
	b.WriteString(`<?xml version="1.0"?><fontconfig><include ignore_missing="yes">/etc/fonts/fonts.conf</include>`)
	for _, f := range fonts {
		b.WriteString(`<alias binding="same"><family>` + f[0] + `</family><prefer>`)
		for _, name := range strings.Split(f[1], ",") {
			b.WriteString(`<family>` + name + `</family>`)
		}
		b.WriteString(`</prefer></alias>`)
	}
	name := filepath.Join(t.TempDir(), "fonts.conf")
	if err := os.WriteFile(name, []byte(b.String()+`</fontconfig>`), 0o644); err != nil {
		t.Fatal(err)
	}
	return name
}

// officeCases are the documents that are opened: every paper with its specimen, with little, and with much.
func officeCases(t *testing.T) map[string]Data {
	t.Helper()
	out := map[string]Data{}
	for _, p := range Papers() {
		out[string(p.ID)] = p.Specimen()
		out[string(p.ID)+"-least"] = least(p)
		out[string(p.ID)+"-much"] = much(p)
	}
	p, _ := PaperByName("notice")
	full := p.Specimen()
	full.Values["备案范围"] = strings.Repeat(gridCharacter, 3000)
	out["notice-full"] = full
	return out
}

// gridCharacter fills pages, so that lines and characters can be counted.
const gridCharacter = "国"

// least is the specimen without what may be left out.
func least(p PaperInfo) Data {
	d := p.Specimen()
	d.Flags = map[string]bool{"个人申请": true}
	for _, s := range p.Slots {
		if !s.Must {
			delete(d.Values, s.Name)
			delete(d.Lists, s.Name)
		}
	}
	return d
}

// much is the specimen with long values of several paragraphs and fifty rows.
func much(p PaperInfo) Data {
	d := p.Specimen()
	for _, s := range p.Slots {
		switch {
		case s.list():
			var rows []map[string]string
			for i := range 50 {
				rows = append(rows, s.Rows[i%len(s.Rows)])
			}
			d.Lists[s.Name] = rows
		case len([]rune(s.Example)) > 24:
			d.Values[s.Name] = strings.Repeat(s.Example, 8) + "\n" + s.Example
		}
	}
	return d
}

func paperOf(name string) Paper {
	id, _, _ := strings.Cut(name, "-")
	return Paper(id)
}

// TestEveryDocumentOpensInAWordProcessor opens every document and compares what the pages say with what was put in.
func TestEveryDocumentOpensInAWordProcessor(t *testing.T) {
	dir := office(t)
	templates := shared()
	var files []string
	cases := officeCases(t)
	for name, d := range cases {
		doc, err := templates.Render(paperOf(name), d)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		file := filepath.Join(dir, name+".docx")
		if err := os.WriteFile(file, doc, 0o644); err != nil {
			t.Fatal(err)
		}
		files = append(files, file)
	}
	convert(t, dir, "pdf", files)
	gridOnPage(t, filepath.Join(dir, "pdf", "notice-full.pdf"))
	for name, d := range cases {
		t.Run(name, func(t *testing.T) {
			pages := pdfText(t, filepath.Join(dir, "pdf", name+".pdf"))
			p, _ := PaperByName(string(paperOf(name)))
			for where, want := range saidIn(p, d) {
				if !strings.Contains(pages, want) {
					t.Errorf("%s is not on the pages: %q", where, want)
				}
			}
		})
	}
}

// gridOnPage checks a page full of one character: 22 lines of 28.
func gridOnPage(t *testing.T, file string) {
	t.Helper()
	out, err := exec.Command("pdftotext", "-raw", "-f", "2", "-l", "2", file, "-").Output()
	if err != nil {
		t.Fatalf("pdftotext: %v", err)
	}
	lines := 0
	for _, l := range strings.Split(string(out), "\n") {
		n := strings.Count(l, gridCharacter)
		if n == 0 {
			continue
		}
		lines++
		if n != 28 {
			t.Errorf("a line of %d characters, want 28", n)
		}
	}
	if lines != 22 {
		t.Errorf("a page of %d lines, want 22", lines)
	}
}

// TestSavingWithAWordProcessorKeepsTheDocumentWhole opens and saves documents without a change.
func TestSavingWithAWordProcessorKeepsTheDocumentWhole(t *testing.T) {
	dir := office(t)
	templates := shared()
	var files []string
	for _, p := range Papers() {
		doc, err := templates.Render(p.ID, p.Specimen())
		if err != nil {
			t.Fatal(err)
		}
		file := filepath.Join(dir, string(p.ID)+".docx")
		if err := os.WriteFile(file, doc, 0o644); err != nil {
			t.Fatal(err)
		}
		files = append(files, file)
	}
	convert(t, dir, "docx", files)
	for _, p := range Papers() {
		saved, err := os.ReadFile(filepath.Join(dir, "docx", string(p.ID)+".docx"))
		if err != nil {
			t.Fatal(err)
		}
		if v, err := Verify(saved); err != nil || v.State != Same {
			t.Errorf("%s: %v %v", p.ID, v.State, err)
		}
	}
}

// saidIn is everything that the data says and the shipped template shows, line by line without blanks, by its name.
func saidIn(p PaperInfo, d Data) map[string]string {
	out := map[string]string{}
	add := func(name, text string) {
		for i, l := range strings.Split(text, "\n") {
			out[name+strings.Repeat("+", i)] = bare(l)
		}
	}
	add(nameNumber, d.Number)
	for name, v := range d.Values {
		add(name, v)
	}
	for name, rows := range d.Lists {
		for i, r := range rows {
			for column, v := range r {
				add(name+"."+column+"."+string(rune('a'+i)), v)
			}
		}
	}
	return out
}

var footerLines = regexp.MustCompile(`(?m)^.*第\s*\d+\s*版.*核验码.*$|^\s*—\s*\d+\s*—\s*$`)

// pdfText is the text of the pages in the order of writing, without footers and blanks.
func pdfText(t *testing.T, file string) string {
	t.Helper()
	out, err := exec.Command("pdftotext", "-raw", file, "-").Output()
	if err != nil {
		t.Fatalf("pdftotext %s: %v", file, err)
	}
	out = bytes.ReplaceAll(out, []byte("\f"), []byte("\n"))
	codes := footerLines.FindAll(out, -1)
	return bare(string(footerLines.ReplaceAll(out, nil))) + "\x00" + bare(string(bytes.Join(codes, nil)))
}

// bare is text without blanks, in compatible composition: the converter writes some radicals as their look-alikes.
func bare(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, norm.NFKC.String(text))
}
