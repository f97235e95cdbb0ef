package store

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// FuzzAddress reads arbitrary addresses of a Redis. A password must not stand in an error, whatever is wrong.
func FuzzAddress(f *testing.F) {
	for _, s := range []string{"h:1/3", "a:1?master_name=m&addr=b:2&replicas=1", "a:1?addr=b:2", "a b", "a:99999", "%zz", "a?replicas=-1", "[::1]:6379/0"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, rest string) {
		const secret = "fuzz-the-password"
		a, err := readAddress("redis://user:" + secret + "@" + rest)
		if err != nil && strings.Contains(err.Error(), secret) {
			t.Errorf("the password is told: %v", err)
		}
		if err == nil {
			if strings.Contains(a.String(), secret) {
				t.Errorf("the password is told: %s", a)
			}
			_ = a.client().Close()
		}
	})
}

// FuzzLine takes arbitrary audit lines apart.
func FuzzLine(f *testing.F) {
	text, _, err := newLine(unit, "console:1", "", Audit{Who: "p", What: "turn", Detail: "needs_facts"})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(text)
	f.Add(text + "ZX-2026-0001")
	f.Add(text[:len(text)/2])
	f.Fuzz(func(t *testing.T, text string) {
		if l, err := readLine(text); err == nil && l.chain == "" && len(l.body) > len(text) {
			t.Errorf("more was read than there is: %+v", l)
		}
	})
}

// FuzzFolder opens a store in a folder whose files hold arbitrary bytes: it opens, or tells that they are damaged, and
// leaves damaged ones as they are.
func FuzzFolder(f *testing.F) {
	journal, err := os.ReadFile("testdata/store-1/journal-0000000003")
	if err != nil {
		f.Fatal(err)
	}
	snapshot, err := os.ReadFile("testdata/store-1/snapshot-0000000003")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(journal, snapshot)
	f.Add(journal[:len(journal)-7], snapshot)
	f.Add(journal, snapshot[:len(snapshot)-1])
	f.Add([]byte{}, []byte{})
	f.Fuzz(func(t *testing.T, journal, snapshot []byte) {
		dir := t.TempDir()
		own := filepath.Join(dir, "store")
		if err := os.MkdirAll(own, 0o700); err != nil {
			t.Fatal(err)
		}
		files := map[string][]byte{journalName(3): journal, snapshotName(3): snapshot}
		for name, b := range files {
			if err := os.WriteFile(filepath.Join(own, name), b, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		s, err := Open(t.Context(), Options{Dir: dir})
		if err == nil {
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			return
		}
		if !errors.Is(err, ErrCorrupt) {
			t.Fatalf("got %v, want ErrCorrupt", err)
		}
		for name, b := range files {
			if got, err := os.ReadFile(filepath.Join(own, name)); err != nil || string(got) != string(b) {
				t.Errorf("%s was touched: %v", name, err)
			}
		}
	})
}
