package cli

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"dandang/bot/discord"
	"dandang/filing"
	"dandang/handlers"
	"dandang/knowledge"
)

type serveCmd struct{}

// Run is the Discord bot until ctx is done.
func (c *serveCmd) Run(ctx context.Context, p *program) error {
	o, err := p.discord()
	if err != nil {
		return err
	}
	x, done, err := p.assemble(ctx, p.Err)
	if err != nil {
		return err
	}
	defer done()
	if o.Line, err = discord.Dial(p.settings.Discord.Token, p.settings.Discord.API, x.log); err != nil {
		return fmt.Errorf("DISCORD_API_URL：%w", err)
	}
	if p.settings.Discord.Units != "" {
		x.desk.Roster = discord.Roster{Units: o.Units, Roles: o.Line.Roles}
	}
	o.Desk, o.Outbox, o.Log, o.Now, o.Find = x.desk, x.desk, x.log, time.Now, &finder{parts: x, index: map[string]found{}}
	o.Hello = func(unit string) handlers.Reply {
		b, err := x.lists.Library().Base(unit, today())
		if err != nil {
			return handlers.Reply{Text: "清单暂时读不出来，请过一会儿再来。"}
		}
		return handlers.Welcome(b)
	}
	o.Title = func(unit string) string {
		b, err := x.lists.Library().Base(unit, today())
		if err != nil {
			return unit
		}
		return b.County.Title
	}
	if err := discord.Look(ctx, o.Line, o.Units); err != nil && ctx.Err() == nil {
		fmt.Fprintf(p.Err, "有的地方用不了，别处照常：\n%v\n", err)
	}
	fmt.Fprintf(p.Err, "Discord 机器人开始运行，%d 个县区；按 Ctrl-C 停，停以前会把手头的答完。\n", len(o.Units))
	err = discord.Serve(ctx, o)
	var no discord.Refused
	switch {
	case errors.As(err, &no) && no.Status == 401:
		return errors.New("这个 DISCORD_TOKEN 不被 Discord 承认，请到开发者页面重新生成一个填上")
	case err != nil:
		return fmt.Errorf("机器人停了，请看日志和 dandang doctor：%w", err)
	}
	return nil
}

// discord is what the bot needs that can be known before anything is opened.
func (p *program) discord() (discord.Options, error) {
	s := p.settings.Discord
	if s.Token == "" {
		return discord.Options{}, errors.New("没有设置 DISCORD_TOKEN；怎么建 Discord 应用见 docs/discord.md，不用 Discord 就运行 dandang chat")
	}
	o := discord.Options{Keys: s.Keys, Units: discord.Alone(p.settings.County)}
	if fault := o.Keys.Check(); fault != "" {
		return o, errors.New(fault)
	}
	if s.Units == "" {
		return o, nil
	}
	lists, err := p.lists()
	if err != nil {
		return o, err
	}
	o.Units, err = discord.LoadUnits(s.Units, func(unit string) bool {
		_, err := lists.Library().Base(unit, today())
		return err == nil
	})
	if err != nil {
		return o, fmt.Errorf("县区登记有误，请改好 UNITS_FILE 再运行：\n%w", err)
	}
	return o, nil
}

// A finder offers the entries of the lists and the open cases for autocompletion. It keeps what it made for as long as it is
// right: entries until the lists change, cases for a few seconds.
type finder struct {
	*parts

	mu    sync.Mutex
	index map[string]found // by county, and by county with " cases"
}

type found struct {
	index *discord.Index
	lists string // version of the lists
	until time.Time
}

// casesLife is how long a list of open cases is offered.
const casesLife = 5 * time.Second

// Entries are the entries of a county's lists, by title.
func (f *finder) Entries(unit string) *discord.Index {
	b, err := f.lists.Library().Base(unit, today())
	if err != nil {
		return nil
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if have := f.index[unit]; have.index != nil && have.lists == b.Hash+string(b.On) {
		return have.index
	}
	var all []discord.Choice
	for _, list := range [][]knowledge.Item{b.Positive, b.Negative} {
		for _, it := range list {
			all = append(all, discord.Choice{Name: it.Title, Value: it.Title})
		}
	}
	f.index[unit] = found{index: discord.NewIndex(all), lists: b.Hash + string(b.On)}
	return f.index[unit].index
}

// Cases are the open cases of a county, by number and matter.
func (f *finder) Cases(ctx context.Context, unit string) (*discord.Index, error) {
	f.mu.Lock()
	have := f.index[unit+" cases"]
	f.mu.Unlock()
	if have.index != nil && time.Now().Before(have.until) {
		return have.index, nil
	}
	open, err := f.store.Cases(ctx, unit)
	if err != nil {
		return have.index, err
	}
	var all []discord.Choice
	for _, c := range open {
		all = append(all, discord.Choice{Name: c.Number + " " + matterOf(c), Value: c.Number})
	}
	have = found{index: discord.NewIndex(all), until: time.Now().Add(casesLife)}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.index[unit+" cases"] = have
	return have.index, nil
}

// matterOf is a case in a few words.
func matterOf(c filing.Case) string {
	const most = 40
	words := []rune(c.Summary)
	if len(words) == 0 {
		words = []rune(c.Question)
	}
	return string(words[:min(len(words), most)])
}
