package bot

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"dandang/filing"
	"dandang/handlers"
)

// punctual is a desk on which a deadline comes with each tick.
type punctual struct {
	scripted
	ticks   int
	waiting []handlers.Notice
}

func (p *punctual) Tick(context.Context, string, time.Time) (int, error) {
	p.ticks++
	for _, to := range []string{"1", "2", "staff", "lead", "head"} {
		p.waiting = append(p.waiting, handlers.Notice{ID: fmt.Sprint(to, p.ticks), Reply: handlers.Reply{To: to, Text: fmt.Sprintf("期限%d（%s）", p.ticks, to), Buttons: []string{fmt.Sprint("待办", p.ticks)}}})
	}
	return 1, nil
}

func (p *punctual) Notes(context.Context, string, int, time.Duration) ([]handlers.Notice, error) {
	return slices.Clone(p.waiting), nil
}

func (p *punctual) Noted(_ context.Context, _ string, ids ...string) error {
	p.waiting = slices.DeleteFunc(p.waiting, func(n handlers.Notice) bool { return slices.Contains(ids, n.ID) })
	return nil
}

// A terminal shows each of its own person's notices once: when it is opened, after a turn, and when Enter alone is
// pressed. Those of others wait.
func TestConsoleShowsItsOwnNotices(t *testing.T) {
	for _, c := range []struct {
		name   string
		person handlers.Person
		mine   []string
	}{
		{"a cadre", handlers.Person{ID: "1"}, []string{"1"}},
		{"staff without a roster", handlers.Person{ID: "staff", Staff: true}, []string{"staff", "lead", "head"}},
		{"a reviewer", handlers.Person{ID: "2", Staff: true, Roles: []filing.Role{filing.RoleReviewer}}, []string{"2", "staff"}},
		{"a lead", handlers.Person{ID: "9", Staff: true, Roles: []filing.Role{filing.RoleLead}}, []string{"staff", "lead"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := &punctual{scripted: scripted{answer: echo}}
			var all strings.Builder
			_ = talk(t, d, "待办\n\n退出\n", func(x *Console) { x.Person, x.Out = c.person, &all })
			got := all.String()
			for tick := 1; tick <= 3; tick++ {
				for _, to := range []string{"1", "2", "staff", "lead", "head"} {
					want := 0
					if slices.Contains(c.mine, to) {
						want = 1
					}
					if n := strings.Count(got, fmt.Sprintf("【通知】期限%d（%s）", tick, to)); n != want {
						t.Errorf("notice %d for %s is shown %d times, want %d:\n%s", tick, to, n, want, got)
					}
				}
			}
			if d.ticks != 3 || len(d.waiting) != 3*(5-len(c.mine)) {
				t.Errorf("%d ticks, %d notices wait", d.ticks, len(d.waiting))
			}
		})
	}
}

// TestConsoleTellsWhileNothingIsTyped lets time pass at an idle terminal: what has come is shown above the line that is
// being typed, once, and the numbers that stood there before still press what they pressed.
func TestConsoleTellsWhileNothingIsTyped(t *testing.T) {
	d := &punctual{scripted: scripted{answer: echo}}
	in, typed := io.Pipe()
	ticks := make(chan time.Time)
	var out strings.Builder
	c := &Console{Desk: d, Unit: "demo", Person: handlers.Person{ID: "1"}, Hello: handlers.Reply{Text: "您好", Buttons: []string{"看清单", "帮助"}},
		Now: func() time.Time { return time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC) }, ID: func() string { return "e" },
		Ticks: ticks, In: in, Out: &out, Width: 80}
	done := make(chan error)
	go func() { done <- c.Run(t.Context()) }()
	ticks <- time.Now()
	ticks <- time.Now() // the first has been seen to
	if _, err := io.WriteString(typed, "1\n退出\n"); err != nil {
		t.Fatal(err)
	}
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(out.String(), "【通知】期限2（1）\n[待办2]\n\n"); n != 1 {
		t.Errorf("the notice is shown %d times:\n%s", n, out.String())
	}
	if strings.Contains(out.String(), "（2）") || d.heard[0].Press != "待办1" {
		t.Errorf("shown:\n%s\nheard: %+v", out.String(), d.heard)
	}
}
