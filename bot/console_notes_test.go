package bot

import (
	"context"
	"fmt"
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
		p.waiting = append(p.waiting, handlers.Notice{ID: fmt.Sprint(to, p.ticks), Reply: handlers.Reply{To: to, Text: fmt.Sprintf("期限%d（%s）", p.ticks, to)}})
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
