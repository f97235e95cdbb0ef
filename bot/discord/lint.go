package discord

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"
)

// Discord's limits of what is sent, in characters unless it says otherwise (developers/resources/message, components/reference,
// interactions/application-commands).
const (
	lintContent     = 2000
	lintEmbeds      = 10
	lintAllEmbeds   = 6000 // of all embeds of a message together
	lintDescription = 4096
	lintFields      = 25
	lintFieldName   = 256
	lintFieldValue  = 1024
	lintFooter      = 2048
	lintRows        = 5
	lintButtons     = 5 // in a row
	lintCustomID    = 100
	lintLabel       = 80
	lintOptions     = 25
	lintOptionText  = 100
	lintPlaceholder = 150
	lintNonce       = 25
	lintFiles       = 10
	lintRequest     = 25 << 20 // bytes
	lintTitle       = 45       // of a window, and of a place to write in
	lintInput       = 4000
	lintInputHint   = 100
	lintChoices     = 25
	lintName        = 32
	lintAbout       = 100
	lintCommand     = 8000 // all that a command says
	lintCommands    = 100  // slash commands
	lintMenus       = 15   // commands in the menu of a message
)

// A lint collects what is wrong.
type lint struct{ faults []error }

func (l *lint) add(format string, args ...any) {
	l.faults = append(l.faults, fmt.Errorf(format, args...))
}

// most finds fault with a text that is too long, by the longer of the two ways to count: Discord does not say which is its own.
func (l *lint) most(what, s string, most int) {
	if len(s) <= most { // bytes are never fewer than characters
		return
	}
	if n := length(strings.TrimSpace(s)); n > most {
		l.add("%s has %d characters, most %d", what, n, most)
	}
}

func (l *lint) some(what, s string, most int) {
	if strings.TrimSpace(s) == "" {
		l.add("%s is empty", what)
	}
	l.most(what, s, most)
}

func (l *lint) count(what string, n, least, most int) {
	if n < least || n > most {
		l.add("%d %s, %d to %d", n, what, least, most)
	}
}

func (l *lint) result() error { return errors.Join(l.faults...) }

// Lint tells everything for which Discord would refuse a message, and whether it could notify somebody; nil for nothing.
func (m Message) Lint() error {
	var l lint
	if m.Mentions.Parse == nil || len(m.Mentions.Parse) > 0 {
		l.add("allowed_mentions is not empty: somebody may be notified")
	}
	if strings.TrimSpace(m.Content) == "" && len(m.Embeds) == 0 && len(m.Components) == 0 && len(m.Files) == 0 {
		l.add("a message with nothing in it")
	}
	l.most("content", m.Content, lintContent)
	l.most("nonce", m.Nonce, lintNonce)
	l.files(m)
	l.embeds(m.Embeds)
	l.rows(m.Components)
	return l.result()
}

func (l *lint) files(m Message) {
	l.count("files", len(m.Files), 0, lintFiles)
	sum := 0
	for _, f := range m.Files {
		sum += len(f.Data)
		if f.Name == "" || !utf8.ValidString(f.Name) {
			l.add("a file without a name")
		}
	}
	if sum > lintRequest {
		l.add("files of %d bytes, most %d", sum, lintRequest)
	}
	if len(m.Attachments) > len(m.Files) {
		l.add("%d attachments for %d files", len(m.Attachments), len(m.Files))
	}
}

func (l *lint) embeds(all []Embed) {
	l.count("embeds", len(all), 0, lintEmbeds)
	sum := 0
	for _, e := range all {
		l.most("description", e.Description, lintDescription)
		l.count("fields", len(e.Fields), 0, lintFields)
		sum += length(e.Description)
		if e.Footer != nil {
			l.some("footer", e.Footer.Text, lintFooter)
			sum += length(e.Footer.Text)
		}
		for _, f := range e.Fields {
			l.some("field name", f.Name, lintFieldName)
			l.some("field value", f.Value, lintFieldValue)
			sum += length(f.Name) + length(f.Value)
		}
		if e.Description == "" && len(e.Fields) == 0 && e.Footer == nil {
			l.add("an empty embed")
		}
	}
	if sum > lintAllEmbeds {
		l.add("embeds of %d characters in all, most %d", sum, lintAllEmbeds)
	}
}

func (l *lint) rows(all []Row) {
	l.count("rows", len(all), 0, lintRows)
	ids := map[string]bool{}
	for _, r := range all {
		l.count("components in a row", len(r.Components), 1, lintButtons)
		if r.Type != typeRow {
			l.add("a component of type %d at the top", r.Type)
		}
		for _, c := range r.Components {
			l.some("custom_id", c.CustomID, lintCustomID)
			if ids[c.CustomID] {
				l.add("a custom_id twice")
			}
			ids[c.CustomID] = true
			l.component(c)
			if c.Type != typeButton && len(r.Components) > 1 {
				l.add("a component of type %d is not alone in its row", c.Type)
			}
		}
	}
}

func (l *lint) component(c Component) {
	switch c.Type {
	case typeButton:
		l.some("label", c.Label, lintLabel)
	case typeSelect:
		l.most("placeholder", c.Placeholder, lintPlaceholder)
		l.count("options", len(c.Options), 1, lintOptions)
		values := map[string]bool{}
		for _, o := range c.Options {
			l.some("option", o.Label, lintOptionText)
			l.some("value of an option", o.Value, lintOptionText)
			l.most("description of an option", o.Description, lintOptionText)
			if values[o.Value] {
				l.add("an option twice")
			}
			values[o.Value] = true
		}
	case typeInput:
		l.some("label", c.Label, lintTitle)
		l.most("placeholder", c.Placeholder, lintInputHint)
		l.most("value", c.Value, lintInput)
		l.count("max_length", c.MaxLength, 0, lintInput)
	default:
		l.add("a component of type %d", c.Type)
	}
}

// Lint tells everything for which Discord would refuse a window; nil for nothing.
func (w Modal) Lint() error {
	var l lint
	l.some("title", w.Title, lintTitle)
	l.some("custom_id", w.CustomID, lintCustomID)
	l.count("rows of a window", len(w.Components), 1, lintRows)
	l.rows(w.Components)
	return l.result()
}
