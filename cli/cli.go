package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/alecthomas/kong"
	"github.com/joho/godotenv"
)

// Surroundings are what the program is started in.
type Surroundings struct {
	Args   []string
	Getenv func(string) string
	In     io.Reader
	Out    io.Writer
	Err    io.Writer // what goes wrong, and progress
}

// commands is the command line: the field names are the commands, as documented by --help.
type commands struct {
	Chat     chatCmd     `cmd:"" default:"withargs" help:"在终端里对话（默认）；--json 时由程序驱动"`
	Serve    serveCmd    `cmd:"" help:"作为 Discord 机器人运行"`
	Ask      askCmd      `cmd:"" help:"逐行作答：每行一句话，或一个 {\"id\",\"text\"} 对象"`
	Eval     evalCmd     `cmd:"" help:"用带标注的 JSONL 检验，打印各项指标"`
	Train    trainCmd    `cmd:"" help:"用语料重新训练离线阅读器的权重"`
	Check    checkCmd    `cmd:"" help:"检查清单和设置，每个毛病一行"`
	Doctor   doctorCmd   `cmd:"" help:"检查存储、清单、字体、时钟等是否可用，不行的怎么办"`
	Backup   backupCmd   `cmd:"" help:"把全部对话和登记备份到文件"`
	Restore  restoreCmd  `cmd:"" help:"从备份文件恢复"`
	Audit    auditCmd    `cmd:"" help:"核对审计记录"`
	Stats    statsCmd    `cmd:"" help:"事项的统计，可以另存为 CSV、Excel 和图"`
	Trial    trialCmd    `cmd:"" help:"试算：改了清单，存着的事项哪些会有不同的结果"`
	Sweep    sweepCmd    `cmd:"" help:"清理保存期已满的内容，列出清理了什么"`
	Keys     keysCmd     `cmd:"" help:"加密内容用的密钥：生成、更换"`
	Play     playCmd     `cmd:"" help:"演一份写好的对话，打印每句答复"`
	Template templateCmd `cmd:"" help:"文书模板：查看、导出、检查、启用"`
	Verify   verifyCmd   `cmd:"" help:"核验一份文书或者核验码：一致、已改动，还是没有登记"`
	Load     loadCmd     `cmd:"" help:"模拟许多人同时使用，打印速度和资源占用"`
}

// program is what a command needs of its surroundings.
type program struct {
	Surroundings
	settings Settings
}

// Run is the program. It returns the exit status: 0 done, 1 something is wrong and was told, 2 the command line is.
func Run(ctx context.Context, s Surroundings) int {
	getenv, err := dotenv(s.Getenv)
	if err != nil {
		fmt.Fprintln(s.Err, "读不懂 .env 文件：", err)
		return 1
	}
	s.Getenv = getenv
	var c commands
	exit := -1
	parser, err := kong.New(&c, kong.Name("dandang"), kong.Description("担当：对照清单，看一件事能不能提前办理容错免责事项备案。"),
		kong.Writers(s.Out, s.Err), kong.Exit(func(code int) { exit = code }), kong.Help(usage))
	if err != nil {
		fmt.Fprintln(s.Err, err)
		return 2
	}
	k, err := parser.Parse(s.Args)
	if exit >= 0 {
		return exit
	}
	if err != nil {
		fmt.Fprintf(s.Err, "dandang: %s\n用 dandang --help 看用法。\n", mistake(err))
		return 2
	}
	settings, err := ReadSettings(s.Getenv)
	if err != nil {
		fmt.Fprintf(s.Err, "设置有误：\n%v\n改好 .env 或环境变量后再运行。\n", err)
		return 1
	}
	k.BindTo(ctx, (*context.Context)(nil))
	if err := k.Run(&program{Surroundings: s, settings: settings}); err != nil && !errors.Is(err, errTold) {
		fmt.Fprintln(s.Err, "dandang:", err)
		return 1
	} else if err != nil {
		return 1
	}
	return 0
}

// errTold is returned when what is wrong has been printed already.
var errTold = errors.New("told")

// dotenv adds the settings of the file .env, where there is one, to those of the surroundings, which win.
func dotenv(getenv func(string) string) (func(string) string, error) {
	file, err := godotenv.Read()
	if errors.Is(err, os.ErrNotExist) {
		return getenv, nil
	}
	if err != nil {
		return nil, err
	}
	return func(name string) string {
		if v := getenv(name); v != "" {
			return v
		}
		return file[name]
	}, nil
}
