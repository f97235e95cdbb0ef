package main

import (
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// arrows is who may import whom inside the house, and which client libraries enter by which folder.
var arrows = map[string][]string{
	".":           {"cli"},
	"cli":         {"bot", "handlers", "reader", "store", "filing", "knowledge"},
	"bot":         {"handlers", "github.com/bwmarrin/discordgo"},
	"bot/discord": {"handlers", "filing", "github.com/bwmarrin/discordgo"},
	"handlers":    {"store", "filing", "knowledge"},
	"reader":      {"filing", "knowledge", "github.com/sashabaranov/go-openai", "github.com/sony/gobreaker"},
	"store":       {"filing", "knowledge", "github.com/redis/go-redis/v9", "github.com/alicebob/miniredis/v2"},
	"filing":      {"knowledge"},
	// The figures of cases as tables and a picture.
	"filing/sheet": {"filing", "github.com/xuri/excelize/v2"},
	// Counts turns and serves health and numbers.
	"bot/watch": {"handlers", "github.com/prometheus/client_golang"},
	// A scripted model for the tests of other packages.
	"reader/modeltest": {},
	// A Discord for tests.
	"bot/discordtest": {"github.com/santhosh-tekuri/jsonschema", "github.com/gorilla/websocket"},
	// Starts a real Redis for the tests of other packages.
	"store/redistest": {"github.com/redis/go-redis/v9"},
	"knowledge":       {},
}

// clients are the outside libraries that enter by one folder only.
var clients = []string{"github.com/bwmarrin/discordgo", "github.com/sashabaranov/go-openai", "github.com/redis/go-redis", "github.com/alicebob/miniredis",
	"github.com/prometheus/client_golang", "github.com/sony/gobreaker", "github.com/xuri/excelize", "gonum.org/v1/plot", "github.com/santhosh-tekuri/jsonschema"}

func TestArrows(t *testing.T) {
	for dir, allowed := range arrows {
		for _, file := range sources(t, dir) {
			for _, path := range imports(t, file) {
				inside, ok := strings.CutPrefix(path, "dandang/")
				outside := slices.ContainsFunc(clients, func(c string) bool { return strings.HasPrefix(path, c) })
				if !ok && !outside {
					continue
				}
				if ok {
					path = inside
				}
				if !slices.ContainsFunc(allowed, func(a string) bool { return path == a || strings.HasPrefix(path, a+"/") }) {
					t.Errorf("%s imports %s, which %s may not", file, path, dir)
				}
			}
		}
	}
}

// TestEveryFolderHasItsArrows fails when a new package is not in the table.
func TestEveryFolderHasItsArrows(t *testing.T) {
	err := filepath.WalkDir(".", func(path string, d os.DirEntry, err error) error {
		if err != nil || !d.IsDir() {
			return err
		}
		if name := d.Name(); path != "." && (strings.HasPrefix(name, ".") || name == "testdata" || name == "bench") {
			return filepath.SkipDir
		}
		if len(sources(t, path)) > 0 && arrows[path] == nil {
			t.Errorf("package %s is not in the table of arrows", path)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// sources are the Go files of a folder that are part of the program.
func sources(t *testing.T, dir string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	return slices.DeleteFunc(files, func(f string) bool { return strings.HasSuffix(f, "_test.go") })
}

func imports(t *testing.T, file string) []string {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, spec := range f.Imports {
		path, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, path)
	}
	return out
}
