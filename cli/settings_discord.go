package cli

import (
	"fmt"
	"net/url"
	"strings"
)

// DiscordSettings are those of the Discord bot. Without Token there is none.
type DiscordSettings struct {
	Token string   // DISCORD_TOKEN: the bot's token. Never shown
	Keys  []string // DISCORD_BUTTON_KEY: sign the buttons, parted by commas, the first for new ones. Never shown
	API   string   // DISCORD_API_URL: another server that speaks Discord's API; "" for Discord
	Units string   // UNITS_FILE: which server is which county; "" for all of them that of COUNTY, without staff
}

// readDiscord reads the settings of the Discord bot. Whether the keys are good is asked when they are used.
func readDiscord(getenv func(string) string) (DiscordSettings, error) {
	s := DiscordSettings{Token: getenv("DISCORD_TOKEN"), API: getenv("DISCORD_API_URL"), Units: getenv("UNITS_FILE")}
	for _, key := range strings.Split(getenv("DISCORD_BUTTON_KEY"), ",") {
		if key = strings.TrimSpace(key); key != "" {
			s.Keys = append(s.Keys, key)
		}
	}
	if u, err := url.Parse(s.API); s.API != "" && (err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https") {
		return s, fmt.Errorf("DISCORD_API_URL=%q：应当像 http://127.0.0.1:8080；接 Discord 本身就不要设", s.API)
	}
	return s, nil
}
