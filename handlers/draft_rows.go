package handlers

import (
	"regexp"
	"strconv"
	"strings"

	"dandang/filing"
)

// Words that change the rows of a list. The name of another list may stand before them: 责任人第2条删掉.
var (
	rowDelete = regexp.MustCompile(`^(?:把)?(.{0,12}?)第?(\d{1,2}|[一二两三四五六七八九十]{1,3})(?:条|行|个|项)(?:给)?(?:我)?(?:删掉|删除|删了|去掉|不要了|不要|删)$|^(?:把)?(?:删掉|删除|删|去掉)(.{0,12}?)第?(\d{1,2}|[一二两三四五六七八九十]{1,3})(?:条|行|个|项)$`)
	rowMove   = regexp.MustCompile(`^(?:把)?(.{0,12}?)第?(\d{1,2}|[一二两三四五六七八九十]{1,3})(?:条|行|个|项)(?:移到|挪到|放到|调到|排到|换到)(?:第)?(\d{1,2}|[一二两三四五六七八九十]{1,3}|最前|最前面|最后|最后面)(?:条|行|个|项)?(?:前面|的位置)?$`)
	rowEdit   = regexp.MustCompile(`^(?:把)?(.{0,12}?)第(\d{1,2}|[一二两三四五六七八九十]{1,3})(?:条|行|个|项)(?:的)?(.*?)(?:改成|改为|换成|应该是|应为|：|:)(.+)$`)
	rowAdd    = regexp.MustCompile(`^(?:再)?(?:加|增加|添|添加|补)(?:上)?(?:一|1)?(?:条|行|个|项|位)?(.{0,12}?)[：:，,]\s*(.+)$`)
	onlyName  = regexp.MustCompile(`^(?:不对|错了|更正)[，,。 ]*`)
)

// rows changes the rows of the list that is open or named. ok is false when the words do no such thing, or tell fields by
// their names.
func (t *turn) rows(words string) (next filing.Draft, lead string, problems []filing.Problem, ok bool) {
	d := t.paper.draft
	if d.ByName(words) {
		return d, "", nil, false
	}
	s := strings.TrimRight(strings.TrimSpace(onlyName.ReplaceAllString(strings.TrimSpace(words), "")), "。.！!")
	if strings.Contains(s, "\n") {
		return t.paste(words)
	}
	if g := rowDelete.FindStringSubmatch(s); g != nil {
		if f := t.listNamed(g[1] + g[3]); f != nil {
			n := ordinal(g[2] + g[4])
			lead = rowGone(f, d.Values[f.ID].Rows, n)
			next, problems = d.DeleteRow(f.ID, n)
			return next, ifNone(problems, lead), problems, true
		}
	}
	if g := rowMove.FindStringSubmatch(s); g != nil {
		if f := t.listNamed(g[1]); f != nil {
			to := ordinal(g[3])
			switch {
			case strings.HasPrefix(g[3], "最前"):
				to = 1
			case strings.HasPrefix(g[3], "最后"):
				to = len(d.Values[f.ID].Rows)
			}
			next, problems = d.MoveRow(f.ID, ordinal(g[2]), to)
			return next, ifNone(problems, t.rowsLead(f, next)), problems, true
		}
	}
	if g := rowEdit.FindStringSubmatch(s); g != nil {
		if f := t.listNamed(g[1]); f != nil {
			said := g[4]
			if g[3] != "" {
				said = g[3] + "：" + g[4]
			}
			n := ordinal(g[2])
			next, problems = d.EditRow(f.ID, n, said, t.when())
			return next, ifNone(problems, rowNow(f, next.Values[f.ID].Rows, n)), problems, true
		}
	}
	if g := rowAdd.FindStringSubmatch(s); g != nil {
		if f := t.listNamed(g[1]); f != nil {
			next, problems = d.AddRow(f.ID, g[2], t.when())
			return next.Edit(d.At), ifNone(problems, t.rowsLead(f, next)), problems, true
		}
	}
	return t.paste(words)
}

// rowsLead shows the rows of a list that is not the open one; those of the open list are shown with its question.
func (t *turn) rowsLead(f *filing.Field, next filing.Draft) string {
	if q, open := next.Next(); open && q.Field == f {
		return rowsChanged()
	}
	return rowsNow(f, next.Values[f.ID].Rows)
}

// paste adds the rows of a table to the list that is open: one a line, or several with semicolons between.
func (t *turn) paste(words string) (next filing.Draft, lead string, problems []filing.Problem, ok bool) {
	d := t.paper.draft
	q, open := d.Next()
	if !open || q.Field.Type != filing.TypeList || t.message.Press != "" || t.paper.page == pageCheck && d.At == "" {
		return d, "", nil, false
	}
	if !strings.ContainsAny(strings.TrimRight(words, "；; 。"), "\n；;") {
		return d, "", nil, false
	}
	next, added, problems := d.PasteRows(q.Field.ID, words, t.when())
	return next, pasted(q.Field, added, next.Values[q.Field.ID].Rows), problems, true
}

// listNamed is the list with that name; no name means the one that is open.
func (t *turn) listNamed(name string) *filing.Field {
	d := t.paper.draft
	name = strings.TrimSuffix(strings.TrimSpace(name), "的")
	if name == "" {
		if q, open := d.Next(); open && q.Field.Type == filing.TypeList {
			return q.Field
		}
		return nil
	}
	var found *filing.Field
	for _, f := range d.Form.Named(name) {
		if f.Type == filing.TypeList && found == nil {
			found = f
		}
	}
	return found
}

// ordinal reads 2, 二, 十二; 0 when it is none.
func ordinal(s string) int {
	if n, err := strconv.Atoi(s); err == nil {
		return n
	}
	digits := map[rune]int{'一': 1, '二': 2, '两': 2, '三': 3, '四': 4, '五': 5, '六': 6, '七': 7, '八': 8, '九': 9}
	n, tens := 0, 0
	for _, r := range s {
		if r == '十' {
			tens = max(n, 1) * 10
			n = 0
			continue
		}
		n = digits[r]
	}
	return tens + n
}

func ifNone(problems []filing.Problem, lead string) string {
	if len(problems) > 0 {
		return ""
	}
	return lead
}
