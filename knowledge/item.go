package knowledge

import "regexp"

// A Date is a calendar day as "2006-01-02"; "" is no limit. Strings of this form compare as days do.
type Date string

// Status says how far an entry may be relied upon.
type Status string

const (
	Seed      Status = "seed"          // printed on the newspaper page that names the county's own list
	Sourced   Status = "sourced"       // stated by a rule of a higher level or of another place
	Confirmed Status = "confirmed"     // entered and confirmed by the county's own staff
	Local     Status = "local_confirm" // believed, needs the county's confirmation before it counts
	Unknown   Status = "unknown"       // a placeholder: counted by the source, its text not public
)

// A Source is where an entry can be read.
type Source struct {
	Document string `yaml:"document"` // 《…》 or the name of the source
	Number   string `yaml:"number"`   // 文号, "" when none is known
	Clause   string `yaml:"clause"`   // 第17条, 正面清单第2种情形, …
	Year     int    `yaml:"year"`     // 0 when not known
	Ref      string `yaml:"ref"`      // key of the research notes, e.g. seed:L87, P04, C3
	Quote    string `yaml:"quote"`    // the source's own words, "" when they are not public
}

// A Confirmation says who of the county's staff answers for an entry, and since when.
type Confirmation struct {
	By string `yaml:"by"` // role or unit, never a private person
	On Date   `yaml:"on"`
}

// Place is where an entry stands in the files, for messages to curators.
type Place struct {
	File string
	Line int
}

// An Item is one entry of a positive or negative list.
type Item struct {
	ID, Title   string
	Description string // what it covers, in plain words
	Layer       string // central, henan, pingdingshan or a county's id
	Negative    bool
	Status      Status
	Sources     []Source // the first is the one cited
	From, Until Date     // in force from … to …, both inclusive
	Confirmed   Confirmation
	Phrases     []string // how people put it; for search
	Counts      bool     // may carry a `fits` in the county asked for (decided when layers are merged)
	Place       Place

	// Of a positive item.
	Needs       []string // ids of Need, all of which must be met, in the order in which they are best asked
	Broad       bool     // so wide that a narrower item is preferred
	PriorFiling bool     // false: belongs to the time after the fact and never carries a `fits`

	// Of a negative item.
	Absolute bool   // holds ⇒ barred; otherwise it counts only in combination ⇒ a person decides
	Combine  string // what the person has to weigh, for a line that is not absolute
	Declare  string // how the declaration puts it, a short clause: 「本人、亲友或特定企业从中得利」
	Group    string // declarations of one group are put together in one line
}

// A Sign is one fact standing one way.
type Sign struct {
	Fact  string `yaml:"fact"`
	Holds bool   `yaml:"holds"`
}

// A Need is one requirement of positive items: it is met by any of its signs.
type Need struct {
	ID       string
	Title    string // 谁定的
	AnyOf    []Sign
	Question string // id of the Question that settles it; "" when only the declaration does
	Place    Place
}

// A Question is what the assistant asks, with every answer that it understands.
type Question struct {
	ID      string
	Ask     string   // the words put to the person
	Why     string   // why it is asked
	Who     string   // who can tell, for the answer 「不清楚」
	Settles []string // fact ids that a plain yes sets true and a plain no sets false, the first being the main one
	Choices []Choice
	Place   Place
}

// A Choice is one answer offered as a button.
type Choice struct {
	Label string `yaml:"label"`
	Sets  []Sign `yaml:"sets"`  // facts it settles; empty for 「不清楚」
	Hints []Sign `yaml:"hints"` // facts it raises without settling
}

// A Condition is a favourable circumstance that facts speak of (c-…).
type Condition struct {
	ID, Title string
	Element   string // which judging element it speaks to
	Place     Place
}

// An Element is one of the factors by which an error is judged (动机态度 …).
type Element struct {
	ID, Title string
	Central   bool     // one of the central six
	Facts     []string // facts that speak to it
	Questions []string // what staff ask
	Place     Place
}

// A Boundary is a note where two items are easily confused, or disagree between layers.
type Boundary struct {
	ID        string
	Looks, Is string // item ids or plain words
	Note      string
	Conflict  bool // layers disagree: shown, and handed to a person
	Place     Place
}

// An FAQ is a question about the procedure, or about one of the other systems, and its answer.
type FAQ struct {
	ID      string
	Title   string   // the question in its plainest form
	Ask     []string // other ways to ask it
	Answer  string
	Local   bool   // its figures are the county's own: shown only when confirmed
	Route   string // "staff": offer a person at once
	Layer   string
	Status  Status
	Sources []Source
	Numbers []Number
	Place   Place
}

// A Number is a figure (days, amounts, validity) that only a county may set.
type Number struct {
	ID        string       `yaml:"id"`
	Title     string       `yaml:"title"`
	Value     string       `yaml:"value"` // with its unit: 10个工作日
	Confirmed Confirmation `yaml:"confirmed"`
}

// A LayerInfo describes one layer of the lists.
type LayerInfo struct {
	ID, Title string // baofeng, 宝丰县
	Kind      string // central, province, city, county
	Parent    string
	Demo      bool   // a demonstration: every answer says so
	Filing    string // what the county calls the filing: 容错免责事项备案
	Document  string // what it calls the paper: 《容错免责事项备案通知书》
	Decider   string // who decides: 宝丰县纪委监委
	Office    string // which office of it to turn to, "" when not known
	Elements  int    // how many judging elements its texts name: 4 or 6
	Prior     bool   // stresses filing before the act
	Adopts    string // layer whose positive list it uses as its own, "" for none
	Place     Place

	FilingNumber string // form of a filing's number, 宝纪备〔%d〕%d号: year, then count; "" for one after the county's name
}

// numberForm is the year, something between that is no figure, and the count, which may have leading zeros.
var numberForm = regexp.MustCompile(`^[^%]{0,40}%d[^%0-9]{1,10}%(?:0[1-9])?d[^%]{0,10}$`)

// FitsNumber reports whether filings can be numbered by a form: %d for the year and then %d, or %03d, for the count.
func FitsNumber(form string) bool { return numberForm.MatchString(form) }

// A Base is the lists as one county sees them on one day: layers merged, what is not in force left out.
type Base struct {
	Hash       string // version of all lists: the first 12 hex digits of a SHA-256 over the files
	County     LayerInfo
	On         Date
	Layers     []LayerInfo // from central to the county
	Positive   []Item
	Negative   []Item
	Conditions []Condition
	Needs      []Need
	Questions  []Question
	Elements   []Element
	Boundaries []Boundary
	FAQs       []FAQ

	Placeholders []Item // what a source only counts and does not print: shown as not public, never weighed

	index index // lookup tables, made once by the loader
}

// index finds entries of a Base by id.
type index struct {
	items      map[string]*Item
	needs      map[string]*Need
	questions  map[string]*Question
	conditions map[string]*Condition
	faqs       map[string]*FAQ
	search     *faqSearch
}

// Ready builds the lookup tables; tests that build a Base by hand call it.
func (b *Base) Ready() *Base { return b.ready(newFAQSearch(b.FAQs)) }

// ready builds the lookup tables but for the search in the procedure entries, which bases may share.
func (b *Base) ready(search *faqSearch) *Base {
	b.index = index{
		items:      make(map[string]*Item, len(b.Positive)+len(b.Negative)),
		needs:      make(map[string]*Need, len(b.Needs)),
		questions:  make(map[string]*Question, len(b.Questions)),
		conditions: make(map[string]*Condition, len(b.Conditions)),
		faqs:       make(map[string]*FAQ, len(b.FAQs)),
	}
	for i := range b.Positive {
		b.index.items[b.Positive[i].ID] = &b.Positive[i]
	}
	for i := range b.Negative {
		b.index.items[b.Negative[i].ID] = &b.Negative[i]
	}
	for i := range b.Placeholders {
		b.index.items[b.Placeholders[i].ID] = &b.Placeholders[i]
	}
	for i := range b.Needs {
		b.index.needs[b.Needs[i].ID] = &b.Needs[i]
	}
	for i := range b.Questions {
		b.index.questions[b.Questions[i].ID] = &b.Questions[i]
	}
	for i := range b.Conditions {
		b.index.conditions[b.Conditions[i].ID] = &b.Conditions[i]
	}
	for i := range b.FAQs {
		b.index.faqs[b.FAQs[i].ID] = &b.FAQs[i]
	}
	b.index.search = search
	return b
}

// Item returns the list item with that id, or nil when the county's lists have none in force.
func (b *Base) Item(id string) *Item { return b.index.items[id] }

// Need returns the need with that id, or nil.
func (b *Base) Need(id string) *Need { return b.index.needs[id] }

// Question returns the question with that id, or nil.
func (b *Base) Question(id string) *Question { return b.index.questions[id] }

// Condition returns the condition with that id, or nil.
func (b *Base) Condition(id string) *Condition { return b.index.conditions[id] }

// FAQ returns the procedure entry with that id, or nil.
func (b *Base) FAQ(id string) *FAQ { return b.index.faqs[id] }
