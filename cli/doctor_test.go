package cli

import (
	"strings"
	"testing"

	"dandang/store/redistest"
)

func TestDoctorSaysHowRedisLosesNothing(t *testing.T) {
	for _, row := range []struct {
		name   string
		config []string
		want   string
	}{
		{"every write is kept", nil, ""},
		{"kept once a second", []string{"--appendfsync", "everysec"}, "请设 appendfsync always"},
		{"used as a cache", []string{"--appendonly", "no", "--maxmemory-policy", "allkeys-lru"}, "maxmemory-policy noeviction"},
		{"it may not be asked", []string{"--user", "default", "on", "nopass", "~*", "&*", "+@all", "-config"}, "请管理员确认"},
	} {
		got := run(t, []string{"REDIS_URL=" + redistest.Start(t, row.config...).URL}, "", "doctor")
		found := strings.Contains(got.out, "appendonly") || strings.Contains(got.out, "appendfsync") || strings.Contains(got.out, "noeviction")
		if got.status != 0 || found != (row.want != "") || !strings.Contains(got.out, row.want) {
			t.Errorf("%s: status %d, %s", row.name, got.status, got.out)
		}
	}
}
