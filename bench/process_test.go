package bench

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"dandang/knowledge"
)

// program builds the program as it is shipped and returns its file.
func program(tb testing.TB) string {
	tb.Helper()
	name := filepath.Join(tb.TempDir(), "dandang")
	build := exec.Command("go", "build", "-trimpath", "-ldflags", "-s -w", "-o", name, ".")
	build.Dir = ".."
	if out, err := build.CombinedOutput(); err != nil {
		tb.Fatalf("build: %v\n%s", err, out)
	}
	return name
}

// BenchmarkStart is a cold start to ready: the process starts, opens lists, weights and reader, finds no question and
// ends. Beside it a process that does nothing, which is what the machine takes for any.
func BenchmarkStart(b *testing.B) {
	name := program(b)
	size, err := os.Stat(name)
	if err != nil {
		b.Fatal(err)
	}
	folder := filepath.Join(b.TempDir(), "lists")
	if err := os.CopyFS(folder, knowledge.Lists()); err != nil {
		b.Fatal(err)
	}
	edited := filepath.Join(folder, "central", "faq-steps.yaml")
	if err := appendTo(edited, "# edited\n"); err != nil {
		b.Fatal(err)
	}
	for _, start := range []struct {
		name    string
		command []string
		env     string
	}{
		{"nothing", []string{"true"}, "KNOWLEDGE_DIR="},
		{"shipped", []string{name, "ask", "--json"}, "KNOWLEDGE_DIR="},
		{"edited-folder", []string{name, "ask", "--json"}, "KNOWLEDGE_DIR=" + folder},
	} {
		b.Run(start.name, func(b *testing.B) {
			var took []time.Duration
			var cpu time.Duration
			for b.Loop() {
				began := time.Now()
				c := exec.Command(start.command[0], start.command[1:]...)
				c.Env = append(os.Environ(), start.env)
				if out, err := c.CombinedOutput(); err != nil || len(out) > 0 {
					b.Fatalf("%v: %s", err, out)
				}
				took = append(took, time.Since(began))
				cpu += c.ProcessState.UserTime() + c.ProcessState.SystemTime()
			}
			percentiles(b, took)
			b.ReportMetric(float64(cpu.Microseconds())/1000/float64(len(took)), "cpu-ms")
			if start.name != "nothing" {
				b.ReportMetric(float64(size.Size())/(1<<20), "binary-MB")
			}
		})
	}
}

func appendTo(name, text string) error {
	f, err := os.OpenFile(name, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	defer f.Close()
	_, err = f.WriteString(text)
	return err
}

// A talking is the program driven over JSON lines.
type talking struct {
	tb  testing.TB
	cmd *exec.Cmd
	in  io.Writer
	out *bufio.Scanner
}

func start(tb testing.TB, name string) *talking {
	tb.Helper()
	c := exec.Command(name, "chat", "--json")
	c.Env = append(os.Environ(), "DATA_DIR="+filepath.Join(tb.TempDir(), "data"), "REDIS_URL=", "COUNTY=demo")
	in, err := c.StdinPipe()
	if err != nil {
		tb.Fatal(err)
	}
	out, err := c.StdoutPipe()
	if err != nil {
		tb.Fatal(err)
	}
	if err := c.Start(); err != nil {
		tb.Fatal(err)
	}
	t := &talking{tb: tb, cmd: c, in: in, out: bufio.NewScanner(out)}
	tb.Cleanup(func() {
		_ = in.Close()
		if err := c.Wait(); err != nil {
			tb.Error(err)
		}
	})
	return t
}

// say has a person say something and waits for the end of the replies; it returns the buttons of the last.
func (t *talking) say(from, text, press string) []string {
	line, err := json.Marshal(map[string]string{"from": from, "text": text, "press": press})
	if err != nil {
		t.tb.Fatal(err)
	}
	if _, err := t.in.Write(append(line, '\n')); err != nil {
		t.tb.Fatal(err)
	}
	var buttons []string
	for t.out.Scan() {
		var r struct {
			Buttons []string
			Done    bool
		}
		if err := json.Unmarshal(t.out.Bytes(), &r); err != nil {
			t.tb.Fatal(err)
		}
		if r.Done {
			return buttons
		}
		buttons = r.Buttons
	}
	t.tb.Fatalf("the program ended: %v", t.out.Err())
	return nil
}

// resident is how much memory the process holds, in MB.
func (t *talking) resident() float64 {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", t.cmd.Process.Pid))
	if err != nil {
		t.tb.Fatal(err)
	}
	m := regexp.MustCompile(`VmRSS:\s+(\d+) kB`).FindStringSubmatch(string(text))
	if m == nil {
		t.tb.Fatal("no VmRSS: this needs Linux")
	}
	kb, err := strconv.ParseFloat(m[1], 64)
	if err != nil {
		t.tb.Fatal(err)
	}
	return kb / 1024
}

// BenchmarkMemory is what the whole program holds on its embedded store: ready and idle, with 1,000 open talks of three
// messages each, and after ten times as many messages.
func BenchmarkMemory(b *testing.B) {
	qs := questions(b)
	name := program(b)
	for b.Loop() {
		t := start(b, name)
		t.say("idle", "帮助", "")
		time.Sleep(2 * time.Second)
		b.ReportMetric(t.resident(), "idle-MB")
		talk := func(people, messages int) {
			for i := range people {
				who := strconv.Itoa(i)
				buttons := t.say(who, qs[i%len(qs)], "")
				for range messages - 1 {
					if len(buttons) == 0 || strings.Contains(buttons[0], "补充") {
						buttons = t.say(who, qs[(i*7+1)%len(qs)], "")
						continue
					}
					buttons = t.say(who, "", buttons[0])
				}
			}
		}
		talk(1000, 3)
		b.ReportMetric(t.resident(), "talks-MB")
		for range 9 {
			talk(1000, 3)
		}
		b.ReportMetric(t.resident(), "later-MB")
	}
}
