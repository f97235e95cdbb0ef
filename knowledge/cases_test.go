package knowledge

import (
	"os"
	"testing"

	"go.yaml.in/yaml/v3"
)

// A listCase is a matter measured against one entry of the lists, and what has to come of it.
type listCase struct {
	Facts    []string `yaml:"facts"`
	Declared bool     `yaml:"declared"`
	Want     Outcome  `yaml:"want"`
}

// facts reads +id, -id and ?id.
func (c listCase) facts(t *testing.T, b *Base) []Fact {
	t.Helper()
	var out []Fact
	for _, s := range c.Facts {
		f := Fact{ID: s[1:], Quote: "原话"}
		switch s[0] {
		case '+':
			f.Holds = true
		case '?':
			f.Holds, f.Hint = true, true
		case '-':
		default:
			t.Fatalf("fact %q: want +, - or ? before the id", s)
		}
		out = append(out, f)
	}
	if c.Declared {
		for _, id := range Undeclared(b, Matter{Facts: out}) {
			out = append(out, Fact{ID: id, Quote: "均不存在", Turn: 1, Via: Declared})
		}
	}
	return out
}

// TestEveryEntryHasItsCases holds every entry of the lists to a yes, a no and an unknown; an entry without them fails.
func TestEveryEntryHasItsCases(t *testing.T) {
	file, err := os.ReadFile("testdata/cases.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var cases map[string]struct{ Yes, No, Unknown *listCase }
	if err := yaml.Unmarshal(file, &cases); err != nil {
		t.Fatal(err)
	}
	lib, err := Embedded()
	if err != nil {
		t.Fatal(err)
	}
	b, err := lib.Base("demo", "2026-11-22")
	if err != nil {
		t.Fatal(err)
	}
	for _, list := range [][]Item{b.Positive, b.Negative} {
		for _, it := range list {
			if it.Status == Unknown {
				continue
			}
			c := cases[it.ID]
			for name, one := range map[string]*listCase{"yes": c.Yes, "no": c.No, "unknown": c.Unknown} {
				if one == nil {
					t.Errorf("%s has no %s-case in testdata/cases.yaml", it.ID, name)
					continue
				}
				item := it.ID
				if it.Negative {
					item = "pos-reform-stability"
				}
				v := Judge(b, Matter{Stage: Planned, Items: []Candidate{{item, 1}}, Facts: one.facts(t, b)})
				if v.Outcome != one.Want {
					t.Errorf("%s, %s: got %s (%s), want %s", it.ID, name, v.Outcome, v.Reason, one.Want)
				}
				if it.Negative && name == "yes" && (len(v.Negative) == 0 || v.Negative[0].ID != it.ID) {
					t.Errorf("%s holds and is not named: %v", it.ID, v.Negative)
				}
			}
		}
	}
}

// TestRedLineWinsOverEveryItem puts every red line of the shipped lists beside every positive item at its best.
func TestRedLineWinsOverEveryItem(t *testing.T) {
	lib, err := Embedded()
	if err != nil {
		t.Fatal(err)
	}
	for _, county := range lib.Layers() {
		if county.Kind != "county" {
			continue
		}
		b, err := lib.Base(county.ID, "2026-11-22")
		if err != nil {
			t.Fatal(err)
		}
		for _, pos := range b.Positive {
			for _, neg := range b.Negative {
				m := Matter{Stage: Planned, Items: []Candidate{{pos.ID, 1}}}
				for _, id := range pos.Needs {
					for _, s := range b.Need(id).AnyOf {
						m.Facts = append(m.Facts, Fact{ID: s.Fact, Holds: s.Holds, Quote: "原话"})
					}
				}
				m.Facts = append(m.Facts, Fact{ID: neg.ID, Holds: true, Quote: "红线"})
				v := Judge(b, m)
				if neg.Absolute && neg.Counts && v.Outcome != Barred || v.Outcome == Fits || v.Outcome == NeedsFacts {
					t.Errorf("%s: %s against %s came out %s (%s)", county.ID, pos.ID, neg.ID, v.Outcome, v.Reason)
				}
			}
		}
	}
}
