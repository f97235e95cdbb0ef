package store

import (
	"context"
	"sync"

	"github.com/redis/go-redis/v9"
)

// scanPage is how many keys Redis looks at for one answer. The embedded one sorts all keys for each, so it is large.
const scanPage = 5000

// scanKeys calls yield with all keys of ours, some at a time; a key may come twice. In a cluster it asks every master.
func scanKeys(ctx context.Context, client redis.UniversalClient, yield func(keys []string) error) error {
	cluster, ok := client.(*redis.ClusterClient)
	if !ok {
		return scanNode(ctx, client, yield)
	}
	var one sync.Mutex // masters are asked at once
	return cluster.ForEachMaster(ctx, func(ctx context.Context, node *redis.Client) error {
		one.Lock()
		defer one.Unlock()
		return scanNode(ctx, node, yield)
	})
}

func scanNode(ctx context.Context, client redis.UniversalClient, yield func(keys []string) error) error {
	var cursor uint64
	for {
		keys, next, err := client.Scan(ctx, cursor, prefix+"*", scanPage).Result()
		if err != nil {
			return classify(ctx, err)
		}
		var ours []string
		for _, k := range keys {
			if unitOf(k) != "" {
				ours = append(ours, k)
			}
		}
		if len(ours) > 0 {
			if err := yield(ours); err != nil {
				return err
			}
		}
		if next == 0 {
			return nil
		}
		cursor = next
	}
}

// keysByUnit returns all keys of ours, each once.
func keysByUnit(ctx context.Context, client redis.UniversalClient) (map[string]map[string]struct{}, error) {
	units := map[string]map[string]struct{}{}
	err := scanKeys(ctx, client, func(keys []string) error {
		for _, k := range keys {
			u := unitOf(k)
			if units[u] == nil {
				units[u] = map[string]struct{}{}
			}
			units[u][k] = struct{}{}
		}
		return nil
	})
	return units, err
}
