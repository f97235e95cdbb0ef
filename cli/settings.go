// Package cli is the program: its settings, its commands, and how the parts are put together.
package cli

import (
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"strconv"
	"strings"
	"time"

	"dandang/bot/watch"
	"dandang/filing"
	"dandang/handlers"
	"dandang/knowledge"
)

// Settings are everything that the surroundings may set. .env.example explains each; a test keeps the two alike.
type Settings struct {
	County       string             // COUNTY: whose lists apply; demo when unset
	KnowledgeDir string             // KNOWLEDGE_DIR: folder of lists; "" for those in the program
	DataDir      string             // DATA_DIR: where the trial store keeps its journal; ./data when unset
	RedisURL     string             // REDIS_URL: redis://…, rediss://… or unix://…; "" for the trial store
	DataKey      string             // DATA_KEY: keys that seal what is kept, parted by commas, the first for writing; "" for none. Never shown
	Keep         time.Duration      // KEEP_DAYS: how long a silent talk is kept; 180 days when unset, 0 for ever
	Reload       time.Duration      // RELOAD_SECONDS: how often edited lists are looked for; 5 when unset, 0 never
	FilingNumber string             // FILING_NUMBER: form of a filing's number, the year and the count each as %d; "" for the county's own
	LogLevel     slog.Level         // LOG_LEVEL: debug, info, warn or error; warn when unset
	HTTPAddr     string             // HTTP_ADDR: where /healthz, /readyz and /metrics are served, 127.0.0.1:9464 or a port; "" nowhere
	Hours        filing.Hours       // OFFICE_HOURS: periods of a working day, 8:30-12:00,14:30-18:00; the usual ones when unset
	Escalate     []knowledge.Reason // ESCALATE: for which a matter goes to a person without being asked, as answers call them; none when unset
	NoColor      bool               // NO_COLOR: set to anything, no colour in the terminal
	Discord      DiscordSettings    // DISCORD_…, UNITS_FILE: the Discord bot; none when unset
	Model        ModelSettings      // OPENAI_…: the language model beside the rules; none when unset
}

// ReadSettings reads the settings and tells all mistakes at once.
func ReadSettings(getenv func(string) string) (Settings, error) {
	var errs []error
	s := Settings{
		County: or(getenv("COUNTY"), "demo"), KnowledgeDir: getenv("KNOWLEDGE_DIR"), DataDir: or(getenv("DATA_DIR"), "data"),
		RedisURL: getenv("REDIS_URL"), DataKey: getenv("DATA_KEY"), NoColor: getenv("NO_COLOR") != "" || getenv("TERM") == "dumb",
		LogLevel: slog.LevelWarn, FilingNumber: getenv("FILING_NUMBER"),
	}
	days, err := number("KEEP_DAYS", getenv("KEEP_DAYS"), 180)
	errs = append(errs, err)
	s.Keep = time.Duration(days) * 24 * time.Hour
	seconds, err := number("RELOAD_SECONDS", getenv("RELOAD_SECONDS"), 5)
	errs = append(errs, err)
	s.Reload = time.Duration(seconds) * time.Second
	if n := s.FilingNumber; n != "" && !knowledge.FitsNumber(n) {
		errs = append(errs, fmt.Errorf("FILING_NUMBER=%q：要有两个 %%d，前一个是年份，后一个是序号，例如 宝纪备〔%%d〕%%d号", n))
	}
	if v := getenv("OFFICE_HOURS"); v != "" {
		if s.Hours, err = filing.ParseHours(v); err != nil {
			errs = append(errs, fmt.Errorf("OFFICE_HOURS：%w", err))
		}
	}
	if v := strings.FieldsFunc(getenv("ESCALATE"), func(r rune) bool { return strings.ContainsRune(" ,，、", r) }); len(v) > 0 {
		if s.Escalate, err = handlers.EscalationReasons(v); err != nil {
			errs = append(errs, fmt.Errorf("ESCALATE：%w", err))
		}
	}
	if v := getenv("HTTP_ADDR"); v != "" {
		if s.HTTPAddr, err = watch.Address(v); err != nil {
			errs = append(errs, fmt.Errorf("HTTP_ADDR=%q：应当像 9464、127.0.0.1:9464 或 0.0.0.0:9464", v))
		}
	}
	_, err = dataKeys(s.DataKey)
	errs = append(errs, err)
	if !redisAddress(s.RedisURL) {
		errs = append(errs, errors.New("REDIS_URL：应当像 redis://用户:密码@主机:6379/0、rediss://… 或 unix:///路径/redis.sock"))
	}
	if v := getenv("LOG_LEVEL"); v != "" {
		if err := s.LogLevel.UnmarshalText([]byte(v)); err != nil {
			errs = append(errs, fmt.Errorf("LOG_LEVEL=%q：只能是 debug、info、warn 或 error", v))
		}
	}
	s.Discord, err = readDiscord(getenv)
	errs = append(errs, err)
	var wrong []error
	s.Model, wrong = readModel(getenv)
	errs = append(append(errs, wrong...), secretFaults(s))
	return s, errors.Join(errs...)
}

// redisAddress reports whether the address of a Redis is of a kind that can be opened. It may hold a password and is
// never shown.
func redisAddress(address string) bool {
	u, err := url.Parse(address)
	if address == "" {
		return true
	}
	return err == nil && (u.Scheme == "unix" && u.Path != "" || (u.Scheme == "redis" || u.Scheme == "rediss") && u.Host != "")
}

// number reads a whole number that is not negative; unset is def.
func number(name, value string, def int) (int, error) {
	if value == "" {
		return def, nil
	}
	n, err := strconv.Atoi(value)
	if err != nil || n < 0 {
		return def, fmt.Errorf("%s=%q：应当是不小于 0 的整数", name, value)
	}
	return n, nil
}

func or(s, def string) string {
	if s == "" {
		return def
	}
	return s
}
