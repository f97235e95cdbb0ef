package bot_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"dandang/bot"
	"dandang/handlers"
)

// plan is a matter as a cadre puts it, with most of it left out.
const plan = "我们县里有个锂电池循环项目，手续没办全，想先让企业开工，边建边补，能备案不？"

func ids() func() string {
	n := 0
	return func() string { n++; return fmt.Sprint("event-", n) }
}

// TestConsoleWithTheDesk has a talk over a pipe in a small window with the desk that ships.
func TestConsoleWithTheDesk(t *testing.T) {
	d := desk(t, "")
	var out bytes.Buffer
	c := &bot.Console{Desk: d, Unit: "demo", Person: handlers.Person{ID: "1"}, Hello: handlers.Reply{Text: "您好"},
		Now: func() time.Time { return start }, ID: ids(), Out: &out, Width: 30,
		In: strings.NewReader(plan + "\n[为什么]\n备案要交什么材料？\n" + strings.Repeat("长", 100_000) + "\n\xff\xfe\x00\n退出\n")}
	if err := c.Run(context.Background()); err != nil {
		t.Fatal(err)
	}
	got := out.String()
	for _, want := range []string{"【依据】", "【先问一句】", "【用的哪条规则】", "【回到刚才】", "100000 个字", "收到的不是文字", "再见。"} {
		if !strings.Contains(strings.ReplaceAll(got, "\n", ""), want) {
			t.Errorf("the talk lacks %s", want)
		}
	}
	if strings.Contains(got, "\x1b") {
		t.Error("a pipe gets control codes")
	}
}

// TestConsoleAndJSONLinesSayTheSame: the two channels carry the same words of the same desk.
func TestConsoleAndJSONLinesSayTheSame(t *testing.T) {
	var lines, shown bytes.Buffer
	in, err := json.Marshal(map[string]string{"text": plan})
	if err != nil {
		t.Fatal(err)
	}
	j := &bot.JSONLines{Desk: desk(t, ""), Unit: "demo", Now: func() time.Time { return start }, ID: ids(), In: bytes.NewReader(in), Out: &lines}
	if err := j.Run(context.Background()); err != nil {
		t.Fatal(err)
	}
	var r struct {
		To, Text string
		Buttons  []string
	}
	if err := json.NewDecoder(&lines).Decode(&r); err != nil {
		t.Fatal(err)
	}
	c := &bot.Console{Desk: desk(t, ""), Unit: "demo", Person: handlers.Person{ID: "1"}, Now: func() time.Time { return start }, ID: ids(),
		In: strings.NewReader(plan + "\n"), Out: &shown, Width: 10_000}
	if err := c.Run(context.Background()); err != nil {
		t.Fatal(err)
	}
	if r.To != "1" || len(r.Buttons) == 0 || !strings.Contains(shown.String(), r.Text) {
		t.Errorf("JSON lines say to %s with buttons %v:\n%s\nthe console says:\n%s", r.To, r.Buttons, r.Text, shown.String())
	}
}

// TestTwoPeopleOverJSONLines: what one says is not known of the other.
func TestTwoPeopleOverJSONLines(t *testing.T) {
	in, out := io.Pipe()
	j := &bot.JSONLines{Desk: desk(t, ""), Unit: "demo", Now: func() time.Time { return start }, ID: ids(),
		In: strings.NewReader(`{"from":"1","text":"` + plan + `"}` + "\n" + `{"from":"2","press":"为什么"}` + "\n"), Out: out}
	go func() { out.CloseWithError(j.Run(context.Background())) }()
	dec := json.NewDecoder(in)
	var texts []string
	for {
		var r struct{ To, Text string }
		if err := dec.Decode(&r); err == io.EOF {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		if r.To != "" {
			texts = append(texts, r.To+"："+r.Text)
		}
	}
	if len(texts) != 2 || !strings.Contains(texts[0], "【先问一句】") || !strings.HasPrefix(texts[1], "2：好。不过现在手头还没有说到哪一件事。") {
		t.Errorf("got %q", texts)
	}
}
