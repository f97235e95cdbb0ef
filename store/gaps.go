package store

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/redis/go-redis/v9"
)

// A Gap is a group of like questions that nothing on the lists matched, for the curators. Who asked is not kept.
type Gap struct {
	ID       string    // for CloseGap
	Question string    // as asked most often
	Count    int       // how often they were asked
	Last     time.Time // when one was asked last
	Like     []string  // other ways it was put, the most frequent first
}

// mostGap is how many characters of a question are kept.
const mostGap = 120

// gapText is a question as it is kept.
type gapText struct {
	Text string `json:"text"`
}

// longNumber is a number that may be that of a person or a thing of theirs.
var longNumber = regexp.MustCompile(`[0-9０-９][0-9０-９ -]{3,}[0-9０-９Xx]|[\w.+-]+@[\w.-]+`)

// Unmatched counts a question that nothing matched. Sensitive words in it are to be masked before; long numbers and
// addresses are left out here whatever they are.
func (s *Store) Unmatched(ctx context.Context, unit, question string, at time.Time) error {
	if err := checkUnit(unit); err != nil {
		return fmt.Errorf("count question: %w: %w", ErrInvalid, err)
	}
	text := []rune(longNumber.ReplaceAllString(strings.TrimSpace(question), "＊"))
	if len(text) > mostGap {
		text = append(text[:mostGap:mostGap], '…')
	}
	plain := bare(string(text))
	if plain == "" {
		return nil
	}
	b, err := json.Marshal(gapText{string(text)})
	if err != nil {
		return fmt.Errorf("count question: %w", err)
	}
	sum := sha256.Sum256([]byte(unit + "\n" + plain))
	_, err = s.keeper.run(ctx, gapScript, []string{gapsKey(unit)}, hex.EncodeToString(sum[:8]), s.ring.text(gapOf(unit), b), millis(at))
	if err != nil {
		return fmt.Errorf("count question: %w", err)
	}
	return nil
}

// gapOf is what the text of a question is sealed as.
func gapOf(unit string) string { return "question of " + unit }

// bare is a text without all that is neither letter nor figure, so that only what is asked counts.
func bare(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, text)
}

// gapScript counts a question.
//
//	KEYS  1 questions: for each id, tab and "text", "count" or "last"
//	ARGV  1 id  2 text, kept when it is new  3 when, milliseconds
//	returns how often it was asked
var gapScript = script{name: "gap1", Script: redis.NewScript(`
redis.call('HSETNX', KEYS[1], ARGV[1] .. '\ttext', ARGV[2])
redis.call('HSET', KEYS[1], ARGV[1] .. '\tlast', ARGV[3])
return redis.call('HINCRBY', KEYS[1], ARGV[1] .. '\tcount', 1)
`)}

// Gaps returns the questions that nothing matched, like ones together, those asked most often first.
func (s *Store) Gaps(ctx context.Context, unit string) ([]Gap, error) {
	single, err := s.questions(ctx, unit)
	if err != nil {
		return nil, fmt.Errorf("read questions: %w", err)
	}
	return grouped(single), nil
}

// questions returns each question for itself, those asked most often first.
func (s *Store) questions(ctx context.Context, unit string) ([]Gap, error) {
	if err := checkUnit(unit); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrInvalid, err)
	}
	kept, err := s.client.HGetAll(ctx, gapsKey(unit)).Result()
	if err != nil {
		return nil, classify(ctx, err)
	}
	var all []Gap
	for name, value := range kept {
		id, what, _ := strings.Cut(name, "\t")
		if what != "text" {
			continue
		}
		b, err := s.ring.read(gapOf(unit), value)
		if err != nil {
			return nil, err
		}
		var text gapText
		if err := json.Unmarshal(b, &text); err != nil {
			return nil, fmt.Errorf("%w: question %s: %w", ErrCorrupt, id, err)
		}
		count, last := whole(kept[id+"\tcount"]), whole(kept[id+"\tlast"])
		all = append(all, Gap{ID: id, Question: text.Text, Count: int(count), Last: time.UnixMilli(last).UTC()})
	}
	slices.SortFunc(all, func(a, b Gap) int {
		return cmp.Or(b.Count-a.Count, a.Last.Compare(b.Last), strings.Compare(a.ID, b.ID))
	})
	return all, nil
}

// alike is how much of their pairs of characters two questions share to count as one, in hundredths.
const alike = 50

// grouped puts like questions together: each joins the first one before it that is like it.
func grouped(single []Gap) []Gap {
	var groups []Gap
	var of []map[string]bool
	for _, g := range single {
		own := pairsOf(g.Question)
		i := slices.IndexFunc(of, func(other map[string]bool) bool { return shared(own, other) >= alike })
		if i < 0 {
			groups, of = append(groups, g), append(of, own)
			continue
		}
		x := &groups[i]
		x.Count += g.Count
		x.Like = append(x.Like, g.Question)
		if g.Last.After(x.Last) {
			x.Last = g.Last
		}
	}
	slices.SortStableFunc(groups, func(a, b Gap) int { return b.Count - a.Count })
	return groups
}

// pairsOf are the pairs of neighbouring characters of a text; of one character, that.
func pairsOf(text string) map[string]bool {
	r := []rune(bare(text))
	set := map[string]bool{}
	if len(r) == 1 {
		set[string(r)] = true
	}
	for i := 1; i < len(r); i++ {
		set[string(r[i-1:i+1])] = true
	}
	return set
}

// shared is how many of all pairs of two sets are in both, in hundredths.
func shared(a, b map[string]bool) int {
	both := 0
	for p := range a {
		if b[p] {
			both++
		}
	}
	all := len(a) + len(b) - both
	if all == 0 {
		return 0
	}
	return 100 * both / all
}

// CloseGap takes a question and those like it off the list, since the curators have dealt with it.
func (s *Store) CloseGap(ctx context.Context, unit, id string) error {
	single, err := s.questions(ctx, unit)
	if err != nil {
		return fmt.Errorf("close question: %w", err)
	}
	i := slices.IndexFunc(single, func(g Gap) bool { return g.ID == id })
	if i < 0 {
		return fmt.Errorf("close question: %w", ErrNone)
	}
	first := pairsOf(single[i].Question)
	var fields []string
	for _, g := range single {
		if g.ID == id || shared(first, pairsOf(g.Question)) >= alike {
			fields = append(fields, gapFields(g.ID)...)
		}
	}
	if err := s.dropFields(ctx, gapsKey(unit), fields); err != nil {
		return fmt.Errorf("close question: %w", err)
	}
	return nil
}

// gapFields are those of one question.
func gapFields(id string) []string { return []string{id + "\ttext", id + "\tcount", id + "\tlast"} }

// fieldsScript removes fields of a hash.
//
//	KEYS  1 hash
//	ARGV  fields
//	returns how many there were
var fieldsScript = script{name: "fields1", Script: redis.NewScript(`
local n = 0
for _, name in ipairs(ARGV) do n = n + redis.call('HDEL', KEYS[1], name) end
return n
`)}

// whole reads a number that a script wrote, 0 when there is none.
func whole(text string) int64 {
	n, _ := strconv.ParseInt(text, 10, 64)
	return n
}
