package handlers

import (
	"context"
	"fmt"
	"strings"
	"time"

	"dandang/filing"
)

// changeMove is the action by which a person reports that what is done departs from what was filed.
const changeMove = "change"

// partNames are what the parts of a filing are called.
var partNames = map[filing.Part]string{
	filing.PartAmount: "金额", filing.PartPeriod: "期限", filing.PartPlace: "地点", filing.PartMeasures: "措施", filing.PartParties: "相对人",
}

// filedScope is what a filing covers: what was handed in, and in its place what was decided.
func (d *Desk) filedScope(c filing.Case) filing.Scope {
	s := filing.Scope{}
	if form, err := filing.DecodeDraft(c.Form, d.Forms.Form); err == nil {
		data := form.Data()
		s[filing.PartAmount], s[filing.PartPeriod] = data.Values["amount"], data.Values["period"]
		s[filing.PartMeasures], s[filing.PartPlace] = data.Values["measures"], data.Values["scope_text"]
	}
	if until := c.Values["until"]; until != "" {
		s[filing.PartPeriod] = until
	}
	if scope := c.Values["scope"]; scope != "" {
		s[filing.PartPlace] = scope
	}
	return s
}

// reportedScope is what a person reported as changed, kept with the filing.
func reportedScope(c filing.Case) filing.Scope {
	s := filing.Scope{}
	for _, p := range filing.Parts() {
		if v := c.Values["new-"+string(p)]; v != "" {
			s[p] = v
		}
	}
	return s
}

// deviations compares what was reported with what was filed.
func (d *Desk) deviations(c filing.Case, now time.Time) []filing.Deviation {
	return filing.Compare(d.filedScope(c), reportedScope(c), now)
}

// coverLines tell the person where cover ends, and what to do.
func coverLines(all []filing.Deviation) string {
	var w strings.Builder
	beyond := false
	for _, x := range all {
		name := partNames[x.Part]
		switch x.Cover {
		case filing.Within:
			fmt.Fprintf(&w, "\n  · %s：“%s”，没有超出备案", name, unended(x.Reported))
		case filing.Beyond:
			beyond = true
			fmt.Fprintf(&w, "\n  · %s：备案的是“%s”，现在是“%s”。%s", name, unended(orUnsaid(x.Filed)), unended(x.Reported), x.Ends)
		default:
			beyond = true
			fmt.Fprintf(&w, "\n  · %s：备案的是“%s”，现在是“%s”，要由人来看是不是超出", name, unended(orUnsaid(x.Filed)), unended(x.Reported))
		}
	}
	if w.Len() == 0 {
		return ""
	}
	text := "\n【和备案比对】" + w.String()
	if beyond {
		text += "\n【怎么办】超出的部分先停下来，等变更有了结果再做；已经做了的，如实说明从哪天起、做了多少。"
	}
	return text
}

// unended is a text without the full stop at its end, to stand inside a sentence.
func unended(s string) string { return strings.TrimRight(s, "。；;， ") }

func orUnsaid(s string) string {
	if s == "" {
		return "没有写"
	}
	return s
}

// beyondRows put the deviations of a filing as rows for the record of comparison: 项目｜备案的｜现在的.
func (r *reviewing) beyondRows(ctx context.Context, c filing.Case) string {
	filed, ok, err := r.desk.Store.Case(ctx, r.message.Unit, c.Parent)
	if err != nil || !ok {
		return ""
	}
	var rows []string
	for _, x := range r.desk.deviations(filed, r.message.At) {
		if x.Cover != filing.Within {
			rows = append(rows, partNames[x.Part]+filing.CellMark+cell(orUnsaid(x.Filed))+filing.CellMark+cell(x.Reported))
		}
	}
	if len(rows) == 0 {
		return "没有超出"
	}
	return strings.Join(rows, "\n")
}
