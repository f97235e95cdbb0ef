package cli

import (
	"io/fs"
	"path/filepath"
	"strings"
	"testing"
)

// TestFilesAreForTheirOwnerOnly looks at everything that a talk, a filing, a backup and a restore leave on disk.
func TestFilesAreForTheirOwnerOnly(t *testing.T) {
	dir, backup := kept(t)
	_, data, _ := strings.Cut(dir[0], "=")
	seen := 0
	for _, root := range []string{data, backup} {
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			info, err := d.Info()
			if err != nil {
				return err
			}
			seen++
			if info.Mode().Perm()&0o077 != 0 {
				t.Errorf("others may touch %s: %v", path, info.Mode())
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if seen < 5 {
		t.Errorf("only %d files: the test shows little", seen)
	}
}
