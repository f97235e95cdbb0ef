package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// kept is a data folder in which somebody has talked and asked for a person, and a backup of it.
func kept(t *testing.T) (dir []string, backup string) {
	t.Helper()
	dir = []string{"DATA_DIR=" + filepath.Join(t.TempDir(), "data")}
	replies(t, run(t, dir, `{"text":"`+plan+`"}`+"\n"+`{"press":"转人工"}`+"\n", "chat", "--json"), 2)
	backup = filepath.Join(t.TempDir(), "dandang.bak")
	if got := run(t, dir, "", "backup", backup); got.status != 0 || got.out != "已备份到 "+backup+"。\n" {
		t.Fatalf("backup: %+v", got)
	}
	return dir, backup
}

func TestBackupAndRestore(t *testing.T) {
	from, backup := kept(t)
	into := []string{"DATA_DIR=" + filepath.Join(t.TempDir(), "data")}
	if got := run(t, into, "", "restore", backup); got.status != 0 || got.out != "已恢复。\n" {
		t.Fatalf("restore: %+v", got)
	}
	t.Run("the talk goes on in the new folder as in the old", func(t *testing.T) {
		in := `{"press":"为什么"}` + "\n" + `{"from":"s","staff":true,"text":"待办"}` + "\n"
		old, restored := run(t, from, in, "chat", "--json"), run(t, into, in, "chat", "--json")
		if old.out != restored.out || !strings.Contains(restored.out, "ZX-") {
			t.Errorf("got\n%s\nwant\n%s", restored.out, old.out)
		}
	})
	t.Run("the audit of both is whole", func(t *testing.T) {
		old, restored := run(t, from, "", "audit", "verify"), run(t, into, "", "audit", "verify")
		if old.status != 0 || !strings.HasPrefix(old.out, "审计记录完好：") || old.out != restored.out {
			t.Errorf("got %+v and %+v", old, restored)
		}
	})
	t.Run("a backup goes through pipes as well", func(t *testing.T) {
		piped := run(t, into, "", "backup", "-")
		third := []string{"DATA_DIR=" + filepath.Join(t.TempDir(), "data")}
		if got := run(t, third, piped.out, "restore", "-"); got.status != 0 {
			t.Fatalf("restore: %+v", got)
		}
		if got, want := run(t, third, "", "audit", "verify"), run(t, into, "", "audit", "verify"); got != want || got.status != 0 {
			t.Errorf("got %+v, want %+v", got, want)
		}
	})
	t.Run("nothing is mixed with what is there", func(t *testing.T) {
		got := run(t, into, "", "restore", backup)
		if got.status != 1 || !strings.Contains(got.err, "这里已经有内容") || !strings.Contains(got.err, "DATA_DIR") {
			t.Errorf("got %+v", got)
		}
	})
}

// TestABackupOfANewerProgram is told as such: nobody shall take it for a damaged one.
func TestABackupOfANewerProgram(t *testing.T) {
	_, backup := kept(t)
	whole, err := os.ReadFile(backup)
	if err != nil {
		t.Fatal(err)
	}
	newer := file(t, "newer", strings.Replace(string(whole), "backup 1", "backup 2", 1))
	got := run(t, []string{"DATA_DIR=" + filepath.Join(t.TempDir(), "data")}, "", "restore", newer)
	if got.status != 1 || !strings.Contains(got.err, "更新的版本") || strings.Contains(got.err, "改动过") {
		t.Errorf("got %+v", got)
	}
}

// TestBadBackups: what is cut off or changed is refused, and nothing of it is written.
func TestBadBackups(t *testing.T) {
	_, backup := kept(t)
	whole, err := os.ReadFile(backup)
	if err != nil {
		t.Fatal(err)
	}
	changed := append([]byte{}, whole...)
	changed[len(changed)/2] ^= 1
	for name, text := range map[string][]byte{
		"cut off in the middle": whole[:len(whole)/2], "cut off at the end": whole[:len(whole)-1], "changed in one bit": changed,
		"empty": nil, "something else": []byte("# 会议纪要\n"),
	} {
		t.Run(name, func(t *testing.T) {
			dir := []string{"DATA_DIR=" + filepath.Join(t.TempDir(), "data")}
			got := run(t, dir, "", "restore", file(t, "bad", string(text)))
			if got.status != 1 || got.out != "" || !strings.Contains(got.err, "什么都没有写") {
				t.Errorf("got %+v", got)
			}
			if after := run(t, dir, "", "restore", backup); after.status != 0 {
				t.Errorf("the folder is no longer empty: %+v", after)
			}
		})
	}
}

func TestBackupIntoNowhere(t *testing.T) {
	dir, _ := kept(t)
	got := run(t, dir, "", "backup", filepath.Join(t.TempDir(), "no", "folder", "b"))
	if got.status != 1 || got.out != "" || !strings.Contains(got.err, "备份没有做成") {
		t.Errorf("got %+v", got)
	}
}

// TestBackupNeverHalfReplaces: a backup that cannot be made leaves the one before as it was, and nothing beside it.
func TestBackupNeverHalfReplaces(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "b")
	if err := os.MkdirAll(filepath.Join(name, "inside"), 0o700); err != nil { // a folder cannot be replaced by a file
		t.Fatal(err)
	}
	if got := run(t, nil, "", "backup", name); got.status != 1 {
		t.Errorf("got %+v", got)
	}
	left, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	if len(left) != 1 {
		t.Errorf("%d files are left", len(left))
	}
}
