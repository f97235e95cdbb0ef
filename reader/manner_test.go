package reader

import (
	"bufio"
	"os"
	"strings"
	"testing"

	"dandang/knowledge"
)

var stageNames = map[string]knowledge.Stage{
	"unknown": knowledge.StageUnknown, "planned": knowledge.Planned, "ongoing": knowledge.Ongoing,
	"done": knowledge.Done, "inquiry": knowledge.Inquiry,
}

func TestManner(t *testing.T) {
	f, err := os.Open("testdata/manner.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		want, text, ok := strings.Cut(lines.Text(), " ")
		if !ok || want == "#" {
			continue
		}
		t.Run(lines.Text(), func(t *testing.T) {
			x := Normalise(text)
			if got := mannerIs(x, want); !got {
				t.Errorf("command %q, manner %+v", CommandOf(x), MannerOf(x, x.Clauses(nil)).Sums)
			}
		})
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
}

// mannerIs tells whether x is meant as want says.
func mannerIs(x *Text, want string) bool {
	name, value, _ := strings.Cut(want, "=")
	if rest, ok := strings.CutPrefix(name, "not-"); ok {
		return !mannerIs(x, rest)
	}
	switch name {
	case "command":
		return CommandOf(x) == strings.TrimPrefix(value, "none")
	case "adversarial":
		hit, at := Adversarial(x)
		return hit && at.From < at.To && int(at.To) <= len(x.Runes)
	case "offtopic":
		return OffTopic(x)
	case "vague":
		return Vague(x)
	case "stage":
		got, at := Stage(x, x.Clauses(nil))
		if value == "none-inquiry" {
			return got != knowledge.Inquiry
		}
		want, known := stageNames[value]
		return known && got == want && (got == knowledge.StageUnknown || at.From < at.To)
	}
	return false
}
