package sheet_test

import (
	"bytes"
	"encoding/csv"
	"image/png"
	"reflect"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"dandang/filing"
	"dandang/filing/sheet"
)

func stats(t *testing.T) filing.Stats {
	t.Helper()
	rules, err := filing.ShippedRules()
	if err != nil {
		t.Fatal(err)
	}
	var cases []filing.Case
	opened := time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC)
	for i := range 40 {
		c := filing.Case{Number: "ZX", Unit: "demo", Kind: filing.Consultation, From: "p", Question: "问", Opened: opened.AddDate(0, 0, 4*i)}
		c, _, err := filing.Begin(c, filing.Actor{ID: "p"}, rules)
		if err != nil {
			t.Fatal(err)
		}
		cases = append(cases, c)
	}
	return filing.Count(cases, opened, opened.AddDate(1, 0, 0), opened.AddDate(0, 6, 0), rules)
}

// TestTheTableIsTheSameOnEveryPaper reads the table back from CSV and from the workbook.
func TestTheTableIsTheSameOnEveryPaper(t *testing.T) {
	s := stats(t)
	data, err := sheet.CSV(s)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(data, []byte("\ufeff")))).ReadAll()
	if err != nil || !reflect.DeepEqual(rows, s.Table()) {
		t.Errorf("CSV reads back as %v, %v", rows, err)
	}
	data, err = sheet.XLSX(s)
	if err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for i, row := range s.Table() {
		for j, want := range row {
			name, _ := excelize.CoordinatesToCellName(j+1, i+1)
			if got, err := f.GetCellValue("统计", name); err != nil || got != want {
				t.Errorf("%s is %q, %v; want %q", name, got, err, want)
			}
		}
	}
	if got, err := f.GetCellValue("逐月", "B2"); err != nil || got == "" {
		t.Errorf("the months are %q, %v", got, err)
	}
}

// TestTheChartIsAPicture also when there is nothing to draw.
func TestTheChartIsAPicture(t *testing.T) {
	for _, s := range []filing.Stats{stats(t), {}} {
		data, err := sheet.PNG(s)
		if err != nil {
			t.Fatal(err)
		}
		picture, err := png.Decode(bytes.NewReader(data))
		if err != nil || picture.Bounds().Dx() < 400 {
			t.Errorf("%v, %v", picture.Bounds(), err)
		}
	}
}
