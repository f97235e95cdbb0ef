package store

import (
	"bytes"
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"dandang/store/redistest"
)

// TestTheShippedSettingsOfRedis starts a Redis with the user and the lines of docs/deploy/redis.conf: nothing is weak,
// that user may do all that the store does, and nothing to keys that are not ours.
func TestTheShippedSettingsOfRedis(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../docs/deploy/redis.conf")
	if err != nil {
		t.Fatal(err)
	}
	var config []string
	for _, m := range regexp.MustCompile(`(?m)^(appendonly|appendfsync|no-appendfsync-on-rewrite|maxmemory|maxmemory-policy|user) (.*)$`).FindAllStringSubmatch(string(text), -1) {
		if m[2] != "default off" { // the one by which the test sees that it is up
			config = append(append(config, "--"+m[1]), strings.Fields(m[2])...)
		}
	}
	password := regexp.MustCompile(`>(\S+)`).FindStringSubmatch(string(text))
	if len(config) < 12 || password == nil {
		t.Fatalf("settings %v", config)
	}
	server := redistest.Start(t, config...)
	url := strings.Replace(server.URL, "redis://", "redis://dandang:"+password[1]+"@", 1)
	s := openWith(t, Options{URL: url})
	furnish(t, s)
	if w, err := s.Weaknesses(t.Context()); err != nil || len(w) > 0 {
		t.Errorf("weak: %v, %v", w, err)
	}
	c := opened(t, s, "p1", "e1")
	mustAct(t, s, did(c, "claim", "r1", "working"))
	if _, err := s.Backlog(t.Context(), unit); err != nil {
		t.Error(err)
	}
	if list, err := s.Outbox(t.Context(), unit, 10, time.Minute); err != nil {
		t.Error(list, err)
	}
	mustDue(t, s, time.Now())
	if err := s.Ping(t.Context()); err != nil {
		t.Error(err)
	}
	if err := s.Replace(t.Context(), bytes.NewReader(mustBackUp(t, s))); err != nil {
		t.Error(err)
	}
	mustVerify(t, s)
	for _, command := range []string{"SET other x", "FLUSHALL", "KEYS *", "CONFIG SET appendonly no", "SHUTDOWN NOW", "ACL SETUSER x"} {
		args := []any{}
		for _, w := range strings.Fields(command) {
			args = append(args, w)
		}
		if err := s.client.Do(t.Context(), args...).Err(); err == nil || !strings.Contains(fmt.Sprint(err), "NOPERM") {
			t.Errorf("%s: got %v, want NOPERM", command, err)
		}
	}
}
