package filing

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"time"
)

// tellings are what the texts of a file are filled with, beside the case.
type tellings struct {
	rules Rules
	road  *Workflow
	text  string    // of the action
	clock *Clock    // of the deadline that has come, nil: the one that is over first
	now   time.Time // of the mark; zero: the last entry's
}

// tell puts tellings into events. Who asks is told by name or not at all; what is for the holder goes to all reviewers
// while nobody has the case.
func (c Case) tell(all []Telling, with tellings) []Event {
	var events []Event
	for _, t := range all {
		e := Event{To: t.To, Text: c.fill(t.Text, with), Press: slices.Clone(t.Press)}
		switch t.To {
		case ToAsker:
			if e.Who = c.From; e.Who == "" {
				continue
			}
		case ToHolder:
			if e.Who = c.Holder; e.Who == "" {
				e.To = ToStaff
			}
		}
		events = append(events, e)
	}
	return events
}

// placeholder is one in a text of a file.
var placeholder = regexp.MustCompile(`\{([^{}]*)\}`)

// fill puts what is known in the place of the placeholders, once over: what people wrote is not looked into.
func (c Case) fill(text string, with tellings) string {
	return placeholder.ReplaceAllStringFunc(text, func(p string) string {
		name := strings.Trim(p, "{}")
		if say, ok := placeholders[name]; ok {
			return say(c, with)
		}
		return rowsAsText.Replace(c.Values[name])
	})
}

// rowsAsText puts a list into a sentence.
var rowsAsText = strings.NewReplacer("\n", "；", CellMark, "，")

// placeholders are those that every text may hold, beside the ids of values.
var placeholders = map[string]func(Case, tellings) string{
	"编号": func(c Case, _ tellings) string { return cmp.Or(c.Number, NumberMark) },
	"事项": func(c Case, _ tellings) string { return c.Title() },
	"状态": func(c Case, with tellings) string { return c.StateTitle(with.road) },
	"说明": func(_ Case, with tellings) string { return with.text },
	"期限": func(c Case, with tellings) string {
		if k := c.clockOf(with); k != nil && !k.Due.IsZero() {
			return sayDay(k.Due, with.rules.hours())
		}
		return sayNoDue
	},
	"还剩": func(c Case, with tellings) string {
		k := c.clockOf(with)
		if k == nil {
			return sayNoLeft
		}
		return with.rules.Left(*k, with.at(c))
	},
	"要办的": func(c Case, with tellings) string {
		if k := c.clockOf(with); k != nil {
			return k.What
		}
		return ""
	},
	"办理人": func(c Case, with tellings) string {
		if c.Holder == "" || with.rules.Name == nil {
			return sayHolder
		}
		return cmp.Or(with.rules.Name(c.Holder), sayHolder)
	},
}

// at is the time of what is told.
func (with tellings) at(c Case) time.Time {
	if with.now.IsZero() && len(c.Record) > 0 {
		return c.Record[len(c.Record)-1].At
	}
	return with.now
}

// clockOf is the deadline that a text speaks of, nil for none.
func (c Case) clockOf(with tellings) *Clock {
	if with.clock != nil || len(c.Clocks) == 0 {
		return with.clock
	}
	return &c.Clocks[0]
}

// Title is the matter in one line, for lists and messages.
func (c Case) Title() string {
	line, _, _ := strings.Cut(strings.TrimSpace(cmp.Or(c.Summary, c.Question)), "\n")
	const most = 40 // characters
	if r := []rune(line); len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return cmp.Or(line, sayNoTitle)
}

// StateTitle is how far the case has gone, for people.
func (c Case) StateTitle(w *Workflow) string {
	s, _ := w.Stop(c.State)
	return s.Title
}

// sayDay puts the end of a deadline; the time of day is only said when it is not the end of the office hours.
func sayDay(t time.Time, h Hours) string {
	t = t.In(beijing)
	day := formalDay(t)
	if t.Sub(midnightOf(t)) == h.closes() {
		return day
	}
	return day + t.Format("15:04")
}

// Left says how much working time a deadline has left: 还剩2个工作日, 已超期3小时; that it cannot be told when the
// holidays of a year are not known.
func (r Rules) Left(k Clock, now time.Time) string {
	if k.Due.IsZero() {
		return sayNoLeft
	}
	from, to, days, hours := now, k.Due, sayLeftDays, sayLeftHours
	if now.After(k.Due) {
		from, to, days, hours = k.Due, now, sayOverDays, sayOverHours
	}
	work, err := r.Worked(from, to)
	if err != nil {
		return sayNoLeft
	}
	if day := r.hours().Length(); work >= day {
		return sayf(days, int(work/day))
	}
	return sayf(hours, int((work+time.Hour-1)/time.Hour))
}
