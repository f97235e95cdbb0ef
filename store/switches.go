package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"
)

// A Switch is something that an administrator can turn on for a whole unit.
type Switch string

// The switches.
const (
	Stopped  Switch = "stopped"  // the assistant answers nobody; people are told whom to ask
	ReadOnly Switch = "readonly" // what is there can be looked at, nothing is taken in
	NoModel  Switch = "nomodel"  // no language model is asked; the offline reader alone
)

// Switches are those that are on, with who turned each on and when.
type Switches map[Switch]Switched

// A Switched tells who turned a switch on.
type Switched struct {
	By string    `json:"by"` // a person's id
	At time.Time `json:"at"`
}

// On reports whether a switch is on.
func (s Switches) On(w Switch) bool {
	_, on := s[w]
	return on
}

// switchAge is how old a look at the switches may be: those that another process turns count within a second.
const switchAge = 400 * time.Millisecond

// Switches returns the switches of a unit that are on. It costs a round trip at most every 400 milliseconds. The map
// is not to be changed.
func (s *Store) Switches(ctx context.Context, unit string) (Switches, error) {
	if err := checkUnit(unit); err != nil {
		return nil, fmt.Errorf("read switches: %w: %w", ErrInvalid, err)
	}
	on, err := s.switches.look(unit, func() (Switches, error) { return s.readSwitches(ctx, unit) })
	if err != nil {
		return nil, fmt.Errorf("read switches: %w", err)
	}
	return on, nil
}

func (s *Store) readSwitches(ctx context.Context, unit string) (Switches, error) {
	kept, err := s.client.HGetAll(ctx, switchesKey(unit)).Result()
	if err != nil {
		return nil, classify(ctx, err)
	}
	return readSwitches(kept)
}

// readSwitches reads the switches as they are kept.
func readSwitches(kept map[string]string) (Switches, error) {
	on := Switches{}
	for name, value := range kept {
		if name == registerHead {
			continue
		}
		var by Switched
		if err := json.Unmarshal([]byte(value), &by); err != nil {
			return nil, fmt.Errorf("%w: switch %s: %w", ErrCorrupt, name, err)
		}
		on[Switch(name)] = by
	}
	return on, nil
}

// SwitchOn turns a switch on, in force here at once and in other processes within half a second. One that is on stays
// as it is. Who and At of the audit line are kept with it; its What and Detail are set here.
func (s *Store) SwitchOn(ctx context.Context, unit string, w Switch, a Audit) error {
	by, err := json.Marshal(Switched{By: a.Who, At: instant(a.At)})
	if err != nil {
		return fmt.Errorf("turn on %s: %w", w, err)
	}
	return s.turn(ctx, unit, w, string(by), a)
}

// SwitchOff turns a switch off.
func (s *Store) SwitchOff(ctx context.Context, unit string, w Switch, a Audit) error {
	return s.turn(ctx, unit, w, "", a)
}

// turn sets a switch to a value, empty for off, unless it is on or off already.
func (s *Store) turn(ctx context.Context, unit string, w Switch, value string, a Audit) error {
	err := checkUnit(unit)
	if err == nil && (w == "" || w == registerHead) {
		err = fmt.Errorf("switch %q", w)
	}
	if err != nil {
		return fmt.Errorf("turn switch: %w: %w", ErrInvalid, err)
	}
	a.What, a.Detail = "switch off", string(w)
	if value != "" {
		a.What = "switch on"
	}
	err = s.change(ctx, unit, switchRegister(unit), func(was map[string]string) (map[string]string, Audit, error) {
		if (was[string(w)] == "") == (value == "") {
			return nil, a, nil
		}
		return map[string]string{string(w): value}, a, nil
	})
	s.switches.forget()
	if err != nil {
		return fmt.Errorf("turn switch %s: %w", w, err)
	}
	return nil
}
