package store

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"dandang/filing"
)

// yearBegins is when the clock of these tests begins.
var yearBegins = time.Date(2026, 1, 5, 1, 0, 0, 0, time.UTC)

// childOfYear stands before the folder that a child process is to look for deadlines in.
const childOfYear = "year:"

// aYear lets a year pass, half a day at a time, and tells of every deadline that comes.
func aYear(ctx context.Context, s *Store) error {
	for at := yearBegins; at.Before(yearBegins.AddDate(1, 0, 1)); at = at.Add(12 * time.Hour) {
		for {
			list, err := s.Due(ctx, unit, at, 20)
			if err != nil {
				return err
			}
			for _, d := range list {
				if err := told(ctx, s, d); err != nil {
					return err
				}
			}
			if len(list) == 0 {
				break
			}
		}
	}
	return nil
}

// told writes that somebody is told of a deadline.
func told(ctx context.Context, s *Store, d Due) error {
	c, ok, err := s.Case(ctx, unit, d.Case)
	if err != nil || !ok {
		return fmt.Errorf("case %s: %v, %w", d.Case, ok, err)
	}
	event := fmt.Sprint(d.Clock, " ", d.Mark, " ", d.At.UnixMilli())
	a := Act{Event: event, Case: c, Fired: &d, Audit: Audit{At: d.At, What: "mark"}, Outbox: []Note{{To: "staff", Text: d.Case + " " + event}}}
	for i, clock := range c.Clocks {
		if clock.ID == d.Clock {
			a.Case.Clocks[i].Marks = slices.DeleteFunc(clock.Marks, func(m filing.Mark) bool { return m.ID == d.Mark })
		}
	}
	_, err = s.Act(ctx, a)
	if errors.Is(err, ErrConflict) {
		return nil // another process was quicker
	}
	return err
}

// childThroughYear lets a year pass over and over until it is killed.
func childThroughYear(dir string) int {
	ctx := context.Background()
	s, err := Open(ctx, Options{Dir: dir, compactAt: 100_000})
	if err != nil {
		fmt.Println(err)
		return 1
	}
	fmt.Println("open")
	for {
		if err := aYear(ctx, s); err != nil {
			fmt.Println(err)
			return 1
		}
	}
}

// withDeadlines opens cases with deadlines all over the year and returns what is to be told.
func withDeadlines(t *testing.T, s *Store, cases int) map[string]bool {
	t.Helper()
	want := map[string]bool{}
	r := rand.New(rand.NewPCG(7, 7))
	for i := range cases {
		a := did(opened(t, s, fmt.Sprint("p", i), "e"), "claim", "r1", "working")
		for _, id := range []string{"first", "last"} {
			at := yearBegins.Add(time.Duration(r.IntN(365*24)) * time.Hour)
			clock := filing.Clock{ID: id, From: at, Due: at}
			for k, mark := range []string{"50%", "100%", "150%"} {
				m := filing.Mark{ID: mark, At: at.Add(time.Duration(k) * time.Minute)}
				clock.Marks = append(clock.Marks, m)
				want[fmt.Sprint(a.Case.Number, " ", id, " ", mark, " ", m.At.UnixMilli())] = true
			}
			a.Case.Clocks = append(a.Case.Clocks, clock)
		}
		mustAct(t, s, a)
	}
	return want
}

// mustBeTold fails the test unless each of want was told exactly once.
func mustBeTold(t *testing.T, s *Store, want map[string]bool) {
	t.Helper()
	notes, err := s.Outbox(t.Context(), unit, 10*len(want), time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]int{}
	for _, n := range notes {
		seen[n.Text]++
	}
	for text := range want {
		if seen[text] != 1 {
			t.Errorf("%s: told %d times", text, seen[text])
		}
	}
	if len(notes) != len(want) {
		t.Errorf("%d notes, want %d", len(notes), len(want))
	}
	if left := mustDue(t, s, yearBegins.AddDate(9, 0, 0)); len(left) > 0 {
		t.Errorf("left %v", left)
	}
	mustVerify(t, s)
}

// A process that looks for deadlines is killed again and again: nothing is missed and nothing told twice.
func TestAYearOfDeadlinesOverKillings(t *testing.T) {
	t.Parallel()
	p := &place{t: t, dir: t.TempDir()}
	s := p.open()
	want := withDeadlines(t, s, long(40, 150))
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	const kills = 12
	for range kills {
		cmd, out := startChild(t, childOfYear+p.dir)
		for out.Scan() {
			if out.Text() != "open" {
				t.Errorf("child: %s", out.Text())
				break
			}
			time.AfterFunc(time.Duration(rand.IntN(150))*time.Millisecond, func() { _ = cmd.Process.Kill() })
		}
		if err := cmd.Wait(); err == nil || !isKilled(err) {
			t.Fatalf("the child ended by itself: %v", err)
		}
	}
	s = p.open()
	left := s.client.ZCard(t.Context(), dueKey(unit)).Val()
	if err := aYear(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	t.Logf("%d of %d were told of between %d killings", len(want)-int(left), len(want), kills)
	if left == int64(len(want)) {
		t.Error("nothing was told before the last killing: the test shows little")
	}
	mustBeTold(t, s, want)
}

func isKilled(err error) bool {
	var exit *exec.ExitError
	return errors.As(err, &exit) && strings.Contains(exit.String(), "killed")
}

// Several processes on one Redis let the same year pass at once.
func TestAYearOfDeadlinesOverSeveralProcesses(t *testing.T) {
	eachStore(t, func(t *testing.T, p *place) {
		all := several(p, 3)
		want := withDeadlines(t, all[0], long(20, 150))
		done := make(chan error, 2*len(all))
		for _, s := range append(all, all...) {
			go func() { done <- aYear(t.Context(), s) }()
		}
		for range cap(done) {
			if err := <-done; err != nil {
				t.Error(err)
			}
		}
		mustBeTold(t, all[0], want)
	})
}
