package knowledge

// A file is one YAML file of the lists; every key may be left out.
type file struct {
	Layer        *LayerInfo
	Conditions   []Condition
	Needs        []Need
	Questions    []Question
	Elements     []Element
	Positive     []positive
	Negative     []negative
	Boundaries   []Boundary
	FAQs         []faq `yaml:"faqs"`
	Placeholders []placeholder
	Confirm      []confirm
}

// A layer is all files of one folder put together, as written.
type layer struct {
	Info         LayerInfo
	Conditions   []Condition
	Needs        []Need
	Questions    []Question
	Elements     []Element
	Positive     []positive
	Negative     []negative
	Boundaries   []Boundary
	FAQs         []faq
	Placeholders []placeholder
	Confirm      []confirm
}

// An entry is what items of both lists have in common. In a lower layer an entry with the id of
// an upper one needs to say only what is different.
type entry struct {
	ID          string
	Title       string
	Description string
	Status      Status
	Sources     []Source
	From        Date
	Until       Date
	Phrases     []string
	Confirmed   Confirmation
	Disabled    bool // hides the item of an upper layer
	Place       Place
}

// A positive is an entry of a positive list as written; nil means that the file does not say.
type positive struct {
	entry
	Needs       []string
	Broad       *bool
	PriorFiling *bool
}

// A negative is a red line as written; nil means that the file does not say.
type negative struct {
	entry
	Absolute *bool
	Combine  string
	Declare  string
	Group    string
}

// A faq is a procedure entry as written; nil means that the file does not say.
type faq struct {
	ID      string
	Title   string
	Ask     []string
	Answer  string
	Local   *bool
	Route   string
	Status  Status
	Sources []Source
	Numbers []Number
	Place   Place
}

// A placeholder stands for what a source only counts and does not print.
type placeholder struct {
	ID    string
	Of    string // which list it belongs to
	Note  string
	Place Place
}

// A confirm is a county's word that an entry of an upper layer holds with them.
type confirm struct {
	Item  string
	All   bool // every item shipped; for demonstrations
	By    string
	On    Date
	Place Place
}

// add puts the contents of one more file into the layer; the caller sees to it that only one has the key layer.
func (l *layer) add(f *file) {
	if f.Layer != nil {
		l.Info = *f.Layer
	}
	l.Conditions = append(l.Conditions, f.Conditions...)
	l.Needs = append(l.Needs, f.Needs...)
	l.Questions = append(l.Questions, f.Questions...)
	l.Elements = append(l.Elements, f.Elements...)
	l.Positive = append(l.Positive, f.Positive...)
	l.Negative = append(l.Negative, f.Negative...)
	l.Boundaries = append(l.Boundaries, f.Boundaries...)
	l.FAQs = append(l.FAQs, f.FAQs...)
	l.Placeholders = append(l.Placeholders, f.Placeholders...)
	l.Confirm = append(l.Confirm, f.Confirm...)
}
