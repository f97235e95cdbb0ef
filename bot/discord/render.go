package discord

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"dandang/handlers"
)

// A place is where and for whom something is shown.
type place struct {
	unit   string
	person string // who may use the buttons, or anyStaff
	staff  bool   // whoever uses them acts as staff
	write  bool   // words cannot be typed there unseen, so a button opens a window for them
}

// cardColour is the stripe at the side of every card. It means nothing: no meaning hangs on a colour.
const cardColour = 0x3b6ea5

// wholeName is what the file with a text that is too long is called.
const wholeName = "全文.txt"

// render puts a reply into Discord's terms: as many messages as it takes, the buttons and the document with the last.
func (k Keys) render(r handlers.Reply, at place, most int) []Message {
	all := pages(r.Text)
	var files []File
	if len(all) > mostPages {
		all = all[:1]
		all[0].foot = saySeeFile
		files = append(files, File{Name: wholeName, Data: []byte("\ufeff" + strings.ReplaceAll(r.Text, "\n", "\r\n") + "\r\n")})
	}
	out := make([]Message, 0, len(all))
	for _, p := range all {
		out = append(out, p.message())
	}
	last := &out[len(out)-1]
	last.Components = k.controls(r, at)
	if r.File != "" {
		f, err := document(r.File, most)
		if err != nil {
			last.Content = strings.TrimSpace(last.Content + "\n" + sayNoFile)
		} else {
			files = append(files, f)
		}
	}
	last.attach(files)
	return out
}

// document reads a document that is to be handed over, at most most bytes of it.
func document(path string, most int) (File, error) {
	info, err := os.Stat(path)
	if err != nil {
		return File{}, err
	}
	if info.Size() > int64(most) {
		return File{}, fmt.Errorf("document of %d bytes, %d may be sent", info.Size(), most)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return File{}, err
	}
	return File{Name: filepath.Base(path), Data: data}, nil
}

func (m *Message) attach(files []File) {
	m.Files = files
	for i, f := range files {
		m.Attachments = append(m.Attachments, Attached{ID: strconv.Itoa(i), Filename: f.Name})
	}
}

// plain is a message of words alone.
func plain(text string) Message {
	return Message{Content: escape(text), Embeds: []Embed{}, Components: []Row{}, Mentions: nobody()}
}

func nobody() Mentions { return Mentions{Parse: []string{}} }

func (p page) message() Message {
	m := Message{Content: p.gist, Embeds: []Embed{}, Components: []Row{}, Mentions: nobody()}
	if p.lead == "" && len(p.fields) == 0 && p.foot == "" {
		return m
	}
	e := Embed{Description: p.lead, Color: cardColour}
	for _, f := range p.fields {
		e.Fields = append(e.Fields, Field{Name: f.name, Value: f.value})
	}
	if p.foot != "" {
		e.Footer = &Footer{Text: p.foot}
	}
	m.Embeds = append(m.Embeds, e)
	return m
}

// Limits of components.
const (
	mostRows        = 5
	mostInRow       = 5
	mostOptions     = 25
	mostLabel       = 80
	mostOption      = 100
	mostTitle       = 45
	mostInputs      = 5
	mostInputLength = 2000 // what the desk reads at once
)

// controls are the components under a reply: the lists first, since they answer what is asked, then the buttons.
func (k Keys) controls(r handlers.Reply, at place) []Row {
	base := control{Unit: at.unit, Person: at.person, Staff: at.staff, Asks: r.Asks}
	rows := []Row{}
	if list := k.options(base, sayChoose, r.Options); list != nil {
		rows = append(rows, *list)
	}
	if list := k.blanks(base, r.Blanks); list != nil {
		rows = append(rows, *list)
	}
	room := (mostRows - len(rows)) * mostInRow
	write := at.write && !slices.Contains(r.Buttons, pressMore) && (len(r.Buttons) > 0 || r.Asks != "")
	if write {
		room--
	}
	labels := distinct(r.Buttons)
	if len(labels) > room {
		room -= mostInRow
		if list := k.options(base, sayMore, labels[room:]); list != nil {
			rows = append(rows, *list)
		}
		labels = labels[:room]
	}
	var buttons []Component
	for _, label := range labels {
		c := base
		c.Verb, c.Label = verbPress, label
		if label == pressMore {
			c.Verb = verbWrite
		}
		// All look alike: none of several answers may seem the one that is wanted.
		buttons = append(buttons, Component{Type: typeButton, Style: styleSecondary, Label: shorten(label, mostLabel), CustomID: k.encode(c)})
	}
	if write {
		c := base
		c.Verb, c.Label = verbWrite, sayWrite
		buttons = append(buttons, Component{Type: typeButton, Style: stylePrimary, Label: sayWrite, CustomID: k.encode(c)})
	}
	for part := range slices.Chunk(buttons, mostInRow) {
		rows = append(rows, Row{Type: typeRow, Components: part})
	}
	return rows
}

// distinct leaves out labels that stand twice or show nothing: Discord refuses them.
func distinct(labels []string) []string {
	var out []string
	for _, l := range labels {
		l = strings.TrimSpace(strings.ToValidUTF8(l, ""))
		if strings.ContainsFunc(l, unicode.IsGraphic) && !slices.Contains(out, l) {
			out = append(out, l)
		}
	}
	return out
}

// options are choices that are too many for buttons, as a list to choose from; nil for none.
func (k Keys) options(base control, title string, labels []string) *Row {
	labels = distinct(labels)
	if len(labels) == 0 {
		return nil
	}
	c := base
	c.Verb, c.Label = verbPress, title
	s := Component{Type: typeSelect, CustomID: k.encode(c), Placeholder: title}
	for _, label := range labels {
		label = shorten(label, mostOption)
		if len(s.Options) < mostOptions && !slices.ContainsFunc(s.Options, func(o Select) bool { return o.Value == label }) {
			s.Options = append(s.Options, Select{Label: label, Value: label})
		}
	}
	return &Row{Type: typeRow, Components: []Component{s}}
}

// blanks are the parts of a form, a window's worth each, as a list to choose from; nil for none.
func (k Keys) blanks(base control, all []handlers.Blank) *Row {
	if len(all) == 0 {
		return nil
	}
	c := base
	c.Verb, c.Label = verbFill, ""
	s := Component{Type: typeSelect, CustomID: k.encode(c), Placeholder: sayFill}
	for _, part := range parts(all) {
		if len(s.Options) == mostOptions {
			break
		}
		first, last := part[0], part[len(part)-1]
		label := fmt.Sprintf("%s（%d—%d）", first.Section, first.Number, last.Number)
		var names []string
		for _, b := range part {
			names = append(names, b.Label)
		}
		s.Options = append(s.Options, Select{Label: shorten(label, mostOption), Value: packed(part), Description: shorten(strings.Join(names, "、"), mostOption)})
	}
	return &Row{Type: typeRow, Components: []Component{s}}
}

// parts cuts the blanks of a form into windows' worths, none across two sections.
func parts(all []handlers.Blank) [][]handlers.Blank {
	var out [][]handlers.Blank
	for i, b := range all {
		if n := len(out) - 1; n >= 0 && all[i-1].Section == b.Section && len(out[n]) < mostInputs {
			out[n] = append(out[n], b)
			continue
		}
		out = append(out, []handlers.Blank{b})
	}
	return out
}

// packed writes blanks as the value of a choice: the number of the first, then the names, cut where they would not fit.
func packed(part []handlers.Blank) string {
	each := (mostOption - 4) / len(part)
	value := fmt.Sprint(part[0].Number)
	for _, b := range part {
		value += "|" + shorten(strings.ReplaceAll(b.Label, "|", " "), each-1)
	}
	return value
}

// unpacked reads what packed wrote.
func unpacked(value string) []handlers.Blank {
	number, names, _ := strings.Cut(value, "|")
	var n int
	if _, err := fmt.Sscan(number, &n); err != nil || n < 1 || names == "" {
		return nil
	}
	var out []handlers.Blank
	for i, label := range strings.Split(names, "|") {
		if i < mostInputs && label != "" {
			out = append(out, handlers.Blank{Number: n + i, Label: label})
		}
	}
	return out
}

// fillWindow is the window of a part of a form; nil when there is nothing to fill in.
func (k Keys) fillWindow(c control, value string) *Modal {
	part := unpacked(value)
	if len(part) == 0 {
		return nil
	}
	m := &Modal{CustomID: k.encode(c), Title: shorten(fmt.Sprintf(sayFillTitle, part[0].Number, part[len(part)-1].Number), mostTitle)}
	for _, b := range part {
		m.Components = append(m.Components, input(fmt.Sprintf("%d|%s", b.Number, shorten(b.Label, 60)), shorten(fmt.Sprintf("%d %s", b.Number, b.Label), mostTitle), sayLeave, false))
	}
	return m
}

// writeWindow is a window for free words.
func (k Keys) writeWindow(c control, title string) *Modal {
	if strings.TrimSpace(title) == "" {
		title = sayAskTitle
	}
	return &Modal{CustomID: k.encode(c), Title: shorten(title, mostTitle), Components: []Row{input(inputText, sayWords, sayNoSecrets, true)}}
}

// inputText is the custom_id of the place for free words.
const inputText = "text"

func input(id, label, placeholder string, required bool) Row {
	return Row{Type: typeRow, Components: []Component{{
		Type: typeInput, CustomID: id, Style: styleParagraph, Label: label, Placeholder: placeholder, Required: &required, MaxLength: mostInputLength,
	}}}
}
