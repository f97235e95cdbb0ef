package store

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strconv"
	"time"
)

// A Budget is how many tokens of a language model may be used in one day; 0 is no limit.
type Budget struct {
	Person int // by one person
	Unit   int // by all of a unit
}

// A Spent is how many tokens were used today, after a booking or its refusal.
type Spent struct {
	Refused      bool // the booking would go beyond the budget; nothing was booked
	Person, Unit int
}

const (
	keepSpent   = 48 * time.Hour  // a day's count, after the day began
	keepBooking = 5 * time.Minute // the name of a booking: long after the last moment at which it is sent again
)

// Spend books tokens on a person of a unit for the day of at, in at's place; tokens below 0 take a booking back, and are
// never refused. It is right over several processes, and books once also when the answer of the store is lost and it is
// asked again. The person stands in the store as a hash only.
func (s *Store) Spend(ctx context.Context, unit, person string, at time.Time, tokens int, b Budget) (Spent, error) {
	if err := checkUnit(unit); err != nil {
		return Spent{}, fmt.Errorf("book tokens: %w: %w", ErrInvalid, err)
	}
	keys, args := s.booking(unit, person, at, tokens, b)
	v, err := s.keeper.run(ctx, spendScript, keys, args...)
	if err != nil {
		return Spent{}, fmt.Errorf("book tokens: %w", err)
	}
	list, ok := v.([]any)
	if !ok || len(list) != 3 {
		return Spent{}, fmt.Errorf("book tokens: answer %v is not understood", v)
	}
	n := func(i int) int { x, _ := list[i].(int64); return int(x) }
	return Spent{Refused: n(0) == 0, Person: n(1), Unit: n(2)}, nil
}

// booking is one call of spendScript, with a name of its own.
func (s *Store) booking(unit, person string, at time.Time, tokens int, b Budget) (keys, args []string) {
	sum := sha256.Sum256([]byte(unit + "\x00" + person))
	year, month, day := at.Date()
	until := time.Date(year, month, day, 0, 0, 0, 0, at.Location()).Add(keepSpent)
	return []string{spentKey(unit, at.Format(time.DateOnly)), bookingKey(unit, rand.Text())},
		[]string{strconv.Itoa(tokens), hex.EncodeToString(sum[:8]), strconv.Itoa(b.Person), strconv.Itoa(b.Unit), millis(until),
			millis(s.now().Add(keepBooking))}
}
