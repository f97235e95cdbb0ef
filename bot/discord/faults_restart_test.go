package discord

import (
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"
)

// TestFaultRestart (22): a process that starts begins a session of its own, and what was said before it began is not told to it. Discord
// has it still: the bridge reads it when the person next writes.
func TestFaultRestart(t *testing.T) {
	d := forBare(t)
	alone := d.Direct(cadre)
	var heardBy atomic.Int64
	for n := range 2 {
		s := bareTo(t, d)
		s.AddHandler(func(*discordgo.Session, *discordgo.MessageCreate) { heardBy.Add(1) })
		s.ShouldReconnectOnError = false // else it comes again after Close
		opens(t, s)
		if n == 0 {
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			d.Until("the end of the session", func() bool { return d.Live() == 0 })
			d.Say(alone, "老粮库能租吗")
		}
	}
	d.Ready(1)
	d.Say(alone, "在吗")
	d.Until("what is said after it", func() bool { return heardBy.Load() > 0 })
	time.Sleep(20 * time.Millisecond)
	if c := d.Connections(); heardBy.Load() != 1 || c[len(c)-1].Op != 2 {
		t.Errorf("the library no longer does: %d heard, %+v", heardBy.Load(), c)
	}

	d = brisk(t, guild)
	alone = d.Direct(cadre)
	e := &echo{}
	for n, words := range []string{"能备案吗", "在吗"} {
		stop := served(t, d, e)
		d.Say(alone, words)
		d.Until("an answer", func() bool { return len(e.all()) == 1+2*n })
		stop()
		d.Advance(time.Second)
		d.Say(alone, "老粮库能租吗")
		d.Advance(time.Second)
	}
	var got []string
	for _, m := range e.all() {
		got = append(got, m.Text)
	}
	if !slices.Equal(got, []string{"能备案吗", "老粮库能租吗", "在吗"}) {
		t.Errorf("the desk hears %v", got)
	}
}
