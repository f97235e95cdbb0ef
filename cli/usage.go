package cli

import (
	"fmt"
	"io"
	"regexp"
	"strings"

	"github.com/alecthomas/kong"
	"github.com/mattn/go-runewidth"
)

// usage prints the help of the program, or of the command that was named, in Chinese.
func usage(_ kong.HelpOptions, k *kong.Context) error {
	w := k.Stdout
	node := k.Selected()
	if node == nil {
		fmt.Fprintf(w, "用法：dandang 命令 [选项]\n\n%s\n", k.Model.Help)
		var rows [][2]string
		for _, leaf := range k.Model.Leaves(true) {
			rows = append(rows, [2]string{strings.TrimPrefix(leaf.Path(), "dandang "), leaf.Help})
		}
		table(w, "命令", rows)
		fmt.Fprintln(w, "\n不写命令就在终端里对话。每个命令的用法见 dandang 命令 --help；设置见 .env.example。")
		return nil
	}
	line := []string{"用法：" + node.FullPath()}
	var words, options [][2]string
	for _, a := range node.Positional {
		line = append(line, a.Summary())
		words = append(words, [2]string{a.Summary(), a.Help})
	}
	for _, group := range node.AllFlags(true) {
		for _, f := range group {
			help := f.Help
			if f.Name == "help" {
				help = "显示这份用法"
			}
			options = append(options, [2]string{f.String(), help})
		}
	}
	var parts [][2]string
	for _, leaf := range node.Leaves(true) {
		if leaf != node {
			parts = append(parts, [2]string{leaf.Name, leaf.Help})
		}
	}
	fmt.Fprintf(w, "%s [选项]\n\n%s\n", strings.Join(line, " "), node.Help)
	table(w, "命令", parts)
	table(w, "参数", words)
	table(w, "选项", options)
	return nil
}

// table prints rows of two columns under a head, nothing when there are none.
func table(w io.Writer, head string, rows [][2]string) {
	if len(rows) == 0 {
		return
	}
	width := 0
	for _, r := range rows {
		width = max(width, runewidth.StringWidth(r[0]))
	}
	fmt.Fprintf(w, "\n%s：\n", head)
	for _, r := range rows {
		fmt.Fprintf(w, "  %s  %s\n", runewidth.FillRight(r[0], width), r[1])
	}
}

// mistakes are what may be wrong with a command line, as the parser says it and as people read it.
var mistakes = []struct {
	said *regexp.Regexp
	read string
}{
	{regexp.MustCompile(`, did you mean (one of )?(.*)\?$`), `；是不是想写 $2？`},
	{regexp.MustCompile(`^unexpected argument ([^；]+)`), `没有“$1”这个命令，或者这里不能再写别的`},
	{regexp.MustCompile(`^unknown flag ([^；]+)`), `没有 $1 这个选项`},
	{regexp.MustCompile(`^expected one of (.*)$`), `还要写明是哪一个：$1`},
	{regexp.MustCompile(`^expected "(.*)"$`), `还缺 $1`},
	{regexp.MustCompile(`^(--\S+): expected \S+ value but got "EOL".*$`), `$1 后面要写一个值`},
	{regexp.MustCompile(`^(--\S+): expected a valid .*int but got "(.*)".*$`), `$1 后面要写一个整数，“$2”不是`},
	{regexp.MustCompile(`^(--\S+) must be one of (.*) but got "(.*)"$`), `$1 只能是 $2 之一，不能是“$3”`},
}

// mistake puts what is wrong with the command line into words.
func mistake(err error) string {
	s := err.Error()
	for _, m := range mistakes {
		s = m.said.ReplaceAllString(s, m.read)
	}
	return s
}
