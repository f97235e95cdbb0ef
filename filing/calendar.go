package filing

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"time"

	"dandang/knowledge"

	"go.yaml.in/yaml/v3"
)

//go:embed calendar/*.yaml
var calendarFiles embed.FS

// ErrNoCalendar says that a year's holidays are not known; nothing is guessed for it. The error wraps the year.
var ErrNoCalendar = errors.New("holidays of the year are not known")

// A Calendar tells working days by the State Council's yearly notices. It never changes after loading.
type Calendar struct {
	years map[int]calendarYear
}

// A calendarYear is what one year's notice says beyond the ordinary week.
type calendarYear struct {
	source string
	off    map[knowledge.Date]string // free days and what for
	work   map[knowledge.Date]bool   // Saturdays and Sundays that are worked
}

// LoadCalendar reads the years that the program carries, with the files of over in place of those of the same name
// and beside them; over may be nil. The error joins a knowledge.Fault for everything wrong.
func LoadCalendar(over fs.FS) (*Calendar, error) {
	shipped, err := fs.Sub(calendarFiles, "calendar")
	if err != nil {
		return nil, fmt.Errorf("embedded calendar: %w", err)
	}
	files := map[string][]byte{}
	for _, folder := range []fs.FS{shipped, over} {
		if folder == nil {
			continue
		}
		if err := readForms(folder, files); err != nil {
			return nil, err
		}
	}
	c := &Calendar{years: map[int]calendarYear{}}
	var faults []knowledge.Fault
	for name, data := range files {
		faults = append(faults, c.add(name, data)...)
	}
	return c, joinFaults(faults)
}

// add reads one year.
func (c *Calendar) add(name string, data []byte) []knowledge.Fault {
	r := &nodeReader{file: "calendar/" + path.Base(name)}
	y := calendarYear{off: map[knowledge.Date]string{}, work: map[knowledge.Date]bool{}}
	year := 0
	if root := r.root(data); root != nil {
		var dated string
		r.mapping(root, map[string]key{
			"year": r.count(&year), "source": r.text(&y.source), "dated": r.text(&dated),
			"holidays": func(n *yaml.Node) {
				for _, each := range r.items(n) {
					r.holiday(each, y.off)
				}
			},
			"work": func(n *yaml.Node) {
				for _, each := range r.items(n) {
					if d, ok := r.day(each); ok {
						y.work[d] = true
					}
				}
			},
		})
		if y.source == "" {
			r.fault(root.Line, sayCalendarSource)
		}
		r.calendarDays(root.Line, year, y)
	}
	if len(r.faults) == 0 {
		c.years[year] = y
	}
	return r.faults
}

// calendarDays checks what no notice does: days of other years, work on a week day, a day both free and worked.
func (r *nodeReader) calendarDays(line, year int, y calendarYear) {
	for d := range y.off {
		if dayOf(d).Year() != year {
			r.fault(line, sayCalendarYear, d, year)
		}
	}
	for d := range y.work {
		switch weekend := isWeekend(dayOf(d)); {
		case dayOf(d).Year() != year:
			r.fault(line, sayCalendarYear, d, year)
		case !weekend:
			r.fault(line, sayCalendarWeekday, d)
		case y.off[d] != "":
			r.fault(line, sayCalendarBoth, d)
		}
	}
}

func (r *nodeReader) holiday(n *yaml.Node, off map[knowledge.Date]string) {
	var name string
	var from, to knowledge.Date
	read := func(into *knowledge.Date) key {
		return func(n *yaml.Node) { *into, _ = r.day(n) }
	}
	r.mapping(n, map[string]key{"name": r.text(&name), "from": read(&from), "to": read(&to)})
	const longest = 15 // days; a slip of the pen is longer
	if from == "" || to < from || dayOf(to).Sub(dayOf(from)) > longest*24*time.Hour || name == "" {
		r.fault(n.Line, sayCalendarHoliday)
		return
	}
	for d := dayOf(from); dateOf(d) <= to; d = d.AddDate(0, 0, 1) {
		off[dateOf(d)] = name
	}
}

func (r *nodeReader) day(n *yaml.Node) (knowledge.Date, bool) {
	if _, err := time.Parse(time.DateOnly, n.Value); err != nil {
		r.fault(n.Line, sayCalendarDay, n.Value)
		return "", false
	}
	return knowledge.Date(n.Value), true
}

func isWeekend(t time.Time) bool { return t.Weekday() == time.Saturday || t.Weekday() == time.Sunday }

// Working reports whether offices work on the day. The error wraps ErrNoCalendar when the year is not known.
func (c *Calendar) Working(d knowledge.Date) (bool, error) {
	t, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return false, fmt.Errorf("working day %q: %w", d, err)
	}
	y, ok := c.years[t.Year()]
	if !ok {
		return false, fmt.Errorf("working day %s: %d: %w", d, t.Year(), ErrNoCalendar)
	}
	return y.work[d] || y.off[d] == "" && !isWeekend(t), nil
}

// After is the day that lies n working days after d, d itself not counted: a thing received on Friday with one working
// day to answer is due on Monday. n may be negative for the days before; nought is d itself. The error wraps
// ErrNoCalendar when the count reaches a year that is not known.
func (c *Calendar) After(d knowledge.Date, n int) (knowledge.Date, error) {
	step := 1
	if n < 0 {
		step, n = -1, -n
	}
	for n > 0 {
		t, err := time.Parse(time.DateOnly, string(d))
		if err != nil {
			return "", fmt.Errorf("working days after %q: %w", d, err)
		}
		d = dateOf(t.AddDate(0, 0, step))
		working, err := c.Working(d)
		if err != nil {
			return "", err
		}
		if working {
			n--
		}
	}
	return d, nil
}

// Between counts the working days after from up to and including to; it is negative when to lies before from.
func (c *Calendar) Between(from, to knowledge.Date) (int, error) {
	if to < from {
		n, err := c.Between(to, from)
		return -n, err
	}
	n := 0
	for d := from; d < to; {
		t, err := time.Parse(time.DateOnly, string(d))
		if err != nil {
			return 0, fmt.Errorf("working days from %q: %w", d, err)
		}
		d = dateOf(t.AddDate(0, 0, 1))
		working, err := c.Working(d)
		if err != nil {
			return 0, err
		}
		if working {
			n++
		}
	}
	return n, nil
}

// Years are the years that are known, in order.
func (c *Calendar) Years() []int {
	var years []int
	for y := range c.years {
		years = append(years, y)
	}
	slices.Sort(years)
	return years
}

// Source is the notice from which a year's days are taken, "" for a year that is not known.
func (c *Calendar) Source(year int) string { return c.years[year].source }
