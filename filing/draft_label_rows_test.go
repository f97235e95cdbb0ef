package filing

import (
	"slices"
	"strings"
	"testing"
)

// TestEveryListIsToldByItsName: rows told behind the list's name, apart by semicolons or line breaks, numbered or not, are
// the rows that are told one by one, in every list of every form.
func TestEveryListIsToldByItsName(t *testing.T) {
	lists := 0
	for _, form := range shipped(t).All() {
		d := Start(form, nil)
		for _, f := range d.Form.Fields() {
			if f.Type != TypeList || f.Office {
				continue
			}
			lists++
			row := exampleRow(f)
			one, problems := d.AddRow(f.ID, row, thursday)
			two, more := one.AddRow(f.ID, row, thursday)
			if len(problems)+len(more) > 0 {
				t.Fatalf("%s of %s: %v %v", f.Label, form.ID, problems, more)
			}
			for _, said := range []string{
				f.Label + "：" + row + "；" + row, f.Label + "：" + row + "\n" + row + "。", f.Label + "：\n" + row + "\n" + row, f.Label + "如下：" + row + "；\n" + row + "；",
				f.Label + "：1. " + row + "；2. " + row, f.Label + "：\n（1）" + row + "；\n（2）" + row + "。",
			} {
				for _, from := range []Draft{d, d.Edit(f.ID)} {
					got, _, problems := from.Take(said, thursday)
					if len(problems) > 0 || !slices.Equal(rowTexts(f, got), rowTexts(f, two)) {
						t.Errorf("%s: %q gives %q, %v", form.ID, said, rowTexts(f, got), problems)
					}
				}
			}
		}
	}
	if lists < 10 {
		t.Errorf("only %d lists", lists)
	}
}

func rowTexts(f *Field, d Draft) []string {
	var out []string
	for _, row := range d.Values[f.ID].Rows {
		out = append(out, f.Text(row))
	}
	return out
}

// TestRowsAmongOtherFields: where rows begin and end in a message that tells more, whatever is open.
func TestRowsAmongOtherFields(t *testing.T) {
	const zhang, wang = "张建国，局长，0375-6512345，总负责", "王长河，站长，0375-6512346，现场指挥"
	for _, c := range []struct {
		name, open, said string
		people, files    string
		matter, problem  string
	}{
		{"between two others", "", "事项名称：河道清淤工程。责任人：" + zhang + "；" + wang + "。附件：会议纪要", zhang + "；" + wang, "会议纪要", "河道清淤工程", ""},
		{"on lines", "", "责任人：\n" + zhang + "\n" + wang + "\n事项名称：河道清淤工程\n附件：\n会议纪要\n施工方案", zhang + "；" + wang, "会议纪要；施工方案", "河道清淤工程", ""},
		{"sentences end with a stop", "", "责任人：" + zhang + "。\n" + wang + "。\n事项名称：河道清淤工程", zhang + "；" + wang, "", "河道清淤工程", ""},
		{"told twice they come one behind the other", "", "责任人：" + zhang + "。责任人：" + wang, zhang + "；" + wang, "", "", ""},
		{"the next name stands behind a comma", "", "责任人：" + zhang + "，事项名称：河道清淤工程，附件：会议纪要", zhang, "会议纪要", "河道清淤工程", ""},
		{"the next name stands behind the second row", "", "责任人：" + zhang + "；" + wang + "，事项名称：河道清淤工程", zhang + "；" + wang, "", "河道清淤工程", ""},
		{"another list is open", "people", "附件：会议纪要；施工方案", "", "会议纪要；施工方案", "", ""},
		{"another list whose name a column of the open one has", "steps", "责任人：" + zhang, zhang, "", "", ""},
		{"a field while a list is open", "people", zhang + "；" + wang + "。事项名称：河道清淤工程", zhang + "；" + wang, "", "河道清淤工程", ""},
		{"with its name while it is open, beside a field", "people", "责任人：" + zhang + "；" + wang + "。事项名称：河道清淤工程", zhang + "；" + wang, "", "河道清淤工程", ""},
		{"a wrong cell is told with list, row and column, and the good rows stay", "", "责任人：" + zhang + "；王长河，站长，12345", zhang, "", "", "“责任人”：第2行“联系电话”"},
		{"cells with the names of their columns", "people", "姓名：张建国；职务：局长；电话：0375-6512345；分工：总负责", zhang, "", "", ""},
		{"a name without a colon is no list", "", "事项名称：河道清淤工程。责任人要签字", "", "", "河道清淤工程", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := request(t)
			if c.open != "" {
				d = d.Edit(c.open)
			}
			next, _, problems := d.Take(c.said, thursday)
			if got := strings.Join(rowTexts(next.Form.Field("people"), next), "；"); got != c.people {
				t.Errorf("people: %s", got)
			}
			if got := strings.Join(rowTexts(next.Form.Field("files"), next), "；"); got != c.files {
				t.Errorf("files: %s", got)
			}
			if got := formal(next, "matter"); got != c.matter {
				t.Errorf("matter: %s", got)
			}
			if c.problem == "" && len(problems) == 0 {
				return
			}
			if len(problems) != 1 || c.problem == "" || !strings.Contains(problems[0].Text, c.problem) {
				t.Errorf("problems: %v", problems)
			}
			back, undone := next.Undo()
			if !undone || len(rowTexts(back.Form.Field("people"), back)) > 0 {
				t.Error("one undo does not take the message back")
			}
		})
	}
}
