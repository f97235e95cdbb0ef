package reader

import (
	"fmt"
	"os"
	"testing"
)

// TestManners prints how the rules tell the kinds apart: go test -run Manners -v.
func TestManners(t *testing.T) {
	// Intents of the corpus that are one with those of the assistant.
	same := map[string]string{"restart": "start", "back": "undo", "forget": "mydata", "status": "mine", "submit": "submit"}
	type count struct{ n, cmd, right, adv, off, vague int }
	by := map[string]*count{}
	show := os.Getenv("SHOW")
	files := []string{"utterances", "w1", "w2", "w3", "w4", "w5", "w9", "w10"}
	if os.Getenv("BLIND") != "" {
		files = []string{"w6", "w7", "w8", "w11", "w12", "r1", "r2", "r3"}
	}
	for _, f := range files {
		for _, m := range readLines[message](t, f+".jsonl") {
			k := m.Kind
			if by[k] == nil {
				by[k] = &count{}
			}
			c := by[k]
			c.n++
			x := Normalise(m.Text)
			mn := MannerOf(x, x.Clauses(nil))
			cmd := mn.Command(x)
			want := m.Intent
			if s := same[want]; s != "" {
				want = s
			}
			adv, _ := mn.Adversarial(x)
			off, vague := mn.OffTopic(x), mn.Vague(x)
			if cmd != "" {
				c.cmd++
				if cmd == want {
					c.right++
				}
			}
			if adv {
				c.adv++
			}
			if off {
				c.off++
			}
			if vague {
				c.vague++
			}
			bad := k == "command" && cmd != want || k != "command" && cmd != "" || (k == "adversarial") != adv || (k == "offtopic") != off || (k == "vague") != vague
			if show == k && bad && os.Getenv("BLIND") == "" {
				fmt.Printf("cmd %q (%s) adv %v off %v vague %v | %s\n", cmd, want, adv, off, vague, m.Text)
			}
		}
	}
	for k, c := range by {
		fmt.Printf("%-12s n=%4d command %3d (right %3d) adversarial %3d offtopic %3d vague %3d\n", k, c.n, c.cmd, c.right, c.adv, c.off, c.vague)
	}
}
