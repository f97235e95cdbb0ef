package discord

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"dandang/handlers"
)

// Options are what the bot is made of.
type Options struct {
	Line   Line                             // the connection to Discord
	Desk   Desk                             // answers
	Outbox Outbox                           // what people are to be told; *handlers.Desk is both
	Keys   Keys                             // sign the buttons
	Units  Units                            // the counties; see Alone for a bot without a units file
	Find   Finder                           // what autocompletion offers; nil: nothing
	Hello  func(unit string) handlers.Reply // the greeting
	Title  func(unit string) string         // what a county is called
	Log    *slog.Logger                     // never what was said
	Now    func() time.Time                 // time.Now, but for tests

	looks time.Duration // how often the outbox of each county is looked at; 0: lookEvery
}

// A Line is a connection to Discord.
type Line interface {
	API
	Poster
	Registrar
	// Run hands over what people do until ctx is done, and returns an error when there is no way to go on. What is done
	// on the line works before and after.
	Run(ctx context.Context, on Events) error
	// Self returns the user id of the bot.
	Self(ctx context.Context) (string, error)
}

// Events take what people do, in the order of Discord. They return at once.
type Events interface {
	Interaction(in Interaction)
	Said(m Said)
}

// Alone are the units of a bot without a units file: one county, whatever the server, and nobody is staff.
func Alone(county string) Units { return Units{{ID: county}} }

// lastTurns is how long what was begun may take when the bot is stopped.
const lastTurns = 25 * time.Second

// Serve is the bot until ctx is done; then it takes nothing new, finishes what it began, and returns nil.
func Serve(ctx context.Context, o Options) error {
	if fault := o.Keys.Check(); fault != "" {
		return errors.New(fault)
	}
	self, err := o.Line.Self(ctx)
	switch {
	case ctx.Err() != nil:
		return nil
	case err != nil:
		return fmt.Errorf("sign in to Discord: %w", err)
	}
	switch changed, err := register(ctx, o.Line); {
	case err != nil: // those registered before still work
		o.Log.ErrorContext(ctx, "register commands", "err", err)
	case changed:
		o.Log.InfoContext(ctx, "commands registered")
	}
	work, end := context.WithCancel(context.WithoutCancel(ctx))
	defer end()
	b := o.bridge(self, work)
	looking, stop := context.WithCancel(ctx)
	defer stop()
	var courier sync.WaitGroup
	courier.Go(func() { o.courier(b).run(looking) })
	err = o.Line.Run(ctx, b)
	stop()
	finish, cancel := context.WithTimeout(work, lastTurns)
	defer cancel()
	if late := b.close(finish); late != nil {
		o.Log.WarnContext(ctx, "turns left unfinished", "err", late)
	}
	courier.Wait()
	if ctx.Err() != nil {
		return nil
	}
	return err
}

func (o Options) bridge(self string, work context.Context) *bridge {
	return &bridge{
		api: o.Line, desk: o.Desk, keys: o.Keys, units: o.Units, hello: o.Hello, title: o.Title, find: o.Find, self: self, log: o.Log, now: o.Now,
		queue: newQueue(eachWaits, allWait, sideBySide, crowdWaits), held: newShelf(), people: newPeople(), work: work,
	}
}

// courier brings notices in the counties that have a place for them.
func (o Options) courier(b *bridge) *courier {
	return &courier{outbox: o.Outbox, post: o.Line, keys: o.Keys, units: o.Units, threads: newThreads(o.Line), roles: b.standing, log: o.Log, every: cmp.Or(o.looks, lookEvery), now: o.Now}
}
