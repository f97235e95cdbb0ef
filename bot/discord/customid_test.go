package discord

import (
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

var testKeys = Keys{"8sd7f6g5h4j3k2l1q0w9e8r7t6y5"}

func TestControlsComeBack(t *testing.T) {
	word := rapid.StringN(0, 12, -1).Filter(func(s string) bool { return !strings.Contains(s, "|") })
	rapid.Check(t, func(t *rapid.T) {
		c := control{
			Verb: verbPress, Staff: rapid.Bool().Draw(t, "staff"), Unit: rapid.StringMatching(`[a-z][a-z0-9-]{0,19}`).Draw(t, "unit"),
			Person: rapid.StringMatching(`[1-9][0-9]{16,18}|\*`).Draw(t, "person"),
			Asks:   word.Draw(t, "asks"),
			Label:  rapid.StringN(0, 80, -1).Draw(t, "label"),
		}
		id := testKeys.encode(c)
		if length(id) > mostControl {
			t.Fatalf("%q has %d characters", id, length(id))
		}
		got, err := testKeys.decode(id)
		if err != nil {
			t.Fatal(err)
		}
		if short, cut := strings.CutSuffix(got.Label, "…"); cut && got.Label != c.Label {
			if !strings.HasPrefix(c.Label, short) {
				t.Fatalf("the label %q comes back as %q", c.Label, got.Label)
			}
			got.Label = c.Label
		}
		if got != c {
			t.Fatalf("%+v comes back as %+v", c, got)
		}
	})
}

// TestControlsOfTheLongestKind: the longest unit, person and number leave room for the label of a standing button.
func TestControlsOfTheLongestKind(t *testing.T) {
	c := control{Verb: verbPress, Unit: strings.Repeat("u", 20), Person: "18446744073709551615", Asks: "宝丰县纪委监委备案字〔2026〕第00001234号", Label: "再要一份文书"}
	got, err := testKeys.decode(testKeys.encode(c))
	if err != nil || got != c {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestForgedAndOldControls(t *testing.T) {
	id := testKeys.encode(control{Verb: verbPress, Unit: "demo", Person: "123456789012345678", Label: "提交"})
	next := Keys{"another-key-0192837465-zyxw", testKeys[0]}
	if _, err := next.decode(id); err != nil {
		t.Errorf("a button signed with the key before is refused: %v", err)
	}
	if _, err := (Keys{next[0]}).decode(id); !errors.Is(err, errForged) {
		t.Errorf("a button signed with a key no longer known: got %v", err)
	}
	for name, forged := range map[string]string{
		"another label":   strings.Replace(id, "提交", "取消", 1),
		"another county":  strings.Replace(id, "demo", "yexian", 1),
		"another verb":    id[:11] + "w" + id[12:],
		"nothing behind":  id[:11],
		"another version": "0" + id[1:],
		"of another bot":  "btn_submit", "nothing": "",
	} {
		if _, err := testKeys.decode(forged); err == nil {
			t.Errorf("%s: %q is accepted", name, forged)
		}
	}
}

func FuzzDecodeControl(f *testing.F) {
	f.Add(testKeys.encode(control{Verb: verbPress, Unit: "demo", Person: "1", Label: "x"}))
	f.Add("1")
	f.Fuzz(func(t *testing.T, id string) {
		if c, err := testKeys.decode(id); err == nil && testKeys.encode(c) != id {
			t.Errorf("%q is read as %+v, which is written %q", id, c, testKeys.encode(c))
		}
	})
}

func TestKeys(t *testing.T) {
	for _, test := range []struct {
		name string
		keys Keys
		good bool
	}{
		{"a random one", testKeys, true},
		{"none", nil, false},
		{"a short one", Keys{"a1b2c3d4"}, false},
		{"a long one of one letter", Keys{strings.Repeat("a", 40)}, false},
		{"what the manual says in its place", Keys{"changeme-changeme-changeme-1"}, false},
		{"a good one before a bad one", Keys{testKeys[0], "x"}, false},
	} {
		if got := test.keys.Check(); (got == "") != test.good {
			t.Errorf("%s: %q", test.name, got)
		}
	}
}
