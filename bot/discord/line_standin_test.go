package discord

import (
	"context"
	"sync"
	"testing"

	"dandang/bot/discordtest"
)

// served has the bot talk over a stand-in until it is stopped, which finishes what was begun.
func served(t *testing.T, d *discordtest.Discord, desk Desk) (stop func()) {
	t.Helper()
	o := serving(nil, nil)
	o.Desk, o.Line, o.Log, o.Units = desk, lineTo(t, d), quietLog(), testUnits[:1]
	ctx, end := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- Serve(ctx, o) }()
	stop = sync.OnceFunc(func() {
		end()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		d.Until("the end of the connections", func() bool { return d.Live() == 0 })
	})
	t.Cleanup(stop)
	d.Ready(d.Shards)
	return stop
}
