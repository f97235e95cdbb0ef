package store

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"dandang/filing"
)

// spoil changes one thing in the audit or in what it is checked against, and returns what it did.
func spoil(t *testing.T, s *Store, r *rand.Rand) string {
	t.Helper()
	ctx, c := t.Context(), s.client
	lines := c.LRange(ctx, auditKey(unit), 0, -1).Val()
	at := r.IntN(len(lines))
	set := func(list []string) error {
		if err := c.Del(ctx, auditKey(unit)).Err(); err != nil {
			return err
		}
		for _, l := range list {
			if err := c.RPush(ctx, auditKey(unit), l).Err(); err != nil {
				return err
			}
		}
		return nil
	}
	without := func(i int) []string { return append(append([]string{}, lines[:i]...), lines[i+1:]...) }
	must := func(what string, err error) string {
		t.Helper()
		if err != nil {
			t.Fatal(what, err)
		}
		return what
	}
	switch r.IntN(13) {
	case 0:
		b := []byte(lines[at])
		i := r.IntN(len(b))
		b[i] ^= byte(1 + r.IntN(255))
		return must(fmt.Sprintf("byte %d of line %d changed", i, at), c.LSet(ctx, auditKey(unit), int64(at), string(b)).Err())
	case 1:
		return must(fmt.Sprint("line removed: ", at), set(without(at)))
	case 2:
		return must("last line removed", c.RPop(ctx, auditKey(unit)).Err())
	case 3:
		return must("first line removed", c.LPop(ctx, auditKey(unit)).Err())
	case 4:
		other := (at + 1 + r.IntN(len(lines)-1)) % len(lines)
		lines[at], lines[other] = lines[other], lines[at]
		return must(fmt.Sprintf("lines %d and %d changed places", at, other), set(lines))
	case 5:
		return must(fmt.Sprint("line doubled: ", at), c.RPush(ctx, auditKey(unit), lines[at]).Err())
	case 6:
		forged, _, err := newLine(unit, "console:1", "", Audit{At: time.Now(), Who: "x", What: "turn"})
		return must("line added"+fmt.Sprint(err), c.RPush(ctx, auditKey(unit), forged).Err())
	case 7:
		l, err := readLine(lines[at])
		if err != nil {
			t.Fatal(err)
		}
		var rest []string
		for _, text := range lines {
			if o, _ := readLine(text); o.chain != l.chain {
				rest = append(rest, text)
			}
		}
		err = errors.Join(set(rest), c.Del(ctx, conversationKey(unit, l.chain)).Err())
		return must("a conversation and its whole chain removed", err)
	case 8:
		return must("head removed", c.Del(ctx, auditHeadKey(unit)).Err())
	case 9:
		return must("audit removed", c.Del(ctx, auditKey(unit)).Err())
	case 10:
		return must("audit and head removed", c.Del(ctx, auditKey(unit), auditHeadKey(unit)).Err())
	case 11:
		f := c.HGet(ctx, casesKey(unit), "ZX-2026-0001").Val()
		var x filing.Case
		if err := json.Unmarshal([]byte(f), &x); err != nil {
			t.Fatal(err)
		}
		x.Head = strings.Repeat("0", 64)
		b, _ := json.Marshal(x)
		return must("head of a case changed", c.HSet(ctx, casesKey(unit), "ZX-2026-0001", b).Err())
	default:
		return must("a case removed", c.HDel(ctx, casesKey(unit), "ZX-2026-0001").Err())
	}
}

func TestAnySingleChangeToTheAuditIsFound(t *testing.T) {
	eachStore(t, func(t *testing.T, p *place) {
		s := p.open()
		for i := range 12 {
			c := turn(mustLoad(t, s, fmt.Sprint("console:", i%4)), fmt.Sprint(i), "x")
			if i%5 == 0 {
				c.Open = &filing.Case{Unit: unit, Opened: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)}
			}
			if _, err := s.Commit(t.Context(), c); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := s.Delete(t.Context(), unit, "p-console:3"); err != nil {
			t.Fatal(err)
		}
		mustSay(t, s, "console:3", "new", "x")
		if r := mustVerify(t, s); r.Lines != 14 || r.Chains != 4 || r.Cases != 3 || r.Conversations != 4 {
			t.Fatalf("whole: %+v", r)
		}
		whole := mustBackUp(t, s)
		seed := rand.Uint64()
		r := rand.New(rand.NewPCG(seed, 0))
		for range 100 {
			what := spoil(t, s, r)
			report, err := s.VerifyAudit(t.Context())
			if err != nil || len(report.Faults) == 0 {
				t.Fatalf("seed %d: %s: not found (%v)", seed, what, err)
			}
			for _, f := range report.Faults {
				if f.Unit != unit || strings.Contains(f.String(), string(f.Kind)) {
					t.Errorf("%s: told as %q", what, f)
				}
			}
			if err := s.Replace(t.Context(), bytes.NewReader(whole)); err != nil {
				t.Fatal(err)
			}
		}
		mustVerify(t, s)
	})
}

func TestAFaultNamesTheLine(t *testing.T) {
	s := (&place{t: t, dir: t.TempDir()}).open()
	for i := range 6 {
		mustSay(t, s, fmt.Sprint("console:", i%2), fmt.Sprint(i), "x")
	}
	ctx := t.Context()
	line := []byte(s.client.LIndex(ctx, auditKey(unit), 2).Val())
	i := bytes.Index(line, []byte("needs_facts"))
	copy(line[i:], "fits______!")
	s.client.LSet(ctx, auditKey(unit), 2, string(line))
	r, err := s.VerifyAudit(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if want := (Fault{Unit: unit, Kind: LineChanged, Of: "console:0", Line: 3}); len(r.Faults) == 0 || r.Faults[0] != want && r.Faults[len(r.Faults)-1] != want {
		t.Errorf("got %+v, want among them %+v", r.Faults, want)
	}
}
