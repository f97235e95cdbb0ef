package cli

import (
	"context"
	"fmt"
	"log/slog"
	"os/exec"
	"strings"
	"time"

	"dandang/bot/discord"
	"dandang/knowledge"
	"dandang/reader"
	"dandang/store"
)

type doctorCmd struct{}

// A finding is one thing looked at: whether it works, and what to do when it does not.
type finding struct {
	what, state string
	bad         bool
	todo        string
}

// Run looks at everything that the program needs and says what to do about what is missing.
func (c *doctorCmd) Run(ctx context.Context, p *program) error {
	bad := 0
	for _, look := range []func(context.Context, *program) finding{
		lookLists, lookReader, lookStore, lookClock, lookFonts, lookModel, lookDiscord,
	} {
		f := look(ctx, p)
		mark := "正常"
		if f.bad {
			mark = "不行"
			bad++
		}
		fmt.Fprintf(p.Out, "%s  %s：%s\n", mark, f.what, f.state)
		if f.todo != "" {
			fmt.Fprintf(p.Out, "      %s\n", f.todo)
		}
	}
	if bad > 0 {
		return errTold
	}
	return nil
}

func lookLists(_ context.Context, p *program) finding {
	f := finding{what: "清单"}
	lists, err := p.lists()
	if err != nil {
		f.bad, f.state, f.todo = true, err.Error(), "改好以后再运行 dandang check。"
		return f
	}
	b, err := countyBase(lists, p.settings.County, today())
	if err != nil {
		f.bad, f.state, f.todo = true, err.Error(), "不设 COUNTY 就是演示县 demo。"
		return f
	}
	n := 0
	for _, it := range b.Positive {
		if it.Counts {
			n++
		}
	}
	f.state = fmt.Sprintf("%s，版本 %s，正面情形 %d 条（本县可用 %d 条），红线 %d 条", b.County.Title, b.Hash, len(b.Positive), n, len(b.Negative))
	if b.County.Demo {
		f.todo = "现在是演示县；正式使用请设置 COUNTY，并由本县确认条目。"
	}
	if faults := knowledge.Check(lists.Library(), today()); len(faults) > 0 {
		f.todo = fmt.Sprintf("有 %d 处毛病，运行 dandang check 看明细。", len(faults))
	}
	return f
}

func lookReader(ctx context.Context, p *program) finding {
	f := finding{what: "离线阅读器"}
	b, _, err := p.bench(p.settings.County, "")
	if err != nil {
		f.bad, f.state = true, err.Error()
		return f
	}
	r, err := reader.NewOffline()
	if err != nil {
		f.bad, f.state, f.todo = true, err.Error(), "重新下载程序，或运行 dandang train 重做权重。"
		return f
	}
	began := time.Now()
	if _, err := r.Read(ctx, b, "重点项目手续没办全，想先让企业进场，能备案吗？", nil); err != nil {
		f.bad, f.state = true, err.Error()
		return f
	}
	f.state = fmt.Sprintf("可用，读一句话 %d 微秒（第一次）", time.Since(began).Microseconds())
	return f
}

func lookStore(ctx context.Context, p *program) finding {
	f := finding{what: "存储", state: "本机文件夹 " + p.settings.DataDir + "（试用）"}
	if p.settings.RedisURL != "" {
		f.state = "Redis"
	}
	s, err := store.Open(ctx, p.storeOptions(slog.New(slog.DiscardHandler)))
	if err != nil {
		f.bad, f.todo = true, storeHelp(p.settings, err).Error()
		return f
	}
	defer s.Close()
	if err := s.CheckKeys(ctx); err != nil {
		f.bad, f.todo = true, storeHelp(p.settings, err).Error()
		return f
	}
	if report, err := s.VerifyAudit(ctx); err != nil || len(report.Faults) > 0 {
		f.bad, f.todo = true, "审计记录对不上，运行 dandang audit verify 看明细。"
		return f
	}
	f.todo = weakness(s.Weaknesses(ctx))
	return f
}

// weakness says what to set so that Redis loses nothing, "" when all is well.
func weakness(list []store.Weakness, err error) string {
	if err != nil {
		return "查不到 Redis 的设置（没有权限）。请管理员确认：appendonly yes、appendfsync always、maxmemory-policy noeviction。"
	}
	todo := map[store.Weakness]string{
		store.NothingKept: "Redis 没有开 appendonly，一停就会丢内容，请设 appendonly yes、appendfsync always。",
		store.KeptLater:   "Redis 出故障时会丢最后一两秒的内容，请设 appendfsync always。",
		store.Evicts:      "Redis 内存满了会自己删内容，请设 maxmemory-policy noeviction。",
	}
	out := ""
	for _, w := range list {
		out += todo[w]
	}
	return out
}

// lookClock tells when the clock is plainly wrong: answers are given as of a day.
func lookClock(_ context.Context, p *program) finding {
	now := time.Now()
	f := finding{what: "时钟", state: now.Format("2006年1月2日 15:04 -0700")}
	if now.Year() < 2026 {
		f.bad, f.todo = true, "日期明显不对，请先校准系统时间；清单按日期生效。"
	}
	return f
}

// lookFonts tells which fonts of official documents are there; only documents, which come later, need them.
func lookFonts(ctx context.Context, p *program) finding {
	f := finding{what: "字体", state: "没有 fc-list，查不了；只在出文书时用得上"}
	out, err := exec.CommandContext(ctx, "fc-list", ":lang=zh", "family").Output()
	if err != nil {
		return f
	}
	var have []string
	for _, name := range []string{"仿宋", "小标宋", "楷体", "黑体", "Noto Serif CJK", "Noto Sans CJK", "Fandol"} {
		if strings.Contains(string(out), name) {
			have = append(have, name)
		}
	}
	f.state = "没有中文字体；只在出文书时用得上"
	if len(have) > 0 {
		f.state = strings.Join(have, "、")
	}
	return f
}

// lookDiscord signs in with the token, and tells what the bot lacks in the servers of the units file.
func lookDiscord(ctx context.Context, p *program) finding {
	f := finding{what: "Discord", state: "没有设置，用终端对话"}
	if p.settings.Discord.Token == "" {
		return f
	}
	o, err := p.discord()
	if err != nil {
		f.bad, f.state, f.todo = true, "设置不全", err.Error()
		return f
	}
	line, err := discord.Dial(p.settings.Discord.Token, p.settings.Discord.API, slog.New(slog.DiscardHandler))
	if err == nil {
		err = discord.Look(ctx, line, o.Units)
	}
	if err != nil {
		f.bad, f.state, f.todo = true, "连不上，或者缺少权限", err.Error()+"；要给哪些权限见 docs/discord.md"
		return f
	}
	f.state = fmt.Sprintf("登录得上，%d 个县区", len(o.Units))
	if p.settings.Discord.Units == "" {
		f.todo = "没有设置 UNITS_FILE：所有服务器都按 COUNTY 的清单答，没有人能以工作人员身份办件。"
	}
	return f
}
