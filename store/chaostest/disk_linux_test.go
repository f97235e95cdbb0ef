package chaostest

import (
	"context"
	"os/signal"
	"syscall"
	"testing"
	"time"

	"dandang/handlers"
	"dandang/store"
	"dandang/store/redistest"
)

// TestTheDiskOfRedisIsFull has Redis find no room for its file. With appendfsync always it ends rather than answer, and
// is started again with room; with everysec it refuses writes until there is room.
func TestTheDiskOfRedisIsFull(t *testing.T) {
	x := newTrial(t)
	signal.Ignore(syscall.SIGXFSZ) // inherited: a full disk is an error and not a signal
	defer signal.Reset(syscall.SIGXFSZ)
	for _, fsync := range []string{"always", "everysec"} {
		t.Run("appendfsync "+fsync, func(t *testing.T) {
			server := redistest.Start(t, "--appendfsync", fsync)
			d, look := mustOpen(t, store.Options{URL: server.URL})
			x.run(t, []*handlers.Desk{d}, look, false, func(ctx context.Context) {
				repeat(ctx, long(2, 40), 150*time.Millisecond, func() {
					server.LimitFiles(4096)
					if fsync == "always" {
						server.Await()
						server.Restart()
						return
					}
					time.Sleep(300 * time.Millisecond)
					server.LimitFiles(0)
					time.Sleep(1200 * time.Millisecond) // it tries again once a second
				})
			})
		})
	}
}
