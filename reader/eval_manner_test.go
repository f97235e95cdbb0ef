package reader

import (
	"testing"

	"dandang/knowledge"
)

// TestStageOnStories holds the rules to what they reach; the learned part does the rest. An inquiry must be found with few
// false alarms, for it sends the matter to a person.
func TestStageOnStories(t *testing.T) {
	for _, tt := range []struct {
		name      string
		files     []string
		precision float64 // of inquiries
		recall    float64
	}{
		{"studied", readFiles, 0.80, 0.70},
		{"unread", unreadFiles, 0.55, 0.25},
	} {
		t.Run(tt.name, func(t *testing.T) {
			by := make(map[string]*tally)
			for _, s := range []string{"planned", "ongoing", "done", "inquiry", ""} {
				by[s] = &tally{}
			}
			for _, m := range corpusLines[story](t, tt.files) {
				if m.Kind != "plan" || m.Stage == "" {
					continue
				}
				x := Normalise(m.Text)
				got, _ := Stage(x, x.Clauses(nil))
				if string(got) == m.Stage {
					by[m.Stage].right++
					continue
				}
				by[m.Stage].missed++
				by[string(got)].wrong++
			}
			sum(t, by, "")
			if c := by["inquiry"]; c.precision() < tt.precision || c.recall() < tt.recall {
				t.Errorf("inquiry: %v, want precision %.2f and recall %.2f", *c, tt.precision, tt.recall)
			}
		})
	}
}

func TestShortAnswersOfTheCorpus(t *testing.T) {
	by := make(map[string]*tally)
	for _, s := range []string{"yes", "no", "unknown", "skip", "date", "money", "text", "correction", ""} {
		by[s] = &tally{}
	}
	for _, m := range corpusLines[story](t, []string{"utterances", "w4", "w5", "w7", "w8"}) {
		if m.Kind != "reply" || m.Slot == "" {
			continue
		}
		if slot, _ := ShortAnswer(Normalise(m.Text)); string(slot) == m.Slot {
			by[m.Slot].right++
		} else {
			by[m.Slot].missed++
			by[string(slot)].wrong++
		}
	}
	if all := sum(t, by, ""); all.recall() < 0.85 {
		t.Errorf("short answers: %v, want 0.85 right", all)
	}
}

// commandNames are the corpus' names of commands where they differ from the assistant's.
var commandNames = map[string]string{"restart": knowledge.IntentStart, "back": knowledge.IntentUndo, "forget": knowledge.IntentMyData, "status": knowledge.IntentMine}

func TestMannersOfTheCorpus(t *testing.T) {
	by := map[string]*tally{"command": {}, "adversarial": {}, "offtopic": {}, "vague": {}}
	plans, taken := 0, 0 // plans, and those taken for something else
	for _, m := range corpusLines[story](t, append([]string{"utterances", "w7"}, append(readFiles, unreadFiles...)...)) {
		x := Normalise(m.Text)
		mn := MannerOf(x, x.Clauses(nil))
		want := m.Intent
		if n, ok := commandNames[want]; ok {
			want = n
		}
		attempt, _ := mn.Adversarial(x)
		got := map[string]bool{"command": mn.Command(x) != "", "adversarial": attempt, "offtopic": mn.OffTopic(x), "vague": mn.Vague(x)}
		if m.Kind == "command" && got["command"] {
			got["command"] = mn.Command(x) == want
		}
		for kind, c := range by {
			switch {
			case got[kind] && m.Kind == kind:
				c.right++
			case got[kind]:
				c.wrong++
			case m.Kind == kind:
				c.missed++
			}
		}
		if m.Kind == "plan" {
			plans++
			if got["command"] || got["adversarial"] || got["offtopic"] || got["vague"] {
				taken++
			}
		}
	}
	sum(t, by, "")
	t.Logf("%d of %d plans taken for something else", taken, plans)
	if float64(taken) > 0.005*float64(plans) {
		t.Errorf("%d of %d plans taken for something else", taken, plans)
	}
	if by["command"].recall() < 0.8 || by["adversarial"].recall() < 0.7 {
		t.Errorf("commands %v, adversarial %v", by["command"], by["adversarial"])
	}
}
