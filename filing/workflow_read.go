package filing

import (
	"dandang/knowledge"

	"go.yaml.in/yaml/v3"
)

// readWorkflow reads one road. What could be read is returned beside the faults.
func readWorkflow(file string, data []byte) (*Workflow, []knowledge.Fault) {
	r := &nodeReader{file: file}
	w := &Workflow{Place: knowledge.Place{File: file, Line: 1}}
	if root := r.root(data); root != nil {
		r.mapping(root, map[string]key{
			"kind": word(r, &w.Kind), "title": r.text(&w.Title), "number": r.text(&w.Number), "first": word(r, &w.First),
			"avoid": r.truth(&w.Avoid), "openers": wordList(r, &w.Openers),
			"states":    each(r, &w.States, (*nodeReader).stop),
			"actions":   each(r, &w.Actions, (*nodeReader).move),
			"deadlines": each(r, &w.Deadlines, (*nodeReader).deadline),
			"opening":   each(r, &w.Opening, (*nodeReader).telling),
		})
	}
	return w, r.faults
}

// readCommon reads the actions that all roads share.
func readCommon(data []byte) ([]Move, []knowledge.Fault) {
	r := &nodeReader{file: "workflows/" + commonFile}
	var actions []Move
	if root := r.root(data); root != nil {
		r.mapping(root, map[string]key{"actions": each(r, &actions, (*nodeReader).move)})
	}
	return actions, r.faults
}

func (r *nodeReader) stop(n *yaml.Node) Stop {
	s := Stop{Place: r.place(n)}
	r.mapping(n, map[string]key{
		"id": word(r, &s.ID), "title": r.text(&s.Title), "waits": word(r, &s.Waits),
		"frozen": r.truth(&s.Frozen), "quiet": r.truth(&s.Quiet), "ends": r.truth(&s.Ends),
	})
	return s
}

func (r *nodeReader) move(n *yaml.Node) Move {
	m := Move{Place: r.place(n)}
	r.mapping(n, map[string]key{
		"id": r.text(&m.ID), "title": r.text(&m.Title), "who": wordList(r, &m.Who), "from": wordList(r, &m.From), "to": word(r, &m.To),
		"effect": word(r, &m.Effect), "held": r.truth(&m.Held), "once": r.truth(&m.Once), "after": r.texts(&m.After),
		"second": word(r, &m.Second), "confirm": wordList(r, &m.Confirm), "means": word(r, &m.Means),
		"needs": each(r, &m.Needs, (*nodeReader).need), "checks": r.texts(&m.Checks),
		"paper": word(r, &m.Paper), "opens": word(r, &m.Opens), "amends": r.texts(&m.Amends), "tells": each(r, &m.Tells, (*nodeReader).telling),
	})
	return m
}

func (r *nodeReader) need(n *yaml.Node) Need {
	d := Need{Type: TypeText, Place: r.place(n)}
	r.mapping(n, map[string]key{
		"id": r.text(&d.ID), "label": r.text(&d.Label), "ask": r.text(&d.Ask), "type": word(r, &d.Type),
		"example": r.text(&d.Example), "choices": r.texts(&d.Choices), "optional": r.truth(&d.Optional), "rows": r.truth(&d.Rows),
	})
	return d
}

func (r *nodeReader) deadline(n *yaml.Node) Deadline {
	d := Deadline{Place: r.place(n)}
	r.mapping(n, map[string]key{
		"id": r.text(&d.ID), "what": r.text(&d.What), "starts": r.texts(&d.Starts), "ends": r.texts(&d.Ends),
		"days": r.count(&d.Days), "on": r.text(&d.On), "since": r.text(&d.Since), "every": r.count(&d.Every), "tells": each(r, &d.Tells, (*nodeReader).telling),
	})
	return d
}

func (r *nodeReader) telling(n *yaml.Node) Telling {
	t := Telling{Place: r.place(n)}
	r.mapping(n, map[string]key{"at": r.text(&t.At), "to": word(r, &t.To), "text": r.text(&t.Text), "press": r.texts(&t.Press)})
	return t
}

// word reads a text that is a word of the program.
func word[T ~string](r *nodeReader, into *T) key {
	return func(n *yaml.Node) {
		var s string
		r.text(&s)(n)
		*into = T(s)
	}
}

// wordList reads a list of such words.
func wordList[T ~string](r *nodeReader, into *[]T) key {
	return func(n *yaml.Node) {
		var all []string
		r.texts(&all)(n)
		for _, s := range all {
			*into = append(*into, T(s))
		}
	}
}

// each reads the entries of a list one by one.
func each[T any](r *nodeReader, into *[]T, read func(*nodeReader, *yaml.Node) T) key {
	return func(n *yaml.Node) {
		for _, one := range r.items(n) {
			*into = append(*into, read(r, one))
		}
	}
}
