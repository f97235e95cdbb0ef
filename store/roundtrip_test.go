package store

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"reflect"
	"strings"
	"testing"
	"time"

	"dandang/knowledge"

	"pgregory.net/rapid"
)

// blobOf is a conversation as the commit script writes it.
func blobOf(c Conversation, until int64) []byte {
	b := append([]byte{format}, versionBytes(c.Version)...)
	b = append(b, 2)
	b = append(b, eventHash(c.ID, "1")+eventHash(c.ID, "2")...)
	b = append(append(b, byte(len(c.Case))), c.Case...)
	return append(b, encodeBody(c, until)...)
}

var anyText = rapid.OneOf(
	rapid.String(),
	rapid.StringOfN(rapid.RuneFrom([]rune("的了会上定图纸月底前补报，。？鑫淼𠮷Ab 09-")), 0, 60, -1),
	rapid.Map(rapid.SliceOfN(rapid.Byte(), 0, 20), func(b []byte) string { return string(b) }),
)

var anyID = rapid.OneOf(rapid.SampledFrom(knownIDs.words), rapid.StringMatching(`[a-z]{1,3}-[a-z0-9]{1,12}`))

var anyTime = rapid.Map(rapid.Int64Range(-1e12, 4e12), func(ms int64) time.Time { return time.UnixMilli(ms).UTC() })

func anyConversation(t *rapid.T) Conversation {
	c := Conversation{
		Unit: unit, ID: "console:1", Person: anyText.Draw(t, "person"), Version: rapid.Int64Range(1, 1<<62).Draw(t, "version"),
		Began: anyTime.Draw(t, "began"), Seen: anyTime.Draw(t, "seen"), Pending: anyID.Draw(t, "pending"),
		Stage: Stage(anyID.Draw(t, "stage")), Case: rapid.StringN(0, 20, 200).Draw(t, "case"),
		Lists: rapid.OneOf(rapid.StringMatching(`[0-9a-f]{12}`), rapid.String()).Draw(t, "lists"),
		Work:  anyText.Draw(t, "work"), Elsewhere: anyID.Draw(t, "elsewhere"),
		Head: rapid.OneOf(rapid.StringMatching(`[0-9a-f]{64}`), rapid.Just("")).Draw(t, "head"),
	}
	for range rapid.IntRange(0, 6).Draw(t, "messages") {
		c.Said = append(c.Said, Said{
			At: anyTime.Draw(t, "at"), Text: anyText.Draw(t, "text"), Pressed: rapid.Bool().Draw(t, "pressed"),
			Kind: knowledge.Kind(anyID.Draw(t, "kind")), Asked: anyID.Draw(t, "asked"),
			FAQ: copied(rapid.SliceOfN(anyID, 0, 3).Draw(t, "faq")),
		})
	}
	c.From = rapid.IntRange(0, len(c.Said)).Draw(t, "from")
	c.Matter = anyMatter(t, c)
	for range rapid.IntRange(0, 2).Draw(t, "past") {
		c.Past = append(c.Past, Past{
			First: rapid.IntRange(0, 50).Draw(t, "first"), Last: rapid.IntRange(0, 50).Draw(t, "last"),
			Item: anyID.Draw(t, "item"), Outcome: knowledge.Outcome(anyID.Draw(t, "outcome")),
		})
	}
	return c
}

func anyMatter(t *rapid.T, c Conversation) knowledge.Matter {
	m := knowledge.Matter{
		Stage: knowledge.Stage(anyID.Draw(t, "stage")),
		Asked: copied(rapid.SliceOfN(anyID, 0, 4).Draw(t, "asked")), Vain: copied(rapid.SliceOfN(anyID, 0, 2).Draw(t, "vain")),
	}
	for range rapid.IntRange(0, 3).Draw(t, "items") {
		m.Items = append(m.Items, knowledge.Candidate{ID: anyID.Draw(t, "item"), Score: rapid.Float64Range(0, 1).Draw(t, "score")})
	}
	for range rapid.IntRange(0, 5).Draw(t, "facts") {
		turn := rapid.IntRange(-1, len(c.Said)).Draw(t, "turn")
		quote := anyText.Draw(t, "quote")
		if text := messageText(c, turn); text != "" && rapid.Bool().Draw(t, "quoted") {
			from := rapid.IntRange(0, len(text)).Draw(t, "begin")
			quote = text[from:rapid.IntRange(from, len(text)).Draw(t, "end")]
		}
		m.Facts = append(m.Facts, knowledge.Fact{
			ID: anyID.Draw(t, "fact"), Holds: rapid.Bool().Draw(t, "holds"), Hint: rapid.Bool().Draw(t, "hint"),
			Quote: quote, Turn: turn, Via: rapid.OneOf(rapid.SampledFrom(vias), rapid.Just(knowledge.Via("other"))).Draw(t, "via"),
		})
	}
	return m
}

func TestAConversationComesBackAsItWas(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := anyConversation(t)
		until := rapid.Int64Range(0, 1<<60).Draw(t, "until")
		got, gotUntil, err := decode(nil, want.Unit, want.ID, blobOf(want, until))
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(got, want) || gotUntil != until {
			t.Fatalf("got\n%+v until %d, want\n%+v until %d", got, gotUntil, want, until)
		}
	})
}

func TestAConversationCutShortIsRefused(t *testing.T) {
	whole := blobOf(longTalk(1, 20), 1)
	for n := range whole {
		if _, _, err := decode(nil, unit, "x", whole[:n]); !errors.Is(err, ErrCorrupt) {
			t.Fatalf("the first %d of %d bytes: got %v, want ErrCorrupt", n, len(whole), err)
		}
	}
	if _, _, err := decode(nil, unit, "x", append(whole, 0)); !errors.Is(err, ErrCorrupt) {
		t.Errorf("a byte too many: got %v, want ErrCorrupt", err)
	}
}

func TestTextComesBackAsItWas(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := anyText.Draw(t, "text")
		got, err := decodeText(appendText(nil, want))
		if err != nil || got != want {
			t.Fatalf("got %q, %v, want %q", got, err, want)
		}
	})
}

// What was written by a former version must stay readable: the tables keep their order, and this file its meaning.
func TestOldDataIsStillRead(t *testing.T) {
	const file = "testdata/conversation-1.bin"
	blob, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	want := longTalk(1, 12)
	want.Case = "ZX-2026-0001"
	got, until, err := decode(nil, want.Unit, want.ID, blob)
	if err != nil || until != 1794000000000 || !reflect.DeepEqual(got, want) {
		t.Errorf("%s: got %v\n%+v until %d, want\n%+v", file, err, got, until, want)
	}
	for _, row := range []struct{ name, table, sum string }{
		{"frequent characters", frequent, "9d3793593aba105e"},
		{"first ids", strings.Join(knownIDs.words[:idsOfFormat1], " "), "99fca29cd6673d67"},
	} {
		sum := sha256.Sum256([]byte(row.table))
		if got := hex.EncodeToString(sum[:8]); got != row.sum {
			t.Errorf("%s: sum %s, want %s; data on disk holds their numbers, so they may not change", row.name, got, row.sum)
		}
	}
}

func TestScriptsKeepTheirText(t *testing.T) {
	sums := map[string]string{
		"commit1": "fd7cd60b5bb4ac5cd9dd5443d97a40fb1633a956", "erase1": "0fefdd362c95127490d2af3d8373f5b9ccdbd4ee", "take1": "cf9c05d5e08d3923bb68f2d6e40627c865a420ec", "done1": "97b41de786ff5f55868c5d94b27ac6d41fca4926", "put1": "422e4b463144e723837eaa49943febfac1623c55", "drop1": "fa30942aaebb83a937d382cd051619baafa6eb4b", "withdraw1": "b9dc1a3a6b125b497007940dee732eb11ca316f0",
		"commit2": "0e01755f9edfd0f6e8a4332fcf72805d30f88285", "act1": "51fd7cb8149717cd748d13772ac82bfb4b91fa95", "index1": "30d4f56ed630d832d46dfae853c424da7aaee60b",
		"keep1":     "7b34014b37ac8722ea65f1f2c20c609f1c6de781",
		"rate1":     "7b8360bb677f7b55e5199bad03bc48bd4411dba8",
		"gap1":      "671febd89c43e6e3e1e77eca6e225b630d6d07c7",
		"fields1":   "d664ed60ccc92a0053ceab9af074265ad8ea7634",
		"swap1":     "31510ca91fd441cc059a5df3100b96e09c13b5d0",
		"rename1":   "1d1102a53644e717375b7318034cecc24582cba5",
		"remove1":   "01e1006e0ae9bc8efc95acf218783ec66cf8188e",
		"register1": "a1765dab4eaa6e0276aa0fdfe59a81c00e705e85",
		"spend1":    "d12b40f40e06b92da685c1568241e0a36bd28fb6",
		"spend2":    "5b38ca0c16e3bcf95d6e4c288234d5c574ee5f32",
	}
	for name, want := range sums {
		s, ok := scriptNamed(name)
		if !ok || s.Hash() != want {
			t.Errorf("script %s is %s, was %s: journals on disk hold its name, so give a changed script a new one and keep the old", name, s.Hash(), want)
		}
	}
	if len(scripts) != len(sums) {
		t.Errorf("%d scripts, %d sums: note the sum of a new script here", len(scripts), len(sums))
	}
}

func TestOnlyTheLastMessagesAreKept(t *testing.T) {
	c := Conversation{From: 5, Matter: knowledge.Matter{Facts: []knowledge.Fact{{ID: "c-urgent", Turn: 1, Quote: "急"}, {ID: "c-basis", Turn: 60, Quote: "文"}}}}
	for i := range MostSaid + 10 {
		c.Said = append(c.Said, Said{Text: fmt.Sprint(i)})
	}
	c.Past = []Past{{First: 0, Last: 4, Item: "gone"}, {First: 6, Last: 20, Item: "cut"}, {First: 30, Last: 31, Item: "whole"}}
	got := trim(c)
	if len(got.Said) != MostSaid || got.Said[0].Text != "10" || got.From != 0 {
		t.Errorf("%d messages from %q, matter from %d", len(got.Said), got.Said[0].Text, got.From)
	}
	if f := got.Matter.Facts; f[0].Turn != 0 || f[0].Quote != "急" || got.Said[got.From+f[1].Turn].Text != "65" {
		t.Errorf("facts %+v", f)
	}
	if want := []Past{{0, 10, "cut", ""}, {20, 21, "whole", ""}}; !reflect.DeepEqual(got.Past, want) {
		t.Errorf("past %+v, want %+v", got.Past, want)
	}
	if c.Matter.Facts[0].Turn != 1 || c.Said[0].Text != "0" {
		t.Error("the caller's conversation was changed")
	}
}

func FuzzDecode(f *testing.F) {
	f.Add(blobOf(longTalk(1, 20), 1794000000000))
	f.Add(blobOf(Conversation{Version: 1}, 0))
	f.Add([]byte{1})
	f.Fuzz(func(t *testing.T, blob []byte) {
		c, until, err := decode(nil, unit, "console:1", blob)
		if err != nil {
			if !errors.Is(err, ErrCorrupt) {
				t.Fatalf("got %v, want ErrCorrupt", err)
			}
			return
		}
		again, sameUntil, err := decode(nil, unit, "console:1", blobOf(c, until))
		if err != nil || sameUntil != until || !same(again, c) {
			t.Fatalf("%+v\ncomes back as %v\n%+v", c, err, again)
		}
	})
}

// same compares as DeepEqual does, but takes scores by their bits, since a damaged one may be no number.
func same(a, b Conversation) bool { return fmt.Sprintf("%+v", a) == fmt.Sprintf("%+v", b) }

func FuzzText(f *testing.F) {
	f.Add([]byte("会上定的，图纸这个月底前补报"))
	f.Add([]byte{243, 9, 1})
	f.Fuzz(func(t *testing.T, b []byte) {
		if got, err := decodeText(appendText(nil, string(b))); err != nil || got != string(b) {
			t.Fatalf("%q comes back as %q, %v", b, got, err)
		}
		if s, err := decodeText(b); err == nil {
			if again, err := decodeText(appendText(nil, s)); err != nil || again != s {
				t.Fatalf("%q comes back as %q, %v", s, again, err)
			}
		}
	})
}
