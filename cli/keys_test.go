package cli

import (
	"encoding/base64"
	"encoding/hex"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestDataKeys(t *testing.T) {
	key := strings.Repeat("k", 32)
	b64, hexed := base64.StdEncoding.EncodeToString([]byte(key)), hex.EncodeToString([]byte(key))
	for _, row := range []struct {
		text string
		want int // keys
		bad  string
	}{
		{"", 0, ""},
		{b64, 1, ""},
		{strings.TrimRight(b64, "=") + ", " + hexed, 2, ""},
		{base64.URLEncoding.EncodeToString([]byte(strings.Repeat("\xfb\xff", 16))), 1, ""},
		{b64 + ",secretshort", 1, "第 2 把"},
		{hexed[2:], 0, "第 1 把"},
	} {
		keys, err := dataKeys(row.text)
		if len(keys) != row.want || (err == nil) != (row.bad == "") || err != nil && !strings.Contains(err.Error(), row.bad) {
			t.Errorf("%d keys, %v, want %d, %q", len(keys), err, row.want, row.bad)
		}
		if err != nil && strings.Contains(err.Error(), "secretshort") {
			t.Errorf("the key is shown: %v", err)
		}
	}
}

// A data folder gets a key, then another, and no key opens it no more.
func TestKeysRotate(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "data")
	first := strings.TrimSpace(run(t, nil, "", "keys", "new").out)
	second := strings.TrimSpace(run(t, nil, "", "keys", "new").out)
	if len(first) != 44 || first == second {
		t.Fatalf("keys %q and %q", first, second)
	}
	with := func(keys string) []string { return []string{"DATA_DIR=" + dir, "DATA_KEY=" + keys} }
	replies(t, run(t, with(""), `{"text":"`+plan+`"}`+"\n"+`{"press":"转人工"}`+"\n", "chat", "--json"), 2)
	if got := run(t, with(""), "", "keys", "rotate"); got.status != 1 || !strings.Contains(got.err, "DATA_KEY") {
		t.Errorf("without a key: %+v", got)
	}
	if got := run(t, with(first), "", "keys", "rotate"); got.status != 0 || !strings.Contains(got.out, "重新加密了") {
		t.Errorf("a first key: %+v", got)
	}
	if got := run(t, with(second), "", "keys", "rotate"); got.status != 1 || !strings.Contains(got.err, "更早的密钥") {
		t.Errorf("without the first: %+v", got)
	}
	if got := run(t, with(second+","+first), "", "keys", "rotate"); got.status != 0 {
		t.Errorf("a second key: %+v", got)
	}
	if got := run(t, with(second), "", "audit", "verify"); got.status != 0 {
		t.Errorf("the second alone: %+v", got)
	}
	if got := run(t, with(second), `{"press":"为什么"}`+"\n", "chat", "--json"); got.status != 0 {
		t.Errorf("the talk goes on: %+v", got)
	}
	backup := filepath.Join(t.TempDir(), "b")
	if got := run(t, with(second), "", "backup", backup); got.status != 0 {
		t.Fatalf("backup: %+v", got)
	}
	b, err := os.ReadFile(backup)
	if err != nil || strings.Contains(string(b), `"question"`) {
		t.Errorf("the backup holds the case in the open, %v", err)
	}
	for _, args := range [][]string{{"keys", "rotate"}, {"keys", "new"}} {
		if got := run(t, with("short"), "", args...); got.status != 1 || strings.Contains(got.err+got.out, "short") {
			t.Errorf("%v with a bad key: %+v", args, got)
		}
	}
}
