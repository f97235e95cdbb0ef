package cli

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"strings"

	"dandang/store"
)

// dataKeys reads the keys that seal what is kept, parted by commas. They are never shown, not even in an error.
func dataKeys(text string) ([][]byte, error) {
	var keys [][]byte
	var errs []error
	for i, word := range strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == '，' }) {
		key, ok := dataKey(strings.TrimSpace(word))
		if !ok {
			errs = append(errs, fmt.Errorf("DATA_KEY：第 %d 把密钥不对，应当是 32 个字节，写成 Base64（44 个字符）或十六进制（64 个字符）；新的一把可用 dandang keys new 生成", i+1))
			continue
		}
		keys = append(keys, key)
	}
	return keys, errors.Join(errs...)
}

// dataKey reads one key, hexadecimal or Base64 of either alphabet, with or without its padding.
func dataKey(word string) (key []byte, ok bool) {
	if key, err := hex.DecodeString(word); err == nil && len(key) == store.KeyBytes {
		return key, true
	}
	word = strings.NewReplacer("-", "+", "_", "/").Replace(strings.TrimRight(word, "="))
	key, err := base64.RawStdEncoding.DecodeString(word)
	return key, err == nil && len(key) == store.KeyBytes
}

// storeOptions say where the store is and with which keys it is opened.
func (p *program) storeOptions(log *slog.Logger) store.Options {
	keys, _ := dataKeys(p.settings.DataKey) // held to be right when the settings were read
	return store.Options{URL: p.settings.RedisURL, Dir: p.settings.DataDir, Log: log, Keys: keys}
}

type keysCmd struct {
	New    keysNewCmd    `cmd:"" help:"生成一把新密钥，填到 DATA_KEY 里"`
	Rotate keysRotateCmd `cmd:"" help:"换密钥：用 DATA_KEY 的第一把把存下的内容重新加密"`
}

type keysNewCmd struct{}

// Run prints a new key.
func (c *keysNewCmd) Run(p *program) error {
	key := make([]byte, store.KeyBytes)
	_, _ = rand.Read(key) // never fails: crypto/rand
	fmt.Fprintln(p.Out, base64.StdEncoding.EncodeToString(key))
	fmt.Fprintln(p.Err, "请抄到 DATA_KEY，并另外保管一份：丢了密钥，加密的内容和备份谁也打不开。")
	return nil
}

type keysRotateCmd struct{}

// Run seals everything anew with the first key.
func (c *keysRotateCmd) Run(ctx context.Context, p *program) error {
	if p.settings.DataKey == "" {
		return errors.New("没有设置 DATA_KEY，没有什么可换。先用 dandang keys new 生成一把")
	}
	s, err := p.open(ctx)
	if err != nil {
		return err
	}
	defer s.Close()
	r, err := s.Reseal(ctx, func(read int) { fmt.Fprintf(p.Err, "已看过 %d 条……\n", read) })
	switch {
	case errors.Is(err, store.ErrNoKey):
		return fmt.Errorf("有的内容要用更早的密钥才打得开，请把那把密钥也写进 DATA_KEY（放在新密钥后面，用逗号隔开）再运行；已经换好的不受影响：%w", err)
	case err != nil:
		return fmt.Errorf("没有换完，已经换好的不受影响，可以再运行一次：%w", err)
	}
	fmt.Fprintf(p.Out, "看过 %d 条，重新加密了 %d 条。\n", r.Read, r.Written)
	if r.Waiting > 0 {
		fmt.Fprintf(p.Out, "还有 %d 条待送的通知要用旧密钥，送完之前旧密钥请留着。\n", r.Waiting)
		return nil
	}
	fmt.Fprintln(p.Out, "旧密钥可以从 DATA_KEY 里去掉了；旧的备份还要用它，请另外保管。")
	if p.settings.RedisURL != "" {
		fmt.Fprintln(p.Out, "Redis 的 AOF 文件里还有换之前的内容，请在 Redis 上执行一次 BGREWRITEAOF。")
	}
	return nil
}
