package filing

import (
	"fmt"
	"slices"
	"strings"
)

// A Right is one cell of the table of rights: whether a role that stands so to a case may do an action of its kind, in
// some state of it. A person with several roles may do what one of them may.
type Right struct {
	Kind     Kind
	Action   string // of the road, or one of the program's own; SeeAction is to see the whole case
	Title    string // for people
	Role     Role
	Relation Relation
	Allowed  bool
}

// SeeAction is to see a case, in the table of rights.
const SeeAction = "see"

// Rights are all cells: role × kind × action × relation. They follow from the roads and the rule of standing back:
// nobody of staff acts on the own case, nor on one of the own office where the road says so.
func (all *Workflows) Rights() []Right {
	var rights []Right
	for _, w := range all.All() {
		for _, m := range w.rightsOf() {
			for _, role := range Roles() {
				for _, relation := range Relations() {
					rights = append(rights, Right{w.Kind, m.ID, m.Title, role, relation, w.allows(m, role, relation)})
				}
			}
		}
	}
	return rights
}

// rightsOf are the actions of a road as the table has them.
func (w *Workflow) rightsOf() []Move {
	see := Move{ID: SeeAction, Title: sayRightSee, Who: []Role{RoleReviewer, RoleLead, RoleHead}}
	open := Move{ID: OpenAction, Title: sayRightOpen, Who: w.Openers}
	moves := slices.Concat([]Move{see, open}, w.Actions)
	for _, m := range w.Actions {
		if m.Second != SecondNever {
			moves = append(moves, Move{ID: ConfirmAction + " " + m.ID, Title: sayf(sayRightConfirm, m.Title), Who: m.confirmers()})
		}
	}
	return moves
}

// allows is one cell.
func (w *Workflow) allows(m Move, role Role, relation Relation) bool {
	if relation == Own && slices.Contains(m.Who, RoleAsker) {
		return true
	}
	back := relation == Own || relation == OwnUnit && w.Avoid && m.ID != OpenAction
	return role != RoleAsker && slices.Contains(m.Who, role) && !back
}

// RightsText is the table as policy to be read: a line an action, and for each role what it may be to the case.
func (all *Workflows) RightsText() string {
	var out strings.Builder
	fmt.Fprintln(&out, sayRightsHead)
	rights := all.Rights()
	per := len(Roles()) * len(Relations())
	for kind := Kind(""); len(rights) > 0; rights = rights[per:] {
		if first := rights[0]; first.Kind != kind {
			kind = first.Kind
			fmt.Fprintf(&out, "\n%s %s\n", kind, all.Of(kind).Title)
		}
		fmt.Fprintf(&out, "  %-22s %s：%s\n", rights[0].Action, rights[0].Title, sayWhoMay(rights[:per]))
	}
	return out.String()
}

// sayWhoMay tells for one action which roles may do it to whose cases.
func sayWhoMay(cells []Right) string {
	by := map[Role][]string{}
	for _, c := range cells {
		if c.Allowed && (c.Role == RoleAsker || c.Relation != Own) { // in the own case staff are askers
			by[c.Role] = append(by[c.Role], sayRelation[c.Relation])
		}
	}
	var parts []string
	for _, role := range Roles() {
		if len(by[role]) > 0 {
			parts = append(parts, sayRole[role]+"（"+strings.Join(by[role], "、")+"）")
		}
	}
	return strings.Join(parts, " ")
}
