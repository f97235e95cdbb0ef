package cli

import (
	"bytes"
	"errors"
	"net"
	"net/url"
	"slices"
	"strings"
)

// weakPasswords are those that stand in manuals and examples.
var weakPasswords = []string{"redis", "password", "passwd", "foobared", "changeme", "change-me", "admin", "root", "default", "dandang", "test", "secret", "123456", "12345678", "密码", "修改我"}

// secretFaults refuses secrets that protect nothing: the program does not start with them. No secret is shown.
func secretFaults(s Settings) error {
	var errs []error
	if u, err := url.Parse(s.RedisURL); err == nil && !onlyHere(u) {
		password, _ := u.User.Password()
		switch {
		case password == "":
			errs = append(errs, errors.New("REDIS_URL：Redis 不在本机，却没有密码，谁都能读写里面的内容。请给 Redis 设密码（requirepass 或 ACL），写进地址；放在本机的可用 unix:///路径/redis.sock"))
		case weak(password, u.User.Username()):
			errs = append(errs, errors.New("REDIS_URL：密码太简单，或者是示例里的。请换一个不少于 12 个字符、没有用过的"))
		}
	}
	keys, _ := dataKeys(s.DataKey) // mistakes in them are told elsewhere
	if slices.ContainsFunc(keys, monotone) {
		errs = append(errs, errors.New("DATA_KEY：这把密钥不是随机生成的，加密等于没加。请用 dandang keys new 生成"))
	}
	return errors.Join(errs...)
}

// onlyHere reports whether a Redis can be reached from this machine only, as far as its address tells.
func onlyHere(u *url.URL) bool {
	here := func(host string) bool {
		ip := net.ParseIP(host)
		return host == "localhost" || ip != nil && ip.IsLoopback()
	}
	if u.Host == "" {
		return true // a socket, or nothing set
	}
	for _, addr := range u.Query()["addr"] {
		host, _, err := net.SplitHostPort(addr)
		if err != nil || !here(host) {
			return false
		}
	}
	return here(u.Hostname())
}

func weak(password, user string) bool {
	return len([]rune(password)) < 12 || strings.EqualFold(password, user) || slices.Contains(weakPasswords, strings.ToLower(password))
}

// monotone reports whether a key is one byte repeated, or bytes that count up or down.
func monotone(key []byte) bool {
	for _, step := range []byte{0, 1, 255} {
		plain := make([]byte, len(key))
		for i := range plain {
			plain[i] = key[0] + byte(i)*step
		}
		if bytes.Equal(plain, key) {
			return true
		}
	}
	return false
}
