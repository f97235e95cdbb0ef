package reader

import (
	"embed"
	"encoding/json"
	"slices"
	"strings"
	"text/template"

	"dandang/knowledge"
)

//go:embed prompts/*.tmpl
var promptFiles embed.FS

// prompts are the words for the model.
var prompts = template.Must(template.ParseFS(promptFiles, "prompts/*.tmpl"))

// written fills in a prompt. The templates are part of the program and a test fills in each.
func written(name string, data any) string {
	var b strings.Builder
	if err := prompts.ExecuteTemplate(&b, name+".tmpl", data); err != nil {
		panic("prompt " + name + ": " + err.Error())
	}
	return strings.TrimRight(b.String(), "\n")
}

func schemaLine(schema json.RawMessage) string { return "\n" + written("schema", string(schema)) }

func repairLine(wrong error) string { return written("repair", faultWords(wrong)) }

// faultWords tells the model in its prompt's language what was wrong.
func faultWords(wrong error) string {
	for _, w := range checkWords {
		if w.is(wrong) {
			return w.say
		}
	}
	return "不是要求的 JSON 对象"
}

// A listed is one id of the closed list with what it means.
type listed struct{ ID, Text string }

// A catalogue is the closed list of ids that a reading may use, with the prompt and the schema made from it.
type catalogue struct {
	head   string
	schema json.RawMessage
	facts  map[string]bool
	items  map[string]bool
}

// catalogueOf makes the closed list of a base. It depends on the lists alone, so the head of the prompt stays the same.
func catalogueOf(b *knowledge.Base) *catalogue {
	c := &catalogue{facts: map[string]bool{}, items: map[string]bool{}}
	var data struct{ Red, Conditions, Items []listed }
	for _, it := range b.Negative {
		data.Red = append(data.Red, listed{it.ID, short(it.Title + "。" + it.Description)})
		c.facts[it.ID] = true
	}
	for _, x := range b.Conditions {
		data.Conditions = append(data.Conditions, listed{x.ID, short(x.Title)})
		c.facts[x.ID] = true
	}
	for _, it := range b.Positive {
		data.Items = append(data.Items, listed{it.ID, short(it.Title + "。" + it.Description)})
		c.items[it.ID] = true
	}
	c.head = written("read", data)
	c.schema = readingSchema(idsIn(c.facts), idsIn(c.items))
	return c
}

// short is an entry's text on one line, not longer than the prompt has room for.
func short(s string) string {
	const most = 90
	r := []rune(strings.Join(strings.Fields(s), ""))
	return string(r[:min(len(r), most)])
}

func idsIn(m map[string]bool) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

type object = map[string]any

// readingSchema is the JSON schema of a reading: only ids of the closed list, each fact with its polarity and its quote.
func readingSchema(facts, items []string) json.RawMessage {
	return schemaOf(object{
		"facts": object{"type": "array", "items": closed(object{
			"id":    object{"type": "string", "enum": facts},
			"holds": object{"type": "boolean"},
			"quote": object{"type": "string"},
		})},
		"items": object{"type": "array", "items": object{"type": "string", "enum": items}},
	})
}

// closed is an object schema that has these fields, all of them, and no others.
func closed(fields object) object {
	required := make([]string, 0, len(fields))
	for name := range fields {
		required = append(required, name)
	}
	slices.Sort(required)
	return object{"type": "object", "properties": fields, "required": required, "additionalProperties": false}
}

func schemaOf(fields object) json.RawMessage {
	b, err := json.Marshal(closed(fields)) // sorts the keys
	if err != nil {
		panic("schema: " + err.Error()) // cannot be: plain maps and strings
	}
	return b
}

// promptOf is what is asked about one text: with a question open only what that question is about, beside the red lines.
func promptOf(text string, open *knowledge.Question) string {
	data := struct{ Ask, Open, Text string }{Text: text}
	if open != nil {
		if ids := openIDs(open); len(ids) > 0 {
			data.Ask, data.Open = open.Ask, strings.Join(ids, "、")
		}
	}
	return written("message", data)
}

// openIDs are the conditions that an answer to the question may settle.
func openIDs(q *knowledge.Question) []string {
	seen := map[string]bool{}
	for _, id := range q.Settles {
		seen[id] = condition(id)
	}
	for _, c := range q.Choices {
		for _, s := range append(slices.Clone(c.Sets), c.Hints...) {
			seen[s.Fact] = condition(s.Fact)
		}
	}
	out := idsIn(seen)
	return slices.DeleteFunc(out, func(id string) bool { return !seen[id] })
}
