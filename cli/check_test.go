package cli

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"dandang/knowledge"
)

// listsFolder is a copy of the shipped lists with one change to a file; old must be there.
func listsFolder(t *testing.T, path, old, new string) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(dir, knowledge.Lists()); err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(dir, filepath.FromSlash(path))
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	changed := strings.Replace(string(text), old, new, 1)
	if changed == string(text) && old != new {
		t.Fatalf("%s has no %q", path, old)
	}
	if err := os.WriteFile(name, []byte(changed), 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}

const central = "central/positive-development.yaml"

func TestCheck(t *testing.T) {
	t.Parallel()
	t.Run("the shipped lists are faultless", func(t *testing.T) {
		if got := run(t, nil, "", "check"); got.status != 0 || !strings.HasSuffix(got.out, "没有发现毛病。\n") {
			t.Errorf("got %+v", got)
		}
	})
	t.Run("so is a copy of them in a folder, and it has the same version", func(t *testing.T) {
		got, shipped := run(t, []string{"KNOWLEDGE_DIR=" + listsFolder(t, central, "", "")}, "", "check"), run(t, nil, "", "check")
		if got != shipped {
			t.Errorf("got %+v, want %+v", got, shipped)
		}
	})
	for _, test := range []struct{ name, old, new string }{
		{"a field that nobody knows", "    title:", "    titel:"},
		{"a status that there is not", "    status: sourced", "    status: perhaps"},
		{"a source that is missing", "ref: ", "rev: "},
		{"a file that is no YAML", "positive:", "positive: [\n"},
		{"a need that nobody wrote", "needs: [", "needs: [nothing-of-this, "},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := run(t, []string{"KNOWLEDGE_DIR=" + listsFolder(t, central, test.old, test.new)}, "", "check")
			if got.status != 1 || !regexp.MustCompile(`共 \d+ 处毛病。`).MatchString(got.err) {
				t.Errorf("got %+v", got)
			}
			for _, line := range strings.Split(strings.TrimSuffix(got.out, "\n"), "\n") {
				if !regexp.MustCompile(`^[a-z0-9/.-]+\.yaml:\d+: .*\p{Han}`).MatchString(line) {
					t.Errorf("%q is not file:line: what", line)
				}
			}
			if !strings.Contains(got.out, central+":") {
				t.Errorf("the file is not named in:\n%s", got.out)
			}
		})
	}
}

// TestCheckReadsTheUnitsOwnFiles: roads and calendar that a unit keeps beside its data are checked as the shipped ones are.
func TestCheckReadsTheUnitsOwnFiles(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ name, file, text, want string }{
		{"a road", "workflows/visit.yaml", "kind: visit\ntitle: 回访\nnumber: HF-%d-%04d\nfirst: nowhere\nopeners: [lead]\n", "workflows/visit.yaml:1: 没有“nowhere”这个状态"},
		{"a year", "calendar/2027.yaml", "year: 2027\nholidays: []\n", "calendar/2027.yaml:1: 缺少 source"},
	} {
		t.Run(test.name, func(t *testing.T) {
			dir := t.TempDir()
			name := filepath.Join(dir, filepath.FromSlash(test.file))
			if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(name, []byte(test.text), 0o600); err != nil {
				t.Fatal(err)
			}
			got := run(t, []string{"DATA_DIR=" + dir}, "", "check")
			if got.status != 1 || !strings.Contains(got.out, test.want) || !strings.Contains(got.err, "处毛病") {
				t.Errorf("got %+v", got)
			}
		})
	}
}

// TestBrokenListsStartNothing: without lists nothing can be answered, and the place of the fault is told.
func TestBrokenListsStartNothing(t *testing.T) {
	t.Parallel()
	settings := []string{"KNOWLEDGE_DIR=" + listsFolder(t, central, "    title:", "    titel:")}
	for _, args := range [][]string{{"ask", "好"}, {"chat"}, {"chat", "--json"}, {"doctor"}} {
		got := run(t, settings, "", args...)
		if got.status != 1 || !strings.Contains(got.out+got.err, central+":") || !strings.Contains(got.out+got.err, "dandang check") {
			t.Errorf("%v: got %+v", args, got)
		}
	}
}

func TestAnEditedFolderIsUsed(t *testing.T) {
	dir := listsFolder(t, "central/faq-assistant.yaml", "answer: ", "answer: 本县改过的答复。")
	got := decoded(t, run(t, []string{"KNOWLEDGE_DIR=" + dir}, plan, "ask", "--json"), 1)[0]
	shipped := decoded(t, run(t, nil, plan, "ask", "--json"), 1)[0]
	if got.Lists == shipped.Lists {
		t.Error("edited lists have the version of the shipped ones")
	}
}

func TestDoctor(t *testing.T) {
	t.Parallel()
	t.Run("all is well", func(t *testing.T) {
		got := run(t, nil, "", "doctor")
		if got.status != 0 {
			t.Errorf("status %d", got.status)
		}
		for _, what := range []string{"清单", "离线阅读器", "存储", "时钟", "字体", "语言模型", "Discord"} {
			if !strings.Contains(got.out, "正常  "+what+"：") {
				t.Errorf("%s is not well in:\n%s", what, got.out)
			}
		}
	})
	for name, settings := range map[string][]string{
		"存储":      {"REDIS_URL=redis://127.0.0.1:1"},
		"清单":      {"COUNTY=nowhere"},
		"Discord": {"DISCORD_TOKEN=x"},
	} {
		t.Run(name+" is not well", func(t *testing.T) {
			got := run(t, settings, "", "doctor")
			if got.status != 1 || !regexp.MustCompile("不行  "+name+"：[^\n]*\n      [^\n]+\n").MatchString(got.out) {
				t.Errorf("got status %d and\n%s\nwant what to do about %s", got.status, got.out, name)
			}
		})
	}
}
