package cli

import (
	"log/slog"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestReadSettings(t *testing.T) {
	env := func(pairs map[string]string) func(string) string { return func(k string) string { return pairs[k] } }
	t.Run("nothing set is the demonstration in ./data", func(t *testing.T) {
		s, err := ReadSettings(env(nil))
		want := Settings{County: "demo", DataDir: "data", Keep: 180 * 24 * time.Hour, Reload: 5 * time.Second, LogLevel: slog.LevelWarn}
		if err != nil || !reflect.DeepEqual(s, want) {
			t.Errorf("got %+v, %v; want %+v", s, err, want)
		}
	})
	t.Run("all mistakes are told at once", func(t *testing.T) {
		_, err := ReadSettings(env(map[string]string{"KEEP_DAYS": "半年", "RELOAD_SECONDS": "-1", "LOG_LEVEL": "loud"}))
		for _, name := range []string{"KEEP_DAYS", "RELOAD_SECONDS", "LOG_LEVEL"} {
			if err == nil || !strings.Contains(err.Error(), name) {
				t.Errorf("got %v, want %s told", err, name)
			}
		}
	})
	t.Run("a dumb terminal gets no colour", func(t *testing.T) {
		if s, _ := ReadSettings(env(map[string]string{"TERM": "dumb"})); !s.NoColor {
			t.Error("got colour")
		}
	})
}

// TestEnvExample keeps .env.example and the settings alike: every variable read is there, and nothing else.
func TestEnvExample(t *testing.T) {
	file, err := os.ReadFile("../.env.example")
	if err != nil {
		t.Fatal(err)
	}
	var told []string
	for _, m := range regexp.MustCompile(`(?m)^([A-Z_]+)=`).FindAllStringSubmatch(string(file), -1) {
		told = append(told, m[1])
		if !strings.Contains(string(file), "# "+m[1]+":") {
			t.Errorf("%s is not explained", m[1])
		}
	}
	var read []string
	_, err = ReadSettings(func(name string) string {
		if name != "TERM" && !slices.Contains(read, name) {
			read = append(read, name)
		}
		return ""
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(told)
	slices.Sort(read)
	if !slices.Equal(told, read) {
		t.Errorf("the example has %v, the program reads %v", told, read)
	}
}
