package filing

import (
	"slices"

	"dandang/knowledge"
)

// move checks an action.
func (c *roadCheck) move(m Move) {
	c.moveID(m)
	c.text(m.Place, "title", m.Title)
	c.moveWho(m)
	if len(m.From) == 0 {
		c.fault(m.Place, sayRoadNoFrom, m.ID)
	}
	for _, s := range m.From {
		c.state(m.Place, s)
	}
	for _, a := range m.After {
		if _, ok := c.w.Move(a); !ok {
			c.fault(m.Place, sayRoadAction, a)
		}
	}
	if m.To != "" {
		c.state(m.Place, m.To)
	}
	known(c, m.Place, m.Effect, "", Claims, Releases, Transfers, StandsBack, Hurries, Notes)
	known(c, m.Place, m.Second, SecondNever, SecondAlways, SecondOverride)
	known(c, m.Place, m.Means, "", knowledge.Fits, knowledge.Barred)
	if m.Second == SecondOverride && m.Means == "" {
		c.fault(m.Place, sayRoadMeans, m.ID)
	}
	if m.Paper != "" && !slices.ContainsFunc(Papers(), func(p PaperInfo) bool { return p.ID == m.Paper }) {
		c.fault(m.Place, sayRoadPaper, m.Paper, joinWords(paperIDs()))
	}
	if m.Opens != "" && !slices.Contains(Kinds(), m.Opens) {
		c.fault(m.Place, sayRoadOpens, m.Opens)
	}
	var seen []string
	for _, n := range m.Needs {
		c.id(n.Place, n.ID, &seen)
		c.need(n, m)
	}
	for _, id := range m.Amends {
		if !slices.ContainsFunc(m.Needs, func(n Need) bool { return n.ID == id && n.isValue() }) {
			c.fault(m.Place, sayRoadAmends, m.ID, id)
		}
	}
	for _, each := range m.Checks {
		c.text(m.Place, "checks", each)
	}
	for _, t := range m.Tells {
		c.telling(t, &m)
	}
}

func paperIDs() []Paper {
	var ids []Paper
	for _, p := range Papers() {
		ids = append(ids, p.ID)
	}
	return ids
}

// moveID demands an id that no other action has and none of the program's own.
func (c *roadCheck) moveID(m Move) {
	seen := []string{OpenAction, ProposeAction, ConfirmAction, RejectAction, MarkAction, AmendAction}
	c.id(m.Place, m.ID, &seen)
	first := slices.IndexFunc(c.w.Actions, func(o Move) bool { return o.ID == m.ID })
	if c.w.Actions[first].Place != m.Place {
		c.fault(m.Place, sayLintTwice, m.ID)
	}
}

// moveWho demands that somebody may do it, and that those who have to hold the case for it can.
func (c *roadCheck) moveWho(m Move) {
	if len(m.Who) == 0 {
		c.fault(m.Place, sayRoadNobody, m.ID)
	}
	for _, r := range slices.Concat(m.Who, m.Confirm) {
		known(c, m.Place, r, Roles()...)
	}
	if m.Second != SecondNever && !slices.ContainsFunc(m.confirmers(), func(r Role) bool { return r != RoleAsker }) {
		c.fault(m.Place, sayRoadConfirm, m.ID)
	}
	if m.Held && !slices.ContainsFunc(m.Who, func(r Role) bool { return slices.Contains(holders(c.w), r) }) {
		c.fault(m.Place, sayRoadClaim, m.ID)
	}
	if m.Effect == Claims && slices.Contains(m.Who, RoleAsker) {
		c.fault(m.Place, sayRoadUnclaimed, m.ID)
	}
}

// need checks what an action asks for.
func (c *roadCheck) need(n Need, m Move) {
	c.text(n.Place, "label", n.Label)
	c.text(n.Place, "ask", n.Ask)
	known(c, n.Place, n.Type, needTypes()...)
	if (n.Type == TypeChoice) != (len(n.Choices) > 0) {
		c.fault(n.Place, sayRoadChoices, n.Label)
	}
	if n.Rows && n.Type != TypeText && n.Type != TypeDeadline {
		c.fault(n.Place, sayRoadRows, n.Label)
	}
	if n.ID == needRow && !slices.ContainsFunc(c.w.Deadlines, func(d Deadline) bool {
		on, _ := c.w.need(d.On)
		return slices.Contains(d.Ends, m.ID) && on.Rows
	}) {
		c.fault(n.Place, sayRoadRow, m.ID)
	}
	c.example(n)
}

// beforeExamples is a time before all days that examples name.
var beforeExamples = midnightOn("2026-01-05")

// example demands that an example passes as an answer.
func (c *roadCheck) example(n Need) {
	if n.Example == "" || n.ID == needRow || n.Type == TypeChoice {
		return
	}
	var err error
	if n.Rows {
		_, err = readLine(n, n.Example, beforeExamples)
	} else {
		_, err = readNeed(n, n.Example, beforeExamples)
	}
	if err != nil {
		c.fault(n.Place, sayLintExample, n.Example, err)
	}
}
