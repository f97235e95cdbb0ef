package filing

// A Workflow is the road of one kind of case, as its file says it. It never changes after loading.
type Workflow struct {
	Kind      Kind       `yaml:"kind"`
	Title     string     `yaml:"title"`  // 咨询
	Number    string     `yaml:"number"` // form of its number, year then count: ZX-%d-%04d; "" only for filing, which is numbered by the county
	First     State      `yaml:"first"`  // the state in which it is opened
	Avoid     bool       `yaml:"avoid"`  // a reviewer of the asker's office stands back, not only the asker
	States    []Stop     `yaml:"states"`
	Actions   []Move     `yaml:"actions"`
	Deadlines []Deadline `yaml:"deadlines"`
	Opening   []Telling  `yaml:"opening"` // who is told what when it is opened
}

// A Stop is a state of a workflow.
type Stop struct {
	ID     State  `yaml:"id"`
	Title  string `yaml:"title"`  // 办理中
	Waits  Waits  `yaml:"waits"`  // for whom; "" only at an end
	Frozen bool   `yaml:"frozen"` // the clocks stand still
	Quiet  bool   `yaml:"quiet"`  // a person has the talk: the assistant says nothing about the matter
	Ends   bool   `yaml:"ends"`   // the road is at an end
}

// Waits is for whom a case waits.
type Waits string

// For whom a case waits.
const (
	WaitsStaff  Waits = "staff"  // any reviewer
	WaitsHolder Waits = "holder" // the reviewer who has it
	WaitsSecond Waits = "second" // a second person, who confirms
	WaitsAsker  Waits = "asker"
	WaitsTime   Waits = "time" // nobody: something is being carried out
)

// A Move is an action of a workflow.
type Move struct {
	ID     string    `yaml:"id"`
	Title  string    `yaml:"title"`  // on the button: 认领
	Who    []Role    `yaml:"who"`    // who may; RoleClock for one that only a deadline does
	From   []State   `yaml:"from"`   // in which states
	To     State     `yaml:"to"`     // "" leaves the state as it is
	Effect Effect    `yaml:"effect"` // beside the change of state, "" for none
	Held   bool      `yaml:"held"`   // only whoever holds the case
	Second string    `yaml:"second"` // "": one person is enough; "always", or "override" when it goes against what the judge said: then a second person confirms
	Needs  []Need    `yaml:"needs"`
	Checks []string  `yaml:"checks"` // the check list to be ticked before it, each a full sentence
	Paper  Paper     `yaml:"paper"`  // document that comes of it, "" for none
	Opens  Kind      `yaml:"opens"`  // kind of a further case that it opens, "" for none
	Tells  []Telling `yaml:"tells"`
}

// Effect is what an action does beside moving the case on.
type Effect string

// The effects.
const (
	Claims     Effect = "claim"    // the actor becomes the holder; refused while another one is
	Releases   Effect = "release"  // nobody holds it
	Transfers  Effect = "transfer" // the value "to" becomes the holder
	StandsBack Effect = "avoid"    // the actor stands back from it for good, and nobody holds it
	Hurries    Effect = "urgent"   // goes before the others, or no longer: a switch
	Notes      Effect = "note"     // only a note for staff
)

// A Need is something that must be given with an action.
type Need struct {
	ID       string   `yaml:"id"` // key in Case.Values; "text" is Entry.Text, "note" is Entry.Note
	Label    string   `yaml:"label"`
	Ask      string   `yaml:"ask"`  // the question put for it
	Type     Type     `yaml:"type"` // as in forms, "" is text
	Example  string   `yaml:"example"`
	Choices  []string `yaml:"choices"`
	Optional bool     `yaml:"optional"`
	Rows     bool     `yaml:"rows"` // several, one a line
}

// A Deadline is something that has to happen by a time.
type Deadline struct {
	ID     string    `yaml:"id"`
	What   string    `yaml:"what"`   // 首次答复
	Starts []string  `yaml:"starts"` // actions after which it runs; "open" is the opening
	Ends   []string  `yaml:"ends"`   // actions after which it no longer runs; the end of the road ends all
	Days   int       `yaml:"days"`   // working days that it lasts; 0 when On tells the day
	On     string    `yaml:"on"`     // value that holds the day, or a row a line each ending in its day
	Every  int       `yaml:"every"`  // months after which it starts again, 0: it does not
	Tells  []Telling `yaml:"tells"`
}

// A Telling is somebody to be told something. Text may hold {编号} {事项} {状态} {期限} {还剩} {说明} {办理人} and {value ids}.
type Telling struct {
	At    string   `yaml:"at"` // of a deadline: "50%" "100%" "150%" of its time, or "-5d" "0d" "3d" in working days from its end
	To    Audience `yaml:"to"`
	Text  string   `yaml:"text"`
	Press []string `yaml:"press"` // buttons under it
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

// Stop returns a state, ok false when the road has none of that id. The old Open is the first state.
func (w *Workflow) Stop(id State) (s Stop, ok bool) {
	if id == "" || id == Open {
		id = w.First
	}
	for _, s := range w.States {
		if s.ID == id {
			return s, true
		}
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
