package bot_test

import (
	"context"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"dandang/filing"
	"dandang/handlers"
	"dandang/store"
)

// TestRandomEditsAtTheDesk edits a finished application at random by words, as a person would on the check page, a hundred
// times (-rapid.checks=1000 for more). After every edit the check page, the store and a plain reckoning say the same; at the
// end the paper is made whole, handed in, and the document, read back by other means, says the same once more and nothing
// that was replaced or does not apply.
func TestRandomEditsAtTheDesk(t *testing.T) {
	t.Parallel()
	d, dir := draftDesk(t, "")
	base, err := d.Lists("demo", "2026-11-22")
	if err != nil {
		t.Fatal(err)
	}
	e := &editing{desk: d, dir: dir, form: d.Forms.Form("request").WithItems(base), whole: wholeTalk(t, d)}
	rapid.Check(t, func(t *rapid.T) {
		e.begin(t)
		for range rapid.IntRange(1, 9).Draw(t, "edits") {
			e.step(t)
			e.agree(t)
		}
		e.finish(t)
	})
}

// wholeTalk is a talk whose application is complete and not yet handed in.
func wholeTalk(t *testing.T, d *handlers.Desk) store.Conversation {
	t.Helper()
	e := &editing{desk: d, talk: "whole", person: "whole"}
	e.say(t, "帮我起草")
	var all strings.Builder
	for _, a := range scalars {
		fmt.Fprintf(&all, "%s：%s。", a.label, a.says[0].said)
	}
	e.say(t, all.String())
	for _, l := range lists {
		if l.label == "补办手续清单" || l.label == "资金来源" {
			continue
		}
		e.say(t, "改"+l.label)
		e.say(t, l.rows[0])
		e.say(t, "没有了")
	}
	e.say(t, "把资金来源改成没有")
	e.say(t, "改资金来源")
	e.say(t, "没有")
	got := e.say(t, "核对")
	if !strings.Contains(got, "没有发现缺项和矛盾") {
		t.Fatalf("the application is not complete:\n%s", got)
	}
	c, err := d.Store.Load(t.Context(), "demo", e.talk)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// An editing is a talk in which a finished application is edited, with the reckoning that goes along.
type editing struct {
	desk  *handlers.Desk
	dir   string
	form  *filing.Form
	whole store.Conversation
	runs  int

	talk   string
	person string
	turns  int
	sheet  sheet
	past   []sheet
	used   map[string]bool // all that was ever on the paper
}

// A sheet is what the paper must hold: by label, each with its state as the check page calls it.
type sheet map[string]held

type held struct {
	state string
	lines []string // the value, or the rows
}

func (h held) empty() bool { return len(h.lines) == 0 }

// A failer is a test or a property.
type failer interface {
	Helper()
	Fatal(...any)
	Fatalf(string, ...any)
}

// say sends a message and returns the reply.
func (e *editing) say(t failer, words string) string {
	t.Helper()
	e.turns++
	replies, err := e.desk.Handle(context.Background(), handlers.Message{ID: fmt.Sprint(e.talk, "-", e.turns), Unit: "demo", Conversation: e.talk,
		From: handlers.Person{ID: e.person}, Text: words, At: start.Add(time.Duration(e.turns) * time.Second)})
	if err != nil || len(replies) != 1 {
		t.Fatalf("%s: %v, %v", words, replies, err)
	}
	return replies[0].Text
}

// begin gives a new person a copy of the finished application.
func (e *editing) begin(t failer) {
	t.Helper()
	e.runs++
	e.talk, e.person = fmt.Sprint("edits:", e.runs), fmt.Sprint("person", e.runs)
	c := e.whole
	c.ID, c.Person, c.Version, c.Head = e.talk, e.person, 0, ""
	if _, err := e.desk.Store.Commit(context.Background(), store.Commit{Event: e.talk, Conversation: c, Audit: store.Audit{Who: e.person, What: "test"}}); err != nil {
		t.Fatal(err)
	}
	e.turns, e.past, e.sheet, e.used = 0, nil, sheet{}, map[string]bool{}
	for _, s := range scalars {
		e.sheet[s.label] = held{filing.StateFilled, []string{s.says[0].formal}}
	}
	for _, l := range lists {
		e.sheet[l.label] = held{filing.StateFilled, l.rows[:1]}
	}
	e.sheet["资金来源"] = held{filing.StateFilled, []string{"无"}}
	for _, label := range []string{"反对或保留意见的内容", "回避情况", "已采取的纠错挽损措施"} {
		e.sheet[label] = held{filing.StateFilled, []string{wayOf(label).formal}}
	}
	e.sheet["补办手续清单"] = held{filing.StateBlank, nil}
	e.agree(t)
}

// wayOf is the first way of saying what belongs to a field.
func wayOf(label string) way {
	for _, s := range scalars {
		if s.label == label {
			return s.says[0]
		}
	}
	return way{}
}

// change puts a value on the reckoned sheet, and to 待确认 what hangs on it.
func (e *editing) change(label string, now held) {
	was := e.sheet[label]
	e.past = append(e.past, e.sheet)
	next := e.sheet.with(label, now)
	id := e.field(label).ID
	if !was.empty() && !slices.Equal(was.lines, now.lines) {
		for _, f := range e.form.Fields() {
			hangs := slices.Contains(f.Depends, id) || slices.ContainsFunc(f.When, func(c filing.Condition) bool { return c.Field == id })
			if h := next[f.Label]; hangs && h.state == filing.StateFilled {
				next[f.Label] = held{filing.StateWaits, h.lines}
			}
		}
	}
	e.sheet = next
}

// field is the field of a label.
func (e *editing) field(label string) *filing.Field {
	for _, f := range e.form.Fields() {
		if f.Label == label {
			return f
		}
	}
	panic(label + " is no field")
}

// applies is the meaning of the form's conditions, all of them yes or no or a choice of this form.
func (e *editing) applies(f *filing.Field) bool {
	for _, c := range f.When {
		other := e.form.Field(c.Field)
		h := e.sheet[other.Label]
		if h.state != filing.StateFilled || !e.applies(other) {
			return false
		}
		is := slices.ContainsFunc(c.Is, func(id string) bool {
			return h.lines[0] == map[string]string{"yes": "是", "ongoing": "正在实施", "done": "已经实施完毕"}[id]
		})
		if !is {
			return false
		}
	}
	return true
}

// step is one edit.
func (e *editing) step(t *rapid.T) {
	switch rapid.IntRange(0, 9).Draw(t, "edit") {
	case 0, 1, 2:
		e.reword(t)
	case 3, 4:
		e.pick(t)
	case 5, 6, 7:
		e.editRows(t)
	case 8:
		e.undo(t)
	case 9:
		e.beside(t)
	}
}

// reword says what a field shall be, wherever the talk is.
func (e *editing) reword(t *rapid.T) {
	s := rapid.SampledFrom(scalars).Draw(t, "field")
	w := rapid.SampledFrom(s.says).Draw(t, "value")
	got := e.say(t, "把"+s.label+"改成"+w.said)
	if w.formal == "" {
		mustSay(t, got, "【没有收】")
		return
	}
	e.change(s.label, held{filing.StateFilled, []string{w.formal}})
}

// pick opens a field that applies, and answers it, skips it or leaves it.
func (e *editing) pick(t *rapid.T) {
	s := rapid.SampledFrom(scalars).Draw(t, "field")
	if !e.applies(e.field(s.label)) {
		return
	}
	mustSay(t, e.say(t, "改"+s.label), "】"+s.label+"（已填")
	was := e.sheet[s.label]
	switch rapid.IntRange(0, 3).Draw(t, "then") {
	case 0:
		if e.say(t, "先跳过"); was.state != filing.StateSkipped {
			e.past = append(e.past, e.sheet)
			e.sheet = e.sheet.with(s.label, held{filing.StateSkipped, was.lines})
		}
	case 1:
		e.say(t, "核对")
	default:
		w := rapid.SampledFrom(s.says).Draw(t, "value")
		e.say(t, w.said)
		if w.formal != "" {
			e.change(s.label, held{filing.StateFilled, []string{w.formal}})
		}
	}
}

// editRows adds, deletes or moves a row of a list that applies.
func (e *editing) editRows(t *rapid.T) {
	l := rapid.SampledFrom(lists).Draw(t, "list")
	if l.label == "资金来源" || !e.applies(e.field(l.label)) {
		return
	}
	rows := slices.Clone(e.sheet[l.label].lines)
	n := len(rows)
	switch rapid.IntRange(0, 2).Draw(t, "rows") {
	case 0:
		fresh := slices.DeleteFunc(slices.Clone(l.rows), func(r string) bool { return slices.Contains(rows, r) })
		if len(fresh) == 0 {
			return
		}
		row := rapid.SampledFrom(fresh).Draw(t, "row")
		e.say(t, rapid.SampledFrom([]string{"加一条", ""}).Draw(t, "words")+l.label+"："+row)
		rows = append(rows, row)
	case 1:
		if n == 0 {
			return
		}
		at := rapid.IntRange(1, n).Draw(t, "at")
		e.say(t, fmt.Sprintf("把%s第%d条删掉", l.label, at))
		rows = slices.Delete(rows, at-1, at)
	case 2:
		if n < 2 {
			return
		}
		at, to := rapid.IntRange(1, n).Draw(t, "at"), rapid.IntRange(1, n).Draw(t, "to")
		e.say(t, fmt.Sprintf("%s第%d条移到第%d条", l.label, at, to))
		row := rows[at-1]
		rows = slices.Insert(slices.Delete(rows, at-1, at), to-1, row)
	}
	now := held{filing.StateFilled, rows}
	if len(rows) == 0 {
		now = held{filing.StateBlank, nil}
	}
	e.change(l.label, now)
}

// undo takes the last edit back, as long as there was one in this talk.
func (e *editing) undo(t *rapid.T) {
	if len(e.past) == 0 {
		return
	}
	e.say(t, "上一步")
	e.sheet, e.past = e.past[len(e.past)-1], e.past[:len(e.past)-1]
}

// beside says what must change nothing, or confirms all.
func (e *editing) beside(t *rapid.T) {
	switch words := rapid.SampledFrom([]string{"备案要交什么材料？", "今天天气怎么样？", "嗯嗯啊啊", "改第99项", "附件第9条删掉", "稍后再说", "都对"}).Draw(t, "words"); words {
	case "稍后再说":
		e.say(t, words)
		e.say(t, "我的备案")
		e.say(t, "继续")
	case "都对":
		e.confirmAll(t)
	default:
		e.say(t, words)
	}
}

// confirmAll says that all is right, and reports whether anything waited for that.
func (e *editing) confirmAll(t failer) (changed bool) {
	t.Helper()
	e.say(t, "都对")
	next := sheet{}
	for label, h := range e.sheet {
		if h.state == filing.StateWaits && e.applies(e.field(label)) {
			h.state, changed = filing.StateFilled, true
		}
		next[label] = h
	}
	if changed {
		e.past = append(e.past, e.sheet)
		e.sheet = next
	}
	return changed
}

// with is the sheet with another value at a label.
func (s sheet) with(label string, h held) sheet {
	next := maps.Clone(s)
	next[label] = h
	return next
}

func mustSay(t failer, got, want string) {
	t.Helper()
	if !strings.Contains(got, want) {
		t.Fatalf("the reply lacks %s:\n%s", want, got)
	}
}

var checkLine = regexp.MustCompile(`(?m)^ +(?:(\d+)\. )?([^：\n·]+)：(.*)$`)

// agree holds the check page and the store against the reckoning.
func (e *editing) agree(t failer) {
	t.Helper()
	page := e.say(t, "核对")
	shown := map[string]string{}
	count := 0
	for _, g := range checkLine.FindAllStringSubmatch(page, -1) {
		if g[1] != "" {
			if count++; g[1] != fmt.Sprint(count) {
				t.Fatalf("line %s of the check page stands in place %d:\n%s", g[1], count, page)
			}
		}
		shown[g[2]] = g[3]
	}
	d := e.stored(t)
	for _, f := range e.form.Fields() {
		if f.Office {
			continue
		}
		h := e.sheet[f.Label]
		if want, got := e.onPage(f, h), shown[f.Label]; got != want {
			t.Fatalf("the check page says %s：%q, want %q\n%s", f.Label, got, want, page)
		}
		e.sameValue(t, f, d.Values[f.ID], h)
		for _, line := range h.lines {
			e.used[line] = true
		}
	}
}

// onPage is what the check page has to say of a field.
func (e *editing) onPage(f *filing.Field, h held) string {
	text := clipped(strings.Join(h.lines, "；"), 40)
	if f.Type == filing.TypeList && !h.empty() && h.lines[0] != "无" {
		text = fmt.Sprintf("共%d条——%s", len(h.lines), clipped(strings.Join(h.lines, "；"), 60))
	}
	switch {
	case !e.applies(f) && h.empty():
		return ""
	case !e.applies(f):
		return "（现在用不上，先留着）"
	case h.state == filing.StateFilled:
		return text
	}
	return text + "〔" + h.state + "〕"
}

// clipped is the beginning of a text that is too long for a line.
func clipped(s string, most int) string {
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "……"
	}
	return s
}

// stored is the draft as the store has it.
func (e *editing) stored(t failer) filing.Draft {
	t.Helper()
	c, err := e.desk.Store.Newest(context.Background(), "demo", e.talk)
	if err != nil || len(c.Drafts) != 1 {
		t.Fatalf("%d drafts, %v", len(c.Drafts), err)
	}
	return e.decoded(t, c.Drafts[0].Data)
}

func (e *editing) decoded(t failer, data []byte) filing.Draft {
	t.Helper()
	d, err := filing.DecodeDraft(data, func(string) *filing.Form { return e.form })
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// sameValue holds what is stored of a field against the reckoning.
func (e *editing) sameValue(t failer, f *filing.Field, v filing.Value, h held) {
	t.Helper()
	var lines []string
	if v.Formal != "" {
		lines = append(lines, v.Formal)
	}
	for _, row := range v.Rows {
		lines = append(lines, f.Text(row))
	}
	state := map[filing.Standing]string{filing.Blank: filing.StateBlank, filing.Filled: filing.StateFilled, filing.Stale: filing.StateWaits, filing.Skipped: filing.StateSkipped}[v.State]
	if !slices.Equal(lines, h.lines) || state != h.state {
		t.Fatalf("stored of %s is %s %q, want %s %q", f.Label, state, lines, h.state, h.lines)
	}
}
