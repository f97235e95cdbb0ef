package cli

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"log/slog"
	"math/rand/v2"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"dandang/handlers"
	"dandang/knowledge"
	"dandang/reader"
)

type loadCmd struct {
	People int    `help:"同时有多少人" default:"500"`
	Turns  int    `help:"一共说多少句" default:"20000"`
	Redis  string `help:"用这个 Redis；不给就用一个临时的本机存储" placeholder:"网址"`
	Staff  int    `help:"另外有多少工作人员同时认领、答复；有的话，一部分人会转人工" default:"0"`
	Spread bool   `help:"把人分到清单里的所有县区，不只 COUNTY 一个；集群按县分片，这样才看得出来"`
	Seed   uint64 `help:"随机种子，同样的种子说同样的话" default:"1"`
}

// A cadre is one simulated person: tells a story from the corpus, answers what is asked, tells the next.
type cadre struct {
	id      string
	unit    string
	random  *rand.Rand
	stories []string
	buttons []string // of the last reply
	asks    bool     // at times asks for a person
	took    []time.Duration
	verdict map[string]int // gist of the replies, by first words
}

// Run drives the desk with many people at once and prints what it cost.
func (c *loadCmd) Run(ctx context.Context, p *program) error {
	if c.People < 1 || c.Turns < 1 || c.Staff < 0 {
		return fmt.Errorf("--people 和 --turns 都应当大于 0，--staff 不能小于 0")
	}
	stories, err := corpusStories()
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "dandang-load-")
	if err != nil {
		return fmt.Errorf("建不了临时文件夹：%w", err)
	}
	defer os.RemoveAll(dir)
	p.settings.RedisURL, p.settings.DataDir, p.settings.LogLevel = c.Redis, dir, slog.LevelError
	x, done, err := p.assemble(ctx, p.Err)
	if err != nil {
		return err
	}
	defer done()
	units := []string{p.settings.County}
	if c.Spread {
		units = counties(x.lists.Library())
	}
	people := make([]*cadre, c.People)
	for i := range people {
		people[i] = &cadre{id: fmt.Sprintf("load-%d-%d", time.Now().UnixNano(), i), unit: units[i%len(units)], stories: stories, verdict: map[string]int{}, asks: c.Staff > 0,
			random: rand.New(rand.NewPCG(c.Seed, uint64(i)))}
	}
	staff := newOffice(x.desk, p.settings.County, c.Staff, c.Seed)
	var before, after runtime.MemStats
	trips := x.store.Trips()
	runtime.ReadMemStats(&before)
	began := time.Now()
	stop := make(chan struct{})
	finished := staff.work(ctx, stop)
	failed, err := c.drive(ctx, x.desk, people, p)
	took := time.Since(began)
	close(stop)
	finished()
	runtime.ReadMemStats(&after)
	if err != nil {
		return err
	}
	c.report(p, people, took, failed, x.store.Trips()-trips, after.Mallocs-before.Mallocs)
	staff.report(p.Out, took)
	return nil
}

// counties are the ids of all counties of the lists.
func counties(lib *knowledge.Library) []string {
	var ids []string
	for _, l := range lib.Layers() {
		if l.Kind == knowledge.KindCounty {
			ids = append(ids, l.ID)
		}
	}
	return ids
}

// drive lets everybody talk until the turns are used up, and tells how it goes on.
func (c *loadCmd) drive(ctx context.Context, desk *handlers.Desk, people []*cadre, p *program) (failed int64, err error) {
	var left atomic.Int64
	left.Store(int64(c.Turns))
	var bad atomic.Int64
	var wait sync.WaitGroup
	stop := make(chan struct{})
	var told sync.WaitGroup
	told.Go(func() {
		for {
			select {
			case <-stop:
				return
			case <-time.After(2 * time.Second):
				fmt.Fprintf(p.Err, "还剩 %d 句\n", max(0, left.Load()))
			}
		}
	})
	for _, who := range people {
		wait.Go(func() {
			for left.Add(-1) >= 0 && ctx.Err() == nil {
				if !who.turn(ctx, desk) {
					bad.Add(1)
				}
			}
		})
	}
	wait.Wait()
	close(stop)
	told.Wait()
	return bad.Load(), ctx.Err()
}

// turn says one thing and reports whether it was acknowledged.
func (w *cadre) turn(ctx context.Context, desk *handlers.Desk) bool {
	m := handlers.Message{ID: eventID(), Unit: w.unit, Conversation: w.id, From: handlers.Person{ID: w.id}, At: time.Now()}
	// An open question has at least two answers before the standing buttons; most people press one of them.
	n := slices.Index(w.buttons, "补充情况")
	human := slices.Contains(w.buttons, "转人工")
	switch {
	case w.asks && human && w.random.IntN(20) == 0:
		m.Press = "转人工"
	case w.asks && !human && slices.Contains(w.buttons, "换一件事"): // it was handed over
		m.Press = "换一件事"
	case n > 1 && w.random.IntN(10) > 0:
		m.Press = w.buttons[w.random.IntN(n)]
	default:
		m.Text = w.stories[w.random.IntN(len(w.stories))]
	}
	began := time.Now()
	replies, err := desk.Handle(ctx, m)
	w.took = append(w.took, time.Since(began))
	if err != nil || len(replies) == 0 {
		return false
	}
	w.buttons = replies[0].Buttons
	gist, _, _ := strings.Cut(replies[0].Text, "：")
	w.verdict[gist]++
	return true
}

func (c *loadCmd) report(p *program, people []*cadre, took time.Duration, failed, trips int64, mallocs uint64) {
	var all []time.Duration
	gists := map[string]int{}
	for _, w := range people {
		all = append(all, w.took...)
		for g, n := range w.verdict {
			gists[g] += n
		}
	}
	slices.Sort(all)
	n := len(all)
	where := "本机存储（每句落盘后才答）"
	if c.Redis != "" {
		where = c.Redis
	}
	fmt.Fprintf(p.Out, "%s，%d 人，%d 句，没答成 %d 句，用时 %.1f 秒\n", where, len(people), n, failed, took.Seconds())
	fmt.Fprintf(p.Out, "每秒 %.0f 句；每句 p50 %s，p95 %s，p99 %s\n", float64(n)/took.Seconds(), at(all, 50), at(all, 95), at(all, 99))
	fmt.Fprintf(p.Out, "每句往返存储 %.2f 次，分配内存 %.0f 次（含模拟的人）\n", float64(trips)/float64(n), float64(mallocs)/float64(n))
	for _, g := range []string{"对得上，可以申请备案", "差最后一步", "还不能下结论", "不能备案", "要请人看"} {
		fmt.Fprintf(p.Out, "  %s：%d\n", g, gists[g])
	}
}

// at is the percentile of sorted durations.
func at(sorted []time.Duration, percent int) time.Duration {
	if len(sorted) == 0 {
		return 0
	}
	return sorted[(len(sorted)-1)*percent/100].Round(time.Microsecond)
}

// corpusStories are the plans of the first corpus file: what simulated people tell.
func corpusStories() ([]string, error) {
	f, err := reader.Corpus().Open("w1.jsonl")
	if err != nil {
		return nil, fmt.Errorf("open corpus: %w", err)
	}
	defer func(f fs.File) { _ = f.Close() }(f)
	var out []string
	s := bufio.NewScanner(f)
	for s.Scan() {
		var l struct{ Kind, Text string }
		if err := json.Unmarshal(s.Bytes(), &l); err != nil {
			return nil, fmt.Errorf("read corpus: %w", err)
		}
		if l.Kind == "plan" {
			out = append(out, l.Text)
		}
	}
	return out, s.Err()
}
