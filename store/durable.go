package store

import (
	"context"
	"fmt"
)

// A Weakness is a setting of a Redis by which something acknowledged can be lost.
type Weakness string

const (
	NothingKept Weakness = "nothing_kept" // appendonly no: all since the last snapshot is gone when it dies
	KeptLater   Weakness = "kept_later"   // appendfsync is not always: up to two seconds are gone when it dies
	Evicts      Weakness = "evicts"       // maxmemory-policy is not noeviction: it forgets when its memory is full
)

// Weaknesses returns what is weak about the settings of the Redis; none for the embedded store. A Redis that does not
// tell its settings is an error.
func (s *Store) Weaknesses(ctx context.Context) ([]Weakness, error) {
	if _, ok := s.keeper.(*embedded); ok {
		return nil, nil
	}
	settings := map[string]string{}
	for _, name := range []string{"appendonly", "appendfsync", "maxmemory-policy"} {
		got, err := s.client.ConfigGet(ctx, name).Result()
		if err != nil {
			return nil, fmt.Errorf("ask for the settings of Redis: %w", classify(ctx, err))
		}
		settings[name] = got[name]
	}
	var list []Weakness
	switch {
	case settings["appendonly"] != "yes":
		list = append(list, NothingKept)
	case settings["appendfsync"] != "always":
		list = append(list, KeptLater)
	}
	if p := settings["maxmemory-policy"]; p != "noeviction" {
		list = append(list, Evicts)
	}
	return list, nil
}
