package discordtest

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

var (
	commandName = regexp.MustCompile(`^[-_'\p{L}\p{N}\p{Devanagari}\p{Thai}]{1,32}$`)
	// locales are the keys of names and descriptions in other languages.
	locales = words("id da de en-GB en-US es-ES es-419 fr hr it lt hu nl no pl pt-BR ro fi sv-SE vi tr cs el bg ru uk hi th zh-CN ja zh-TW ko")
)

func commandRules(all []object) string {
	seen := map[string]bool{}
	for _, c := range all {
		kind := max(1, number(c, "type"))
		key := fmt.Sprint(kind, text(c, "name"))
		if seen[key] {
			return "a command twice: " + text(c, "name")
		}
		seen[key] = true
		if fault := nameRules(c, kind == 1); fault != "" {
			return fault
		}
		if kind == 1 && size(text(c, "description")) == 0 || kind != 1 && text(c, "description") != "" {
			return "a slash command has a description, a menu has none: " + text(c, "name")
		}
		if fault := commandOptionRules(list(c, "options")); fault != "" {
			return fault
		}
		if n := weight(c); n > 8000 {
			return fmt.Sprintf("%s has %d characters in all, most 8000", text(c, "name"), n)
		}
	}
	return ""
}

func nameRules(o object, slash bool) string {
	names := []string{text(o, "name")}
	for _, field := range []string{"name_localizations", "description_localizations"} {
		local, _ := o[field].(object)
		for k := range local {
			if !slices.Contains(locales, k) {
				return "no such language: " + k
			}
			if field == "name_localizations" {
				names = append(names, text(local, k))
			}
		}
	}
	for _, n := range names {
		if slash && (!commandName.MatchString(n) || n != strings.ToLower(n)) {
			return "no name for a command or an option: " + n
		}
	}
	return ""
}

func commandOptionRules(all []object) string {
	optional := false
	seen := map[string]bool{}
	for _, o := range all {
		required, _ := o["required"].(bool)
		complete, _ := o["autocomplete"].(bool)
		switch {
		case required && optional:
			return "a required option behind others: " + text(o, "name")
		case complete && len(list(o, "choices")) > 0:
			return "choices beside autocompletion: " + text(o, "name")
		case seen[text(o, "name")]:
			return "an option twice: " + text(o, "name")
		}
		optional = optional || !required
		seen[text(o, "name")] = true
		if fault := nameRules(o, true); fault != "" {
			return fault
		}
		if fault := commandOptionRules(list(o, "options")); fault != "" {
			return fault
		}
	}
	return ""
}

// weight is how many characters of a command count: of each text the longest language.
func weight(o object) int {
	n := 0
	for _, field := range []string{"name", "description"} {
		longest := size(text(o, field))
		local, _ := o[field+"_localizations"].(object)
		for k := range local {
			longest = max(longest, size(text(local, k)))
		}
		n += longest
	}
	n += size(text(o, "value"))
	for _, key := range []string{"options", "choices"} {
		for _, x := range list(o, key) {
			n += weight(x)
		}
	}
	return n
}
