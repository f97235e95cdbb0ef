package bot_test

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/xml"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"dandang/filing"
)

// finish makes the application whole by words alone, hands it in, and reads the document.
func (e *editing) finish(t failer) {
	t.Helper()
	for open := true; open; { // what is confirmed or filled in may open further fields
		open = e.confirmAll(t)
		for _, f := range e.form.Fields() {
			h := e.sheet[f.Label]
			if lacks := h.state == filing.StateSkipped || h.state == filing.StateBlank && f.Required; !f.Office && lacks && e.applies(f) {
				e.complete(t, f)
				open = true
			}
		}
	}
	e.agree(t)
	got := e.say(t, "提交")
	mustSay(t, got, "已经提交，编号 演纪备〔2026〕")
	c, err := e.desk.Store.CasesOf(context.Background(), "demo", e.person)
	if err != nil || len(c) != 1 {
		t.Fatalf("%d cases, %v", len(c), err)
	}
	d := e.decoded(t, c[0].Form)
	for _, f := range e.form.Fields() {
		if !f.Office {
			e.sameValue(t, f, d.Values[f.ID], e.sheet[f.Label])
		}
	}
	e.document(t, c[0].Number)
}

// complete fills in one field that is blank or was skipped.
func (e *editing) complete(t failer, f *filing.Field) {
	t.Helper()
	e.say(t, "改"+f.Label)
	for _, l := range lists {
		if l.label == f.Label {
			e.say(t, l.rows[0])
			e.say(t, "没有了")
			e.change(f.Label, held{filing.StateFilled, l.rows[:1]})
			return
		}
	}
	w := wayOf(f.Label)
	e.say(t, w.said)
	e.change(f.Label, held{filing.StateFilled, []string{w.formal}})
}

// document holds what was handed over against the reckoning: all that applies is in it, rows in their order, and
// nothing else that was ever on the paper.
func (e *editing) document(t failer, number string) {
	t.Helper()
	file, err := os.ReadFile(filepath.Join(e.dir, "demo", number+" 容错免责事项备案申请表.docx"))
	if err != nil {
		t.Fatal(err)
	}
	if v, err := filing.Verify(file); err != nil || v.State != filing.Same {
		t.Fatalf("verify says %v, %v", v.State, err)
	}
	lines := readParagraphs(t, file)
	text := strings.Join(lines, "\n")
	stands := ""
	for _, f := range e.form.Fields() {
		if h := e.sheet[f.Label]; !f.Office && e.applies(f) {
			e.standing(t, f, h, lines)
			stands += strings.Join(h.lines, "\n") + "\n"
		}
	}
	for was := range e.used {
		if len([]rune(was)) > 3 && !strings.Contains(stands, was) && strings.Contains(text, was) {
			t.Fatalf("the document says %s, which is not on the paper any more", was)
		}
	}
}

// standing holds one field against the document. What is 有 or 没有, or nothing, opens other fields and has no line of
// its own.
func (e *editing) standing(t failer, f *filing.Field, h held, lines []string) {
	t.Helper()
	at := 0
	for _, line := range h.lines {
		if line == "无" || f.Type == filing.TypeYesNo {
			continue
		}
		cells := []string{line}
		if f.Type == filing.TypeList {
			cells = strings.Split(line, "，")
		}
		i := slices.IndexFunc(lines[at:], func(l string) bool { return l == cells[0] || f.Type != filing.TypeList && strings.Contains(l, line) })
		if i < 0 {
			t.Fatalf("the document does not say %s：%s\n%s", f.Label, line, strings.Join(lines, "\n"))
		}
		if at += i; f.Type != filing.TypeList {
			continue
		}
		for n, cell := range cells {
			if lines[at+n] != cell {
				t.Fatalf("in the document %q stands behind %q, want %q", lines[at+n], cells[0], cell)
			}
		}
		at += len(cells)
	}
}

// readParagraphs reads what stands in a document with the standard library only.
func readParagraphs(t failer, file []byte) []string {
	t.Helper()
	archive, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	r, err := archive.Open("word/document.xml")
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	line, in := "", false
	for dec := xml.NewDecoder(r); ; {
		token, err := dec.Token()
		if err == io.EOF {
			return lines
		}
		if err != nil {
			t.Fatal(err)
		}
		switch e := token.(type) {
		case xml.StartElement:
			in = e.Name.Local == "t"
		case xml.CharData:
			if in {
				line += string(e)
			}
		case xml.EndElement:
			if in = false; e.Name.Local == "p" {
				lines, line = append(lines, line), ""
			}
		}
	}
}
