package bot

import (
	"context"
	"strings"
	"time"

	"dandang/handlers"
)

// A Clerk is a desk that also tells people of what they did not ask for just now: what was done to their cases, and the
// deadlines that have come. *handlers.Desk is the one there is.
type Clerk interface {
	Desk
	// Tick tells of the deadlines of a unit that have come by a time, each once.
	Tick(ctx context.Context, unit string, now time.Time) (int, error)
	// Notes takes notices that nobody is delivering, for that long; Noted reports them as delivered.
	Notes(ctx context.Context, unit string, most int, hold time.Duration) ([]handlers.Notice, error)
	Noted(ctx context.Context, unit string, ids ...string) error
}

// How notices are taken: by a terminal that shows only its own person's, so they are held for a moment only.
const (
	mostNotes = 500
	holdNotes = 200 * time.Millisecond
)

// notices are the replies that wait for those whom mine picks; they are taken as shown.
func notices(ctx context.Context, d Desk, unit string, mine func(to string) bool) ([]handlers.Reply, error) {
	clerk, ok := d.(Clerk)
	if !ok {
		return nil, nil
	}
	waiting, err := clerk.Notes(ctx, unit, mostNotes, holdNotes)
	if err != nil {
		return nil, err
	}
	var out []handlers.Reply
	var ids []string
	for _, n := range waiting {
		if mine(n.Reply.To) {
			out, ids = append(out, n.Reply), append(ids, n.ID)
		}
	}
	return out, clerk.Noted(ctx, unit, ids...)
}

// forStaff reports whether a notice is for whoever of staff sits there: to all, to a role, or to one of them.
func forStaff(to string) bool {
	return to == "lead" || to == "head" || strings.HasPrefix(to, "staff")
}
