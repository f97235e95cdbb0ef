package bot

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/chzyer/readline"
	"github.com/mattn/go-runewidth"
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
	Ticks  <-chan time.Time // when to look for what has come while nothing is typed; nil: only with the next line
	ID     func() string    // a new event id, never the same twice

	In      io.Reader // a terminal gets line editing and history; anything else is read line by line
	Out     io.Writer
	Width   int  // columns; 0: as wide as the terminal, 80 when there is none
	NoColor bool // plain text even on a terminal

	screen  io.Writer // Out, or what writes above the line that is being typed on a terminal
	buttons []string  // those of the last reply
	marks   []string  // by which each is pressed: 1, 2, … or A, B, …
}

// errLeave says that the person wants to go.
var errLeave = errors.New("leave")

// Run talks until the input ends, the person leaves, or ctx is done. What was said is kept by then: every turn is
// acknowledged only after the store has it.
func (c *Console) Run(ctx context.Context) error {
	read, done, err := c.lines(ctx)
	if err != nil {
		return err
	}
	defer done()
	c.show(c.Hello)
	c.tick(ctx)
	c.notices(ctx)
	for {
		line, err := await(ctx, read, c.Ticks, func() { c.idle(ctx) })
		switch {
		case errors.Is(err, readline.ErrInterrupt):
			fmt.Fprintln(c.Out, "（要离开请按 Ctrl-D 或输入“退出”。）")
			continue
		case err != nil && !errors.Is(err, io.EOF) && ctx.Err() == nil:
			return fmt.Errorf("read input: %w", err)
		}
		if err != nil || errors.Is(c.turn(ctx, line), errLeave) {
			fmt.Fprintln(c.Out, "再见。说过的话都存着，下次接着说。")
			return nil
		}
	}
}

// turn answers one line.
func (c *Console) turn(ctx context.Context, line string) error {
	switch strings.TrimSpace(line) {
	case "": // looks whether there is anything new
		c.tick(ctx)
		c.notices(ctx)
		return nil
	case "退出", "再见", "exit", "quit", "/q":
		return errLeave
	}
	m := handlers.Message{ID: c.ID(), Unit: c.Unit, Conversation: "console:" + c.Person.ID, From: c.Person, Text: line, At: c.Now()}
	if label := c.pressed(line); label != "" {
		m.Text, m.Press = "", label
	}
	c.tick(ctx)
	replies, err := c.Desk.Handle(ctx, m)
	for _, r := range replies {
		if r.To == "" || c.mine(r.To) { // others are told elsewhere
			c.show(r)
		}
	}
	c.notices(ctx)
	return err
}

// mine reports whether something is for the person who sits here.
func (c *Console) mine(to string) bool {
	switch {
	case to == c.Person.ID:
		return true
	case !c.Person.Staff:
		return false
	case len(c.Person.Roles) == 0: // everything
		return forStaff(to)
	}
	for _, r := range c.Person.Roles {
		if string(r) == to {
			return true
		}
	}
	return to == "staff"
}

// tick tells of the deadlines that have come: one terminal is all there may be, so they come with the talk.
func (c *Console) tick(ctx context.Context) {
	if clerk, ok := c.Desk.(Clerk); ok {
		_, _ = clerk.Tick(ctx, c.Unit, c.Now()) // the next tick finds what this one could not
	}
}

// notices shows what waits for the person.
func (c *Console) notices(ctx context.Context) {
	for _, r := range c.waiting(ctx) {
		c.show(r)
	}
}

// waiting are the notices for the person; those that cannot be had now wait for the next turn.
func (c *Console) waiting(ctx context.Context) []handlers.Reply {
	replies, err := notices(ctx, c.Desk, c.Unit, c.mine)
	if err != nil {
		return nil
	}
	for i := range replies {
		replies[i].Text = "【通知】" + replies[i].Text
	}
	return replies
}

// idle shows what has come while the person types or is away. The numbers of the buttons stay those of the last answer,
// which a hand may be about to press: those of a notice are pressed by their words.
func (c *Console) idle(ctx context.Context) {
	c.tick(ctx)
	for _, r := range c.waiting(ctx) {
		c.print(r, row(r.Buttons, make([]string, len(r.Buttons)), c.width()))
	}
}

// pressed is the label of the button meant by a line: its mark, or [its words].
func (c *Console) pressed(line string) string {
	line = strings.TrimSpace(line)
	mark := line
	if inside, ok := strings.CutPrefix(line, "["); ok && strings.HasSuffix(inside, "]") {
		mark = strings.TrimSuffix(inside, "]")
	}
	if i := slices.Index(c.marks, strings.ToUpper(narrow(strings.TrimRight(mark, ".。、 ")))); i >= 0 {
		return c.buttons[i]
	}
	if mark != line {
		return mark
	}
	return ""
}

// narrow makes full width letters and digits, as Chinese input methods type them, plain ones.
func narrow(s string) string {
	return strings.Map(func(r rune) rune {
		if '！' <= r && r <= '～' {
			return r - '！' + '!'
		}
		return r
	}, s)
}

// ownNumbers finds a numbered list in a reply.
var ownNumbers = regexp.MustCompile(`(?m)^ *\d+[.．、]`)

// marksOf are what the buttons of a reply are pressed by: 1, 2, … or, when the text numbers something itself, A, B, …,
// so that the number of a red line that a person confesses to is never taken for a button.
func marksOf(r handlers.Reply) []string {
	letters := len(r.Buttons) <= 26 && ownNumbers.MatchString(r.Text)
	var out []string
	for i := range r.Buttons {
		if letters {
			out = append(out, string(rune('A'+i)))
		} else {
			out = append(out, strconv.Itoa(i+1))
		}
	}
	return out
}

// show prints a reply, wrapped to the width of the window, its buttons marked.
func (c *Console) show(r handlers.Reply) {
	c.buttons, c.marks = r.Buttons, marksOf(r)
	c.print(r, row(c.marks, c.buttons, c.width()))
}

// print puts a reply and the lines of its buttons on the screen in one go, so that the line being typed below is drawn
// anew once and nothing of it is torn.
func (c *Console) print(r handlers.Reply, buttons []string) {
	var w strings.Builder
	for i, paragraph := range strings.Split(printable(r.Text), "\n") {
		for _, line := range wrap(paragraph, c.width()) {
			w.WriteString(c.paint(line, i == 0) + "\n")
		}
	}
	for _, line := range buttons {
		w.WriteString(c.dim(line) + "\n")
	}
	if r.File != "" {
		w.WriteString("文件：" + r.File + "\n")
	}
	fmt.Fprintln(c.screen, w.String())
}

// row lays buttons out side by side, as many as fit into each line; a label is parted only when it is wider than that.
func row(marks, labels []string, width int) []string {
	if len(labels) == 0 {
		return nil
	}
	var lines []string
	for i, label := range labels {
		button := "[" + printable(marks[i]) + "]" + printable(label)
		if n := len(lines) - 1; n >= 0 && runewidth.StringWidth(lines[n]+"  "+button) <= width {
			lines[n] += "  " + button
			continue
		}
		lines = append(lines, button)
	}
	return wrap(strings.Join(lines, "\n"), width)
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
// is said here is private), plainly otherwise. It sets where is written meanwhile.
func (c *Console) lines(ctx context.Context) (read func() (string, error), done func(), err error) {
	c.screen = c.Out
	if c.terminal(c.In) && c.terminal(c.Out) {
		rl, err := readline.NewEx(&readline.Config{Prompt: "您说> ", InterruptPrompt: "^C", EOFPrompt: ""})
		if err != nil {
			return nil, nil, fmt.Errorf("open terminal: %w", err)
		}
		c.screen = rl.Stdout()
		return rl.Readline, func() {
			if ctx.Err() != nil { // Close would wait for a key
				_ = rl.Terminal.ExitRawMode()
				return
			}
			_ = rl.Close()
		}, nil
	}
	return NewLines(c.In).read, func() {}, nil
}
