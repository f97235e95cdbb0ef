package cli

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// former is a data folder as a former version of the program left it.
func former(t *testing.T, version string) (dir string) {
	t.Helper()
	dir = filepath.Join(t.TempDir(), "data")
	if err := os.CopyFS(filepath.Join(dir, "store"), os.DirFS(filepath.Join("..", "store", "testdata", version))); err != nil {
		t.Fatal(err)
	}
	return dir
}

// TestAProgramPutBackIsToldWhatToDo: every command that opens the store says that a newer program wrote what is there and what
// to do, and the file stays as it is.
func TestAProgramPutBackIsToldWhatToDo(t *testing.T) {
	t.Parallel()
	dir := former(t, "store-1")
	name := filepath.Join(dir, "store", "snapshot-0000000003")
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	newer := bytes.Replace(b, []byte("backup 1"), []byte("backup 2"), 1)
	if err := os.WriteFile(name, newer, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, command := range [][]string{{"chat", "--json"}, {"doctor"}, {"backup", filepath.Join(t.TempDir(), "b")}, {"audit", "verify"}, {"sweep"}} {
		got := run(t, []string{"DATA_DIR=" + dir}, `{"text":"`+plan+`"}`+"\n", command...)
		if told := got.out + got.err; got.status != 1 || !strings.Contains(told, "更新的版本写的") || !strings.Contains(told, "请换成新版本的程序") {
			t.Errorf("%v: %+v", command, got)
		}
		if after, err := os.ReadFile(name); err != nil || !bytes.Equal(after, newer) {
			t.Errorf("%v changed the file: %v", command, err)
		}
	}
}

// TestAnUpdateOfTheProgram does what an update asks for, on what each former version left: a backup, a restore of it
// elsewhere, a look at both, and a talk that goes on.
func TestAnUpdateOfTheProgram(t *testing.T) {
	t.Parallel()
	for _, version := range []string{"store-1", "store-2", "store-3"} {
		t.Run(version, func(t *testing.T) {
			t.Parallel()
			backup := filepath.Join(t.TempDir(), "before.bak")
			from := []string{"DATA_DIR=" + former(t, version)}
			into := []string{"DATA_DIR=" + filepath.Join(t.TempDir(), "data")}
			if got := run(t, from, "", "backup", backup); got.status != 0 {
				t.Fatalf("backup: %+v", got)
			}
			if got := run(t, into, "", "restore", backup); got.status != 0 {
				t.Fatalf("restore: %+v", got)
			}
			for _, at := range [][]string{from, into} {
				if got := run(t, at, "", "audit", "verify"); got.status != 0 || !strings.HasPrefix(got.out, "审计记录完好：") {
					t.Errorf("audit: %+v", got)
				}
				if got := run(t, at, "", "doctor"); !strings.Contains(got.out, "正常  存储") {
					t.Errorf("doctor: %+v", got)
				}
				if got := run(t, at, `{"text":"`+plan+`"}`+"\n", "chat", "--json"); got.status != 0 || got.out == "" {
					t.Errorf("talk: %+v", got)
				}
			}
		})
	}
}
