package handlers

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"dandang/filing"
)

// A shelf is a store of cases that counts how many are read.
type shelf struct {
	Store
	cases map[string]filing.Case
	marks map[string]uint64
	reads int
	away  error
}

func (s *shelf) EachCase(_ context.Context, _ string, yield func(string, uint64, func() (filing.Case, error)) error) error {
	for number, c := range s.cases {
		read := func() (filing.Case, error) { s.reads++; return c, s.away }
		if err := yield(number, s.marks[number], read); err != nil {
			return err
		}
	}
	return s.away
}

// put changes a case.
func (s *shelf) put(c filing.Case) {
	s.cases[c.Number] = c
	s.marks[c.Number]++
}

// TestClosedCasesAreReadOnceAfterEachChange goes through what may happen to cases between two cards.
func TestClosedCasesAreReadOnceAfterEachChange(t *testing.T) {
	s := &shelf{cases: map[string]filing.Case{}, marks: map[string]uint64{}}
	s.put(filing.Case{Number: "ZX-1", Done: true, Avoid: []string{"r1"}})
	s.put(filing.Case{Number: "ZX-2"})
	var x closedCases
	for _, row := range []struct {
		name   string
		change func()
		want   string
		reads  int
	}{
		{"the first card", func() {}, "[ZX-1]", 2},
		{"nothing has changed", func() {}, "[ZX-1]", 0},
		{"an open one is closed", func() { s.put(filing.Case{Number: "ZX-2", Done: true}) }, "[ZX-1 ZX-2]", 1},
		{"another reviewer stands back", func() { s.put(filing.Case{Number: "ZX-1", Done: true, Avoid: []string{"r1", "r2"}}) }, "[ZX-1 ZX-2]", 1},
		{"one is removed", func() { delete(s.cases, "ZX-2") }, "[ZX-1]", 0},
		{"and is not there again", func() {}, "[ZX-1]", 0},
	} {
		row.change()
		s.reads = 0
		all, err := x.of(t.Context(), s, "demo")
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, o := range all {
			got = append(got, o.Case.Number)
			if want := s.cases[o.Case.Number].Avoid; !slices.Equal(o.Case.Avoid, want) {
				t.Errorf("%s: %s is avoided by %v, want %v", row.name, o.Case.Number, o.Case.Avoid, want)
			}
		}
		slices.Sort(got)
		if fmt.Sprint(got) != row.want || s.reads != row.reads {
			t.Errorf("%s: %v after %d reads, want %s after %d", row.name, got, s.reads, row.want, row.reads)
		}
	}
	s.away = errors.New("away")
	if _, err := x.of(t.Context(), s, "demo"); err == nil {
		t.Error("a store that is away is not noticed")
	}
	s.away = nil
	for i := range 3 * mostRemembered {
		if _, err := x.of(t.Context(), s, fmt.Sprint("unit", i)); err != nil || len(x.units) > mostRemembered {
			t.Fatalf("%d units are remembered, %v", len(x.units), err)
		}
	}
}

// TestWhatIsRememberedTellsWhoMaySee holds the shortened case to the whole one: nobody sees more by it or less.
func TestWhatIsRememberedTellsWhoMaySee(t *testing.T) {
	rules, err := filing.ShippedRules()
	if err != nil {
		t.Fatal(err)
	}
	whole := filing.Case{Number: "ZX-1", Unit: "demo", Kind: filing.Filing, From: "cadre", Office: "甲局", State: "refused", Done: true,
		Holder: "one", Avoid: []string{"stands back"}, Record: []filing.Entry{{Who: "one", Action: "refuse"}}}
	for _, id := range []string{"cadre", "one", "stands back", "other", ""} {
		for _, office := range []string{"", "甲局", "纪委"} {
			for _, roles := range [][]filing.Role{nil, {filing.RoleReviewer}, {filing.RoleHead}, {filing.RoleCurator}, {filing.RoleAdmin}} {
				by := filing.Actor{ID: id, Office: office, Roles: roles}
				if got, want := whole.Ended().Case.Sight(by, rules), whole.Sight(by, rules); got != want {
					t.Errorf("%+v sees %q, want %q", by, got, want)
				}
			}
		}
	}
}
