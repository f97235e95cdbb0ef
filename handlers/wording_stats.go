package handlers

import (
	"fmt"
	"strings"

	"dandang/filing"
	"dandang/knowledge"
)

// statsText tells the figures: all of them first, then by kind, by end and by item.
func statsText(b *knowledge.Base, span string, s filing.Stats) string {
	var w strings.Builder
	fmt.Fprintf(&w, "统计（%s收到的，截至%s）：", span, day(s.At))
	w.WriteString("\n【合计】" + figuresLine(s.All))
	if s.All.First.N > 0 {
		fmt.Fprintf(&w, "\n【时长】首次答复中位数%.1f工作小时，95%%在%.1f工作小时以内", s.All.First.Median.Hours(), s.All.First.P95.Hours())
	}
	if s.All.Decision.N > 0 {
		fmt.Fprintf(&w, "；决定中位数%.1f工作小时，95%%在%.1f工作小时以内", s.All.Decision.Median.Hours(), s.All.Decision.P95.Hours())
	}
	for _, part := range []struct {
		title  string
		groups []filing.Group
	}{{"按种类", s.ByKind}, {"按结果", s.ByEnd}, {"按情形", s.ByItem}} {
		if len(part.groups) == 0 {
			continue
		}
		w.WriteString("\n【" + part.title + "】")
		for _, g := range part.groups {
			title := g.Title
			if it := b.Item(g.ID); it != nil {
				title = it.Title
			}
			w.WriteString("\n  · " + title + "：" + figuresLine(g.Figures))
		}
	}
	if n := s.All.Helpful + s.All.Unhelpful; n > 0 {
		fmt.Fprintf(&w, "\n【评价】有帮助%d件，没帮助%d件", s.All.Helpful, s.All.Unhelpful)
	}
	return w.String()
}

func figuresLine(f filing.Figures) string {
	line := fmt.Sprintf("收到%d件，已结束%d件，未结束%d件", f.Opened, f.Ended, f.Running)
	if f.Overdue > 0 {
		line += fmt.Sprintf("，现在超期%d件", f.Overdue)
	}
	if f.Late > 0 {
		line += fmt.Sprintf("，曾经超期%d件", f.Late)
	}
	if f.Overturned > 0 {
		line += fmt.Sprintf("，改变机器人研判%d件", f.Overturned)
	}
	return line
}
