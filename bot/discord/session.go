package discord

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/bwmarrin/discordgo"
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
	if err != nil || u.Host == "" {
		return nil, errors.New("address of Discord's API: want http:// or https:// and a host")
	}
	client := &http.Client{Timeout: 30 * time.Second, Transport: onlyTo{u}}
	return &line{token: token, base: u.Scheme + "://" + u.Host, client: client, log: log}, nil
}

// onlyTo sends every request to one host, whichever the library had in mind.
type onlyTo struct{ host *url.URL }

func (o onlyTo) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.URL.Scheme, r.URL.Host, r.Host = o.host.Scheme, o.host.Host, o.host.Host
	return http.DefaultTransport.RoundTrip(r)
}

// A line is a connection to Discord: its gateway by discordgo, its REST by ourselves.
type line struct {
	token, base string
	client      *http.Client
	log         *slog.Logger

	mu      sync.Mutex
	self    string    // user id of the bot, which is also the id of its application
	stopped time.Time // no request before then: Discord asked for quiet
}

// openLife is how long the gateway may take to answer; the library itself waits for ever.
const openLife = 30 * time.Second

// Run hands over what people do until ctx is done.
func (l *line) Run(ctx context.Context, on Events) error {
	self, err := l.Self(ctx)
	if err != nil {
		return err
	}
	for {
		err := l.session(ctx, self, on)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err == nil {
			return errors.New("the gateway ended")
		}
		l.log.WarnContext(ctx, "open gateway", "err", err)
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(5 * time.Second):
		}
	}
}

// session opens the gateway and holds it until ctx is done; the library connects again by itself when it is cut.
func (l *line) session(ctx context.Context, self string, on Events) error {
	s, err := discordgo.New("Bot " + l.token)
	if err != nil {
		return fmt.Errorf("make session: %w", err)
	}
	s.Client, s.StateEnabled, s.SyncEvents = l.client, false, true
	s.LogLevel = discordgo.LogError
	s.Identify.Intents = discordgo.IntentsGuilds | discordgo.IntentsGuildMessages | discordgo.IntentsDirectMessages
	s.AddHandler(func(_ *discordgo.Session, e *discordgo.Event) { l.event(ctx, self, e, on) })
	opened := make(chan error, 1)
	go func() { opened <- s.Open() }()
	select {
	case err := <-opened:
		if err != nil {
			return err
		}
	case <-time.After(openLife):
		return errors.New("the gateway does not answer") // the session is left to itself: closing it could hang as well
	case <-ctx.Done():
		return ctx.Err()
	}
	<-ctx.Done()
	return s.Close()
}

// event hands one event over. What cannot be read is passed over: nothing that Discord sends may end the program.
func (l *line) event(ctx context.Context, self string, e *discordgo.Event, on Events) {
	defer func() {
		if p := recover(); p != nil {
			l.log.ErrorContext(ctx, "event", "type", e.Type, "panic", p)
		}
	}()
	switch e.Type {
	case "INTERACTION_CREATE":
		in, err := readInteraction(e.RawData)
		if err != nil {
			l.log.WarnContext(ctx, "read interaction", "err", err)
			return
		}
		on.Interaction(in)
	case "MESSAGE_CREATE":
		m, err := readSaid(e.RawData, self)
		if err != nil {
			l.log.WarnContext(ctx, "read message", "err", err)
			return
		}
		on.Said(m)
	}
}
