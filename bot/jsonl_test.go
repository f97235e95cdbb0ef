package bot

import (
	"bytes"
	"context"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"dandang/handlers"
)

// drive has a desk driven over JSON lines and returns what came out.
func drive(t *testing.T, d Desk, input string) string {
	t.Helper()
	var out bytes.Buffer
	n := 0
	j := &JSONLines{Desk: d, Unit: "demo", In: strings.NewReader(input), Out: &out,
		Now: func() time.Time { return time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC) }, ID: func() string { n++; return fmt.Sprint("e", n) }}
	if err := j.Run(context.Background()); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

const done = "{\"done\":true}\n"

func TestJSONLines(t *testing.T) {
	const notAnObject = `{"to":"1","text":"这一行不是 JSON 对象，没有处理。应当像 {\"from\":\"1\",\"text\":\"…\"} 或 {\"from\":\"1\",\"press\":\"按钮\"}。"}` + "\n" + done
	tests := []struct{ name, in, want string }{
		{"nothing in, nothing out", "", ""},
		{"one object a reply, then done", `{"from":"7","text":"好"}`, `{"to":"7","text":"听到：好","buttons":["甲","乙"]}` + "\n" + done},
		{"the person is 1 when left out", `{"text":"好"}`, `{"to":"1","text":"听到：好","buttons":["甲","乙"]}` + "\n" + done},
		{"and when empty", `{"from":"","text":"好"}`, `{"to":"1","text":"听到：好","buttons":["甲","乙"]}` + "\n" + done},
		{"a button is pressed", `{"from":"1","press":"甲"}`, `{"to":"1","text":"听到：甲","buttons":["甲","乙"]}` + "\n" + done},
		{"signs of HTML stay as they are", `{"text":"a<b>&c"}`, `{"to":"1","text":"听到：a<b>&c","buttons":["甲","乙"]}` + "\n" + done},
		{"a file made elsewhere may begin with a mark", "\ufeff" + `{"text":"好"}` + "\r\n", `{"to":"1","text":"听到：好","buttons":["甲","乙"]}` + "\n" + done},
		{"what is no JSON is told and done", "能备案吗", notAnObject},
		{"what is no object too", `["好"]`, notAnObject},
		{"a number for a name too", `{"from":1,"text":"好"}`, notAnObject},
		{"an empty line too", "\n", notAnObject},
		{"and the next line is answered", "x\n" + `{"text":"好"}`, notAnObject + `{"to":"1","text":"听到：好","buttons":["甲","乙"]}` + "\n" + done},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := drive(t, &scripted{answer: echo}, test.in); got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
		})
	}
}

func TestJSONLinesTellsEverybody(t *testing.T) {
	d := &scripted{answer: func(handlers.Message) ([]handlers.Reply, error) {
		return []handlers.Reply{{To: "1", Text: "已交"}, {To: "staff", Text: "新事项", Buttons: []string{"受理"}, File: "C-0001.docx"}}, nil
	}}
	want := `{"to":"1","text":"已交"}` + "\n" + `{"to":"staff","text":"新事项","buttons":["受理"],"file":"C-0001.docx"}` + "\n" + done
	if got := drive(t, d, `{"text":"交"}`); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestJSONLinesIsDoneWithoutReplies(t *testing.T) {
	d := &scripted{answer: func(handlers.Message) ([]handlers.Reply, error) { return nil, nil }}
	if got := drive(t, d, `{"text":"好"}`+"\n"+`{"text":"好"}`); got != done+done {
		t.Errorf("got %s", got)
	}
}

func TestJSONLinesHearsWhoSpeaks(t *testing.T) {
	d := &scripted{answer: echo}
	drive(t, d, `{"from":"7","text":"好"}`+"\n"+`{"from":"lin","staff":true,"press":"待办"}`)
	at := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	for i, want := range []handlers.Message{
		{ID: "e1", Unit: "demo", Conversation: "console:7", From: handlers.Person{ID: "7"}, Text: "好", At: at},
		{ID: "e2", Unit: "demo", Conversation: "console:lin", From: handlers.Person{ID: "lin", Staff: true}, Press: "待办", At: at},
	} {
		if !reflect.DeepEqual(d.heard[i], want) {
			t.Errorf("got %+v, want %+v", d.heard[i], want)
		}
	}
}
