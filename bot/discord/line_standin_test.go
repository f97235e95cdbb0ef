package discord

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"dandang/bot/discordtest"
	"dandang/store"
	"dandang/store/redistest"
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

// TestTheBotOverFiftyDisconnects: commands, buttons, windows and direct messages go on while the connection is cut fifty times and every event
// comes twice. The desk hears each once, and the person is answered.
func TestTheBotOverFiftyDisconnects(t *testing.T) {
	d, e := brisk(t, guild), &echo{}
	served(t, d, e)
	d.Twice()
	person := func(i int) discordtest.Person { return discordtest.In(guild, "5", fmt.Sprint(234567890123456000+i)) }
	const cuts = 50
	var ids, alone, asked []string
	for i := range cuts {
		time.Sleep(10 * time.Millisecond) // the connection stood: the next try comes at once
		p := person(i)
		before := len(d.Connections())
		ids = append(ids, d.Command(p, commandAsk, discordtest.Words("内容", fmt.Sprint("问题", i))))
		window := d.Command(p, commandAsk)
		d.Cut()
		direct := d.Direct(p.ID)
		d.Say(direct, fmt.Sprint("私信", i))
		alone = append(alone, direct.Channel)
		ids = append(ids, d.Press(p, d.Wait(ids[len(ids)-1]).Answers[0], "为什么"))
		ids = append(ids, d.Submit(p, d.Wait(window).Window, fmt.Sprint("写下", i)))
		asked = append(asked, fmt.Sprint("问题", i), fmt.Sprint("私信", i), fmt.Sprint("写下", i))
		d.Until("another connection", func() bool { return len(d.Connections()) > before && d.Live() == 1 })
	}
	for _, id := range ids {
		if in := d.Wait(id); !in.Private || !strings.Contains(in.Answers[0].Content, "收到：") {
			t.Errorf("%s is answered by %+v", id, in.Answers)
		}
	}
	for i, channel := range alone {
		words := fmt.Sprint("收到：私信", i)
		d.Until(words, func() bool { m := d.Messages(channel); return strings.Contains(m[len(m)-1].Content, words) })
	}
	times := map[string]int{}
	for _, m := range e.all() {
		times[m.Text]++
	}
	for _, words := range asked {
		if times[words] != 1 {
			t.Errorf("the desk hears %s %d times", words, times[words])
		}
	}
	if len(e.all()) != 4*cuts {
		t.Errorf("the desk hears %d, want %d", len(e.all()), 4*cuts)
	}
	t.Logf("%d disconnects, %d interactions and %d direct messages, all sent twice: none lost, none doubled", cuts, len(ids)+cuts, len(alone))
}

// TestRedisHangsForTenSeconds: with the real desk on a Redis that answers nothing for ten seconds, every command of everybody is acknowledged
// within half a second and told that this sentence is not kept; what was said before is there when Redis is back.
func TestRedisHangsForTenSeconds(t *testing.T) {
	t.Parallel()
	const notKept = "没有存上"
	r := redistest.Start(t)
	desk := fullDesk(t)
	s, err := store.Open(context.Background(), store.Options{URL: r.URL, Log: quietLog()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() }) // Redis ends with the test
	desk.Store = s
	d := brisk(t, guild)
	served(t, d, desk)
	before := d.Wait(d.Command(cadreThere, commandAsk, discordtest.Words("内容", "老粮库闲置多年，想租给企业办厂，班子还没有开会研究，能备案吗？")))

	r.Freeze()
	thawed := time.AfterFunc(10*time.Second, r.Thaw)
	defer thawed.Stop()
	var ids []string
	for i, c := range commands() {
		if c.menu || c.name == commandRoster {
			continue
		}
		p := discordtest.In(guild, "5", fmt.Sprint(234567890123456000+i), helper)
		ids = append(ids, d.Command(p, c.name, discordtest.Words("内容", "老粮库能租吗")))
	}
	worst := time.Duration(0)
	for _, id := range ids {
		d.Until("an acknowledgement", func() bool { return d.Interaction(id).State != discordtest.Unanswered })
		in := d.Interaction(id)
		worst = max(worst, in.First.Sub(in.Sent))
	}
	if worst > 500*time.Millisecond*min(slow, 4) {
		t.Errorf("acknowledged after %v", worst)
	}
	for _, id := range ids {
		for end := time.Now().Add(30 * time.Second); len(d.Interaction(id).Answers) == 0 && time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		}
		if in := d.Interaction(id); len(in.Answers) == 0 || !strings.Contains(in.Answers[0].Content, notKept) {
			t.Errorf("%s is answered by %+v", id, in.Answers)
		}
	}
	time.Sleep(time.Until(d.Interaction(ids[0]).Sent.Add(11 * time.Second))) // it is back
	why := d.Wait(d.Press(cadreThere, before.Answers[0], "为什么"))
	if said := why.Answers[0].Content; strings.Contains(said, notKept) || strings.Contains(said, "用不上了") {
		t.Errorf("what was said before is gone: %s", said)
	}
	t.Logf("%d commands while Redis hangs: the last is acknowledged after %v; 0 misses", len(ids), worst)
}
