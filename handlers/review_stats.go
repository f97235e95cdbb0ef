package handlers

import (
	"context"
	"fmt"
	"strings"
	"time"

	"dandang/filing"
	"dandang/filing/sheet"
	"dandang/knowledge"
)

// spans are the times that figures can be asked for, by the words that ask for them; the first is taken when none is
// named.
var spans = []struct {
	name string
	of   func(now time.Time) (from, to time.Time)
}{
	{"今年", func(now time.Time) (time.Time, time.Time) { return yearOf(now, 0), yearOf(now, 1) }},
	{"去年", func(now time.Time) (time.Time, time.Time) { return yearOf(now, -1), yearOf(now, 0) }},
	{"本月", func(now time.Time) (time.Time, time.Time) { return monthOf(now, 0), monthOf(now, 1) }},
	{"上月", func(now time.Time) (time.Time, time.Time) { return monthOf(now, -1), monthOf(now, 0) }},
	{"全部", func(now time.Time) (time.Time, time.Time) { return time.Time{}, now.AddDate(1, 0, 0) }},
}

func yearOf(t time.Time, add int) time.Time {
	return time.Date(t.In(beijing).Year()+add, 1, 1, 0, 0, 0, 0, beijing)
}

func monthOf(t time.Time, add int) time.Time {
	t = t.In(beijing)
	return time.Date(t.Year(), t.Month()+time.Month(add), 1, 0, 0, 0, 0, beijing)
}

// stats tells the figures of the cases of a time; 「图」 and 「表」 ask for the picture and for the table as a file.
func (r *reviewing) stats(ctx context.Context, rest string) (Reply, error) {
	if !r.by.Has(filing.StaffRoles...) {
		return Reply{}, filing.NoCase
	}
	span := spans[0].name
	for _, x := range spans {
		if strings.Contains(rest, x.name) {
			span = x.name
		}
	}
	s, text, err := r.desk.Figures(ctx, r.base, r.message.Unit, span, r.message.At)
	if err != nil {
		return Reply{}, err
	}
	reply := Reply{Text: text + "\n可以加时间：" + strings.Join(spanNames(), "、") + "。", Buttons: []string{"统计 " + span + " 图", "统计 " + span + " 表", pressTodo}}
	make, kind := sheet.XLSX, ".xlsx"
	switch {
	case strings.Contains(rest, "图"):
		make, kind = sheet.PNG, ".png"
	case strings.Contains(rest, "表"):
		make, kind = sheet.CSV, ".csv"
	}
	if r.desk.Documents == "" {
		return reply, nil
	}
	file, err := make(s)
	if err == nil {
		reply.File, err = r.desk.keepFile(r.message.Unit, fmt.Sprintf("统计 %s %s%s", span, r.message.At.In(beijing).Format("20060102"), kind), file)
	}
	if err != nil {
		r.desk.Log.ErrorContext(ctx, "figures not made", "unit", r.message.Unit, "err", err)
		reply.Text += "\n文件这会儿没有做出来，数字在上面。"
	}
	return reply, nil
}

// spanNames are the names of the times that figures can be asked for.
func spanNames() []string {
	var names []string
	for _, s := range spans {
		names = append(names, s.name)
	}
	return names
}

// Figures counts the cases of a unit that were opened in one of spans, by its name, as they stand at now, and tells the figures in
// words. The error is that of the store, or tells that there is no such span.
func (d *Desk) Figures(ctx context.Context, b *knowledge.Base, unit, span string, now time.Time) (filing.Stats, string, error) {
	for _, x := range spans {
		if x.name != span {
			continue
		}
		from, to := x.of(now)
		s, err := d.count(ctx, unit, from, to, now)
		return s, statsText(b, span, s), err
	}
	return filing.Stats{}, "", fmt.Errorf("count cases: no span %q", span)
}

// count makes the figures of the cases of a unit that were opened in a time, as they stand at now.
func (d *Desk) count(ctx context.Context, unit string, from, to, now time.Time) (filing.Stats, error) {
	var all []filing.Case
	err := d.Store.AllCases(ctx, unit, func(c filing.Case) error {
		all = append(all, c)
		return nil
	})
	if err != nil {
		return filing.Stats{}, fmt.Errorf("count cases: %w", err)
	}
	return filing.Count(all, from, to, now, d.rules(unit)), nil
}
