package filing

import (
	"errors"
	"strings"
	"time"

	"dandang/knowledge"
)

// Hours are the periods of a working day, in order and apart, as time since midnight: a morning and an afternoon.
type Hours []Period

// A Period is a stretch of a day.
type Period struct{ From, To time.Duration }

// OfficeHours are the hours where nothing else is set.
var OfficeHours = Hours{
	{8*time.Hour + 30*time.Minute, 12 * time.Hour},
	{14*time.Hour + 30*time.Minute, 18 * time.Hour},
}

// beijing is the time of all offices.
var beijing = time.FixedZone("CST", 8*60*60)

// ParseHours reads the periods of a day as a setting writes them: 8:30-12:00,14:30-18:00. The error is for people.
func ParseHours(text string) (Hours, error) {
	var hours Hours
	last := time.Duration(0)
	for part := range strings.SplitSeq(text, ",") {
		a, b, _ := strings.Cut(strings.TrimSpace(part), "-")
		from, err1 := time.Parse("15:04", strings.TrimSpace(a))
		to, err2 := time.Parse("15:04", strings.TrimSpace(b))
		p := Period{sinceMidnight(from), sinceMidnight(to)}
		if err1 != nil || err2 != nil || p.From < last || p.To <= p.From {
			return nil, errors.New(sayf(sayHours, text))
		}
		hours, last = append(hours, p), p.To
	}
	return hours, nil
}

func sinceMidnight(t time.Time) time.Duration {
	return time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute
}

// opens and closes are the ends of the working day.
func (h Hours) opens() time.Duration  { return h[0].From }
func (h Hours) closes() time.Duration { return h[len(h)-1].To }

// Length is the working time of a whole day.
func (h Hours) Length() time.Duration {
	var sum time.Duration
	for _, p := range h {
		sum += p.To - p.From
	}
	return sum
}

// hours are those that hold.
func (r Rules) hours() Hours {
	if len(r.Hours) == 0 {
		return OfficeHours
	}
	return r.Hours
}

// working reports whether offices work on the day of a midnight. The error is a noYear.
func (r Rules) working(midnight time.Time) (bool, error) {
	ok, err := r.Calendar.Working(dateOf(midnight))
	if err != nil {
		return false, noYear(midnight.Year())
	}
	return ok, nil
}

// noYear is a year whose holidays are not known. As an error it is for people; it wraps ErrNoCalendar.
type noYear int

func (y noYear) Error() string { return sayf(sayNoCalendar, int(y), int(y)) }
func (noYear) Unwrap() error   { return ErrNoCalendar }

// Worked is the working time from one moment to another, nought when to is not later. The error is for people, says
// which year is missing and wraps ErrNoCalendar.
func (r Rules) Worked(from, to time.Time) (time.Duration, error) {
	from, to = from.In(beijing), to.In(beijing)
	var sum time.Duration
	for day := midnightOf(from); day.Before(to); day = day.AddDate(0, 0, 1) {
		ok, err := r.working(day)
		if err != nil {
			return 0, err
		}
		if !ok {
			continue
		}
		for _, p := range r.hours() {
			a, b := latest(day.Add(p.From), from), earliest(day.Add(p.To), to)
			sum += max(b.Sub(a), 0)
		}
	}
	return sum, nil
}

// After is the first moment by which so much working time has gone by since from; nought is from itself. Errors are
// as of Worked.
func (r Rules) After(from time.Time, work time.Duration) (time.Time, error) {
	from = from.In(beijing)
	if work <= 0 {
		return from, nil
	}
	for day := midnightOf(from); ; day = day.AddDate(0, 0, 1) {
		ok, err := r.working(day)
		if err != nil {
			return time.Time{}, err
		}
		if !ok {
			continue
		}
		for _, p := range r.hours() {
			a, b := latest(day.Add(p.From), from), day.Add(p.To)
			if have := b.Sub(a); have >= work {
				return a.Add(work), nil
			} else if have > 0 {
				work -= have
			}
		}
	}
}

// DueAfter is the end of the office hours of the day that lies so many working days after from, the day of from not
// counted: what comes in on Friday at ten with one working day is due on Monday at six. Errors are as of Worked.
func (r Rules) DueAfter(from time.Time, days int) (time.Time, error) {
	day, err := r.workday(midnightOf(from.In(beijing)), days)
	return day.Add(r.hours().closes()), err
}

// workday is the midnight of the day that lies so many working days after another, before it when negative.
func (r Rules) workday(midnight time.Time, days int) (time.Time, error) {
	step, left := 1, days
	if days < 0 {
		step, left = -1, -days
	}
	for left > 0 {
		midnight = midnight.AddDate(0, 0, step)
		ok, err := r.working(midnight)
		if err != nil {
			return time.Time{}, err
		}
		if ok {
			left--
		}
	}
	return midnight, nil
}

// midnightOf is the beginning of the day in Beijing.
func midnightOf(t time.Time) time.Time {
	t = t.In(beijing)
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, beijing)
}

// midnightOn is the beginning of a day in Beijing.
func midnightOn(d knowledge.Date) time.Time {
	t := dayOf(d)
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, beijing)
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func earliest(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}
