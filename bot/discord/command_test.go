package discord

import (
	"context"
	"errors"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"
)

// commandName is Discord's rule for names of chat commands and options.
var commandName = regexp.MustCompile(`^[-_'\p{L}\p{N}\p{Devanagari}\p{Thai}]{1,32}$`)

// TestCommandsWithinDiscordsLimits walks the whole tree: names, descriptions, options and choices in Chinese, and within limits.
func TestCommandsWithinDiscordsLimits(t *testing.T) {
	names := map[string]bool{}
	chat, menus := 0, 0
	for _, c := range applicationCommands() {
		if names[c.Name] {
			t.Errorf("%s stands twice", c.Name)
		}
		names[c.Name] = true
		size := checkNamed(t, c.Name, c.Name, c.NameLocalizations)
		if c.Type == messageCommand {
			menus++
			if c.Description != "" || len(c.DescriptionLocalizations) > 0 || len(c.Options) > 0 {
				t.Errorf("%s: a menu has no description and no options", c.Name)
			}
			continue
		}
		chat++
		size += checkDescribed(t, c.Name, c.Description, c.DescriptionLocalizations)
		for i, o := range c.Options {
			size += checkNamed(t, c.Name, o.Name, o.NameLocalizations) + checkDescribed(t, c.Name, o.Description, o.DescriptionLocalizations)
			if i > 0 && o.Required && !c.Options[i-1].Required {
				t.Errorf("%s: a required option stands behind one that is not", c.Name)
			}
			if o.Autocomplete && len(o.Choices) > 0 || len(o.Choices) > 25 {
				t.Errorf("%s: choices and autocompletion", c.Name)
			}
			for _, choice := range o.Choices {
				size += length(choice.Name) + length(choice.Value)
				if choice.NameLocalizations["zh-CN"] == "" || length(choice.Name) > 100 {
					t.Errorf("%s: the choice %q", c.Name, choice.Name)
				}
			}
		}
		t.Logf("%s: %d characters", c.Name, size)
		if size > 8000 {
			t.Errorf("%s has %d characters, at most 8000 are taken", c.Name, size)
		}
	}
	if chat != 12 || menus != 1 {
		t.Errorf("%d commands and %d menus", chat, menus)
	}
}

func checkNamed(t *testing.T, command, name string, local map[string]string) int {
	t.Helper()
	longest := 0
	for language, n := range local {
		if language != "zh-CN" && language != "zh-TW" {
			t.Errorf("%s: %s is no language of Discord that we speak", command, language)
		}
		if !commandName.MatchString(n) || strings.ToLower(n) != n {
			t.Errorf("%s: %q is no name", command, n)
		}
		longest = max(longest, length(n))
	}
	if local["zh-CN"] != name || local["zh-TW"] == "" || !commandName.MatchString(name) {
		t.Errorf("%s: %q is named %v", command, name, local)
	}
	return max(longest, length(name))
}

func checkDescribed(t *testing.T, command, text string, local map[string]string) int {
	t.Helper()
	if n := utf8.RuneCountInString(text); n == 0 || n > 100 || local["zh-CN"] != text || !regexp.MustCompile(`\p{Han}`).MatchString(text) {
		t.Errorf("%s: the description %q (%d), %v", command, text, n, local)
	}
	return length(text)
}

func TestWhatCommandsSay(t *testing.T) {
	for _, test := range []struct{ command, words, want string }{
		{"提问", "能备案吗", "能备案吗"},
		{"起草", "", "[起草备案]"},
		{"起草", "借老粮库", "借老粮库 [起草备案]"},
		{"我的备案", "", "我的备案"},
		{"清单", "", "看清单"},
		{"清单", "推进乡村振兴", "看原文 推进乡村振兴"},
		{"转人工", " ", "[转人工]"},
		{"转交审核", "老粮库能租吗", "老粮库能租吗 [转人工]"},
		{"我的数据", "", "我的数据"},
		{"我的数据", "查看", "我的数据"},
		{"我的数据", "删除", "删除我的数据"},
		{"帮助", "", "[帮助]"},
		{"待办", "", "待办"},
		{"办理", "", "待办"},
		{"办理", "ZX-2026-0001", "办理 ZX-2026-0001"},
		{"待办", "超期", "待办 超期"},
		{"统计", "", "统计"},
		{"新建", "提醒", "新建 提醒"},
	} {
		c, ok := commandNamed(test.command)
		if !ok {
			t.Fatalf("no command %s", test.command)
		}
		var got []string
		for _, x := range c.said(test.words) {
			if x.press != "" {
				got = append(got, "["+x.press+"]")
			} else {
				got = append(got, x.text)
			}
		}
		if strings.Join(got, " ") != test.want {
			t.Errorf("/%s %s says %q, want %q", test.command, test.words, got, test.want)
		}
	}
}

// registry keeps commands, and fails when it is told to.
type registry struct {
	all    []ApplicationCommand
	writes int
	err    error
}

func (r *registry) Commands(context.Context) ([]ApplicationCommand, error) { return r.all, r.err }

func (r *registry) Overwrite(_ context.Context, all []ApplicationCommand) error {
	r.all = all
	r.writes++
	return nil
}

// TestCommandsAreRegisteredOnlyWhenChanged: once, then not, and again when one differs; what Discord leaves out or orders
// otherwise is no difference.
func TestCommandsAreRegisteredOnlyWhenChanged(t *testing.T) {
	r := &registry{}
	ctx := context.Background()
	if changed, err := register(ctx, r); err != nil || !changed {
		t.Fatalf("at first: %v, %v", changed, err)
	}
	if changed, err := register(ctx, r); err != nil || changed {
		t.Errorf("the second time: %v, %v", changed, err)
	}
	r.all[0], r.all[1] = r.all[1], r.all[0]
	r.all[2].Options = nil
	for i := range r.all {
		if r.all[i].Type == messageCommand {
			r.all[i].DescriptionLocalizations = nil
		}
	}
	if changed, err := register(ctx, r); err != nil || changed {
		t.Errorf("in another order: %v, %v", changed, err)
	}
	r.all[0].Description = "别的"
	if changed, err := register(ctx, r); err != nil || !changed || r.writes != 2 {
		t.Errorf("with another description: %v, %v", changed, err)
	}
	r.err = errors.New("away")
	if _, err := register(ctx, r); !errors.Is(err, r.err) {
		t.Errorf("got %v", err)
	}
}
