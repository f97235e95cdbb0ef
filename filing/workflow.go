package filing

import (
	"slices"

	"dandang/knowledge"
)

// A Workflow is the road of one kind of case, as its file says it. It never changes after loading.
type Workflow struct {
	Kind      Kind
	Title     string // 咨询
	Number    string // form of its number, year then count: ZX-%d-%04d; "" only for filing, which is numbered by the county
	First     State  // the state in which it is opened
	Avoid     bool   // a reviewer of the asker's office stands back, not only the asker
	Openers   []Role // who may open it; another case's action may always
	States    []Stop
	Actions   []Move // with those that all roads share
	Deadlines []Deadline
	Opening   []Telling // who is told what when it is opened
	Place     knowledge.Place
}

// A Stop is a state of a workflow.
type Stop struct {
	ID     State
	Title  string // 办理中
	Waits  Waits  // for whom; "" only at an end
	Frozen bool   // the clocks stand still
	Quiet  bool   // a person has the talk: the assistant says nothing about the matter
	Ends   bool   // the road is at an end
	Place  knowledge.Place
}

// Waits is for whom a case waits.
type Waits string

// For whom a case waits.
const (
	WaitsStaff  Waits = "staff"  // any reviewer
	WaitsHolder Waits = "holder" // the reviewer who has it
	WaitsAsker  Waits = "asker"
	WaitsTime   Waits = "time" // nobody: something is being carried out
)

// A Move is an action of a workflow.
type Move struct {
	ID      string
	Title   string            // on the button: 认领
	Who     []Role            // who may; the asker for the own case alone, staff for any but those they stand back from
	From    []State           // in which states
	To      State             // "" leaves the state as it is
	Effect  Effect            // beside the change of state, "" for none
	Held    bool              // only whoever holds the case
	After   []string          // actions that must have been done before
	Once    bool              // only once in the life of the case
	Second  Second            // whether a second person confirms it
	Confirm []Role            // who that may be; those of Who when empty
	Means   knowledge.Outcome // what it says of the matter: fits or barred, "" for nothing
	Needs   []Need
	Checks  []string // the check list to be ticked before it, each a full sentence
	Paper   Paper    // document that comes of it, "" for none
	Opens   Kind     // kind of a further case that it opens, "" for none
	Amends  []string // values that are set in the case that this one came from too
	Tells   []Telling
	Place   knowledge.Place
}

// Second is whether an action takes two people (four eyes).
type Second string

// When an action takes two people.
const (
	SecondNever    Second = ""
	SecondAlways   Second = "always"
	SecondOverride Second = "override" // when its Means goes against what the judge came to
)

// Effect is what an action does beside moving the case on.
type Effect string

// The effects.
const (
	Claims     Effect = "claim"    // the actor becomes the holder; refused while another one is
	Releases   Effect = "release"  // nobody holds it
	Transfers  Effect = "transfer" // Action.To becomes the holder
	StandsBack Effect = "avoid"    // the actor stands back from it for good, and holds it no longer
	Hurries    Effect = "urgent"   // goes before the others, or no longer: a switch
	Notes      Effect = "note"     // only a note for staff
)

// A Need is something that must be given with an action.
type Need struct {
	ID       string // key in Case.Values; "text" is Entry.Text, "note" is Entry.Note, "row" is which row of a list the action ends
	Label    string
	Ask      string // the question put for it
	Type     Type   // text, date, deadline, period, money, number, phone, duration, choice or yesno; "" is text
	Example  string
	Choices  []string
	Optional bool
	Rows     bool // several, one a line; of type deadline each line ends in its day, after ｜
	Place    knowledge.Place
}

// The needs that are no values.
const (
	needText = "text"
	needNote = "note"
	needRow  = "row"
)

// A Deadline is something that has to happen by a time.
type Deadline struct {
	ID     string
	What   string   // 首次答复
	Starts []string // actions after which it runs, from the beginning; "open" is the opening
	Ends   []string // actions after which it no longer runs; the end of the road ends all
	Days   int      // working days that it lasts; 0 when On or Every tells the day
	On     string   // value that holds the day, or a row a line each ending in its day; goes before Days when it is given
	Since  string   // value that holds the day from which Every counts, "" for the day on which it starts
	Every  int      // months after which it comes again once it was ended, 0: it does not
	Tells  []Telling
	Place  knowledge.Place
}

// A Telling is somebody to be told something. Text may hold {编号} {事项} {状态} {期限} {还剩} {要办的} {说明} {办理人}
// and {value ids}.
type Telling struct {
	At    string // of a deadline: "50%" "100%" "150%" of its working time, or "-5d" "0d" "3d" in working days from its end
	To    Audience
	Text  string
	Press []string // buttons under it
	Place knowledge.Place
}

// Audience is who is told something.
type Audience string

// The audiences.
const (
	ToAsker  Audience = "asker"
	ToHolder Audience = "holder" // all reviewers while nobody holds the case
	ToStaff  Audience = "staff"
	ToLead   Audience = "lead"
	ToHead   Audience = "head"
)

// Stop returns a state, ok false when the road has none of that id. The old Open is the first state; the old Closed and
// Withdrawn are ends of every road.
func (w *Workflow) Stop(id State) (s Stop, ok bool) {
	if id == "" || id == Open {
		id = w.First
	}
	for _, s := range w.States {
		if s.ID == id {
			return s, true
		}
	}
	switch id {
	case Closed:
		return Stop{ID: Closed, Title: sayClosed, Ends: true}, true
	case Withdrawn:
		return Stop{ID: Withdrawn, Title: sayWithdrawn, Ends: true}, true
	}
	return Stop{}, false
}

// Move returns an action, ok false when the road has none of that id.
func (w *Workflow) Move(id string) (m Move, ok bool) {
	for _, m := range w.Actions {
		if m.ID == id {
			return m, true
		}
	}
	return Move{}, false
}

// deadline returns a deadline by the id of one of its clocks.
func (w *Workflow) deadline(id string) (d Deadline, ok bool) {
	i := slices.IndexFunc(w.Deadlines, func(d Deadline) bool { return d.ID == clockName(id) })
	if i < 0 {
		return Deadline{}, false
	}
	return w.Deadlines[i], true
}

// need returns the need that records a value, ok false when no action does.
func (w *Workflow) need(id string) (n Need, ok bool) {
	for _, m := range w.Actions {
		for _, n := range m.Needs {
			if n.ID == id {
				return n, true
			}
		}
	}
	return Need{}, false
}

// confirmers are the roles that may confirm it.
func (m Move) confirmers() []Role {
	if len(m.Confirm) > 0 {
		return m.Confirm
	}
	return slices.DeleteFunc(slices.Clone(m.Who), func(r Role) bool { return r == RoleAsker })
}
