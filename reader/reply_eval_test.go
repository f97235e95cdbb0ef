package reader

import (
	"fmt"
	"os"
	"sort"
	"testing"
)

// TestReplies prints how well the kind of an answer is found: go test -run Replies -v.
func TestReplies(t *testing.T) {
	conf := map[string]map[string]int{}
	n, ok := 0, 0
	for _, f := range []string{"utterances", "w4", "w5", "w7", "w8"} {
		for _, m := range readLines[message](t, f+".jsonl") {
			if m.Kind != "reply" || m.Slot == "" {
				continue
			}
			slot, _ := ShortAnswer(Normalise(m.Text))
			if conf[m.Slot] == nil {
				conf[m.Slot] = map[string]int{}
			}
			conf[m.Slot][string(slot)]++
			n++
			if string(slot) == m.Slot {
				ok++
			} else if os.Getenv("SHOW") != "" && (f == "utterances" || f == "w4" || f == "w5") {
				fmt.Println(m.Slot, "read as", slot, "|", m.Text, "|", m.Note)
			}
		}
	}
	var keys []string
	for k := range conf {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	for _, k := range keys {
		fmt.Println(k, conf[k])
	}
	fmt.Printf("accuracy %.3f of %d\n", float64(ok)/float64(n), n)
}
