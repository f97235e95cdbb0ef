package filing

import (
	"archive/zip"
	"bytes"
	"io"
	"regexp"
	"strings"
	"testing"
	"time"

	"dandang/knowledge"
)

// TestEveryFormBecomesItsDocument fills every form in with its own examples and looks for every value in the paper.
func TestEveryFormBecomesItsDocument(t *testing.T) {
	base := &knowledge.Base{Positive: []knowledge.Item{{ID: "pos-rural", Title: "推进乡村振兴"}}}
	templates := &Templates{}
	for _, f := range shipped(t).All() {
		t.Run(f.ID, func(t *testing.T) {
			d := exemplary(t, f.WithItems(base))
			for _, finding := range d.Check(exampleDay, nil) {
				t.Errorf("the examples do not agree: %v", finding)
			}
			data := d.Data()
			data.Number = "宝纪备〔2026〕3号"
			file, err := templates.Render(Paper(f.ID), data)
			if err != nil {
				t.Fatal(err)
			}
			text := documentText(t, file)
			for _, want := range shownBy(f, data) {
				if !strings.Contains(text, strings.Join(strings.Fields(want), "")) {
					t.Errorf("the document lacks %q", want)
				}
			}
		})
	}
}

// exampleDay is the day for which the examples of the forms are written.
var exampleDay = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

// exemplary is the form filled in with its examples; what has none takes its first choice, or no.
func exemplary(t *testing.T, f *Form) Draft {
	t.Helper()
	d := Start(f, nil)
	for {
		q, ok := d.Next()
		if !ok {
			return d
		}
		answer := q.Field.Example
		switch {
		case q.Mode == ModeMore:
			answer = "没有了"
		case q.Mode == ModeAgain:
			answer = "对"
		case q.Field.Type == TypeList:
			answer = exampleRow(q.Field)
		case q.Field.Type == TypeYesNo:
			answer = "否"
		case answer == "":
			answer = "1"
		}
		next, problems := d.Fill(q.Field.ID, answer, exampleDay)
		if len(problems) > 0 {
			t.Fatalf("%s (%s) said %q: %v", q.Field.ID, q.Mode, answer, problems)
		}
		if d = next; q.Mode != ModeMore && q.Field.Type == TypeList && d.At != q.Field.ID {
			t.Fatalf("%s takes no more rows", q.Field.ID)
		}
	}
}

// shownBy are the values of the slots that the paper has.
func shownBy(f *Form, data Data) []string {
	var all []string
	info, _ := PaperByName(f.ID)
	for _, s := range info.Slots {
		if v := data.Values[s.ID]; v != "" && !s.Flag {
			all = append(all, strings.Split(v, "\n")...)
		}
		for _, row := range data.Lists[s.ID] {
			for _, c := range s.Columns {
				all = append(all, row[c.ID])
			}
		}
	}
	return all
}

var tags = regexp.MustCompile(`<[^>]*>`)

// documentText is all text of the main part, without blanks.
func documentText(t *testing.T, file []byte) string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	part, err := z.Open("word/document.xml")
	if err != nil {
		t.Fatal(err)
	}
	defer part.Close()
	xml, err := io.ReadAll(part)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(strings.Fields(tags.ReplaceAllString(string(xml), "")), "")
}
