package cli

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// A ran is what came of a run of the program.
type ran struct {
	status   int
	out, err string
}

// run runs the program with settings as NAME=value; DATA_DIR is a fresh folder unless it is set.
func run(t *testing.T, settings []string, in string, args ...string) ran {
	t.Helper()
	env := map[string]string{"DATA_DIR": filepath.Join(t.TempDir(), "data")}
	for _, s := range settings {
		name, value, _ := strings.Cut(s, "=")
		env[name] = value
	}
	var out, err bytes.Buffer
	status := Run(context.Background(), Surroundings{Args: args, Getenv: func(name string) string { return env[name] },
		In: strings.NewReader(in), Out: &out, Err: &err})
	return ran{status, out.String(), err.String()}
}

// file writes a file into a fresh folder and returns its name.
func file(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestHelpIsInChinese(t *testing.T) {
	for _, command := range []string{"", "chat", "serve", "ask", "eval", "train", "check", "doctor", "backup", "restore", "audit", "audit verify", "stats", "trial", "play", "load", "template", "template use", "verify"} {
		t.Run("dandang "+command, func(t *testing.T) {
			got := run(t, nil, "", append(strings.Fields(command), "--help")...)
			if got.status != 0 || got.err != "" || !strings.HasPrefix(got.out, "用法：dandang") {
				t.Fatalf("got %+v", got)
			}
			if m := regexp.MustCompile(`(?i)usage|flags|arguments|commands|show |for more`).FindString(got.out); m != "" {
				t.Errorf("the help says %q:\n%s", m, got.out)
			}
		})
	}
	t.Run("it names every command", func(t *testing.T) {
		got := run(t, nil, "", "--help")
		for _, command := range []string{"chat", "serve", "ask", "eval", "train", "check", "doctor", "backup", "restore", "audit verify", "stats", "trial", "play", "load", "template list", "verify"} {
			if !regexp.MustCompile(`(?m)^  ` + command + ` +\S`).MatchString(got.out) {
				t.Errorf("%s is not in:\n%s", command, got.out)
			}
		}
	})
}

func TestWrongCommandLines(t *testing.T) {
	tests := []struct {
		name string
		args []string
		told string
	}{
		{"an unknown command", []string{"chek"}, "没有“chek”这个命令"},
		{"an unknown option", []string{"ask", "--colour"}, "没有 --colour 这个选项"},
		{"an option nearly right", []string{"ask", "--jsno"}, `是不是想写 "--json"？`},
		{"an option without its value", []string{"ask", "--on"}, "--on 后面要写一个值"},
		{"a number that is none", []string{"load", "--people", "很多"}, "--people 后面要写一个整数，“很多”不是"},
		{"a choice that is none", []string{"eval", "--cross", "all"}, `--cross 只能是`},
		{"a command without its file", []string{"backup"}, "还缺 <文件>"},
		{"a command that lacks the second word", []string{"audit"}, "还缺 verify"},
		{"a word too many", []string{"restore", "a", "b"}, "没有“b”"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := run(t, nil, "", test.args...)
			if got.status != 2 || got.out != "" || !strings.Contains(got.err, test.told) || !strings.Contains(got.err, "用 dandang --help 看用法。") {
				t.Errorf("got %+v, want status 2 and %q", got, test.told)
			}
		})
	}
}

func TestWrongSettings(t *testing.T) {
	notAFolder := file(t, "file", "x")
	tests := []struct {
		name     string
		settings []string
		args     []string
		told     []string
	}{
		{"all mistakes are told at once", []string{"KEEP_DAYS=半年", "RELOAD_SECONDS=-1", "LOG_LEVEL=loud", "REDIS_URL=http://x"}, []string{"ask", "好"},
			[]string{"KEEP_DAYS", "RELOAD_SECONDS", "LOG_LEVEL", "REDIS_URL", "改好 .env 或环境变量后再运行"}},
		{"a county without lists", []string{"COUNTY=nowhere"}, []string{"chat"}, []string{"没有“nowhere”的清单", "COUNTY", "baofeng"}},
		{"a county without lists for a question", nil, []string{"ask", "--county", "nowhere", "好"}, []string{"没有“nowhere”的清单", "--county"}},
		{"a day that is none", nil, []string{"ask", "--on", "2026-02-30", "好"}, []string{"--on 2026-02-30：日期应当像 2026-11-22"}},
		{"a folder of lists that is not there", []string{"KNOWLEDGE_DIR=/nowhere/at/all"}, []string{"ask", "好"}, []string{"没有清单文件夹 /nowhere/at/all", "KNOWLEDGE_DIR"}},
		{"a data folder that is a file", []string{"DATA_DIR=" + notAFolder}, []string{"chat"}, []string{notAFolder, "请把 DATA_DIR 改成能写的文件夹"}},
		{"a data folder inside a file", []string{"DATA_DIR=" + notAFolder + "/data"}, []string{"audit", "verify"}, []string{"请把 DATA_DIR 改成能写的文件夹"}},
		{"a Redis that does not answer", []string{"REDIS_URL=redis://127.0.0.1:1"}, []string{"audit", "verify"}, []string{"连不上 Redis", "去掉 REDIS_URL 即可"}},
		{"Discord without a token", nil, []string{"serve"}, []string{"没有设置 DISCORD_TOKEN", "dandang chat"}},
		{"Discord without a key for its buttons", []string{"DISCORD_TOKEN=x"}, nil, []string{"DISCORD_BUTTON_KEY", "openssl rand"}},
		{"Discord with a key that anybody guesses", []string{"DISCORD_TOKEN=x", "DISCORD_BUTTON_KEY=changeme-changeme-changeme"}, []string{"serve"}, []string{"DISCORD_BUTTON_KEY 太简单"}},
		{"a Discord that is none", []string{"DISCORD_TOKEN=x", "DISCORD_API_URL=discord"}, []string{"serve"}, []string{"DISCORD_API_URL", "http://127.0.0.1:8080"}},
		{"nothing to evaluate", nil, []string{"eval"}, []string{"要检验哪个文件？"}},
		{"a file to evaluate that is not there", nil, []string{"eval", "/nowhere.jsonl"}, []string{"/nowhere.jsonl：没有这个文件"}},
		{"a talk that is not there", nil, []string{"play", "/nowhere.txt"}, []string{"/nowhere.txt：没有这个文件"}},
		{"a backup that is not there", nil, []string{"restore", "/nowhere.bak"}, []string{"没有这个文件"}},
		{"nobody to simulate", nil, []string{"load", "--people", "0"}, []string{"都应当大于 0"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := run(t, test.settings, "", test.args...)
			if got.status != 1 || got.out != "" {
				t.Errorf("got %+v, want status 1 and nothing on the output", got)
			}
			for _, want := range test.told {
				if !strings.Contains(got.err, want) {
					t.Errorf("got %q, want %q told", got.err, want)
				}
			}
		})
	}
}

// TestAddressOfRedisIsNotShown: it may hold a password.
func TestAddressOfRedisIsNotShown(t *testing.T) {
	for _, address := range []string{"redis://:geheim@127.0.0.1:1", "foo://:geheim@x", "redis://:geheim@%zz"} {
		if got := run(t, []string{"REDIS_URL=" + address}, "", "audit", "verify"); got.status != 1 || strings.Contains(got.out+got.err, "geheim") {
			t.Errorf("%s: got %+v", address, got)
		}
	}
}
