package knowledge

import "testing"

// FuzzLookup looks for arbitrary words in the shipped lists.
func FuzzLookup(f *testing.F) {
	for _, s := range []string{"", "备案要几天", "修路", "第3项", "\xff\u202e", "的的的的的的的的", "①②③%s"} {
		f.Add(s)
	}
	lib, err := Embedded()
	if err != nil {
		f.Fatal(err)
	}
	b, err := lib.Base("demo", "2026-11-22")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if len(s) > 6000 {
			s = s[:6000]
		}
		for _, it := range b.Lookup(s) {
			if it == nil || b.Item(it.ID) == nil {
				t.Errorf("%q finds what is not in the lists", s)
			}
		}
		b.SearchFAQ(s)
	})
}
