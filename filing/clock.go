package filing

import (
	"cmp"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"dandang/knowledge"
)

// tick makes deadlines end and run after an action; row is the one of a list that it ends, 0 for all. It returns what
// is to be said of those that cannot be reckoned.
func (c *Case) tick(action string, row int, at time.Time, w *Workflow, r Rules) []Event {
	var late []Event
	for _, d := range w.Deadlines {
		if slices.Contains(d.Ends, action) {
			c.finish(d, row, at, r)
		}
		if !slices.Contains(d.Starts, action) {
			continue
		}
		late = append(late, c.run(d, at, w, r)...)
	}
	c.sortClocks()
	return late
}

// run makes a deadline run from the beginning, in the place of the clocks that it has, and returns what is to be said of
// those that cannot be reckoned.
func (c *Case) run(d Deadline, at time.Time, w *Workflow, r Rules) []Event {
	var late []Event
	c.drop(d.ID, 0)
	for _, k := range d.clocks(*c, at, w) {
		k, err := k.reckon(d, at, r)
		if err != nil && k.Due.IsZero() {
			late = append(late, c.tell([]Telling{{To: ToLead, Text: sayNotReckoned + err.Error()}}, tellings{rules: r, road: w, clock: &k})...)
		}
		c.Clocks = append(c.Clocks, k.still(c.Stopped))
	}
	return late
}

// finish ends a deadline; one that comes again begins its next round.
func (c *Case) finish(d Deadline, row int, at time.Time, r Rules) {
	var last *Clock
	for _, k := range c.Clocks {
		if clockName(k.ID) == d.ID {
			last = &k
		}
	}
	c.note(at, func(k Clock) bool { name, r := clockRow(k.ID); return name == d.ID && (row == 0 || r == row) })
	c.drop(d.ID, row)
	if last == nil || d.Every == 0 {
		return
	}
	day := d.next(cmp.Or(last.Day, dateOf(midnightOf(last.From))), dateOf(midnightOf(at)))
	k, _ := Clock{ID: d.ID, What: d.What, From: at.In(beijing), Day: day}.reckon(d, at, r)
	c.Clocks = append(c.Clocks, k)
}

// note marks the last entry as late when it ends a deadline that was over.
func (c *Case) note(at time.Time, ends func(Clock) bool) {
	if slices.ContainsFunc(c.Clocks, func(k Clock) bool { return ends(k) && c.runs(k) && k.Due.Before(at) }) {
		c.Record[len(c.Record)-1].Late = true
	}
}

// drop takes clocks of a deadline away, one row or all.
func (c *Case) drop(id string, row int) {
	c.Clocks = slices.DeleteFunc(c.Clocks, func(k Clock) bool {
		name, r := clockRow(k.ID)
		return name == id && (row == 0 || r == row)
	})
}

// sortClocks puts first what is over first; what cannot be reckoned comes last.
func (c *Case) sortClocks() {
	slices.SortStableFunc(c.Clocks, func(a, b Clock) int {
		if a.Due.IsZero() != b.Due.IsZero() {
			return map[bool]int{true: 1, false: -1}[a.Due.IsZero()]
		}
		return cmp.Or(a.Due.Compare(b.Due), cmp.Compare(a.ID, b.ID))
	})
}

// clocks are those that a deadline makes run now: one, one for each row of a list, or none when no day was set.
func (d Deadline) clocks(c Case, at time.Time, w *Workflow) []Clock {
	k := Clock{ID: d.ID, What: d.What, From: at.In(beijing)}
	set, today := c.Values[d.On], dateOf(midnightOf(at))
	n, _ := w.need(d.On)
	switch {
	case d.On != "" && set != "" && n.Rows:
		var all []Clock
		for i, cells := range Rows(set) {
			last := len(cells) - 1
			k.ID, k.Day = d.ID+"/"+strconv.Itoa(i+1), dayIn(cells[last], at)
			k.What = d.What + "：" + strings.Join(cells[:last], "，")
			all = append(all, k)
		}
		return all
	case d.On != "" && dayIn(set, at) >= today:
		k.Day = dayIn(set, at)
	case d.Every > 0:
		k.Day = d.next(cmp.Or(dayIn(c.Values[d.Since], at), today), today)
	case d.Days == 0:
		return nil
	}
	return []Clock{k}
}

// next is the first day of the rounds of a deadline, counted from a day, that lies after today.
func (d Deadline) next(from, today knowledge.Date) knowledge.Date {
	for months := d.Every; ; months += d.Every {
		if day := dateOf(addMonths(dayOf(from), months)); day > today {
			return day
		}
	}
}

// clockRow parts the id of a clock into that of its deadline and the row, 0 for none.
func clockRow(id string) (name string, row int) {
	name, number, ok := strings.Cut(id, "/")
	if !ok {
		return id, 0
	}
	row, _ = strconv.Atoi(number)
	return name, row
}

func clockName(id string) string {
	name, _ := clockRow(id)
	return name
}

// reckon finds when the clock is over and the marks that have not come yet. Marks from before it began to run never
// come. What hangs on a year whose holidays are not known is looked for again at a CalendarMark, and the error says
// which year that is.
func (k Clock) reckon(d Deadline, now time.Time, r Rules) (Clock, error) {
	due, at, err := k.span(d, r)
	k.Due, k.Marks = due, nil
	for _, t := range d.Tells {
		if at == nil || slices.Contains(k.Told, t.At) || k.has(t.At) {
			continue
		}
		m, missing := at(t.At)
		switch {
		case missing != nil:
			err = missing
		case !m.Before(k.From):
			k.Marks = append(k.Marks, Mark{t.At, m})
		}
	}
	if err != nil {
		k.Marks = append(k.Marks, Mark{CalendarMark, lookAgain(now, err)})
	}
	slices.SortStableFunc(k.Marks, func(a, b Mark) int { return a.At.Compare(b.At) })
	return k, err
}

// has reports whether a mark is still to come.
func (k Clock) has(mark string) bool {
	return slices.ContainsFunc(k.Marks, func(m Mark) bool { return m.ID == mark })
}

// span is when the clock is over, and a function that finds its marks.
func (k Clock) span(d Deadline, r Rules) (due time.Time, at func(mark string) (time.Time, error), err error) {
	if k.Day != "" {
		due = midnightOn(k.Day).Add(r.hours().closes())
		return due, func(mark string) (time.Time, error) { return k.onDay(mark, r) }, nil
	}
	end, err := r.DueAfter(k.From, d.Days)
	if err != nil {
		return time.Time{}, nil, err
	}
	total, err := r.Worked(k.From, end)
	if err != nil {
		return time.Time{}, nil, err
	}
	var stood time.Duration
	for _, p := range k.Stood {
		work, err := r.Worked(p.From, p.To)
		if err != nil {
			return time.Time{}, nil, err
		}
		stood += work
	}
	at = func(mark string) (time.Time, error) {
		if n, ok := markDays(mark); ok {
			day, err := r.workday(midnightOf(due), n)
			return day.Add(r.hours().opens()), err
		}
		return r.After(k.From, total*time.Duration(markPercent(mark))/100+stood)
	}
	due, err = at("100%")
	return due, at, err
}

// onDay finds a mark of a day that was set: the beginning of the office hours so many working days from it, or the end
// of a part of the working time up to it. A reminder for a free day comes on the last working day before.
func (k Clock) onDay(mark string, r Rules) (time.Time, error) {
	day := midnightOn(k.Day)
	n, ok := markDays(mark)
	if !ok {
		total, err := r.Worked(k.From, day.Add(r.hours().closes()))
		if err != nil {
			return time.Time{}, err
		}
		return r.After(k.From, total*time.Duration(markPercent(mark))/100)
	}
	if n == 0 {
		working, err := r.working(day)
		if err != nil {
			return time.Time{}, err
		}
		if !working {
			n = -1
		}
	}
	day, err := r.workday(day, n)
	return day.Add(r.hours().opens()), err
}

// markDays reads a mark like -5d.
func markDays(mark string) (n int, ok bool) {
	text, ok := strings.CutSuffix(mark, "d")
	n, err := strconv.Atoi(text)
	return n, ok && err == nil
}

// markPercent reads a mark like 150%.
func markPercent(mark string) int {
	n, _ := strconv.Atoi(strings.TrimSuffix(mark, "%"))
	return n
}

// begun reports whether the year that is not known has begun.
func begun(missing error, now time.Time) bool {
	var year noYear
	return errors.As(missing, &year) && now.In(beijing).Year() >= int(year)
}

// lookAgain is when a year that is not known is looked for again: in a week, but not before the December in which its
// holidays are known.
func lookAgain(now time.Time, missing error) time.Time {
	week := now.In(beijing).AddDate(0, 0, 7)
	var year noYear
	if !errors.As(missing, &year) {
		return week
	}
	return latest(week, time.Date(int(year)-1, time.December, 1, 9, 0, 0, 0, beijing))
}
