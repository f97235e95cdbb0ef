package filing

import "slices"

// A Role is what a person may be to the cases of a unit.
type Role string

// The roles.
const (
	RoleAsker    Role = "asker"    // 干部: whoever asked, for one's own cases alone
	RoleReviewer Role = "reviewer" // 经办
	RoleLead     Role = "lead"     // 室主任
	RoleHead     Role = "head"     // 分管领导
	RoleCurator  Role = "curator"  // 清单管理
	RoleAdmin    Role = "admin"    // 系统管理: switches, never the content of a case
	RoleClock    Role = "clock"    // nobody: a deadline that has come; it does MarkAction alone
)

// Roles are all roles of people, in the order in which a table of rights shows them.
func Roles() []Role { return append([]Role{RoleAsker}, StaffRoles...) }

// StaffRoles are the roles of staff. Where no roster says otherwise each of them has all.
var StaffRoles = []Role{RoleReviewer, RoleLead, RoleHead, RoleCurator, RoleAdmin}

// An Actor is who does something.
type Actor struct {
	ID     string
	Roles  []Role
	Office string // "" unknown
}

// Has reports whether the actor has one of the roles.
func (a Actor) Has(roles ...Role) bool {
	return slices.ContainsFunc(roles, func(r Role) bool { return slices.Contains(a.Roles, r) })
}

// A Relation is how a person stands to a case.
type Relation string

// The relations.
const (
	Own     Relation = "own"     // one's own case
	OwnUnit Relation = "ownunit" // a case of one's own office
	Other   Relation = "other"
)

// Relations are all relations.
func Relations() []Relation { return []Relation{Own, OwnUnit, Other} }

// RelationTo tells how the actor stands to the case.
func (a Actor) RelationTo(c Case) Relation {
	switch {
	case a.ID != "" && a.ID == c.From:
		return Own
	case a.Office != "" && a.Office == c.Office:
		return OwnUnit
	}
	return Other
}
