package cli

import (
	"path/filepath"
	"strings"
	"testing"

	"dandang/store/redistest"
)

// TestAWrongKeyIsToldAtOnce starts the program and its doctor with a key that does not fit what is kept, and with none:
// both say so before anybody is answered, and the right key goes on as if nothing had been.
func TestAWrongKeyIsToldAtOnce(t *testing.T) {
	t.Parallel()
	first := strings.TrimSpace(run(t, nil, "", "keys", "new").out)
	second := strings.TrimSpace(run(t, nil, "", "keys", "new").out)
	for name, where := range map[string]string{
		"embedded": "DATA_DIR=" + filepath.Join(t.TempDir(), "data"), "redis": "REDIS_URL=" + redistest.Start(t).URL,
	} {
		with := func(keys string) []string { return []string{where, "DATA_KEY=" + keys} }
		replies(t, run(t, with(first), `{"text":"`+plan+`"}`+"\n", "chat", "--json"), 1)
		for keys, want := range map[string]string{
			second: "DATA_KEY 里的密钥打不开存下的内容", "": "存下的内容是加密的，可是没有设置 DATA_KEY",
		} {
			got := run(t, with(keys), `{"press":"为什么"}`+"\n", "chat", "--json")
			if got.status != 1 || got.out != "" || !strings.Contains(got.err, want) || !strings.Contains(got.err, "新的在前") {
				t.Errorf("%s: the program with %q: %+v", name, keys, got)
			}
			if got := run(t, with(keys), "", "doctor"); got.status != 1 || !strings.Contains(got.out, "不行  存储") || !strings.Contains(got.out, want) {
				t.Errorf("%s: the doctor with %q: %+v", name, keys, got)
			}
		}
		if got := run(t, with(first), `{"press":"为什么"}`+"\n", "chat", "--json"); got.status != 0 {
			t.Errorf("%s: the right key: %+v", name, got)
		}
		if got := run(t, with(second+","+first), "", "doctor"); !strings.Contains(got.out, "正常  存储") {
			t.Errorf("%s: the right key behind a new one: %+v", name, got)
		}
	}
}
