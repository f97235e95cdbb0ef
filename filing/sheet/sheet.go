// Package sheet puts the figures of cases onto paper: a table for other programs, a workbook, and a picture.
package sheet

import (
	"bytes"
	"encoding/csv"
	"fmt"

	"github.com/xuri/excelize/v2"

	"dandang/filing"
)

// CSV is the figures as a table that spreadsheets open: UTF-8 with a mark before it, so that Chinese comes out right.
func CSV(s filing.Stats) ([]byte, error) {
	var b bytes.Buffer
	b.WriteString("\ufeff")
	w := csv.NewWriter(&b)
	if err := w.WriteAll(s.Table()); err != nil {
		return nil, fmt.Errorf("write figures: %w", err)
	}
	return b.Bytes(), nil
}

// XLSX is the figures as a workbook: the table, the months, and a chart of them.
func XLSX(s filing.Stats) ([]byte, error) {
	f := excelize.NewFile()
	defer f.Close()
	const table, months = "统计", "逐月"
	if err := f.SetSheetName("Sheet1", table); err != nil {
		return nil, fmt.Errorf("write workbook: %w", err)
	}
	if _, err := f.NewSheet(months); err != nil {
		return nil, fmt.Errorf("write workbook: %w", err)
	}
	for i, row := range s.Table() {
		if err := setRow(f, table, i+1, row); err != nil {
			return nil, err
		}
	}
	if err := setRow(f, months, 1, []string{"月份", "收到", "已决定", "曾经超期"}); err != nil {
		return nil, err
	}
	for i, m := range s.Months {
		cells := []any{m.Month, m.Opened, m.Decided, m.Late}
		if err := f.SetSheetRow(months, fmt.Sprintf("A%d", i+2), &cells); err != nil {
			return nil, fmt.Errorf("write workbook: %w", err)
		}
	}
	if n := len(s.Months); n > 0 {
		if err := f.AddChart(months, "F2", monthChart(months, n)); err != nil {
			return nil, fmt.Errorf("write chart: %w", err)
		}
	}
	_ = f.SetColWidth(table, "A", "Q", 14) // only looks
	b, err := f.WriteToBuffer()
	if err != nil {
		return nil, fmt.Errorf("write workbook: %w", err)
	}
	return b.Bytes(), nil
}

func setRow(f *excelize.File, sheet string, row int, cells []string) error {
	if err := f.SetSheetRow(sheet, fmt.Sprintf("A%d", row), &cells); err != nil {
		return fmt.Errorf("write workbook: %w", err)
	}
	return nil
}

// monthChart draws the months, a column for each figure.
func monthChart(sheet string, n int) *excelize.Chart {
	var series []excelize.ChartSeries
	for _, col := range []string{"B", "C", "D"} {
		series = append(series, excelize.ChartSeries{
			Name:       fmt.Sprintf("%s!$%s$1", sheet, col),
			Categories: fmt.Sprintf("%s!$A$2:$A$%d", sheet, n+1),
			Values:     fmt.Sprintf("%s!$%s$2:$%s$%d", sheet, col, col, n+1),
		})
	}
	return &excelize.Chart{Type: excelize.Col, Series: series}
}
