package bot_test

import (
	"context"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"dandang/handlers"
)

// eavesdropper hears all that a desk says, and what staff answer when they are asked for a note.
type eavesdropper struct {
	*handlers.Desk
	asked  map[string]bool // who of staff was asked for a note just now
	notes  []string
	others []handlers.Reply // what was said to anybody but staff
}

const onlyStaff = "只有办案人员看得到"

func (e *eavesdropper) Handle(ctx context.Context, m handlers.Message) ([]handlers.Reply, error) {
	if m.From.Staff && e.asked[m.From.ID] && m.Text != "" {
		e.notes = append(e.notes, m.Text)
	}
	replies, err := e.Desk.Handle(ctx, m)
	e.asked[m.From.ID] = false
	for _, r := range replies {
		if m.From.Staff && strings.Contains(r.Text, onlyStaff) {
			e.asked[m.From.ID] = true
		}
	}
	e.hear(replies...)
	return replies, err
}

func (e *eavesdropper) Notes(ctx context.Context, unit string, most int, hold time.Duration) ([]handlers.Notice, error) {
	notices, err := e.Desk.Notes(ctx, unit, most, hold)
	for _, n := range notices {
		e.hear(n.Reply)
	}
	return notices, err
}

func (e *eavesdropper) hear(replies ...handlers.Reply) {
	for _, r := range replies {
		if !strings.HasPrefix(r.To, "staff") && r.To != "lead" && r.To != "head" {
			e.others = append(e.others, r)
		}
	}
}

// TestNoPathSendsANote plays the whole lives of cases: what staff wrote as a note never comes to anybody else, by
// reply or by notice.
func TestNoPathSendsANote(t *testing.T) {
	files, err := filepath.Glob("testdata/cases/*.txt")
	if err != nil {
		t.Fatal(err)
	}
	notes := 0
	for _, file := range files {
		d, _ := draftDesk(t, "")
		e := &eavesdropper{Desk: d, asked: map[string]bool{}}
		play(t, e, unitOf(t, file), file)
		notes += len(e.notes)
		for _, r := range e.others {
			for _, note := range e.notes {
				if strings.Contains(r.Text, note) || strings.Contains(r.Text, "［内部］") {
					t.Errorf("%s: %s is told the note %q:\n%s", file, r.To, note, r.Text)
				}
			}
		}
	}
	if notes < 5 {
		t.Errorf("only %d notes were written", notes)
	}
}
