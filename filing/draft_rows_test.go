package filing

import (
	"fmt"
	"strings"
	"testing"
)

func names(d Draft, id, column string) string {
	var out []string
	for _, row := range d.Values[id].Rows {
		out = append(out, row[column].Formal)
	}
	return strings.Join(out, " ")
}

func TestRowsAreAddedEditedMovedDeleted(t *testing.T) {
	d := request(t)
	for _, said := range []string{"张建国，局长，0375-6512345", "王强 科长", "姓名：李明；职务：副局长；联系电话：13812345678"} {
		var problems []Problem
		if d, problems = d.AddRow("people", said, thursday); len(problems) > 0 {
			t.Fatalf("add %q: %v", said, problems)
		}
	}
	if got := names(d, "people", "name"); got != "张建国 王强 李明" {
		t.Fatalf("rows: %s", got)
	}
	if q, _ := d.Next(); q.Field.ID != "people" || q.Mode != ModeMore {
		t.Errorf("while rows are being added the question is %s %s", q.Field.ID, q.Mode)
	}
	e, problems := d.EditRow("people", 2, "电话改成0375-6512346", thursday)
	if row := e.Values["people"].Rows[1]; len(problems) > 0 || row["phone"].Formal != "0375-6512346" || row["name"].Formal != "王强" {
		t.Errorf("one cell: %v, %v", row, problems)
	}
	if d.Values["people"].Rows[1]["phone"].Formal != "" {
		t.Error("editing a row changed the draft before")
	}
	if e, problems = d.EditRow("people", 2, "赵刚，股长", thursday); len(problems) > 0 || names(e, "people", "name") != "张建国 赵刚 李明" {
		t.Errorf("a whole row: %s, %v", names(e, "people", "name"), problems)
	}
	if e, _ = d.MoveRow("people", 3, 1); names(e, "people", "name") != "李明 张建国 王强" {
		t.Errorf("moved: %s", names(e, "people", "name"))
	}
	if e, _ = d.DeleteRow("people", 1); names(e, "people", "name") != "王强 李明" {
		t.Errorf("deleted: %s", names(e, "people", "name"))
	}
	if back, _ := e.Undo(); names(back, "people", "name") != "张建国 王强 李明" {
		t.Errorf("undone: %s", names(back, "people", "name"))
	}
	for n := 0; n < 3; n++ {
		e, _ = d.DeleteRow("people", 1)
		d = e
	}
	if _, held := d.Values["people"]; held {
		t.Error("a list without rows is not blank")
	}
}

func TestRowsThatDoNotFitAreRefused(t *testing.T) {
	d := request(t)
	d, _ = d.AddRow("people", "张建国，局长", thursday)
	for _, c := range []struct {
		name string
		do   func() (Draft, []Problem)
		want string
	}{
		{"a required column is missing", func() (Draft, []Problem) { return d.AddRow("people", "王强", thursday) }, "缺“职务”"},
		{"a telephone that is none", func() (Draft, []Problem) { return d.AddRow("people", "王强，科长，6512345", thursday) }, "区号"},
		{"row nought", func() (Draft, []Problem) { return d.EditRow("people", 0, "x", thursday) }, "没有第0条"},
		{"a row too far", func() (Draft, []Problem) { return d.DeleteRow("people", 2) }, "没有第2条"},
		{"moving too far", func() (Draft, []Problem) { return d.MoveRow("people", 1, 5) }, "没有第5条"},
		{"no list", func() (Draft, []Problem) { return d.AddRow("unit", "x", thursday) }, "不是列表"},
		{"too many cells", func() (Draft, []Problem) {
			return d.AddRow("funds", "企业自筹，200万元，其他，再多", thursday)
		}, "比2列多"},
		{"a required list cannot be empty", func() (Draft, []Problem) { return request(t).Fill("people", "没有", thursday) }, "一行写一条"},
	} {
		t.Run(c.name, func(t *testing.T) {
			before := d.Version
			next, problems := c.do()
			if len(problems) == 0 || !strings.Contains(problems[0].Text, c.want) || next.Version > before {
				t.Errorf("problems %v, want %q", problems, c.want)
			}
		})
	}
}

func TestATableIsPasted(t *testing.T) {
	for _, c := range []struct{ name, id, text, column, want string }{
		{"tabs with a heading", "people", "姓名\t职务\t联系电话\n张建国\t局长\t0375-6512345\n王强\t科长\t13812345678", "name", "张建国 王强"},
		{"a heading in another order", "people", "职务\t姓名\n局长\t张建国\n科长\t王强", "name", "张建国 王强"},
		{"running numbers are left out", "people", "序号\t姓名\t职务\n1\t张建国\t局长\n2\t王强\t科长", "name", "张建国 王强"},
		{"running numbers without a heading", "people", "1\t张建国\t局长\n2\t王强\t科长", "name", "张建国 王强"},
		{"a table of bars", "people", "| 姓名 | 职务 |\n|---|---|\n| 张建国 | 局长 |\n| 王强 | 科长 |", "name", "张建国 王强"},
		{"commas", "people", "张建国，局长，0375-6512345\n王强，科长", "name", "张建国 王强"},
		{"several blanks", "people", "张建国   局长   0375-6512345\n王强   科长", "name", "张建国 王强"},
		{"single blanks", "people", "张建国 局长\n王强 科长", "name", "张建国 王强"},
		{"blank lines and Windows ends", "people", "张建国\t局长\r\n\r\n王强\t科长\r\n", "name", "张建国 王强"},
		{"the unit of money stands in the heading", "funds", "来源\t金额（万元）\n企业自筹\t200\n县财政\t120", "sum", "200万元 120万元"},
		{"a thousands mark is no separator", "funds", "企业自筹,2,000,000元\n县财政,1,200,000元", "sum", "200万元 120万元"},
		{"cells out of order find their column", "funds", "200万元，企业自筹\n120万元，县财政", "source", "企业自筹 县财政"},
		{"a dash is an empty cell", "people", "姓名\t职务\t电话\n张建国\t局长\t-\n王强\t科长\t—", "name", "张建国 王强"},
		{"deadlines", "permits", "施工许可证\t宝丰县住房和城乡建设局\t2026年12月底前\t王强\n用地批准\t宝丰县自然资源局\t12月15日\t李明", "due", "2026年12月31日前 2026年12月15日前"},
	} {
		t.Run(c.name, func(t *testing.T) {
			d, added, problems := request(t).PasteRows(c.id, c.text, thursday)
			if len(problems) > 0 || added != 2 || names(d, c.id, c.column) != c.want {
				t.Errorf("%s, %d added, problems %v, want %s", names(d, c.id, c.column), added, problems, c.want)
			}
		})
	}
}

func TestErrorsOfAPastedTableAreToldByRowAndColumn(t *testing.T) {
	var table strings.Builder
	table.WriteString("手续名称\t办理机关\t完成时限\t备注\n")
	for i := 1; i <= 50; i++ {
		due := "2026年12月15日"
		switch i {
		case 7:
			due = "正月十五"
		case 33:
			due = "尽快"
		}
		office := "宝丰县水利局"
		if i == 20 {
			office = ""
		}
		fmt.Fprintf(&table, "手续%d\t%s\t%s\t无\n", i, office, due)
	}
	d, added, problems := request(t).PasteRows("permits", table.String(), thursday)
	if added != 47 || len(d.Values["permits"].Rows) != 47 {
		t.Errorf("%d rows were taken", added)
	}
	var told []string
	for _, p := range problems {
		told = append(told, fmt.Sprintf("%d%s", p.Row, p.Column))
	}
	if got := strings.Join(told, " "); got != "0 7due 20office 33due" {
		t.Errorf("told %s\n%v", got, problems)
	}
	if !strings.Contains(problems[0].Text, "备注") || !strings.Contains(problems[1].Text, "第7行“完成时限”") {
		t.Errorf("the words are %q, %q", problems[0].Text, problems[1].Text)
	}
	_, added, problems = request(t).PasteRows("permits", table.String()+table.String(), thursday)
	if added != 50 || !strings.Contains(problems[len(problems)-1].Text, "最多50条") {
		t.Errorf("past the limit: %d added, last problem %v", added, problems[len(problems)-1])
	}
}

func FuzzPasteRows(f *testing.F) {
	for _, s := range []string{"姓名\t职务\n张建国\t局长", "|a|b|", ",,,,", "1\n2\n3", "\t\t\t\n", "姓名|姓名|姓名\n1|2|3", "\xff\t\xfe"} {
		f.Add(s)
	}
	form := shipped(f).Form("request")
	f.Fuzz(func(t *testing.T, s string) {
		for _, id := range []string{"people", "funds", "permits", "steps"} {
			d, added, _ := Start(form, nil).PasteRows(id, s, thursday)
			rows := d.Values[id].Rows
			if len(rows) != added {
				t.Fatalf("%d rows, %d added", len(rows), added)
			}
			for i, row := range rows {
				if wrong := missing(form.Field(id), row, i+1); len(wrong) > 0 {
					t.Fatalf("a row was taken that lacks %v", wrong)
				}
			}
		}
	})
}
