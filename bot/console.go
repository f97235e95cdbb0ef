package bot

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/chzyer/readline"
	"golang.org/x/term"

	"dandang/handlers"
)

// A Desk answers messages. *handlers.Desk is the one there is.
type Desk interface {
	// Handle answers one message; the replies are shown even when an error comes with them.
	Handle(ctx context.Context, m handlers.Message) ([]handlers.Reply, error)
}

// A Console is the talk in a terminal, or over a pipe.
type Console struct {
	Desk   Desk
	Unit   string           // the county asked about
	Person handlers.Person  // who sits at it
	Hello  handlers.Reply   // shown first
	Now    func() time.Time // time.Now, but for tests
	ID     func() string    // a new event id, never the same twice

	In      io.Reader // a terminal gets line editing and history; anything else is read line by line
	Out     io.Writer
	Width   int  // columns; 0: as wide as the terminal, 80 when there is none
	NoColor bool // plain text even on a terminal

	buttons []string // those of the last reply, pressed by their number
}

// errLeave says that the person wants to go.
var errLeave = errors.New("leave")

// Run talks until the input ends, the person leaves, or ctx is done. What was said is kept by then: every turn is
// acknowledged only after the store has it.
func (c *Console) Run(ctx context.Context) error {
	c.show(c.Hello)
	next, done, err := c.lines()
	if err != nil {
		return err
	}
	defer done()
	for ctx.Err() == nil {
		line, err := next()
		switch {
		case errors.Is(err, io.EOF), errors.Is(err, errLeave):
			fmt.Fprintln(c.Out, "再见。说过的话都存着，下次接着说。")
			return nil
		case errors.Is(err, readline.ErrInterrupt):
			fmt.Fprintln(c.Out, "（要离开请按 Ctrl-D 或输入“退出”。）")
			continue
		case err != nil:
			return fmt.Errorf("read input: %w", err)
		}
		if err := c.turn(ctx, line); errors.Is(err, errLeave) {
			fmt.Fprintln(c.Out, "再见。说过的话都存着，下次接着说。")
			return nil
		}
	}
	return nil
}

// turn answers one line.
func (c *Console) turn(ctx context.Context, line string) error {
	switch strings.TrimSpace(line) {
	case "":
		return nil
	case "退出", "再见", "exit", "quit", "/q":
		return errLeave
	}
	m := handlers.Message{ID: c.ID(), Unit: c.Unit, Conversation: "console:" + c.Person.ID, From: c.Person, Text: line, At: c.Now()}
	if label := c.pressed(line); label != "" {
		m.Text, m.Press = "", label
	}
	replies, err := c.Desk.Handle(ctx, m)
	for _, r := range replies {
		c.show(r)
	}
	return err
}

// pressed is the label of the button meant by a line: its number, or [its words].
func (c *Console) pressed(line string) string {
	line = strings.TrimSpace(line)
	if n, err := strconv.Atoi(line); err == nil && n >= 1 && n <= len(c.buttons) {
		return c.buttons[n-1]
	}
	if label, ok := strings.CutPrefix(line, "["); ok {
		return strings.TrimSuffix(label, "]")
	}
	return ""
}

// show prints a reply, wrapped to the width of the window, its buttons numbered.
func (c *Console) show(r handlers.Reply) {
	c.buttons = r.Buttons
	width := c.width()
	for i, line := range wrap(r.Text, width) {
		fmt.Fprintln(c.Out, c.paint(line, i == 0))
	}
	if len(r.Buttons) > 0 {
		var w strings.Builder
		for i, label := range r.Buttons {
			fmt.Fprintf(&w, "[%d]%s  ", i+1, label)
		}
		for _, line := range wrap(strings.TrimSpace(w.String()), width) {
			fmt.Fprintln(c.Out, c.dim(line))
		}
	}
	if r.File != "" {
		fmt.Fprintln(c.Out, "文件："+r.File)
	}
	fmt.Fprintln(c.Out)
}

// paint makes the gist bold and the heads of sections stand out, on a terminal that wants colour.
func (c *Console) paint(line string, first bool) string {
	if !c.colour() {
		return line
	}
	if first {
		return "\x1b[1m" + line + "\x1b[0m"
	}
	if i := strings.Index(line, "】"); strings.HasPrefix(line, "【") && i > 0 {
		i += len("】")
		return "\x1b[36m" + line[:i] + "\x1b[0m" + line[i:]
	}
	return line
}

func (c *Console) dim(line string) string {
	if !c.colour() {
		return line
	}
	return "\x1b[2m" + line + "\x1b[0m"
}

// colour reports whether colour helps: on a terminal, unless NO_COLOR asks otherwise.
func (c *Console) colour() bool { return !c.NoColor && c.terminal(c.Out) }

func (c *Console) terminal(x any) bool {
	f, ok := x.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// widest is the longest line that is pleasant to read.
const widest = 100

func (c *Console) width() int {
	if c.Width > 0 {
		return c.Width
	}
	if f, ok := c.Out.(*os.File); ok {
		if w, _, err := term.GetSize(int(f.Fd())); err == nil && w > 0 {
			return min(w, widest)
		}
	}
	return 80
}

// lines returns how to read the next line: with editing and history on a terminal (kept in memory only, since what
// is said here is private), plainly otherwise.
func (c *Console) lines() (next func() (string, error), done func(), err error) {
	if c.terminal(c.In) && c.terminal(c.Out) {
		rl, err := readline.NewEx(&readline.Config{Prompt: "您说> ", InterruptPrompt: "^C", EOFPrompt: ""})
		if err != nil {
			return nil, nil, fmt.Errorf("open terminal: %w", err)
		}
		return rl.Readline, func() { _ = rl.Close() }, nil
	}
	s := bufio.NewScanner(c.In)
	s.Buffer(make([]byte, 64<<10), mostLine)
	return func() (string, error) {
		if s.Scan() {
			return s.Text(), nil
		}
		if err := s.Err(); err != nil {
			return "", err
		}
		return "", io.EOF
	}, func() {}, nil
}

// mostLine is the longest line read from a pipe, in bytes.
const mostLine = 8 << 20
