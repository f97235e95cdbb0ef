package filing

import (
	"fmt"
	"time"
)

// Table is the figures as rows for a table or CSV, the first row the heads. Times are in working hours.
func (s Stats) Table() [][]string {
	rows := [][]string{sayStatHeads}
	for _, part := range []struct {
		title  string
		groups []Group
	}{
		{sayStatAll, []Group{{Title: sayStatSum, Figures: s.All}}}, {sayStatKind, s.ByKind}, {sayStatEnd, s.ByEnd},
		{sayStatJudged, s.ByJudged}, {sayStatItem, s.ByItem},
	} {
		for _, g := range part.groups {
			rows = append(rows, append([]string{part.title, g.Title}, g.cells()...))
		}
	}
	return rows
}

// cells are the figures as they stand in a table, in the order of the heads.
func (f Figures) cells() []string {
	var cells []string
	for _, n := range []int{f.Opened, f.Ended, f.Running, f.Decided, f.Overdue, f.Late, f.Overturned} {
		cells = append(cells, fmt.Sprint(n))
	}
	cells = append(cells, percent(f.Late, f.Opened), percent(f.Overturned, f.Decided), fmt.Sprint(f.Helpful), fmt.Sprint(f.Unhelpful))
	for _, t := range []Times{f.First, f.Decision} {
		cells = append(cells, t.hours(t.Median), t.hours(t.P95))
	}
	return cells
}

// percent is a share as people read it, "" of none.
func percent(n, all int) string {
	if all == 0 {
		return ""
	}
	return fmt.Sprintf("%.1f%%", 100*Share(n, all))
}

// hours is a time in working hours, "" when there is none.
func (t Times) hours(d time.Duration) string {
	if t.N == 0 {
		return ""
	}
	return fmt.Sprintf("%.1f", d.Hours())
}
