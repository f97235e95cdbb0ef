package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// handedOver is a folder of data in which one matter was handed to a person, as settings name it.
func handedOver(t *testing.T) []string {
	t.Helper()
	env := []string{"DATA_DIR=" + filepath.Join(t.TempDir(), "data")}
	got := run(t, env, "村里有二十几户老房子，当年批地的档案被水泡了，历史原因一直办不了证，想按现状测量后给他们登记，能备案吗？\n转人工\n退出\n", "chat")
	if got.status != 0 || !strings.Contains(got.out, "ZX-") {
		t.Fatalf("got %+v", got)
	}
	return env
}

// The figures are printed, and written into the files that were asked for.
func TestStats(t *testing.T) {
	t.Parallel()
	env, dir := handedOver(t), t.TempDir()
	begins := map[string]string{"a.csv": "\ufeff", "a.xlsx": "PK", "a.png": "\x89PNG"}
	got := run(t, env, "", "stats", "--span", "全部", "--csv", filepath.Join(dir, "a.csv"), "--xlsx", filepath.Join(dir, "a.xlsx"), "--png", filepath.Join(dir, "a.png"))
	if got.status != 0 || !strings.Contains(got.out, "收到1件，已结束0件，未结束1件") || !strings.Contains(got.out, "解决历史遗留问题") {
		t.Errorf("got %+v", got)
	}
	for name, want := range begins {
		if b, err := os.ReadFile(filepath.Join(dir, name)); err != nil || !strings.HasPrefix(string(b), want) {
			t.Errorf("%s begins with %q, %v", name, string(b[:min(len(b), 8)]), err)
		}
	}
	if got := run(t, env, "", "stats", "--span", "去年"); got.status != 0 || !strings.Contains(got.out, "收到0件") {
		t.Errorf("last year: %+v", got)
	}
	if got := run(t, env, "", "stats", "--span", "昨天"); got.status != 2 || !strings.Contains(got.err, "--span 只能是") {
		t.Errorf("no span: %+v", got)
	}
}

// A case is told of when the item that it rests on is gone from the edited lists, and not when nothing was edited.
func TestTrial(t *testing.T) {
	t.Parallel()
	env, edited := handedOver(t), t.TempDir()
	if err := os.CopyFS(edited, os.DirFS("../knowledge/lists")); err != nil {
		t.Fatal(err)
	}
	if got := run(t, env, "", "trial", edited); got.status != 0 || !strings.Contains(got.out, "共1件，按修改稿有0件结果不同") {
		t.Errorf("as they are: %+v", got)
	}
	err := filepath.WalkDir(edited, func(name string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		return os.WriteFile(name, []byte(strings.ReplaceAll(string(text), "pos-legacy", "pos-legacies")), 0o600)
	})
	if err != nil {
		t.Fatal(err)
	}
	if got := run(t, env, "", "trial", edited); got.status != 0 || !strings.Contains(got.out, "按修改稿有1件结果不同") || !strings.Contains(got.out, "ZX-") {
		t.Errorf("edited: %+v", got)
	}
	if got := run(t, env, "", "trial", t.TempDir()); got.status != 1 || !strings.Contains(got.err, "改好再试算") {
		t.Errorf("an empty folder: %+v", got)
	}
	staff := func() string { return run(t, env, "试算\n退出\n", "chat", "--staff").out }
	if got := staff(); !strings.Contains(got, "没有修改稿") {
		t.Errorf("staff without edited lists: %s", got)
	}
	data, _ := strings.CutPrefix(env[0], "DATA_DIR=")
	if err := os.CopyFS(filepath.Join(data, "trial"), os.DirFS(edited)); err != nil {
		t.Fatal(err)
	}
	if got := staff(); !strings.Contains(got, "按修改稿有1件结果不同") {
		t.Errorf("staff: %s", got)
	}
}
