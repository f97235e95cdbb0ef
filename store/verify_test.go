package store

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"dandang/filing"

	"github.com/redis/go-redis/v9"
)

// A tamperer changes one thing in the audit, or in what it is checked against, behind the store's back.
type tamperer struct {
	ctx   context.Context
	c     redis.UniversalClient
	r     *rand.Rand
	lines []string
	at    int // a line taken at random
}

func (x tamperer) set(lines []string) error {
	if err := x.c.Del(x.ctx, auditKey(unit)).Err(); err != nil {
		return err
	}
	for _, l := range lines {
		if err := x.c.RPush(x.ctx, auditKey(unit), l).Err(); err != nil {
			return err
		}
	}
	return nil
}

func (x tamperer) changeByte() error {
	b := []byte(x.lines[x.at])
	b[x.r.IntN(len(b))] ^= byte(1 + x.r.IntN(255))
	return x.c.LSet(x.ctx, auditKey(unit), int64(x.at), string(b)).Err()
}

func (x tamperer) removeLine() error {
	return x.set(append(append([]string{}, x.lines[:x.at]...), x.lines[x.at+1:]...))
}

func (x tamperer) swapLines() error {
	other := (x.at + 1 + x.r.IntN(len(x.lines)-1)) % len(x.lines)
	x.lines[x.at], x.lines[other] = x.lines[other], x.lines[x.at]
	return x.set(x.lines)
}

func (x tamperer) removeFirst() error { return x.c.LPop(x.ctx, auditKey(unit)).Err() }
func (x tamperer) removeLast() error  { return x.c.RPop(x.ctx, auditKey(unit)).Err() }
func (x tamperer) doubleLine() error  { return x.c.RPush(x.ctx, auditKey(unit), x.lines[x.at]).Err() }
func (x tamperer) removeHead() error  { return x.c.Del(x.ctx, auditHeadKey(unit)).Err() }
func (x tamperer) removeAudit() error { return x.c.Del(x.ctx, auditKey(unit)).Err() }
func (x tamperer) removeBoth() error  { return errors.Join(x.removeHead(), x.removeAudit()) }
func (x tamperer) removeCase() error {
	return x.c.HDel(x.ctx, casesKey(unit), "ZX-2026-0001").Err()
}

func (x tamperer) addLine() error {
	forged, _, err := newLine(unit, "console:1", "", Audit{At: time.Now(), Who: "x", What: "turn"})
	return errors.Join(err, x.c.RPush(x.ctx, auditKey(unit), forged).Err())
}

func (x tamperer) removeConversationAndChain() error {
	l, err := readLine(x.lines[x.at])
	var rest []string
	for _, text := range x.lines {
		if o, _ := readLine(text); o.chain != l.chain {
			rest = append(rest, text)
		}
	}
	return errors.Join(err, x.set(rest), x.c.Del(x.ctx, conversationKey(unit, l.chain)).Err())
}

func (x tamperer) changeCase() error {
	c, err := readCase(nil, unit, "", x.c.HGet(x.ctx, casesKey(unit), "ZX-2026-0001").Val())
	c.Head = strings.Repeat("0", 64)
	b, e := json.Marshal(c)
	return errors.Join(err, e, x.c.HSet(x.ctx, casesKey(unit), "ZX-2026-0001", b).Err())
}

// tricks are all that a tamperer can do, by name.
var tricks = map[string]func(tamperer) error{
	"a byte of a line changed": tamperer.changeByte, "a line removed": tamperer.removeLine, "two lines changed places": tamperer.swapLines,
	"the first line removed": tamperer.removeFirst, "the last line removed": tamperer.removeLast, "a line doubled": tamperer.doubleLine,
	"the head removed": tamperer.removeHead, "the audit removed": tamperer.removeAudit, "audit and head removed": tamperer.removeBoth,
	"a case removed": tamperer.removeCase, "a case changed": tamperer.changeCase, "a line added": tamperer.addLine,
	"a conversation removed with its chain": tamperer.removeConversationAndChain,
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
		for range 10 {
			for what, trick := range tricks {
				lines := s.client.LRange(t.Context(), auditKey(unit), 0, -1).Val()
				if err := trick(tamperer{t.Context(), s.client, r, lines, r.IntN(len(lines))}); err != nil {
					t.Fatal(what, err)
				}
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
