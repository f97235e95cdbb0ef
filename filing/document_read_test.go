package filing

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"io"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"
)

// shared are the shipped templates, compiled once for all tests.
var shared = sync.OnceValue(func() *Templates { return &Templates{} })

// A readDoc is a document as an independent reader sees it: archive/zip and encoding/xml, nothing of ours.
type readDoc struct {
	parts map[string]string
	lines []string   // paragraphs that say something, in order
	rows  [][]string // rows of tables, the text of each cell
}

// A failer is a test or a property.
type failer interface {
	Helper()
	Error(...any)
	Fatal(...any)
	Fatalf(string, ...any)
}

// readBack reads a document with the standard library only.
func readBack(t failer, file []byte) readDoc {
	t.Helper()
	archive, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatalf("not an archive: %v", err)
	}
	doc := readDoc{parts: map[string]string{}}
	for _, f := range archive.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(r)
		if err != nil {
			t.Fatalf("%s: %v", f.Name, err)
		}
		doc.parts[f.Name] = string(content)
		if err := xml.Unmarshal(content, new(struct{})); err != nil && strings.HasSuffix(f.Name, "l") {
			t.Fatalf("%s is not XML: %v", f.Name, err)
		}
	}
	doc.walk(t, doc.parts["word/document.xml"])
	return doc
}

func (d *readDoc) walk(t failer, text string) {
	dec := xml.NewDecoder(strings.NewReader(text))
	w := &docWalk{doc: d}
	for {
		token, err := dec.Token()
		if err == io.EOF {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		switch e := token.(type) {
		case xml.StartElement:
			w.start(e.Name)
		case xml.EndElement:
			w.end(t, e.Name)
		case xml.CharData:
			if w.inText {
				w.line.Write(e)
			}
		}
	}
}

// A docWalk is the state of reading a document back.
type docWalk struct {
	doc            *readDoc
	line           strings.Builder
	inText, inCell bool
	paragraphs     int // in the cell
}

func (w *docWalk) start(name xml.Name) {
	if name.Space != "http://schemas.openxmlformats.org/wordprocessingml/2006/main" {
		return
	}
	switch name.Local {
	case "t":
		w.inText = true
	case "tr":
		w.doc.rows = append(w.doc.rows, nil)
	case "tc":
		r := len(w.doc.rows) - 1
		w.doc.rows[r] = append(w.doc.rows[r], "")
		w.inCell, w.paragraphs = true, 0
	}
}

func (w *docWalk) end(t failer, name xml.Name) {
	switch name.Local {
	case "t":
		w.inText = false
	case "tc":
		w.inCell = false
		if w.paragraphs == 0 {
			t.Error("a cell without a paragraph")
		}
	case "p":
		w.paragraphs++
		said := w.line.String()
		w.line.Reset()
		if said != "" {
			w.doc.lines = append(w.doc.lines, said)
		}
		if r := len(w.doc.rows) - 1; w.inCell {
			c := len(w.doc.rows[r]) - 1
			w.doc.rows[r][c] = strings.TrimPrefix(w.doc.rows[r][c]+"\n"+said, "\n")
		}
	}
}

// has reports that a document says every line of a value.
func (d readDoc) has(value string) bool {
	for _, l := range strings.Split(value, "\n") {
		if !slices.ContainsFunc(d.lines, func(have string) bool { return strings.Contains(have, l) }) {
			return false
		}
	}
	return true
}

// TestDocumentsSayWhatTheFormSays reads every document back and compares it field by field.
func TestDocumentsSayWhatTheFormSays(t *testing.T) {
	templates := shared()
	for name, d := range officeCases(t) {
		t.Run(name, func(t *testing.T) {
			file, err := templates.Render(paperOf(name), d)
			if err != nil {
				t.Fatal(err)
			}
			doc := readBack(t, file)
			for slot, v := range d.Values {
				if !doc.has(v) && !strings.Contains(doc.parts["word/header1.xml"], v) {
					t.Errorf("%s is not in the document: %q", slot, v)
				}
			}
			for list, rows := range d.Lists {
				compareRows(t, doc, list, rows)
			}
			if strings.Contains(strings.Join(slices.Collect(maps.Values(doc.parts)), ""), "{{") {
				t.Error("a placeholder is left")
			}
		})
	}
}

// compareRows looks for each row of a list in one table row or one paragraph, as often as the list has it.
func compareRows(t *testing.T, doc readDoc, list string, rows []map[string]string) {
	t.Helper()
	places := slices.Clone(doc.lines)
	for _, r := range doc.rows {
		places = append(places, strings.Join(r, "\t"))
	}
	for _, row := range rows {
		at := slices.IndexFunc(places, func(place string) bool {
			for _, v := range row {
				if !strings.Contains(place, v) {
					return false
				}
			}
			return true
		})
		if at < 0 {
			t.Errorf("%s has a row that is not in the document: %v", list, row)
			return
		}
		places = slices.Delete(places, at, at+1)
	}
}

// TestRequestTableHasEachValueBesideItsLabel holds the request form cell by cell.
func TestRequestTableHasEachValueBesideItsLabel(t *testing.T) {
	templates := shared()
	p, _ := PaperByName("request")
	d := p.Specimen()
	file, err := templates.Render(PaperRequest, d)
	if err != nil {
		t.Fatal(err)
	}
	beside := map[string]string{}
	for _, r := range readBack(t, file).rows {
		for i := 0; i+1 < len(r); i += 2 {
			beside[r[i]] = r[i+1]
		}
	}
	for label, slot := range map[string]string{
		"申请单位": "申请单位", "主体类型": "申请主体类型", "事项名称": "事项名称", "事项阶段": "事项阶段", "对应清单情形": "对应情形", "背景与目的": "背景与目的",
		"拟采取的措施": "拟采取的措施", "突破或偏离的规定": "突破或偏离的规定", "是否属于明令禁止": "明令禁止事项", "客观条件": "客观条件", "决策程序": "决策程序",
		"论证与审查": "论证与审查", "动机与廉洁说明": "动机与廉洁说明", "可能的失误、损失和影响": "可能的失误和影响", "风险防控措施": "风险防控措施", "备案范围与期限": "备案范围与期限",
	} {
		if beside[label] != d.Values[slot] {
			t.Errorf("beside %s stands %q, want %q", label, beside[label], d.Values[slot])
		}
	}
}

func TestRedLineTableHasARowForEachRedLine(t *testing.T) {
	templates := shared()
	p, _ := PaperByName("approval")
	d := p.Specimen()
	d.Lists["红线核对"] = append(slices.Clone(d.Lists["红线核对"]), map[string]string{"红线": "弄虚作假", "是": "√", "否": "", "说明": "日期不符"})
	file, err := templates.Render(PaperApproval, d)
	if err != nil {
		t.Fatal(err)
	}
	var got [][]string
	for _, r := range readBack(t, file).rows {
		if len(r) == 5 && r[0] != "序号" {
			got = append(got, r)
		}
	}
	if len(got) != len(d.Lists["红线核对"]) {
		t.Fatalf("%d rows, want %d", len(got), len(d.Lists["红线核对"]))
	}
	for i, row := range d.Lists["红线核对"] {
		if got[i][1] != row["红线"] || got[i][2] != row["是"] || got[i][3] != row["否"] || got[i][4] != row["说明"] {
			t.Errorf("row %d is %q, want %v", i+1, got[i], row)
		}
	}
}

// TestSameDataSameBytes writes every document many times at once.
func TestSameDataSameBytes(t *testing.T) {
	templates := shared()
	for _, p := range Papers() {
		want, err := new(Templates).Render(p.ID, p.Specimen())
		if err != nil {
			t.Fatal(err)
		}
		var all sync.WaitGroup
		for range 8 {
			all.Go(func() {
				got, err := templates.Render(p.ID, p.Specimen())
				if err != nil || !bytes.Equal(got, want) {
					t.Errorf("%s differs from its first writing: %v", p.ID, err)
				}
			})
		}
		all.Wait()
	}
}

// TestAnyTextSurvives puts arbitrary words into every slot and reads them back.
func TestAnyTextSurvives(t *testing.T) {
	templates := shared()
	p, _ := PaperByName("notice")
	rapid.Check(t, func(t *rapid.T) {
		d := p.Specimen()
		words := rapid.StringMatching(`[\p{Han}，。“”〔〕A-Za-z0-9<>&"'{}/#?!]{1,30}`)
		for _, s := range p.Slots {
			if s.Must {
				d.Values[s.Name] = words.Draw(t, s.Name)
			}
		}
		file, err := templates.Render(PaperNotice, d)
		if err != nil {
			t.Fatal(err)
		}
		doc := readBack(t, file)
		for _, s := range p.Slots {
			v := d.Values[s.Name]
			if s.Must && !doc.has(v) && !strings.Contains(doc.parts["word/header1.xml"], string(appendEscaped(nil, v))) {
				t.Fatalf("%s is lost: %q", s.Name, v)
			}
		}
		if v, err := Verify(file); err != nil || v.State != Same {
			t.Fatalf("verify says %v %v", v.State, err)
		}
	})
}

// TestAnyMixOfFlagsAndRowsMakesAWholeDocument tries conditions and lists of every length.
func TestAnyMixOfFlagsAndRowsMakesAWholeDocument(t *testing.T) {
	templates := shared()
	rapid.Check(t, func(t *rapid.T) {
		p := rapid.SampledFrom(Papers()).Draw(t, "paper")
		d := p.Specimen()
		d.Flags = map[string]bool{}
		for _, s := range p.Slots {
			if s.list() {
				rows := s.Rows[:rapid.IntRange(0, len(s.Rows)).Draw(t, s.Name)]
				if s.Must && len(rows) == 0 {
					rows = s.Rows[:1]
				}
				d.Lists[s.Name] = rows
				continue
			}
			if !s.Must && rapid.Bool().Draw(t, s.Name) {
				delete(d.Values, s.Name)
			}
			if s.Flag {
				d.Flags[s.Name] = rapid.Bool().Draw(t, s.Name)
			}
		}
		file, err := templates.Render(p.ID, d)
		if err != nil {
			t.Fatal(err)
		}
		readBack(t, file)
	})
}
