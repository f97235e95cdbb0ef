package filing

import (
	"regexp"
	"slices"

	"dandang/knowledge"

	"go.yaml.in/yaml/v3"
)

// decodeForm reads one form. What could be read is returned beside the faults.
func decodeForm(file string, data []byte, words *Words) (*Form, []knowledge.Fault) {
	r := &nodeReader{file: file, words: words}
	f := &Form{Place: knowledge.Place{File: file, Line: 1}}
	if root := r.root(data); root != nil {
		r.mapping(root, map[string]key{
			"id": r.text(&f.ID), "title": r.text(&f.Title),
			"sections": func(n *yaml.Node) {
				for _, each := range r.items(n) {
					f.Sections = append(f.Sections, r.section(each))
				}
			},
			"compose": func(n *yaml.Node) {
				for _, each := range r.items(n) {
					c := Composition{Place: r.place(each)}
					r.mapping(each, map[string]key{"slot": r.text(&c.Slot), "parts": r.texts(&c.Parts), "when": r.conditions(&c.When)})
					f.Compose = append(f.Compose, c)
				}
			},
			"checks": func(n *yaml.Node) {
				for _, each := range r.items(n) {
					f.Checks = append(f.Checks, r.rule(each))
				}
			},
		})
	}
	f.ready()
	return f, r.faults
}

func (r *nodeReader) section(n *yaml.Node) Section {
	s := Section{Place: r.place(n)}
	r.mapping(n, map[string]key{
		"id": r.text(&s.ID), "title": r.text(&s.Title),
		"fields": func(n *yaml.Node) {
			for _, each := range r.items(n) {
				s.Fields = append(s.Fields, r.field(each))
			}
		},
	})
	for i := range s.Fields {
		s.Fields[i].Section = s.ID
	}
	return s
}

func (r *nodeReader) field(n *yaml.Node) Field {
	f := Field{Type: TypeText, Place: r.place(n), words: r.words}
	r.mapping(n, map[string]key{
		"id": r.text(&f.ID), "label": r.text(&f.Label), "names": r.texts(&f.Names), "type": r.text((*string)(&f.Type)),
		"required": r.truth(&f.Required), "ask": r.text(&f.Ask), "why": r.text(&f.Why), "example": r.text(&f.Example),
		"max": r.count(&f.Max), "lean": r.text((*string)(&f.Lean)), "pattern": r.text(&f.Pattern), "hint": r.text(&f.Hint),
		"source": r.text(&f.Source), "depends": r.texts(&f.Depends), "from": r.texts(&f.From), "cues": r.texts(&f.Cues),
		"private": r.truth(&f.Private), "naming": r.truth(&f.Naming), "office": r.truth(&f.Office), "clear": r.truth(&f.Clear),
		"when": r.conditions(&f.When),
		"choices": func(n *yaml.Node) {
			for _, each := range r.items(n) {
				c := Choice{Place: r.place(each)}
				r.mapping(each, map[string]key{"id": r.text(&c.ID), "label": r.text(&c.Label), "also": r.texts(&c.Also)})
				f.Choices = append(f.Choices, c)
			}
		},
		"columns": func(n *yaml.Node) {
			for _, each := range r.items(n) {
				f.Columns = append(f.Columns, r.field(each))
			}
		},
	})
	if !slices.Contains(Types(), f.Type) {
		r.fault(n.Line, sayFormType, f.Type)
	}
	if !slices.Contains([]Lean{Nearest, Past, Future}, f.Lean) {
		r.fault(n.Line, sayFormLean, f.Lean)
	}
	if f.Pattern != "" {
		var err error
		if f.pattern, err = regexp.Compile(f.Pattern); err != nil {
			r.fault(n.Line, sayFormPattern, f.Pattern)
		}
	}
	return f
}

func (r *nodeReader) conditions(into *[]Condition) key {
	return func(n *yaml.Node) {
		for _, each := range r.items(n) {
			c := Condition{Place: r.place(each)}
			r.mapping(each, map[string]key{
				"field": r.text(&c.Field), "is": r.texts(&c.Is), "not": r.texts(&c.Not),
				"given": func(n *yaml.Node) { c.Given = new(bool); r.truth(c.Given)(n) },
			})
			*into = append(*into, c)
		}
	}
}

func (r *nodeReader) rule(n *yaml.Node) Rule {
	c := Rule{Place: r.place(n)}
	r.mapping(n, map[string]key{
		"kind": r.text(&c.Kind), "field": r.text(&c.Field), "before": r.text(&c.Before), "list": r.text(&c.List),
		"column": r.text(&c.Column), "say": r.text(&c.Say), "when": r.conditions(&c.When),
	})
	return c
}

// decodeWords reads the lists of words.
func decodeWords(file string, data []byte) (*Words, []knowledge.Fault) {
	r := &nodeReader{file: file}
	w := &Words{Units: map[string]string{}}
	if root := r.root(data); root != nil {
		r.mapping(root, map[string]key{
			"posts": r.texts(&w.Posts), "banned": r.texts(&w.Banned),
			"units": func(n *yaml.Node) {
				if n.Kind != yaml.MappingNode {
					r.fault(n.Line, sayNotKeys)
					return
				}
				for i := 0; i+1 < len(n.Content); i += 2 {
					w.Units[n.Content[i].Value] = n.Content[i+1].Value
				}
			},
		})
	}
	return w, r.faults
}
