package discordtest

import (
	"encoding/json"
	"fmt"
	"maps"
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
