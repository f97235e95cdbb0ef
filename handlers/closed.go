package handlers

import (
	"context"
	"sync"

	"dandang/filing"
)

// closedCases remember the closed cases of units as they are compared with others, so that each is read once after every
// change and not for every card. Who may see one is asked anew each time.
type closedCases struct {
	mu    sync.Mutex
	units map[string]map[string]marked // by unit and number; a unit's map never changes
}

// A marked case is what was read under a mark; ended is nil for one that is still open.
type marked struct {
	mark  uint64
	ended *filing.Ended
}

// mostRemembered is of how many units closed cases are remembered.
const mostRemembered = 64

// of returns the closed cases of a unit as they stand, in no order.
func (x *closedCases) of(ctx context.Context, s Store, unit string) ([]*filing.Ended, error) {
	known, now := x.known(unit), map[string]marked{}
	var all []*filing.Ended
	err := s.EachCase(ctx, unit, func(number string, mark uint64, read func() (filing.Case, error)) error {
		m, ok := known[number]
		if !ok || m.mark != mark {
			c, err := read()
			if err != nil {
				return err
			}
			if m = (marked{mark: mark}); c.Done {
				m.ended = c.Ended()
			}
		}
		if now[number] = m; m.ended != nil {
			all = append(all, m.ended)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	x.remember(unit, now)
	return all, nil
}

func (x *closedCases) known(unit string) map[string]marked {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.units[unit]
}

func (x *closedCases) remember(unit string, now map[string]marked) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.units == nil {
		x.units = map[string]map[string]marked{}
	}
	for other := range x.units {
		if len(x.units) < mostRemembered {
			break
		}
		if other != unit {
			delete(x.units, other)
		}
	}
	x.units[unit] = now
}
