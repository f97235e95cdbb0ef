package cli

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"dandang/bot/discord"
	"dandang/filing"
)

const buttonKey = "DISCORD_BUTTON_KEY=q8Zt2vXw5Lm9Rb3Kc7Yd1Nf6"

// discordAt is a server that speaks a little of Discord's API: it knows the token good, and sees no channel but one.
func discordAt(t *testing.T) string {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.Header.Get("Authorization") != "Bot good":
			w.WriteHeader(http.StatusUnauthorized)
			fmt.Fprint(w, `{"code":0,"message":"401: Unauthorized"}`)
		case strings.Contains(r.URL.Path, "/channels/222222222222222222/"):
			fmt.Fprint(w, `[]`)
		case strings.Contains(r.URL.Path, "/channels/"):
			w.WriteHeader(http.StatusForbidden)
			fmt.Fprint(w, `{"code":50001,"message":"Missing Access"}`)
		default:
			fmt.Fprint(w, `{"id":"999999999999999999"}`)
		}
	}))
	t.Cleanup(s.Close)
	return "DISCORD_API_URL=" + s.URL
}

func unitsFile(t *testing.T, channel string) string {
	t.Helper()
	return "UNITS_FILE=" + file(t, "units.yaml", `units:
  - unit: baofeng
    guild: "111111111111111111"
    staff_channel: "`+channel+`"
    roles: {reviewer: ["444444444444444444"]}
`)
}

func TestServeTellsWhatIsWrong(t *testing.T) {
	api := discordAt(t)
	for _, test := range []struct {
		name     string
		settings []string
		want     string
	}{
		{"a token that is not taken", []string{"DISCORD_TOKEN=bad", buttonKey, api}, "这个 DISCORD_TOKEN 不被 Discord 承认"},
		{"a units file with a fault", []string{"DISCORD_TOKEN=good", buttonKey, api, unitsFile(t, "频道")}, "units.yaml:4: "},
		{"a units file that is not there", []string{"DISCORD_TOKEN=good", buttonKey, api, "UNITS_FILE=/nowhere.yaml"}, "/nowhere.yaml"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := run(t, test.settings, "", "serve"); got.status != 1 || !strings.Contains(got.err, test.want) || strings.Contains(got.err, "q8Zt2v") {
				t.Errorf("got %+v", got)
			}
		})
	}
}

func TestDoctorLooksAtDiscord(t *testing.T) {
	api := discordAt(t)
	for _, test := range []struct {
		name     string
		settings []string
		want     string
	}{
		{"all is well", []string{"DISCORD_TOKEN=good", buttonKey, api, unitsFile(t, "222222222222222222")}, "正常  Discord：登录得上，1 个县区"},
		{"nobody is staff", []string{"DISCORD_TOKEN=good", buttonKey, api}, "没有设置 UNITS_FILE"},
		{"the channel of staff is not seen", []string{"DISCORD_TOKEN=good", buttonKey, api, unitsFile(t, "333333333333333333")}, "baofeng 的 staff_channel（333333333333333333）看不到"},
		{"the token is not taken", []string{"DISCORD_TOKEN=bad", buttonKey, api}, "登录不上 Discord"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := run(t, test.settings, "", "doctor"); !strings.Contains(got.out, test.want) {
				t.Errorf("got %+v", got)
			}
		})
	}
}

// TestServeStops: told to stop while Discord leaves a question without an answer, it stops, and calls that no fault.
func TestServeStops(t *testing.T) {
	for _, silent := range []string{"/users/@me", "/applications/1/commands", "/gateway/bot"} {
		t.Run(silent, func(t *testing.T) {
			ctx, stop := context.WithTimeout(context.Background(), time.Minute)
			defer stop()
			api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				switch {
				case strings.HasSuffix(r.URL.Path, silent):
					stop()
					<-r.Context().Done()
				case strings.HasSuffix(r.URL.Path, "/commands"):
					fmt.Fprint(w, `[]`)
				default:
					fmt.Fprint(w, `{"id":"1"}`)
				}
			}))
			defer api.Close()
			_, key, _ := strings.Cut(buttonKey, "=")
			settings := map[string]string{"DATA_DIR": filepath.Join(t.TempDir(), "data"), "DISCORD_TOKEN": "good", "DISCORD_BUTTON_KEY": key, "DISCORD_API_URL": api.URL}
			var errs bytes.Buffer
			began := time.Now()
			status := Run(ctx, Surroundings{Args: nil, Getenv: func(name string) string { return settings[name] }, In: strings.NewReader(""), Out: new(bytes.Buffer), Err: &errs})
			if status != 0 || time.Since(began) > 30*time.Second || !strings.Contains(errs.String(), "开始运行") || strings.Contains(errs.String(), "登录不上") {
				t.Errorf("status %d after %v: %s", status, time.Since(began), errs.String())
			}
		})
	}
}

// TestFinder offers entries by pinyin, and open cases by number and matter.
func TestFinder(t *testing.T) {
	settings, err := ReadSettings(func(name string) string {
		return map[string]string{"DATA_DIR": filepath.Join(t.TempDir(), "data")}[name]
	})
	if err != nil {
		t.Fatal(err)
	}
	p := &program{settings: settings}
	x, done, err := p.assemble(context.Background(), new(bytes.Buffer))
	if err != nil {
		t.Fatal(err)
	}
	defer done()
	f := &finder{parts: x, index: map[string]found{}}
	if got := f.Entries("demo").Find("zdcy"); len(got) == 0 || !strings.Contains(got[0].Name, "重大产业") {
		t.Errorf("got %+v", got)
	}
	if once := f.Entries("demo"); once != f.Entries("demo") || f.Entries("nowhere") != nil {
		t.Error("entries are made again and again, or of a county that is none")
	}
	cases, err := f.Cases(context.Background(), "demo")
	if err != nil || len(cases.Find("")) != 0 {
		t.Errorf("got %+v, %v", cases, err)
	}
	if got := matterOf(filing.Case{Question: strings.Repeat("长", 100)}); len([]rune(got)) != 40 {
		t.Errorf("got %q", got)
	}
	var _ discord.Finder = f
}
