package bot_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"dandang/bot"
	"dandang/handlers"
	"dandang/store"
)

// TestADraftIsWholeAfterAKillAtEveryWrite looks at the folder of the embedded store as a kill would leave it: after each
// message of a talk that ends in a filing, and with the write of that message on the disk by half. Opened again, the
// message that the channel delivers once more leads to the same question, all that follows is word for word the same,
// and there is one case with one number.
func TestADraftIsWholeAfterAKillAtEveryWrite(t *testing.T) {
	text, err := os.ReadFile("testdata/drafts/double-submit.txt")
	if err != nil {
		t.Fatal(err)
	}
	before, _, _ := strings.Cut(string(text), "\n+") // a talk of one sitting
	steps, err := bot.ParseTalk(strings.NewReader(before))
	if err != nil {
		t.Fatal(err)
	}
	desk, _ := draftDesk(t, "")
	dir := t.TempDir()
	s := openAt(t, dir)
	var want []string
	images := []string{image(t, dir)}
	for i := range steps {
		want = append(want, deliver(t, desk, s, steps, i))
		images = append(images, image(t, dir))
	}
	half := 0
	for i := range steps {
		goOn(t, desk, openAt(t, image(t, images[i+1])), steps, i, want, "killed after")
		torn := image(t, images[i+1])
		if !tear(t, images[i], torn) {
			continue // the message wrote nothing
		}
		half++
		goOn(t, desk, openAt(t, torn), steps, i, want, "killed in the middle of")
	}
	if half < 10 {
		t.Errorf("only %d writes torn: the test shows little", half)
	}
}

func openAt(t *testing.T, dir string) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), store.Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// deliver says a step of the talk and returns the answer.
func deliver(t *testing.T, desk *handlers.Desk, s *store.Store, steps []bot.Step, i int) string {
	t.Helper()
	desk.Store = s
	replies, err := desk.Handle(context.Background(), handlers.Message{ID: fmt.Sprint("m", i), Unit: "demo", Conversation: "killed:1",
		From: handlers.Person{ID: "1"}, Text: steps[i].Text, Press: steps[i].Press, At: start.Add(time.Duration(i) * time.Minute)})
	if err != nil || len(replies) == 0 {
		t.Fatalf("%s: %v, %v", steps[i].Source, replies, err)
	}
	return replies[0].Text
}

// goOn delivers message i once more and then all that follow.
func goOn(t *testing.T, desk *handlers.Desk, s *store.Store, steps []bot.Step, i int, want []string, when string) {
	t.Helper()
	again := deliver(t, desk, s, steps, i)
	if asks := lastQuestion(want[i]); asks != "" && lastQuestion(again) != asks {
		t.Errorf("%s message %d (%s): it asks\n%s\nwant\n%s", when, i, steps[i].Source, again, want[i])
	}
	for k := i + 1; k < len(steps); k++ {
		if got := deliver(t, desk, s, steps, k); got != want[k] {
			t.Errorf("%s message %d: to message %d (%s) it says\n%s\nwant\n%s", when, i, k, steps[k].Source, got, want[k])
		}
	}
	cases, err := s.Cases(context.Background(), "demo")
	if err != nil || len(cases) != 1 || cases[0].Number != "演纪备〔2026〕1号" {
		t.Errorf("%s message %d: cases %v, %v; want one", when, i, cases, err)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}

// lastQuestion is the line of an answer that names the field asked, "" for none.
func lastQuestion(answer string) string {
	at := strings.LastIndex(answer, "（已填 ")
	if at < 0 {
		return ""
	}
	line, _, _ := strings.Cut(answer[strings.LastIndex(answer[:at], "【"):], "\n")
	return line
}

// image copies a folder as it stands on the disk.
func image(t *testing.T, dir string) string {
	t.Helper()
	to := t.TempDir()
	if err := os.CopyFS(to, os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	return to
}

// tear cuts what was written between two images in the middle; false when nothing was.
func tear(t *testing.T, before, after string) (torn bool) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(after, "store", "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		now, err := os.Stat(file)
		if err != nil {
			t.Fatal(err)
		}
		was, err := os.Stat(filepath.Join(before, "store", filepath.Base(file)))
		if err != nil || now.Size() <= was.Size() {
			continue
		}
		if err := os.Truncate(file, (was.Size()+now.Size())/2); err != nil {
			t.Fatal(err)
		}
		torn = true
	}
	return torn
}
