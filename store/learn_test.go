package store

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

var learnt = Lesson{Kind: Precedent, Case: "ZX-2026-0001", Question: "先开工后补手续", Answer: "有会议纪要、补办计划明确，予以备案", Cites: []string{"pos-major-project"}, By: "r1", At: time.Date(2026, 3, 4, 1, 0, 0, 0, time.UTC)}

func TestALessonIsPutInForceByASecondPerson(t *testing.T) {
	eachStore(t, func(t *testing.T, p *place) {
		s := p.open()
		id, err := s.Propose(t.Context(), unit, learnt)
		if err != nil || id != "L0001" {
			t.Fatalf("got %q, %v", id, err)
		}
		at := learnt.At.Add(time.Hour)
		for _, row := range []struct {
			what string
			id   string
			step Step
			want error
		}{
			{"by who proposed it", id, Step{Who: "r1", At: at, To: InForce}, ErrSamePerson},
			{"refused by who proposed it", id, Step{Who: "r1", At: at, To: Refused}, ErrSamePerson},
			{"taken back by another", id, Step{Who: "r2", At: at, To: Retired}, ErrInvalid},
			{"one that is not there", "L0009", Step{Who: "r2", At: at, To: InForce}, ErrNone},
			{"the head of the register", registerHead, Step{Who: "r2", At: at, To: InForce}, ErrNone},
			{"by a second person", id, Step{Who: "r2", At: at, To: InForce, Note: "同意"}, nil},
			{"twice", id, Step{Who: "r3", At: at, To: InForce}, ErrSettled},
			{"no longer", id, Step{Who: "r3", At: at, To: Retired, Note: "清单改了"}, nil},
			{"and again", id, Step{Who: "r2", At: at, To: InForce}, ErrSettled},
		} {
			if _, err := s.Settle(t.Context(), unit, row.id, row.step); !errors.Is(err, row.want) {
				t.Errorf("%s: got %v, want %v", row.what, err, row.want)
			}
		}
		s = p.reopen(s)
		all, err := s.Lessons(t.Context(), unit)
		if err != nil || len(all) != 1 {
			t.Fatalf("got %v, %v", all, err)
		}
		want := learnt
		want.ID, want.State = id, Retired
		want.Steps = []Step{{"r2", at, InForce, "同意"}, {"r3", at, Retired, "清单改了"}}
		if !reflect.DeepEqual(all[0], want) {
			t.Errorf("got\n%+v, want\n%+v", all[0], want)
		}
		if r := mustVerify(t, s); r.Lines != 3 {
			t.Errorf("%d audit lines, want a proposal and two steps", r.Lines)
		}
	})
}

func TestOfManySecondPersonsOneSettlesIt(t *testing.T) {
	eachStore(t, func(t *testing.T, p *place) {
		all := several(p, 3)
		ids := make([]string, 20)
		var wait sync.WaitGroup
		for i := range ids {
			wait.Go(func() {
				var err error
				if ids[i], err = all[i%len(all)].Propose(t.Context(), unit, learnt); err != nil {
					t.Error(err)
				}
			})
		}
		wait.Wait()
		seen := map[string]bool{}
		for _, id := range ids {
			seen[id] = true
		}
		if len(seen) != len(ids) || !seen["L0020"] {
			t.Fatalf("ids %v", ids)
		}
		var done atomic.Int64
		for i := range 20 {
			wait.Go(func() {
				_, err := all[i%len(all)].Settle(t.Context(), unit, "L0003", Step{Who: fmt.Sprint("s", i), To: []LessonState{InForce, Refused}[i%2]})
				switch {
				case err == nil:
					done.Add(1)
				case !errors.Is(err, ErrSettled):
					t.Error(err)
				}
			})
		}
		wait.Wait()
		if done.Load() != 1 {
			t.Errorf("%d settled it, want 1", done.Load())
		}
		mustVerify(t, all[0])
	})
}

func TestAPersonCountsOnce(t *testing.T) {
	eachStore(t, func(t *testing.T, p *place) {
		s := p.open()
		rate := func(person string, m Mark, want bool) {
			t.Helper()
			if got, err := s.Rate(t.Context(), unit, "ZX-2026-0001", person, m); err != nil || got != want {
				t.Errorf("%s %s: got %v, %v, want %v", person, m, got, err, want)
			}
		}
		rate("a", Helped, true)
		rate("a", Helped, false)
		rate("b", Useless, true)
		rate("c", Useless, true)
		rate("c", Helped, true) // thought better of it
		s = p.reopen(s)
		rate("b", Useless, false)
		got, err := s.Ratings(t.Context(), unit)
		if want := map[string]Rating{"ZX-2026-0001": {Helped: 2, Useless: 1}}; err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("got %v, %v, want %v", got, err, want)
		}
		var wait sync.WaitGroup
		for i := range 100 {
			wait.Go(func() {
				if _, err := s.Rate(t.Context(), unit, "faq-01", fmt.Sprint(i%10), []Mark{Helped, Useless}[i%2]); err != nil {
					t.Error(err)
				}
			})
		}
		wait.Wait()
		got, err = s.Ratings(t.Context(), unit)
		if n := got["faq-01"][Helped] + got["faq-01"][Useless]; err != nil || n != 10 {
			t.Errorf("ten people pressed ten times each: counted %d, %v", n, err)
		}
		if _, err := s.Rate(t.Context(), unit, "a\tb", "p", Helped); !errors.Is(err, ErrInvalid) {
			t.Errorf("a subject with a tab: got %v", err)
		}
	})
}

func TestQuestionsThatNothingMatchedAreGathered(t *testing.T) {
	eachStore(t, func(t *testing.T, p *place) {
		s := p.open()
		at := time.Date(2026, 3, 4, 1, 0, 0, 0, time.UTC)
		for i, q := range []string{
			"食堂外包能不能备案？", "食堂外包能不能备案", "食堂外包，能不能备案!", "单位食堂外包能不能备案？", "村里的路灯坏了归谁管", "？！",
			"我的身份证410421199001011234，电话 138 0000 1111，邮箱 a.b@example.com，公车能拍卖吗",
		} {
			if err := s.Unmatched(t.Context(), unit, q, at.Add(time.Duration(i)*time.Hour)); err != nil {
				t.Fatal(err)
			}
		}
		s = p.reopen(s)
		gaps, err := s.Gaps(t.Context(), unit)
		if err != nil || len(gaps) != 3 {
			t.Fatalf("got %+v, %v", gaps, err)
		}
		first := gaps[0]
		if first.Question != "食堂外包能不能备案？" || first.Count != 4 || !reflect.DeepEqual(first.Like, []string{"单位食堂外包能不能备案？"}) || !first.Last.Equal(at.Add(3*time.Hour)) {
			t.Errorf("got %+v", first)
		}
		for _, g := range gaps {
			for _, secret := range []string{"4104", "138", "0000", "1111", "example"} {
				if strings.Contains(g.Question, secret) {
					t.Errorf("%q holds %q", g.Question, secret)
				}
			}
		}
		if err := s.CloseGap(t.Context(), unit, first.ID); err != nil {
			t.Fatal(err)
		}
		if gaps, err := s.Gaps(t.Context(), unit); err != nil || len(gaps) != 2 {
			t.Errorf("after one was dealt with: %+v, %v", gaps, err)
		}
		if err := s.CloseGap(t.Context(), unit, first.ID); !errors.Is(err, ErrNone) {
			t.Errorf("closed twice: %v", err)
		}
	})
}

// Questions made of chance are told apart, and those that differ in a word or two are one.
func TestLikeQuestions(t *testing.T) {
	for _, row := range []struct {
		a, b string
		want bool
	}{
		{"食堂外包能不能备案", "食堂外包能不能备案？", true},
		{"学校食堂外包能不能备案", "食堂外包可不可以备案", false},
		{"公车拍卖要不要报备", "公车拍卖要不要先报备", true},
		{"村里的路灯坏了归谁管", "食堂外包能不能备案", false},
		{"啥", "啥", true},
		{"", "", false},
	} {
		if got := shared(pairsOf(row.a), pairsOf(row.b)) >= alike; got != row.want {
			t.Errorf("%q and %q: %d in a hundred", row.a, row.b, shared(pairsOf(row.a), pairsOf(row.b)))
		}
	}
}
