package filing

import (
	"bytes"
	"errors"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"dandang/knowledge"

	"go.yaml.in/yaml/v3"
)

// A nodeReader reads a YAML file strictly and keeps everything that is wrong with it.
type nodeReader struct {
	file   string
	words  *Words
	faults []knowledge.Fault
}

// A key reads the node of one key of a mapping.
type key func(*yaml.Node)

func (r *nodeReader) fault(line int, format string, args ...any) {
	const most = 50 // a file that is no form at all has no end of them
	if len(r.faults) < most {
		r.faults = append(r.faults, knowledge.Fault{Rule: "read", File: r.file, Line: line, What: sayf(format, args...)})
	}
}

// root is the mapping that the file consists of, nil when it is none.
func (r *nodeReader) root(data []byte) *yaml.Node {
	if len(data) > mostFormBytes {
		r.fault(0, sayFormTooBig)
		return nil
	}
	var doc yaml.Node
	err := yaml.NewDecoder(bytes.NewReader(data)).Decode(&doc)
	if errors.Is(err, io.EOF) || err == nil && len(doc.Content) == 0 {
		r.fault(0, sayFormEmpty)
		return nil
	}
	if err != nil {
		line, text := 0, strings.TrimPrefix(err.Error(), "yaml: ")
		if g := yamlLine.FindStringSubmatch(text); g != nil {
			line, _ = strconv.Atoi(g[1])
			text = g[2]
		}
		r.fault(line, sayFormSyntax, text)
		return nil
	}
	return doc.Content[0]
}

var yamlLine = regexp.MustCompile(`^line ([0-9]+): (.*)$`)

// mapping reads each key by its reader; unknown and doubled keys are faults.
func (r *nodeReader) mapping(n *yaml.Node, keys map[string]key) {
	if n.Kind != yaml.MappingNode {
		r.fault(n.Line, sayNotKeys)
		return
	}
	var seen []string
	for i := 0; i+1 < len(n.Content); i += 2 {
		name, value := n.Content[i], n.Content[i+1]
		read, ok := keys[name.Value]
		switch {
		case !ok:
			r.fault(name.Line, sayFormKey, name.Value, strings.Join(sortedKeys(keys), "、"))
		case slices.Contains(seen, name.Value):
			r.fault(name.Line, sayFormKeyTwice, name.Value)
		case value.Kind == yaml.AliasNode || value.Anchor != "":
			r.fault(value.Line, sayFormAlias)
		default:
			read(value)
		}
		seen = append(seen, name.Value)
	}
}

func sortedKeys[V any](keys map[string]V) []string {
	var all []string
	for k := range keys {
		all = append(all, k)
	}
	slices.Sort(all)
	return all
}

func (r *nodeReader) text(into *string) key {
	return func(n *yaml.Node) {
		if n.Kind != yaml.ScalarNode || n.Tag == "!!null" {
			r.fault(n.Line, sayFormText)
			return
		}
		*into = strings.TrimRight(n.Value, " \n")
	}
}

func (r *nodeReader) truth(into *bool) key {
	return func(n *yaml.Node) {
		if n.Kind != yaml.ScalarNode || n.Tag != "!!bool" {
			r.fault(n.Line, sayFormBool)
			return
		}
		*into = strings.EqualFold(n.Value, "true")
	}
}

func (r *nodeReader) count(into *int) key {
	return func(n *yaml.Node) {
		v, err := strconv.Atoi(n.Value)
		if n.Kind != yaml.ScalarNode || err != nil || v < 1 || v > 100000 {
			r.fault(n.Line, sayFormCount)
			return
		}
		*into = v
	}
}

func (r *nodeReader) texts(into *[]string) key {
	return func(n *yaml.Node) {
		for _, each := range r.items(n) {
			var s string
			r.text(&s)(each)
			*into = append(*into, s)
		}
	}
}

// items are the entries of a list; a single text stands for a list of one.
func (r *nodeReader) items(n *yaml.Node) []*yaml.Node {
	switch n.Kind {
	case yaml.SequenceNode:
		return n.Content
	case yaml.ScalarNode:
		if n.Tag != "!!null" {
			return []*yaml.Node{n}
		}
	}
	r.fault(n.Line, sayFormList)
	return nil
}

func (r *nodeReader) place(n *yaml.Node) knowledge.Place {
	return knowledge.Place{File: r.file, Line: n.Line}
}
