package handlers

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"dandang/filing"
)

// A filter says which of the open cases a list shows.
type filter struct {
	name string
	keep func(r *reviewing, c filing.Case) bool
}

// filters are those of 待办, by the words that ask for them. The kinds of case come beside them.
var filters = []filter{
	{"我的", func(r *reviewing, c filing.Case) bool { return c.Holder == r.by.ID }},
	{"未认领", func(r *reviewing, c filing.Case) bool { return c.Holder == "" }},
	{"等确认", func(r *reviewing, c filing.Case) bool { return c.Proposal != nil && c.Proposal.Who != r.by.ID }},
	{"超期", func(r *reviewing, c filing.Case) bool {
		return len(c.Clocks) > 0 && !c.Clocks[0].Due.IsZero() && c.Clocks[0].Due.Before(r.message.At)
	}},
	{"加急", func(_ *reviewing, c filing.Case) bool { return c.Urgent }},
	{"等对方", func(r *reviewing, c filing.Case) bool { return r.waits(c) == filing.WaitsAsker }},
	{"全部", func(*reviewing, filing.Case) bool { return true }},
}

// pageSize is how many cases a page of a list shows.
const pageSize = 10

// todo shows the first page of the open cases, those that wait for staff first, by what is due next.
func (r *reviewing) todo(ctx context.Context, rest string) (Reply, error) {
	r.work = work{Case: r.work.Case, List: strings.TrimSpace(rest), Paused: r.work.Paused}
	return r.page(ctx)
}

func (r *reviewing) moreTodo(ctx context.Context, _ string) (Reply, error) {
	r.work = r.work.idle()
	r.work.Page++
	return r.page(ctx)
}

func (r *reviewing) page(ctx context.Context) (Reply, error) {
	keep, ok := r.filter(r.work.List)
	if !ok {
		return noSuchFilter(r.work.List, r.filterNames()), nil
	}
	open, err := r.desk.Store.Cases(ctx, r.message.Unit)
	if err != nil {
		return Reply{}, fmt.Errorf("list cases: %w", err)
	}
	mine := slices.DeleteFunc(open, func(c filing.Case) bool { return !r.sees(c) || !keep(c) })
	slices.SortStableFunc(mine, r.before)
	if r.work.Page*pageSize >= len(mine) {
		r.work.Page = 0
	}
	from := r.work.Page * pageSize
	shown := mine[from:min(len(mine), from+pageSize)]
	return r.listReply(shown, len(mine), from), nil
}

// soonDays is how long before its time a case that is being carried out comes up among those to be dealt with.
const soonDays = 10

func (r *reviewing) soon(c filing.Case) bool {
	return len(c.Clocks) > 0 && !c.Clocks[0].Due.IsZero() && c.Clocks[0].Due.Before(r.message.At.AddDate(0, 0, soonDays))
}

// filter is the filter of a name: none for all that wait, one of filters, or a kind of case.
func (r *reviewing) filter(name string) (func(filing.Case) bool, bool) {
	if name == "" {
		return func(c filing.Case) bool { return r.waits(c) != filing.WaitsTime || c.Proposal != nil || r.soon(c) }, true
	}
	for _, f := range filters {
		if f.name == name {
			return func(c filing.Case) bool { return f.keep(r, c) }, true
		}
	}
	for _, w := range r.desk.Rules.Workflows.All() {
		if w.Title == name {
			return func(c filing.Case) bool { return c.Kind == w.Kind }, true
		}
	}
	return nil, false
}

func (r *reviewing) filterNames() []string {
	var names []string
	for _, f := range filters {
		names = append(names, f.name)
	}
	for _, w := range r.desk.Rules.Workflows.All() {
		names = append(names, w.Title)
	}
	return names
}

// waits is for whom a case waits now.
func (r *reviewing) waits(c filing.Case) filing.Waits {
	s, _ := r.desk.Rules.Workflows.Of(c.Kind).Stop(c.State)
	return s.Waits
}

// before orders cases: urgent ones, then by what is due first, then by age.
func (r *reviewing) before(a, b filing.Case) int {
	return cmp.Or(boolOrder(a.Urgent, b.Urgent), boolOrder(r.waits(a) != filing.WaitsAsker, r.waits(b) != filing.WaitsAsker),
		dueOrder(a, b), a.Opened.Compare(b.Opened))
}

func boolOrder(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return -1
	}
	return 1
}

func dueOrder(a, b filing.Case) int {
	switch {
	case len(a.Clocks) == 0 || len(b.Clocks) == 0:
		return len(b.Clocks) - len(a.Clocks)
	}
	return a.Clocks[0].Due.Compare(b.Clocks[0].Due)
}
