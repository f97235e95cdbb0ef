package handlers

import (
	"context"
	"strings"

	"dandang/filing"
	"dandang/knowledge"
)

// draft is what the assistant proposes for a particular of an action, for the reviewer to take or to change; "" when it
// has nothing to propose. It says only what is known: what nobody has said is not made out to be settled.
func (r *reviewing) draft(ctx context.Context, c filing.Case, m filing.Move, n filing.Need) string {
	if n.ID == "beyond" && c.Parent != "" {
		return r.beyondRows(ctx, c)
	}
	if v := r.desk.inForm(c, n.ID); v != "" {
		return v
	}
	v, ok := judged(r.base, c)
	if !ok {
		return ""
	}
	switch {
	case n.ID == needText && c.Kind == filing.Consultation && m.Means == "" && r.ends(c, m):
		return proposal(r.base, v)
	case n.ID == needText && m.Means == knowledge.Barred && len(v.Negative) > 0:
		return refusalDraft(r.base, v)
	case n.ID == "redlines":
		return redLineRows(r.base, c, v)
	case n.ID == "elements":
		return elementRows(r.base, v)
	}
	return ""
}

// inForm is what the paper handed in says for a particular, a row a line.
func (d *Desk) inForm(c filing.Case, id string) string {
	form, err := filing.DecodeDraft(c.Form, d.Forms.Form)
	if err != nil {
		return ""
	}
	id = fromForm(c.Kind, id)
	data := form.Data()
	if v := data.Values[id]; v != "" {
		return v
	}
	f := form.Form.Field(id)
	if f == nil {
		return ""
	}
	var rows []string
	for _, row := range data.Lists[id] {
		var cells []string
		for _, col := range f.Columns {
			cells = append(cells, cell(row[col.ID]))
		}
		rows = append(rows, strings.Join(cells, filing.CellMark))
	}
	return strings.Join(rows, "\n")
}

// fromForm is the field of the paper that says what an action asks for, "" for none.
func fromForm(k filing.Kind, need string) string {
	switch {
	case k == filing.Clarification && need == "wish":
		return "manner"
	case k == filing.Filing && need == "scope":
		return "scope_text"
	case k == filing.Clarification && need == "untrue":
		return "claims"
	case k == filing.Clarification && (need == "facts" || need == "claims" || need == "audience"):
		return need
	}
	return ""
}

// ends reports whether an action brings the road to an end.
func (r *reviewing) ends(c filing.Case, m filing.Move) bool {
	stop, ok := r.desk.Rules.Workflows.Of(c.Kind).Stop(m.To)
	return ok && m.To != "" && stop.Ends
}

// refusalDraft names the red lines that are crossed, with where they stand.
func refusalDraft(b *knowledge.Base, v knowledge.Verdict) string {
	var all []string
	for _, h := range v.Negative {
		if it := b.Item(h.ID); it != nil {
			all = append(all, "碰到红线“"+it.Title+"”（"+citation(b, it)+"）：申请中写明“"+h.Quote+"”")
		}
	}
	return strings.Join(all, "；") + "。"
}

// redLineRows puts each red line with what is known of it: 红线｜是、否或者不能确定｜依据.
func redLineRows(b *knowledge.Base, c filing.Case, v knowledge.Verdict) string {
	m, _ := matterIn(c)
	open := map[string]bool{}
	for _, id := range knowledge.Undeclared(b, m) {
		open[id] = true
	}
	hit := map[string]knowledge.Hit{}
	for _, h := range v.Negative {
		hit[h.ID] = h
	}
	var rows []string
	for _, it := range b.Negative {
		if it.Declare == "" {
			continue
		}
		stands, ground := "否", "申请人声明不存在，待核"
		if open[it.ID] {
			stands, ground = "不能确定", "没有说到，待核"
		}
		if h, ok := hit[it.ID]; ok {
			stands, ground = "是", "本人说“"+h.Quote+"”"
			if h.Suspected {
				stands = "不能确定"
			}
		}
		rows = append(rows, cell(it.Title)+filing.CellMark+stands+filing.CellMark+cell(ground))
	}
	return strings.Join(rows, "\n")
}

// elementRows puts each element of judgement with what was said of it: 要素｜结论｜依据.
func elementRows(b *knowledge.Base, v knowledge.Verdict) string {
	var rows []string
	for line := range strings.Lines(elements(b, v)) {
		name, words, ok := strings.Cut(strings.TrimPrefix(strings.TrimSpace(line), "· "), "：")
		if ok && !strings.HasPrefix(line, "【") {
			rows = append(rows, cell(name)+filing.CellMark+"待核"+filing.CellMark+cell(ofAnother.Replace(words)))
		}
	}
	return strings.Join(rows, "\n")
}

// cell is a text as it may stand in a cell of a row.
func cell(s string) string {
	return strings.NewReplacer(filing.CellMark, "，", "|", "，", "\t", " ", "\n", " ").Replace(s)
}
