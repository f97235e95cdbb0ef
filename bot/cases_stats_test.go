package bot_test

import (
	"bytes"
	"context"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"dandang/bot"
	"dandang/filing"
	"dandang/store"
)

// openings are what the audit calls the opening of a case: a question handed over, a paper handed in, a case that staff
// opened or that came of another one.
var openings = []string{"handed to a person", "filed", filing.OpenAction}

// TestFiguresAgreeWithTheAudit plays the lives of all cases and holds the figures against the audit, line by line: each
// action was done as often as the audit says, and the audit has no line that nobody accounts for.
func TestFiguresAgreeWithTheAudit(t *testing.T) {
	files, err := filepath.Glob("testdata/cases/*.txt")
	if err != nil {
		t.Fatal(err)
	}
	ended := map[filing.Kind]int{}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			d, _ := draftDesk(t, "")
			s, ctx := d.Store.(*store.Store), t.Context()
			people := lived(t, d, file)
			b, err := d.Lists("demo", "2026-11-22")
			if err != nil {
				t.Fatal(err)
			}
			figures, _, err := d.Figures(ctx, b, "demo", "全部", start.AddDate(1, 0, 0))
			if err != nil {
				t.Fatal(err)
			}
			confirmed := map[string]int{} // decisions that a second person confirmed: their line is that of the confirming
			err = s.AllCases(ctx, "demo", func(c filing.Case) error {
				if c.From != "" {
					people[c.From] = true // somebody who was forgotten goes by another name there
				}
				if c.Done {
					ended[c.Kind]++
				}
				for i, e := range c.Record[1:] {
					if c.Record[i].Action == filing.ConfirmAction {
						confirmed[e.Action]++
					}
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
			lines, total := map[string]int{}, figures.Acts[filing.MarkAction] // nobody's lines
			for who := range people {
				p, err := s.Export(ctx, "demo", who)
				if err != nil {
					t.Fatal(err)
				}
				for _, l := range p.Audit {
					lines[l.What]++
					total++
				}
			}
			opened := 0
			for _, what := range openings {
				opened += lines[what]
			}
			for action, n := range figures.Acts {
				want := lines[action] + confirmed[action]
				switch action {
				case filing.OpenAction:
					want = opened
				case filing.MarkAction:
					continue
				}
				if n != want {
					t.Errorf("%s: counted %d, the audit has %d", action, n, want)
				}
			}
			if figures.All.Opened != opened {
				t.Errorf("opened %d, the audit has %d", figures.All.Opened, opened)
			}
			report, err := s.VerifyAudit(ctx)
			if err != nil || len(report.Faults) > 0 || report.Lines != total {
				t.Errorf("%d lines, want %d; %v, %v; %v", report.Lines, total, report.Faults, err, slices.Sorted(maps.Keys(lines)))
			}
		})
	}
	for _, kind := range filing.Kinds() {
		if ended[kind] == 0 {
			t.Errorf("no talk leads a case of %s to its end", kind)
		}
	}
	t.Logf("cases that came to their ends: %v", ended)
}

// lived plays a talk and returns who speaks in it.
func lived(t *testing.T, d bot.Desk, file string) map[string]bool {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	steps, err := bot.ParseTalk(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	if err := (&bot.Player{Desk: d, Unit: "demo", Start: start, Out: io.Discard, Name: "lived"}).Play(context.Background(), steps); err != nil {
		t.Fatal(err)
	}
	people := map[string]bool{}
	for _, s := range steps {
		if s.Wait == 0 {
			people[s.Person] = true
		}
	}
	return people
}
