package filing

import (
	"strings"
	"testing"
	"time"
)

func TestReviewShowsEveryFieldWithItsState(t *testing.T) {
	d := fill(t, request(t, Prefill{Field: "meeting", Value: Value{Formal: "局务会"}}), "unit", "宝丰县自然资源局", "stage", "尚未实施").Skip("unit_code")
	states := map[string]string{}
	fields := 0
	for _, page := range d.Review() {
		for _, line := range page.Lines {
			states[line.Field.ID] = line.State
			fields++
		}
	}
	if fields != len(d.Form.Fields()) {
		t.Errorf("%d fields on the page, %d in the form", fields, len(d.Form.Fields()))
	}
	for id, want := range map[string]string{"unit": StateFilled, "meeting": StateWaits, "matter": StateBlank, "remedies": StateNotHere, "unit_code": StateSkipped, "approve_opinion": StateOffice} {
		if states[id] != want {
			t.Errorf("%s is %s, want %s", id, states[id], want)
		}
	}
	if done, all := d.Progress(); done != 2 || all < 25 {
		t.Errorf("progress %d of %d", done, all)
	}
}

func TestCheckPointsToTheField(t *testing.T) {
	full := fill(t, request(t), wholeForm()...)
	for _, c := range []struct {
		name    string
		answers []string
		field   string
		want    string
	}{
		{"a sum that does not add up", []string{"amount", "500万"}, "amount", "合计320万元"},
		{"an estimate is not added up", []string{"amount", "500万左右"}, "", ""},
		{"a meeting to come", []string{"decided_on", "2026年12月8日"}, "decided_on", "今天以后"},
		{"a meeting after the request", []string{"applied_on", "11月10日"}, "applied_on", "先研究后申请"},
		{"a period that is over", []string{"period", "2025年1月1日至3月31日"}, "period", "过完"},
		{"plainly forbidden", []string{"forbidden", "是"}, "forbidden", "不能备案"},
		{"already done", []string{"stage", "做完了"}, "stage", "不走事前备案"},
		{"none of the list", []string{"items", "不能对应"}, "items", "没有对应"},
		{"listed and not listed at once", []string{"items", "推进乡村振兴、不能对应"}, "items", "只留一边"},
		{"the same person twice", []string{"people", "张建国，局长"}, "people", "第3条"},
		{"a number without its code", []string{"minutes", "[2026]12号"}, "minutes", "机关代字"},
		{"a step outside the period", []string{"steps", "平整，12月1日至次年，李志强"}, "", ""},
		{"an answer that was changed flags what rests on it", []string{"meeting", "局务会议"}, "decided_on", "再确认"},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := full
			for i := 0; i < len(c.answers); i += 2 {
				d, _ = d.Fill(c.answers[i], c.answers[i+1], thursday)
			}
			for _, id := range []string{"funds", "items", "measures", "decided_on", "result", "minutes", "dissent", "forbidden", "controls", "scope_text", "interest", "integrity_text", "makeup"} {
				if c.want != "再确认" {
					d = d.Confirm(id)
				}
			}
			found := false
			for _, f := range d.Check(thursday, nil) {
				if c.field == "" {
					t.Errorf("an unexpected finding: %v", f)
				}
				found = found || f.Field == c.field && strings.Contains(f.Text, c.want)
			}
			if c.field != "" && !found {
				t.Errorf("findings %v, want %s: %s", d.Check(thursday, nil), c.field, c.want)
			}
		})
	}
	steps, problems := full.Fill("steps", "平整，2026年12月1日至2027年1月31日，李志强", thursday)
	if found := steps.Check(thursday, nil); len(problems) > 0 || len(found) != 1 || found[0].Field != "steps" || found[0].Row != 1 {
		t.Errorf("a step that outlasts the period: %v, %v", found, problems)
	}
	red := full.Check(thursday, func(text string, _ bool) []string {
		if strings.Contains(text, "总负责") || strings.Contains(text, "勘界") {
			return []string{"像是红线"}
		}
		return nil
	})
	if len(red) != 2 || red[0].Field != "people" || red[0].Row != 1 || red[1].Field != "conditions" {
		t.Errorf("what the hook finds: %v", red)
	}
	if blank := request(t).Check(thursday, nil); len(blank) < 15 {
		t.Errorf("an empty draft has only %d findings", len(blank))
	}
}

func TestCopyClearsWhatBelongsToOneFiling(t *testing.T) {
	d := fill(t, request(t), wholeForm()...)
	d = fill(t, d, "measures", "2026年12月先平整场地")
	next, cleared, flagged := d.Copy(thursday)
	for _, id := range []string{"applied_on", "decided_on", "amount", "period", "minutes", "forbidden", "interest", "files"} {
		if _, held := next.Values[id]; held {
			t.Errorf("%s was copied", id)
		}
		if !strings.Contains(strings.Join(cleared, " "), d.Form.Field(id).Label) {
			t.Errorf("%s is not told as cleared", id)
		}
	}
	for _, id := range []string{"unit", "people", "departs", "meeting"} {
		if next.Values[id].State != Filled {
			t.Errorf("%s was not kept", id)
		}
	}
	if next.Values["measures"].State != Stale || !strings.Contains(strings.Join(flagged, " "), "拟采取的措施") {
		t.Error("a text with a date in it is not flagged")
	}
	if v := next.Values["funds"]; v.State != Stale || len(v.Rows) != 2 || len(v.Rows[0]) != 1 {
		t.Errorf("amounts in rows were copied: %v", v)
	}
	found := false
	for _, f := range next.Confirm("funds").Check(thursday, nil) {
		found = found || f.Field == "funds" && f.Row == 1
	}
	if !found {
		t.Error("rows that lack their amount pass the check")
	}
	if len(next.History) != 0 {
		t.Error("the copy can be undone into the old draft")
	}
}

// TestAPeriodDoesNotBeginInThePast: a filing comes before the act, however long the draft has lain.
func TestAPeriodDoesNotBeginInThePast(t *testing.T) {
	d := fill(t, request(t), "period", "2026年12月1日至2027年3月31日")
	for _, row := range []struct {
		today string
		want  string // of what is told; "" for nothing
	}{{"2026-11-30", ""}, {"2026-12-01", ""}, {"2026-12-02", "开始日期已经过了"}, {"2027-04-01", "已经过完了"}} {
		now, err := time.Parse(time.DateOnly, row.today)
		if err != nil {
			t.Fatal(err)
		}
		var told []string
		for _, f := range d.Check(now, nil) {
			if f.Field == "period" {
				told = append(told, f.Text)
			}
		}
		if got := strings.Join(told, "；"); (got == "") != (row.want == "") || !strings.Contains(got, row.want) || len(told) > 1 {
			t.Errorf("on %s: %q, want %q", row.today, got, row.want)
		}
	}
}
