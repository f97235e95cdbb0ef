package store

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"dandang/filing"

	"pgregory.net/rapid"
)

func TestDraftsComeBackAsTheyWere(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := anyConversation(t)
		for i := range rapid.IntRange(0, 3).Draw(t, "drafts") {
			want.Drafts = append(want.Drafts, Draft{
				ID: i + 1, Data: copied([]byte(anyText.Draw(t, "data"))), Began: anyTime.Draw(t, "began"), Seen: anyTime.Draw(t, "seen"),
				Open: rapid.Bool().Draw(t, "open"), Page: anyID.Draw(t, "page"),
			})
		}
		for range rapid.IntRange(0, 3).Draw(t, "filed") {
			want.Filed = append(want.Filed, Filed{Number: rapid.StringN(1, 20, 60).Draw(t, "number"), At: anyTime.Draw(t, "at"), Draft: rapid.IntRange(0, 9).Draw(t, "draft")})
		}
		blob := blobOf(want, 0)
		got, _, err := decode(nil, want.Unit, want.ID, blob)
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("got\n%+v, want\n%+v", got, want)
		}
		if _, _, err := decode(nil, want.Unit, want.ID, append(blob, 0)); !errors.Is(err, ErrCorrupt) {
			t.Fatalf("a byte too many: got %v, want ErrCorrupt", err)
		}
	})
}

func TestAFilingJustOpenedHasItsNumberAndTheEscalationKeepsIts(t *testing.T) {
	c := Conversation{Unit: unit, ID: "console:1", Person: "p", Version: 1, Case: "宝纪备〔2026〕3号", Filed: []Filed{{Number: "宝纪备〔2026〕1号"}, {}}}
	blob := blobOf(Conversation{Unit: c.Unit, ID: c.ID, Person: c.Person, Version: 1, Case: "ZX-2026-0001", Filed: c.Filed}, 0)
	blob = []byte(strings.Replace(string(blob), string([]byte{byte(len("ZX-2026-0001"))})+"ZX-2026-0001", string([]byte{byte(len(c.Case))})+c.Case, 1))
	got, _, err := decode(nil, c.Unit, c.ID, blob)
	if err != nil {
		t.Fatal(err)
	}
	if got.Case != "ZX-2026-0001" || got.Filed[0].Number != "宝纪备〔2026〕1号" || got.Filed[1].Number != "宝纪备〔2026〕3号" {
		t.Errorf("got case %q and %+v", got.Case, got.Filed)
	}
}

// TestFilingsAreNumberedWithoutGaps hands in from many talks at once, with escalations between.
func TestFilingsAreNumberedWithoutGaps(t *testing.T) {
	s, err := Open(context.Background(), Options{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	ctx, opened := context.Background(), time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	const people = 40
	var mu sync.Mutex
	seen := map[string]bool{}
	var all sync.WaitGroup
	for i := range people {
		all.Go(func() {
			id := fmt.Sprintf("console:%d", i)
			r, err := s.Commit(ctx, Commit{
				Event: "e", Audit: Audit{Who: "p", What: "filed"}, Number: "宝纪备〔%d〕%d号",
				Conversation: Conversation{Unit: unit, ID: id, Person: "p", Began: opened, Seen: opened, Filed: []Filed{{At: opened}}},
				Open:         &filing.Case{Unit: unit, Kind: filing.Filing, From: "p", Conversation: id, Opened: opened},
			})
			if err != nil {
				t.Error(err)
				return
			}
			c, err := s.Load(ctx, unit, id)
			if err != nil || len(c.Filed) != 1 || c.Filed[0].Number != r.Number || c.Case != "" {
				t.Errorf("%s: got %+v, %v, want number %s", id, c, err, r.Number)
			}
			mu.Lock()
			defer mu.Unlock()
			seen[r.Number] = true
		})
	}
	all.Wait()
	for n := 1; n <= people; n++ {
		if number := fmt.Sprintf("宝纪备〔2026〕%d号", n); !seen[number] {
			t.Errorf("no filing has number %s", number)
		}
	}
	if len(seen) != people {
		t.Errorf("%d numbers for %d filings", len(seen), people)
	}
}
