package store

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// tells compares every talk and case with what the file of the data says of them; a talk that is over is passed over.
func (old oldData) tells(t *testing.T, s *Store, over bool) {
	t.Helper()
	file := filepath.Join("testdata", old.kept)
	got := tellings(t, s, entries(t, mustBackUp(t, s)))
	want := strings.Split(strings.TrimSuffix(string(mustRead(t, file)), "\n"), "\n")
	if over {
		talk := func(line string) bool { return strings.HasPrefix(line, "talk ") }
		got, want = slices.DeleteFunc(got, talk), slices.DeleteFunc(want, talk)
	}
	if !slices.Equal(got, want) {
		t.Errorf("there is\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// tellings tells of every talk and case among entries, a line each, in order.
func tellings(t *testing.T, s *Store, all []entry) (lines []string) {
	t.Helper()
	for _, e := range all {
		unit := unitOf(e.key)
		if id, ok := strings.CutPrefix(e.key, conversationKey(unit, "")); ok {
			c, _, err := decode(s.ring, unit, id, []byte(e.values[0]))
			if err != nil {
				t.Fatal(err)
			}
			lines = append(lines, fmt.Sprintf("talk %s %s: turn %d, %s, case %q, stage %q, asked %q, %d items, %d facts, %d past, %d drafts, filed %v, work %q, elsewhere %q: %s", unit, id,
				c.Version, c.Person, c.Case, c.Stage, c.Pending, len(c.Matter.Items), len(c.Matter.Facts), len(c.Past), len(c.Drafts), numbersOf(c), c.Work, c.Elsewhere, spoken(c)))
		}
		if e.key == casesKey(unit) {
			for number, kept := range pairs(e.values) {
				c, err := readCase(s.ring, unit, number, kept)
				if err != nil {
					t.Fatal(err)
				}
				lines = append(lines, fmt.Sprintf("case %s %s: %s, version %d, of %q in %q, opened %t, %d steps, %d clocks: %s", unit, number,
					c.State, c.Version, c.From, c.Conversation, !c.Opened.IsZero(), len(c.Record), len(c.Clocks), c.Question))
			}
		}
	}
	slices.Sort(lines)
	return lines
}

// numbersOf are the numbers of what was handed in.
func numbersOf(c Conversation) []string {
	var all []string
	for _, f := range c.Filed {
		all = append(all, f.Number)
	}
	return all
}

// spoken is all that was said in a talk, in one line.
func spoken(c Conversation) string {
	var all []string
	for _, m := range c.Said {
		all = append(all, m.Text)
	}
	return strings.Join(all, "／")
}
