package discord

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// An ApplicationCommand is a command as Discord is told of it.
type ApplicationCommand struct {
	Type                     int                 `json:"type"`
	Name                     string              `json:"name"`
	NameLocalizations        map[string]string   `json:"name_localizations"`
	Description              string              `json:"description"`
	DescriptionLocalizations map[string]string   `json:"description_localizations"`
	Options                  []ApplicationOption `json:"options"`
	Contexts                 []int               `json:"contexts"`
	IntegrationTypes         []int               `json:"integration_types"`
}

// An ApplicationOption is what a command can be given.
type ApplicationOption struct {
	Type                     int                 `json:"type"`
	Name                     string              `json:"name"`
	NameLocalizations        map[string]string   `json:"name_localizations"`
	Description              string              `json:"description"`
	DescriptionLocalizations map[string]string   `json:"description_localizations"`
	Required                 bool                `json:"required"`
	Autocomplete             bool                `json:"autocomplete"`
	MaxLength                int                 `json:"max_length,omitempty"`
	Choices                  []ApplicationChoice `json:"choices"`
}

// An ApplicationChoice is one thing to choose from.
type ApplicationChoice struct {
	Name              string            `json:"name"`
	NameLocalizations map[string]string `json:"name_localizations"`
	Value             string            `json:"value"`
}

// Numbers of Discord's API for commands.
const (
	chatCommand    = 1
	messageCommand = 3
	stringOption   = 3
	inGuild        = 0
	inDirect       = 1
	guildInstall   = 0
)

// applicationCommands are our commands in Discord's terms.
func applicationCommands() []ApplicationCommand {
	var out []ApplicationCommand
	for _, c := range commands() {
		a := ApplicationCommand{
			Type: chatCommand, Name: c.name, NameLocalizations: localized(c.name, c.name2), Description: c.about,
			DescriptionLocalizations: localized(c.about, ""), Options: []ApplicationOption{},
			Contexts: []int{inGuild, inDirect}, IntegrationTypes: []int{guildInstall},
		}
		if c.menu {
			a.Type = messageCommand
		}
		if c.option != nil {
			a.Options = append(a.Options, c.option.described())
		}
		out = append(out, a)
	}
	return out
}

func (o option) described() ApplicationOption {
	a := ApplicationOption{
		Type: stringOption, Name: o.name, NameLocalizations: localized(o.name, o.name2), Description: o.about,
		DescriptionLocalizations: localized(o.about, ""), Autocomplete: o.from != "", Choices: []ApplicationChoice{},
	}
	if len(o.choices) == 0 && o.from == "" {
		a.MaxLength = mostInputLength
	}
	for _, c := range o.choices {
		a.Choices = append(a.Choices, ApplicationChoice{Name: c, NameLocalizations: localized(c, ""), Value: c})
	}
	return a
}

// localized is a text by Discord's names of languages; tw is "" where the mainland's does on Taiwan too.
func localized(cn, tw string) map[string]string {
	out := map[string]string{}
	if cn != "" {
		out["zh-CN"] = cn
	}
	if tw != "" {
		out["zh-TW"] = tw
	}
	return out
}

// A Registrar keeps the commands of the application.
type Registrar interface {
	// Commands are the commands registered, with all localisations.
	Commands(ctx context.Context) ([]ApplicationCommand, error)
	// Overwrite puts these in the place of all that are registered.
	Overwrite(ctx context.Context, all []ApplicationCommand) error
}

// register registers the commands where others are registered: Discord lets new ones be made only so often a day.
func register(ctx context.Context, r Registrar) (changed bool, err error) {
	have, err := r.Commands(ctx)
	if err != nil {
		return false, fmt.Errorf("look up commands: %w", err)
	}
	want := applicationCommands()
	if likeness(have) == likeness(want) {
		return false, nil
	}
	if err := r.Overwrite(ctx, want); err != nil {
		return false, fmt.Errorf("register commands: %w", err)
	}
	return true, nil
}

// likeness is commands in a form in which equal ones are equal: by name, with nothing for an empty list.
func likeness(all []ApplicationCommand) string {
	all = slices.Clone(all)
	slices.SortFunc(all, func(a, b ApplicationCommand) int { return strings.Compare(a.Name, b.Name) })
	data, err := json.Marshal(all)
	if err != nil { // unreachable: texts and numbers
		return err.Error()
	}
	return strings.NewReplacer(":[]", ":null", ":{}", ":null").Replace(string(data))
}
