package filing

import (
	"slices"
	"time"
)

// stop makes the clocks stand still in a frozen state, and run on where they left off after it. Those for which a day
// was set run on.
func (c *Case) stop(now Stop, at time.Time, w *Workflow, r Rules) {
	switch {
	case now.Frozen && c.Stopped.IsZero():
		c.Stopped = at.In(beijing)
		for i, k := range c.Clocks {
			c.Clocks[i] = k.still(c.Stopped)
		}
	case !now.Frozen && !c.Stopped.IsZero():
		from := c.Stopped
		c.Stopped = time.Time{}
		for i, k := range c.Clocks {
			if k.Day != "" {
				continue
			}
			k.Stood = append(k.Stood, Pause{latest(from, k.From), latest(at.In(beijing), k.From)})
			if d, ok := w.deadline(k.ID); ok {
				c.Clocks[i], _ = k.reckon(d, at, r)
			}
		}
		c.sortClocks()
	}
}

// still is the clock as it stands since stopped: it tells nobody anything. A zero time, or a day that was set, leaves
// it running.
func (k Clock) still(stopped time.Time) Clock {
	if !stopped.IsZero() && k.Day == "" {
		k.Marks = nil
	}
	return k
}

// mark lets a moment of a deadline come: those whom it concerns are told, and it never comes again.
func (c *Case) mark(a Action, w *Workflow, r Rules) ([]Event, error) {
	if !a.By.Has(RoleClock) {
		return nil, NoCase
	}
	i := slices.IndexFunc(c.Clocks, func(k Clock) bool { return k.ID == a.Clock })
	if i < 0 {
		return nil, refuse(ErrNotNow, sayNoMark)
	}
	k := c.Clocks[i]
	j := slices.IndexFunc(k.Marks, func(m Mark) bool { return m.ID == a.Mark })
	if j < 0 || k.Marks[j].At.After(a.At) {
		return nil, refuse(ErrNotNow, sayNoMark)
	}
	stop, _ := w.Stop(c.State)
	d, ok := w.deadline(k.ID)
	c.Record = append(c.Record, Entry{At: a.At, Action: MarkAction, From: stop.ID, To: stop.ID, Note: k.What + " " + a.Mark, Late: k.late(a.Mark)})
	with := tellings{rules: r, road: w, clock: &k, now: a.At}
	if a.Mark == CalendarMark {
		return c.again(i, d, ok, with), nil
	}
	k.Told = append(k.Told, a.Mark)
	k.Marks = slices.Delete(k.Marks, j, j+1)
	c.Clocks[i] = k
	return c.tell(slices.DeleteFunc(slices.Clone(d.Tells), func(t Telling) bool { return t.At != a.Mark }), with), nil
}

// late reports whether the deadline is over at a mark.
func (k Clock) late(mark string) bool {
	if n, ok := markDays(mark); ok {
		return n > 0
	}
	return markPercent(mark) >= 100
}

// again reckons a clock whose year was not known. While it still is not, the lead is told once for each case, and every
// week once the year has begun: then a reminder may be missed.
func (c *Case) again(i int, d Deadline, ok bool, with tellings) []Event {
	k := c.Clocks[i]
	if !ok { // the road no longer has such a deadline
		k.Marks = nil
		c.Clocks[i] = k
		return nil
	}
	told := slices.ContainsFunc(c.Clocks, func(k Clock) bool { return k.Vain > 0 })
	k, err := k.reckon(d, with.now, with.rules)
	if err != nil {
		k.Vain++
	}
	c.Clocks[i] = k
	c.sortClocks()
	if err == nil || told && !begun(err, with.now) {
		return nil
	}
	with.clock = &k
	return c.tell([]Telling{{To: ToLead, Text: sayNotReckoned + err.Error()}}, with)
}
