package discord

import (
	"context"
	"sync"
	"time"

	"dandang/filing"
)

// people remembers for a short while what would have to be asked of Discord again and again. Nothing hangs on it: what it
// does not know is asked.
type people struct {
	mu    sync.Mutex
	known map[string]standing // by guild and user
	homes map[string]string   // county of whoever writes directly, by user
	met   map[string]bool     // who was greeted, or had talked before
}

// standing is which Discord roles somebody has, as of a moment.
type standing struct {
	roles []string
	at    time.Time
}

const (
	standingLife = time.Minute // how long roles count that were asked for
	mostPeople   = 20_000      // that are remembered; beyond it all are forgotten
)

func newPeople() *people {
	return &people{known: map[string]standing{}, homes: map[string]string{}, met: map[string]bool{}}
}

// limit forgets everything when it has become much.
func (p *people) limit() {
	if len(p.known)+len(p.homes)+len(p.met) > mostPeople {
		p.known, p.homes, p.met = map[string]standing{}, map[string]string{}, map[string]bool{}
	}
}

func (p *people) home(user string) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.homes[user]
}

func (p *people) settle(user, unit string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.limit()
	p.homes[user] = unit
}

// meet reports whether somebody is met for the first time.
func (p *people) meet(user string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.limit()
	first := !p.met[user]
	p.met[user] = true
	return first
}

func (p *people) roles(guild, user string, now time.Time) (roles []string, ok bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	s, ok := p.known[guild+"/"+user]
	return s.roles, ok && now.Sub(s.at) < standingLife
}

func (p *people) note(guild, user string, roles []string, now time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.limit()
	p.known[guild+"/"+user] = standing{roles, now}
}

// speaker is who uses something: the county is that of the server, or that which the component carries, or the only one,
// or the one that the person was seen to belong to. It asks nobody: what somebody is in a direct message is found out when
// the work is done.
func (b *bridge) speaker(in Interaction, c control) (speaker, error) {
	u, err := b.unitOf(in.Guild, in.User, c.Unit)
	if err != nil {
		return speaker{}, err
	}
	who := speaker{unit: u.ID, person: in.User, acts: c.Staff || c.Person == anyStaff}
	switch {
	case in.Guild != "" && in.Guild == u.Guild:
		b.people.settle(in.User, u.ID)
		b.people.note(u.Guild, in.User, in.Roles, b.now())
		who.roles, who.office = u.standing(in.Roles)
		who.known = true
	case u.Guild == "":
		who.known = true
	}
	return who, nil
}

// resolved is a speaker whose roles are known; Discord is asked for them when it must be.
func (b *bridge) resolved(ctx context.Context, who speaker) speaker {
	if u, ok := b.units.ByID(who.unit); ok && !who.known {
		who.roles, who.office = b.standing(ctx, u, who.person)
		who.known = true
	}
	return who
}

// unitOf finds the county that applies.
func (b *bridge) unitOf(guild, user, carried string) (Unit, error) {
	if u, ok := b.units.ByGuild(guild); ok {
		return u, nil
	}
	if len(b.units) == 1 && (guild == "" || b.units[0].Guild == "") {
		return b.units[0], nil
	}
	if guild != "" {
		return Unit{}, errNoUnit
	}
	for _, id := range []string{carried, b.people.home(user)} {
		if u, ok := b.units.ByID(id); ok {
			return u, nil
		}
	}
	return Unit{}, errNoUnit
}

// standing is what somebody is to a county, asked of Discord when it is not known of late. Whoever cannot be looked up
// is nobody in particular.
func (b *bridge) standing(ctx context.Context, u Unit, user string) (roles []filing.Role, office string) {
	if u.Guild == "" {
		return nil, ""
	}
	have, ok := b.people.roles(u.Guild, user, b.now())
	if !ok {
		var err error
		if have, err = b.api.Roles(ctx, u.Guild, user); err != nil {
			b.log.WarnContext(ctx, "look up member", "unit", u.ID, "err", err)
			return nil, ""
		}
		b.people.note(u.Guild, user, have, b.now())
	}
	return u.standing(have)
}
