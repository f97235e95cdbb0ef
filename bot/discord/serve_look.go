package discord

import (
	"context"
	"errors"
	"fmt"
)

// Look signs in and looks at the servers and channels of the units. The error tells, in Chinese, everything that is wrong.
func Look(ctx context.Context, l Line, units Units) error {
	if _, err := l.Self(ctx); err != nil {
		return fmt.Errorf(sayNoSignIn, err)
	}
	var wrong []error
	for _, u := range units {
		if u.Guild == "" {
			continue
		}
		for _, c := range []struct{ key, id string }{{"staff_channel", u.StaffChannel}, {"case_channel", u.CaseChannel}} {
			if c.id == "" {
				continue
			}
			if _, err := l.Recent(ctx, c.id); err != nil {
				wrong = append(wrong, fmt.Errorf(sayNoChannel, u.ID, c.key, c.id, err))
			}
		}
		if u.CaseChannel != "" {
			if _, err := l.Threads(ctx, u.Guild, u.CaseChannel); err != nil {
				wrong = append(wrong, fmt.Errorf(sayNoThreads, u.ID, err))
			}
		}
	}
	return errors.Join(wrong...)
}
