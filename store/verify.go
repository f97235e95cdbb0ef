package store

import (
	"context"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"dandang/filing"

	"github.com/redis/go-redis/v9"
)

// A FaultKind is what is wrong with the audit.
type FaultKind string

const (
	LineChanged  FaultKind = "line_changed"  // a line cannot be read, or is not the one that was written after those before it in its chain
	LineMissing  FaultKind = "line_missing"  // there are fewer lines than were written
	LineAdded    FaultKind = "line_added"    // there are more
	OrderChanged FaultKind = "order_changed" // lines were removed, added, changed or put in another order
	HeadChanged  FaultKind = "head_changed"  // a conversation does not end in the last line of its chain
	CaseChanged  FaultKind = "case_changed"  // a case does not agree with the line that opened it, or one of the two is gone
	Unreadable   FaultKind = "unreadable"    // a conversation or case cannot be read
)

// A Fault is one thing wrong with the audit.
type Fault struct {
	Unit string
	Kind FaultKind
	Of   string // the conversation or the case, "" when it is the whole unit
	Line int    // the line of the unit's audit, from 1; 0 when it is none
}

// A Report is what VerifyAudit found.
type Report struct {
	Units, Lines, Chains, Conversations, Cases int
	Faults                                     []Fault // none: the audit is whole
}

// VerifyAudit reads the whole audit and compares it with its chains, with the conversations and with the cases. A line
// that was changed, removed, added or moved is found, also at the end, and so is a whole chain that is gone. The store
// goes on working meanwhile.
func (s *Store) VerifyAudit(ctx context.Context) (Report, error) {
	units, err := keysByUnit(ctx, s.client)
	if err != nil {
		return Report{}, fmt.Errorf("verify audit: %w", err)
	}
	var total Report
	for _, unit := range slices.Sorted(maps.Keys(units)) {
		r, err := s.verifyUnit(ctx, unit, units[unit])
		if err != nil {
			return total, fmt.Errorf("verify audit of %s: %w", unit, err)
		}
		total.Units++
		total.Lines += r.Lines
		total.Chains += r.Chains
		total.Conversations += r.Conversations
		total.Cases += r.Cases
		total.Faults = append(total.Faults, r.Faults...)
	}
	return total, nil
}

// verifyUnit checks one unit, again when turns came between and something seems wrong.
func (s *Store) verifyUnit(ctx context.Context, unit string, keys map[string]struct{}) (Report, error) {
	const mostTries = 20
	var talks []string
	talk := conversationKey(unit, "")
	for _, k := range slices.Sorted(maps.Keys(keys)) {
		if id, ok := strings.CutPrefix(k, talk); ok {
			talks = append(talks, id)
		}
	}
	for try := 1; ; try++ {
		v := &verification{s: s, unit: unit, last: map[string][sha256.Size]byte{}, opened: map[string]string{}}
		before, err := v.check(ctx, talks)
		if err != nil {
			return v.report, err
		}
		after, err := s.auditHead(ctx, unit)
		if err != nil {
			return v.report, err
		}
		if after == before || len(v.report.Faults) == 0 {
			return v.report, nil
		}
		if try == mostTries {
			return v.report, errors.New("turns come too fast to tell; try again in a quieter hour")
		}
	}
}

func (s *Store) auditHead(ctx context.Context, unit string) (string, error) {
	head, err := s.client.Get(ctx, auditHeadKey(unit)).Result()
	if err != nil && !errors.Is(err, redis.Nil) {
		return "", classify(ctx, err)
	}
	return head, nil
}

// A verification is one pass over a unit.
type verification struct {
	s      *Store
	unit   string
	report Report
	last   map[string][sha256.Size]byte // hash of the last line of each chain
	opened map[string]string            // case number to the hash of the line that opened it
}

func (v *verification) fault(kind FaultKind, of string, line int) {
	v.report.Faults = append(v.report.Faults, Fault{Unit: v.unit, Kind: kind, Of: of, Line: line})
}

func (v *verification) check(ctx context.Context, talks []string) (head string, err error) {
	if head, err = v.s.auditHead(ctx, v.unit); err != nil {
		return "", err
	}
	if err := v.lines(ctx, head); err != nil {
		return "", err
	}
	v.report.Chains = len(v.last)
	for page := range slices.Chunk(talks, lookPage) {
		if err := v.talks(ctx, page); err != nil {
			return "", err
		}
	}
	return head, v.cases(ctx)
}

// lines goes through the audit from the first line to as many as the head counts.
func (v *verification) lines(ctx context.Context, head string) error {
	const page = 1000
	want, n := readHead(head)
	key := auditKey(v.unit)
	link := ""
	for at := int64(0); at < n; at += page {
		list, err := v.s.client.LRange(ctx, key, at, min(at+page, n)-1).Result()
		if err != nil {
			return classify(ctx, err)
		}
		for _, text := range list {
			v.report.Lines++
			link = nextLink(link, text)
			v.line(text)
		}
	}
	there, err := v.s.client.LLen(ctx, key).Result()
	if err != nil {
		return classify(ctx, err)
	}
	switch {
	case there < n || n < 0:
		v.fault(LineMissing, "", 0)
	case there > n:
		v.fault(LineAdded, "", int(n)+1)
	case link != want:
		v.fault(OrderChanged, "", 0)
	}
	return nil
}

// nextLink is the link of the chain over all lines of a unit, as the scripts compute it.
func nextLink(link, text string) string {
	sum := sha1.Sum([]byte(link + text))
	return hex.EncodeToString(sum[:])
}

// line checks one line against the one before it in its chain. A conversation that expired or was erased begins again.
func (v *verification) line(text string) {
	l, err := readLine(text)
	if err != nil {
		v.fault(LineChanged, "", v.report.Lines)
		return
	}
	var none [sha256.Size]byte
	if lineHash(v.last[l.chain], v.unit, l.body) != l.sum && lineHash(none, v.unit, l.body) != l.sum {
		v.fault(LineChanged, l.chain, v.report.Lines)
	}
	v.last[l.chain] = l.sum
	if l.number != "" {
		v.opened[l.number] = hex.EncodeToString(l.sum[:])
	}
}

// talks checks that conversations end in the last line of their chains.
func (v *verification) talks(ctx context.Context, ids []string) error {
	keys := make([]string, len(ids))
	for i, id := range ids {
		keys[i] = conversationKey(v.unit, id)
	}
	blobs, err := v.s.client.MGet(ctx, keys...).Result()
	if err != nil {
		return classify(ctx, err)
	}
	for i, id := range ids {
		blob := said(blobs, i)
		if blob == "" {
			continue
		}
		v.report.Conversations++
		c, _, err := decode(v.unit, id, []byte(blob))
		last, known := v.last[id]
		switch {
		case err != nil:
			v.fault(Unreadable, id, 0)
		case !known || c.Head != hex.EncodeToString(last[:]):
			v.fault(HeadChanged, id, 0)
		}
	}
	return nil
}

// cases checks that cases and the lines that opened them agree.
func (v *verification) cases(ctx context.Context) error {
	files, err := v.s.client.HGetAll(ctx, casesKey(v.unit)).Result()
	if err != nil {
		return classify(ctx, err)
	}
	for number, text := range files {
		v.report.Cases++
		var c filing.Case
		switch {
		case json.Unmarshal([]byte(text), &c) != nil:
			v.fault(Unreadable, number, 0)
		case v.opened[number] != c.Head:
			v.fault(CaseChanged, number, 0)
		}
	}
	for number := range v.opened {
		if _, ok := files[number]; !ok {
			v.fault(CaseChanged, number, 0)
		}
	}
	return nil
}
