package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

func TestPlay(t *testing.T) {
	talk := file(t, "talk.txt", "# 一段对话\n> "+plan+"\n  这里写着旧的答复\n> [为什么]\n+3d\n@2 > 帮助\nstaff> 待办\n")
	got := run(t, nil, "", "play", talk, "--on", "2026-11-22", "--county", "baofeng")
	if got.status != 0 || got.err != "" {
		t.Fatalf("got %+v", got)
	}
	for _, want := range []string{"> " + plan + "\n  ", "\n  【依据】\n", "\n> [为什么]\n", "按2026-11-22有效的条目对照", "认定权在宝丰县纪委监委", "\n+3d\n@2 > 帮助\n", "\nstaff> 待办\n  现在没有等办的事项。\n"} {
		if !strings.Contains(got.out, want) {
			t.Errorf("the talk lacks %q", want)
		}
	}
	if strings.Contains(got.out, "旧的答复") || strings.Contains(got.out, "【演示】") {
		t.Errorf("the talk has what it should not:\n%s", got.out)
	}
	if again := run(t, nil, "", "play", talk, "--on", "2026-11-22", "--county", "baofeng"); again != got {
		t.Error("played again it goes otherwise: talks leave something behind")
	}
}

func TestPlayTellsTheLine(t *testing.T) {
	bad := file(t, "bad.txt", "> 好\n+3w\n")
	if got := run(t, nil, "", "play", bad); got.status != 1 || !strings.Contains(got.err, bad+"：line 2") {
		t.Errorf("got %+v", got)
	}
}

func TestPlayKeepsDocumentsApart(t *testing.T) {
	out := filepath.Join(t.TempDir(), "a", "b")
	if got := run(t, nil, "", "play", file(t, "t.txt", "> 帮助\n"), "--out", out); got.status != 0 {
		t.Errorf("got %+v", got)
	}
	if _, err := os.Stat(out); err != nil {
		t.Errorf("the folder for documents was not made: %v", err)
	}
}

func TestLoad(t *testing.T) {
	got := run(t, nil, "", "load", "--people", "5", "--turns", "50", "--spread")
	if got.status != 0 || !strings.Contains(got.out, "5 人，50 句，没答成 0 句") {
		t.Fatalf("got %+v", got)
	}
	for _, want := range []string{`每秒 \d+ 句；每句 p50 \S+，p95 \S+，p99 \S+\n`, `每句往返存储 \d\.\d\d 次，分配内存 \d+ 次`} {
		if !regexp.MustCompile(want).MatchString(got.out) {
			t.Errorf("%s lacks in:\n%s", want, got.out)
		}
	}
}

func TestLoadWithStaff(t *testing.T) {
	got := run(t, nil, "", "load", "--people", "20", "--turns", "600", "--staff", "4")
	if got.status != 0 || !strings.Contains(got.out, "600 句，没答成 0 句") {
		t.Fatalf("got %+v", got)
	}
	for _, want := range []string{`工作人员 4 人，\d+ 步，没办成 0 步，`, `认领 [1-9]\d* 件，被别人抢先 \d+ 次，答复 [1-9]\d* 件；送达通知 [1-9]\d* 条，没送成 0 次`} {
		if !regexp.MustCompile(want).MatchString(got.out) {
			t.Errorf("%s lacks in:\n%s", want, got.out)
		}
	}
}

func TestLoadOfAnotherSeedSaysOtherThings(t *testing.T) {
	gists := func(seed int) string {
		got := run(t, nil, "", "load", "--people", "2", "--turns", "40", "--seed", fmt.Sprint(seed))
		_, after, _ := strings.Cut(got.out, "（含模拟的人）\n")
		return after
	}
	if gists(1) == gists(2) && gists(1) == gists(3) && gists(1) == gists(4) {
		t.Error("the seed makes no difference")
	}
}
