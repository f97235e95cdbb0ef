package discord

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"dandang/filing"
)

// A Unit is one county on Discord: its server, where its staff work, and who is who.
type Unit struct {
	ID           string              // the county as the lists name it: baofeng
	Guild        string              // id of its server
	StaffChannel string              // id of the channel in which cards for staff appear
	CaseChannel  string              // id of the channel under which each case gets a private thread; "": people are written to directly
	Roles        map[string][]string // filing role to ids of Discord roles
	Offices      map[string][]string // office to ids of Discord roles
}

// Units are all counties that one bot serves.
type Units []Unit

// A UnitFault is something wrong in the units file.
type UnitFault struct {
	File string
	Line int // from 1; 0 when it is not about a line
	What string
}

func (f UnitFault) Error() string {
	if f.Line == 0 {
		return f.File + ": " + f.What
	}
	return fmt.Sprintf("%s:%d: %s", f.File, f.Line, f.What)
}

// unitRoles are the roles that a units file may give, as the cases know them.
var unitRoles = []string{"reviewer", "lead", "head", "curator", "admin"}

var (
	snowflake = regexp.MustCompile(`^[1-9][0-9]{14,19}$`)
	unitName  = regexp.MustCompile(`^[a-z][a-z0-9-]{0,19}$`)
)

// LoadUnits reads the units file. known tells whether there are lists of a county. The error joins a UnitFault for
// everything that is wrong, so that all of it can be mended at once.
func LoadUnits(file string, known func(unit string) bool) (Units, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("read units: %w", err)
	}
	r := &unitsReader{file: file, known: known, guilds: map[string]int{}, names: map[string]int{}}
	units := r.read(data)
	return units, errors.Join(r.faults...)
}

// unitsReader reads a units file and gathers what is wrong with it.
type unitsReader struct {
	file   string
	known  func(string) bool
	faults []error
	guilds map[string]int // line of each server seen
	names  map[string]int // line of each county seen
}

func (r *unitsReader) fault(n *yaml.Node, format string, args ...any) {
	line := 0
	if n != nil {
		line = n.Line
	}
	r.faults = append(r.faults, UnitFault{File: r.file, Line: line, What: fmt.Sprintf(format, args...)})
}

var yamlLine = regexp.MustCompile(`line (\d+)`)

func (r *unitsReader) read(data []byte) Units {
	var document yaml.Node
	if err := yaml.NewDecoder(bytes.NewReader(data)).Decode(&document); err != nil && !errors.Is(err, io.EOF) {
		f := UnitFault{File: r.file, What: sayNotYAML}
		if g := yamlLine.FindStringSubmatch(err.Error()); g != nil {
			_, _ = fmt.Sscan(g[1], &f.Line)
		}
		r.faults = append(r.faults, f)
		return nil
	}
	if len(document.Content) == 0 {
		r.fault(nil, sayNoUnits)
		return nil
	}
	var units Units
	for key, value := range r.pairs(document.Content[0], "units") {
		if key != "units" {
			continue
		}
		if value.Kind != yaml.SequenceNode || len(value.Content) == 0 {
			r.fault(value, sayNoUnits)
		}
		for _, n := range value.Content {
			units = append(units, r.unit(n))
		}
	}
	if len(units) == 0 && len(r.faults) == 0 {
		r.fault(nil, sayNoUnits)
	}
	return units
}

// pairs walks the keys of a mapping; a key that is not allowed, or that stands twice, is a fault.
func (r *unitsReader) pairs(n *yaml.Node, allowed ...string) func(func(string, *yaml.Node) bool) {
	return func(yield func(string, *yaml.Node) bool) {
		if n.Kind != yaml.MappingNode {
			r.fault(n, sayNoMapping)
			return
		}
		seen := map[string]bool{}
		for i := 0; i+1 < len(n.Content); i += 2 {
			key, value := n.Content[i], n.Content[i+1]
			switch {
			case seen[key.Value]:
				r.fault(key, sayTwice, key.Value)
				continue
			case len(allowed) > 0 && !slices.Contains(allowed, key.Value):
				r.fault(key, sayUnknownKey, key.Value, strings.Join(allowed, "、"))
				continue
			}
			seen[key.Value] = true
			if !yield(key.Value, value) {
				return
			}
		}
	}
}

func (r *unitsReader) unit(n *yaml.Node) Unit {
	var u Unit
	for key, value := range r.pairs(n, "unit", "guild", "staff_channel", "case_channel", "roles", "offices") {
		switch key {
		case "unit":
			u.ID = value.Value
			r.county(value)
		case "guild":
			u.Guild = r.id(value)
			r.once(r.guilds, value, sayGuildTwice)
		case "staff_channel":
			u.StaffChannel = r.id(value)
		case "case_channel":
			u.CaseChannel = r.id(value)
		case "roles":
			u.Roles = r.groups(value, unitRoles...)
		case "offices":
			u.Offices = r.groups(value)
		}
	}
	for _, need := range [][2]string{{"unit", u.ID}, {"guild", u.Guild}, {"staff_channel", u.StaffChannel}} {
		if need[1] == "" && n.Kind == yaml.MappingNode {
			r.fault(n, sayLacks, need[0])
		}
	}
	if len(u.Roles["reviewer"]) == 0 && n.Kind == yaml.MappingNode {
		r.fault(n, sayNoReviewer)
	}
	return u
}

func (r *unitsReader) county(n *yaml.Node) {
	switch {
	case !unitName.MatchString(n.Value):
		r.fault(n, sayUnitName, n.Value)
	case !r.known(n.Value):
		r.fault(n, sayNoLists, n.Value)
	default:
		r.once(r.names, n, sayUnitTwice)
	}
}

func (r *unitsReader) once(seen map[string]int, n *yaml.Node, format string) {
	if line, twice := seen[n.Value]; twice {
		r.fault(n, format, n.Value, line)
		return
	}
	seen[n.Value] = n.Line
}

// id reads a Discord id; without quotation marks some programs make a rounded number of it, so that is a fault.
func (r *unitsReader) id(n *yaml.Node) string {
	switch {
	case n.Kind != yaml.ScalarNode || !snowflake.MatchString(n.Value):
		r.fault(n, sayNoID, n.Value)
	case n.Tag == "!!int" || n.Tag == "!!float":
		r.fault(n, sayUnquoted, n.Value)
	}
	return n.Value
}

// groups reads lists of Discord roles by name.
func (r *unitsReader) groups(n *yaml.Node, allowed ...string) map[string][]string {
	out := map[string][]string{}
	for name, list := range r.pairs(n, allowed...) {
		if list.Kind != yaml.SequenceNode || len(list.Content) == 0 {
			r.fault(list, sayNoRoleIDs, name)
			continue
		}
		for _, id := range list.Content {
			out[name] = append(out[name], r.id(id))
		}
	}
	return out
}

// ByGuild is the unit of a server, ok false when it is none of ours.
func (u Units) ByGuild(guild string) (unit Unit, ok bool) {
	i := slices.IndexFunc(u, func(x Unit) bool { return x.Guild == guild && guild != "" })
	if i < 0 {
		return Unit{}, false
	}
	return u[i], true
}

// ByID is a unit by the name of its county.
func (u Units) ByID(id string) (unit Unit, ok bool) {
	i := slices.IndexFunc(u, func(x Unit) bool { return x.ID == id })
	if i < 0 {
		return Unit{}, false
	}
	return u[i], true
}

// standing is what somebody with these Discord roles is to the unit: filing roles in their order, and the office.
func (u Unit) standing(roles []string) (is []filing.Role, office string) {
	has := func(ids []string) bool {
		return slices.ContainsFunc(ids, func(id string) bool { return slices.Contains(roles, id) })
	}
	for _, name := range unitRoles {
		if has(u.Roles[name]) {
			is = append(is, filing.Role(name))
		}
	}
	for name, ids := range u.Offices {
		if has(ids) && (office == "" || name < office) {
			office = name
		}
	}
	return is, office
}
