package redistest

import (
	"context"
	"strings"
	"testing"

	"github.com/redis/go-redis/v9"
)

// A Cluster is three masters that share the slots. It ends with the test.
type Cluster struct {
	URL   string // names all three
	Nodes []*Server

	t   testing.TB
	ids []string
}

const slots = 16384

// StartCluster starts a cluster.
func StartCluster(t testing.TB) *Cluster {
	t.Helper()
	c := &Cluster{t: t}
	ctx := context.Background()
	for i := range 3 {
		bus := freePort(t)
		s := Start(t, "--cluster-enabled", "yes", "--cluster-port", bus)
		s.bus = bus
		c.Nodes = append(c.Nodes, s)
		first, last := i*slots/3, (i+1)*slots/3-1
		if err := s.Client().Do(ctx, "CLUSTER", "ADDSLOTSRANGE", first, last).Err(); err != nil {
			t.Fatal(err)
		}
		c.ids = append(c.ids, s.Client().Do(ctx, "CLUSTER", "MYID").Val().(string))
	}
	for _, s := range c.Nodes[1:] {
		if err := c.Nodes[0].Client().Do(ctx, "CLUSTER", "MEET", "127.0.0.1", s.port, s.bus).Err(); err != nil {
			t.Fatal(err)
		}
	}
	c.Await()
	c.URL = c.Nodes[0].URL + "?addr=127.0.0.1:" + c.Nodes[1].port + "&addr=127.0.0.1:" + c.Nodes[2].port
	return c
}

// Await waits until every node says that all is well.
func (c *Cluster) Await() {
	c.t.Helper()
	for _, s := range c.Nodes {
		until(c.t, "a node of the cluster is well", func(ctx context.Context) bool {
			info := s.Client().ClusterInfo(ctx).Val()
			return strings.Contains(info, "cluster_state:ok") && strings.Contains(info, "cluster_known_nodes:3")
		})
	}
}

// Owner is the node that the slot of a key is on.
func (c *Cluster) Owner(key string) int {
	c.t.Helper()
	slot := c.Nodes[0].Client().ClusterKeySlot(context.Background(), key).Val()
	//lint:ignore SA1019 shards tell slots without the node that a test asks for
	list, err := c.Nodes[0].Client().ClusterSlots(context.Background()).Result()
	if err != nil {
		c.t.Fatal(err)
	}
	for _, r := range list {
		for i, id := range c.ids {
			if int64(r.Start) <= slot && slot <= int64(r.End) && r.Nodes[0].ID == id {
				return i
			}
		}
	}
	c.t.Fatalf("nobody has slot %d", slot)
	return 0
}

// Move moves the slot of a key to the next node, key by key, as one does while the cluster is in use.
func (c *Cluster) Move(key string) {
	c.t.Helper()
	ctx := context.Background()
	from := c.Owner(key)
	to := (from + 1) % len(c.Nodes)
	source, target := c.Nodes[from].Client(), c.Nodes[to].Client()
	slot := source.ClusterKeySlot(ctx, key).Val()
	c.must(target.Do(ctx, "CLUSTER", "SETSLOT", slot, "IMPORTING", c.ids[from]))
	c.must(source.Do(ctx, "CLUSTER", "SETSLOT", slot, "MIGRATING", c.ids[to]))
	for {
		keys := source.ClusterGetKeysInSlot(ctx, int(slot), 10).Val()
		if len(keys) == 0 {
			break
		}
		args := []any{"MIGRATE", "127.0.0.1", c.Nodes[to].port, "", 0, 5000, "KEYS"}
		for _, k := range keys {
			args = append(args, k)
		}
		c.must(source.Do(ctx, args...))
	}
	for _, s := range []*redis.Client{target, source, c.Nodes[(from+2)%3].Client()} {
		c.must(s.Do(ctx, "CLUSTER", "SETSLOT", slot, "NODE", c.ids[to]))
	}
}

func (c *Cluster) must(cmd *redis.Cmd) {
	c.t.Helper()
	if err := cmd.Err(); err != nil {
		c.t.Fatal(err)
	}
}
