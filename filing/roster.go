package filing

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"dandang/knowledge"

	"go.yaml.in/yaml/v3"
)

// A Roster tells who the people of each unit are. It never changes after loading.
type Roster struct {
	units map[string][]member
}

// A member is one person on a roster.
type member struct {
	Actor
	name, post string
}

// LoadRoster reads a folder with a file for each unit, unit.yaml. The error joins a knowledge.Fault for everything wrong.
func LoadRoster(folder fs.FS) (*Roster, error) {
	files := map[string][]byte{}
	if err := readForms(folder, files); err != nil {
		return nil, err
	}
	r := &Roster{units: map[string][]member{}}
	var faults []knowledge.Fault
	for _, name := range sortedKeys(files) {
		read := &nodeReader{file: "roster/" + path.Base(name)}
		r.units[strings.TrimSuffix(path.Base(name), ".yaml")] = read.roster(files[name])
		faults = append(faults, read.faults...)
	}
	return r, joinFaults(faults)
}

// Units are those that have a roster, in order.
func (r *Roster) Units() []string { return sortedKeys(r.units) }

// roster reads the people of one unit.
func (r *nodeReader) roster(data []byte) []member {
	root := r.root(data)
	if root == nil {
		return nil
	}
	var all []member
	known := map[string]bool{}
	r.mapping(root, map[string]key{"people": func(n *yaml.Node) {
		for _, each := range r.items(n) {
			m := r.member(each)
			for _, word := range slices.Compact([]string{m.ID, m.name}) {
				if word != "" && known[word] {
					r.fault(each.Line, sayRosterTwice, word)
				}
				known[word] = true
			}
			all = append(all, m)
		}
	}})
	r.enough(root.Line, all)
	return all
}

func (r *nodeReader) member(n *yaml.Node) member {
	var m member
	var roles []string
	r.mapping(n, map[string]key{
		"id": r.text(&m.ID), "name": r.text(&m.name), "post": r.text(&m.post), "office": r.text(&m.Office), "roles": r.texts(&roles),
	})
	if m.ID == "" {
		r.fault(n.Line, sayRosterID)
	}
	for _, name := range roles {
		if !slices.Contains(StaffRoles, Role(name)) {
			r.fault(n.Line, sayRosterRole, name, roleNames())
		}
		m.Roles = append(m.Roles, Role(name))
	}
	return m
}

func roleNames() string {
	var names []string
	for _, role := range StaffRoles {
		names = append(names, string(role)+"（"+sayRole[role]+"）")
	}
	return strings.Join(names, "、")
}

// enough checks that cases can be dealt with at all: by a reviewer, and by another person who confirms.
func (r *nodeReader) enough(line int, all []member) {
	has := func(roles ...Role) int {
		n := 0
		for _, m := range all {
			if m.Has(roles...) {
				n++
			}
		}
		return n
	}
	switch {
	case has(RoleReviewer) == 0:
		r.fault(line, sayRosterNobody, sayRole[RoleReviewer])
	case has(RoleLead, RoleHead) == 0:
		r.fault(line, sayRosterNobody, sayRole[RoleLead]+"或者"+sayRole[RoleHead])
	case has(RoleReviewer, RoleLead, RoleHead) < 2:
		r.fault(line, sayRosterOne)
	}
}

// Actor is a person of a unit by id, ok false when the roster does not know them.
func (r *Roster) Actor(unit, id string) (a Actor, ok bool) {
	m, ok := r.find(unit, func(m member) bool { return m.ID == id })
	return m.Actor, ok
}

// Find is the person of staff meant by an id, a name or a post, or by a part of a name or a post that only one has; ok
// is false when it is nobody, or not clear who.
func (r *Roster) Find(unit, words string) (a Actor, ok bool) {
	words = strings.TrimSpace(words)
	if words == "" {
		return Actor{}, false
	}
	for _, fits := range []func(member) bool{
		func(m member) bool { return words == m.ID || words == m.name || words == m.post },
		func(m member) bool { return strings.Contains(m.name, words) || strings.Contains(m.post, words) },
	} {
		if m, ok := r.find(unit, func(m member) bool { return len(m.Roles) > 0 && fits(m) }); ok {
			return m.Actor, true
		}
	}
	return Actor{}, false
}

// find is the only person of a unit who fits.
func (r *Roster) find(unit string, fits func(member) bool) (found member, ok bool) {
	for _, m := range r.units[unit] {
		switch {
		case !fits(m):
		case ok:
			return member{}, false
		default:
			found, ok = m, true
		}
	}
	return found, ok
}

// Name is how others read of a person: the name, and the post when there is one; "" when the roster does not know them.
func (r *Roster) Name(unit, id string) string {
	m, ok := r.find(unit, func(m member) bool { return m.ID == id })
	switch {
	case !ok:
		return ""
	case m.name == "":
		return m.post
	case m.post == "":
		return m.name
	}
	return fmt.Sprintf("%s（%s）", m.name, m.post)
}
