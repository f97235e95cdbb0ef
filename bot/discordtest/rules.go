package discordtest

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// object is a part of a body.
type object = map[string]any

// rules are those that the description leaves out. They return what is wrong with a request, "" for nothing.
func rules(q Request, fileLimit int) string {
	if fault := fileRules(q, fileLimit); fault != "" {
		return fault
	}
	switch q.Route {
	case "POST /interactions/{interaction_id}/{interaction_token}/callback":
		return callbackRules(read(q.Body), len(q.Files))
	case "PATCH /webhooks/{webhook_id}/{webhook_token}/messages/@original", "POST /webhooks/{webhook_id}/{webhook_token}",
		"POST /channels/{channel_id}/messages", "PATCH /channels/{channel_id}/messages/{message_id}":
		return messageRules(read(q.Body), len(q.Files))
	case "PUT /applications/{application_id}/commands":
		var all []object
		if err := json.Unmarshal(q.Body, &all); err != nil {
			return err.Error()
		}
		return commandRules(all)
	}
	return ""
}

// notifies reports whether a message could notify somebody. Discord would take it; no bot of ours may send it.
func notifies(q Request) bool {
	o := read(q.Body)
	if strings.HasSuffix(q.Route, "/callback") {
		if n := number(o, "type"); n != 4 && n != 7 {
			return false
		}
		o, _ = o["data"].(object)
	} else if !strings.Contains(q.Route, "/messages") && !strings.HasSuffix(q.Route, "{webhook_token}") || q.Method == "GET" || q.Method == "DELETE" {
		return false
	}
	mentions, ok := o["allowed_mentions"].(object)
	parse, empty := mentions["parse"].([]any)
	return !ok || !empty || len(parse) > 0 || mentions["users"] != nil || mentions["roles"] != nil
}

func read(body []byte) object {
	var o object
	_ = json.Unmarshal(body, &o) // what is no object lacks everything
	return o
}

// size is how long Discord may take a text to be: it does not say whether it counts letters or UTF-16.
func size(s string) int {
	s = strings.TrimSpace(s)
	return max(utf8.RuneCountInString(s), len(utf16.Encode([]rune(s))))
}

func text(o object, key string) string {
	s, _ := o[key].(string)
	return s
}

func list(o object, key string) []object {
	all, _ := o[key].([]any)
	var out []object
	for _, x := range all {
		if y, ok := x.(object); ok {
			out = append(out, y)
		}
	}
	return out
}

func number(o object, key string) int {
	n, _ := o[key].(float64)
	return int(n)
}

const mostRequest = 25 << 20

func fileRules(q Request, limit int) string {
	sum := len(q.Body)
	for _, f := range q.Files {
		sum += len(f.Data)
		if len(f.Data) > limit {
			return fmt.Sprintf("file %s is %d bytes, most %d", f.Name, len(f.Data), limit)
		}
	}
	switch {
	case len(q.Files) > 10:
		return "more than 10 files"
	case sum > mostRequest:
		return "more than 25 MiB in all"
	}
	for _, a := range list(read(q.Body), "attachments") {
		if id := text(a, "id"); len(q.Files) > 0 && len(id) < 3 && id >= fmt.Sprint(len(q.Files)) {
			return "an attachment without its file: " + id
		}
	}
	return ""
}

func callbackRules(o object, files int) string {
	data, _ := o["data"].(object)
	switch number(o, "type") {
	case 4, 7:
		return messageRules(data, files)
	case 9:
		return windowRules(data)
	case 8:
		if _, ok := data["choices"].([]any); !ok {
			return "an autocompletion without its choices"
		}
	}
	return ""
}

// What a body may name; anything else is misspelt, and Discord passes over it in silence.
var (
	inMessage = words("content embeds components allowed_mentions flags nonce enforce_nonce attachments tts message_reference sticker_ids poll username avatar_url thread_name applied_tags")
	inEmbed   = words("title type description url timestamp color footer image thumbnail video provider author fields")
	inField   = words("name value inline")
	inPart    = words("type id custom_id style label emoji url sku_id disabled options placeholder min_values max_values required value min_length max_length components component default_values channel_types description accessory content items media spoiler accent_color divider spacing file")
	inOption  = words("label value description emoji default")
	inWindow  = words("custom_id title components flags content tts embeds")
)

func words(s string) []string { return strings.Fields(s) }

// strange is a key that has no business there, "" for none.
func strange(o object, known []string) string {
	for _, k := range slices.Sorted(maps.Keys(o)) {
		if !slices.Contains(known, k) {
			return "unknown property " + k
		}
	}
	return ""
}

const layoutFlag = 1 << 15 // components v2

func messageRules(o object, files int) string {
	content, embeds := text(o, "content"), list(o, "embeds")
	layout := number(o, "flags")&layoutFlag != 0
	switch {
	case size(content) > 2000:
		return fmt.Sprintf("content of %d characters, most 2000", size(content))
	case size(content) == 0 && len(embeds) == 0 && len(list(o, "components")) == 0 && files == 0 && o["poll"] == nil && o["sticker_ids"] == nil:
		return "a message with nothing in it"
	case layout && (content != "" || len(embeds) > 0):
		return "content or embeds beside components v2"
	}
	if fault := strange(o, inMessage); fault != "" {
		return fault
	}
	if fault := embedRules(embeds); fault != "" {
		return fault
	}
	return partRules(list(o, "components"), layout, false)
}

func embedRules(embeds []object) string {
	sum := 0
	for _, e := range embeds {
		if fault := strange(e, inEmbed); fault != "" {
			return fault
		}
		footer, _ := e["footer"].(object)
		author, _ := e["author"].(object)
		sum += size(text(e, "title")) + size(text(e, "description")) + size(text(footer, "text")) + size(text(author, "name"))
		for _, f := range list(e, "fields") {
			if fault := strange(f, inField); fault != "" {
				return fault
			}
			if size(text(f, "name")) == 0 || size(text(f, "value")) == 0 {
				return "a field without name or value"
			}
			sum += size(text(f, "name")) + size(text(f, "value"))
		}
	}
	if sum > 6000 {
		return fmt.Sprintf("embeds of %d characters in all, most 6000", sum)
	}
	return ""
}

func windowRules(o object) string {
	parts := list(o, "components")
	switch {
	case size(text(o, "title")) == 0 || size(text(o, "title")) > 45:
		return "a window's title of " + fmt.Sprint(size(text(o, "title"))) + " characters"
	case len(parts) == 0 || len(parts) > 5:
		return fmt.Sprintf("a window with %d parts, 1 to 5", len(parts))
	}
	if fault := strange(o, inWindow); fault != "" {
		return fault
	}
	return partRules(parts, false, true)
}

// partRules look at components: rows of buttons, a select, places to write in.
func partRules(top []object, layout, window bool) string {
	if len(top) > 5 && !layout {
		return fmt.Sprintf("%d rows, most 5", len(top))
	}
	ids := map[string]bool{}
	for _, row := range top {
		kind := number(row, "type")
		switch {
		case kind == 1, window && kind == 18:
		case layout:
			continue
		default:
			return fmt.Sprintf("a component of type %d at the top", kind)
		}
		inside := list(row, "components")
		if c, ok := row["component"].(object); ok {
			inside = append(inside, c)
		}
		if fault := rowRules(inside); fault != "" {
			return fault
		}
		for _, c := range inside {
			if fault := componentRules(c); fault != "" {
				return fault
			}
			if id := text(c, "custom_id"); id != "" && ids[id] {
				return "the same custom_id twice: " + id
			}
			ids[text(c, "custom_id")] = true
		}
	}
	return ""
}

func rowRules(inside []object) string {
	buttons := 0
	for _, c := range inside {
		if number(c, "type") == 2 {
			buttons++
		}
	}
	switch {
	case len(inside) == 0:
		return "an empty row"
	case buttons > 5, buttons > 0 && buttons < len(inside), buttons == 0 && len(inside) > 1:
		return "a row holds up to five buttons, or one other component"
	}
	return ""
}

const linkButton, skuButton = 5, 6

func componentRules(c object) string {
	if fault := strange(c, inPart); fault != "" {
		return fault
	}
	id, style := text(c, "custom_id"), number(c, "style")
	switch number(c, "type") {
	case 2:
		switch {
		case style == linkButton || style == skuButton:
			if id != "" {
				return "a link with a custom_id"
			}
			return ""
		case text(c, "label") == "" && c["emoji"] == nil:
			return "a button without a label"
		}
	case 3:
		if fault := optionRules(list(c, "options")); fault != "" {
			return fault
		}
	}
	if id == "" || size(id) > 100 {
		return fmt.Sprintf("a custom_id of %d characters, 1 to 100", size(id))
	}
	return ""
}

func optionRules(all []object) string {
	seen := map[string]bool{}
	for _, o := range all {
		if fault := strange(o, inOption); fault != "" {
			return fault
		}
		if seen[text(o, "value")] {
			return "a choice twice: " + text(o, "value")
		}
		seen[text(o, "value")] = true
	}
	return ""
}

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
