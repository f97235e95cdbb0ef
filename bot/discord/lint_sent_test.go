package discord

import (
	"testing"

	"dandang/bot/discordtest"
)

// Routes of what a stage notes, and how many payloads of one test are held against Discord's whole description, which takes its time.
const (
	callbackRoute = "POST /interactions/{interaction_id}/{interaction_token}/callback"
	originalRoute = "PATCH /webhooks/{webhook_id}/{webhook_token}/messages/@original"
	followRoute   = "POST /webhooks/{webhook_id}/{webhook_token}"
	mostDescribed = 400
)

// lintSent holds everything that was sent in a test to the linter, and to what a Discord would say of it.
func lintSent(t *testing.T, s *stage) {
	t.Helper()
	for i, c := range s.done() {
		var err error
		var route string
		var body any
		switch c.what {
		case "respond":
			err, route, body = c.message.Lint(), callbackRoute, answered{answerMessage, c.message}
		case "open":
			err, route, body = c.window.Lint(), callbackRoute, answered{answerWindow, c.window}
		case "edit":
			err, route, body = c.message.Lint(), originalRoute, c.message
		case "follow":
			err, route, body = c.message.Lint(), followRoute, c.message
		case "send":
			err, route, body = c.message.Lint(), sending, c.message
		default:
			continue
		}
		if err == nil && i < mostDescribed {
			var files []discordtest.File
			for _, f := range c.message.Files {
				files = append(files, discordtest.File(f))
			}
			err = discordtest.Look(route, jsonOf(t, body), files...)
		}
		if err != nil {
			t.Errorf("%s of %s: %v", c.what, c.id, err)
			return // the others are mostly the same
		}
	}
}
