package discord

import (
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"sync"
	"time"
)

// address is where Discord is.
const address = "https://discord.com"

// Dial makes a line to Discord with the token of a bot. base is another server that speaks Discord's API, "" for Discord itself.
// Nothing is asked of it before the line is used.
func Dial(token, base string, log *slog.Logger) (Line, error) {
	if base == "" {
		base = address
	}
	u, err := url.Parse(base)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return nil, errors.New("address of Discord's API: want http:// or https:// and a host")
	}
	return &line{
		token: token, base: u.Scheme + "://" + u.Host, client: &http.Client{Timeout: 30 * time.Second, Transport: transport()}, log: log,
		limits: newLimits(), turns: &turns{every: turnEvery}, openLife: openLife, retry: time.Second,
	}, nil
}

// transport keeps as many connections as answers are under way at a time; two to a host, as usual, would have most made anew.
func transport() http.RoundTripper {
	usual, ok := http.DefaultTransport.(*http.Transport)
	if !ok {
		return http.DefaultTransport
	}
	t := usual.Clone()
	t.MaxIdleConnsPerHost = 64
	return t
}

// A line is a connection to Discord: its gateway by discordgo, one session of it for each connection and a gate before each; its
// REST by ourselves, because the buckets, waits and retries of the library cannot be mended from outside.
type line struct {
	token, base string
	client      *http.Client
	log         *slog.Logger
	limits      *limits
	turns       *turns
	openLife    time.Duration // how long a connection may take to be ready
	retry       time.Duration // before the gateway is tried a second time; a third of it before a request is; each further time doubles it

	sessions sync.WaitGroup // of the library, that are still opening

	mu   sync.Mutex
	self string // user id of the bot, which is also the id of its application
}

// openLife is how long the gateway may take to answer; the library itself waits for ever.
const openLife = 30 * time.Second
