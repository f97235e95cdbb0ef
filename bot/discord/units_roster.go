package discord

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"time"

	"dandang/filing"
	"dandang/handlers"
)

// A Roster tells the desk who the people of a county are, by their Discord roles.
type Roster struct {
	Units Units
	// Roles are the Discord roles of a member of a server, none when the person is no member; see API.
	Roles func(ctx context.Context, guild, user string) ([]string, error)
}

// lookLife is how long the desk waits to know who somebody is.
const lookLife = 3 * time.Second

// Actor is a person by id, ok false when they are nobody in particular.
func (r Roster) Actor(unit, id string) (a filing.Actor, ok bool) {
	u, ok := r.Units.ByID(unit)
	if !ok || u.Guild == "" || !snowflake.MatchString(id) {
		return filing.Actor{ID: id}, false
	}
	ctx, cancel := context.WithTimeout(context.Background(), lookLife)
	defer cancel()
	have, err := r.Roles(ctx, u.Guild, id)
	if err != nil {
		return filing.Actor{ID: id}, false
	}
	roles, office := u.standing(have)
	return filing.Actor{ID: id, Roles: roles, Office: office}, len(roles) > 0 || office != ""
}

// person finds a mention of somebody, as Discord writes it or as we do, or a bare id.
var person = regexp.MustCompile(`^(?:<@!?(\d{15,20})>|〔@(\d{15,20})〕|@?(\d{15,20}))$`)

// Find is the member of staff that a mention or an id means.
func (r Roster) Find(unit, words string) (filing.Actor, bool) {
	g := person.FindStringSubmatch(words)
	if g == nil {
		return filing.Actor{}, false
	}
	a, ok := r.Actor(unit, g[1]+g[2]+g[3])
	return a, ok && len(a.Roles) > 0
}

// Name is a person as others read of them: a mark that becomes their name on Discord and notifies nobody.
func (r Roster) Name(_, id string) string {
	if !snowflake.MatchString(id) {
		return ""
	}
	return "〔@" + id + "〕"
}

// named finds the marks of people and of Discord roles (with &), after escaping.
var named = regexp.MustCompile(`〔@` + broken + `(&?\d{15,20})〕`)

// rosterReply tells which Discord roles are which filing roles.
func rosterReply(u Unit) handlers.Reply {
	var w strings.Builder
	w.WriteString(sayRoster)
	for _, role := range unitRoles {
		var marks []string
		for _, id := range u.Roles[role] {
			marks = append(marks, "〔@&"+id+"〕")
		}
		if len(marks) > 0 {
			fmt.Fprintf(&w, sayRosterRow, roleTitles[role], strings.Join(marks, "、"))
		}
	}
	return handlers.Reply{Text: w.String()}
}

// names makes Discord show the names of people and roles that are marked in an escaped text.
func names(s string) string {
	if !strings.ContainsRune(s, '@') {
		return s
	}
	return named.ReplaceAllString(s, "<@$1>")
}
