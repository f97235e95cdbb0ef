package filing

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"dandang/knowledge"
)

// CheckWorkflow finds what is wrong with a road that could be read: a state that nothing leads to or from which no end
// can be reached, an action that nobody may do, a name that is not known, a text that is missing.
func CheckWorkflow(w *Workflow) []knowledge.Fault {
	c := &roadCheck{w: w}
	c.head()
	c.states()
	for _, m := range w.Actions {
		c.move(m)
	}
	for _, d := range w.Deadlines {
		c.deadline(d)
	}
	for _, t := range w.Opening {
		c.telling(t, nil)
	}
	if len(c.faults) == 0 {
		c.reach()
	}
	return c.faults
}

// A roadCheck keeps what is wrong with one road.
type roadCheck struct {
	w      *Workflow
	faults []knowledge.Fault
}

func (c *roadCheck) fault(at knowledge.Place, format string, args ...any) {
	c.faults = append(c.faults, fault(at, format, args...))
}

// text demands that something is there.
func (c *roadCheck) text(at knowledge.Place, name, value string) {
	if value == "" {
		c.fault(at, sayRoadText, name)
	}
}

var roadID = regexp.MustCompile(`^[a-z][a-z0-9-]*$`)

// id demands a fit id that is not there yet.
func (c *roadCheck) id(at knowledge.Place, id string, seen *[]string) {
	if !roadID.MatchString(id) {
		c.fault(at, sayRoadID, id)
	}
	if slices.Contains(*seen, id) {
		c.fault(at, sayLintTwice, id)
	}
	*seen = append(*seen, id)
}

// known demands a word of the program.
func known[T ~string](c *roadCheck, at knowledge.Place, value T, allowed ...T) {
	if slices.Contains(allowed, value) {
		return
	}
	var names []string
	for _, a := range allowed {
		if a != "" {
			names = append(names, string(a))
		}
	}
	c.fault(at, sayRoadWord, value, strings.Join(names, "、"))
}

func (c *roadCheck) head() {
	w := c.w
	if !slices.Contains(Kinds(), w.Kind) {
		c.fault(w.Place, sayRoadKind, w.Kind, joinWords(Kinds()))
	}
	c.text(w.Place, "title", w.Title)
	if w.Number == "" && w.Kind != Filing || w.Number != "" && !numberForm.MatchString(w.Number) {
		c.fault(w.Place, sayRoadNumber, w.Number)
	}
	if len(w.Openers) == 0 {
		c.text(w.Place, "openers", "")
	}
	for _, r := range w.Openers {
		known(c, w.Place, r, Roles()...)
	}
	c.state(w.Place, w.First)
}

var numberForm = regexp.MustCompile(`^[A-Z]{2,4}-%d-%0[1-9]d$`)

func joinWords[T ~string](all []T) string {
	var names []string
	for _, a := range all {
		names = append(names, string(a))
	}
	return strings.Join(names, "、")
}

// state demands a state of the road.
func (c *roadCheck) state(at knowledge.Place, id State) {
	if !slices.ContainsFunc(c.w.States, func(s Stop) bool { return s.ID == id }) {
		c.fault(at, sayRoadState, id)
	}
}

func (c *roadCheck) states() {
	var seen []string
	for _, s := range c.w.States {
		c.id(s.Place, string(s.ID), &seen)
		c.text(s.Place, "title", s.Title)
		if (s.Waits == "") != s.Ends {
			c.fault(s.Place, sayRoadWaits, s.ID)
		}
		known(c, s.Place, s.Waits, "", WaitsStaff, WaitsHolder, WaitsAsker, WaitsTime)
	}
}

// reach demands that every state can be come to, and that an end can be come to from every state.
func (c *roadCheck) reach() {
	come := map[State]bool{c.w.First: true}
	leave := map[State]bool{}
	for _, s := range c.w.States {
		leave[s.ID] = s.Ends
	}
	for range c.w.States {
		for _, m := range c.w.Actions {
			for _, from := range m.From {
				if m.To == "" {
					continue
				}
				come[m.To] = come[m.To] || come[from]
				leave[from] = leave[from] || leave[m.To]
			}
		}
	}
	for _, s := range c.w.States {
		if !come[s.ID] {
			c.fault(s.Place, sayRoadUnreached, s.ID)
		}
		if !leave[s.ID] {
			c.fault(s.Place, sayRoadDead, s.ID)
		}
	}
}

// placeholdersIn demands that all placeholders of a text are known.
func (c *roadCheck) placeholdersIn(at knowledge.Place, text string) {
	if strings.ContainsAny(placeholder.ReplaceAllString(text, ""), "{}") {
		c.fault(at, sayRoadBrace)
	}
	for _, g := range placeholder.FindAllStringSubmatch(text, -1) {
		_, own := placeholders[g[1]]
		n, value := c.w.need(g[1])
		if own || value && n.isValue() {
			continue
		}
		c.fault(at, sayRoadPlace, g[1], strings.Join(append(sortedKeys(placeholders), c.values()...), "、"))
	}
}

// isValue reports whether the need is kept in Case.Values.
func (n Need) isValue() bool { return n.ID != needText && n.ID != needNote && n.ID != needRow }

// values are the ids of all values that the road records.
func (c *roadCheck) values() []string {
	var all []string
	for _, n := range c.w.recorded() {
		all = append(all, n.ID)
	}
	return all
}

// telling checks one; m is the action that it comes of, nil for an opening or a deadline.
func (c *roadCheck) telling(t Telling, m *Move) {
	known(c, t.Place, t.To, ToAsker, ToHolder, ToStaff, ToLead, ToHead)
	c.text(t.Place, "text", t.Text)
	c.placeholdersIn(t.Place, t.Text)
	if strings.Contains(t.Text, "{说明}") && (m == nil || !slices.ContainsFunc(m.Needs, func(n Need) bool { return n.ID == needText })) {
		name := ""
		if m != nil {
			name = m.Title
		}
		c.fault(t.Place, sayRoadTextNeed, name)
	}
	if m != nil && m.Effect == Notes && t.To == ToAsker {
		c.fault(t.Place, sayRoadNote, m.Title)
	}
}

func (c *roadCheck) deadline(d Deadline) {
	c.id(d.Place, d.ID, new([]string))
	c.text(d.Place, "what", d.What)
	if len(d.Starts) == 0 {
		c.fault(d.Place, sayRoadNoStart, d.ID)
	}
	for _, a := range slices.Concat(d.Starts, d.Ends) {
		if _, ok := c.w.Move(a); !ok && a != OpenAction {
			c.fault(d.Place, sayRoadAction, a)
		}
	}
	if d.Days == 0 && d.On == "" && d.Every == 0 {
		c.fault(d.Place, sayRoadDays, d.ID)
	}
	const mostDays, mostMonths = 500, 120
	if d.Days > mostDays || d.Every > mostMonths {
		c.fault(d.Place, sayRoadMuch, map[bool]int{true: mostDays, false: mostMonths}[d.Days > mostDays])
	}
	if n, ok := c.w.need(d.Since); d.Since != "" && (!ok || n.Type != TypeDate || d.Every == 0) {
		c.fault(d.Place, sayRoadSince, d.ID, d.Since)
	}
	if n, ok := c.w.need(d.On); d.On != "" && (!ok || n.Type != TypeDeadline && (n.Type != TypeDate || n.Rows)) {
		c.fault(d.Place, sayRoadOn, d.ID, d.On)
	}
	for _, t := range d.Tells {
		c.telling(t, nil)
		if !goodMark(t.At) {
			c.fault(t.Place, sayRoadAt, t.At)
		}
	}
}

// goodMark reports whether a moment of a deadline can be read.
func goodMark(at string) bool {
	if n, ok := markDays(at); ok {
		return n >= -99 && n <= 99 && at == fmt.Sprintf("%dd", n)
	}
	n := markPercent(at)
	return n >= 1 && n <= 999 && at == fmt.Sprintf("%d%%", n)
}
