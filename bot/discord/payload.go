package discord

// A Message is what is sent to Discord to be shown, in the words of its API.
type Message struct {
	Content      string     `json:"content"`
	Embeds       []Embed    `json:"embeds"`
	Components   []Row      `json:"components"`
	Mentions     Mentions   `json:"allowed_mentions"`
	Flags        int        `json:"flags,omitempty"`
	Nonce        string     `json:"nonce,omitempty"`
	EnforceNonce bool       `json:"enforce_nonce,omitempty"`
	Attachments  []Attached `json:"attachments,omitempty"`
	Files        []File     `json:"-"`
}

// flagEphemeral makes a message one that only the person asked sees.
const flagEphemeral = 1 << 6

// Mentions says who is notified; nobody ever is.
type Mentions struct {
	Parse []string `json:"parse"`
}

// An Embed is a card.
type Embed struct {
	Description string  `json:"description,omitempty"`
	Color       int     `json:"color,omitempty"`
	Fields      []Field `json:"fields,omitempty"`
	Footer      *Footer `json:"footer,omitempty"`
}

// A Field is a section of a card.
type Field struct {
	Name   string `json:"name"`
	Value  string `json:"value"`
	Inline bool   `json:"inline"`
}

// A Footer is the small print of a card.
type Footer struct {
	Text string `json:"text"`
}

// A Row is a line of components: up to five buttons, or one select.
type Row struct {
	Type       int         `json:"type"`
	Components []Component `json:"components"`
}

// A Component is a button, a select, or a place to write in.
type Component struct {
	Type        int      `json:"type"`
	CustomID    string   `json:"custom_id"`
	Style       int      `json:"style,omitempty"`
	Label       string   `json:"label,omitempty"`
	Placeholder string   `json:"placeholder,omitempty"`
	Options     []Select `json:"options,omitempty"`
	Required    *bool    `json:"required,omitempty"`
	MaxLength   int      `json:"max_length,omitempty"`
	Value       string   `json:"value,omitempty"`
}

// A Select is one choice of a select.
type Select struct {
	Label       string `json:"label"`
	Value       string `json:"value"`
	Description string `json:"description,omitempty"`
}

// Kinds of components and styles of buttons.
const (
	typeRow    = 1
	typeButton = 2
	typeSelect = 3
	typeInput  = 4

	stylePrimary   = 1
	styleSecondary = 2
	styleShort     = 1
	styleParagraph = 2
)

// A Modal is a window to write in.
type Modal struct {
	CustomID   string `json:"custom_id"`
	Title      string `json:"title"`
	Components []Row  `json:"components"`
}

// A File is a document that goes with a message.
type File struct {
	Name string
	Data []byte
}

// An Attached names a file of the message.
type Attached struct {
	ID       string `json:"id"`
	Filename string `json:"filename"`
}
