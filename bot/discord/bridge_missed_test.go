package discord

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"testing"
	"time"
)

// TestMissed: what nobody heard is what a person wrote behind our last word, within a day; where nothing of ours stands nothing is, since
// it may all have been removed.
func TestMissed(t *testing.T) {
	now := time.Now()
	at := func(ago time.Duration) string {
		return strconv.FormatInt((now.Add(-ago).UnixMilli()-discordEpoch)<<22, 10)
	}
	const self = "999999999999999999"
	ours := func(ago time.Duration) Shown { return Shown{ID: at(ago), Author: self, Content: "我们的"} }
	theirs := func(ago time.Duration, words string) Shown { return Shown{ID: at(ago), Author: cadre, Content: words} }
	this := theirs(0, "在吗")
	for _, test := range []struct {
		name     string
		recent   []Shown // the newest first
		fail     error
		want     []string
		stranger bool
	}{
		{"two, in their order", []Shown{this, theirs(time.Minute, "乙"), theirs(time.Hour, "甲"), ours(2 * time.Hour), theirs(3*time.Hour, "早就答了")}, nil, []string{"甲", "乙"}, false},
		{"none: ours is the last", []Shown{this, ours(time.Minute), theirs(time.Hour, "甲")}, nil, nil, false},
		{"none: nothing of ours stands", []Shown{this, theirs(time.Minute, "删了的事")}, nil, nil, true},
		{"none: an empty channel", nil, nil, nil, true},
		{"none: too long ago", []Shown{this, theirs(missedLife+time.Minute, "昨天的"), ours(50 * time.Hour)}, nil, nil, false},
		{"none: a file without words", []Shown{this, theirs(time.Minute, " "), ours(time.Hour)}, nil, nil, false},
		{"none: somebody else's", []Shown{this, {ID: at(time.Minute), Author: other, Content: "别人的"}, ours(time.Hour)}, nil, nil, false},
		{"none: what comes after", []Shown{theirs(-time.Second, "下一句"), this, ours(time.Hour)}, nil, nil, false},
		{"none: the channel cannot be read", []Shown{this, theirs(time.Minute, "甲"), ours(time.Hour)}, errors.New("away"), nil, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			b := newBridge(t, &stage{recent: test.recent, fail: map[string]error{"recent": test.fail}}, &echo{})
			m := Said{ID: this.ID, Channel: "dm", User: cadre, Text: "在吗", At: now}
			missed, stranger := b.missed(context.Background(), m)
			var got []string
			for _, x := range missed {
				got = append(got, x.Text)
			}
			if !slices.Equal(got, test.want) || stranger != test.stranger {
				t.Errorf("got %v, %t", got, stranger)
			}
			if again, _ := b.missed(context.Background(), m); again != nil {
				t.Errorf("looks again: %v", again)
			}
		})
	}
}
