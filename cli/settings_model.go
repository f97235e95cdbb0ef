package cli

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"dandang/reader"
	"dandang/store"
)

// ModelSettings are those of the language model. Without Name there is none.
type ModelSettings struct {
	reader.ModelOptions               // OPENAI_BASE_URL, _API_KEY, _MODEL, _JSON, _EXTRA, _HOSTS, _EMBEDDING_MODEL, _TIMEOUT_SECONDS, _IDLE_SECONDS, _PARALLEL, _MAX_TOKENS
	Patience            time.Duration // OPENAI_PATIENCE_MS: how long an answer waits for the model; 2.5 s when unset
	Explain             bool          // OPENAI_EXPLAIN: an explanation under verdicts; on when unset
	Budget              store.Budget  // OPENAI_BUDGET_PERSON, OPENAI_BUDGET_UNIT: tokens a day
}

// On reports whether a model is set.
func (s ModelSettings) On() bool { return s.Name != "" }

// readModel reads the settings of the model; all mistakes come back.
func readModel(getenv func(string) string) (ModelSettings, []error) {
	var s ModelSettings
	var errs []error
	whole := func(name string, def int) int {
		n, err := number(name, getenv(name), def)
		if err != nil {
			errs = append(errs, err)
		}
		return n
	}
	s.BaseURL, s.Key, s.Name, s.Embedding = getenv("OPENAI_BASE_URL"), getenv("OPENAI_API_KEY"), getenv("OPENAI_MODEL"), getenv("OPENAI_EMBEDDING_MODEL")
	off := getenv("OPENAI_OFF") != ""
	s.Hosts = strings.FieldsFunc(getenv("OPENAI_HOSTS"), func(r rune) bool { return r == ',' || r == ' ' })
	s.Timeout = time.Duration(whole("OPENAI_TIMEOUT_SECONDS", 30)) * time.Second
	s.Idle = time.Duration(whole("OPENAI_IDLE_SECONDS", 10)) * time.Second
	s.Parallel, s.MostTokens = whole("OPENAI_PARALLEL", 4), whole("OPENAI_MAX_TOKENS", 1200)
	s.Patience = time.Duration(whole("OPENAI_PATIENCE_MS", 2500)) * time.Millisecond
	s.Budget = store.Budget{Person: whole("OPENAI_BUDGET_PERSON", 100_000), Unit: whole("OPENAI_BUDGET_UNIT", 3_000_000)}
	s.Explain = getenv("OPENAI_EXPLAIN") != "off"
	s.Rung = reader.Rung(or(getenv("OPENAI_JSON"), string(reader.RungAuto)))
	switch s.Rung {
	case reader.RungAuto, reader.RungSchema, reader.RungJSON, reader.RungTool, reader.RungText:
	default:
		errs = append(errs, fmt.Errorf("OPENAI_JSON=%q：只能是 auto、schema、json、tool 或 text", s.Rung))
	}
	if v := getenv("OPENAI_EXTRA"); v != "" && json.Unmarshal([]byte(v), &s.Extra) != nil {
		errs = append(errs, errors.New(`OPENAI_EXTRA：应当是一个 JSON 对象，例如 {"enable_thinking":false}`))
	}
	u, err := url.Parse(s.BaseURL)
	switch {
	case (s.BaseURL == "") != (s.Name == ""):
		errs = append(errs, errors.New("OPENAI_BASE_URL 和 OPENAI_MODEL 要一起设置；都不设就只用离线阅读器"))
	case s.BaseURL != "" && (err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == ""):
		errs = append(errs, errors.New("OPENAI_BASE_URL：应当像 http://127.0.0.1:11434/v1 或 https://主机/v1"))
	}
	if off {
		s.Name, s.BaseURL = "", ""
	}
	if !s.On() {
		return ModelSettings{}, errs
	}
	return s, errs
}
