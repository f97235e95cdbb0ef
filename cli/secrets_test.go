package cli

import (
	"strings"
	"testing"
)

func TestSecretsThatProtectNothingAreRefused(t *testing.T) {
	zeros, counted := strings.Repeat("00", 32), "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
	for _, row := range []struct {
		name, variable, value string
		refused               bool
	}{
		{"nothing set", "REDIS_URL", "", false},
		{"a Redis of this machine needs no password", "REDIS_URL", "redis://127.0.0.1:6379", false},
		{"nor by its name", "REDIS_URL", "redis://localhost:6379", false},
		{"nor by the later protocol", "REDIS_URL", "redis://[::1]:6379", false},
		{"nor a socket", "REDIS_URL", "unix:///run/redis.sock", false},
		{"a Redis elsewhere without a password", "REDIS_URL", "redis://10.1.2.3:6379", true},
		{"with a user and no password", "REDIS_URL", "redis://desk@redis.county:6379", true},
		{"with an empty password", "REDIS_URL", "redis://desk:@redis.county:6379", true},
		{"with one from a manual", "REDIS_URL", "redis://desk:foobared@redis.county:6379", true},
		{"with the name of the user", "REDIS_URL", "redis://dandang-desk-1:dandang-desk-1@redis.county:6379", true},
		{"with a short one", "REDIS_URL", "redis://desk:x8Kq2@redis.county:6379", true},
		{"with a good one", "REDIS_URL", "rediss://desk:x8Kq2-mLw9-77ab@redis.county:6379", false},
		{"Sentinels elsewhere", "REDIS_URL", "redis://127.0.0.1:26379?master_name=m&addr=10.0.0.2:26379", true},
		{"a cluster elsewhere", "REDIS_URL", "redis://127.0.0.1:6379?addr=10.0.0.2:6379", true},
		{"a key of zeros", "DATA_KEY", zeros, true},
		{"a key that counts", "DATA_KEY", counted, true},
		{"a second key of zeros", "DATA_KEY", "7f3a9c01e4d8b2566a90fe1123c4d5b67788990a1b2c3d4e5f60718293a4b5c6," + zeros, true},
		{"a key at random", "DATA_KEY", "7f3a9c01e4d8b2566a90fe1123c4d5b67788990a1b2c3d4e5f60718293a4b5c6", false},
	} {
		_, err := ReadSettings(func(name string) string {
			if name == row.variable {
				return row.value
			}
			return ""
		})
		if (err != nil) != row.refused {
			t.Errorf("%s: got %v", row.name, err)
		}
		if err != nil && (!strings.Contains(err.Error(), row.variable) || strings.Contains(err.Error(), "x8Kq2") || strings.Contains(err.Error(), zeros)) {
			t.Errorf("%s: the error names nothing, or tells the secret: %v", row.name, err)
		}
	}
}
