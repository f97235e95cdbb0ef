package filing

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"dandang/knowledge"
)

// A Teaching is what a closed case may teach, as a proposal for a precedent or a standing answer: a person looks over
// the words before anything comes of them, since they are still those of the asker.
type Teaching struct {
	Question string // the matter as it was put
	Answer   string // what the asker was told
	Outcome  knowledge.Outcome
	Item     string
}

// Teaching returns what the case teaches, ok false while its road is not at an end or when nothing was answered.
func (c Case) Teaching(w *Workflow) (t Teaching, ok bool) {
	if stop, _ := w.Stop(c.State); !stop.Ends {
		return t, false
	}
	t = Teaching{Question: c.Question, Outcome: c.Outcome, Item: c.Item}
	for _, e := range c.Record {
		if m, known := w.Move(e.Action); known && e.Who != c.From && e.Text != "" && m.To != "" {
			t.Answer = e.Text
			if m.Means != "" {
				t.Outcome = m.Means
			}
		}
	}
	return t, t.Answer != "" && strings.TrimSpace(t.Question) != ""
}

// An Ended is a closed case as far as others are likened to it: by what is known who may see it, what is shown of it, and
// its words made ready to be compared. It never changes and may be shared.
type Ended struct {
	Case  Case // without what was recorded, filled in and decided
	pairs []uint64
}

// Ended is the case made ready.
func (c Case) Ended() *Ended {
	kept := Case{
		Number: c.Number, Unit: c.Unit, Kind: c.Kind, From: c.From, Office: c.Office, Avoid: c.Avoid, Opened: c.Opened,
		State: c.State, Done: c.Done, Item: c.Item, Question: c.Question, Summary: c.Summary,
	}
	return &Ended{Case: kept, pairs: pairsOf(c.words())}
}

// Similar finds among closed cases those most like a case: of the same kind and matter in their words, the likest
// first, at most so many. It tells nothing apart by who asked.
func Similar(c Case, closed []*Ended, most int) []*Ended {
	mine := pairsOf(c.words())
	type likeness struct {
		ended *Ended
		rank  float64
	}
	var all []likeness
	for _, p := range closed {
		other := &p.Case
		if !other.Done || other.Number == c.Number {
			continue
		}
		rank := overlap(mine, p.pairs)
		if other.Item != "" && other.Item == c.Item {
			rank += 0.2 // the same item counts like a fifth of the words
		}
		if other.Kind == c.Kind {
			rank += 0.05
		}
		const least = 0.15 // below it two cases share hardly more than the small words
		if rank >= least {
			all = append(all, likeness{p, rank})
		}
	}
	slices.SortFunc(all, func(a, b likeness) int {
		return cmp.Or(cmp.Compare(b.rank, a.rank), cmp.Compare(a.ended.Case.Number, b.ended.Case.Number))
	})
	var out []*Ended
	for _, l := range all[:min(most, len(all))] {
		out = append(out, l.ended)
	}
	return out
}

func (c Case) words() string { return c.Summary + "\n" + c.Question }

// pairsOf are the pairs of neighbouring Chinese characters and letters of a text, each once, as numbers in order.
func pairsOf(text string) []uint64 {
	var pairs []uint64
	var last rune
	for _, r := range fold(text) {
		if !isWordRune(r) {
			last = 0
			continue
		}
		if last != 0 {
			pairs = append(pairs, uint64(uint32(last))<<32|uint64(uint32(r)))
		}
		last = r
	}
	slices.Sort(pairs)
	return slices.Compact(pairs)
}

// overlap is the share of pairs that two texts have in common, from 0 to 1.
func overlap(a, b []uint64) float64 {
	same := 0
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i] < b[j]:
			i++
		case a[i] > b[j]:
			j++
		default:
			same, i, j = same+1, i+1, j+1
		}
	}
	if same == 0 {
		return 0
	}
	return float64(same) / float64(len(a)+len(b)-same)
}

// A Changed is a case that would be judged otherwise under other lists.
type Changed struct {
	Case     Case
	Was, Now knowledge.Outcome
	WasItem  string // the positive item, "" for none
	NowItem  string
	Lines    []string // red lines that hold now and did not, or the other way round
}

// Retry judges the stored facts of cases by the lists in force and by others, and returns those that come out
// otherwise, in the order given. Cases that the judge was never asked about are left out. It changes nothing. The
// error names a case whose facts cannot be read.
func Retry(cases []Case, now, then *knowledge.Base) ([]Changed, error) {
	var all []Changed
	for _, c := range cases {
		if len(c.Matter) == 0 || c.Outcome == "" {
			continue
		}
		var m knowledge.Matter
		if err := json.Unmarshal(c.Matter, &m); err != nil {
			return nil, fmt.Errorf("facts of case %s: %w", c.Number, err)
		}
		a, b := knowledge.Judge(now, m), knowledge.Judge(then, m)
		lines := differing(lineIDs(a), lineIDs(b))
		if a.Outcome != b.Outcome || a.Item != b.Item || len(lines) > 0 {
			all = append(all, Changed{c, a.Outcome, b.Outcome, a.Item, b.Item, lines})
		}
	}
	return all, nil
}

// lineIDs are the red lines that hold or are suspected.
func lineIDs(v knowledge.Verdict) []string {
	var ids []string
	for _, h := range v.Negative {
		ids = append(ids, h.ID)
	}
	return ids
}

// differing are the ids that only one of two lists has, in order.
func differing(a, b []string) []string {
	var out []string
	for _, id := range slices.Concat(a, b) {
		if slices.Contains(a, id) != slices.Contains(b, id) {
			out = append(out, id)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Cites reports whether an open case rests on one of these items: its asker is told when they change or run out.
func (c Case) Cites(items []string) bool {
	return !c.Done && c.Item != "" && slices.Contains(items, c.Item)
}
