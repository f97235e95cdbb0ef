package discordtest

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// A Schema is Discord's description of its HTTP API.
type Schema struct {
	mu       sync.Mutex
	compiler *jsonschema.Compiler
	routes   map[string]*jsonschema.Schema // nil for a route without a body
	doc      map[string]any
}

// description is where it lies, in the folder of the project or one above.
const description = "shared/discord/openapi.json"

// loaded reads the description once for all tests.
var loaded = sync.OnceValues(func() (*Schema, error) {
	dir, err := os.Getwd()
	if err != nil {
		return nil, err
	}
	for ; ; dir = filepath.Dir(dir) {
		data, err := os.ReadFile(filepath.Join(dir, description))
		if err == nil {
			return readSchema(data)
		}
		if dir == filepath.Dir(dir) {
			return nil, os.ErrNotExist
		}
	}
})

// loadSchema is the description, nil with a loud line when it is not there.
func loadSchema(t TB) *Schema {
	t.Helper()
	s, err := loaded()
	switch {
	case errors.Is(err, os.ErrNotExist):
		t.Logf("SKIPPED: BODIES ARE NOT HELD AGAINST DISCORD'S DESCRIPTION, for %s is not there; the rules beside it are", description)
	case err != nil:
		t.Fatalf("discordtest: read %s: %v", description, err)
	}
	return s
}

func readSchema(data []byte) (*Schema, error) {
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("mem:///openapi.json", doc); err != nil {
		return nil, err
	}
	top, ok := doc.(map[string]any)
	if !ok {
		return nil, errors.New("no object")
	}
	return &Schema{compiler: c, routes: map[string]*jsonschema.Schema{}, doc: top}, nil
}

// Check holds the body of a request against the description. A route is "POST /channels/{channel_id}/messages".
func (s *Schema) Check(route string, body []byte) error {
	if s == nil || len(body) == 0 {
		return nil
	}
	schema, err := s.of(route)
	if err != nil || schema == nil {
		return err
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(body))
	if err != nil {
		return fmt.Errorf("%s: no JSON: %w", route, err)
	}
	if err := schema.Validate(value); err != nil {
		return fmt.Errorf("%s: %s", route, deepest(err))
	}
	return nil
}

// of is the schema of what a route takes, nil when it takes nothing.
func (s *Schema) of(route string) (*jsonschema.Schema, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if schema, ok := s.routes[route]; ok {
		return schema, nil
	}
	method, path, _ := strings.Cut(route, " ")
	method = strings.ToLower(method)
	at := s.doc
	for _, key := range []string{"paths", path, method, "requestBody", "content", "application/json"} {
		next, ok := at[key].(map[string]any)
		if !ok && (key == path || key == method) {
			return nil, fmt.Errorf("%s is not in the description", route)
		}
		if !ok {
			s.routes[route] = nil
			return nil, nil
		}
		at = next
	}
	pointer := strings.NewReplacer("~", "~0", "/", "~1", "{", "%7B", "}", "%7D", "@", "%40").Replace(path)
	schema, err := s.compiler.Compile("mem:///openapi.json#/paths/" + pointer + "/" + method + "/requestBody/content/application~1json/schema")
	if err != nil {
		return nil, fmt.Errorf("compile %s: %w", route, err)
	}
	s.routes[route] = schema
	return schema, nil
}

// deepest is the fault that lies deepest in the body: on a union the others only say that it is none of the other kinds, by its type.
func deepest(err error) string {
	var top *jsonschema.ValidationError
	if !errors.As(err, &top) {
		return err.Error()
	}
	best, most := top, -1
	var look func(*jsonschema.ValidationError)
	look = func(e *jsonschema.ValidationError) {
		deep := len(e.InstanceLocation)
		if deep > 0 && e.InstanceLocation[deep-1] == "type" {
			deep = 0
		}
		if len(e.Causes) == 0 && deep > most {
			best, most = e, deep
		}
		for _, c := range e.Causes {
			look(c)
		}
	}
	look(top)
	return best.Error()
}
