package bot

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"dandang/handlers"
)

// A Step is one line of a written talk that makes something happen.
type Step struct {
	Line   int           // in the file, from 1
	Source string        // the line as written
	Person string        // who speaks: "1", "2", …, "staff", "staff2"
	Text   string        // what is said
	Press  string        // or the button pressed
	Wait   time.Duration // or how long to wait
}

// ParseTalk reads a written talk: 「> words」 is said, 「>> words」 is a further line of the same message, 「> [按钮]」 is
// pressed, 「@N 」 before either names the person, 「staff> 」 speaks as a reviewer, 「+3d」 or 「+2h」 lets time pass, 「# 」
// is a comment, and every other line is what the desk said and is passed over. Errors name the line.
func ParseTalk(r io.Reader) ([]Step, error) {
	var steps []Step
	s := bufio.NewScanner(r)
	s.Buffer(make([]byte, 64<<10), mostLine)
	for n := 1; s.Scan(); n++ {
		line := s.Text()
		if n == 1 {
			line = strings.TrimPrefix(line, "\ufeff") // some editors begin a file with it
		}
		if more, found := strings.CutPrefix(line, ">> "); found && len(steps) > 0 && steps[len(steps)-1].Text != "" {
			last := &steps[len(steps)-1]
			last.Text, last.Source = last.Text+"\n"+more, last.Source+"\n"+line
			continue
		}
		step, ok, err := parseStep(line)
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", n, err)
		}
		if ok {
			step.Line = n
			steps = append(steps, step)
		}
	}
	if err := s.Err(); err != nil {
		return nil, fmt.Errorf("read talk: %w", err)
	}
	return steps, nil
}

// parseStep reads one line; ok is false when nothing happens in it.
func parseStep(line string) (step Step, ok bool, err error) {
	step = Step{Source: line, Person: "1"}
	rest := line
	if strings.HasPrefix(line, "+") {
		step.Wait, err = parseWait(line[1:])
		return step, err == nil, err
	}
	if strings.HasPrefix(line, "@") {
		name, after, found := strings.Cut(line[1:], " ")
		if !found || name == "" {
			return step, false, fmt.Errorf("want @N before what is said: %q", line)
		}
		step.Person, rest = name, after
	}
	if who := reviewer(rest); who != "" && rest == line {
		step.Person, rest = who, rest[len(who):]
	}
	words, found := strings.CutPrefix(rest, "> ")
	switch {
	case rest == ">": // said nothing, the space lost in an editor
		return step, true, nil
	case !found && rest != line:
		return step, false, fmt.Errorf("want > after who speaks: %q", line)
	case !found:
		return step, false, nil
	case words == "[]":
		return step, false, fmt.Errorf("want the label of a button between [ and ]: %q", line)
	case strings.HasPrefix(words, "[") && strings.HasSuffix(words, "]"):
		step.Press = words[1 : len(words)-1]
		return step, true, nil
	}
	step.Text = words
	return step, true, nil
}

// reviewer is the reviewer who speaks in a line, 「staff> 」 or 「staff2> 」; "" when none does.
func reviewer(line string) string {
	who, _, found := strings.Cut(line, ">")
	number, ok := strings.CutPrefix(who, "staff")
	if !found || !ok || strings.Trim(number, "0123456789") != "" {
		return ""
	}
	return who
}

// mostDays is the longest that a talk may wait at once: a hundred years.
const mostDays = 36525

// parseWait reads 3d, 2h, 30m: a time that passes, so more than nothing.
func parseWait(s string) (time.Duration, error) {
	wrong := fmt.Errorf("want +3d or +2h, got %q", "+"+s)
	if days, ok := strings.CutSuffix(s, "d"); ok {
		n, err := strconv.Atoi(days)
		if err != nil || n <= 0 || n > mostDays {
			return 0, wrong
		}
		return time.Duration(n) * 24 * time.Hour, nil
	}
	d, err := time.ParseDuration(s)
	if err != nil || d <= 0 || d > mostDays*24*time.Hour {
		return 0, wrong
	}
	return d, nil
}

// A Player plays written talks on a desk and writes them out with every reply.
type Player struct {
	Desk  Desk
	Unit  string
	Start time.Time // when the talk begins
	Name  string    // of the talk: keeps those played on one store apart
	Out   io.Writer

	turns int
}

// Play takes the steps in order. Comments and replies of the file are not copied: what is written is the steps and
// what the desk says now.
func (p *Player) Play(ctx context.Context, steps []Step) error {
	now := p.Start
	for _, s := range steps {
		if _, err := fmt.Fprintln(p.Out, s.Source); err != nil {
			return fmt.Errorf("write talk: %w", err)
		}
		if s.Wait > 0 {
			if err := p.wait(ctx, s, now, now.Add(s.Wait)); err != nil {
				return err
			}
			now = now.Add(s.Wait)
			continue
		}
		p.turns++
		now = now.Add(time.Minute)
		replies, err := p.Desk.Handle(ctx, handlers.Message{
			ID: fmt.Sprintf("talk-%s-%d", p.Name, p.turns), Unit: p.Unit, Conversation: "talk:" + p.Name + ":" + s.Person,
			From: handlers.Person{ID: s.Person, Staff: strings.HasPrefix(s.Person, "staff")},
			Text: s.Text, Press: s.Press, At: now,
		})
		if err != nil {
			return fmt.Errorf("line %d: %w", s.Line, err)
		}
		if err := p.write(s, replies); err != nil {
			return err
		}
		if err := p.tell(ctx, s); err != nil {
			return err
		}
	}
	return nil
}

// mostSteps is in how many steps a wait is taken at most; deadlines of one step are told together.
const mostSteps = 1000

// wait lets time pass, an hour at a time or in so many steps as are bearable, and tells of the deadlines that come.
func (p *Player) wait(ctx context.Context, s Step, from, to time.Time) error {
	clerk, ok := p.Desk.(Clerk)
	if !ok {
		return nil
	}
	step := max(time.Hour, to.Sub(from)/mostSteps)
	for now := from; now.Before(to); {
		if now = now.Add(step); now.After(to) {
			now = to
		}
		fired, err := clerk.Tick(ctx, p.Unit, now)
		if err != nil {
			return fmt.Errorf("line %d: %w", s.Line, err)
		}
		if fired > 0 {
			if err := p.told(ctx, s, now); err != nil {
				return err
			}
		}
	}
	return nil
}

// told writes what people are told at a time.
func (p *Player) told(ctx context.Context, s Step, now time.Time) error {
	if _, err := fmt.Fprintln(p.Out, "  -- "+now.In(p.Start.Location()).Format("2006-01-02 15:04")); err != nil {
		return fmt.Errorf("write talk: %w", err)
	}
	return p.tell(ctx, s)
}

// tell writes what others are told after a step.
func (p *Player) tell(ctx context.Context, s Step) error {
	replies, err := notices(ctx, p.Desk, p.Unit, func(string) bool { return true })
	if err != nil {
		return fmt.Errorf("line %d: %w", s.Line, err)
	}
	return p.write(Step{}, replies)
}

// write puts replies under the step, each line set in so that it cannot be taken for a step.
func (p *Player) write(s Step, replies []handlers.Reply) error {
	var w strings.Builder
	for _, r := range replies {
		if r.To != s.Person {
			fmt.Fprintf(&w, "  (%s)\n", r.To)
		}
		for _, line := range strings.Split(r.Text, "\n") {
			w.WriteString(strings.TrimRight("  "+line, " ") + "\n")
		}
		if len(r.Buttons) > 0 {
			w.WriteString("  [" + strings.Join(r.Buttons, "] [") + "]\n")
		}
		if r.File != "" {
			w.WriteString("  <" + r.File + ">\n")
		}
	}
	if _, err := io.WriteString(p.Out, w.String()); err != nil {
		return fmt.Errorf("write talk: %w", err)
	}
	return nil
}
