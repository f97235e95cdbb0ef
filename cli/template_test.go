package cli

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"dandang/bot"
)

func TestTemplates(t *testing.T) {
	data := "DATA_DIR=" + filepath.Join(t.TempDir(), "data")
	out := filepath.Join(t.TempDir(), "申请表.docx")
	t.Run("the list has every paper", func(t *testing.T) {
		got := run(t, []string{data}, "", "template", "list")
		if got.status != 0 || strings.Count(got.out, "程序自带") != 11 || !strings.Contains(got.out, "request") {
			t.Errorf("got %+v", got)
		}
	})
	t.Run("a template is exported once and nothing is overwritten", func(t *testing.T) {
		if got := run(t, []string{data}, "", "template", "export", "容错免责事项备案申请表", out); got.status != 0 {
			t.Fatalf("got %+v", got)
		}
		if got := run(t, []string{data}, "", "template", "export", "request", out); got.status != 1 || !strings.Contains(got.err, "没有覆盖") {
			t.Errorf("got %+v", got)
		}
	})
	t.Run("what was exported can be put in use and taken back", func(t *testing.T) {
		for _, command := range []string{"check", "use"} {
			if got := run(t, []string{data}, "", "template", command, "request", out); got.status != 0 {
				t.Fatalf("%s: got %+v", command, got)
			}
		}
		if got := run(t, []string{data}, "", "template", "list"); !strings.Contains(got.out, "本单位的") {
			t.Errorf("the list does not show it: %+v", got)
		}
		if got := run(t, []string{data}, "", "template", "reset", "request"); got.status != 0 {
			t.Errorf("got %+v", got)
		}
	})
	t.Run("another paper's template is told, line by line, and not put in use", func(t *testing.T) {
		for _, command := range []string{"check", "use"} {
			got := run(t, []string{data}, "", "template", command, "notice", out)
			if got.status != 1 || got.out == "" || !strings.Contains(got.err, "处毛病") {
				t.Errorf("%s: got %+v", command, got)
			}
		}
	})
	t.Run("what is no document is told", func(t *testing.T) {
		got := run(t, []string{data}, "", "template", "use", "request", file(t, "x.docx", "不是文档"))
		if got.status != 1 || got.out+got.err == "" || strings.Contains(got.err, "panic") {
			t.Errorf("got %+v", got)
		}
	})
	for name, args := range map[string][]string{
		"没有“申请”这种文书": {"export", "申请", out},
		"是文件夹":       {"check", "request", t.TempDir()},
		"没有这个文件":     {"check", "request", filepath.Join(t.TempDir(), "nothing.docx")},
	} {
		t.Run(name, func(t *testing.T) {
			got := run(t, []string{data}, "", append([]string{"template"}, args...)...)
			if got.status != 1 || !strings.Contains(got.err, name) {
				t.Errorf("got %+v", got)
			}
		})
	}
}

// filed plays a talk that ends in a document, and returns the document's name.
func filed(t *testing.T, talk string) string {
	t.Helper()
	dir := t.TempDir()
	got := run(t, nil, "", "play", "--county", "demo", "--on", "2026-11-22", "--out", dir, "../bot/testdata/drafts/"+talk)
	files, _ := filepath.Glob(filepath.Join(dir, "demo", "*.docx"))
	if got.status != 0 || len(files) != 1 {
		t.Fatalf("%d documents: %s", len(files), got.err)
	}
	info, err := os.Stat(files[0])
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("others may read the document: %v, %v", info.Mode(), err)
	}
	return files[0]
}

func TestVerify(t *testing.T) {
	whole := filed(t, "double-submit.txt")
	got := run(t, nil, "", "verify", whole)
	if got.status != 0 || !strings.HasPrefix(got.out, "一致\n") || !strings.Contains(got.out, "演纪备〔2026〕1号") {
		t.Fatalf("got %+v", got)
	}
	_, code, _ := strings.Cut(got.out, "核验码：")
	code, _, _ = strings.Cut(code, "\n")
	for _, row := range []struct {
		name string
		args []string
		told string
		bad  bool
	}{
		{"the code on paper is that of the file", []string{whole, code}, "对得上", false},
		{"another code is not", []string{whole, "0000-0000-0000-0000"}, "对不上", true},
		{"a document changed by one character", []string{changed(t, whole)}, "已改动", true},
		{"no document", []string{file(t, "x.docx", "不是文档")}, "核验不了", true},
		{"no file", []string{filepath.Join(t.TempDir(), "nothing.docx")}, "没有这个文件", true},
	} {
		t.Run(row.name, func(t *testing.T) {
			got := run(t, nil, "", append([]string{"verify"}, row.args...)...)
			if (got.status != 0) != row.bad || !strings.Contains(got.out+got.err, row.told) {
				t.Errorf("got %+v", got)
			}
		})
	}
}

// changed is a copy of the document with another county in it.
func changed(t *testing.T, name string) string {
	t.Helper()
	z, err := zip.OpenReader(name)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, part := range z.File {
		r, err := part.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		f, err := w.Create(part.Name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Write(bytes.ReplaceAll(text, []byte("80万元"), []byte("90万元"))); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return file(t, "changed.docx", b.String())
}

// TestVerifyAgainstTheRegister hands a paper in and verifies its document where it was made and elsewhere.
func TestVerifyAgainstTheRegister(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	settings := []string{"DATA_DIR=" + data}
	talk, err := os.ReadFile("../bot/testdata/drafts/double-submit.txt")
	if err != nil {
		t.Fatal(err)
	}
	steps, err := bot.ParseTalk(bytes.NewReader(talk))
	if err != nil {
		t.Fatal(err)
	}
	var in bytes.Buffer
	for _, s := range steps {
		if err := json.NewEncoder(&in).Encode(map[string]string{"text": s.Text, "press": s.Press}); err != nil {
			t.Fatal(err)
		}
	}
	if got := run(t, settings, in.String(), "chat", "--json"); got.status != 0 {
		t.Fatal(got.err)
	}
	files, _ := filepath.Glob(filepath.Join(data, "documents", "demo", "*.docx"))
	if len(files) != 1 {
		t.Fatalf("documents: %v", files)
	}
	whole := run(t, settings, "", "verify", files[0])
	if whole.status != 0 || !strings.HasPrefix(whole.out, "一致\n") || !strings.HasSuffix(whole.out, "有登记，内容没有改过。\n") {
		t.Fatalf("got %+v", whole)
	}
	_, code, _ := strings.Cut(whole.out, "核验码：")
	code, _, _ = strings.Cut(code, "\n")
	for _, row := range []struct {
		name     string
		settings []string
		args     []string
		told     string
		bad      bool
	}{
		{"the code alone", settings, []string{code}, "一致\n", false},
		{"in small letters without dashes", settings, []string{strings.ToLower(strings.ReplaceAll(code, "-", ""))}, "编号：演纪备〔2026〕1号", false},
		{"a code that is not known", settings, []string{"0000-1111-2222-3333-4444"}, "没有这份文件的登记", true},
		{"the register of another county", settings, []string{"--county", "baofeng", code}, "没有这份文件的登记", true},
		{"a changed document", settings, []string{changed(t, files[0])}, "已改动", true},
		{"a whole document that was never handed out here", settings, []string{filed(t, "whole-form.txt")}, "没有登记", true},
		{"the document where there is no register", nil, []string{files[0]}, "只核验了文件本身", false},
		{"the code where there is no register", nil, []string{code}, "这里没有登记", true},
	} {
		t.Run(row.name, func(t *testing.T) {
			got := run(t, row.settings, "", append([]string{"verify"}, row.args...)...)
			if (got.status != 0) != row.bad || !strings.Contains(got.out+got.err, row.told) {
				t.Errorf("got %+v", got)
			}
		})
	}
	if got := run(t, settings, "", "audit", "verify"); got.status != 0 {
		t.Errorf("the audit after that: %+v", got)
	}
}
