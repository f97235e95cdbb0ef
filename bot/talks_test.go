package bot_test

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"dandang/bot"
	"dandang/filing"
	"dandang/handlers"
	"dandang/knowledge"
	"dandang/reader"
	"dandang/store"
	"dandang/store/redistest"
)

var update = flag.Bool("update", false, "write what the desk says into the talk files")

// start is when every written talk begins.
var start = time.Date(2026, 11, 22, 9, 0, 0, 0, time.FixedZone("CST", 8*3600))

// loaded is what everybody at every desk reads and nobody writes; tests that run at once hold it to that, under the race
// detector.
var loaded = sync.OnceValues(func() (handlers.Desk, error) {
	lists, err := knowledge.Embedded()
	if err != nil {
		return handlers.Desk{}, err
	}
	r, err := reader.NewOffline()
	if err != nil {
		return handlers.Desk{}, err
	}
	rules, err := filing.ShippedRules()
	if err != nil {
		return handlers.Desk{}, err
	}
	forms, err := filing.LoadForms(nil)
	return handlers.Desk{Lists: lists.Base, Reader: r, Rules: rules, Forms: forms}, err
})

// desk is the whole product below the channel, on the store at url, or on an embedded one.
func desk(t *testing.T, url string) *handlers.Desk {
	t.Helper()
	d, err := loaded()
	if err != nil {
		t.Fatal(err)
	}
	d.Log, d.Templates = slog.New(slog.DiscardHandler), new(filing.Templates)
	s, err := store.Open(context.Background(), store.Options{URL: url, Dir: t.TempDir(), Log: d.Log})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	d.Store = s
	return &d
}

// talks are the written talks, by file.
func talks(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("testdata/talks/*.txt")
	if err != nil {
		t.Fatal(err)
	}
	if len(files) == 0 {
		t.Fatal("no talks in testdata/talks")
	}
	return files
}

// play plays a talk file and returns what came of it, comments kept in place.
func play(t *testing.T, d bot.Desk, unit, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	steps, err := bot.ParseTalk(bytes.NewReader(text))
	if err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	var out bytes.Buffer
	for _, line := range strings.Split(string(text), "\n") {
		if !strings.HasPrefix(line, "# ") {
			break
		}
		fmt.Fprintln(&out, line)
	}
	p := &bot.Player{Desk: d, Unit: unit, Start: start, Out: &out, Name: strings.TrimSuffix(filepath.Base(file), ".txt")}
	if err := p.Play(context.Background(), steps); err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	return out.String()
}

// unitOf is the county a talk is set in: named in a first line 「# county: baofeng」, else the demonstration.
func unitOf(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	first, _, _ := strings.Cut(string(text), "\n")
	if county, ok := strings.CutPrefix(first, "# county: "); ok {
		return county
	}
	return "demo"
}

// TestTalks plays every written talk on the embedded store and on a real Redis: both say, word for word, what the
// file says.
func TestTalks(t *testing.T) {
	embedded, real := desk(t, ""), desk(t, redistest.Start(t).URL)
	for _, file := range talks(t) {
		t.Run(filepath.Base(file), func(t *testing.T) {
			unit := unitOf(t, file)
			got := play(t, embedded, unit, file)
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if got != string(want) {
				t.Errorf("the talk goes otherwise (go test ./bot -run TestTalks -update, then read the difference):\n%s", difference(string(want), got))
			}
			again := play(t, real, unit, file)
			forget(t, embedded, unit)
			forget(t, real, unit)
			if again != got {
				t.Errorf("on a real Redis the talk goes otherwise:\n%s", difference(got, again))
			}
		})
	}
}

// forget removes what is kept of those who spoke in a talk, so that the next one does not find it.
func forget(t *testing.T, d *handlers.Desk, unit string) {
	t.Helper()
	for _, person := range []string{"1", "2", "3"} {
		if _, err := d.Store.Forget(t.Context(), unit, person); err != nil {
			t.Fatal(err)
		}
	}
}

// gists are the first words of a verdict, and the outcome that they tell.
var gists = []struct{ words, outcome string }{
	{"对得上，可以申请备案", "fits"}, {"不能备案", "barred"}, {"要请人看", "refer"}, {"差最后一步", "declaration"}, {"还不能下结论", "needs_facts"},
}

// TestTalksGetThere holds the talks named fits-…, barred-… and refer-… to their ends: at most four questions and one
// declaration lead there. It reports the turns.
func TestTalksGetThere(t *testing.T) {
	turns, count := map[string]int{}, map[string]int{}
	for _, file := range talks(t) {
		want, _, ok := strings.Cut(filepath.Base(file), "-")
		if !ok || want != "fits" && want != "barred" && want != "refer" {
			continue
		}
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		end, questions, said := follow(string(text))
		if end != want {
			t.Errorf("%s ends in %q", file, end)
		}
		if questions > knowledge.MostQuestions {
			t.Errorf("%s asks %d questions", file, questions)
		}
		turns[want] += said
		count[want]++
	}
	for _, want := range []string{"fits", "barred", "refer"} {
		if count[want] < 20 {
			t.Errorf("%d talks end in %s, want at least 20", count[want], want)
			continue
		}
		t.Logf("%s: %d talks, %.1f messages to a verdict", want, count[want], float64(turns[want])/float64(count[want]))
	}
}

// follow reads the end of a written talk, how many different questions it cost and how many messages.
func follow(text string) (end string, questions, said int) {
	asked := map[string]bool{}
	for _, line := range strings.Split(text, "\n") {
		if strings.HasPrefix(line, "> ") {
			said++
		}
		line = strings.TrimSpace(line)
		if q, ok := strings.CutPrefix(line, "【先问一句】"); ok {
			asked[q] = true
		}
		for _, g := range gists {
			if strings.HasPrefix(line, g.words) {
				end = g.outcome
			}
		}
	}
	return end, len(asked), said
}

// difference is the first lines in which two texts part.
func difference(want, got string) string {
	a, b := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := range max(len(a), len(b)) {
		var x, y string
		if i < len(a) {
			x = a[i]
		}
		if i < len(b) {
			y = b[i]
		}
		if x != y {
			return fmt.Sprintf("line %d\n- %s\n+ %s", i+1, x, y)
		}
	}
	return ""
}
