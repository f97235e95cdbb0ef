package bot

import (
	"bytes"
	"context"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"dandang/handlers"
)

func TestParseTalk(t *testing.T) {
	tests := []struct {
		name, text string
		want       []Step
	}{
		{"nothing happens in an empty file", "", nil},
		{"words are said by the first person", "> 能备案吗", []Step{{Line: 1, Source: "> 能备案吗", Person: "1", Text: "能备案吗"}}},
		{"a label in brackets is pressed", "> [为什么]", []Step{{Line: 1, Source: "> [为什么]", Person: "1", Press: "为什么"}}},
		{"brackets inside words press nothing", "> [附件]在这里", []Step{{Line: 1, Source: "> [附件]在这里", Person: "1", Text: "[附件]在这里"}}},
		{"another person is named before", "@2 > 我也问\n@3 > [帮助]", []Step{
			{Line: 1, Source: "@2 > 我也问", Person: "2", Text: "我也问"}, {Line: 2, Source: "@3 > [帮助]", Person: "3", Press: "帮助"}}},
		{"reviewers speak and press", "staff> 待办\nstaff2> [待办]", []Step{
			{Line: 1, Source: "staff> 待办", Person: "staff", Text: "待办"}, {Line: 2, Source: "staff2> [待办]", Person: "staff2", Press: "待办"}}},
		{"days and hours pass", "+3d\n+2h\n+90m", []Step{
			{Line: 1, Source: "+3d", Person: "1", Wait: 72 * time.Hour}, {Line: 2, Source: "+2h", Person: "1", Wait: 2 * time.Hour},
			{Line: 3, Source: "+90m", Person: "1", Wait: 90 * time.Minute}}},
		{"comments and replies are passed over", "# 一段对话\n  要请人看：清单未列。\n  [补充情况] [为什么]\n(staff) 新事项\n\n> 好", []Step{{Line: 6, Source: "> 好", Person: "1", Text: "好"}}},
		{"words of the desk about staff are no step", "staff 说> 好\n> 好", []Step{{Line: 2, Source: "> 好", Person: "1", Text: "好"}}},
		{"nothing at all may be said", "> \n>", []Step{{Line: 1, Source: "> ", Person: "1"}, {Line: 2, Source: ">", Person: "1"}}},
		{"files of other systems are read", "\ufeff> 一\r\n> 二\r\n", []Step{{Line: 1, Source: "> 一", Person: "1", Text: "一"}, {Line: 2, Source: "> 二", Person: "1", Text: "二"}}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := ParseTalk(strings.NewReader(test.text))
			if err != nil || !slices.Equal(got, test.want) {
				t.Errorf("got %+v, %v\nwant %+v", got, err, test.want)
			}
		})
	}
}

func TestParseTalkTellsTheLine(t *testing.T) {
	tests := []struct{ name, text string }{
		{"a person without words", "# a\n@2"},
		{"a person without a mark of speech", "# a\n@2 我也问"},
		{"a person and a reviewer at once", "# a\n@2 staff> 待办"},
		{"a reviewer whose mark lacks its space", "# a\nstaff>待办"},
		{"no name behind the sign", "# a\n@ > 我"},
		{"a time without a unit", "# a\n+3"},
		{"a time of another kind", "# a\n+3w"},
		{"a number of days that is none", "# a\n+3xd"},
		{"no time at all", "# a\n+0d"},
		{"a time that goes back", "# a\n+-2h"},
		{"more days than anybody waits", "# a\n+99999999999d"},
		{"a button without a label", "# a\n> []"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			steps, err := ParseTalk(strings.NewReader(test.text))
			if err == nil || !strings.Contains(err.Error(), "line 2: ") {
				t.Errorf("got %+v, %v; want an error that names line 2", steps, err)
			}
		})
	}
}

// FuzzParseTalk: whatever a file holds, each step says, presses or waits, and stands where it says that it stands.
func FuzzParseTalk(f *testing.F) {
	for _, s := range []string{"> 好\n", "@2 > [x]\n+3d\n", "staff> 待办", "+2h30m\n# x\n> []", "\ufeff>"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		steps, err := ParseTalk(strings.NewReader(text))
		if err != nil {
			return
		}
		lines := strings.Split(strings.TrimPrefix(text, "\ufeff"), "\n")
		for _, s := range steps {
			if s.Person == "" || s.Text != "" && s.Press != "" || s.Wait < 0 || s.Wait > 0 && s.Text+s.Press != "" {
				t.Errorf("%+v does more than one thing", s)
			}
			if got := strings.TrimSuffix(lines[s.Line-1], "\r"); got != s.Source {
				t.Errorf("line %d is %q, the step says %q", s.Line, got, s.Source)
			}
		}
	})
}

// A scripted desk answers each message from a script and keeps what it was asked.
type scripted struct {
	answer func(handlers.Message) ([]handlers.Reply, error)
	heard  []handlers.Message
}

func (d *scripted) Handle(_ context.Context, m handlers.Message) ([]handlers.Reply, error) {
	d.heard = append(d.heard, m)
	return d.answer(m)
}

// echo answers what was said or pressed, with two buttons.
func echo(m handlers.Message) ([]handlers.Reply, error) {
	return []handlers.Reply{{To: m.From.ID, Text: "听到：" + m.Text + m.Press, Buttons: []string{"甲", "乙"}}}, nil
}

func TestPlayer(t *testing.T) {
	steps, err := ParseTalk(strings.NewReader("# 不抄\n> 一\n  旧的答复\n+2d\n@2 > [乙]\nstaff> 待办\n"))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	began := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	d := &scripted{answer: func(m handlers.Message) ([]handlers.Reply, error) {
		r, _ := echo(m)
		if m.From.ID == "2" {
			r = append(r, handlers.Reply{To: "staff", Text: "新事项\n\n编号", File: "C-0001.docx"})
		}
		return r, nil
	}}
	if err := (&Player{Desk: d, Unit: "demo", Start: began, Name: "t", Out: &out}).Play(context.Background(), steps); err != nil {
		t.Fatal(err)
	}
	want := `> 一
  听到：一
  [甲] [乙]
+2d
@2 > [乙]
  听到：乙
  [甲] [乙]
  (staff)
  新事项

  编号
  <C-0001.docx>
staff> 待办
  听到：待办
  [甲] [乙]
`
	if out.String() != want {
		t.Errorf("got:\n%s\nwant:\n%s", out.String(), want)
	}
	heard := []handlers.Message{
		{ID: "talk-t-1", Unit: "demo", Conversation: "talk:t:1", From: handlers.Person{ID: "1"}, Text: "一", At: began.Add(time.Minute)},
		{ID: "talk-t-2", Unit: "demo", Conversation: "talk:t:2", From: handlers.Person{ID: "2"}, Press: "乙", At: began.Add(48*time.Hour + 2*time.Minute)},
		{ID: "talk-t-3", Unit: "demo", Conversation: "talk:t:staff", From: handlers.Person{ID: "staff", Staff: true}, Text: "待办", At: began.Add(48*time.Hour + 3*time.Minute)},
	}
	if !reflect.DeepEqual(d.heard, heard) {
		t.Errorf("the desk heard %+v\nwant %+v", d.heard, heard)
	}
}

// TestPlayedTalkIsReadAgain: what the player writes has the same steps, whatever the desk says.
func TestPlayedTalkIsReadAgain(t *testing.T) {
	steps, err := ParseTalk(strings.NewReader("> 一\n> [甲]\n+1h\n@2 > 二\n"))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	d := &scripted{answer: func(handlers.Message) ([]handlers.Reply, error) {
		return []handlers.Reply{{To: "2", Text: "> 像一步\n+3d\nstaff> 像\n@9 > 像\n# 像"}}, nil
	}}
	if err := (&Player{Desk: d, Out: &out}).Play(context.Background(), steps); err != nil {
		t.Fatal(err)
	}
	again, err := ParseTalk(&out)
	if err != nil {
		t.Fatal(err)
	}
	for i := range again {
		again[i].Line = 0
	}
	for i := range steps {
		steps[i].Line = 0
	}
	if !slices.Equal(again, steps) {
		t.Errorf("got %+v\nwant %+v", again, steps)
	}
}

func TestPlayerTellsWhereTheDeskFailed(t *testing.T) {
	broken := errors.New("store away")
	d := &scripted{answer: func(handlers.Message) ([]handlers.Reply, error) { return nil, broken }}
	err := (&Player{Desk: d, Out: &bytes.Buffer{}}).Play(context.Background(), []Step{{Line: 7, Source: "> 一", Person: "1", Text: "一"}})
	if !errors.Is(err, broken) || !strings.Contains(err.Error(), "line 7") {
		t.Errorf("got %v, want the error of the desk with line 7", err)
	}
}
