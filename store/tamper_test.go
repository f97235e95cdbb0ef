package store

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"dandang/filing"
)

// history makes a unit in which everything that leaves a line in the audit has happened, and returns what is kept of it
// together with the files that its cases had before.
func history(t *testing.T) (kept []entry, before map[string][]string) {
	t.Helper()
	s := (&place{t: t, dir: t.TempDir()}).open()
	before = map[string][]string{}
	note := func(number string) {
		before[number] = append(before[number], s.client.HGet(t.Context(), casesKey(unit), number).Val())
	}
	for i := range 8 {
		mustSay(t, s, fmt.Sprint("console:", i%3), fmt.Sprint("s", i), "x")
		number := opened(t, s, fmt.Sprint("p", i%4), fmt.Sprint("e", i)).Number
		for k := range 4 {
			note(number)
			a := did(mustCase(t, s, number), fmt.Sprint("a", k), "r1", filing.State(fmt.Sprint("state", k)))
			if k == 1 && i%2 == 0 {
				a.Opens = []Opening{{filing.Case{Unit: unit, From: "p9", Opened: a.Audit.At}, "HF-%d-%04d"}}
			}
			a.Case.Done = k == 3
			mustAct(t, s, a)
		}
	}
	if _, err := s.Forget(t.Context(), unit, "p1"); err != nil {
		t.Fatal(err)
	}
	if err := s.SwitchOn(t.Context(), unit, ReadOnly, Audit{Who: "admin"}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Propose(t.Context(), unit, learnt); err != nil {
		t.Fatal(err)
	}
	s.retain.Asked = year
	if w, err := s.Sweep(t.Context(), unit, time.Date(2027, 3, 4, 0, 0, 0, 0, time.UTC)); err != nil || len(w.Cases) == 0 {
		t.Fatalf("%+v, %v", w, err)
	}
	again := opened(t, s, "p2", "again")
	note(again.Number)
	mustAct(t, s, did(again, "claim", "r1", "working"))
	return state(t, s), before
}

// faults checks entries as VerifyAudit does.
func faults(kept []entry) []Fault {
	v := newVerification(unit, nil)
	for _, e := range kept {
		v.entry(e)
	}
	return v.finish().Faults
}

// change returns a copy of entries in which the values of one key are others; no values: the key is gone.
func change(kept []entry, key string, to func(values []string) []string) []entry {
	kept = slices.Clone(kept)
	for i := range kept {
		if kept[i].key == key {
			kept[i].values = to(slices.Clone(kept[i].values))
		}
	}
	return slices.DeleteFunc(kept, func(e entry) bool { return e.key == key && len(e.values) == 0 })
}

// TestTenThousandMutationsAreFound changes, removes, moves, doubles and forges one record at a time.
func TestTenThousandMutationsAreFound(t *testing.T) {
	kept, before := history(t)
	if f := faults(kept); len(f) > 0 {
		t.Fatalf("whole: %v", f)
	}
	seed := rand.Uint64()
	r := rand.New(rand.NewPCG(seed, 0))
	flip := func(text string) string {
		b := []byte(text)
		b[r.IntN(len(b))] ^= byte(1 + r.IntN(255))
		return string(b)
	}
	inAudit := func(to func(lines []string, at int) []string) func() []entry {
		return func() []entry {
			return change(kept, auditKey(unit), func(lines []string) []string { return to(lines, r.IntN(len(lines))) })
		}
	}
	inRegister := func(key string) func() []entry {
		return func() []entry {
			return change(kept, key, func(v []string) []string {
				i := slices.Index(v, registerHead)
				if r.IntN(2) == 0 {
					return slices.Delete(v, i, i+2)
				}
				v[i+1] = flip(v[i+1])
				return v
			})
		}
	}
	mutations := map[string]func() []entry{
		"a byte of a line": inAudit(func(l []string, at int) []string { l[at] = flip(l[at]); return l }),
		"a line removed":   inAudit(func(l []string, at int) []string { return slices.Delete(l, at, at+1) }),
		"several removed":  inAudit(func(l []string, at int) []string { return slices.Delete(l, at, at+1+r.IntN(len(l)-at)) }),
		"a line doubled":   inAudit(func(l []string, at int) []string { return slices.Insert(l, r.IntN(len(l)), l[at]) }),
		"a line moved": inAudit(func(l []string, at int) []string {
			line, to := l[at], r.IntN(len(l)-1)
			if to >= at {
				to++
			}
			return slices.Insert(slices.Delete(l, at, at+1), to, line)
		}),
		"a line forged": inAudit(func(l []string, at int) []string {
			old, _ := readLine(l[at])
			forged, _, _ := newLine(unit, old.chain, "", Audit{At: old.audit.At, Who: "x", What: old.audit.What})
			return slices.Insert(l, at, forged)
		}),
		"a line put in the place of another": inAudit(func(l []string, at int) []string {
			old, _ := readLine(l[at])
			l[at], _, _ = newLine(unit, old.chain, "", Audit{At: old.audit.At, Who: "x", What: old.audit.What, Detail: old.audit.Detail})
			return l
		}),
		"the head": func() []entry {
			return change(kept, auditHeadKey(unit), func(v []string) []string { return []string{flip(v[0])} })
		},
		"the head of the switches": inRegister(switchesKey(unit)),
		"the head of the lessons":  inRegister(lessonsKey(unit)),
		"the switches gone":        func() []entry { return change(kept, switchesKey(unit), func([]string) []string { return nil }) },
		"a case gone": func() []entry {
			return change(kept, casesKey(unit), func(v []string) []string { i := 2 * r.IntN(len(v)/2); return slices.Delete(v, i, i+2) })
		},
		"a case as it was before": func() []entry {
			return change(kept, casesKey(unit), func(v []string) []string {
				i := slices.Index(v, "ZX-2026-0009")
				v[i+1] = before[v[i]][0]
				return v
			})
		},
		"a removed case back": func() []entry {
			return change(kept, casesKey(unit), func(v []string) []string {
				files := before["ZX-2026-0001"]
				return append(v, "ZX-2026-0001", files[r.IntN(len(files))])
			})
		},
		"two cases in each other's place": func() []entry {
			return change(kept, casesKey(unit), func(v []string) []string { v[1], v[3] = v[3], v[1]; return v })
		},
		"the hash in a case": func() []entry {
			return change(kept, casesKey(unit), func(v []string) []string {
				i := 2*r.IntN(len(v)/2) + 1
				c, _ := readCase(nil, unit, v[i-1], v[i])
				hash := or(c.Last, c.Head)
				v[i] = strings.ReplaceAll(v[i], hash, strings.Repeat("0", len(hash)))
				return v
			})
		},
		"a conversation gone back": func() []entry {
			return change(kept, conversationKey(unit, "console:0"), func(v []string) []string {
				c, until, _ := decode(nil, unit, "console:0", []byte(v[0]))
				c.Head = strings.Repeat("0", 64)
				return []string{string(blobOf(c, until))}
			})
		},
	}
	const mutants = 10_000
	names := slices.Sorted(maps.Keys(mutations))
	for i := range mutants {
		what := names[i%len(names)]
		mutant := mutations[what]()
		if len(faults(mutant)) == 0 {
			t.Fatalf("seed %d, mutation %d: %s: not found", seed, i, what)
		}
	}
	t.Logf("%d mutations of %d kinds, all found", mutants, len(names))
}
