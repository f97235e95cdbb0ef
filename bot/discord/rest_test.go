package discord

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"dandang/bot/discordtest"
)

const sending = "POST /channels/{channel_id}/messages"

func noncelike(text string) Message {
	m := plain(text)
	m.Nonce, m.EnforceNonce = "n", true
	return m
}

// TestWhenDiscordSaysNo: it is waited as long as asked, what failed there is tried again where that is harmless, and every end has a
// name of its own.
func TestWhenDiscordSaysNo(t *testing.T) {
	for _, test := range []struct {
		name  string
		fault discordtest.Fault
		m     Message
		tries int
		want  error // nil: it goes well in the end
	}{
		{"too quick", discordtest.Fault{Status: 429, Wait: 60 * time.Millisecond, Times: 1}, plain("话"), 2, nil},
		{"too quick for too long", discordtest.Fault{Status: 429, Wait: time.Millisecond}, plain("话"), mostCalls, nil},
		{"a fault there, a message with a nonce", discordtest.Fault{Status: 503, Times: 1}, noncelike("话"), 2, nil},
		{"a fault there, a message without", discordtest.Fault{Status: 500, Body: "<html>", Times: 1}, plain("话"), 1, ErrAway},
		{"a fault that stays", discordtest.Fault{Status: 502}, noncelike("话"), mostCalls, ErrAway},
		{"the answer is lost, a message with a nonce", discordtest.Fault{Cut: true, Done: true, Times: 1}, noncelike("话"), 2, nil},
		{"the answer is lost, a message without", discordtest.Fault{Cut: true, Done: true, Times: 1}, plain("话"), 1, ErrAway},
		{"direct messages are closed", discordtest.Fault{Status: 403, Code: 50007}, noncelike("话"), 1, ErrNoDirect},
		{"no permission", discordtest.Fault{Status: 403, Code: 50013}, noncelike("话"), 1, ErrForbidden},
		{"the channel is gone", discordtest.Fault{Status: 404, Code: 10003}, noncelike("话"), 1, ErrGone},
		{"too large", discordtest.Fault{Status: 413, Body: "<html>"}, noncelike("话"), 1, ErrTooLarge},
		{"banned", discordtest.Fault{Status: 429, Body: "<html>"}, noncelike("话"), 1, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			d := brisk(t)
			test.fault.On = sending
			d.Fail(test.fault)
			begun := time.Now()
			_, err := lineTo(t, d).Send(context.Background(), "5", test.m)
			ends := test.fault.Times == 0
			switch {
			case (err != nil) != (ends || test.want != nil), test.want != nil && !errors.Is(err, test.want):
				t.Errorf("got %v", err)
			case len(d.Requests(sending)) != test.tries:
				t.Errorf("%d tries", len(d.Requests(sending)))
			case err == nil && len(d.Messages("5")) != 1:
				t.Errorf("it stands there %d times", len(d.Messages("5")))
			case err == nil && time.Since(begun) < test.fault.Wait:
				t.Error("it did not wait")
			}
		})
	}
}

// TestInteractionsThatAreOver: each way in which an answer comes too late has its name, and an acknowledgement whose answer was lost is one.
func TestInteractionsThatAreOver(t *testing.T) {
	d := brisk(t, guild)
	l := lineTo(t, d)
	ctx := context.Background()
	in := func() Interaction {
		id := d.Command(cadreThere, commandAsk)
		return Interaction{ID: id, Token: d.Interaction(id).Token}
	}
	late := in()
	d.Advance(4 * time.Second)
	if err := l.Defer(ctx, late, true); !errors.Is(err, ErrLate) {
		t.Errorf("after four seconds: %v", err)
	}
	twice := in()
	if err := errors.Join(l.Defer(ctx, twice, true), l.Edit(ctx, twice, plain("好"))); err != nil {
		t.Fatal(err)
	}
	if err := l.Respond(ctx, twice, plain("好")); !errors.Is(err, ErrAnswered) {
		t.Errorf("answered twice: %v", err)
	}
	d.Advance(16 * time.Minute)
	if err := l.Edit(ctx, twice, plain("好")); !errors.Is(err, ErrLate) {
		t.Errorf("after a quarter of an hour: %v", err)
	}
	if err := l.FollowUp(ctx, Interaction{ID: "1", Token: "unknown"}, plain("好")); !errors.Is(err, ErrLate) {
		t.Errorf("of nobody: %v", err)
	}
	lost := in()
	d.Fail(discordtest.Fault{On: "POST /interactions/{interaction_id}/{interaction_token}/callback", Cut: true, Done: true, Times: 1})
	if err := l.Defer(ctx, lost, true); err != nil {
		t.Errorf("an acknowledgement whose answer was lost: %v", err)
	}
	if err := l.Delete(ctx, "5", "123"); !errors.Is(err, ErrGone) {
		t.Errorf("a message that is gone: %v", err)
	}
}

// TestNobodyIsNotified: whatever was meant, the line sends an empty list of mentions, and tells of it.
func TestNobodyIsNotified(t *testing.T) {
	d := brisk(t)
	l := lineTo(t, d)
	l.log = quietLog()
	m := plain("@everyone")
	m.Mentions = Mentions{Parse: []string{"everyone"}}
	if _, err := l.Send(context.Background(), "5", m); err != nil {
		t.Fatal(err)
	}
	if got := string(d.Requests(sending)[0].Body); !strings.Contains(got, `"allowed_mentions":{"parse":[]}`) {
		t.Errorf("sent %s", got)
	}
	if m.Lint() == nil {
		t.Error("the linter does not see it")
	}
}

func TestAnErrorTellsNoToken(t *testing.T) {
	d := brisk(t)
	l := lineTo(t, d)
	l.self = discordtest.Self
	d.Close()
	err := l.FollowUp(context.Background(), Interaction{Token: "token-of-it"}, plain("话"))
	if !errors.Is(err, ErrAway) || strings.Contains(fmt.Sprint(err), "token-of") || strings.Contains(fmt.Sprint(err), discordtest.Token) {
		t.Errorf("got %v", err)
	}
}

func TestAMessageWithFiles(t *testing.T) {
	d := brisk(t)
	m := plain("文书")
	m.attach([]File{{Name: "备案\"表.docx", Data: []byte("PK")}})
	if _, err := lineTo(t, d).Send(context.Background(), "5", m); err != nil {
		t.Fatal(err)
	}
	got := d.Messages("5")[0]
	if got.Content != "文书" || len(got.Files) != 1 || got.Files[0].Name != "备案_表.docx" || string(got.Files[0].Data) != "PK" {
		t.Errorf("got %+v", got)
	}
}

// TestThreadsOfAChannel: a case's thread is private, has its person in it, and is found again, archived or not.
func TestThreadsOfAChannel(t *testing.T) {
	d := brisk(t)
	l := lineTo(t, d)
	ctx := context.Background()
	var made []Thread
	for _, name := range []string{"ZX-1", "ZX-2"} {
		x, err := l.OpenThread(ctx, "5", name, cadre)
		if err != nil {
			t.Fatal(err)
		}
		made = append(made, x)
	}
	if _, err := l.OpenThread(ctx, "6", "别处", cadre); err != nil {
		t.Fatal(err)
	}
	d.Archive(made[1].ID)
	got, err := l.Threads(ctx, guild, "5")
	if err != nil || len(got) != 2 || got[0] != made[0] || got[1] != made[1] {
		t.Errorf("got %+v, %v", got, err)
	}
	for _, x := range d.Threads() {
		if x.Type != privateThread || len(x.Members) != 1 || x.Members[0] != cadre {
			t.Errorf("opened %+v", x)
		}
	}
}

// TestRolesAndMessages: a member has roles, somebody else has none; messages are told from the newest on, with their buttons.
func TestRolesAndMessages(t *testing.T) {
	d := brisk(t)
	d.Member(guild, clerk, helper)
	l := lineTo(t, d)
	ctx := context.Background()
	if got, err := l.Roles(ctx, guild, clerk); err != nil || len(got) != 1 || got[0] != helper {
		t.Errorf("got %v, %v", got, err)
	}
	if got, err := l.Roles(ctx, guild, other); err != nil || got != nil {
		t.Errorf("got %v, %v", got, err)
	}
	m := plain("卡片")
	m.Components = []Row{{Type: typeRow, Components: []Component{{Type: typeButton, Style: stylePrimary, CustomID: "认领", Label: "认领"}}}}
	for _, x := range []Message{plain("早"), m} {
		if _, err := l.Send(ctx, "5", x); err != nil {
			t.Fatal(err)
		}
	}
	got, err := l.Recent(ctx, "5")
	if err != nil || len(got) != 2 || got[0].Content != "卡片" || got[0].CustomIDs[0] != "认领" || got[1].Author != discordtest.Self {
		t.Errorf("got %+v, %v", got, err)
	}
	if err := l.Delete(ctx, "5", got[0].ID); err != nil || len(d.Messages("5")) != 1 {
		t.Errorf("%d left, %v", len(d.Messages("5")), err)
	}
}

// TestCommandsOverALine: what was written is what is read, so that they are written once.
func TestCommandsOverALine(t *testing.T) {
	d := brisk(t)
	l := lineTo(t, d)
	for want := range 2 {
		if changed, err := register(context.Background(), l); err != nil || changed != (want == 0) {
			t.Errorf("start %d: %t, %v", want+1, changed, err)
		}
	}
}
