package bot

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/mattn/go-runewidth"

	"dandang/handlers"
)

// talk has a console over a pipe answer the input, and returns what it printed after the greeting.
func talk(t *testing.T, d Desk, input string, change func(*Console)) string {
	t.Helper()
	var out bytes.Buffer
	n := 0
	c := &Console{Desk: d, Unit: "demo", Person: handlers.Person{ID: "1"}, Hello: handlers.Reply{Text: "您好", Buttons: []string{"看清单", "帮助"}},
		Now: func() time.Time { return time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC) },
		ID:  func() string { n++; return fmt.Sprint("e", n) },
		In:  strings.NewReader(input), Out: &out, Width: 80}
	if change != nil {
		change(c)
	}
	if err := c.Run(context.Background()); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(out.String(), "\x1b") {
		t.Errorf("a pipe gets control codes: %q", out.String())
	}
	_, after, _ := strings.Cut(out.String(), "[1]看清单  [2]帮助\n\n")
	return after
}

func TestConsolePressesAndSays(t *testing.T) {
	tests := []struct {
		name, line string
		text       string // heard as said
		press      string // heard as pressed
	}{
		{"words are said", "能备案吗", "能备案吗", ""},
		{"a number presses the button of that number", "2", "", "帮助"},
		{"spaces around it do not matter", "  2 ", "", "帮助"},
		{"a number typed in full width is a number", "２", "", "帮助"},
		{"a number with a full stop too", "2。", "", "帮助"},
		{"a number in brackets too", "[2]", "", "帮助"},
		{"a number without a button is said", "3", "3", ""},
		{"nought is said", "0", "0", ""},
		{"a label in brackets is pressed", "[看清单]", "", "看清单"},
		{"also one that is not shown now", "[均不存在]", "", "均不存在"},
		{"words that begin with a bracket are said", "[附件] 我想问一下", "[附件] 我想问一下", ""},
		{"a letter is said where buttons have numbers", "A", "A", ""},
		{"a long number is said", "2026", "2026", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			d := &scripted{answer: echo}
			talk(t, d, test.line+"\n", nil)
			if len(d.heard) != 1 || d.heard[0].Text != test.text || d.heard[0].Press != test.press {
				t.Errorf("the desk heard %+v, want text %q and press %q", d.heard, test.text, test.press)
			}
		})
	}
}

// TestConsoleLeavesNumbersToTheText: where a reply numbers something itself, buttons have letters, and the number of a
// red line that somebody confesses to reaches the desk as it was typed.
func TestConsoleLeavesNumbersToTheText(t *testing.T) {
	for line, want := range map[string]handlers.Message{
		"2": {Text: "2"}, "1、3": {Text: "1、3"}, "A": {Press: "不清楚"}, "b": {Press: "转人工"}, "Ｂ": {Press: "转人工"}, "[b]": {Press: "转人工"},
	} {
		d := &scripted{answer: func(handlers.Message) ([]handlers.Reply, error) {
			return []handlers.Reply{{To: "1", Text: "是哪一条？请说序号：\n  1. 从中得利\n  2. 弄虚作假", Buttons: []string{"不清楚", "转人工"}}}, nil
		}}
		out := talk(t, d, "有一条\n"+line+"\n", nil)
		if !strings.Contains(out, "[A]不清楚  [B]转人工") {
			t.Errorf("got %s, want buttons with letters", out)
		}
		if got := d.heard[1]; got.Text != want.Text || got.Press != want.Press {
			t.Errorf("%s: the desk heard %q and press %q, want %q and press %q", line, got.Text, got.Press, want.Text, want.Press)
		}
	}
}

func TestConsoleEnds(t *testing.T) {
	tests := []struct {
		name, input string
		heard       int
	}{
		{"at the end of the input", "一\n", 1},
		{"at the end of the input without a line end", "一\n二", 2},
		{"when nothing comes at all", "", 0},
		{"when the person leaves", "一\n退出\n二\n", 1},
		{"when the person says goodbye", "再见\n一\n", 0},
		{"in the words of programs too", "quit\n一\n", 0},
		{"after blank lines, which are nobody's words", "\n   \n\n", 0},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			d := &scripted{answer: echo}
			out := talk(t, d, test.input, nil)
			if len(d.heard) != test.heard {
				t.Errorf("the desk heard %d messages, want %d", len(d.heard), test.heard)
			}
			if !strings.HasSuffix(out, "再见。说过的话都存着，下次接着说。\n") {
				t.Errorf("got %q, want a goodbye at the end", out)
			}
		})
	}
}

// TestConsoleIsToldToEnd: a program told to end does not wait for one more line.
func TestConsoleIsToldToEnd(t *testing.T) {
	in, w := io.Pipe()
	defer w.Close()
	for name, run := range map[string]func(context.Context) error{
		"console":    (&Console{Desk: &scripted{answer: echo}, In: in, Out: io.Discard}).Run,
		"JSON lines": (&JSONLines{Desk: &scripted{answer: echo}, In: in, Out: io.Discard}).Run,
	} {
		ctx, stop := context.WithCancel(context.Background())
		ended := make(chan error)
		go func() { ended <- run(ctx) }()
		stop()
		select {
		case err := <-ended:
			if err != nil {
				t.Errorf("%s: %v", name, err)
			}
		case <-time.After(10 * time.Second):
			t.Errorf("%s still waits for a line", name)
		}
	}
}

func TestConsoleShows(t *testing.T) {
	tests := []struct {
		name  string
		reply handlers.Reply
		want  string
	}{
		{"text and numbered buttons", handlers.Reply{To: "1", Text: "要请人看：清单未列。", Buttons: []string{"补充情况", "转人工"}}, "要请人看：清单未列。\n[1]补充情况  [2]转人工\n\n"},
		{"where a file is", handlers.Reply{To: "1", Text: "好。", File: "data/申请表.docx"}, "好。\n文件：data/申请表.docx\n\n"},
		{"nothing of what others are told", handlers.Reply{To: "staff", Text: "新事项"}, ""},
		{"no control codes that somebody typed", handlers.Reply{To: "1", Text: "您说“\x1b[2J红”"}, "您说“[2J红”\n\n"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			d := &scripted{answer: func(handlers.Message) ([]handlers.Reply, error) { return []handlers.Reply{test.reply}, nil }}
			got := strings.TrimSuffix(talk(t, d, "一\n", nil), "再见。说过的话都存着，下次接着说。\n")
			if got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func TestConsoleShowsReviewersWhatIsForStaff(t *testing.T) {
	d := &scripted{answer: func(handlers.Message) ([]handlers.Reply, error) {
		return []handlers.Reply{{To: "staff", Text: "新事项"}}, nil
	}}
	if out := talk(t, d, "待办\n", func(c *Console) { c.Person = handlers.Person{ID: "staff", Staff: true} }); !strings.HasPrefix(out, "新事项\n") {
		t.Errorf("got %q", out)
	}
	if !d.heard[0].From.Staff {
		t.Error("the desk does not know that it speaks to a reviewer")
	}
}

// TestConsoleGoesOnAfterAnError: the desk's words tell the person what is wrong, and the talk goes on.
func TestConsoleGoesOnAfterAnError(t *testing.T) {
	d := &scripted{answer: func(m handlers.Message) ([]handlers.Reply, error) {
		return []handlers.Reply{{To: "1", Text: "刚才这句话没有存上。"}}, errors.New("away")
	}}
	if out := talk(t, d, "一\n二\n", nil); strings.Count(out, "刚才这句话没有存上。") != 2 {
		t.Errorf("got %q, want both lines answered", out)
	}
}

func TestConsoleHearsWhereAndWhen(t *testing.T) {
	d := &scripted{answer: echo}
	talk(t, d, "一\n[乙]\n", nil)
	at := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	for i, want := range []handlers.Message{
		{ID: "e1", Unit: "demo", Conversation: "console:1", From: handlers.Person{ID: "1"}, Text: "一", At: at},
		{ID: "e2", Unit: "demo", Conversation: "console:1", From: handlers.Person{ID: "1"}, Press: "乙", At: at},
	} {
		if !reflect.DeepEqual(d.heard[i], want) {
			t.Errorf("got %+v, want %+v", d.heard[i], want)
		}
	}
}

// TestConsoleReadsLongLines: a line of any length reaches the desk, cut where nobody would read it, and those after it too.
func TestConsoleReadsLongLines(t *testing.T) {
	for _, bytes := range []int{300_000, mostLine - 1, mostLine, mostLine + 1, 2*mostLine + 12345} {
		d := &scripted{answer: func(handlers.Message) ([]handlers.Reply, error) { return nil, nil }}
		talk(t, d, strings.Repeat("x", bytes)+"\n二\n", nil)
		if len(d.heard) != 2 || len(d.heard[0].Text) != min(bytes, mostLine) || d.heard[1].Text != "二" {
			t.Errorf("%d bytes: the desk heard %d messages", bytes, len(d.heard))
		}
	}
}

// TestConsoleInASmallWindow: in 30 columns nothing is wider, buttons stay whole, and there is no colour over a pipe.
func TestConsoleInASmallWindow(t *testing.T) {
	r := handlers.Reply{To: "1", Text: "还不能下结论：像是“推进重大项目建设”，还差3处没说清。\n【依据】\n  · 正面情形“推进重大项目建设”——河南省，《实施办法》第十条",
		Buttons: []string{"集体研究定的", "领导一个人定的", "还没定", "不清楚", "补充情况", "为什么", "看原文", "转人工"}}
	d := &scripted{answer: func(handlers.Message) ([]handlers.Reply, error) { return []handlers.Reply{r}, nil }}
	out := talk(t, d, "一\n", func(c *Console) { c.Width = 30 })
	for _, line := range strings.Split(strings.TrimSuffix(out, "再见。说过的话都存着，下次接着说。\n"), "\n") {
		if runewidth.StringWidth(line) > 30 {
			t.Errorf("%q is wider than 30 columns", line)
		}
	}
	for i, label := range r.Buttons {
		if !strings.Contains(out, fmt.Sprintf("[%d]%s", i+1, label)) {
			t.Errorf("the button %s is parted", label)
		}
	}
}
