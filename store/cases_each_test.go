package store

import (
	"testing"

	"dandang/filing"
)

// TestMarksOfCasesChangeWithThem goes through cases before and after something is done to one of them.
func TestMarksOfCasesChangeWithThem(t *testing.T) {
	eachStore(t, func(t *testing.T, p *place) {
		s := p.openSealed(keyOf(1))
		plant(t, s)
		marks := func() map[string]uint64 {
			all := map[string]uint64{}
			err := s.EachCase(t.Context(), unit, func(number string, mark uint64, read func() (filing.Case, error)) error {
				c, err := read()
				if err != nil || c.Number != number || all[number] != 0 {
					t.Errorf("%s read as %s, %v", number, c.Number, err)
				}
				all[number] = mark
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
			return all
		}
		before := marks()
		if len(before) != 10 {
			t.Fatalf("%d cases", len(before))
		}
		const changed = "ZX-2026-0001"
		mustAct(t, s, did(mustCase(t, s, changed), "note", "r1", "working"))
		for number, mark := range marks() {
			if (mark != before[number]) != (number == changed) {
				t.Errorf("%s: mark %x, before %x", number, mark, before[number])
			}
		}
		if err := s.EachCase(t.Context(), "", nil); err == nil {
			t.Error("a unit without a name")
		}
	})
}
