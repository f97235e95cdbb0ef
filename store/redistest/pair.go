package redistest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
)

// A Pair is a master and a replica, and three Sentinels that put the replica in the master's place when that is away.
// It ends with the test.
type Pair struct {
	URL             string // names the Sentinels
	Master, Replica *Server

	t         testing.TB
	sentinels []string // ports
}

// pairName is what the Sentinels call the pair.
const pairName = "dandang"

// StartPair starts a pair, with more settings for both if given.
func StartPair(t testing.TB, config ...string) *Pair {
	t.Helper()
	config = append([]string{"--repl-diskless-sync-delay", "0"}, config...)
	p := &Pair{t: t, Master: Start(t, config...)}
	p.Replica = Start(t, append([]string{"--replicaof", "127.0.0.1", p.Master.port}, config...)...)
	// The Sentinels ask who follows when they start, and then every ten seconds.
	p.until("the replica follows", func(ctx context.Context) bool {
		return strings.Contains(p.Master.Client().Info(ctx, "replication").Val(), "state=online")
	})
	for range 3 {
		p.sentinels = append(p.sentinels, startSentinel(t, p.Master.port))
	}
	addrs := make([]string, len(p.sentinels))
	for i, port := range p.sentinels {
		addrs[i] = "addr=127.0.0.1:" + port
	}
	p.URL = "redis://127.0.0.1:" + p.sentinels[0] + "?master_name=" + pairName + "&" + strings.Join(addrs[1:], "&")
	for _, port := range p.sentinels {
		c := sentinelClient(t, port)
		p.until("each Sentinel knows the others and the replica", func(ctx context.Context) bool {
			replicas, err := c.Replicas(ctx, pairName).Result()
			others, err2 := c.Sentinels(ctx, pairName).Result()
			return errors.Join(err, err2) == nil && len(replicas) == 1 && len(others) == 2
		})
	}
	return p
}

func startSentinel(t testing.TB, master string) (port string) {
	t.Helper()
	port = freePort(t)
	dir := t.TempDir()
	file := filepath.Join(dir, "sentinel.conf")
	text := fmt.Sprintf("port %s\nbind 127.0.0.1\ndir %s\nsentinel monitor %[3]s 127.0.0.1 %[4]s 2\nsentinel down-after-milliseconds %[3]s 300\nsentinel failover-timeout %[3]s 3000\n",
		port, dir, pairName, master)
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("redis-server", file, "--sentinel")
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _, _ = cmd.Process.Kill(), cmd.Wait() })
	return port
}

func sentinelClient(t testing.TB, port string) *redis.SentinelClient {
	c := redis.NewSentinelClient(&redis.Options{Addr: "127.0.0.1:" + port, MaxRetries: -1})
	t.Cleanup(func() { _ = c.Close() })
	return c
}

// Failover kills the master and waits until the Sentinels have put the other in its place, where it then stands. The
// one killed is started again as its replica.
func (p *Pair) Failover() {
	p.t.Helper()
	p.Master.Kill()
	p.Master, p.Replica = p.Replica, p.Master
	c := sentinelClient(p.t, p.sentinels[0])
	p.until("the Sentinels name the new master", func(ctx context.Context) bool {
		addr, err := c.GetMasterAddrByName(ctx, pairName).Result()
		return err == nil && addr[1] == p.Master.port
	})
	p.Replica.config = append(p.Replica.config, "--replicaof", "127.0.0.1", p.Master.port)
	p.Replica.Restart()
	p.until("the one killed follows", func(ctx context.Context) bool {
		return strings.Contains(p.Master.Client().Info(ctx, "replication").Val(), "state=online")
	})
}

func (p *Pair) until(what string, done func(context.Context) bool) { until(p.t, what, done) }

// until waits until done, two minutes at most: a busy machine takes its time.
func until(t testing.TB, what string, done func(context.Context) bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	for !done(ctx) {
		if ctx.Err() != nil {
			t.Fatalf("not in two minutes: %s", what)
		}
		time.Sleep(20 * time.Millisecond)
	}
}
