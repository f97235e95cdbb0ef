package store

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"dandang/filing"
)

// traceOf counts where a word stands: keys, and values but for those of the audit.
func traceOf(t testing.TB, s *Store, word string) (places []string) {
	t.Helper()
	err := s.keeper.dump(t.Context(), func(e entry) error {
		if e.key == auditKey(unit) {
			return nil
		}
		if strings.Contains(e.key, word) {
			places = append(places, e.key)
		}
		for _, v := range e.values {
			if strings.Contains(v, word) {
				places = append(places, e.key)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return places
}

// lived has a person use everything: two talks with a draft, a consultation still open, one closed, a filing decided, one
// taken back, marks, notes.
func lived(t testing.TB, s *Store, person string) (open, closed, filed, taken string) {
	t.Helper()
	talk := turn(mustLoad(t, s, "web:"+person), "w", "SecretWordOfTalk")
	talk.Conversation.Person, talk.Audit.Who = person, person
	talk.Conversation.Drafts = []Draft{{ID: 1, Data: []byte(`{"form":"x"}`), Began: time.Now(), Seen: time.Now()}}
	if _, err := s.Commit(t.Context(), talk); err != nil {
		t.Fatal(err)
	}
	number := func(i int) string { return opened(t, s, person, fmt.Sprint("open", i)).Number }
	open, closed, filed, taken = number(1), number(2), number(3), number(4)
	end := func(number string, kind filing.Kind, state filing.State, done bool) {
		a := did(mustCase(t, s, number), "end", "r1", state)
		a.Case.Kind, a.Case.Done = kind, done
		a.Case.Record = append(a.Case.Record, filing.Entry{At: a.Audit.At, Who: person, Action: "add", Text: "补充", Note: "只给经办看的"})
		a.Outbox = []Note{{To: person, Text: "有答复 " + CaseMark}}
		mustAct(t, s, a)
	}
	end(open, filing.Consultation, "working", false)
	end(closed, filing.Consultation, "closed", true)
	end(filed, filing.Filing, "closed", true)
	end(taken, filing.Filing, filing.Withdrawn, true)
	for _, subject := range []string{closed, "faq-01"} {
		if _, err := s.Rate(t.Context(), unit, subject, person, Helped); err != nil {
			t.Fatal(err)
		}
	}
	return open, closed, filed, taken
}

func TestAPersonSeesAllThatIsKept(t *testing.T) {
	eachStore(t, func(t *testing.T, p *place) {
		s := p.open()
		open, closed, filed, taken := lived(t, s, "zhangsan")
		lived(t, s, "lisi")
		got, err := s.Export(t.Context(), unit, "zhangsan")
		if err != nil {
			t.Fatal(err)
		}
		b, err := json.Marshal(got)
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range []string{"SecretWordOfTalk", open, closed, filed, taken, "有答复 " + filed, "faq-01", `{"form":"x"}`, "补充"} {
			if !strings.Contains(string(b), want) {
				t.Errorf("%q is not told", want)
			}
		}
		for _, not := range []string{"lisi", "只给经办看的", CaseMark} {
			if strings.Contains(string(b), not) {
				t.Errorf("%q is told", not)
			}
		}
		if len(got.Talks) != 2 || len(got.Cases) != 4 || len(got.Notes) != 4 || len(got.Marks) != 2 || len(got.Audit) != 5 {
			t.Errorf("%d talks, %d cases, %d notes, %d marks, %d audit lines", len(got.Talks), len(got.Cases), len(got.Notes), len(got.Marks), len(got.Audit))
		}
		nobody, err := s.Export(t.Context(), unit, "nobody")
		if err != nil || len(nobody.Talks)+len(nobody.Cases)+len(nobody.Kept)+len(nobody.Audit) != 0 {
			t.Errorf("of nobody: %+v, %v", nobody, err)
		}
	})
}

func TestAForgottenPersonIsNowhereButWhereItIsSaid(t *testing.T) {
	eachStore(t, func(t *testing.T, p *place) {
		s := p.open()
		open, closed, filed, taken := lived(t, s, "zhangsan")
		lived(t, s, "lisi")
		mustLoad(t, s, "web:zhangsan")
		got, err := s.Forget(t.Context(), unit, "zhangsan")
		if err != nil {
			t.Fatal(err)
		}
		if got.Conversations != 2 || got.Notes != 3 || got.Marks != 2 || got.Cases != 2 {
			t.Errorf("got %+v", got)
		}
		until := time.Date(2036, 2, 29, 9, 0, 0, 0, time.UTC)
		for i, want := range []Kept{{Number: open, Why: KeptOpen}, {Number: filed, Why: KeptFiled, Until: until}, {Count: 7, Why: KeptAudit}} {
			if i >= len(got.Kept) || got.Kept[i] != want {
				t.Errorf("kept %+v, want %d to be %+v", got.Kept, i, want)
			}
		}
		if c := mustLoad(t, s, "web:zhangsan"); c.Version != 0 {
			t.Error("the talk is still in memory")
		}
		s = p.reopen(s)
		for _, place := range traceOf(t, s, "zhangsan") {
			if place != casesKey(unit) && place != personCasesKey(unit) && place != outboxKey(unit) {
				t.Errorf("still in %s", place)
			}
		}
		of, err := s.CasesOf(t.Context(), unit, "zhangsan")
		if err != nil || len(of) != 2 || of[0].Number != open || of[1].Number != filed {
			t.Errorf("still found by the person: %v, %v", of, err)
		}
		for _, number := range []string{closed, taken} {
			c := mustCase(t, s, number)
			b, err := json.Marshal(c)
			if err != nil || strings.Contains(string(b), "zhangsan") || !strings.HasPrefix(c.From, "former-") || c.Record[1].Who != c.From {
				t.Errorf("%s: %s, %v", number, b, err)
			}
		}
		if r, err := s.Ratings(t.Context(), unit); err != nil || r["faq-01"][Helped] != 2 {
			t.Errorf("ratings %v, %v", r, err)
		}
		mustVerify(t, s)
		// A second time, when the open case has come to its end.
		end := did(mustCase(t, s, open), "close", "r1", "closed")
		end.Case.Done = true
		mustAct(t, s, end)
		again, err := s.Forget(t.Context(), unit, "zhangsan")
		if err != nil || again.Cases != 1 || again.Conversations != 0 || again.Notes != 1 {
			t.Errorf("again: %+v, %v", again, err)
		}
		if left := traceOf(t, s, "zhangsan"); len(left) != 2 { // the filing and its entry in the index
			t.Errorf("left in %v", left)
		}
		if of, err := s.CasesOf(t.Context(), unit, "lisi"); err != nil || len(of) != 4 {
			t.Errorf("of another person: %v, %v", of, err)
		}
		mustVerify(t, s)
	})
}

// Whoever only talked leaves nothing at all but lines of the audit.
func TestWhoeverOnlyTalkedLeavesNothing(t *testing.T) {
	eachStore(t, func(t *testing.T, p *place) {
		s := p.openSealed(keyOf(1))
		c := turn(mustLoad(t, s, "dm:wangwu"), "e", "x")
		c.Conversation.Person = "wangwu"
		c.Outbox = []Note{{To: "wangwu", Text: "x"}}
		if _, err := s.Commit(t.Context(), c); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Forget(t.Context(), unit, "wangwu"); err != nil {
			t.Fatal(err)
		}
		if left := traceOf(t, s, "wangwu"); len(left) > 0 {
			t.Errorf("left in %v", left)
		}
		mustVerify(t, s)
	})
}
