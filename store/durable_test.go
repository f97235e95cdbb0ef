package store

import (
	"slices"
	"testing"

	"dandang/store/redistest"
)

func TestWeaknesses(t *testing.T) {
	for _, row := range []struct {
		name   string
		config []string
		want   []Weakness
	}{
		{"every write is kept", nil, nil},
		{"kept once a second", []string{"--appendfsync", "everysec"}, []Weakness{KeptLater}},
		{"kept in snapshots only", []string{"--appendonly", "no"}, []Weakness{NothingKept}},
		{"used as a cache", []string{"--appendonly", "no", "--maxmemory-policy", "allkeys-lru"}, []Weakness{NothingKept, Evicts}},
	} {
		s := openWith(t, Options{URL: redistest.Start(t, row.config...).URL})
		if got, err := s.Weaknesses(t.Context()); err != nil || !slices.Equal(got, row.want) {
			t.Errorf("%s: got %v, %v; want %v", row.name, got, err, row.want)
		}
	}
	if got, err := openWith(t, Options{Dir: t.TempDir()}).Weaknesses(t.Context()); err != nil || got != nil {
		t.Errorf("the embedded store: %v, %v", got, err)
	}
}
