package discord

import "time"

// An Interaction is a command called, a component used, a window sent, or an autocompletion asked for.
type Interaction struct {
	ID, Token string
	Kind      Kind
	Guild     string // "" in a direct message
	Channel   string
	User      string
	Roles     []string // Discord roles of the user in the guild
	Command   string   // default name of the command
	Words     string   // what the command was given, or the message whose menu it was called from
	Part      string   // what is typed so far, of an autocompletion
	CustomID  string   // of the component or the window
	Label     string   // what stands on the component used
	Values    []string // chosen in a list
	Inputs    []Input  // written in a window, in order
	FileLimit int      // largest file that may be sent in answer, bytes; 0 unknown
	At        time.Time
}

// Kind is what sort of interaction it is.
type Kind int

// The kinds, by Discord's numbers.
const (
	KindCommand   Kind = 2
	KindComponent Kind = 3
	KindComplete  Kind = 4
	KindWindow    Kind = 5
)

// An Input is one place of a window with what was written there.
type Input struct{ ID, Value string }

// A Said is a message that somebody wrote.
type Said struct {
	ID          string
	Guild       string // "" for a direct message
	Channel     string
	User        string
	Roles       []string
	Bot         bool
	Text        string // without the mention of the bot
	Mentioned   bool
	Attachments int
	At          time.Time
}

// A Shown is a message that stands in a channel.
type Shown struct {
	ID        string
	Author    string
	Content   string
	CustomIDs []string
}
