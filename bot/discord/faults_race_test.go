//go:build race

package discord

import (
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// TestFaultRace (18): the time of the last heartbeat is written under one lock and read under none. The line asks for it nowhere; that
// it races nowhere, all its tests show under the detector.
func TestFaultRace(t *testing.T) {
	const child = "DANDANG_TEST_CHILD"
	if os.Getenv(child) != "" {
		d := forBare(t)
		d.Heartbeat = 5 * time.Millisecond
		s := bareTo(t, d)
		opens(t, s)
		for range 50 {
			_ = s.HeartbeatLatency()
			time.Sleep(2 * time.Millisecond)
		}
		return
	}
	c := exec.Command(os.Args[0], "-test.run=^TestFaultRace$")
	c.Env = append(os.Environ(), child+"=1")
	if out, err := c.CombinedOutput(); err == nil || !strings.Contains(string(out), "DATA RACE") {
		t.Errorf("the library no longer does: %v\n%s", err, out)
	}
}
