package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// replies are the replies of chat --json, each input's ended by done.
func replies(t *testing.T, got ran, inputs int) []string {
	t.Helper()
	if got.status != 0 {
		t.Fatalf("status %d: %s", got.status, got.err)
	}
	var out []string
	done := 0
	dec := json.NewDecoder(strings.NewReader(got.out))
	for {
		var r struct {
			Text string
			Done bool
		}
		if err := dec.Decode(&r); err == io.EOF {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		if r.Done {
			done++
			continue
		}
		out = append(out, r.Text)
	}
	if done != inputs {
		t.Fatalf("%d inputs done, want %d", done, inputs)
	}
	return out
}

// TestTalkGoesOnAfterARestart: what was said is there when the program is started again on the same folder.
func TestTalkGoesOnAfterARestart(t *testing.T) {
	dir := []string{"DATA_DIR=" + filepath.Join(t.TempDir(), "data")}
	first := replies(t, run(t, dir, `{"text":"`+plan+`"}`+"\n", "chat", "--json"), 1)
	again := replies(t, run(t, dir, `{"press":"为什么"}`+"\n"+`{"from":"2","press":"为什么"}`+"\n", "chat", "--json"), 2)
	gist, _, _ := strings.Cut(first[0], "\n")
	if !strings.HasPrefix(again[0], gist+"\n【用的哪条规则】") {
		t.Errorf("the verdict was\n%s\nafter the restart it is\n%s", first[0], again[0])
	}
	if !strings.HasPrefix(again[1], "好。不过现在手头还没有说到哪一件事") {
		t.Errorf("another person is told\n%s", again[1])
	}
}

// TestChatOverAPipe is the terminal's talk where there is none: greeting, answer, goodbye, no colour.
func TestChatOverAPipe(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	got := run(t, []string{"DATA_DIR=" + dir}, plan+"\n退出\n")
	for _, want := range []string{"您好，我是“担当”", "【试用】没有设置 REDIS_URL", dir, "【演示】", "【依据】", "再见。"} {
		if !strings.Contains(strings.ReplaceAll(got.out, "\n", ""), want) {
			t.Errorf("the talk lacks %q", want)
		}
	}
	if got.status != 0 || got.err != "" || strings.Contains(got.out, "\x1b") {
		t.Errorf("got status %d, %q, want 0, nothing, and no control codes", got.status, got.err)
	}
	staff := run(t, nil, "待办\n", "chat", "--staff")
	if staff.status != 0 || !strings.Contains(staff.out, "工作人员，您好") || !strings.Contains(staff.out, "现在没有等办的事项。") {
		t.Errorf("a reviewer is met with\n%s", staff.out)
	}
}

// TestTheLogHoldsNothingSaid: one line a message, and none of its words.
func TestTheLogHoldsNothingSaid(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	replies(t, run(t, []string{"DATA_DIR=" + dir, "LOG_LEVEL=debug"}, `{"text":"`+plan+`"}`+"\n", "chat", "--json"), 1)
	log, err := os.ReadFile(filepath.Join(dir, "dandang.log"))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(log), "msg=turn") || strings.Contains(string(log), "锂电池") {
		t.Errorf("the log is\n%s", log)
	}
}

// TestTwoProgramsOnOneFolder: the second is told what to do, and the first goes on.
func TestTwoProgramsOnOneFolder(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	in, say := io.Pipe()
	heard, out := io.Pipe()
	ended := make(chan int)
	go func() {
		ended <- Run(context.Background(), Surroundings{Args: []string{"chat", "--json"}, In: in, Out: out, Err: new(bytes.Buffer),
			Getenv: func(name string) string { return map[string]string{"DATA_DIR": dir}[name] }})
	}()
	dec := json.NewDecoder(heard)
	turn := func() {
		if _, err := io.WriteString(say, `{"text":"帮助"}`+"\n"); err != nil {
			t.Fatal(err)
		}
		for done := false; !done; {
			var r struct{ Done bool }
			if err := dec.Decode(&r); err != nil {
				t.Fatal(err)
			}
			done = r.Done
		}
	}
	turn()
	for _, args := range [][]string{{"chat", "--json"}, {"chat"}, {"backup", filepath.Join(t.TempDir(), "b")}, {"restore", file(t, "b", "x")}, {"audit", "verify"}} {
		got := run(t, []string{"DATA_DIR=" + dir}, `{"text":"帮助"}`+"\n", args...)
		if got.status != 1 || got.out != "" || !strings.Contains(got.err, "正被另一个 dandang 使用") || !strings.Contains(got.err, "REDIS_URL") {
			t.Errorf("%v: got %+v, want status 1 and what to do", args, got)
		}
	}
	turn()
	if err := say.Close(); err != nil {
		t.Fatal(err)
	}
	if status := <-ended; status != 0 {
		t.Errorf("the first ends with %d", status)
	}
}
