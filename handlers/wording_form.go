package handlers

import (
	"strings"

	"dandang/filing"
)

// formReply shows a form as it was handed in, section by section; what is empty is left out.
func formReply(number string, d filing.Draft) Reply {
	data := d.Data()
	var w strings.Builder
	w.WriteString(number + " 的《" + d.Form.Title + "》：")
	for _, s := range d.Form.Sections {
		var lines []string
		for i := range s.Fields {
			if line := fieldLine(&s.Fields[i], data); line != "" {
				lines = append(lines, line)
			}
		}
		if len(lines) > 0 {
			w.WriteString("\n【" + s.Title + "】\n  " + strings.Join(lines, "\n  "))
		}
	}
	return Reply{Text: shorten(w.String(), mostCard), Buttons: openButton(false, number), Asks: number}
}

// fieldLine is one field with its value, the rows of a list after one another; "" when it is empty.
func fieldLine(f *filing.Field, data filing.Data) string {
	if v := data.Values[f.ID]; v != "" {
		return f.Label + "：" + strings.ReplaceAll(v, "\n", "；")
	}
	var rows []string
	for _, row := range data.Lists[f.ID] {
		var cells []string
		for _, c := range f.Columns {
			if v := row[c.ID]; v != "" {
				cells = append(cells, v)
			}
		}
		rows = append(rows, strings.Join(cells, "，"))
	}
	if len(rows) == 0 {
		return ""
	}
	return f.Label + "：" + strings.Join(rows, "；")
}
