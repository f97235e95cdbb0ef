package store

import (
	"time"

	"dandang/filing"
)

// A Retention is how long each class of data is kept; 0 is the default beside it, below 0 for ever. Conversations have
// the TTL of their commits, and the audit is kept for ever.
type Retention struct {
	Filed     time.Duration // a case that was handed in or opened by staff, from its end: 10 years
	Asked     time.Duration // a consultation, or a case taken back, from its end: 3 years
	Notes     time.Duration // a note that nobody could deliver: 90 days
	Events    time.Duration // that an event of a case was seen: 90 days
	Questions time.Duration // a question that nothing matched, from when it was asked last: 1 year
}

const (
	day  = 24 * time.Hour
	year = 365 * day
)

// withDefaults fills in what is 0.
func (r Retention) withDefaults() Retention {
	for _, x := range []struct {
		of  *time.Duration
		def time.Duration
	}{{&r.Filed, 10 * year}, {&r.Asked, 3 * year}, {&r.Notes, 90 * day}, {&r.Events, 90 * day}, {&r.Questions, year}} {
		if *x.of == 0 {
			*x.of = x.def
		}
	}
	return r
}

// official reports whether a case is a file of the office, which its person may not have removed: all that was handed
// in or that staff opened, and was not taken back.
func official(c filing.Case) bool {
	return c.Kind != filing.Consultation && c.State != filing.Withdrawn
}

// until is when a case whose road is at an end goes; zero: never.
func (r Retention) until(c filing.Case) time.Time {
	span := r.Asked
	if official(c) {
		span = r.Filed
	}
	if span < 0 {
		return time.Time{}
	}
	return ended(c).Add(span)
}

// ended is when the last thing was done to a case.
func ended(c filing.Case) time.Time {
	if n := len(c.Record); n > 0 {
		return c.Record[n-1].At
	}
	return c.Opened
}
