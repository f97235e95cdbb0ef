package handlers

import "dandang/filing"

// A Roster tells what the people of a unit are to its cases. Without one every person of staff has all roles, so that a
// single reviewer at a terminal can do everything.
type Roster interface {
	// Actor is a person by id, ok false when the unit does not know them.
	Actor(unit, id string) (a filing.Actor, ok bool)
	// Find is the person of staff meant by an id, a name or a post; ok is false when it is nobody, or not clear who.
	Find(unit, words string) (a filing.Actor, ok bool)
	// Name is how others read of a person, "" when the unit does not know them.
	Name(unit, id string) string
}

// actor is who speaks, with the roles that the channel or the roster gives them. Whoever the channel does not take for
// staff has none, whatever a roster says.
func (d *Desk) actor(m Message) filing.Actor {
	a := filing.Actor{ID: m.From.ID, Roles: m.From.Roles, Office: m.From.Office}
	known, ok := filing.Actor{}, false
	if d.Roster != nil {
		known, ok = d.Roster.Actor(m.Unit, m.From.ID)
	}
	if a.Office == "" {
		a.Office = known.Office
	}
	switch {
	case !m.From.Staff:
		a.Roles = nil
	case len(a.Roles) > 0:
	case ok:
		a.Roles = known.Roles
	case d.Roster == nil:
		a.Roles = filing.StaffRoles
	}
	return a
}

// colleague is the person of staff meant by some words.
func (d *Desk) colleague(unit, words string) (filing.Actor, bool) {
	if d.Roster != nil {
		return d.Roster.Find(unit, words)
	}
	return filing.Actor{ID: words, Roles: filing.StaffRoles}, words != ""
}

// rules are what the actions of a unit's cases are measured by.
func (d *Desk) rules(unit string) filing.Rules {
	r := d.Rules
	if d.Roster != nil {
		r.Name = func(id string) string { return d.Roster.Name(unit, id) }
	}
	return r
}
