package filing

import (
	"slices"
	"strings"

	"dandang/knowledge"
)

// second reports whether the action takes a second person in this case.
func (m Move) second(c Case) bool {
	return m.Second == SecondAlways || m.Second == SecondOverride && (m.Against(c.Outcome) || m.Means == knowledge.Fits && len(c.Crossed()) > 0)
}

// valueRedLines is the value of a road that holds what was found of each red line: 红线｜是、否或者不能确定｜依据.
const valueRedLines = "redlines"

// Crossed are the red lines that whoever verified the case found to be crossed, as they wrote them.
func (c Case) Crossed() []string {
	var lines []string
	for _, row := range Rows(c.Values[valueRedLines]) {
		if len(row) > 1 && row[1] == sayCrossed {
			lines = append(lines, row[0])
		}
	}
	return lines
}

// Against reports whether the action says the opposite of what the judge came to.
func (m Move) Against(judged knowledge.Outcome) bool {
	return m.Means == knowledge.Fits && judged == knowledge.Barred || m.Means == knowledge.Barred && judged == knowledge.Fits
}

// propose writes a decision down for a second person.
func (c *Case) propose(a Action, m Move, values map[string]string, w *Workflow, r Rules) []Event {
	stop, _ := w.Stop(c.State)
	c.Proposal = &Proposal{Action: m.ID, Who: a.By.ID, At: a.At, Values: values, Text: a.Text, Proposed: a.Proposed, Note: a.Note}
	c.Record = append(c.Record, Entry{At: a.At, Who: a.By.ID, Action: ProposeAction, From: stop.ID, To: stop.ID, Note: sayf(sayProposal, m.Title)})
	to := ToStaff
	if roles := m.confirmers(); !slices.Contains(roles, RoleReviewer) {
		to = ToHead
		if slices.Contains(roles, RoleLead) {
			to = ToLead
		}
	}
	t := Telling{To: to, Text: sayf(sayConfirmWanted, m.Title), Press: []string{pressQueue}}
	return c.tell([]Telling{t}, tellings{rules: r, road: w})
}

// answers says whether a person may answer the proposal.
func (c Case) answers(by Actor, w *Workflow) (Move, error) {
	if c.Proposal == nil {
		if err := c.staff(by, StaffRoles, w); err != nil {
			return Move{}, err
		}
		return Move{}, refuse(ErrNotNow, sayNoProposal)
	}
	m, _ := w.Move(c.Proposal.Action)
	return m, c.staff(by, m.confirmers(), w)
}

// confirm does what was proposed. The person who proposed it may not.
func (c *Case) confirm(a Action, w *Workflow, r Rules) ([]Event, error) {
	m, err := c.answers(a.By, w)
	if err != nil {
		return nil, err
	}
	p := *c.Proposal
	if p.Who == a.By.ID {
		return nil, refuse(ErrSecond, saySecond)
	}
	stop, _ := w.Stop(c.State)
	if !slices.Contains(m.From, stop.ID) {
		return nil, refuse(ErrNotNow, sayNotNow, stop.Title, m.Title)
	}
	c.Record = append(c.Record, Entry{At: a.At, Who: a.By.ID, Action: ConfirmAction, From: stop.ID, To: stop.ID, Note: a.Note})
	c.Proposal = nil
	first := Action{ID: m.ID, By: Actor{ID: p.Who}, At: a.At, Text: p.Text, Proposed: p.Proposed, Note: p.Note}
	return c.do(first, m, p.Values, w, r)
}

// reject gives the case back to whoever held it. The person who proposed it may take it back so.
func (c *Case) reject(a Action, w *Workflow, r Rules) ([]Event, error) {
	m, err := c.answers(a.By, w)
	own := c.Proposal != nil && c.Proposal.Who == a.By.ID && !c.standsBack(a.By, w)
	if err != nil && !own {
		return nil, err
	}
	if strings.TrimSpace(a.Note) == "" {
		return nil, &Refusal{Why: ErrMissing, Say: sayRejectWhy, Need: needNote}
	}
	stop, _ := w.Stop(c.State)
	who := c.Proposal.Who
	c.Proposal = nil
	c.Record = append(c.Record, Entry{At: a.At, Who: a.By.ID, Action: RejectAction, From: stop.ID, To: stop.ID, Note: a.Note})
	if own {
		return nil, nil
	}
	t := tellings{rules: r, road: w}
	return []Event{{To: ToHolder, Who: who, Text: c.fill(sayf(sayRejected, m.Title), t) + a.Note, Press: []string{pressQueue}}}, nil
}
