package handlers

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"time"

	"dandang/filing"
	"dandang/knowledge"
	"dandang/store"
)

// attach makes the document that an action produces, and puts it to the reply.
func (w *walk) attach(ctx context.Context, r *Reply, d done) {
	for _, e := range d.Events {
		if e.Paper == "" {
			continue
		}
		info, _ := filing.PaperByName(string(e.Paper))
		file, err := w.desk.paperOf(ctx, w.message.Unit, w.work.Case, e.Paper)
		if err != nil {
			w.desk.Log.ErrorContext(ctx, "document not made", "unit", w.message.Unit, "case", w.work.Case, "err", err)
			r.Text += "\n【文书】《" + info.Title + "》这会儿没有做出来，这一步已经办好，不用再办。请告诉管理员检查模板。"
			continue
		}
		r.File = file
		if file != "" {
			r.Text += "\n【文书】《" + info.Title + "》做好了。" + w.blanksLine(d.Case, e.Paper)
		}
	}
}

// blanksLine tells that places of a document are still to be filled in by hand.
func (w *walk) blanksLine(c filing.Case, p filing.Paper) string {
	var blank []string
	values, lists := w.desk.paperValues(c, w.base)
	info, _ := filing.PaperByName(string(p))
	for _, s := range info.Slots {
		if s.Must && !s.Flag && values[s.ID] == "" && len(lists[s.ID]) == 0 {
			blank = append(blank, s.Name)
		}
	}
	if len(blank) == 0 {
		return "盖章以前请核对一遍。"
	}
	return "标着“" + toFill + "”的地方请补上再盖章：" + strings.Join(blank, "、") + "。"
}

// toFill stands in a document where something must be filled in that nobody has said.
const toFill = "（待填）"

// paperOf makes a document of a case as the case stands, registers it, and writes it into the folder of documents.
// Without a folder it returns "".
func (d *Desk) paperOf(ctx context.Context, unit, number string, p filing.Paper) (string, error) {
	if d.Documents == "" || d.Templates == nil {
		return "", nil
	}
	c, ok, err := d.Store.Case(ctx, unit, number)
	if err != nil || !ok {
		return "", errors.Join(filing.NoCase, err)
	}
	last := lastEntry(c)
	b, err := d.Lists(unit, dateIn(last.At))
	if err != nil {
		return "", fmt.Errorf("lists of %s: %w", unit, err)
	}
	info, ok := filing.PaperByName(string(p))
	if !ok {
		return "", fmt.Errorf("document of kind %q is not known", p)
	}
	data := filing.Data{Number: number, Version: 1 + madeBefore(c, d.Rules.Workflows.Of(c.Kind), p)}
	data.Values, data.Lists = d.paperValues(c, b)
	for _, s := range info.Slots {
		switch {
		case !s.Must || s.Flag || data.Values[s.ID] != "" || len(data.Lists[s.ID]) > 0:
		case len(s.Columns) == 0:
			data.Values[s.ID] = toFill
		default:
			row := map[string]string{}
			for _, col := range s.Columns {
				row[col.ID] = toFill
			}
			data.Lists[s.ID] = []map[string]string{row}
		}
	}
	file, err := d.Templates.Render(p, data)
	if err != nil {
		return "", fmt.Errorf("make document: %w", err)
	}
	if err := d.register(ctx, unit, file, store.Audit{At: last.At, Who: c.Holder, What: "paper", Detail: string(p)}); err != nil {
		return "", err
	}
	return d.keepFile(unit, number+" "+info.Title+".docx", file)
}

// madeBefore counts how often the document was made before the last time, so that each has its version.
func madeBefore(c filing.Case, road *filing.Workflow, p filing.Paper) int {
	n := -1
	for _, e := range c.Record {
		if m, ok := road.Move(e.Action); ok && m.Paper == p {
			n++
		}
	}
	return max(n, 0)
}

// keepFile writes a document into the folder of documents, for its owner's eyes only, and returns its name.
func (d *Desk) keepFile(unit, title string, file []byte) (string, error) {
	dir := filepath.Join(d.Documents, unit)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", fmt.Errorf("keep document: %w", err)
	}
	name := filepath.Join(dir, fileName(title))
	temporary, err := os.CreateTemp(dir, ".making-*")
	if err != nil {
		return "", fmt.Errorf("keep document: %w", err)
	}
	_, err = temporary.Write(file)
	err = errors.Join(err, temporary.Chmod(0o600), temporary.Close())
	if err == nil {
		err = os.Rename(temporary.Name(), name)
	}
	if err != nil {
		_ = os.Remove(temporary.Name())
		return "", fmt.Errorf("keep document: %w", err)
	}
	return name, nil
}

// paperValues are what the documents of a case may say: what was handed in, what the actions recorded, and what
// every letter of the county says.
func (d *Desk) paperValues(c filing.Case, b *knowledge.Base) (map[string]string, map[string][]map[string]string) {
	values, lists := map[string]string{}, map[string][]map[string]string{}
	if form, err := filing.DecodeDraft(c.Form, d.Forms.Form); err == nil {
		data := form.Data()
		maps.Copy(values, data.Values)
		maps.Copy(lists, data.Lists)
	}
	letterValues(values, c, b)
	for id, v := range c.Values {
		values[strings.ReplaceAll(id, "-", "_")] = v
	}
	recordedRows(lists, c)
	for _, as := range sameAs {
		if values[as.slot] == "" {
			values[as.slot] = values[as.value]
		}
	}
	return values, lists
}

// sameAs are slots that say what a value of another name recorded.
var sameAs = []struct{ slot, value string }{
	{"period", "until"}, {"bounds", "scope"}, {"reason", "text"}, {"conclusion", "visit_note"}, {"visited", "unit"},
	{"due", "supply_by"}, {"report_by", "due"}, {"before", "study"}, {"summary", "matter"}, {"to", "unit"}, {"to", "applicant"},
}

// lastEntry is what was done last.
func lastEntry(c filing.Case) filing.Entry {
	if len(c.Record) == 0 {
		return filing.Entry{At: c.Opened}
	}
	return c.Record[len(c.Record)-1]
}

func dateIn(t time.Time) knowledge.Date { return knowledge.Date(t.In(beijing).Format(time.DateOnly)) }

// letterValues are what every letter says, before what this case says.
func letterValues(values map[string]string, c filing.Case, b *knowledge.Base) {
	for i := len(c.Record) - 1; i >= 0 && values["text"] == ""; i-- {
		values["text"] = c.Record[i].Text
	}
	values["doc_number"], values["filed_number"] = c.Number, c.Number
	values["applied_on"], values["dated"] = filing.FormalDate(dateIn(c.Opened)), filing.FormalDate(dateIn(lastEntry(c).At))
	values["matter"] = cmp.Or(values["matter"], c.Title())
	values["objection"] = "有异议的，可以书面提出，由没有参与本次审核的人员复核。"
	if on := c.Values["visit-on"]; on != "" {
		values["visit_plan"] = on + "首次回访，以后视情况随机回访。"
	}
	values["organ"] = b.County.Decider
	values["send_to"] = "书面材料加盖单位公章后，报送" + b.County.Decider + b.County.Office + "。"
	if v, ok := judged(b, c); ok && v.Item != "" {
		values["items"] = titleOf(b, v.Item)
		if len(v.Citations) > 0 {
			values["basis"] = v.Citations[0].Document
		}
	}
}

// recordedRows are the lists that the actions recorded.
func recordedRows(lists map[string][]map[string]string, c filing.Case) {
	columns := map[string][]string{
		"permits": {"permit", "office", "due"}, "problems": {"problem", "basis", "wanted", "due"},
		"visitors": {"name", "post", "part"},
	}
	if text := lastEntry(c).Text; text != "" {
		lists["gaps"] = []map[string]string{{"gap": text, "wanted": "按要求补齐后报送"}}
	}
	for id, names := range columns {
		value := c.Values[id]
		if value == "" {
			continue
		}
		lists[id] = nil
		for _, cells := range filing.Rows(value) {
			row := map[string]string{}
			for i, name := range names {
				if i < len(cells) {
					row[name] = cells[i]
				}
			}
			if id == "problems" && row["due"] == "" {
				row["due"] = c.Values["due"]
			}
			lists[id] = append(lists[id], row)
		}
	}
}
