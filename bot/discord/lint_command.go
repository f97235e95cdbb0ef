package discord

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// lintAnswers tells what is wrong with the choices of an autocompletion.
func lintAnswers(all []ApplicationChoice) error {
	var l lint
	l.choices(all)
	return l.result()
}

func (l *lint) choices(all []ApplicationChoice) {
	l.count("choices", len(all), 0, lintChoices)
	for _, c := range all {
		l.some("choice", c.Name, lintAbout)
		l.some("value of a choice", c.Value, lintAbout)
	}
}

// isCommandName is how Discord wants names of commands and options, in every language: ^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$.
func isCommandName(s string) bool {
	n := utf8.RuneCountInString(s)
	return n >= 1 && n <= 32 && strings.IndexFunc(s, func(r rune) bool {
		return !unicode.In(r, unicode.L, unicode.N, unicode.Devanagari, unicode.Thai) && !strings.ContainsRune("-_'", r)
	}) < 0
}

// languages are the keys of texts in other languages.
var languages = strings.Fields("id da de en-GB en-US es-ES es-419 fr hr it lt hu nl no pl pt-BR ro fi sv-SE vi tr cs el bg ru uk hi th zh-CN ja zh-TW ko")

// lintAll tells everything for which Discord would refuse the commands; nil for nothing.
func lintAll(all []ApplicationCommand) error {
	var l lint
	seen, of := map[string]bool{}, map[int]int{}
	for _, c := range all {
		of[c.Type]++
		if key := fmt.Sprint(c.Type, c.Name); seen[key] {
			l.add("a command twice: %s", c.Name)
		} else {
			seen[key] = true
		}
		l.names(c.Name, c.NameLocalizations, c.Type == chatCommand)
		l.languages(c.DescriptionLocalizations)
		if c.Type == chatCommand {
			l.some("description of "+c.Name, c.Description, lintAbout)
		} else if c.Description != "" {
			l.add("a menu with a description: %s", c.Name)
		}
		l.options(c.Options)
		if n := weight(c); n > lintCommand {
			l.add("%s says %d characters in all, most %d", c.Name, n, lintCommand)
		}
	}
	l.count("slash commands", of[chatCommand], 0, lintCommands)
	l.count("menus", of[messageCommand], 0, lintMenus)
	return l.result()
}

func (l *lint) names(name string, local map[string]string, strict bool) {
	l.languages(local)
	for _, n := range append(slices.Collect(maps.Values(local)), name) {
		l.some("name", n, lintName)
		if strict && (!isCommandName(n) || strings.ToLower(n) != n) {
			l.add("no name of a command: %s", n)
		}
	}
}

func (l *lint) languages(local map[string]string) {
	for k := range local {
		if !slices.Contains(languages, k) {
			l.add("no language: %s", k)
		}
	}
}

func (l *lint) options(all []ApplicationOption) {
	l.count("options of a command", len(all), 0, lintOptions)
	optional := false
	for _, o := range all {
		if o.Required && optional {
			l.add("%s is required and stands behind others", o.Name)
		}
		if o.Autocomplete && len(o.Choices) > 0 {
			l.add("%s has choices beside autocompletion", o.Name)
		}
		optional = optional || !o.Required
		l.names(o.Name, o.NameLocalizations, true)
		l.some("description of "+o.Name, o.Description, lintAbout)
		l.choices(o.Choices)
	}
}

// weight is how many characters a command says: of each text the longest language.
func weight(c ApplicationCommand) int {
	longest := func(s string, local map[string]string) int {
		n := length(s)
		for _, t := range local {
			n = max(n, length(t))
		}
		return n
	}
	n := longest(c.Name, c.NameLocalizations) + longest(c.Description, c.DescriptionLocalizations)
	for _, o := range c.Options {
		n += longest(o.Name, o.NameLocalizations) + longest(o.Description, o.DescriptionLocalizations)
		for _, x := range o.Choices {
			n += longest(x.Name, x.NameLocalizations) + length(x.Value)
		}
	}
	return n
}
