package handlers_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"dandang/handlers"
)

// TestAButtonAnswersOnlyItsQuestion: a label that both the old question and the new one have is taken for the new one
// only when it was pressed under the new one.
func TestAButtonAnswersOnlyItsQuestion(t *testing.T) {
	d, _, _, _ := bench(t)
	say := sayer(t, d)
	first := say(handlers.Message{Text: story})
	second := say(handlers.Message{Press: "不清楚", Asks: first.Asks})
	if first.Asks == "" || second.Asks == first.Asks {
		t.Fatalf("two questions have the marks %q and %q", first.Asks, second.Asks)
	}
	old := say(handlers.Message{Press: "不清楚", Asks: first.Asks})
	if !strings.HasPrefix(old.Text, "“不清楚”是先前那个问题的按钮") || old.Asks != second.Asks {
		t.Errorf("the button of the first question is taken for an answer to the second:\n%s", old.Text)
	}
	if why := say(handlers.Message{Press: "为什么", Asks: first.Asks}); strings.Contains(why.Text, "先前那个问题") {
		t.Errorf("a button that is good at any time is refused:\n%s", why.Text)
	}
	if third := say(handlers.Message{Press: "不清楚", Asks: second.Asks}); third.Asks == second.Asks || strings.Contains(third.Text, "先前那个问题") {
		t.Errorf("the button of the second question does not answer it:\n%s", third.Text)
	}
}

// TestAButtonAnswersOnlyItsField is the same for the fields of a paper.
func TestAButtonAnswersOnlyItsField(t *testing.T) {
	d, _, _, _ := bench(t)
	say := sayer(t, d)
	first := say(handlers.Message{Text: "帮我起草备案申请表"})
	second := say(handlers.Message{Press: "先跳过", Asks: first.Asks})
	again := say(handlers.Message{Press: "先跳过", Asks: first.Asks})
	if !strings.Contains(again.Text, "先前那个问题") || again.Asks != second.Asks {
		t.Errorf("pressed twice, the second field is skipped as well:\n%s", again.Text)
	}
	page := say(handlers.Message{Press: "核对", Asks: first.Asks})
	if len(page.Blanks) < 20 || page.Blanks[0].Label != "申请单位" || page.Blanks[0].Number != 1 {
		t.Errorf("the check page has the blanks %+v", page.Blanks)
	}
	item := say(handlers.Message{Text: "改 9"})
	if len(item.Options) < 5 {
		t.Fatalf("the options of %q are %v", item.Text, item.Options)
	}
	if done := say(handlers.Message{Press: item.Options[1], Asks: item.Asks}); !strings.Contains(done.Text, item.Options[1]) || strings.Contains(done.Text, "先前那个问题") {
		t.Errorf("the option is answered\n%s", done.Text)
	}
	if slices.Contains(item.Buttons, item.Options[1]) {
		t.Error("an option is a button as well")
	}
}

// sayer says things one after another in one talk.
func sayer(t *testing.T, d *handlers.Desk) func(handlers.Message) handlers.Reply {
	n := 0
	return func(m handlers.Message) handlers.Reply {
		t.Helper()
		n++
		m.ID, m.Unit, m.Conversation, m.From = string(rune('a'+n)), "demo", "test:1", handlers.Person{ID: "1"}
		m.At = time.Date(2026, 11, 22, 9, n, 0, 0, time.UTC)
		replies, err := d.Handle(context.Background(), m)
		if err != nil || len(replies) == 0 {
			t.Fatalf("%v, %v", replies, err)
		}
		return replies[len(replies)-1]
	}
}
