package cli

import (
	"context"
	"fmt"
	"time"

	"dandang/bot"
	"dandang/handlers"
)

type chatCmd struct {
	JSON  bool   `help:"由程序驱动：每行一个 JSON 对象，答复也是"`
	Staff bool   `help:"以工作人员身份进入"`
	As    string `help:"以谁的身份进入：名册里的编号" placeholder:"编号"`
}

// Run opens the terminal, or the Discord bot when a token is set and nothing else was asked for.
func (c *chatCmd) Run(ctx context.Context, p *program) error {
	if p.settings.Discord.Token != "" && len(p.Args) == 0 {
		return (&serveCmd{}).Run(ctx, p)
	}
	log, err := p.logFile()
	if err != nil {
		return err
	}
	defer log.Close()
	x, done, err := p.assemble(ctx, log)
	if err != nil {
		return err
	}
	defer done()
	if c.JSON {
		return (&bot.JSONLines{Desk: x.desk, Unit: p.settings.County, Now: time.Now, ID: eventID, In: p.In, Out: p.Out}).Run(ctx)
	}
	b, err := countyBase(x.lists, p.settings.County, today())
	if err != nil {
		return err
	}
	hello := handlers.Welcome(b)
	person := handlers.Person{ID: "1", Staff: c.Staff}
	if c.Staff {
		person.ID, hello = "staff", handlers.WelcomeStaff(b)
	}
	if person, err = c.seated(x.desk, p.settings.County, person); err != nil {
		return err
	}
	hello.Text += "\n" + p.whereKept()
	ticker := time.NewTicker(consoleLook)
	defer ticker.Stop()
	console := &bot.Console{Desk: x.desk, Unit: p.settings.County, Person: person, Hello: hello,
		Now: time.Now, Ticks: ticker.C, ID: eventID, In: p.In, Out: p.Out, NoColor: p.settings.NoColor}
	return console.Run(ctx)
}

// consoleLook is how often a terminal looks for notices while nothing is typed.
const consoleLook = 5 * time.Second

// whereKept tells where the talk is kept, and that a store in the program is a trial.
func (p *program) whereKept() string {
	if p.settings.RedisURL != "" {
		return "【存放】内容存在 Redis 里。"
	}
	return fmt.Sprintf("【试用】没有设置 REDIS_URL，内容存在本机文件夹 %s 里，关掉再开还在。输入方括号里的序号等于按按钮，输入“退出”离开。", p.settings.DataDir)
}

// seated is who sits at the terminal: whoever was named, as the roster knows them. Without a roster everybody of staff
// is everything.
func (c *chatCmd) seated(desk *handlers.Desk, unit string, p handlers.Person) (handlers.Person, error) {
	p.ID = or(c.As, p.ID)
	if desk.Roster == nil {
		return p, nil
	}
	known, ok := desk.Roster.Actor(unit, p.ID)
	if p.Staff && (!ok || len(known.Roles) == 0) {
		return p, fmt.Errorf("名册里没有编号是“%s”的工作人员，请用 --as 写名册里的编号", p.ID)
	}
	p.Office = known.Office
	if p.Staff {
		p.Roles = known.Roles
	}
	return p, nil
}
