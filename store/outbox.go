package store

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"
)

// note is a Note as it is kept; its case stands beside it, since the script fills it in.
type note struct {
	To    string   `json:"to"`
	Kind  string   `json:"kind,omitempty"`
	Text  string   `json:"text"`
	Press []string `json:"press,omitempty"`
	Paper string   `json:"paper,omitempty"`
}

// noteOf is what the text of a note is sealed as.
func noteOf(unit string) string { return "note of " + unit }

// writeNote returns a note as it is kept.
func (s *Store) writeNote(unit string, n Note) (string, error) {
	b, err := json.Marshal(note{To: n.To, Kind: n.Kind, Text: n.Text, Press: n.Press, Paper: n.Paper})
	if err != nil {
		return "", fmt.Errorf("write note: %w", err)
	}
	return s.ring.text(noteOf(unit), b), nil
}

// readNote reads a note as it is kept.
func (s *Store) readNote(unit, kept string) (n note, err error) {
	b, err := s.ring.read(noteOf(unit), kept)
	if err != nil {
		return n, err
	}
	if err := json.Unmarshal(b, &n); err != nil {
		return n, fmt.Errorf("%w: %w", ErrCorrupt, err)
	}
	return n, nil
}

// A Delivery is a note taken from the outbox.
type Delivery struct {
	Note
	ID string // for Delivered
}

// Outbox takes up to most notes of a unit that nobody is delivering, oldest first. They are the caller's for that long;
// a note not reported with Delivered by then is given to whoever asks next. So each is delivered at least once,
// by whichever process; delivering one a second time must do no harm.
func (s *Store) Outbox(ctx context.Context, unit string, most int, hold time.Duration) ([]Delivery, error) {
	if err := checkUnit(unit); err != nil {
		return nil, fmt.Errorf("take notes: %w: %w", ErrInvalid, err)
	}
	keys := []string{outboxKey(unit), takenKey(unit)}
	now := s.now()
	waiting, err := s.waiting(ctx, keys, now)
	if err != nil || waiting == 0 {
		return nil, err
	}
	v, err := s.keeper.run(ctx, takeScript, keys, millis(now), millis(now.Add(hold)), strconv.Itoa(most))
	if err != nil {
		return nil, fmt.Errorf("take notes: %w", err)
	}
	list, _ := v.([]any)
	var taken []Delivery
	for i := 0; i+2 < len(list); i += 3 {
		n, err := s.readNote(unit, said(list, i+2))
		if err != nil {
			return taken, fmt.Errorf("note %s of %s: %w", said(list, i), unit, err)
		}
		number := said(list, i+1)
		taken = append(taken, Delivery{
			ID:   said(list, i),
			Note: Note{To: n.To, Kind: n.Kind, Text: strings.ReplaceAll(n.Text, CaseMark, number), Press: n.Press, Paper: n.Paper, Case: number},
		})
	}
	return taken, nil
}

// waiting returns how many notes may be taken, without writing anything: asking often must cost little.
func (s *Store) waiting(ctx context.Context, keys []string, now time.Time) (int64, error) {
	var all, held *redis.IntCmd
	all = s.client.XLen(ctx, keys[0])
	if err := all.Err(); err != nil {
		return 0, fmt.Errorf("look for notes: %w", classify(ctx, err))
	}
	if all.Val() == 0 {
		return 0, nil
	}
	held = s.client.ZCount(ctx, keys[1], "("+millis(now), "+inf")
	if err := held.Err(); err != nil {
		return 0, fmt.Errorf("look for notes: %w", classify(ctx, err))
	}
	return all.Val() - held.Val(), nil
}

// Delivered takes notes off the outbox.
func (s *Store) Delivered(ctx context.Context, unit string, ids ...string) error {
	if len(ids) == 0 {
		return nil
	}
	if _, err := s.keeper.run(ctx, doneScript, []string{outboxKey(unit), takenKey(unit)}, ids...); err != nil {
		return fmt.Errorf("take delivered notes off the outbox: %w", err)
	}
	return nil
}

func millis(t time.Time) string { return strconv.FormatInt(t.UnixMilli(), 10) }
